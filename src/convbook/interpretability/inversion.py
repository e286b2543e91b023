"""Inversion and caricature: images that reproduce, or exaggerate, a layer's representation of a given image."""

from typing import NamedTuple

import numpy as np
import tensorflow as tf

from convbook.arguments import as_float
from convbook.interpretability.gradient_ascent import first_images, gradient_ascent, submodel, total_variation_tf
from convbook.models.pictures import image_batch, white_value

BATCH_SIZE = 64
UNBOUNDED = (-np.inf, np.inf)  # a penalty, not clipping, keeps the pixels in their range


class OptimizedImages(NamedTuple):
    """Images (N, H, W, C), their `data_term` (N,), the objective without its penalties, and the `history`.

    The history (steps + 1, N) is of the whole objective.
    """

    images: np.ndarray
    data_term: np.ndarray
    history: np.ndarray


def representations(model, layer, images):
    """A layer's representations of images: its activations (N, ...), or its logits if it ends in a softmax.

    The model, the layer's name and the images are as for `feature_maps`.
    """
    encoder, (images, _) = submodel(model, layer, linear="softmax"), image_batch(model, images, name="images")
    batches = (images[first : first + BATCH_SIZE] for first in range(0, len(images), BATCH_SIZE))
    return np.concatenate([encoder(batch).numpy() for batch in batches])


def representation_distances(model, layer, images, others):
    r"""Relative squared distance of a layer's representations, :math:`\|\Phi(X) - \Phi_0\|^2 / \|\Phi_0\|^2`, (N,).

    `others` (N, H, W, C) are those with the representations :math:`\Phi_0`. 0: the layer cannot tell them apart; 1: as
    far as a representation of zeros.
    """
    activations, targets = _both(model, layer, images, others)
    return _sum_squares(activations - targets) / _sum_squares(targets)


def representation_projections(model, layer, images, others):
    r"""Projection of a layer's representations on others, :math:`\langle \Phi(X), \Phi_0 \rangle / \|\Phi_0\|^2`, (N,).

    `others` (N, H, W, C) are the images with the representations :math:`\Phi_0`, in which negative numbers count as 0.
    1 for the same images; 2 for a representation twice as long.
    """
    activations, targets = _both(model, layer, images, others)
    positive = np.maximum(targets, 0)
    if not (squares := _sum_squares(positive)).all():
        raise ValueError(f"{layer} gives nothing above 0 for one of the others: there is nothing to project on")
    return (activations * positive).sum(axis=tuple(range(1, activations.ndim))) / squares


def invert(model, layer, images, *, smoothness=1e-4, bound=0.01, alpha=6, steps=120, learning_rate=0.03, start=0.5):
    r"""Find images with the same representation in a layer as the given ones (Mahendran and Vedaldi 2016).

    .. math:: \min_X\; \frac{\|\Phi(X) - \Phi_0\|^2}{\|\Phi_0\|^2}
              + w_6 \,\text{mean}\,|2X - 1|^6 + w_V V(X)

    Nothing but the representations :math:`\Phi_0` is used of the given images.

    Parameters
    ----------
    model : keras.Model
        As for `maximize_activation`.
    layer : str
        If it ends in a softmax, its logits are the representation.
    images : ndarray, (N, H, W, C)
        As `feature_maps` takes them; X is those divided by the model's white.
    smoothness : float
        Weight of `total_variation`.
    bound, alpha : float
        Weight :math:`w_6` and power (6) of the penalty that keeps pixels in their range.
    steps, learning_rate, start
        As for `maximize_activation`.

    Returns
    -------
    OptimizedImages
        What the model takes, from 0 to its white; with the distances of the representations, the first term above.

    Raises
    ------
    ValueError
        If the layer is not there, or gives nothing but zeros for one of the images.
    """
    encoder, white = submodel(model, layer, linear="softmax"), white_value(model)
    images, _ = image_batch(model, images, name="images")
    _check_weights(smoothness, bound, alpha)
    target = representations(model, layer, images)
    axes = tuple(range(1, target.ndim))
    scale = _sum_squares(target)
    if not scale.all():
        raise ValueError(f"{layer} gives only zeros for image {int(np.argmin(scale))}: there is nothing to invert")

    def objective(x):
        distance = tf.reduce_sum(tf.square(encoder(white * x) - target), axis=axes) / scale
        return -distance - bound * _range_penalty(x, alpha) - smoothness * total_variation_tf(x)

    x = first_images(model, start, images.shape, white)
    found, history = gradient_ascent(objective, x, steps=steps, learning_rate=learning_rate, box=UNBOUNDED)
    inverted = white * found
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
    encoder, white = submodel(model, layer, linear="softmax"), white_value(model)
    images, _ = image_batch(model, images, name="images")
    _check_weights(smoothness, bound, alpha)
    positive = np.maximum(representations(model, layer, images), 0)
    axes = tuple(range(1, positive.ndim))
    scale = _sum_squares(positive)
    if not scale.all():
        raise ValueError(
            f"{layer} gives nothing above 0 for image {int(np.argmin(scale))}: there is nothing to exaggerate"
        )

    def objective(x):
        projection = tf.reduce_sum(encoder(white * x) * positive, axis=axes) / scale
        return projection - bound * _range_penalty(x, alpha) - smoothness * total_variation_tf(x)

    x = first_images(model, images, images.shape, white)
    found, history = gradient_ascent(objective, x, steps=steps, learning_rate=learning_rate, box=UNBOUNDED)
    drawn = white * found
    return OptimizedImages(drawn, representation_projections(model, layer, drawn, images), history)


def _check_weights(smoothness, bound, alpha):
    for name, weight in (("smoothness", smoothness), ("bound", bound)):
        as_float(weight, name, "a weight from 0 to 1e6", lambda number: 0 <= number <= 1e6)
    as_float(alpha, "alpha", "a power from 1 to 100", lambda number: 1 <= number <= 100)


def _both(model, layer, images, others):
    others, _ = image_batch(model, others, name="others")
    activations, targets = representations(model, layer, images), representations(model, layer, others)
    if activations.shape != targets.shape:
        raise ValueError(
            f"images are represented by {activations.shape}, others by {targets.shape}; expected as many of each, and"
            " of one size"
        )
    if not _sum_squares(targets).all():
        raise ValueError(f"{layer} gives only zeros for one of the others: no distance can be relative to it")
    return activations, targets


def _sum_squares(activations):
    return np.square(activations).sum(axis=tuple(range(1, activations.ndim)))


def _range_penalty(x, alpha):
    return tf.reduce_mean(tf.abs(2 * x - 1) ** alpha, axis=(1, 2, 3))
