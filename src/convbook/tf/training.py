"""Training that can be watched, killed and taken up again, and that gives the same numbers either way."""

import hashlib
import json
import os
import time
import warnings
import zipfile
from dataclasses import asdict, dataclass, field
from pathlib import Path

import keras
import numpy as np
from tqdm import tqdm

PAPER_EPOCHS = 100


def paper_epochs():
    """The paper's 100 epochs, or what the environment variable ``CONVBOOK_EPOCHS`` says.

    Raises
    ------
    ValueError
        If the variable holds anything but a whole number of at least 1.
    """
    text = os.environ.get("CONVBOOK_EPOCHS", "").strip()
    if not text:
        return PAPER_EPOCHS
    if not text.isdecimal() or int(text) < 1:
        raise ValueError(
            f"CONVBOOK_EPOCHS is {text!r}; expected a whole number of epochs, 1 or more"
            f" (or unset it to train for {PAPER_EPOCHS})"
        )
    return int(text)


@dataclass
class History:
    """What was measured after each epoch, a list each.

    `accuracy` and `loss` are means over the epoch's minibatches, with dropout
    at work, as Keras reports them; `test_accuracy` and `test_loss` are taken
    on the whole test part after the epoch; `seconds` is the epoch's duration.
    """

    accuracy: list = field(default_factory=list)
    loss: list = field(default_factory=list)
    test_accuracy: list = field(default_factory=list)
    test_loss: list = field(default_factory=list)
    seconds: list = field(default_factory=list)

    def __len__(self):
        return len(self.loss)


class Batches(keras.utils.PyDataset):
    """Minibatches in an order that the seed and the epoch's number fix, so that a resumed run repeats it."""

    def __init__(self, X, y, batch_size, seed, epoch):
        super().__init__()
        self.X, self.y, self.batch_size, self.seed = X, y, batch_size, seed
        self.shuffle_for(epoch)

    def shuffle_for(self, epoch):
        self.epoch = epoch
        self.order = np.random.default_rng([self.seed, epoch]).permutation(len(self.X))

    def __len__(self):
        return -(-len(self.X) // self.batch_size)

    def __getitem__(self, i):
        rows = self.order[i * self.batch_size : (i + 1) * self.batch_size]
        return self.X[rows], self.y[rows]

    def on_epoch_end(self):
        self.shuffle_for(self.epoch + 1)


def train(
    model,
    split,
    epochs=PAPER_EPOCHS,
    *,
    batch_size=128,
    learning_rate=0.001,
    seed=0,
    checkpoint=None,
    progress=True,
):
    """Train `model` with the paper's recipe: Adam, minibatches, categorical cross-entropy (Soydaner 2019, 3.2).

    Parameters
    ----------
    model : keras.Model
        Images in, class probabilities out; changed in place.
    split : Split
        From `split_faces`; the test part is measured after each epoch and used for nothing else.
    epochs : int
        How often the training part is gone through.
    batch_size, learning_rate : int, float
        128 and 0.001 in the paper.
    seed : int
        Of the order of the images, which is new in every epoch.
    checkpoint : path, optional
        File that holds the state after the last finished epoch. Where it exists the training goes on from it; it
        is deleted when the last epoch is done.
    progress : bool
        Show a bar with the epochs, the time they still need, and the numbers of the last one.

    Returns
    -------
    History
        Of all epochs, those before an interruption included.

    Raises
    ------
    ValueError
        If an argument makes no sense, or `checkpoint` is damaged or belongs to another training.
    """
    _check(model, split, epochs, batch_size, learning_rate)
    # integer labels: the same loss as categorical cross-entropy on one-hot rows
    model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.optimizer.build(model.trainable_variables)
    run = _fingerprint(model, split, batch_size, learning_rate, seed)
    history = History()
    if checkpoint is not None and Path(checkpoint).exists():
        history = _resume(Path(checkpoint), model, run)
    done = len(history)
    if done < epochs:
        model.fit(
            Batches(split.X_train, split.y_train, batch_size, seed, done),
            validation_data=(split.X_test, split.y_test),
            validation_batch_size=batch_size,
            epochs=epochs,
            initial_epoch=done,
            shuffle=False,  # Batches has shuffled already, by the seed
            verbose=0,
            callbacks=[_Keeper(history, epochs, checkpoint and Path(checkpoint), run, progress)],
        )
    if checkpoint is not None:
        Path(checkpoint).unlink(missing_ok=True)
    return history


class _Keeper(keras.callbacks.Callback):
    """After each epoch: note the numbers, move the bar, save the state."""

    def __init__(self, history, epochs, checkpoint, run, progress):
        super().__init__()
        self.history, self.epochs, self.checkpoint, self.run, self.progress = history, epochs, checkpoint, run, progress

    def on_train_begin(self, logs=None):
        self.bar = tqdm(
            total=self.epochs, initial=len(self.history), unit="epoch", desc="training", disable=not self.progress
        )

    def on_epoch_begin(self, epoch, logs=None):
        self.start = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        history = self.history
        history.accuracy.append(float(logs["accuracy"]))
        history.loss.append(float(logs["loss"]))
        history.test_accuracy.append(float(logs["val_accuracy"]))
        history.test_loss.append(float(logs["val_loss"]))
        history.seconds.append(time.perf_counter() - self.start)
        if self.checkpoint is not None:
            _save(self.checkpoint, self.model, self.run, history)
        self.bar.set_postfix(loss=f"{history.loss[-1]:.3f}", test=f"{history.test_accuracy[-1]:.1%}", refresh=False)
        self.bar.update()

    def on_train_end(self, logs=None):
        self.bar.close()
        if self.progress:
            _clear_notebook_output()


def _clear_notebook_output():
    """Take the finished bar out of a notebook, so that no stored output holds it."""
    try:
        from IPython import get_ipython
        from IPython.display import clear_output
    except ImportError:
        return
    if getattr(get_ipython(), "kernel", None) is not None:
        clear_output()


def _state(model):
    # weights, dropout's random state, Adam's moments and step counter
    return [*model.variables, *model.optimizer.variables]


def _save(path, model, run, history):
    arrays = {f"v{i:03}": np.asarray(v) for i, v in enumerate(_state(model))}
    part = path.with_name(path.name + ".part")
    try:
        with open(part, "wb") as file:
            np.savez(file, run=run, history=json.dumps(asdict(history)), **arrays)
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        warnings.warn(
            f"the checkpoint {path} could not be written ({error}). Training goes on; if it is killed, it starts again"
            " from the last state that was saved. Free some space, or give train() a checkpoint elsewhere",
            stacklevel=2,
        )


def _resume(path, model, run):
    try:
        with np.load(path, allow_pickle=False) as file:
            saved_run, history = str(file["run"]), History(**json.loads(str(file["history"])))
            arrays = [file[f"v{i:03}"] for i in range(len(_state(model)))]
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise ValueError(
            f"the checkpoint {path} cannot be read ({error}); delete it to train from the start"
        ) from error
    if saved_run != run:
        raise ValueError(
            f"the checkpoint {path} belongs to another training (other model, data, seed or settings);"
            " give this one a name of its own, or delete the file"
        )
    for variable, array in zip(_state(model), arrays, strict=True):
        variable.assign(array)
    return history


def _fingerprint(model, split, batch_size, learning_rate, seed):
    """What must agree for a checkpoint to be continued, as one short string."""
    parts = [json.dumps(model.get_config()), batch_size, learning_rate, seed, split.X_train.shape]
    digest = hashlib.sha256(repr(parts).encode())
    digest.update(np.ascontiguousarray(split.y_train).tobytes())
    digest.update(np.ascontiguousarray(split.X_train[:8]).tobytes())
    return digest.hexdigest()[:16]


def _check(model, split, epochs, batch_size, learning_rate):
    for name, value in (("epochs", epochs), ("batch_size", batch_size)):
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
            raise ValueError(f"{name} is {value!r}; expected a whole number of at least 1")
    if not learning_rate > 0:
        raise ValueError(f"learning_rate is {learning_rate!r}; expected a number above 0")
    expected, got = tuple(model.input_shape[1:]), split.X_train.shape[1:]
    if expected != got:
        raise ValueError(
            f"the model takes images of shape {expected} but split.X_train has {got};"
            " make the model with input_shape=split.X_train.shape[1:]"
        )
    if model.output_shape[-1] < len(split.names):
        raise ValueError(f"the model has {model.output_shape[-1]} outputs but the split has {len(split.names)} people")
