"""The network that the book trained: its weights, and the record of the run they come from."""

import json
import os
import zipfile
from importlib import resources
from pathlib import Path

import numpy as np

from convbook.training.models import paper_cnn

_DATA = Path(str(resources.files("convbook") / "data"))
WEIGHTS, RECORDS = _DATA / "paper_cnn.npz", _DATA / "runs"  # the weights are those of one of the runs


def trained_record():
    """How the shipped weights came about: the record of their run, as `study_records` gives it."""
    return json.loads((RECORDS / "paper-chosen-0.json").read_text(encoding="utf-8"))


def load_trained(path=None):
    """The paper's network with the weights of the book's own 100-epoch run.

    Parameters
    ----------
    path : path, optional
        Another file that `save_weights` wrote; the package's own by default.

    Returns
    -------
    keras.Model
        As `paper_cnn` makes it; takes (N, 64, 64, 3) with values from 0 to 1.

    Raises
    ------
    ValueError
        If the file is cut short, damaged, or does not hold this network's weights.
    """
    path = Path(path or WEIGHTS)
    record = trained_record()
    padding, dropout = record["choices"]["padding"], record["choices"]["dropout"]
    model = paper_cnn(len(record["names"]), tuple(record["input_shape"]), padding=padding, dropout=dropout)
    arrays = _read(path)
    expected = _named_weights(model)
    if missing := expected.keys() - arrays.keys():
        raise ValueError(f"{path} holds no {sorted(missing)[0]}: it is not a weights file of this network. {_CURE}")
    for name, variable in expected.items():
        if arrays[name].shape != tuple(variable.shape):
            raise ValueError(
                f"{path}: {name} has shape {arrays[name].shape}, this network's has {tuple(variable.shape)}. {_CURE}"
            )
        if not np.isfinite(arrays[name]).all():
            raise ValueError(f"{path}: {name} holds values that are not finite. {_CURE}")
        variable.assign(arrays[name])
    return model


def count_right(model, split):
    """How many faces of the test part the model names right."""
    return int(np.sum(answers(model, split.X_test).argmax(axis=1) == split.y_test))


def answers(model, X, batch_size=128):
    """The model's output for images (N, H, W, C), in batches; for a model of persons (N, persons)."""
    # not model.predict: it compiles the network anew for every model and for the last, smaller batch
    batches = (np.asarray(X[start : start + batch_size]) for start in range(0, len(X), batch_size))
    return np.concatenate([np.asarray(model(batch, training=False)) for batch in batches])


_CURE = "Install convbook again to get its own file back, or give load_trained() a file that save_weights() wrote"


def save_weights(model, path):
    """Write a model's weights to `path` (NumPy's .npz without pickle): the whole file or, if that fails, none."""
    path = Path(path)
    part = path.with_name(path.name + ".part")
    try:
        with open(part, "wb") as file:
            np.savez(file, **{name: np.asarray(variable) for name, variable in _named_weights(model).items()})
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _named_weights(model):
    return {f"{layer.name}/{w.name}": w for layer in model.layers for w in layer.weights}


def _read(path):
    try:
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except FileNotFoundError:
        raise FileNotFoundError(f"there is no weights file {path}. {_CURE}") from None
    except (OSError, ValueError, EOFError, AttributeError, TypeError, zipfile.BadZipFile) as error:
        raise ValueError(f"{path} cannot be read as weights: {error}. {_CURE}") from error
