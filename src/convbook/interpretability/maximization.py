"""Activation maximization: images that maximize the activation of one unit."""

from typing import NamedTuple

import numpy as np
import tensorflow as tf

from convbook.arguments import as_flag, as_float, as_int
from convbook.interpretability.gradient_ascent import first_images, gradient_ascent, submodel, total_variation_tf
from convbook.models.calls import activation_name, layer_called
from convbook.models.pictures import input_shape, white_value


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
        As for `feature_maps`. Its white is 1; or 255, where it begins by dividing by that: X is then multiplied by it.
    layer : str
        As `feature_maps` names it. Its softmax or ReLU is left out, also where that is a layer of its own: a unit below
        0 has a gradient, too, and a class has a score of its own.
    units : sequence of int, or of (row, column, channel)
        An int is a unit of a dense layer or, in a layer with maps, the mean of a channel; three ints are one position.
    decay : float
        The penalty on squared distance from gray, :math:`w_2`.
    smoothness : float
        The penalty on `total_variation`, :math:`w_V`.
    jitter, steps, learning_rate, seed
        As for `gradient_ascent`.
    start : float or ndarray, (H, W, C) or (N, H, W, C)
        A shade of gray from 0 to 1, by default 0.5; or images, as `feature_maps` takes them.
    log_probability : bool
        Maximize the logarithm of a class's probability, the score less the log of the sum of the exponentials of all
        scores, in place of the score. For the layer that has the softmax.

    Returns
    -------
    Maximized
        Its images are what the model takes: from 0 to its white.

    Raises
    ------
    ValueError
        If the layer is not there, or a unit is not in it, or a penalty is negative.
    """
    white = white_value(model)
    if not isinstance(units, list | tuple | range) and (not isinstance(units, np.ndarray) or units.ndim == 0):
        raise TypeError(f"units are {units!r}; expected a list of them, such as [0, 1]")
    units, log_probability = list(units), as_flag(log_probability, "log_probability")
    part = submodel(model, layer, linear=True)
    start = first_images(model, start, (max(1, len(units)), *input_shape(model)), white)
    _check(units, part(white * start[:1]).shape[1:], layer, decay, smoothness)
    if log_probability and activation_name(layer_called(model, layer)) not in ("softmax", "linear"):
        raise ValueError(f"log_probability is for a layer with a softmax, and {layer} has none")

    def activations(x):
        outputs = part(white * x)
        if log_probability:
            outputs = tf.nn.log_softmax(outputs)
        return tf.stack([_unit_activation(outputs[i], unit) for i, unit in enumerate(units)])

    def objective(x):
        off_gray = tf.reduce_sum(tf.square(x - 0.5), axis=(1, 2, 3))
        return activations(x) - decay * off_gray - smoothness * total_variation_tf(x)

    x, history = gradient_ascent(objective, start, steps=steps, learning_rate=learning_rate, jitter=jitter, seed=seed)
    return Maximized(white * x, activations(x).numpy(), history)


def _unit_activation(outputs, unit):
    return outputs[tuple(unit)] if isinstance(unit, tuple | list) else tf.reduce_mean(outputs[..., unit])


def _check(units, shape, layer, decay, smoothness):
    if not units:
        raise ValueError("units are empty; expected one at least")
    for name, penalty in (("decay", decay), ("smoothness", smoothness)):
        as_float(penalty, name, "a penalty from 0 to 1e6", lambda value: 0 <= value <= 1e6)
    for unit in units:
        is_place = isinstance(unit, tuple | list)
        place = [as_int(k, f"a number in units, in {unit!r},", 0) for k in (unit if is_place else [unit])]
        sides = shape if is_place else shape[-1:]
        if len(place) != len(sides) or not all(k < n for k, n in zip(place, sides, strict=True)):
            raise ValueError(f"units hold {unit}, which is not in {layer}, whose answers have shape {tuple(shape)}")
