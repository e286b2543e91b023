"""Training checkpoints: weights, optimizer state and history in one file, written whole or not at all."""

import hashlib
import json
import os
import warnings
import zipfile
from pathlib import Path

import keras
import numpy as np


def save_state(path, model, run, history):
    """Write weights, optimizer and `history` (a dict of lists) to `path`; where that fails, warn and go on.

    Parameters
    ----------
    path : Path
    model : keras.Model
        Compiled, its optimizer built.
    run : str
        From `fingerprint`.
    history : dict
    """
    arrays = {f"v{i:03}": np.asarray(v) for i, v in enumerate(_variables(model))}
    part = path.with_name(path.name + ".part")
    try:
        with open(part, "wb") as file:
            np.savez(file, run=run, history=json.dumps(history), **arrays)
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        warnings.warn(
            f"the checkpoint {path} could not be written ({error}). Training goes on; if it is killed, it starts again"
            " from the last state that was saved. Free some space, or give train() a checkpoint elsewhere",
            stacklevel=2,
        )


def load_state(path, model, run):
    """Bring `model` into the state saved in `path`, and return its history.

    Raises
    ------
    ValueError
        If the file is damaged, or `run` is not the training that it belongs to.
    """
    path = Path(path)
    try:
        with np.load(path, allow_pickle=False) as file:
            is_same = str(file["run"]) == run
            history = json.loads(str(file["history"]))
            arrays = [file[f"v{i:03}"] for i in range(len(_variables(model)))] if is_same else []
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise ValueError(
            f"the checkpoint {path} cannot be read ({error}); delete it to train from the start"
        ) from error
    if not is_same:
        raise ValueError(
            f"the checkpoint {path} belongs to another training (other model, data, seed or settings);"
            " give this one a name of its own, or delete the file"
        )
    for variable, array in zip(_variables(model), arrays, strict=True):
        variable.assign(array)
    return history


def fingerprint(model, split, settings):
    """What must agree for a checkpoint to be continued, as one short string.

    Parameters
    ----------
    model : keras.Model
    split : Split
    settings : dict
        Of numbers, text, learning rate schedules, and functions, which count by their names.
    """
    parts = [json.dumps(model.get_config()), split.X_train.shape, {k: _as_text(v) for k, v in settings.items()}]
    digest = hashlib.sha256(repr(parts).encode())
    digest.update(np.ascontiguousarray(split.y_train).tobytes())
    digest.update(np.ascontiguousarray(split.X_train[:8]).tobytes())
    return digest.hexdigest()[:16]


def _as_text(setting):
    if isinstance(setting, keras.optimizers.schedules.LearningRateSchedule):
        return json.dumps(setting.get_config(), default=float)
    return repr(getattr(setting, "__qualname__", setting))  # a function's own repr has an address in it


def _variables(model):
    # weights, dropout's random state, the optimizer's moments and step counter
    return [*model.variables, *model.optimizer.variables]
