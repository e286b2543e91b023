"""Benchmark of the recipes, one after the other in one process, so that their times can be compared.

``make benchmark`` measures on LFW (a quarter of an hour on two cores, which should have nothing else to do), keeps the
record that `benchmark_record` reads, and fails if one of chapter 12's claims does not hold.
"""

import sys
import time

import keras

from convbook.faces.dataset import load_faces
from convbook.faces.split import split_faces
from convbook.study.records import BENCHMARK, write_record
from convbook.study.runs import environment
from convbook.training.recipes import RECIPES, Recipe

PAPER_ACCURACY = 495 / 593
MAX_OVERHEAD = 1.05


def time_recipe(recipe, split, epochs=None):
    """Train a recipe once with seed 0, and time it.

    Parameters
    ----------
    recipe : Recipe
    split : Split
        Of faces of the recipe's size.
    epochs : int, optional
        By default the recipe's.

    Returns
    -------
    dict
        Epochs; seconds of the whole call, Keras's tracing included; correct predictions on the test set.
    """
    model = recipe.model(len(split.names), split.X_train.shape[1:])
    start = time.perf_counter()
    history = recipe.train(model, split, epochs, evaluate_test=False)
    seconds = time.perf_counter() - start
    correct = int((recipe.predict(model, split.X_test).argmax(axis=1) == split.y_test).sum())
    return {
        "epochs": len(history), "seconds": round(seconds, 1), "test_right": correct, "test_images": len(split.y_test),
    }  # fmt: skip


def overhead(recipe, split, rounds=10, epochs=2):
    """The time of `recipe.train` relative to that of Keras's plain `fit` of the same network on the same images.

    Parameters
    ----------
    recipe : Recipe
    split : Split
    rounds : int
        How often both are timed, in turn.
    epochs : int
        Timed in each round, after one that is not, since the first has the tracing in it.

    Returns
    -------
    float
        Of the fastest epoch of each: what else happens on a machine can only add to a time. 1 is equally fast.
    """
    own, plain_fit = [], []
    for _ in range(rounds):
        ours = recipe.model(len(split.names), split.X_train.shape[1:])
        own += recipe.train(ours, split, epochs + 1, evaluate_test=False, progress=False).seconds[1:]
        plain = recipe.model(len(split.names), split.X_train.shape[1:])
        plain.compile(keras.optimizers.Adam(), "sparse_categorical_crossentropy", metrics=["accuracy"])
        clock = _Clock()
        plain.fit(
            split.X_train, split.y_train, batch_size=recipe.batch_size, epochs=epochs + 1, verbose=0, callbacks=[clock]
        )
        plain_fit += clock.seconds[1:]
    return min(own) / min(plain_fit)


class _Clock(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.seconds = []

    def on_epoch_begin(self, epoch, logs=None):
        self.start = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        self.seconds.append(time.perf_counter() - self.start)


def main():
    """Measure and keep the record; returns the claims that do not hold."""
    splits = {size: split_faces(load_faces("lfw", size=size)) for size in {r.size for r in RECIPES.values()}}
    time_recipe(Recipe(filters=(4, 4, 4, 4), epochs=1, size=32), splits[32])  # TensorFlow's own start is nobody's
    recipes = {name: time_recipe(recipe, splits[recipe.size]) for name, recipe in RECIPES.items()}
    for name, recipe in RECIPES.items():
        recipes[name]["against_plain_fit"] = round(overhead(recipe, splits[recipe.size]), 3)
        print(name, recipes[name], flush=True)
    record = {"seed": 0, "source": "lfw", **environment(), "recipes": recipes}
    write_record(record, BENCHMARK)
    return [claim for claim, holds in claims(record).items() if not holds]


def claims(record):
    """What chapter 12 says of a record of `main` -> whether it is so."""
    recipes = record["recipes"]
    paper, fast, best = recipes["paper"], recipes["fast"], recipes["best"]
    return {
        "fast needs at most 1/25 of the paper's time": 25 * fast["seconds"] <= paper["seconds"],
        "fast reaches the paper's accuracy": fast["test_right"] / fast["test_images"] >= PAPER_ACCURACY,
        "best needs no more time than the paper's": best["seconds"] <= paper["seconds"],
        "no recipe slows plain fit by more than 5%": all(
            r["against_plain_fit"] <= MAX_OVERHEAD for r in recipes.values()
        ),
    }


if __name__ == "__main__":
    sys.exit("\n".join(f"This did not hold: {claim}." for claim in main()) or 0)
