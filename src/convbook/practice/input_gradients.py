"""Practice: the gradient of the input, with numbers."""

from functools import partial

import numpy as np

from convbook.nn.conv import conv2d_input_grad, conv2d_output_shape
from convbook.practice.filter_gradients import SECTIONS, VALUE
from convbook.practice.problem import Problem, kind
from convbook.practice.solution import PIXEL, factors, line, lines, stamps
from convbook.practice.wording import indexed, n, name, size, whole
from convbook.questions import usual

dX_, dO_ = "∂L/∂X", "∂L/∂O"
FORGOT_TURN = "The filter has to be turned: a pixel meets its numbers from the last to the first."
UNWEIGHTED = usual.LOSS_LEFT_OUT


def one_pixel(rng, level, where):
    side = 3 if level < 3 else 4
    X, F, dO = (whole(rng, (k, k), level) for k in (side, 2, side - 1))
    inner, outer = range(1, side - 1), (0, side - 1)
    ends = {"corner": (outer, outer), "edge": (outer, inner), "middle": (inner, inner)}[where]
    i, j = (int(rng.choice(choices)) for choices in (ends if rng.random() < 0.5 else ends[::-1]))
    right, pairs = conv2d_input_grad(dO, F, X.shape), factors(PIXEL, (dO, X, F))[i, j]
    unturned = "The opposite corner of the filter never lies on this pixel." if where == "corner" else FORGOT_TURN
    mistakes = {
        unturned: conv2d_input_grad(dO, F[::-1, ::-1], X.shape)[i, j],
        f"That is {indexed(dX_, j, i)}: the first index counts the rows.": right[j, i],
        UNWEIGHTED: sum(weight for _, weight in pairs),
        "The filter's numbers that lay on the pixel are missing.": sum(gradient for gradient, _ in pairs),
        "That is one of its products; each window that covers the pixel adds one.": pairs[0][0] * pairs[0][1],
        "Not all four windows cover this pixel.": (dO * F[::-1, ::-1]).sum() if level < 3 else right[i, j],
        "You added what belongs multiplied, the gradient and the number of the filter.": sum(map(sum, pairs)),
    }
    me = name("X", i, j)
    first = f"One window covers {me}, so there is one product."
    if len(pairs) > 1:
        first = f"{n(len(pairs))} windows cover {me}. On its way through them it meets the filter from back to front."
    asks = f"The filter slid over an input of {size(X.shape)}. What is {name(dX_, i, j)}?"
    return Problem(asks, right[i, j], mistakes, [first, line(dX_, (i, j), pairs, PIXEL) + "."], {"F": F, dO_: dO})


PLACES = {  # the equations of each place, and the section that works them out
    "corner": ("13, 15, 19, 21: a corner", "the-corners-one-term-each"),
    "edge": ("14, 16, 18, 20: an edge", "the-edges-two-terms-each"),
    "middle": ("17: the middle", "the-middle-all-four"),
}
for where, (words, section) in PLACES.items():
    title = f"Equation{'s' if ',' in words else ''} {words}"
    kind(f"input-gradient-{where}", title, "gradient of the input", f"07-input-gradient#{section}")(
        partial(one_pixel, where=where)
    )


def overwritten(dO, F, X_shape, **windows):
    """Stamps that overwrite one another where they overlap."""
    dX = np.zeros(X_shape)
    for place in np.ndindex(dO.shape):
        alone = np.zeros(dO.shape)
        alone[place] = 1
        covered = conv2d_input_grad(alone, np.ones(F.shape), X_shape, **windows) > 0
        dX[covered] = conv2d_input_grad(alone * dO, F, X_shape, **windows)[covered]
    return dX


SHAPES = {  # of input and filter, on the first two levels and on the third
    None: (((3, 3), (2, 2)), ((3, 4), (2, 2))),
    "stride": (((4, 4), (2, 2)), ((3, 5), (3, 3))),
    "padding": (((2, 2), (2, 2)), ((2, 3), (3, 3))),
    "dilation": (((4, 4), (2, 2)), ((3, 5), (2, 2))),
}


def all_pixels(rng, level, way=None):
    """The whole gradient, with a stride, padding or a dilation in the `way`, if any."""
    X_shape, F_shape = SHAPES[way][level == 3]
    windows = {way: VALUE[way]} if way else {}
    F, dO = whole(rng, F_shape, level), whole(rng, conv2d_output_shape(X_shape, F_shape, **windows), level)
    X = np.zeros(X_shape)
    gradient = partial(conv2d_input_grad, X_shape=X_shape, **windows)
    right = gradient(dO, F)
    replaced = overwritten(dO, F, X_shape, **windows)
    mistakes = {
        FORGOT_TURN: gradient(dO, F[::-1, ::-1]),
        "Where stamps of the filter overlap, they add up; none replaces another.": replaced,
        UNWEIGHTED: gradient(np.ones(dO.shape), F),
        usual.ROWS_AND_COLUMNS: gradient(dO, F.T),
    }
    near = np.subtract(F_shape, 1) + dO.shape  # the input without stride and dilation
    narrow = np.zeros(X_shape)
    if way in ("stride", "dilation"):
        narrow[: near[0], : near[1]] = conv2d_input_grad(dO, F, tuple(near))
        what = "stamps lie" if way == "stride" else "numbers of the filter lie"
        mistakes[f"The {what} two cells apart, not one."] = narrow
    if way == "padding":
        padded = conv2d_input_grad(dO, F, tuple(near))
        mistakes["Crop one row and one column on each side, not two at the end."] = padded[:-2, :-2]
        mistakes["Crop one row and one column on each side, not two at the start."] = padded[2:, 2:]
        steps = ["The padded input gets a gradient first; the part of the added zeros is cut off."]
        steps += lines(dX_, PIXEL, (dO, X, F), **windows)
    elif way or level == 3:
        steps = stamps(dO, F, windows.get("stride", 1), windows.get("dilation", 1))
    else:
        steps = lines(dX_, PIXEL, (dO, X, F))
    how = f" with {way} {n(VALUE[way])}" if way else ""
    asks = f"The filter slid over an input of {size(X_shape)}{how}. What is {{d|{dX_}}}?"
    return Problem(asks, right, mistakes, steps, {"F": F, dO_: dO})


AS_A_WHOLE = "07-input-gradient#seen-as-a-whole-the-turned-filter-slides-over-l-o"
kind("input-gradient", "The gradient of the input", "gradient of the input", AS_A_WHOLE, role="gradient")(all_pixels)
for way, section in SECTIONS.items():
    title = f"The input's gradient with {'a stride' if way == 'stride' else way}"
    kind(f"{way}-input-gradient", title, "gradient of the input", section, role="gradient")(
        partial(all_pixels, way=way)
    )
