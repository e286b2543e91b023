"""`FilterLab`: a filter of one's own on a photograph."""

import numpy as np
import traitlets

from convbook.arguments import as_numbers
from convbook.nn.conv import conv2d
from convbook.widgets._base import Numbers, Widget, number, picture, side_by_side, table

MAX_SIDE = 160
PLACE = [123, 120]  # the first place that chapter 2 sharpens by hand
FACE = "the astronaut Eileen Collins, smiling, her dark collar and the light ring of her suit around it"
FILTERS = {
    "identity": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
    "blur": [[1 / 9] * 3] * 3,
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    "emboss": [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]],
    "vertical edges": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "horizontal edges": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
}
ALT_TEXTS = {
    "identity": "nothing has changed",
    "blur": "fine detail is gone",
    "sharpen": "outlines, eyes and hair are crisper, uniform areas are grainy",
    "emboss": "as if pressed out of a plate and lit from the upper left",
    "vertical edges": "outlines that run up and down are light or dark lines, uniform areas are one gray",
    "horizontal edges": "outlines that run left and right are light or dark lines, uniform areas are one gray",
}


class FilterLab(Widget):
    """A filter of one's own on a photograph, and at one place the nine products behind a pixel of the result.

    Parameters
    ----------
    image : array_like, (H, W)
        Whole numbers from 0 to 255, each side from 3 to 160; part of scikit-image's portrait if not given.
    F : array_like, (3, 3)
        The filter; the sharpening filter if not given.
    place : (row, column)
        Which number of the output is worked out, from 0.
    what : str
        What the image shows, for those who do not see it.

    Each can be read and set afterwards, except `what`, and follows what is done in the browser. `O` is the output,
    `shown` its gray levels: 0 to 255 as they are if the numbers of the filter have a positive sum; otherwise halved,
    with 0 in the middle, for then half of an edge is negative.

    Raises
    ------
    traitlets.TraitError
        If a value is none of these.
    """

    title = "A filter of your own"
    arguments = ("image", "F")

    F = Numbers(FILTERS["sharpen"], max_length=3)
    pixels = traitlets.Bytes().tag(sync=True)
    shape = traitlets.List(traitlets.Int(), [128, 128]).tag(sync=True)
    place = traitlets.List(traitlets.Int(), PLACE).tag(sync=True)
    what = traitlets.Unicode(FACE).tag(sync=True)
    examples = traitlets.Dict({name: {"F": F} for name, F in FILTERS.items()}).tag(sync=True)

    def __init__(self, image=None, F=None, **values):
        if image is not None:
            values = {"what": "a gray picture"} | _as_values(image, PLACE) | values
        super().__init__(**values if F is None else values | {"F": F})

    @traitlets.default("pixels")
    def _face(self):
        from skimage import data

        # The weights of chapter 1 in whole numbers, so that the same bytes come out everywhere.
        gray = data.astronaut()[92:220, 176:304].astype(int) @ [2125, 7154, 721]
        return ((gray + 5000) // 10000).astype(np.uint8).tobytes()

    @traitlets.validate("F")
    def _is_three_by_three(self, proposal):
        if np.shape(proposal.value) != (3, 3):
            raise traitlets.TraitError(f"F must be 3 by 3 numbers; its shape is {np.shape(proposal.value)}")
        return proposal.value

    @traitlets.validate("pixels", "shape", "place")
    def _fits(self, proposal):
        new = self.proposed(proposal, "pixels", "shape", "place")
        pixels, shape, place = new["pixels"], new["shape"], new["place"]
        if len(shape) != 2 or not all(3 <= n <= MAX_SIDE for n in shape) or len(pixels) != np.prod(shape):
            raise traitlets.TraitError(f"{len(pixels)} pixels do not fit the shape {shape}; set `image` instead")
        inside = [type(at) is int and 0 <= at <= n - 3 for at, n in zip(place, shape, strict=False)]
        if len(place) != 2 or not all(inside):
            raise traitlets.TraitError(f"place must be a row and a column of the output; {place} is not")
        return proposal.value

    @property
    def image(self):
        """The photograph: (H, W), bytes."""
        return np.frombuffer(self.pixels, np.uint8).reshape(self.shape)

    @image.setter
    def image(self, image):
        with self.hold_sync(), self.hold_trait_notifications():
            for name, value in _as_values(image, self.place).items():
                setattr(self, name, value)

    @property
    def O(self):
        """The output, as `convbook.conv2d` has it: (H - 2, W - 2)."""
        return conv2d(self.image.astype(float), self.F)

    @property
    def shown(self):
        """The gray levels in which the widget shows the output: (H - 2, W - 2), bytes."""
        levels = self.O if self._sum > 0 else 128 + self.O / 2
        return np.rint(levels).clip(0, 255).astype(np.uint8)

    @property
    def _sum(self):
        return round(float(np.sum(self.F)), 9)

    def static_html(self):
        name = next((name for name, state in self.examples.items() if state["F"] == self.F), "a filter of your own")
        alt = f"The same after {name}" + (f": {ALT_TEXTS[name]}" if name in ALT_TEXTS else "")
        pictures = side_by_side(picture(self.image, f"In gray: {self.what}"), picture(self.shown, alt))
        (i, j), O = self.place, self.O
        window = table(self.image[i : i + 3, j : j + 3], "X", "input", "window")
        tables = side_by_side(window, table(self.F, "F", "filter", "filter"))
        black, white = ("0 and below", "255 and above") if self._sum > 0 else ("−256 and below, middle gray 0", "254")
        return (
            f"{pictures}{tables}<p>In the result, row {i + 1}, column {j + 1} is {number(O[i, j])}. "
            f"The nine numbers of F add up to {number(self._sum)}. The results go from {number(O.min())} to "
            f"{number(O.max())}; black is {black}, white {white}.</p>"
        )


def _as_values(image, place):
    """An image as the values that the browser gets, with `place` moved into it."""
    expected = f"image must be whole numbers from 0 to 255, with 2 axes of 3 to {MAX_SIDE}"
    try:
        array = as_numbers(image, "image")
    except (TypeError, ValueError) as error:
        raise traitlets.TraitError(f"{expected}: {error}") from None
    if array.ndim != 2 or min(array.shape) < 3 or max(array.shape) > MAX_SIDE:
        raise traitlets.TraitError(f"{expected}; its shape is {array.shape}")
    if not np.isin(array, np.arange(256)).all():
        raise traitlets.TraitError(f"{expected}; some of its numbers are not")
    place = [min(at, n - 3) for at, n in zip(place, array.shape, strict=True)]
    return {"pixels": array.astype(np.uint8).tobytes(), "shape": list(array.shape), "place": place}
