"""The 22 equations of Soydaner (2019) as data, and three independent proofs of each.

`EQUATIONS` maps the number of an equation to an `Equation`; ``EQUATIONS[7].verify(rng)`` proves it.

An equation is written here once, as a line of text such as ``dL/dX12 = dL/dO11 * F12 + dL/dO12 * F11``. Its LaTeX, its
symbolic form and its value for given numbers are all made from that line. Three worlds know, each in a way of its own,
what the names in it stand for: algebra (SymPy, from equations 1 to 4 alone), measurement (loops and finite
differences) and TensorFlow. An equation is proven when its two sides agree in all three, and the package's function
with them.

``python -m convbook.equations`` prints the table of all 22 with their proofs.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType

from convbook import palette
from convbook.equations import colour, proofs
from convbook.equations.proofs import FILTER, GRIDS, INPUT, OUTPUTS
from convbook.nn.conv import conv2d, conv2d_filter_grad, conv2d_input_grad
from convbook.nn.optimizers import gradient_step

FINITE_DIFFERENCES, TENSORFLOW = 1e-6, 1e-5  # the largest relative errors that a proof may have
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
NO_DERIVATIVES = (1, 2, 3, 4, 22)  # for these, explicit loops stand in for finite differences


@dataclass(frozen=True)
class Proof:
    """What three independent ways say about one equation."""

    number: int
    symbolic: object  # left side minus right side, derived and multiplied out by SymPy: 0
    finite_differences: float  # the largest relative error, against loops for equations 1 to 4 and 22
    tensorflow: float  # the largest relative error, against TensorFlow's values and automatic gradients

    @property
    def holds(self):
        """Whether all three agree: nothing is left over, and the errors are at most 1e-6 and 1e-5."""
        near = self.finite_differences <= FINITE_DIFFERENCES and self.tensorflow <= TENSORFLOW
        return bool(self.symbolic == 0 and near)

    def __str__(self):
        loops = self.number in NO_DERIVATIVES
        near = {True: "agree", False: "DIFFER"}
        return (
            f"({self.number}) {'holds' if self.holds else 'FAILS'}: SymPy leaves {self.symbolic}; "
            f"{'loops' if loops else 'finite differences'} {near[self.finite_differences <= FINITE_DIFFERENCES]}; "
            f"TensorFlow {'agrees' if self.tensorflow <= TENSORFLOW else 'DIFFERS'}"
        )


@dataclass(frozen=True)
class Equation:
    """One of the paper's equations. In Jupyter it shows its formula."""

    number: int
    chapter: int  # of the book, where it is derived
    text: str  # as the paper prints it
    function: Callable  # computes its left side
    lines: tuple[str, ...]  # what is proven: the text, or every case of a general rule

    @classmethod
    def printed(cls, number, chapter, function, text):
        """The equation that is printed as `text`, with every case that it stands for."""
        return cls(number, chapter, text, function, tuple(dict.fromkeys(_cases(text))))

    @property
    def plain_latex(self):
        """The formula in the paper's notation."""
        parts = [re.sub(r"(?<=\d) (?=[XF])", "", part) for part in self.text.split(", ")]
        return r", \quad ".join(proofs.NAME.sub(_latex_name, part) for part in parts)

    @property
    def latex(self):
        """The formula in the paper's notation and the book's colours."""
        return colour.colour(self.plain_latex, lambda role, letters: rf"{{\color{{{palette.INK[role]}}}{{{letters}}}}}")

    @property
    def symbolic(self):
        """A tuple with a SymPy equation between symbols for each line."""
        import sympy

        named = {name: sympy.Symbol(name) for line in self.lines for name in proofs.names(line)}
        return tuple(sympy.Eq(named[left], proofs.value_of(right, named)) for left, right in self._sides())

    def verify(self, rng):
        """Prove the equation in three ways.

        Parameters
        ----------
        rng : numpy.random.Generator
            Draws the numbers on which the second and the third proof are made.

        Returns
        -------
        Proof
        """
        from convbook.equations.autodiff import tensorflow_values

        numbers = proofs.draw(rng)
        measured = proofs.measured_values(*numbers)
        automatic = tensorflow_values(*numbers, with_update="new" in self.lines[0])
        return Proof(self.number, self._left_over(), self._error(measured), self._error(automatic))

    def _repr_latex_(self):
        return rf"$\displaystyle {self.latex}$"

    def _sides(self):
        return [line.split(" = ") for line in self.lines]

    def _left_over(self):
        """The first difference between a left and a right side that SymPy does not bring to 0; else that 0."""
        import sympy

        world = proofs.algebra(tuple(EQUATIONS[number].text for number in (1, 2, 3, 4)))
        for left, right in self._sides():
            difference = sympy.expand(world[left] - proofs.value_of(right, world))  # a polynomial in all letters
            if difference != 0:
                break
        return difference

    def _error(self, values):
        """The largest relative error of the right sides, and of what the function computes, against the left sides."""
        kind = re.sub(r"\d", "", self._sides()[0][0])
        world, computed = proofs.named(values), proofs.named({kind: proofs.compute(kind, self.function, values)})
        errors = []
        for left, right in self._sides():
            scale = abs(world[left]) + sum(abs(proofs.value_of(term, world)) for term in re.split(" [+-] ", right))
            apart = max(abs(world[left] - proofs.value_of(right, world)), abs(world[left] - computed[left]))
            errors.append(apart / scale if apart else 0.0)
        return float(max(errors))


def table(proofs):
    """The Markdown table of all equations: number, formula, where it is derived, what computes it, three results.

    Parameters
    ----------
    proofs : dict of int to Proof

    Returns
    -------
    str
    """
    rows = [
        "| | formula | derived in | computed by | SymPy | finite differences or loops | TensorFlow |",
        "|:-:|---|:-:|---|:-:|:-:|:-:|",
    ]
    for number, equation in EQUATIONS.items():
        proof, page = proofs[number], CHAPTERS[equation.chapter]
        rows.append(
            f"| {{eq}}`eq-{number}` | ${equation.plain_latex}$ | [{equation.chapter}]({page}.ipynb) | "
            f"`{equation.function.__name__}` | {proof.symbolic} | {_power_of_ten(proof.finite_differences)} | "
            f"{_power_of_ten(proof.tensorflow)} |"
        )
    return "\n".join(rows) + "\n"


def _power_of_ten(error):
    """0, or a number such as 4·10⁻¹¹."""
    digit, power = f"{error:.0e}".split("e")
    return f"{digit}·10{str(int(power)).translate(RAISED)}" if error else "0"


def _latex_name(match):
    if match["of"]:
        return rf"\frac{{\partial L}}{{\partial {_subscript(match['of'])}}}"
    if match["by"]:
        return rf"\frac{{\partial {_subscript('O' + match['top'])}}}{{\partial {_subscript(match['by'])}}}"
    if match["when"]:
        return rf"{match['letter']}_{{{match['when']}}}"
    return r"\alpha" if match.group() == "alpha" else _subscript(match["letter"])


def _subscript(name):
    return name[0] + (f"_{{{name[1:]}}}" if name[1:] else "")


def _cases(text):
    """All lines that the paper's text stands for: itself, or every case of a general rule."""
    if ", " in text:  # one output's local gradients, given as an example: the rule for all four is in the prose
        return [*text.split(", "), *(LOCAL_TO_FILTER if "/dF" in text else LOCAL_TO_INPUT)]
    if re.search(r"[XFO]\d", text):
        return [text]
    letter = re.match(r"(?:dL/d)?([FX])", text)[1]  # equations 6, 12 and 22 name whole arrays
    lines = []
    for row, column in dict(GRIDS)[letter]:
        left, right = text.replace(letter, f"{letter}{row}{column}").split(" = ")
        if "O" in right:
            right = " + ".join(right.replace("O", f"O{i}{j}") for i, j in OUTPUTS)
        lines.append(f"{left} = {right}")
    return lines


LOCAL_TO_FILTER = [f"dO{i}{j}/dF{a}{b} = X{i + a - 1}{j + b - 1}" for (i, j), (a, b) in product(OUTPUTS, FILTER)]
LOCAL_TO_INPUT = [
    f"dO{i}{j}/dX{m}{n} = " + (f"F{m - i + 1}{n - j + 1}" if (m - i + 1, n - j + 1) in FILTER else "0")
    for (i, j), (m, n) in product(OUTPUTS, INPUT)
]
CHAPTERS = {2: "02-convolution", 6: "06-filter-gradient", 7: "07-input-gradient", 8: "08-update"}
# fmt: off
PAPER = (
    (2, conv2d, "O11 = X11 F11 + X12 F12 + X21 F21 + X22 F22"),
    (2, conv2d, "O12 = X12 F11 + X13 F12 + X22 F21 + X23 F22"),
    (2, conv2d, "O21 = X21 F11 + X22 F12 + X31 F21 + X32 F22"),
    (2, conv2d, "O22 = X22 F11 + X23 F12 + X32 F21 + X33 F22"),
    (6, conv2d_filter_grad, "dO11/dF11 = X11, dO11/dF12 = X12, dO11/dF21 = X21, dO11/dF22 = X22"),
    (6, conv2d_filter_grad, "dL/dF = dL/dO * dO/dF"),
    (6, conv2d_filter_grad,
     "dL/dF11 = dL/dO11 * dO11/dF11 + dL/dO12 * dO12/dF11 + dL/dO21 * dO21/dF11 + dL/dO22 * dO22/dF11"),
    (6, conv2d_filter_grad,
     "dL/dF12 = dL/dO11 * dO11/dF12 + dL/dO12 * dO12/dF12 + dL/dO21 * dO21/dF12 + dL/dO22 * dO22/dF12"),
    (6, conv2d_filter_grad,
     "dL/dF21 = dL/dO11 * dO11/dF21 + dL/dO12 * dO12/dF21 + dL/dO21 * dO21/dF21 + dL/dO22 * dO22/dF21"),
    (6, conv2d_filter_grad,
     "dL/dF22 = dL/dO11 * dO11/dF22 + dL/dO12 * dO12/dF22 + dL/dO21 * dO21/dF22 + dL/dO22 * dO22/dF22"),
    (7, conv2d_input_grad, "dO11/dX11 = F11, dO11/dX12 = F12, dO11/dX21 = F21, dO11/dX22 = F22"),
    (7, conv2d_input_grad, "dL/dX = dL/dO * dO/dX"),
    (7, conv2d_input_grad, "dL/dX11 = dL/dO11 * F11"),
    (7, conv2d_input_grad, "dL/dX12 = dL/dO11 * F12 + dL/dO12 * F11"),
    (7, conv2d_input_grad, "dL/dX13 = dL/dO12 * F12"),
    (7, conv2d_input_grad, "dL/dX21 = dL/dO11 * F21 + dL/dO21 * F11"),
    (7, conv2d_input_grad, "dL/dX22 = dL/dO11 * F22 + dL/dO12 * F21 + dL/dO21 * F12 + dL/dO22 * F11"),
    (7, conv2d_input_grad, "dL/dX23 = dL/dO12 * F22 + dL/dO22 * F12"),
    (7, conv2d_input_grad, "dL/dX31 = dL/dO21 * F21"),
    (7, conv2d_input_grad, "dL/dX32 = dL/dO21 * F22 + dL/dO22 * F21"),
    (7, conv2d_input_grad, "dL/dX33 = dL/dO22 * F22"),
    (8, gradient_step, "Fnew = Fold - alpha dL/dF"),
)
# fmt: on
EQUATIONS = MappingProxyType({number: Equation.printed(number, *row) for number, row in enumerate(PAPER, start=1)})
