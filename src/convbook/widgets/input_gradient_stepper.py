"""`InputGradientStepper`: the gradient of an input, one pixel after the other, in two views that agree."""

import numpy as np
import traitlets

from convbook.nn.conv import conv2d_input_grad
from convbook.widgets._base import Numbers, Widget, check_step, number, side_by_side, table


class InputGradientStepper(Widget):
    """Each pixel's gradient, by the rotated filter and by scattering the filter (Soydaner 2019, eqs 11-21).

    Parameters
    ----------
    F : array_like, (kh, kw)
        The filter, at most 3 by 3; the book's running example if not given.
    dO : array_like, (H_out, W_out)
        Loss gradient with respect to the output, at most 3 by 3. The input has H_out + kh - 1 rows, and so on.
    step : int
        Which pixel is shown, from 0, row by row; the last one if there are fewer.

    Each is a trait: it can be read and set afterwards, and follows what is done in the browser. `dX` is the gradient.

    Raises
    ------
    traitlets.TraitError
        If a value is none of these.
    """

    title = "Two ways to a pixel"
    arguments = ("F", "dO")

    F = Numbers([[1, 2], [-1, 1]], max_length=3)
    dO = Numbers([[1, 0], [-1, 2]], max_length=3)
    step = traitlets.Int(0, min=0).tag(sync=True)

    @traitlets.validate("F", "dO")
    def _keeps_step_inside(self, proposal):
        self.step = min(self.step, _stops(**self.proposed(proposal, "F", "dO")) - 1)
        return proposal.value

    @traitlets.validate("step")
    def _exists(self, proposal):
        return check_step(proposal.value, _stops(self.F, self.dO))

    @property
    def dX(self):
        """The gradient of the input, as `convbook.conv2d_input_grad` has it: (H, W)."""
        return conv2d_input_grad(self.dO, self.F, _input_shape(self.F, self.dO))

    def static_html(self):
        dX = self.dX
        row, column = np.unravel_index(self.step, dX.shape)
        turned = np.asarray(self.F)[::-1, ::-1]
        turned, F = table(turned, "F", "filter", "turned"), table(self.F, "F", "filter", "filter")
        return side_by_side(table(dX, "∂L/∂X", "gradient"), table(self.dO, "∂L/∂O", "gradient"), turned, F) + (
            "<p>The turned filter slides over ∂L/∂O in a ring of zeros; or every output stamps the filter as it is, "
            f"times its number of ∂L/∂O. Both ways the pixel in row {row + 1}, column {column + 1} gets "
            f"{number(dX[row, column])}.</p>"
        )


def _input_shape(F, dO):
    return tuple(out + size - 1 for out, size in zip(np.shape(dO), np.shape(F), strict=True))


def _stops(F, dO):
    return int(np.prod(_input_shape(F, dO)))
