"""Training that can be watched, killed and taken up again, and that gives the same numbers either way."""

import os
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

import keras
import numpy as np
from tqdm import tqdm

from .batches import Batches
from .checkpoints import fingerprint, load_state, save_state

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
    and augmentation at work, as Keras reports them; `test_accuracy` and
    `test_loss` are taken on the whole test part after the epoch (empty lists if
    it was not watched); `seconds` is the epoch's duration.
    """

    accuracy: list = field(default_factory=list)
    loss: list = field(default_factory=list)
    test_accuracy: list = field(default_factory=list)
    test_loss: list = field(default_factory=list)
    seconds: list = field(default_factory=list)

    def __len__(self):
        return len(self.loss)


def train(
    model,
    split,
    epochs=PAPER_EPOCHS,
    *,
    batch_size=128,
    learning_rate=0.001,
    weight_decay=0.0,
    label_smoothing=0.0,
    augment=None,
    seed=0,
    watch=True,
    checkpoint=None,
    progress=True,
    strategy=None,
):
    """Train `model`; as it stands with the paper's recipe: Adam, minibatches, cross-entropy (Soydaner 2019, 3.2).

    Parameters
    ----------
    model : keras.Model
        Images in, class probabilities out; changed in place.
    split : Split
        From `split_faces`.
    epochs : int
        How often the training part is gone through.
    batch_size, learning_rate : int, float
        128 and 0.001 in the paper; the step size may be a Keras schedule, for instance of `one_cycle`.
    weight_decay : float
        Above 0, each step also takes this share of every weight, times the step size (AdamW).
    label_smoothing : float
        The share of the wanted answer that is spread evenly over all classes.
    augment : function (X, rng) -> X, optional
        Changes the images of each minibatch, for instance an `Augmentation`.
    seed : int
        Of the order of the images, which is new in every epoch, and of `augment`.
    watch : bool
        Measure the test part after each epoch. It is used for nothing else.
    checkpoint : path, optional
        File that holds the state after the last finished epoch. Where it exists the training goes on from it; it
        is deleted when the last epoch is done.
    progress : bool
        Show a bar with the epochs, the time they still need, and the numbers of the last one.
    strategy : tf.distribute.Strategy, optional
        Spreads every minibatch over several devices, for instance ``tf.distribute.MirroredStrategy()``.

    Returns
    -------
    History
        Of all epochs, those before an interruption included.

    Raises
    ------
    ValueError
        If an argument makes no sense, or `checkpoint` is damaged or belongs to another training.
    """
    settings = {
        "batch_size": batch_size, "learning_rate": learning_rate, "weight_decay": weight_decay,
        "label_smoothing": label_smoothing, "augment": augment, "seed": seed,
    }  # fmt: skip
    _check(model, split, epochs, settings)
    if strategy is not None:
        return _train_on(strategy, model, split, epochs, settings, watch, checkpoint, progress)
    history, path = History(), checkpoint and Path(checkpoint)
    y_train, y_test = _compile(model, split, learning_rate, weight_decay, label_smoothing)
    run = fingerprint(model, split, settings)
    if path and path.exists():
        history = History(**load_state(path, model, run))
    done = len(history)
    if done < epochs:
        model.fit(
            Batches(split.X_train, y_train, batch_size, seed, done, augment),
            validation_data=(split.X_test, y_test) if watch else None,
            validation_batch_size=batch_size,
            epochs=epochs,
            initial_epoch=done,
            shuffle=False,  # Batches has shuffled already, by the seed
            verbose=0,
            callbacks=[_Keeper(history, epochs, path, run, progress)],
        )
    if path:
        path.unlink(missing_ok=True)
    return history


def _compile(model, split, learning_rate, weight_decay, label_smoothing):
    """Give the model its loss and optimizer; return the labels of both parts in the form that the loss takes."""
    optimizer = keras.optimizers.Adam(learning_rate)
    if weight_decay:
        optimizer = keras.optimizers.AdamW(learning_rate, weight_decay=weight_decay)
    # integer labels: the same loss as categorical cross-entropy on one-hot rows
    loss, y_train, y_test = "sparse_categorical_crossentropy", split.y_train, split.y_test
    if label_smoothing:
        loss = keras.losses.CategoricalCrossentropy(label_smoothing=label_smoothing)
        y_train, y_test = (keras.utils.to_categorical(y, model.output_shape[-1]) for y in (y_train, y_test))
    model.compile(optimizer, loss, metrics=["accuracy"])
    model.optimizer.build(model.trainable_variables)
    return y_train, y_test


def _train_on(strategy, model, split, epochs, settings, watch, checkpoint, progress):
    """Train a copy whose variables lie on the strategy's devices, and take its weights over."""
    with strategy.scope():
        copy = keras.models.clone_model(model)
        copy.set_weights(model.get_weights())
        history = train(copy, split, epochs, **settings, watch=watch, checkpoint=checkpoint, progress=progress)
    model.set_weights(copy.get_weights())
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
        if "val_loss" in logs:
            history.test_accuracy.append(float(logs["val_accuracy"]))
            history.test_loss.append(float(logs["val_loss"]))
        history.seconds.append(time.perf_counter() - self.start)
        if self.checkpoint is not None:
            save_state(self.checkpoint, self.model, self.run, asdict(history))
        tested = {"test": f"{history.test_accuracy[-1]:.1%}"} if history.test_accuracy else {}
        self.bar.set_postfix(loss=f"{history.loss[-1]:.3f}", **tested, refresh=False)
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


def _check(model, split, epochs, settings):
    for name, value in (("epochs", epochs), ("batch_size", settings["batch_size"])):
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
            raise ValueError(f"{name} is {value!r}; expected a whole number of at least 1")
    rate = settings["learning_rate"]
    if not isinstance(rate, keras.optimizers.schedules.LearningRateSchedule) and not rate > 0:
        raise ValueError(f"learning_rate is {rate!r}; expected a number above 0, or a Keras schedule")
    for name in ("weight_decay", "label_smoothing"):
        if not 0 <= settings[name] < 1:
            raise ValueError(f"{name} is {settings[name]!r}; expected a number from 0, below 1")
    expected, got = tuple(model.input_shape[1:]), split.X_train.shape[1:]
    if expected != got:
        raise ValueError(
            f"the model takes images of shape {expected} but split.X_train has {got};"
            " make the model with input_shape=split.X_train.shape[1:]"
        )
    if model.output_shape[-1] < len(split.names):
        raise ValueError(f"the model has {model.output_shape[-1]} outputs but the split has {len(split.names)} people")
