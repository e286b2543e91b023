"""The text of an equation, read to its last character: printed, computed and handed to SymPy as it is read here.

::

    text  =  line {"," line}
    line  =  name "=" ["+" | "-"] term {("+" | "-") term}
    term  =  integer  |  [integer ["*"]] name {["*"] name}        from 0 to 99; at most 6 factors
    name  =  "alpha", or X, F, O, Fold, Fnew, dL/dX, dL/dF, dL/dO, dO/dF, dO/dX, or an element of one of these
             as in X12, F21old, dL/dX12, dO11/dF12

Spaces separate names and otherwise mean nothing. Names that stand side by side are multiplied. The name on the left
does not stand on the right: ``O11 = O11`` says nothing. A text has at most 1000 characters.
"""

import re
from functools import cache
from itertools import product
from math import prod
from typing import NamedTuple

GRIDS = {
    letter: [f"{i + 1}{j + 1}" for i in range(n) for j in range(n)] for letter, n in (("X", 3), ("F", 2), ("O", 2))
}
COMPUTED = ("O", "dO/dF", "dO/dX", "dL/dF", "dL/dX", "Fnew")  # what a left side may be: functions compute these
GIVEN = ("alpha", "X", "F", "Fold", "dL/dO")
LETTER = re.compile("[XFO]")
LONGEST, MOST_FACTORS = 1000, 6  # characters of a text; factors of a product


def letters(name):
    """The letters of the arrays in a name: ``["O", "F"]`` for ``dO/dF`` and for ``dO11/dF12``."""
    return LETTER.findall(name)


def element(array, places):
    """The name of an element: ``dO11/dF12`` for ``dO/dF`` and ``{"O": "11", "F": "12"}``."""
    return LETTER.sub(lambda letter: letter[0] + places[letter[0]], array)


@cache
def elements(array):
    """The names of all elements of an array, row by row."""
    grids = [GRIDS[letter] for letter in letters(array)]
    return tuple(element(array, dict(zip(letters(array), places, strict=True))) for places in product(*grids))


ARRAY_OF = {name: array for array in (*GIVEN, *COMPUTED) for name in elements(array)}  # element -> its array
WHOLE = {*GIVEN, *COMPUTED} - {"alpha"}


class Term(NamedTuple):
    """A product with its sign."""

    sign: int
    factors: tuple  # names; the first may be an integer
    between: tuple  # " * " or " " between two factors, as in the text

    def value(self, values):
        """The term's value, where `values` maps each name to a number or to an expression of SymPy's."""
        return self.sign * prod(factor if isinstance(factor, int) else values[factor] for factor in self.factors)

    def renamed(self, rename):
        """The term with ``rename(name)`` for each of its names."""
        factors = tuple(factor if isinstance(factor, int) else rename(factor) for factor in self.factors)
        return self._replace(factors=factors)


class Line(NamedTuple):
    """One equality: a name, and the sum that it equals."""

    left: str
    terms: tuple

    def value(self, values):
        """The value of the right side."""
        return sum(term.value(values) for term in self.terms)

    def renamed(self, rename):
        """The line with ``rename(name)`` for each of its names."""
        return Line(rename(self.left), tuple(term.renamed(rename) for term in self.terms))

    @property
    def names(self):
        """All names, the left side's first."""
        return [self.left, *(name for term in self.terms for name in term.factors if isinstance(name, str))]

    def __str__(self):
        return self._written(str, " ")

    @property
    def latex(self):
        """The line in the paper's notation."""
        return self._written(_latex, "")

    def _written(self, write, beside):
        out = f"{write(self.left)} = " + ("-" if self.terms[0].sign < 0 else "")
        for number, (sign, factors, between) in enumerate(self.terms):
            out += ("" if number == 0 else " - " if sign < 0 else " + ") + write(factors[0])
            for before, operator, factor in zip(factors, between, factors[1:], strict=False):
                out += (operator if operator == " * " or before == "alpha" else beside) + write(factor)
        return out


def parse(text):
    """The lines of a text as they stand there.

    Raises
    ------
    ValueError
        If `text` is no string, or anything in it is not understood: the message names the place and what was expected.
    """
    if not isinstance(text, str):
        raise ValueError(f"an equation is a text such as 'dL/dX11 = dL/dO11 * F11'; got {text!r}")
    if len(text) > LONGEST:
        raise ValueError(f"an equation has at most {LONGEST} characters; got {len(text)}, from {text[:20]!r} on")
    return _Reader(text).lines()


class _Reader:
    """A place in a text, and one method for each rule of the grammar."""

    def __init__(self, text):
        self.text, self.at, self.left = text, 0, None

    def lines(self):
        lines = [self.line()]
        while self.skip(","):
            lines.append(self.line())
        if self.skip(r"\Z") is None:
            self.fail("a sign, a name, a comma or the end")
        return tuple(lines)

    def line(self):
        self.left = None
        self.left = left = self.name()
        if not self.skip("="):
            self.fail("'='")
        terms, sign = [], self.skip("[-+]") or "+"
        while sign:
            terms.append(self.term(-1 if sign == "-" else 1))
            sign = self.skip("[-+]")
        return Line(left, tuple(terms))

    def term(self, sign):
        integer = self.skip(r"\d+")
        if integer and not re.fullmatch(r"0|[1-9]\d?", integer):
            self.fail("an integer from 0 to 99, with no 0 before it", back=len(integer))
        factors, between = [int(integer) if integer else self.name()], []
        while (star := self.skip(r"\*")) or self.skip("(?=[A-Za-z])") is not None:
            if len(factors) == MOST_FACTORS:
                self.fail(f"at most {MOST_FACTORS} factors in a product")
            factors.append(self.name())
            between.append(" * " if star else " ")
        return Term(sign, tuple(factors), tuple(between))

    def name(self):
        name = self.skip(r"[A-Za-z]\w*(?:/[A-Za-z]\w*)?") or ""
        if name not in WHOLE and name not in ARRAY_OF:
            self.fail("a name such as X33, F22, dL/dO22 or dO22/dF22 (no row or column beyond these)", back=len(name))
        if name == self.left:
            self.fail(f"a right side without {name}, which is the left side", back=len(name))
        return name

    def skip(self, pattern):
        """Go past spaces and what `pattern` matches there, and return that; else stay and return None."""
        match = re.compile(rf"\s*({pattern})", re.ASCII).match(self.text, self.at)
        if match:
            self.at = match.end()
            return match[1]

    def fail(self, expected, back=0):
        """Complain of the next thing in the text, or of the last `back` characters that were read."""
        rest = self.text[self.at - back :].lstrip(" \t\n\r\f\v")
        found = f"found {re.match('[^ ]+', rest)[0]!r}" if rest else "the text ends"
        place = f"at character {len(self.text) - len(rest) + 1} of the equation {self.text!r}"
        raise ValueError(f"{place}: expected {expected}; {found}")


def _latex(name):
    """``\\frac{\\partial L}{\\partial X_{12}}`` for ``dL/dX12``."""
    if isinstance(name, int) or name == "alpha":
        return str(name) if isinstance(name, int) else r"\alpha"
    if "/" in name:
        return r"\frac{{\partial {}}}{{\partial {}}}".format(*(_latex(part) for part in name[1:].split("/d")))
    return name[0] + (f"_{{{name[1:]}}}" if name[1:] else "")
