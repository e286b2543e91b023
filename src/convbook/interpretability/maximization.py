"""Activation maximization: images that maximize the activation of one unit."""

from typing import NamedTuple

import numpy as np
import tensorflow as tf

from convbook.interpretability.gradient_ascent import gradient_ascent, submodel, total_variation_tf


class Maximized(NamedTuple):
    """One image for each unit, `images` (N, H, W, C), and the units' `activations` (N,).

    `history` (steps + 1, N) is the objective, penalties included, before each step and at the end.
    """

    images: np.ndarray
    activations: np.ndarray
    history: np.ndarray


def maximize_activation(
    model,
    layer,
    units,
    *,
    decay=0.0,
    smoothness=0.0,
    jitter=0,
    steps=100,
    learning_rate=0.05,
    start=0.5,
    seed=0,
    log_probability=False,
):
    r"""Find the image that maximizes the activation of a unit (Yosinski et al. 2015).

    .. math:: \max_X\; Z(X) - w_2 \sum (X - 1/2)^2 - w_V V(X), \qquad 0 \le X \le 1

    Parameters
    ----------
    model : keras.Model
        Takes images with values from 0 to 1.
    layer : str
        Its softmax or ReLU is left out: a unit below 0 has a gradient, too, and a class has a score of its own.
    units : sequence of int, or of (row, column, channel)
        An int is a unit of a dense layer or, in a layer with maps, the mean of a channel; three ints are one position.
    decay : float
        The penalty on squared distance from gray, :math:`w_2`.
    smoothness : float
        The penalty on `total_variation`, :math:`w_V`.
    jitter, steps, learning_rate, seed
        As for `gradient_ascent`.
    start : float or ndarray, (H, W, C) or (N, H, W, C)
        Gray by default.
    log_probability : bool
        Maximize the logarithm of a class's probability, the score less the log of the sum of the exponentials of all
        scores, in place of the score. For the layer that has the softmax.

    Returns
    -------
    Maximized

    Raises
    ------
    ValueError
        If the layer is not there, or a unit is not in it, or a penalty is negative.
    """
    units = list(units)
    part = submodel(model, layer, linear=True)
    _check(units, part.output_shape[1:], layer, decay, smoothness)

    def activations(x):
        outputs = part(x, training=False)
        if log_probability:
            outputs = tf.nn.log_softmax(outputs)
        return tf.stack([_unit_activation(outputs[i], unit) for i, unit in enumerate(units)])

    def objective(x):
        off_gray = tf.reduce_sum(tf.square(x - 0.5), axis=(1, 2, 3))
        return activations(x) - decay * off_gray - smoothness * total_variation_tf(x)

    x = np.broadcast_to(np.asarray(start, np.float32), (len(units), *model.input_shape[1:]))
    images, history = gradient_ascent(objective, x, steps=steps, learning_rate=learning_rate, jitter=jitter, seed=seed)
    return Maximized(images, activations(images).numpy(), history)


def _unit_activation(outputs, unit):
    return outputs[unit] if isinstance(unit, tuple) else tf.reduce_mean(outputs[..., unit])


def _check(units, shape, layer, decay, smoothness):
    if not units or min(decay, smoothness) < 0:
        raise ValueError(
            f"units {units}, decay {decay}, smoothness {smoothness}; expected a unit, and penalties from 0"
        )
    for unit in units:
        place = unit if isinstance(unit, tuple) else (unit,)
        sides = shape if isinstance(unit, tuple) else shape[-1:]
        if len(place) != len(sides) or not all(0 <= k < n for k, n in zip(place, sides, strict=True)):
            raise ValueError(f"unit {unit} is not in {layer}, whose answers have shape {tuple(shape)}")
