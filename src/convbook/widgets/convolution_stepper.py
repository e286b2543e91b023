"""`ConvolutionStepper`: a convolution, one stop of the window at a time."""

import numpy as np
import traitlets

from convbook.nn.conv import conv2d
from convbook.widgets._base import Numbers, Widget, check_step, number, side_by_side, table

FIG_2 = {"X": [[1, 2, 0, 1], [0, 1, 3, 1], [2, 0, 1, 2], [1, 1, 0, 3]], "F": [[1, 0, 1], [0, 2, 0], [1, 0, 1]]}
ZEROS_AND_ONES = {
    "X": [[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]],
    "F": [[1, 0, 1], [0, 1, 0], [1, 0, 1]],
}
OUR_EXAMPLE = {"X": [[2, 0, 1], [1, 3, 2], [0, 1, 1]], "F": [[1, 2], [-1, 1]]}
PLAIN = {"stride": 1, "padding": "valid", "dilation": 1}


class ConvolutionStepper(Widget):
    """A convolution step by step: a window slides over an input (Soydaner 2019, Fig. 2, eqs 1-4).

    Parameters
    ----------
    X : array_like, (H, W)
        The input, at most 8 by 8; Fig. 2 if not given.
    F : array_like, (kh, kw)
        The filter, at most 5 by 5.
    stride, dilation : int
        Steps between windows, and between the pixels of one window.
    padding : "valid", "same" or int
        Zeros around `X`, as in `convbook.conv2d`.
    step : int
        Which stop is shown, from 0.

    Each is a trait: it can be read and set afterwards, and follows what is done in the browser. `O` is the output.

    Raises
    ------
    traitlets.TraitError
        If a value is none of these, or the window does not fit into the padded input.
    """

    title = "A window slides"
    arguments = ("X", "F")

    X = Numbers(FIG_2["X"], max_length=8)
    F = Numbers(FIG_2["F"], max_length=5)
    stride = traitlets.Int(1, min=1, max=4).tag(sync=True)
    padding = traitlets.Union(
        [traitlets.Enum(["valid", "same"]), traitlets.Int(min=0, max=3)], default_value="valid"
    ).tag(sync=True)
    dilation = traitlets.Int(1, min=1, max=3).tag(sync=True)
    step = traitlets.Int(0, min=0).tag(sync=True)
    examples = traitlets.Dict(
        {
            "the paper's figure 2": FIG_2 | PLAIN,
            "zeros and ones": ZEROS_AND_ONES | PLAIN,
            "the book's running example": OUR_EXAMPLE | PLAIN,
        }
    ).tag(sync=True)

    @traitlets.validate("X", "F", "stride", "padding", "dilation")
    def _fits(self, proposal):
        try:
            conv2d(**self.proposed(proposal, "X", "F", "stride", "padding", "dilation"))
        except ValueError as error:
            raise traitlets.TraitError(str(error)) from None
        return proposal.value

    @traitlets.validate("step")
    def _exists(self, proposal):
        return check_step(proposal.value, self.O.size)

    @traitlets.observe("X", "F", "stride", "padding", "dilation")
    def _keep_step_inside(self, _):
        self.step = min(self.step, self.O.size - 1)

    @property
    def O(self):
        """The output, as `convbook.conv2d` has it: (H_out, W_out)."""
        return conv2d(self.X, self.F, stride=self.stride, padding=self.padding, dilation=self.dilation)

    def static_html(self):
        O = self.O
        stop = np.unravel_index(self.step, O.shape)
        tables = table(self.X, "X", "input", "input"), table(self.F, "F", "filter", "filter")
        return side_by_side(*tables, table(O, "O", "output", "output")) + (
            f"<p>The window stops at {O.size} places. At row {stop[0] + 1}, column {stop[1] + 1} of O its products add "
            f"up to {number(O[stop])}. Stride {self.stride}, padding {self.padding}, dilation {self.dilation}.</p>"
        )
