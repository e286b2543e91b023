"""The study: which runs there are, what one of them does, and the records that they leave.

A run is a recipe, a reading of what the paper leaves open, and a seed. Runs that are measured on the validation part
choose between recipes; those that are measured on the test part are final. `cluster` does them all.
"""

import json
import os
import platform
import time
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

from ..faces import load_faces, split_faces, validation_split
from .recipes import BEST_STEPS, FAST_STEPS, RECIPES
from .trained import RECORDS

CHOSEN = {"crop": "face", "funneled": True, "padding": "same", "dropout": "last", "stratify": False}
READINGS = {  # what each changes in the chosen one
    "chosen": {},
    "whole photograph": {"crop": "whole"},
    "tight square": {"crop": "square"},
    "original alignment": {"funneled": False},
    "deep-funneled": {"funneled": "deep"},
    "valid padding": {"padding": "valid"},
    "dropout twice": {"dropout": "both"},
    "stratified split": {"stratify": True},
}


@dataclass(frozen=True)
class Run:
    """One training: a recipe by its name (or one of the steps to it), a reading by its name, a seed.

    `seed` is that of the split, of the initial weights, of dropout, and of the order and changes of the images alike.
    """

    recipe: str = "paper"
    reading: str = "chosen"
    seed: int = 0
    step: str | None = None

    @property
    def name(self):
        """A name that serves as a file's: "paper-chosen-0", "fast-step-2-0"."""
        middle = self.reading if self.step is None else f"step {list(STEPS[self.recipe]).index(self.step)}"
        return f"{self.recipe}-{middle}-{self.seed}".replace(" ", "-")

    @property
    def part(self):
        """Steps are measured on the validation part, whole recipes on the test part."""
        return "test" if self.step is None else "validation"


STEPS = {"fast": FAST_STEPS, "best": BEST_STEPS}
SHIPPED = Run("paper", "chosen", 0)  # its weights come with the package

STUDY = (
    *(Run("paper", "chosen", seed) for seed in range(5)),
    *(Run("paper", reading, 0) for reading in READINGS if reading != "chosen"),
    *(Run("fast", seed=seed, step=step) for step in FAST_STEPS for seed in range(3)),
    *(Run("best", step=step) for step in BEST_STEPS),
    *(Run(recipe, "chosen", seed) for recipe in ("fast", "best") for seed in range(5)),
)


def train_run(run, *, epochs=None, source="lfw", checkpoint=None, progress=True):
    """Train one run of the study.

    Parameters
    ----------
    run : Run
    epochs : int, optional
        By default the recipe's.
    source : {"lfw", "synthetic"}
        As for `load_faces`.
    checkpoint, progress
        As for `train`.

    Returns
    -------
    (keras.Model, dict)
        The trained network, and the record: the run, what it ran on, what came out, how long it took.
    """
    recipe = RECIPES[run.recipe] if run.step is None else STEPS[run.recipe][run.step]
    reading = CHOSEN | READINGS[run.reading]
    faces = load_faces(source, crop=reading["crop"], size=recipe.size, funneled=reading["funneled"])
    split = split_faces(faces, seed=run.seed, stratify=reading["stratify"])
    if run.part == "validation":
        split = validation_split(split, seed=run.seed)
    model = recipe.model(
        len(faces.names), split.X_train.shape[1:], run.seed, padding=reading["padding"], dropout=reading["dropout"]
    )
    resumed = checkpoint is not None and Path(checkpoint).exists()
    start, cpu = time.perf_counter(), time.process_time()
    history = recipe.train(
        model, split, epochs, seed=run.seed, watch=run.recipe == "paper", checkpoint=checkpoint, progress=progress
    )
    took = {"seconds": time.perf_counter() - start, "cpu_seconds": time.process_time() - cpu}
    if resumed:  # what another process began: the checkpoint has the seconds of its epochs, but not its CPU seconds
        took = {"seconds": sum(history.seconds), "cpu_seconds": None}
    guesses = recipe.predict(model, split.X_test).argmax(axis=1)
    return model, _record(run, recipe, reading, split, guesses, history, took)


def _record(run, recipe, reading, split, guesses, history, took):
    right = int(np.sum(guesses == split.y_test))
    return {
        **asdict(run),
        "part": run.part,
        "choices": reading,
        "settings": asdict(recipe),
        "epochs": len(history),
        "source": split.source,
        "train_images": len(split.y_train),
        "test_images": len(split.y_test),
        "test_right": right,
        "test_accuracy": right / len(split.y_test),
        **{key: None if value is None else round(value, 1) for key, value in took.items()},
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}",
        "versions": {"python": platform.python_version()}
        | {name: version(name) for name in ("keras", "numpy", "scikit-learn", "pillow")}
        | {"tensorflow": _tensorflow_version()},
        "input_shape": list(split.X_train.shape[1:]),
        "names": list(split.names),
        "history": {key: [round(x, 5) for x in values] for key, values in asdict(history).items() if values},
    }


def count_right(model, split):
    """How many faces of the test part the model names right."""
    guesses = model.predict(split.X_test, batch_size=128, verbose=0).argmax(axis=1)
    return int(np.sum(guesses == split.y_test))


def study_records(folder=RECORDS):
    """The records in a folder, by default the kept ones, of all runs that are part of the study, in its order."""
    paths = [record_path(run, folder) for run in STUDY]
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths if path.exists()]


def record_path(run, folder=RECORDS):
    """The file of a run's record."""
    return Path(folder) / f"{run.name}.json"


def write_record(record, path):
    """Write a record: the whole file or none."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    os.replace(part, path)


def _tensorflow_version():
    import tensorflow

    return tensorflow.__version__


if __name__ == "__main__":
    from .cluster import main

    raise SystemExit(main())
