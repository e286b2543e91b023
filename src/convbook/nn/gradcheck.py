"""Gradients by finite differences, and how far another gradient is from them."""

from typing import NamedTuple

import numpy as np

from convbook.arguments import as_float, as_numbers, check_function, check_shape


class GradientError(NamedTuple):
    """Where two gradients differ most, and by how much."""

    relative: float  # the difference there, divided by the largest number of both gradients
    index: tuple
    analytic: float
    numeric: float

    def __str__(self):
        place = f"at {self.index}" if self.index else "of this number"
        both = f"analytic {self.analytic!r}, numeric {self.numeric!r}"
        return f"gradient {place}: {both}, relative error {self.relative:.2g}"


def numerical_gradient(f, X, eps=1e-5):
    """Gradient of `f` at `X` by central differences, in float64.

    Each element is moved by `eps` both ways: ``(f(X + eps) - f(X - eps)) / (2 * eps)``. One that is larger than 10 is
    moved by ``eps * abs(X) / 10``, so that the step does not drown in its rounding.

    Parameters
    ----------
    f : callable
        Takes an array like `X` and returns one number.
    X : array_like, any shape
        Where to take the gradient. `f` gets a float64 copy of it.
    eps : float
        How far to move; much less, and rounding takes over.

    Returns
    -------
    ndarray of float64, shape of `X`

    Raises
    ------
    TypeError, ValueError
        If `X` is not made of finite real numbers, `eps` is not positive or rounding swallows it, or `f`
        returns no finite number.
    """
    X = np.array(as_numbers(X, "X"), np.float64)
    eps = as_float(eps, "eps", "a small positive number such as 1e-5", lambda number: 0 < number < np.inf)
    check_function(f, "f", "np.sum")
    gradient = np.empty_like(X)
    for index in np.ndindex(X.shape):
        original = float(X[index])
        step = eps * max(1, abs(original) / 10)
        right, left = original + step, original - step
        if not 0 < right - left < np.inf:
            raise ValueError(f"eps is {eps} and moves {original} to {right} and {left}; expected one such as 1e-5")
        X[index] = right
        above = _number(f(X.copy()))
        X[index] = left
        below = _number(f(X.copy()))
        X[index] = original
        gradient[index] = (above - below) / (right - left)  # what was really moved: a step rounds beside its number
    return gradient


def gradient_error(analytic, numeric):
    """Compare two gradients of the same shape and return the `GradientError` of the element that differs most."""
    analytic = as_numbers(analytic, "analytic").astype(np.float64)
    numeric = as_numbers(numeric, "numeric").astype(np.float64)
    check_shape(analytic, "analytic", numeric.shape, "the shape of numeric")
    difference = np.abs(analytic - numeric)
    index = tuple(int(i) for i in np.unravel_index(difference.argmax(), difference.shape))
    scale = max(np.abs(analytic).max(), np.abs(numeric).max())
    relative = difference[index] / scale if scale > 0 else 0.0
    return GradientError(float(relative), index, float(analytic[index]), float(numeric[index]))


def check_gradient(f, X, analytic, *, eps=1e-5, tolerance=1e-6):
    """Check that `analytic` is the gradient of `f` at `X`, and return the `GradientError` that is left.

    Raises
    ------
    AssertionError
        If the relative error is above `tolerance`; it names the worst element and both numbers.
    TypeError, ValueError
        If `tolerance` is negative or no number; and as `numerical_gradient` and `gradient_error`.
    """
    tolerance = as_float(tolerance, "tolerance", "a small number such as 1e-6", lambda number: number >= 0)
    error = gradient_error(analytic, numerical_gradient(f, X, eps))
    if error.relative > tolerance:
        raise AssertionError(f"{error}, more than {tolerance:.2g}")
    return error


def _number(value):
    array = as_numbers(value, "what f returned")
    if array.size != 1:
        raise ValueError(
            f"f returned an array of shape {array.shape}; expected one number: sum it, or weigh and sum it"
        )
    return float(array.reshape(()))
