"""`FilterGradientStepper`: the gradient of a filter, one number of the filter after the other."""

import numpy as np
import traitlets

from convbook.nn.conv import conv2d_filter_grad
from convbook.widgets._base import Numbers, Widget, check_step, number, side_by_side, table

OUR_EXAMPLE = {"X": [[2, 0, 1], [1, 3, 2], [0, 1, 1]], "dO": [[1, 0], [-1, 2]]}
ONE_OUTPUT = OUR_EXAMPLE | {"dO": [[0, -1], [0, 0]]}
LARGER = {
    "X": [[1, 2, 0, 1, 0], [0, 1, 3, 1, 2], [2, 0, 1, 2, -1], [1, 1, 0, 3, 0], [0, 2, 1, 0, 1]],
    "dO": [[1, 0, -1], [0, 2, 0], [-1, 0, 1]],
}


class FilterGradientStepper(Widget):
    """The gradient of each filter weight as a sum over the pixels it was multiplied by (Soydaner 2019, eqs 5-10).

    Parameters
    ----------
    X : array_like, (H, W)
        The input, at most 8 by 8; the book's running example if not given.
    dO : array_like, (H_out, W_out)
        Loss gradient with respect to the output. The filter has H - H_out + 1 rows, and columns likewise.
    step : int
        Which number of the filter is shown, from 0, row by row; the last one if there are fewer.

    Each is a trait: it can be read and set afterwards, and follows what is done in the browser. `dF` is the gradient.

    Raises
    ------
    traitlets.TraitError
        If a value is none of these, or `dO` is larger than `X`.
    """

    title = "What each number of the filter met"
    arguments = ("X", "dO")

    X = Numbers(OUR_EXAMPLE["X"], max_length=8)
    dO = Numbers(OUR_EXAMPLE["dO"], max_length=8)
    step = traitlets.Int(0, min=0).tag(sync=True)
    examples = traitlets.Dict(
        {
            "the book's running example": OUR_EXAMPLE,
            "only one output matters": ONE_OUTPUT,
            "a larger input": LARGER,
        }
    ).tag(sync=True)

    @traitlets.validate("X", "dO")
    def _fits(self, proposal):
        arrays = self.proposed(proposal, "X", "dO")
        if min(_filter_shape(**arrays)) < 1:
            X, dO = (np.shape(rows) for rows in arrays.values())
            raise traitlets.TraitError(f"dO has the shape {dO}, which is larger than X, {X}: no filter gives that")
        self.step = min(self.step, _stops(**arrays) - 1)
        return proposal.value

    @traitlets.validate("step")
    def _exists(self, proposal):
        return check_step(proposal.value, _stops(self.X, self.dO))

    @property
    def dF(self):
        """The gradient of the filter, as `convbook.conv2d_filter_grad` has it: (kh, kw)."""
        return conv2d_filter_grad(self.dO, self.X, _filter_shape(self.X, self.dO))

    def static_html(self):
        dF = self.dF
        row, column = np.unravel_index(self.step, dF.shape)
        (kh, kw), (H_out, W_out) = dF.shape, np.shape(self.dO)
        tables = table(self.X, "X", "input", "input"), table(self.dO, "∂L/∂O", "gradient")
        return side_by_side(*tables, table(dF, "∂L/∂F", "gradient")) + (
            f"<p>∂L/∂O slides over X and finds {kh}·{kw} places, one for each number of the filter. At row {row + 1}, "
            f"column {column + 1} its {H_out * W_out} products add up to {number(dF[row, column])}.</p>"
        )


def _filter_shape(X, dO):
    return tuple(size - out + 1 for size, out in zip(np.shape(X), np.shape(dO), strict=True))


def _stops(X, dO):
    return int(np.prod(_filter_shape(X, dO)))
