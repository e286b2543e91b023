"""Training that can be monitored, interrupted and resumed, with the same numbers either way."""

import os
from numbers import Real

import keras

from convbook.arguments import as_flag, as_path
from convbook.faces.image_files import ImageFiles
from convbook.training.batches import Batches, OrderedBatches, reraise_file_errors, stream
from convbook.training.checkpoints import fingerprint, load_state
from convbook.training.checks import check_training
from convbook.training.devices import DistributedMeanLoss, check_strategy, copy_to_devices
from convbook.training.progress import EpochLogger, History

PAPER_EPOCHS = 100
STEPS_PER_EXECUTION = 8  # without a return to Python: the same numbers, a little sooner


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
    evaluate_test=True,
    checkpoint=None,
    progress=True,
    strategy=None,
):
    """Train `model`, by default with the paper's recipe: Adam, minibatches, cross-entropy (Soydaner 2019, 3.2).

    Parameters
    ----------
    model : keras.Model
        Images in, class probabilities out; changed in place.
    split : Split
        From `split_faces`; its images may lie in files (`stream_folder`).
    epochs : int
        How often the training set is gone through.
    batch_size, learning_rate : int, float
        128 and 0.001 in the paper; the learning rate may be a Keras schedule, for instance `one_cycle`.
    weight_decay : float
        Above 0, each step also takes this share of every weight, times the learning rate (AdamW).
    label_smoothing : float
        The share of the target probability that is spread evenly over all classes.
    augment : function (X, rng) -> X, optional
        Changes the images of each minibatch, for instance an `Augmentation`.
    seed : int
        Of the order of the images, which is new in every epoch, and of `augment`.
    evaluate_test : bool
        Measure the test set after each epoch. It is used for nothing else.
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
        If an argument makes no sense, the model gives scores instead of probabilities, `checkpoint` is damaged or
        belongs to another training, or a picture's file is broken (`ImageError`).
    """
    settings = {
        "batch_size": batch_size, "learning_rate": learning_rate, "weight_decay": weight_decay,
        "label_smoothing": label_smoothing, "augment": augment, "seed": seed,
    }  # fmt: skip
    check_training(model, split, epochs, settings)
    evaluate_test = as_flag(evaluate_test, "evaluate_test")
    if not callable(progress):
        as_flag(progress, "progress")
    path = None if checkpoint is None else as_path(checkpoint, "checkpoint")
    if strategy is None:
        return _fit(model, split, epochs, settings, evaluate_test, path, progress)
    check_strategy(strategy, batch_size, len(split.y_train), len(split.y_test))
    copy = copy_to_devices(model, strategy)
    with strategy.scope():
        history = _fit(copy, split, epochs, settings, evaluate_test, path, progress, is_distributed=True)
    model.set_weights(copy.get_weights())
    return history


def _fit(model, split, epochs, settings, evaluate_test, path, progress, is_distributed=False):
    y_train, y_test, loss = _compile(model, split, settings, is_distributed)
    run = fingerprint(model, split, settings)
    history = History(**load_state(path, model, run)) if path and path.exists() else History()
    done = len(history)
    if done < epochs:
        batch_size = settings["batch_size"]
        batches = Batches(split.X_train, y_train, batch_size, settings["seed"], settings["augment"])
        validation = {}
        if evaluate_test and isinstance(split.X_test, ImageFiles):
            validation = {"validation_data": stream(OrderedBatches(split.X_test, y_test, batch_size))}
        elif evaluate_test:
            validation = {"validation_data": (split.X_test, y_test), "validation_batch_size": batch_size}
        with reraise_file_errors():
            model.fit(
                stream(batches) if isinstance(split.X_train, ImageFiles) else batches,
                **validation,
                epochs=epochs,
                initial_epoch=done,
                shuffle=False,  # the seed decides
                verbose=0,
                callbacks=[
                    keras.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, logs: batches.shuffle_for(epoch + 1)),
                    EpochLogger(history, epochs, path, run, progress, loss),
                ],
            )
    if path:
        path.unlink(missing_ok=True)
    return history


def _compile(model, split, settings, is_distributed):
    """Give the model its loss and optimizer.

    Returns the labels of both sets in the form that the loss takes, and the name under which `fit` reports the loss.
    """
    smoothing = settings["label_smoothing"]
    y_train, y_test = split.y_train, split.y_test
    if smoothing:
        n_classes = model.output_shape[-1]
        y_train = keras.utils.to_categorical(y_train, n_classes)
        y_test = keras.utils.to_categorical(y_test, n_classes)
        loss = keras.losses.CategoricalCrossentropy(label_smoothing=smoothing)
    else:  # integer labels: the same loss as categorical cross-entropy on one-hot rows
        loss = "sparse_categorical_crossentropy"

    def loss_per_image(y_true, y_pred):
        if smoothing:
            return keras.losses.categorical_crossentropy(y_true, y_pred, label_smoothing=smoothing)
        return keras.losses.sparse_categorical_crossentropy(y_true, y_pred)

    metrics = ["accuracy"]
    name = "loss"
    if is_distributed:
        loss = DistributedMeanLoss(loss_per_image)
        name = "cross_entropy"
        metrics.append(keras.metrics.MeanMetricWrapper(loss_per_image, name=name))
    rate = settings["learning_rate"]
    rate = float(rate) if isinstance(rate, Real) else rate
    optimizer = keras.optimizers.Adam(rate)
    if settings["weight_decay"]:
        optimizer = keras.optimizers.AdamW(rate, weight_decay=settings["weight_decay"])
    steps = 1 if is_distributed else STEPS_PER_EXECUTION  # Keras cannot do several on several devices
    model.compile(optimizer, loss, metrics=metrics, steps_per_execution=steps)
    model.optimizer.build(model.trainable_variables)
    return y_train, y_test, name
