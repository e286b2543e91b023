"""Shuffled and augmented minibatches that are determined by a seed, so that a resumed run repeats them."""

from contextlib import contextmanager

import keras
import numpy as np
import tensorflow as tf

from convbook.arguments import check_shape

PARALLEL_BATCHES = 4  # that are read from files at the same time


class Batches(keras.utils.PyDataset):
    """Shuffled minibatches of one epoch after the other, for Keras's `fit`.

    Parameters
    ----------
    X, y : ndarray, (N, H, W, C) and (N,) or (N, classes)
        Images, or `ImageFiles`, and what `fit` is to learn of each.
    batch_size : int
        Of all batches but the last, which has what is left.
    seed : int
        Of the order and the changes.
    augment : function (X, rng) -> X, optional
        Changes the images of a batch; `rng` depends on seed, epoch and batch alone.
    """

    def __init__(self, X, y, batch_size, seed, augment=None):
        super().__init__()
        self.X = X
        self.y = y
        self.batch_size = batch_size
        self.seed = seed
        self.augment = augment
        self.shuffle_for(0)

    def shuffle_for(self, epoch, logs=None):
        """Put the images into the order of this epoch."""
        self.epoch = epoch
        self.order = np.random.default_rng([self.seed, epoch]).permutation(len(self.X))

    def __len__(self):
        return -(-len(self.X) // self.batch_size)

    def __getitem__(self, i):
        return self.read(self.epoch, i, self.order[i * self.batch_size : (i + 1) * self.batch_size])

    def read(self, epoch, i, rows):
        """Images and labels of these rows, changed as batch `i` of this epoch."""
        X = np.asarray(self.X[rows])
        if self.augment is not None:
            shape = X.shape
            X = np.asarray(self.augment(X, np.random.default_rng([self.seed, epoch, i])))
            check_shape(X, "what augment returned", shape, "as many images, as large")
        return X, self.y[rows]


class OrderedBatches(Batches):
    """The same without shuffling or augmentation: the test set after each epoch."""

    def __init__(self, X, y, batch_size):
        super().__init__(X, y, batch_size, seed=0)

    def shuffle_for(self, epoch, logs=None):
        self.epoch = epoch
        self.order = np.arange(len(self.X))


def stream(batches):
    """Batches of image files as a ``tf.data.Dataset``: some are read while the network learns from another.

    Each time it is iterated over, it gives the epoch that `batches` has been shuffled for. No more than
    `PARALLEL_BATCHES` and those that wait for the network are in memory.
    """

    def rows_of_batches():
        epoch, order, size = batches.epoch, batches.order, batches.batch_size
        for i in range(len(batches)):
            yield epoch, i, order[i * size : (i + 1) * size]

    def read(*arguments):
        X, y = tf.numpy_function(_recording_errors(batches.read), arguments, (tf.float32, batches.y.dtype))
        X.set_shape((None, *batches.X.shape[1:]))
        y.set_shape((None, *batches.y.shape[1:]))
        return X, y

    number, numbers = tf.TensorSpec((), tf.int64), tf.TensorSpec((None,), tf.int64)
    rows = tf.data.Dataset.from_generator(rows_of_batches, output_signature=(number, number, numbers))
    dataset = rows.map(read, num_parallel_calls=PARALLEL_BATCHES, deterministic=True).prefetch(1)
    return dataset.apply(tf.data.experimental.assert_cardinality(len(batches)))


_errors = []  # of reading files: TensorFlow passes on what they say, but not what they are


def _recording_errors(read):
    def wrapper(*arguments):
        try:
            return read(*arguments)
        except Exception as error:
            _errors.append(error)
            raise

    return wrapper


@contextmanager
def reraise_file_errors():
    """Raise the error of reading a file itself in place of what TensorFlow makes of it."""
    _errors.clear()
    try:
        yield
    except tf.errors.OpError:
        if _errors:
            raise _errors[0] from None
        raise
