"""The second check of an equation: its names as numbers, by loops and finite differences; and what the package says.

Arrays are kept under the names that they have in an equation, such as ``"dO/dF"``, (2, 2, 2, 2). (The third check's
arrays come from `autodiff`.)
"""

import numpy as np

from convbook.equations.text import elements
from convbook.nn.gradcheck import numerical_gradient
from convbook.nn.loops import conv2d_loops


def random_example(rng):
    """X (3, 3), F (2, 2), the weights (2, 2) of the loss ``sum(weights * sin(O))``, and a step size.

    Each is between 0.5 and 1.5 in size: a term that is wrong is not small.
    """
    X, F, weights = (rng.uniform(0.5, 1.5, shape) * rng.choice([-1, 1], shape) for shape in ((3, 3), (2, 2), (2, 2)))
    return X, F, weights, rng.uniform(0.5, 1.5)


def numerical_values(X, F, weights, alpha):
    """All arrays that the equations name, by loops and central differences."""

    def loss(O):
        return np.sum(weights * np.sin(O))

    O = conv2d_loops(X, F)
    outputs = list(np.ndindex(O.shape))
    dF = [numerical_gradient(lambda F, at=at: conv2d_loops(X, F)[at], F) for at in outputs]
    dX = [numerical_gradient(lambda X, at=at: conv2d_loops(X, F)[at], X) for at in outputs]
    values = {
        "alpha": alpha, "X": X, "F": F, "Fold": F, "O": O,
        "dO/dF": np.reshape(dF, (*O.shape, *F.shape)),
        "dO/dX": np.reshape(dX, (*O.shape, *X.shape)),
        "dL/dO": numerical_gradient(loss, O),
        "dL/dF": numerical_gradient(lambda F: loss(conv2d_loops(X, F)), F),
        "dL/dX": numerical_gradient(lambda X: loss(conv2d_loops(X, F)), X),
    }  # fmt: skip
    new = F.copy()
    for a, b in np.ndindex(F.shape):
        for i, j in outputs:
            new[a, b] -= alpha * values["dL/dO"][i, j] * X[i + a, j + b]
    return values | {"Fnew": new}


def package_values(array, function, values):
    """What `function` of the package makes of the arrays in `values`, to be compared with the one named `array`.

    NaN everywhere if the function does not take such arguments, or returns another shape.
    """
    X, F, dO, shape = values["X"], values["F"], values["dL/dO"], values[array].shape
    one_output_each = np.eye(dO.size).reshape(-1, *dO.shape)
    ways = {
        "O": lambda: function(X, F),
        "dO/dF": lambda: np.reshape([function(one, X, F.shape) for one in one_output_each], shape),
        "dO/dX": lambda: np.reshape([function(one, F, X.shape) for one in one_output_each], shape),
        "dL/dF": lambda: function(dO, X, F.shape),
        "dL/dX": lambda: function(dO, F, X.shape),
        "Fnew": lambda: function(F, values["dL/dF"], learning_rate=values["alpha"])[0],
    }
    try:
        found = np.asarray(ways[array](), float)
    except (TypeError, ValueError, LookupError):
        return np.full(shape, np.nan)
    return found if found.shape == shape else np.full(shape, np.nan)


def named_values(arrays):
    """Name of each element -> number."""
    return {
        name: float(number)
        for array, numbers in arrays.items()
        for name, number in zip(elements(array), np.ravel(numbers), strict=True)
    }
