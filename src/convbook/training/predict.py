"""Predictions of a network for many images, and how many of them are correct."""

import numpy as np

from convbook.arguments import as_float32, as_int, check_kind
from convbook.faces.split import Split
from convbook.prediction import predict_in_batches
from convbook.training.augment import shift_images


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
    X, distance = as_float32(X, "X", {4: "(N, H, W, C)"}), as_int(distance, "distance", 0)
    predictions = []
    for offset in ((0, 0), (distance, 0), (-distance, 0), (0, distance), (0, -distance)):
        shifted = shift_images(X, np.tile(offset, (len(X), 1)))
        predictions.append(predict_in_batches(model, shifted))
        predictions.append(predict_in_batches(model, shifted[:, :, ::-1]))
    return np.mean(predictions, axis=0)


def correct_count(model, split):
    """Number of test images that the model classifies correctly."""
    check_kind(split, "split", Split, "the Split that split_faces returns")
    return int(np.sum(predict_in_batches(model, split.X_test).argmax(axis=1) == split.y_test))
