"""The book's trained paper network: its weights and the record of its run."""

import hashlib
import json
import os
import zipfile
from importlib import resources
from pathlib import Path

import numpy as np

from convbook.arguments import as_numbers, as_path
from convbook.prediction import check_model
from convbook.training.models import paper_cnn

_DATA = Path(str(resources.files("convbook") / "data"))
WEIGHTS = _DATA / "paper_cnn.npz"
RECORDS = _DATA / "runs"  # the weights are those of one of these runs
DIGEST = "weights_sha256"
_ADVICE = "Install convbook again to get its own file back, or give load_trained() a file that save_weights() wrote"


def trained_record():
    """The record of the run that the package's weights come from, as `study_records` gives it."""
    return json.loads((RECORDS / "paper-chosen-0.json").read_text(encoding="utf-8"))


def load_trained(path=None):
    """Load the paper's network with the weights of the book's own 100-epoch run.

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
        If the file is cut short, damaged, or does not hold this network's weights; or if they are not those that were
        saved, which the SHA-256 shows that `save_weights` leaves in a file, and the record has of the package's own.
    """
    path = WEIGHTS if path is None else as_path(path, "path")
    record = trained_record()
    padding, dropout = record["choices"]["padding"], record["choices"]["dropout"]
    model = paper_cnn(len(record["names"]), tuple(record["input_shape"]), padding=padding, dropout=dropout)
    arrays = _read(path)
    expected = _named_weights(model)
    if missing := expected.keys() - arrays.keys():
        raise ValueError(f"{path} holds no {sorted(missing)[0]}: it is not a weights file of this network. {_ADVICE}")
    for name, variable in expected.items():
        try:
            array = as_numbers(arrays[name], name)
        except (TypeError, ValueError) as error:
            raise ValueError(f"{path}: {error}. {_ADVICE}") from None
        if np.abs(array).max() > np.finfo(np.float32).max:
            raise ValueError(f"{path}: {name} holds {np.abs(array).max():.3g}, too large for a weight. {_ADVICE}")
        if arrays[name].shape != tuple(variable.shape):
            raise ValueError(
                f"{path}: {name} has shape {arrays[name].shape}, this network's has {tuple(variable.shape)}. {_ADVICE}"
            )
        variable.assign(array)
    saved = arrays[DIGEST].item() if DIGEST in arrays else record[DIGEST] if path == WEIGHTS else None
    if saved is not None and saved != digest({name: arrays[name] for name in expected}):
        raise ValueError(f"{path} holds other weights than were saved: its SHA-256 differs. {_ADVICE}")
    return model


def save_weights(model, path):
    """Write a model's weights to `path` (NumPy's .npz without pickle): the whole file or, if that fails, none.

    With them goes their SHA-256, which is returned.
    """
    check_model(model)
    path = as_path(path, "path")
    arrays = {name: np.asarray(variable) for name, variable in _named_weights(model).items()}
    part = path.with_name(path.name + ".part")
    try:
        with open(part, "wb") as file:
            np.savez(file, **arrays, **{DIGEST: digest(arrays)})
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    return digest(arrays)


def digest(arrays):
    """The SHA-256 of some arrays by name, in the order of the names; of their numbers in float32."""
    found = hashlib.sha256()
    for name in sorted(arrays):
        found.update(f"{name} {arrays[name].shape}".encode())
        found.update(np.ascontiguousarray(arrays[name], "<f4").tobytes())
    return found.hexdigest()


def _named_weights(model):
    return {f"{layer.name}/{w.name}": w for layer in model.layers for w in layer.weights}


def _read(path):
    try:
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except FileNotFoundError:
        raise FileNotFoundError(f"there is no weights file {path}. {_ADVICE}") from None
    except (OSError, ValueError, EOFError, AttributeError, TypeError, zipfile.BadZipFile) as error:
        raise ValueError(f"{path} cannot be read as weights: {error}. {_ADVICE}") from error
