"""Activation functions, each with its gradient below it.

`Z` may have any shape; the answer has the same. A gradient takes `dO`, the loss
gradient with respect to the function's output, and returns that with respect
to `Z`. float32 stays float32; integers are computed in float64.
"""

from operator import index

import numpy as np

from convbook.arguments import as_numbers, as_type_of, check_shape


def relu(Z):
    """Rectified linear unit, element by element: ``max(Z, 0)``."""
    return np.maximum(as_numbers(Z, "Z"), 0)


def relu_grad(dO, Z):
    """Loss gradient with respect to `Z`: `dO` where `Z` was positive, 0 elsewhere (0 at 0, as in TensorFlow)."""
    dO, Z = _pair(dO, Z)
    return np.where(Z > 0, dO, 0)


def sigmoid(Z):
    """Logistic function, element by element: ``1 / (1 + exp(-Z))``, between 0 and 1."""
    Z = as_numbers(Z, "Z")
    small = np.exp(-np.abs(Z))  # the exponent is never positive, so nothing overflows
    return np.where(Z >= 0, 1, small) / (1 + small)


def sigmoid_grad(dO, Z):
    """`dO` times the slope ``sigmoid(Z) * (1 - sigmoid(Z))``, which is a quarter at most."""
    dO, Z = _pair(dO, Z)
    return dO * sigmoid(Z) * sigmoid(-Z)  # 1 - sigmoid(Z) as sigmoid(-Z) keeps its digits when Z is large


def tanh(Z):
    """Hyperbolic tangent, element by element, between -1 and 1."""
    return np.tanh(as_numbers(Z, "Z"))


def tanh_grad(dO, Z):
    """`dO` times the slope ``1 - tanh(Z)**2``, which is 1 at most."""
    dO, Z = _pair(dO, Z)
    small = np.exp(-np.abs(Z))  # in its terms the slope keeps its digits where tanh(Z) has rounded to 1
    return dO * (2 * small / (1 + small**2)) ** 2


def softmax(Z, axis=-1):
    """``exp(Z)``, divided by its sum along `axis`: positive numbers that add up to 1, one per class.

    Raises
    ------
    TypeError, ValueError
        If `Z` is not made of finite real numbers, or has no such axis.
    """
    Z = as_numbers(Z, "Z")
    axis = _as_axis(axis, Z)
    with np.errstate(over="ignore"):  # two numbers may lie further apart than float reaches: exp(-inf) is the right 0
        powers = np.exp(Z - Z.max(axis, keepdims=True))  # the largest becomes exp(0), so nothing overflows
    return powers / powers.sum(axis, keepdims=True)


def softmax_grad(dO, Z, axis=-1):
    """``P * (dO - sum(dO * P))`` with ``P = softmax(Z)``, the sum along `axis`: each `Z` moves all outputs."""
    dO, Z = _pair(dO, Z)
    P = softmax(Z, axis)
    return P * (dO - (dO * P).sum(axis, keepdims=True))


def _pair(dO, Z):
    Z = as_numbers(Z, "Z")
    dO = as_type_of(Z, dO, "dO")
    check_shape(dO, "dO", Z.shape, "the shape of Z")
    return dO, Z


def _as_axis(axis, Z):
    try:
        number = index(None if isinstance(axis, bool) else axis)
    except TypeError:
        raise TypeError(f"axis is {axis!r}; expected an int") from None
    if Z.ndim == 0:
        raise ValueError(
            f"axis is {axis} but Z has 0 axes, a single number; expected an array with an axis to add along"
        )
    if not -Z.ndim <= number < Z.ndim:
        raise ValueError(
            f"axis is {axis} but Z has {Z.ndim} axes, shape {Z.shape}; expected one from 0 to {Z.ndim - 1}"
        )
    return number
