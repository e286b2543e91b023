"""Pictures that a layer takes for a given one, and pictures of which it sees more: inversion and caricature."""

from typing import NamedTuple

import numpy as np
import tensorflow as tf

from convbook.interpretability.ascent import climb, in_batches, reader, variation

FREE = (-np.inf, np.inf)  # the bound, not a cut, keeps the pixels in their range


class Found(NamedTuple):
    """Pictures `images` (N, H, W, C); `measure` (N,), what was made small or large; `history` (steps + 1, N).

    The history is of the whole objective, penalties included.
    """

    images: np.ndarray
    measure: np.ndarray
    history: np.ndarray


def layer_codes(model, layer, images, *, batch_size=64):
    """What a layer makes of images, (N, ...); for a layer that ends in a softmax its scores."""
    return in_batches(_code_reader(model, layer), images, batch_size)


def code_distances(model, layer, images, others):
    r"""How far a layer's codes of two rows of images are apart, :math:`\|\Phi(x) - \Phi_0\|^2 / \|\Phi_0\|^2`, (N,).

    `others` (N, H, W, C) are those with the codes :math:`\Phi_0`. 0: the layer cannot tell them apart; 1: as far as a
    code of zeros.
    """
    codes, wanted = (layer_codes(model, layer, each).reshape(len(each), -1) for each in (images, others))
    return np.square(codes - wanted).sum(axis=1) / np.square(wanted).sum(axis=1)


def code_growth(model, layer, images, others):
    r"""How far codes reach along other codes, :math:`\langle \Phi(x), \Phi_0 \rangle / \|\Phi_0\|^2`, (N,).

    `others` (N, H, W, C) are those with the codes :math:`\Phi_0`, of which what is negative counts as 0. 1 for the
    same images; 2 for a code twice as long.
    """
    codes, there = (layer_codes(model, layer, each).reshape(len(each), -1) for each in (images, others))
    there = np.maximum(there, 0)
    return (codes * there).sum(axis=1) / np.square(there).sum(axis=1)


def invert(
    model,
    layer,
    images,
    *,
    smoothness=1e-4,
    bound=0.01,
    alpha=6,
    beta=2,
    steps=120,
    learning_rate=0.03,
    jitter=0,
    start=0.5,
    seed=0,
):
    r"""Look for pictures with the same code in a layer as the given ones (Mahendran and Vedaldi 2016).

    .. math:: \min_x\; \frac{\|\Phi(x) - \Phi_0\|^2}{\|\Phi_0\|^2}
              + \lambda_\alpha \,\text{mean}\,|2x - 1|^\alpha + \lambda_V V_\beta(x)

    Nothing but the codes :math:`\Phi_0` is used of the given pictures.

    Parameters
    ----------
    model : keras.Model
    layer : str
        If it ends in a softmax its scores are the code.
    images : ndarray, (N, H, W, C)
        From 0 to 1.
    smoothness, beta : float
        Weight and power of `total_variation`.
    bound, alpha : float
        Weight and power of the penalty that keeps pixels in their range: far outside of it is forbidding.
    steps, learning_rate, jitter, start, seed
        As for `maximize_activation`.

    Returns
    -------
    Found
        Its measure is the distance of the codes, the first term above.

    Raises
    ------
    ValueError
        If the layer is not there, or gives nothing but zeros for one of the images.
    """
    read, wanted = _code_reader(model, layer), layer_codes(model, layer, images)
    axes = tuple(range(1, wanted.ndim))
    size = np.square(wanted).sum(axis=axes)
    if not size.all():
        raise ValueError(f"{layer} gives only zeros for image {int(np.argmin(size))}: there is nothing to invert")

    def objective(x):
        distance = tf.reduce_sum(tf.square(read(x, training=False) - wanted), axis=axes) / size
        return -distance - bound * _range_penalty(x, alpha) - smoothness * variation(x, beta)

    x = np.broadcast_to(np.asarray(start, np.float32), np.shape(images))
    found, history = climb(objective, x, steps=steps, learning_rate=learning_rate, jitter=jitter, seed=seed, box=FREE)
    return Found(found, code_distances(model, layer, found, images), -history)


def caricature(
    model, layer, images, *, smoothness=1e-3, bound=0.5, alpha=6, beta=2, steps=40, learning_rate=0.01, seed=0
):
    r"""Exaggerate what a layer sees in pictures (Mahendran and Vedaldi 2016).

    .. math:: \max_x\; \frac{\langle \Phi(x), \Phi_0 \rangle}{\|\Phi_0\|^2}
              - \lambda_\alpha \,\text{mean}\,|2x - 1|^\alpha - \lambda_V V_\beta(x),
              \qquad \text{from } x = x_0

    What is negative in :math:`\Phi_0` counts as 0: only what is there is made more of.

    Returns
    -------
    Found
        Its measure is the first term, the growth (`code_growth`): 1 for the pictures themselves.
    """
    read, codes = _code_reader(model, layer), layer_codes(model, layer, images)
    there, axes = np.maximum(codes, 0), tuple(range(1, codes.ndim))
    size = np.square(there).sum(axis=axes)
    if not size.all():
        raise ValueError(
            f"{layer} gives nothing above 0 for image {int(np.argmin(size))}: there is nothing to exaggerate"
        )

    def objective(x):
        growth = tf.reduce_sum(read(x, training=False) * there, axis=axes) / size
        return growth - bound * _range_penalty(x, alpha) - smoothness * variation(x, beta)

    found, history = climb(objective, images, steps=steps, learning_rate=learning_rate, seed=seed, box=FREE)
    return Found(found, code_growth(model, layer, found, images), history)


def _code_reader(model, layer):
    return reader(model, layer, linear=layer == model.layers[-1].name)


def _range_penalty(x, alpha):
    return tf.reduce_mean(tf.abs(2 * x - 1) ** alpha, axis=(1, 2, 3))
