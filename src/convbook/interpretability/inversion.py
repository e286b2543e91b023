"""Inversion and caricature: images that reproduce, or exaggerate, a layer's representation of a given image."""

from typing import NamedTuple

import numpy as np
import tensorflow as tf

from convbook.interpretability.gradient_ascent import gradient_ascent, submodel, total_variation_tf
from convbook.prediction import predict_in_batches

UNBOUNDED = (-np.inf, np.inf)  # a penalty, not clipping, keeps the pixels in their range


class OptimizedImages(NamedTuple):
    """Images (N, H, W, C), their `data_term` (N,), the objective without its penalties, and the `history`.

    The history (steps + 1, N) is of the whole objective.
    """

    images: np.ndarray
    data_term: np.ndarray
    history: np.ndarray


def representations(model, layer, images):
    """A layer's representations of images: its activations (N, ...), or its logits if it ends in a softmax."""
    return predict_in_batches(_encoder(model, layer), images)


def representation_distances(model, layer, images, others):
    r"""Relative squared distance of a layer's representations, :math:`\|\Phi(X) - \Phi_0\|^2 / \|\Phi_0\|^2`, (N,).

    `others` (N, H, W, C) are those with the representations :math:`\Phi_0`. 0: the layer cannot tell them apart; 1: as
    far as a representation of zeros.
    """
    activations = representations(model, layer, images)
    targets = representations(model, layer, others)
    return _sum_squares(activations - targets) / _sum_squares(targets)


def representation_projections(model, layer, images, others):
    r"""Projection of a layer's representations on others, :math:`\langle \Phi(X), \Phi_0 \rangle / \|\Phi_0\|^2`, (N,).

    `others` (N, H, W, C) are the images with the representations :math:`\Phi_0`, in which negative numbers count as 0.
    1 for the same images; 2 for a representation twice as long.
    """
    activations = representations(model, layer, images)
    positive = np.maximum(representations(model, layer, others), 0)
    return (activations * positive).sum(axis=tuple(range(1, activations.ndim))) / _sum_squares(positive)


def invert(model, layer, images, *, smoothness=1e-4, bound=0.01, alpha=6, steps=120, learning_rate=0.03, start=0.5):
    r"""Find images with the same representation in a layer as the given ones (Mahendran and Vedaldi 2016).

    .. math:: \min_X\; \frac{\|\Phi(X) - \Phi_0\|^2}{\|\Phi_0\|^2}
              + w_6 \,\text{mean}\,|2X - 1|^6 + w_V V(X)

    Nothing but the representations :math:`\Phi_0` is used of the given images.

    Parameters
    ----------
    model : keras.Model
    layer : str
        If it ends in a softmax, its logits are the representation.
    images : ndarray, (N, H, W, C)
        From 0 to 1.
    smoothness : float
        Weight of `total_variation`.
    bound, alpha : float
        Weight :math:`w_6` and power (6) of the penalty that keeps pixels in their range.
    steps, learning_rate, start
        As for `maximize_activation`.

    Returns
    -------
    OptimizedImages
        With the distances of the representations, the first term above.

    Raises
    ------
    ValueError
        If the layer is not there, or gives nothing but zeros for one of the images.
    """
    encoder = _encoder(model, layer)
    target = representations(model, layer, images)
    axes = tuple(range(1, target.ndim))
    scale = _sum_squares(target)
    if not scale.all():
        raise ValueError(f"{layer} gives only zeros for image {int(np.argmin(scale))}: there is nothing to invert")

    def objective(x):
        distance = tf.reduce_sum(tf.square(encoder(x, training=False) - target), axis=axes) / scale
        return -distance - bound * _range_penalty(x, alpha) - smoothness * total_variation_tf(x)

    x = np.broadcast_to(np.asarray(start, np.float32), np.shape(images))
    inverted, history = gradient_ascent(objective, x, steps=steps, learning_rate=learning_rate, box=UNBOUNDED)
    return OptimizedImages(inverted, representation_distances(model, layer, inverted, images), -history)


def caricature(model, layer, images, *, smoothness=1e-3, bound=0.5, alpha=6, steps=40, learning_rate=0.01):
    r"""Exaggerate a layer's representation of images (Mahendran and Vedaldi 2016); arguments as for `invert`.

    .. math:: \max_X\; \frac{\langle \Phi(X), \Phi_0 \rangle}{\|\Phi_0\|^2}
              - w_6 \,\text{mean}\,|2X - 1|^6 - w_V V(X),
              \qquad \text{from } X = X_0

    What is negative in :math:`\Phi_0` counts as 0: only what is there is made more of.

    Returns
    -------
    OptimizedImages
        With the first term, the `representation_projections`: 1 for the images themselves.
    """
    encoder = _encoder(model, layer)
    positive = np.maximum(representations(model, layer, images), 0)
    axes = tuple(range(1, positive.ndim))
    scale = _sum_squares(positive)
    if not scale.all():
        raise ValueError(
            f"{layer} gives nothing above 0 for image {int(np.argmin(scale))}: there is nothing to exaggerate"
        )

    def objective(x):
        projection = tf.reduce_sum(encoder(x, training=False) * positive, axis=axes) / scale
        return projection - bound * _range_penalty(x, alpha) - smoothness * total_variation_tf(x)

    drawn, history = gradient_ascent(objective, images, steps=steps, learning_rate=learning_rate, box=UNBOUNDED)
    return OptimizedImages(drawn, representation_projections(model, layer, drawn, images), history)


def _encoder(model, layer):
    return submodel(model, layer, linear=layer == model.layers[-1].name)


def _sum_squares(activations):
    return np.square(activations).sum(axis=tuple(range(1, activations.ndim)))


def _range_penalty(x, alpha):
    return tf.reduce_mean(tf.abs(2 * x - 1) ** alpha, axis=(1, 2, 3))
