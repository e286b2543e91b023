"""The 22 equations of Soydaner (2019) as data, and three independent checks of each.

`EQUATIONS` maps the number of an equation to an `Equation`; ``EQUATIONS[7].verify(rng)`` checks it.

An equation is written here once, as a text such as ``dL/dX12 = dL/dO11 * F12 + dL/dO12 * F11``. It is read once, by
`cases`; its LaTeX, its symbolic form and its value for given numbers are all made from what was read. Three modules
know, each in a way of its own, what the names in it stand for: `algebra` (SymPy, which derives them from equations 1
to 4 alone), `numeric` (loops and finite differences) and `autodiff` (TensorFlow). An equation holds when its two sides
agree in all three, and the package's function with them.

``python -m convbook.equations`` prints the table of all 22 with their checks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np

from convbook import palette
from convbook.arguments import as_int, check_function, check_rng
from convbook.equations import color
from convbook.equations.algebra import symbolic_values
from convbook.equations.cases import cases
from convbook.equations.check import EquationCheck, power_of_ten
from convbook.equations.numeric import named_values, numerical_values, package_values, random_example
from convbook.equations.text import ARRAY_OF, parse
from convbook.nn.conv import conv2d, conv2d_filter_grad, conv2d_input_grad
from convbook.nn.optimizers import gradient_step


@dataclass(frozen=True)
class Equation:
    """An equation between X, F, O, their gradients and alpha. In Jupyter it shows its formula.

    Raises
    ------
    TypeError, ValueError
        If the text is not understood to its last character, there is no such number or chapter, or the text has a
        number of the paper's and another left side.
    """

    number: int  # in the paper; 0 for one's own
    chapter: int  # of the book, where it is derived
    function: Callable  # computes its left side
    text: str  # as the paper prints it; the grammar is in the module `text`

    def __post_init__(self):
        lefts = {line.left for line in self.lines}
        as_int(self.chapter, "chapter", 0)
        check_function(self.function, "function", "conv2d")
        if as_int(self.number, "number", 0) > len(PAPER):
            raise ValueError(f"number is {self.number}; the paper has {len(PAPER)} equations, and 0 numbers your own")
        if self.chapter not in list(CHAPTERS):
            chapters = ", ".join(map(str, CHAPTERS))
            raise ValueError(f"chapter is {self.chapter!r}; expected one of {chapters}, in which equations are derived")
        if self.number and lefts != {line.left for line in cases(PAPER[self.number - 1][-1])}:
            raise ValueError(
                f"equation {self.number} of the paper is not about {self.lines[0].left}; 0 numbers your own"
            )

    @cached_property
    def lines(self):
        """What is checked: the text's own line, or every case that it stands for."""
        return cases(self.text)

    @property
    def array(self):
        """The name of the array that the left side belongs to, which `function` computes."""
        return ARRAY_OF[self.lines[0].left]

    @property
    def plain_latex(self):
        """The formula in the paper's notation."""
        return r", \quad ".join(line.latex for line in parse(self.text))

    @property
    def latex(self):
        """The formula in the paper's notation and the book's colors."""
        return color.color(self.plain_latex, lambda role, letters: rf"{{\color{{{palette.INK[role]}}}{{{letters}}}}}")

    @property
    def symbolic(self):
        """A tuple with a SymPy equation between symbols for each line."""
        import sympy

        symbols = {name: sympy.Symbol(name) for line in self.lines for name in line.names}
        return tuple(sympy.Eq(symbols[line.left], line.value(symbols), evaluate=False) for line in self.lines)

    @property
    def measured_by(self):
        """What the second check measures the left side with."""
        return "finite differences" if self.text.lstrip().startswith("d") else "loops"

    def verify(self, rng):
        """Check the equation in three ways, and its function.

        Parameters
        ----------
        rng : numpy.random.Generator
            Draws the numbers for the second and the third check, three times.

        Returns
        -------
        EquationCheck
        """
        from convbook.equations.autodiff import tensorflow_values

        check_rng(rng)
        examples = [random_example(rng) for _ in range(3)]
        automatic = [tensorflow_values(*example, with_update="new" in self.text) for example in examples]
        return self.compare([numerical_values(*example) for example in examples], automatic)

    def compare(self, numerical, automatic):
        """The `EquationCheck` with the arrays of some examples, computed before as `verify` computes them."""
        measured, differentiated = (np.max([*map(self._errors, found)], 0).tolist() for found in (numerical, automatic))
        (differences, *by_function), (tensorflow, *more) = measured, differentiated
        return EquationCheck(self, self._symbolic_residual(), differences, tensorflow, max(by_function + more))

    def _repr_latex_(self):
        return rf"$\displaystyle {self.latex}$"

    def _symbolic_residual(self):
        """The first difference between a left and a right side that is not 0; else that 0."""
        values = symbolic_values(tuple(line for _, _, text in PAPER[:4] for line in parse(text)))
        for line in self.lines:
            difference = values[line.left] - line.value(values)
            if difference != 0:
                break
        return difference.as_expr()

    def _errors(self, arrays):
        """The largest errors of the right sides, and of what the function computes, against the left sides."""
        values = named_values(arrays)
        computed = named_values({self.array: package_values(self.array, self.function, arrays)})
        left = np.array([values[line.left] for line in self.lines])
        others = [[line.value(values), computed[line.left]] for line in self.lines]
        errors = abs(np.transpose(others) - left) / np.maximum(abs(left), 1)
        return np.nan_to_num(errors.max(axis=1), nan=np.inf)


def table(checks):
    """The Markdown table of all equations: number, formula, where it is derived, what computes it, three results.

    Parameters
    ----------
    checks : dict of int to EquationCheck

    Returns
    -------
    str
    """
    rows = [
        "| | formula | derived in | computed by | SymPy | finite differences or loops | TensorFlow |",
        "|:-:|---|:-:|---|:-:|:-:|:-:|",
    ]
    for number, equation in EQUATIONS.items():
        check, page = checks[number], CHAPTERS[equation.chapter]
        rows.append(
            f"| {{eq}}`eq-{number}` | ${equation.plain_latex}$ | [{equation.chapter}]({page}.ipynb) | "
            f"`{equation.function.__name__}` | {check.symbolic} | {power_of_ten(check.finite_differences)} | "
            f"{power_of_ten(check.tensorflow)} |"
        )
    return "\n".join(rows) + "\n"


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
EQUATIONS = MappingProxyType({number: Equation(number, *row) for number, row in enumerate(PAPER, start=1)})
