"""The paper's experiment in each plausible reading of what its text leaves open.

``python -m convbook.tf.readings`` trains every reading that has no record yet, one run after the other, and writes a
record per run; killed, it goes on where it was. The run `SHIPPED` also leaves its weights: they are what
`load_trained` gives back.
"""

import json
import os
import platform
import time
from dataclasses import asdict
from importlib.metadata import version

import numpy as np

from ..faces import load_faces, split_faces
from .models import paper_cnn
from .trained import RECORD, WEIGHTS, save_weights
from .training import PAPER_EPOCHS, train

RECORDS = RECORD.parent / "readings"

BASE = {"crop": "face", "funneled": True, "padding": "same", "dropout": "both", "stratify": False}
READINGS = {  # what each changes in the base
    "dropout once": {"dropout": "last"},
    "dropout twice": {},
    "valid padding": {"padding": "valid"},
    "stratified split": {"stratify": True},
    "whole image": {"crop": "whole"},
    "tight square": {"crop": "square"},
    "deep-funneled": {"funneled": "deep"},
}
SEEDS = {"dropout once": (0, 1, 2), "dropout twice": (0, 1)}  # the others: 0
SHIPPED = ("dropout once", 0)  # chapter 12 says why


def run(name, seed, epochs=PAPER_EPOCHS, *, checkpoint=None, **loading):
    """Train one reading on LFW.

    Parameters
    ----------
    name : str
        A key of `READINGS`.
    seed : int
        Of the split, the initial weights, dropout and the order of the images alike.
    epochs : int
        The paper's 100.
    checkpoint : path, optional
        As for `train`.
    **loading
        Passed on to `load_faces`.

    Returns
    -------
    (keras.Model, dict)
        The trained network, and the record: the reading, what it ran on, what came out.
    """
    reading = BASE | READINGS[name]
    faces = load_faces("lfw", crop=reading["crop"], funneled=reading["funneled"], **loading)
    split = split_faces(faces, seed=seed, stratify=reading["stratify"])
    shape = split.X_train.shape[1:]
    model = paper_cnn(len(faces.names), shape, padding=reading["padding"], dropout=reading["dropout"], seed=seed)
    start = time.perf_counter()
    history = train(model, split, epochs, seed=seed, checkpoint=checkpoint)
    seconds = time.perf_counter() - start
    right = count_right(model, split)
    record = {
        "reading": name,
        **reading,
        "source": faces.source,
        "seed": seed,
        "test_fraction": 0.25,
        "train_images": len(split.y_train),
        "test_images": len(split.y_test),
        "test_right": right,
        "test_accuracy": right / len(split.y_test),
        "epochs": epochs,
        "batch_size": 128,
        "learning_rate": 0.001,
        "seconds": round(seconds, 1),
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}",
        "versions": {"python": platform.python_version()}
        | {name: version(name) for name in ("keras", "numpy", "scikit-learn", "pillow")}
        | {"tensorflow": _tensorflow_version()},
        "input_shape": list(shape),
        "names": list(faces.names),
        "history": {key: [round(x, 5) for x in values] for key, values in asdict(history).items()},
    }
    return model, record


def count_right(model, split):
    """How many faces of the test part the model names right."""
    guesses = model.predict(split.X_test, batch_size=128, verbose=0).argmax(axis=1)
    return int(np.sum(guesses == split.y_test))


def reading_records():
    """The kept records of all runs, in the order of `READINGS`, then of seeds."""
    records = [json.loads(path.read_text(encoding="utf-8")) for path in (RECORD, *RECORDS.glob("*.json"))]
    return sorted(records, key=lambda record: (list(READINGS).index(record["reading"]), record["seed"]))


def _tensorflow_version():
    import tensorflow

    return tensorflow.__version__


def _record_path(name, seed):
    if (name, seed) == SHIPPED:
        return RECORD
    return RECORDS / f"{name.replace(' ', '-')}-{seed}.json"


def _write(path, record):
    part = path.with_suffix(".part")
    part.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    os.replace(part, path)


def main():
    for name in READINGS:
        for seed in SEEDS.get(name, (0,)):
            path = _record_path(name, seed)
            if path.exists():
                continue
            path.parent.mkdir(exist_ok=True)
            model, record = run(name, seed, checkpoint=path.with_suffix(".checkpoint.npz"))
            if (name, seed) == SHIPPED:
                save_weights(model, WEIGHTS)
            _write(path, record)
            print(f"{name}, seed {seed}: {record['test_right']} of {record['test_images']}", flush=True)


if __name__ == "__main__":
    main()
