"""What the names in the paper's equations stand for: in algebra, and in numbers measured by loops and differences.

A name is written as in ``dL/dX12 = dL/dO11 * F12``; a world is a dict that holds a value for each name. (The third
world, TensorFlow's, is in `autodiff`.)
"""

import re
from functools import cache
from itertools import product
from math import prod

import numpy as np

from convbook.nn.gradcheck import numerical_gradient
from convbook.nn.loops import conv2d_loops

NAME = re.compile(r"dL/d(?P<of>[OFX]\d*)|dO(?P<top>\d*)/d(?P<by>[FX]\d*)|(?P<letter>[XFO]\d*)(?P<when>new|old)?|alpha")
FILTER = OUTPUTS = tuple(product((1, 2), repeat=2))
INPUT = tuple(product((1, 2, 3), repeat=2))
GRIDS = (("X", INPUT), ("F", FILTER))


def names(side):
    """The names in one side of an equation, in order."""
    return [match.group() for match in NAME.finditer(side)]


def value_of(side, world):
    """The value of a side such as ``F11old - alpha dL/dF11``: factors stand side by side or with a star between."""
    first, *others = re.split(" ([+-]) ", side)
    total = _product(first, world)
    for sign, term in zip(others[::2], others[1::2], strict=True):
        total = total + _product(term, world) if sign == "+" else total - _product(term, world)
    return total


def _product(term, world):
    return 0 if term == "0" else prod(world[name] for name in names(term))


def named(arrays):
    """A world made of arrays: the (2, 2, 2, 2) numbers of ``"dO/dF"`` become ``dO11/dF11`` and so on."""
    world = {}
    for kind, array in arrays.items():
        for index in np.ndindex(np.shape(array)):
            places = iter(index)
            name = re.sub("[OFX]", lambda m, places=places: f"{m[0]}{next(places) + 1}{next(places) + 1}", kind)
            world[name] = np.asarray(array)[index]
    return world


# ---- in letters ----


@cache
def algebra(first_four):
    """Values in letters X11 ... F22, with any differentiable loss L of the four outputs.

    The outputs themselves come from polynomials, for equations 1 to 4 to be compared with. All derivatives come from
    the text of equations 1 to 4, `first_four`. The new filter is where two pulls balance: that of the loss, taken as
    linear, and that back to the old filter, with the energy ``step**2 / (2 alpha)`` of a spring.
    """
    import sympy

    X, F = ({f"{letter}{i}{j}": sympy.Symbol(f"{letter}{i}{j}") for i, j in at} for letter, at in GRIDS)
    alpha, L = sympy.Symbol("alpha", positive=True), sympy.Function("L")
    O = {left: value_of(right, X | F) for left, right in (text.split(" = ") for text in first_four)}
    slots = {name: sympy.Symbol(f"{name}_") for name in O}
    at_O = {slots[name]: O[name] for name in O}

    world = {"alpha": alpha, **X, **F, **_outputs_by_polynomials(X, F), **{f"{f}old": F[f] for f in F}}
    world |= {f"dL/d{o}": sympy.diff(L(*slots.values()), slots[o]).subs(at_O) for o in O}
    world |= {f"dL/d{name}": sympy.diff(L(*O.values()), letter).doit() for name, letter in (X | F).items()}
    world |= {f"d{o}/d{name}": sympy.diff(O[o], letter) for o in O for name, letter in (X | F).items()}
    slope, old, new = sympy.symbols("slope old new")  # of one element; the four do not touch one another
    energy = slope * (new - old) + (new - old) ** 2 / (2 * alpha)
    (balance,) = sympy.solve(sympy.diff(energy, new), new)
    return world | {f"{f}new": balance.subs({slope: world[f"dL/d{f}"], old: F[f]}) for f in F}


def _outputs_by_polynomials(X, F):
    """O as the coefficients of X(u, v) times F(1/u, 1/v), where the powers of u count rows and those of v columns."""
    import sympy

    u, v = sympy.symbols("u v")
    X_uv = sum(letter * u ** int(name[1]) * v ** int(name[2]) for name, letter in X.items())
    F_uv = sum(letter * u ** -int(name[1]) * v ** -int(name[2]) for name, letter in F.items())
    XF = sympy.expand(X_uv * F_uv)
    return {f"O{i}{j}": XF.coeff(u, i - 1).coeff(v, j - 1) for i, j in OUTPUTS}


# ---- in numbers ----


def draw(rng):
    """X (3, 3), F (2, 2), the weights (2, 2) of the loss ``sum(weights * sin(O))``, and a step size."""
    return rng.normal(size=(3, 3)), rng.normal(size=(2, 2)), rng.normal(size=(2, 2)), rng.uniform(0.1, 1)


def measured_values(X, F, weights, alpha):
    """Arrays for all names, by loops and central differences alone."""

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


def compute(kind, function, values):
    """What `function` of the package makes of the numbers in `values`, to stand beside the array called `kind`."""
    X, F, dO = values["X"], values["F"], values["dL/dO"]
    one_output_each = np.eye(dO.size).reshape(-1, *dO.shape)
    ways = {
        "O": lambda: function(X, F),
        "dO/dF": lambda: np.reshape([function(one, X, F.shape) for one in one_output_each], (*dO.shape, *F.shape)),
        "dO/dX": lambda: np.reshape([function(one, F, X.shape) for one in one_output_each], (*dO.shape, *X.shape)),
        "dL/dF": lambda: function(dO, X, F.shape),
        "dL/dX": lambda: function(dO, F, X.shape),
        "Fnew": lambda: function(F, values["dL/dF"], learning_rate=values["alpha"])[0],
    }
    return ways[kind]()
