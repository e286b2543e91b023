"""What the three checks of an equation found, and how it is printed."""

from dataclasses import dataclass
from typing import Any

FINITE_DIFFERENCES, TENSORFLOW = 1e-6, 1e-5  # the largest relative errors with which an equation holds
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class EquationCheck:
    """The results of three independent checks of one equation: a derivation, and two comparisons of numbers."""

    equation: Any  # the `Equation`
    symbolic: object  # left side minus right side, derived and multiplied out by SymPy: 0
    finite_differences: float  # the largest relative error, against loops for equations 1 to 4 and 22
    tensorflow: float  # the largest relative error, against TensorFlow's values and automatic gradients

    @property
    def holds(self):
        """Whether all three agree: nothing is left over, and the errors are at most 1e-6 and 1e-5."""
        near = self.finite_differences <= FINITE_DIFFERENCES and self.tensorflow <= TENSORFLOW
        return bool(self.symbolic == 0 and near)

    def __str__(self):
        near = {True: "agree", False: "DIFFER"}
        return (
            f"({self.equation.number}) {'holds' if self.holds else 'FAILS'}: SymPy leaves {self.symbolic}; "
            f"{self.equation.measured_by} {near[self.finite_differences <= FINITE_DIFFERENCES]}; "
            f"TensorFlow {'agrees' if self.tensorflow <= TENSORFLOW else 'DIFFERS'}"
        )


def power_of_ten(error):
    """0, or a number such as 4·10⁻¹¹."""
    digit, power = f"{error:.0e}".split("e")
    return f"{digit}·10{str(int(power)).translate(RAISED)}" if error else "0"
