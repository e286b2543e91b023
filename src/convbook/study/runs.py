"""The runs of the study, and training one of them.

A run is a recipe, a reading of what the paper leaves open, and a seed. Runs that are measured on the validation set
choose between recipes; those that are measured on the test set are final. `STUDY_RUNS` are those of chapter 12,
`COMPARISON_RUNS` those of chapter 15, `RUNS` both. `READINGS` says what each reading changes in the chosen one.
"""

import os
import platform
from dataclasses import asdict, dataclass
from importlib.metadata import version

import numpy as np

from convbook.architectures.small_nets import COMPARISON_RECIPES
from convbook.arguments import as_choice, as_int, check_kind
from convbook.faces.dataset import load_faces
from convbook.faces.split import split_faces, validation_split
from convbook.training.predict import correct_count
from convbook.training.recipes import BEST_STEPS, FAST_STEPS, RECIPES

CHOSEN = {"crop": "face", "funneled": True, "padding": "same", "dropout": "last", "stratify": False}
READINGS = {
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
    def evaluation_set(self):
        """Steps are measured on the validation set, whole recipes on the test set."""
        return "test" if self.step is None else "validation"


STEPS = {"fast": FAST_STEPS, "best": BEST_STEPS}
SHIPPED = Run("paper", "chosen", 0)  # its weights come with the package


def _trained_steps(steps):
    """All steps but the last but one: the last one's run is measured with and without test-time augmentation."""
    names = list(steps)
    return [*names[:-2], names[-1]]


STUDY_RUNS = (
    *(Run("paper", "chosen", seed) for seed in range(5)),
    *(Run("paper", reading, 0) for reading in READINGS if reading != "chosen"),
    *(Run("paper", "original alignment", seed) for seed in range(1, 5)),
    *(Run("fast", seed=seed, step=step) for step in _trained_steps(FAST_STEPS) for seed in range(3)),
    *(Run("best", step=step) for step in _trained_steps(BEST_STEPS)),
    *(Run(recipe, "chosen", seed) for recipe in ("fast", "best") for seed in range(5)),
    *(Run("fast", "original alignment", seed) for seed in range(5)),  # each beside "chosen" on the same faces
)
COMPARISON_RUNS = tuple(Run(recipe, seed=seed) for recipe in COMPARISON_RECIPES for seed in range(3))
RUNS = STUDY_RUNS + COMPARISON_RUNS


def as_runs(runs):
    """A list of `Run`, from any sequence of them."""
    if not isinstance(runs, list | tuple) or not all(isinstance(run, Run) for run in runs):
        raise TypeError(f"runs are {runs!r}; expected a list of Run, such as [Run('fast', seed=1)]")
    return list(runs)


def check_run(run):
    """Raise unless there are such a recipe, reading and step."""
    as_choice(run.recipe, "the recipe of one of the runs", RECIPES | COMPARISON_RECIPES if run.step is None else STEPS)
    as_choice(run.reading, "the reading of one of the runs", READINGS)
    as_int(run.seed, "the seed of one of the runs", 0)
    if run.step is not None:
        as_choice(run.step, "the step of one of the runs", STEPS[run.recipe])


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
    check_kind(run, "run", Run, "a Run, such as Run('fast', seed=1)")
    check_run(run)
    recipe = (RECIPES | COMPARISON_RECIPES)[run.recipe] if run.step is None else STEPS[run.recipe][run.step]
    reading = CHOSEN | READINGS[run.reading]
    faces = load_faces(source, crop=reading["crop"], size=recipe.size, funneled=reading["funneled"])
    split = split_faces(faces, seed=run.seed, stratify=reading["stratify"])
    if run.evaluation_set == "validation":
        split = validation_split(split, seed=run.seed)
    choices = {"padding": reading["padding"], "dropout": reading["dropout"]}
    model = recipe.model(len(faces.names), split.X_train.shape[1:], run.seed, **choices)
    history = recipe.train(
        model, split, epochs, seed=run.seed, evaluate_test=run == SHIPPED, checkpoint=checkpoint, progress=progress
    )
    counts = {"test_right": int(np.sum(recipe.predict(model, split.X_test).argmax(axis=1) == split.y_test))}
    if recipe.averaged:
        counts["test_right_single"] = correct_count(model, split)
    return model, _record(run, recipe, reading, split, counts, history)


def _record(run, recipe, reading, split, counts, history):
    return {
        **asdict(run),
        "part": run.evaluation_set,
        "choices": reading,
        "settings": asdict(recipe),
        "epochs": len(history),
        "source": split.source,
        "train_images": len(split.y_train),
        "test_images": len(split.y_test),
        **counts,
        "test_accuracy": counts["test_right"] / len(split.y_test),
        "seconds": round(sum(history.seconds), 1),
        **environment(),
        "input_shape": list(split.X_train.shape[1:]),
        "names": list(split.names),
        "history": {key: [round(x, 5) for x in values] for key, values in asdict(history).items() if values},
    }


def environment():
    """What a run's seconds and numbers depend on: the machine, and the versions of Python and of four packages."""
    import tensorflow

    versions = {"python": platform.python_version(), "tensorflow": tensorflow.__version__}
    versions |= {name: version(name) for name in ("keras", "numpy", "scikit-learn", "pillow")}
    return {"machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}", "versions": versions}
