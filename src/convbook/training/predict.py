"""Predictions of a network for many images, and how many of them are correct."""

import numpy as np

from convbook.training.augment import shift_images


def predict_in_batches(model, X, batch_size=128):
    """Predictions for images (N, H, W, C), which may be `ImageFiles`; (N, classes) for a classifier."""
    # not model.predict: it compiles the network anew for every model and for the last, smaller batch
    batches = (np.asarray(X[start : start + batch_size]) for start in range(0, len(X), batch_size))
    return np.concatenate([np.asarray(model(batch, training=False)) for batch in batches])


def predict_with_augmentation(model, X, distance=2):
    """Test-time augmentation: mean predictions over ten shifted and mirrored copies of each image.

    Parameters
    ----------
    model : keras.Model
    X : ndarray, (N, H, W, C)
    distance : int
        Pixels by which copies are moved up, down, left and right; one is not moved.

    Returns
    -------
    ndarray, (N, classes)
        Probabilities.
    """
    predictions = []
    for offset in ((0, 0), (distance, 0), (-distance, 0), (0, distance), (0, -distance)):
        shifted = shift_images(X, np.tile(offset, (len(X), 1)))
        predictions.append(predict_in_batches(model, shifted))
        predictions.append(predict_in_batches(model, shifted[:, :, ::-1]))
    return np.mean(predictions, axis=0)


def correct_count(model, split):
    """Number of test images that the model classifies correctly."""
    return int(np.sum(predict_in_batches(model, split.X_test).argmax(axis=1) == split.y_test))
