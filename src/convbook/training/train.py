"""Training that can be watched, killed and taken up again, and that gives the same numbers either way."""

import os
from functools import partial
from pathlib import Path

import keras
import numpy as np

from convbook.faces.streams import Pictures
from convbook.training.batches import Batches, InOrder, errors_of_files, stream
from convbook.training.checkpoints import fingerprint, load_state
from convbook.training.devices import SharedLoss, check_strategy, share
from convbook.training.progress import History, Keeper

PAPER_EPOCHS = 100
STEPS_AT_ONCE = 8  # between which Keras does not return to Python: the same numbers, a little sooner


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
        From `split_faces`; its images may lie in files (`stream_folder`).
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
    progress : bool or function (history, epochs)
        Show a bar with the epochs, the time they still need, and the numbers of the last one. A function is called
        instead, before the first and after each epoch, with the `History` so far and the number of epochs in all.
    strategy : tf.distribute.Strategy, optional
        Shares out every minibatch to the devices of one machine, for instance
        ``tf.distribute.MirroredStrategy()``. The steps are those of one device, but for rounding, where each image
        has its part in the loss alone: dropout draws other masks on each device, and batch normalization takes the
        mean and variance of the images that are on the same one.

    Returns
    -------
    History
        Of all epochs, those before an interruption included.

    Raises
    ------
    ValueError
        If an argument makes no sense, or `checkpoint` is damaged or belongs to another training; if a picture's
        file is broken (`BadPicture`).
    """
    settings = {
        "batch_size": batch_size, "learning_rate": learning_rate, "weight_decay": weight_decay,
        "label_smoothing": label_smoothing, "augment": augment, "seed": seed,
    }  # fmt: skip
    _check(model, split, epochs, settings)
    if strategy is None:
        return _fit(model, split, epochs, settings, watch, checkpoint, progress)
    check_strategy(strategy, batch_size, len(split.y_train), len(split.y_test))
    copy = share(model, strategy)
    with strategy.scope():
        history = _fit(copy, split, epochs, settings, watch, checkpoint, progress, is_shared=True)
    model.set_weights(copy.get_weights())
    return history


def _fit(model, split, epochs, settings, watch, checkpoint, progress, is_shared=False):
    history, path = History(), checkpoint and Path(checkpoint)
    y_train, y_test, loss = _compile(model, split, settings, is_shared)
    run = fingerprint(model, split, settings)
    if path and path.exists():
        history = History(**load_state(path, model, run))
    done = len(history)
    if done < epochs:
        size = settings["batch_size"]
        batches = Batches(split.X_train, y_train, size, settings["seed"], settings["augment"])
        tested = split.X_test, y_test
        if isinstance(split.X_test, Pictures):
            tested = stream(InOrder(*tested, size))
        with errors_of_files():
            model.fit(
                stream(batches) if isinstance(split.X_train, Pictures) else batches,
                validation_data=tested if watch else None,
                validation_batch_size=size if isinstance(tested, tuple) else None,
                epochs=epochs,
                initial_epoch=done,
                shuffle=False,  # the seed decides
                verbose=0,
                callbacks=[
                    keras.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, logs: batches.shuffle_for(epoch + 1)),
                    Keeper(history, epochs, path, run, progress, loss),
                ],
            )
    if path:
        path.unlink(missing_ok=True)
    return history


def _compile(model, split, settings, is_shared):
    """Give the model its loss and optimizer.

    Returns the labels of both parts in the form that the loss takes, and the name under which `fit` reports the loss.
    """
    rate, decay, smoothing = (settings[name] for name in ("learning_rate", "weight_decay", "label_smoothing"))
    # integer labels: the same loss as categorical cross-entropy on one-hot rows
    loss, each = "sparse_categorical_crossentropy", keras.losses.sparse_categorical_crossentropy
    y_train, y_test = split.y_train, split.y_test
    if smoothing:
        loss = keras.losses.CategoricalCrossentropy(label_smoothing=smoothing)
        each = partial(keras.losses.categorical_crossentropy, label_smoothing=smoothing)
        y_train, y_test = (keras.utils.to_categorical(y, model.output_shape[-1]) for y in (y_train, y_test))
    metrics, name = ["accuracy"], "loss"
    if is_shared:
        loss, name = SharedLoss(each), "cross_entropy"
        metrics.append(keras.metrics.MeanMetricWrapper(each, name=name))
    optimizer = keras.optimizers.AdamW(rate, weight_decay=decay) if decay else keras.optimizers.Adam(rate)
    at_once = 1 if is_shared else STEPS_AT_ONCE  # Keras cannot do several on several devices
    model.compile(optimizer, loss, metrics=metrics, steps_per_execution=at_once)
    model.optimizer.build(model.trainable_variables)
    return y_train, y_test, name


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
