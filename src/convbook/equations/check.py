"""What the three checks of an equation found, and how it is printed."""

from dataclasses import dataclass
from typing import Any

# The largest errors with which an equation holds: relative to the left side, or to 1 where that is smaller.
FINITE_DIFFERENCES, TENSORFLOW = 1e-6, 1e-5
LONGEST = 100  # characters printed of what SymPy leaves
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class EquationCheck:
    """Three independent checks of one equation, a derivation and two comparisons of numbers; and its function's."""

    equation: Any  # the `Equation`
    symbolic: object  # left side minus right side, derived and multiplied out by SymPy: 0
    finite_differences: float  # the largest error, against loops for equations 1 to 4 and 22
    tensorflow: float  # the largest error, against TensorFlow's values and automatic gradients
    function: float  # the largest error of what the equation's function computes, against both

    @property
    def holds(self):
        """Whether all agree: nothing is left over, and the errors are at most 1e-6, 1e-5 and 1e-5."""
        near = self.finite_differences <= FINITE_DIFFERENCES and self.tensorflow <= TENSORFLOW
        return bool(self.symbolic == 0 and near and self.function <= TENSORFLOW)

    def __str__(self):
        near = {True: "agree", False: "DIFFER"}
        left, function = str(self.symbolic), self.equation.function
        left = left if len(left) <= LONGEST else f"{left[:LONGEST]} ..."
        other = f"{getattr(function, '__name__', repr(function))} does not compute {self.equation.array}"
        return (
            f"({self.equation.number}) {'holds' if self.holds else 'FAILS'}: SymPy leaves {left}; "
            f"{self.equation.measured_by} {near[self.finite_differences <= FINITE_DIFFERENCES]}; "
            f"TensorFlow {'agrees' if self.tensorflow <= TENSORFLOW else 'DIFFERS'}"
            f"{'' if self.function <= TENSORFLOW else f'; {other}'}"
        )


def power_of_ten(error):
    """0, or a number such as 4·10⁻¹¹."""
    digit, power = f"{error:.0e}".split("e")
    return f"{digit}·10{str(int(power)).translate(RAISED)}" if error else "0"
