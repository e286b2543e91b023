"""The study: which runs there are, what one of them does, and the records that they leave.

A run is a recipe, a reading of what the paper leaves open, and a seed. Runs that are measured on the validation part
choose between recipes; those that are measured on the test part are final. `STUDY` has the runs of chapter 12,
`COMPARISON` those of chapter 15, `RUNS` both. `cluster` does them all.
"""

import json
import os
import platform
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

from convbook.architectures.small_nets import COMPARISON_RECIPES
from convbook.faces.dataset import load_faces, split_faces, validation_split
from convbook.training.recipes import BEST_STEPS, FAST_STEPS, RECIPES
from convbook.training.trained import RECORDS, count_right

CHOSEN = {"crop": "face", "funneled": True, "padding": "same", "dropout": "last", "stratify": False}
READINGS = {  # what each changes in the chosen one
    "chosen": {},
    "whole photograph": {"crop": "whole"},
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


def _measured(steps):
    """All steps but the last but one: the last one's run is measured with and without averaging."""
    names = list(steps)
    return [*names[:-2], names[-1]]


STUDY = (
    *(Run("paper", "chosen", seed) for seed in range(5)),
    *(Run("paper", reading, 0) for reading in READINGS if reading != "chosen"),
    *(Run("fast", seed=seed, step=step) for step in _measured(FAST_STEPS) for seed in range(3)),
    *(Run("best", step=step) for step in _measured(BEST_STEPS)),
    *(Run(recipe, "chosen", seed) for recipe in ("fast", "best") for seed in range(5)),
)
COMPARISON = tuple(Run(recipe, seed=seed) for recipe in COMPARISON_RECIPES for seed in range(3))
RUNS = STUDY + COMPARISON


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
    recipe = (RECIPES | COMPARISON_RECIPES)[run.recipe] if run.step is None else STEPS[run.recipe][run.step]
    reading = CHOSEN | READINGS[run.reading]
    faces = load_faces(source, crop=reading["crop"], size=recipe.size, funneled=reading["funneled"])
    split = split_faces(faces, seed=run.seed, stratify=reading["stratify"])
    if run.part == "validation":
        split = validation_split(split, seed=run.seed)
    model = recipe.model(
        len(faces.names), split.X_train.shape[1:], run.seed, padding=reading["padding"], dropout=reading["dropout"]
    )
    history = recipe.train(
        model, split, epochs, seed=run.seed, watch=run == SHIPPED, checkpoint=checkpoint, progress=progress
    )
    right = {"test_right": int(np.sum(recipe.predict(model, split.X_test).argmax(axis=1) == split.y_test))}
    if recipe.averaged:
        right["test_right_single"] = count_right(model, split)
    return model, _record(run, recipe, reading, split, right, history)


def _record(run, recipe, reading, split, right, history):
    return {
        **asdict(run),
        "part": run.part,
        "choices": reading,
        "settings": asdict(recipe),
        "epochs": len(history),
        "source": split.source,
        "train_images": len(split.y_train),
        "test_images": len(split.y_test),
        **right,
        "test_accuracy": right["test_right"] / len(split.y_test),
        "seconds": round(sum(history.seconds), 1),
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}",
        "versions": versions(),
        "input_shape": list(split.X_train.shape[1:]),
        "names": list(split.names),
        "history": {key: [round(x, 5) for x in values] for key, values in asdict(history).items() if values},
    }


def study_records(folder=RECORDS, runs=STUDY):
    """The records in a folder, by default the kept ones, of these runs, by default all of the study, in their order."""
    paths = [record_path(run, folder) for run in runs]
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths if path.exists()]


def record_path(run, folder=RECORDS):
    """The file of a run's record."""
    return Path(folder) / f"{run.name}.json"


def write_record(record, path):
    """Write a record: the whole file or none."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    os.replace(part, path)


def step_accuracies(recipe):
    """What each step towards a recipe reached on the validation part.

    Parameters
    ----------
    recipe : {"fast", "best"}

    Returns
    -------
    dict
        Step -> list of accuracies, one for each seed, in the order in which the steps were taken.
    """
    *_, before_last, last = STEPS[recipe]
    found = {step: [] for step in STEPS[recipe]}
    for record in study_records():
        if record["recipe"] == recipe and record["step"] is not None:
            found[record["step"]].append(record["test_accuracy"])
            if record["step"] == last:
                found[before_last].append(record["test_right_single"] / record["test_images"])
    return found


def versions():
    """The versions that a run's numbers depend on, by package."""
    import tensorflow

    packages = ("keras", "numpy", "scikit-learn", "pillow")
    found = {"python": platform.python_version(), "tensorflow": tensorflow.__version__}
    return found | {name: version(name) for name in packages}
