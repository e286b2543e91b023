"""How long the recipes take, one after the other in one process: only so can their seconds be compared.

``make race`` measures on LFW (a quarter of an hour on two cores, which should have nothing else to do), keeps what it
found as the record that `race_record` gives back, and fails if one of chapter 12's claims does not hold.
"""

import json
import os
import platform
import sys
import time

import keras

from convbook.faces.dataset import load_faces, split_faces
from convbook.study.runs import versions
from convbook.training.recipes import RECIPES, Recipe
from convbook.training.trained import RECORDS

RECORD = RECORDS.parent / "race.json"
PAPER = 495 / 593  # the accuracy that the paper reports
MOST_OVERHEAD = 1.05


def race_record():
    """What `make race` measured: for each recipe seconds, accuracy, and its time against Keras's plain `fit`."""
    return json.loads(RECORD.read_text(encoding="utf-8"))


def time_recipe(recipe, split, epochs=None):
    """Train a recipe once with seed 0 and without a look at the test part before the end.

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
        Epochs; seconds of the whole call, Keras's tracing included; right answers on the test part.
    """
    model = recipe.model(len(split.names), split.X_train.shape[1:])
    start = time.perf_counter()
    history = recipe.train(model, split, epochs, watch=False)
    seconds = time.perf_counter() - start
    right = int((recipe.predict(model, split.X_test).argmax(axis=1) == split.y_test).sum())
    return {"epochs": len(history), "seconds": round(seconds, 1), "test_right": right, "test_images": len(split.y_test)}


def overhead(recipe, split, rounds=10, epochs=2):
    """The time of `recipe.train` over that of Keras's plain `fit` of the same network on the same images.

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
        own += recipe.train(ours, split, epochs + 1, watch=False, progress=False).seconds[1:]
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
    splits = {size: split_faces(load_faces("lfw", size=size)) for size in {r.size for r in RECIPES.values()}}
    time_recipe(Recipe(filters=(4, 4, 4, 4), epochs=1, size=32), splits[32])  # TensorFlow's own start is nobody's
    found = {name: time_recipe(recipe, splits[recipe.size]) for name, recipe in RECIPES.items()}
    for name, recipe in RECIPES.items():
        found[name]["against_plain_fit"] = round(overhead(recipe, splits[recipe.size]), 3)
        print(name, found[name], flush=True)
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    record = {"seed": 0, "source": "lfw", "machine": machine, "versions": versions(), "recipes": found}
    RECORD.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return [claim for claim, holds in claims(record).items() if not holds]


def claims(record):
    """What chapter 12 says of a record of `main`, and whether it is so."""
    found = record["recipes"]
    paper, fast, best = (found[name] for name in ("paper", "fast", "best"))
    return {
        "fast needs at most 1/25 of the paper's time": 25 * fast["seconds"] <= paper["seconds"],
        "fast reaches the paper's accuracy": fast["test_right"] / fast["test_images"] >= PAPER,
        "best needs no more time than the paper's": best["seconds"] <= paper["seconds"],
        "no recipe slows plain fit by more than 5 %": all(
            r["against_plain_fit"] <= MOST_OVERHEAD for r in found.values()
        ),
    }


if __name__ == "__main__":
    sys.exit("\n".join(f"This did not hold: {claim}." for claim in main()) or 0)
