"""Minibatches in an order, and with random changes, that a seed fixes: a resumed run repeats them."""

import keras
import numpy as np


class Batches(keras.utils.PyDataset):
    """Shuffled minibatches of one epoch after the other, for Keras's `fit`.

    Parameters
    ----------
    X, y : ndarray, (N, H, W, C) and (N,) or (N, classes)
        Images, and what `fit` is to learn of each.
    batch_size : int
        Of all batches but the last, which has what is left.
    seed : int
        Of the order and the changes.
    epoch : int
        The first one to give.
    augment : function (X, rng) -> X, optional
        Changes the images of a batch; `rng` depends on seed, epoch and batch alone.
    """

    def __init__(self, X, y, batch_size, seed, epoch=0, augment=None):
        super().__init__()
        self.X, self.y, self.batch_size, self.seed, self.augment = X, y, batch_size, seed, augment
        self.shuffle_for(epoch)

    def shuffle_for(self, epoch):
        """Put the images into the order of this epoch."""
        self.epoch = epoch
        self.order = np.random.default_rng([self.seed, epoch]).permutation(len(self.X))

    def __len__(self):
        return -(-len(self.X) // self.batch_size)

    def __getitem__(self, i):
        rows = self.order[i * self.batch_size : (i + 1) * self.batch_size]
        X = self.X[rows]
        if self.augment is not None:
            X = self.augment(X, np.random.default_rng([self.seed, self.epoch, i]))
        return X, self.y[rows]

    def on_epoch_end(self):
        self.shuffle_for(self.epoch + 1)
