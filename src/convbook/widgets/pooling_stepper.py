"""`PoolingStepper`: each window becomes one number, and its gradient goes back to the window."""

import numpy as np
import traitlets

from convbook.nn.pooling import avg_pool2d, avg_pool2d_grad, max_pool2d, max_pool2d_grad, sum_pool2d, sum_pool2d_grad
from convbook.widgets._base import Numbers, Widget, check_step, number, side_by_side, table

KINDS = {
    "max": (max_pool2d, max_pool2d_grad),
    "average": (avg_pool2d, avg_pool2d_grad),
    "sum": (sum_pool2d, sum_pool2d_grad),
}
TILES = {"size": 2, "stride": 2}
CHAPTER_2 = {"X": [[1, 2, 0, 1], [0, 1, 3, 1], [2, 0, 1, 2], [1, 1, 0, 3]], "dO": [[1, 2], [3, 4]]} | TILES
FOUR_WINNERS = {"X": [[1, 3, 2, 0], [0, 2, 1, 4], [5, 1, 0, 1], [2, 0, 3, 2]], "dO": [[1, 2], [3, 4]]} | TILES
TIE = {"X": [[2, 2], [1, 0]], "dO": [[1]]} | TILES
OVERLAP = {"X": [[2, 0, 1], [1, 3, 2], [0, 1, 1]], "dO": [[1, 0], [-1, 2]], "size": 2, "stride": 1}
TWO_PEAKS = {
    "X": [[0, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 9, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 8]],
    "dO": [[1, 2], [3, 4]],
    "size": 3,
    "stride": 2,
}


class PoolingStepper(Widget):
    """Each window of an input becomes one number; and where the gradient of that number goes.

    Parameters
    ----------
    X : array_like, (H, W)
        The input, at most 8 by 8; chapter 2's if not given.
    dO : array_like, (H_out, W_out)
        The loss gradient that arrives at the output. When the output changes its shape, what fits is kept, and the
        rest is 1.
    kind : "max", "average" or "sum"
        What is kept of a window.
    size, stride : int
        Rows and columns of a window, and the steps between windows.
    direction : "forward" or "gradient"
        Whether the windows make the output, or hand its gradient back to the input.
    step : int
        Which window is shown, from 0; the last one at most.

    Each is a trait: it can be read and set afterwards, and follows what is done in the browser. `O` is the output and
    `dX` the gradient of the input.

    Raises
    ------
    traitlets.TraitError
        If a value is none of these, no window fits into the input, or `dO` has not the shape of the output.
    """

    title = "A window keeps one number"
    arguments = ("X", "dO")

    X = Numbers(CHAPTER_2["X"], max_length=8)
    dO = Numbers(CHAPTER_2["dO"], max_length=8)
    kind = traitlets.Enum(list(KINDS), "max").tag(sync=True)
    size = traitlets.Int(2, min=1, max=4).tag(sync=True)
    stride = traitlets.Int(2, min=1, max=4).tag(sync=True)
    direction = traitlets.Enum(["forward", "gradient"], "forward").tag(sync=True)
    step = traitlets.Int(0, min=0).tag(sync=True)
    examples = traitlets.Dict(
        {
            "chapter 2's input": CHAPTER_2,
            "four winners": FOUR_WINNERS,
            "a tie": TIE,
            "windows that overlap": OVERLAP,
            "two peaks": TWO_PEAKS,
        }
    ).tag(sync=True)

    @traitlets.validate("X", "size", "stride")
    def _fits(self, proposal):
        try:
            max_pool2d(**self.proposed(proposal, "X", "size", "stride"))
        except ValueError as error:
            raise traitlets.TraitError(str(error)) from None
        return proposal.value

    @traitlets.validate("dO")
    def _check_gradient_shape(self, proposal):
        came, expected = np.shape(proposal.value), self.O.shape
        if came != expected:
            raise traitlets.TraitError(f"dO has the shape {came}, but the output has {expected}")
        return proposal.value

    @traitlets.validate("step")
    def _exists(self, proposal):
        return check_step(proposal.value, self.O.size)

    @traitlets.observe("X", "size", "stride")
    def _resize_gradient(self, _):
        old, new = np.array(self.dO), np.ones(self.O.shape)
        if old.shape != new.shape:
            rows, columns = np.minimum(old.shape, new.shape)
            new[:rows, :columns] = old[:rows, :columns]
            self.dO = new
        self.step = min(self.step, new.size - 1)

    @property
    def O(self):
        """The output, as `convbook.max_pool2d` and its like have it: (H_out, W_out)."""
        return KINDS[self.kind][0](self.X, self.size, self.stride)

    @property
    def dX(self):
        """The loss gradient with respect to `X`, as `convbook.max_pool2d_grad` and its like have it: (H, W)."""
        return KINDS[self.kind][1](self.dO, self.X, self.size, self.stride)

    def static_html(self):
        X, O, windows = table(self.X, "X", "input", "input"), self.O, f"{self.size}×{self.size}"
        how = f"{self.kind.capitalize()} pooling with windows of {windows} and stride {self.stride}"
        if self.direction == "gradient":
            tables = X, table(self.dO, "∂L/∂O", "gradient", "arrives"), table(self.dX, "∂L/∂X", "gradient", "collects")
            words = f"hands back {number(np.sum(self.dO))} in all, of which the input gets {number(self.dX.sum())}"
        else:
            tables = X, table(O, "O", "output", "output")
            words = f"keeps {O.size} of {np.size(self.X)} numbers: {', '.join(map(number, O.flat))}"
        return f"{side_by_side(*tables)}<p>{how} {words}.</p>"
