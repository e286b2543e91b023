"""How a problem's texts and sums are written.

In a text ``{x=3}`` is a number in the color of the input, ``{X=-3}`` the same in parentheses if it is negative, and
``{x|X₁₂}`` a name in that color; f, o and d stand for filter, output and gradient, n for plain numbers.
"""

import re
from functools import partial
from html import escape

import numpy as np

from convbook.widgets._base import number

ROLES = {"x": "input", "f": "filter", "o": "output", "d": "gradient", "n": ""}
ROLE_OF = {"X": "x", "Z": "x", "F": "f", "W": "f", "O": "o", "A": "o", "P": "o", "T": "o", "y": "o", "e": "x"}
# every other letter is that of a gradient
MARK = re.compile(r"\{(\w)(?:=([^|{}]*)|\|([^{}]*))\}")


def role_of(letter):
    """The role of a matrix, by its letter."""
    return ROLE_OF.get(letter[0], "d")


def marked(role, value):
    value = float(value)
    return f"{{{role}={int(value) if value.is_integer() else format(value, '.6g')}}}"


x, f, o, d, n = (partial(marked, role) for role in ROLES)


def name(letter, *place):
    """A number's name in its color, as in X₁₂ for the place (0, 1)."""
    return f"{{{role_of(letter)}|{indexed(letter, *place)}}}"


def indexed(letter, *place):
    """The name X₁₂ for the place (0, 1)."""
    return letter + "".join(chr(0x2081 + index) for index in place)


def at(place):
    return f"row {n(place[0] + 1)}, column {n(place[1] + 1)}"


def size(shape):
    return "×".join(map(n, shape))


def count(how_many, thing):
    return f"{n(how_many)} {thing}{'' if how_many == 1 else 's'}"


def total(numbers, role="n", result="o"):
    """A sum, as in 2 + (−3) = −1."""
    terms = [marked(role if i == 0 else role.upper(), value) for i, value in enumerate(numbers)]
    return f"{' + '.join(terms)} = {marked(result, sum(numbers))}"


def dot(pairs, roles="xf", result="o"):
    """A sum of products, as in 2·1 + (−3)·1 = −1: pairs of numbers in two roles, and the result in its own."""
    pairs = list(pairs)
    one, two = roles.upper()
    terms = [f"{marked(one, a)}·{marked(two, b)}" for a, b in pairs]
    return f"{' + '.join(terms) or n(0)} = {marked(result, sum(a * b for a, b in pairs))}"


def rows(matrix, role):
    """A matrix row by row, as in 4, 1; 8, 7."""
    return "; ".join(", ".join(marked(role, value) for value in line) for line in np.atleast_2d(matrix))


def whole(rng, shape, level, low=-3, high=4):
    """Whole numbers that are easy to multiply; none is negative on the first level, and few are 0."""
    lowest = 0 if level == 1 else low
    numbers = rng.integers(lowest, high + 1, shape)
    return np.where((numbers == 0) & (rng.random(shape) < 0.6), rng.integers(1, high + 1, shape), numbers)


def pick(rng, shape):
    """One place of an array."""
    return tuple(int(rng.integers(length)) for length in shape)


def template(text):
    """(the text without its numbers, the numbers)."""
    values = [float(value) for _, value, _ in MARK.findall(text) if value]
    values = [int(value) if value.is_integer() else value for value in values]
    return MARK.sub(lambda mark: mark[0] if mark[2] is None else f"{{{mark[1]}}}", text), values


def written(text, show):
    """The text with each mark replaced by what `show(role, words)` makes of it, and the rest as it is."""

    def one(mark):
        role, value, words = mark.groups()
        shown = show(ROLES[role.lower()], words if value is None else number(value))
        return f"({shown})" if role.isupper() and value and float(value) < 0 else shown

    return MARK.sub(one, text)


def plain(text):
    return written(text, lambda role, words: words)


def html(text):
    return written(
        escape(text, quote=False), lambda role, words: f'<b class="cb-{role}">{words}</b>' if role else words
    )
