"""`ChannelStepper`: three channels meet a filter's three planes; the contributions add up to one output."""

import numpy as np
import traitlets

from convbook.nn.conv import conv2d
from convbook.widgets._base import Numbers, Widget, check_step, number, side_by_side, table

COLORS = ("red", "green", "blue")
X_FIG_3 = np.stack(
    [[[2, 0, 1], [1, 3, 2], [0, 1, 1]], [[1, 2, 0], [0, 1, 1], [3, 0, 1]], [[0, 1, 3], [2, 0, 1], [1, 1, 0]]], axis=-1
)
F_FIG_3 = np.stack([[[1, 2], [-1, 1]], [[0, 1], [1, 0]], [[-1, 0], [1, -1]]], axis=-1)


def five_filters(F):
    """Five filters (kh, kw, 3, 5), those of `F` first; what is missing comes from chapter 3: all ones, and so on."""
    first = F[..., 0]
    family = np.stack([first, np.ones_like(first), -first, 2 * first, first * [1, 0, 0]], axis=-1)
    return np.concatenate([F, family[..., F.shape[3] :]], axis=-1)


class ChannelStepper(Widget):
    """Three channels, each under its plane of a filter, and one map for each filter (Soydaner 2019, Fig. 3).

    Parameters
    ----------
    X : array_like, (H, W, 3)
        The input with its red, green and blue channel, at most 5 by 5; the book's running numbers if not given.
    F : array_like, (kh, kw, 3, 1 to 5)
        The filters, at most 5 by 5; chapter 3's if not given. The widget keeps five of them: after those of `F` come
        chapter 3's others, all ones, the first filter's opposite, its double, and its red plane alone.
    K : int
        How many of the five are laid on `X`, from the first.
    filter : int
        Whose planes and products are shown, from 0.
    step : int
        At which stop the window is, from 0.

    Each is a trait: it can be read and set afterwards, and follows what is done in the browser. `O` is the output.

    Raises
    ------
    traitlets.TraitError
        If a value is none of these, the filters do not fit on the input, or there is no such filter or stop.
    """

    title = "Three channels, one sum"
    arguments = ("X", "F")

    X = Numbers(X_FIG_3, ndim=3, max_length=5)
    F = Numbers(five_filters(F_FIG_3[..., None]), ndim=4, max_length=5)
    K = traitlets.Int(1, min=1, max=5).tag(sync=True)
    filter = traitlets.Int(0, min=0).tag(sync=True)
    step = traitlets.Int(0, min=0).tag(sync=True)

    @traitlets.validate("X", "F", "K", "filter", "step")
    def _fits(self, proposal):
        new = self.proposed(proposal, "X", "F", "K", "filter", "step")
        X, F = np.array(new["X"]), np.array(new["F"])
        try:
            stops = conv2d(X, F)[..., 0].size
        except ValueError as error:
            raise traitlets.TraitError(str(error)) from None
        if X.shape[2] != 3:
            raise traitlets.TraitError(f"X must have 3 channels, red, green and blue; its shape is {X.shape}")
        if new["filter"] >= new["K"]:
            raise traitlets.TraitError(f"filter must be less than K = {new['K']}; it is {new['filter']}")
        check_step(new["step"], stops)
        return five_filters(F).tolist() if proposal.trait.name == "F" else proposal.value

    @property
    def O(self):
        """The output, as `convbook.conv2d` has it: (H_out, W_out, K)."""
        return conv2d(self.X, np.array(self.F)[..., : self.K])

    def static_html(self):
        X, F, O = np.array(self.X), np.array(self.F)[..., self.filter], self.O[..., self.filter]
        planes = [
            side_by_side(table(X[..., c], f"X {color}", "input"), table(F[..., c], f"F {color}", "filter"))
            for c, color in enumerate(COLORS)
        ]
        i, j = np.unravel_index(self.step, O.shape)
        parts = (X[i : i + len(F), j : j + len(F[0])] * F).sum((0, 1))
        sums = ", ".join(f"{color} {number(part)}" for color, part in zip(COLORS, parts, strict=True))
        maps = side_by_side(*(table(self.O[..., k], f"O map {k + 1}", "output") for k in range(self.K)))
        return "\n".join([*planes, maps]) + (
            f"<p>Row {i + 1}, column {j + 1}, filter {self.filter + 1}: {sums}, together {number(O[i, j])}.</p>"
        )
