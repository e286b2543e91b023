"""Practice: the two gradients of a convolution, and that of its bias, with numbers."""

import numpy as np

from convbook.nn.conv import conv2d, conv2d_bias_grad, conv2d_filter_grad, conv2d_input_grad
from convbook.practice.problem import Problem, kind
from convbook.practice.solution import OUT, PIXEL, WEIGHT, factors, line, lines, stamps
from convbook.practice.wording import d, indexed, n, name, pick, size, total, whole

dF_, dX_, dO_ = "∂L/∂F", "∂L/∂X", "∂L/∂O"
NOT_TURNED = "Here nothing is turned: the filter's number and the window run the same way."
FORGOT_TURN = "The filter has to be turned: a pixel meets its numbers from the last to the first."
UNWEIGHTED = "Multiply by ∂L/∂O: the loss does not depend on all outputs alike."


def arrays(rng, level, X_shape, F_shape, O_shape):
    return [whole(rng, shape, level) for shape in (O_shape, X_shape, F_shape)]


def filter_gradient(dO, X, F, **options):
    """∂L/∂F, and what mistakes with it give."""
    windows = {"stride": 1, "padding": "valid", "dilation": 1} | options
    right = conv2d_filter_grad(dO, X, F.shape, **windows)
    return right, {
        NOT_TURNED: conv2d_filter_grad(dO[::-1, ::-1], X, F.shape, **windows),
        UNWEIGHTED: conv2d_filter_grad(np.ones(dO.shape), X, F.shape, **windows),
        "You exchanged rows and columns.": conv2d_filter_grad(dO.T, X, F.shape, **windows),
    }


@kind(
    "filter-gradient-one", "Equations 7 to 10: one number", "the gradient of the filter",
    "06-filter-gradient#four-small-effects-add-up-equation-6",
)  # fmt: skip
def filter_gradient_one(rng, level):
    side = 3 if level < 3 else 4
    dO, X, F = arrays(rng, level, (side, side), (2, 2), (side - 1, side - 1))
    u, v = pick(rng, F.shape)
    right, wrong = filter_gradient(dO, X, F)
    mistakes = {says: answer[u, v] for says, answer in wrong.items()}
    mistakes[f"That is {indexed(dF_, v, u)}: the first index counts the rows."] = right[v, u]
    mistakes["You took the pixels under the first window; follow this number through all stops."] = (X[:2, :2] * dO[:2, :2]).sum()
    mistakes["You multiplied by the filter; its gradient is made of pixels."] = (F * dO[:2, :2]).sum()
    steps = [
        f"{name('F', u, v)} lies on {name('X', u, v)} at the first stop, and moves on with the window.",
        f"At each stop multiply the pixel under it by the gradient of that output, and add.",
        line(dF_, (u, v), factors(WEIGHT, (dO, X, F))[u, v], WEIGHT) + ".",
    ]
    asks = f"A filter of 2×2 slid over the input. What is {name(dF_, u, v)}?"
    return Problem(asks, right[u, v], mistakes, steps, {"X": X, dO_: dO})


@kind(
    "filter-gradient", "The gradient of the filter", "the gradient of the filter",
    "06-filter-gradient#seen-as-a-whole-l-o-slides-over-x", role="gradient",
)  # fmt: skip
def whole_filter_gradient(rng, level):
    side = 3 if level < 3 else 4
    dO, X, F = arrays(rng, level, (side, side), (2, 2), (side - 1, side - 1))
    right, mistakes = filter_gradient(dO, X, F)
    asks = f"A filter of 2×2 slid over the input. What is {{d|{dF_}}}?"
    return Problem(asks, right, mistakes, lines(dF_, WEIGHT, (dO, X, F)), {"X": X, dO_: dO})


def one_pixel(rng, level, place):
    side = 3 if level < 3 else 4
    dO, X, F = arrays(rng, level, (side, side), (2, 2), (side - 1, side - 1))
    inner, outer = [k for k in range(1, side - 1)], [0, side - 1]
    ends = {"corner": (outer, outer), "edge": (outer, inner), "middle": (inner, inner)}[place]
    i, j = (int(rng.choice(choices)) for choices in (ends if rng.random() < 0.5 else ends[::-1]))
    right, pairs = conv2d_input_grad(dO, F, X.shape), factors(PIXEL, (dO, X, F))[i, j]
    turned = conv2d_input_grad(dO, F[::-1, ::-1], X.shape)
    unturned = "The opposite corner of the filter never lies on this pixel." if place == "corner" else FORGOT_TURN
    mistakes = {
        unturned: turned[i, j],
        f"That is {indexed(dX_, j, i)}: the first index counts the rows.": right[j, i],
        UNWEIGHTED: sum(b for _, b in pairs),
        "The filter's numbers that lay on the pixel are missing.": sum(a for a, _ in pairs),
        "That is only one of its products; each window that covers the pixel adds one.": pairs[0][0] * pairs[0][1],
        "Not all four windows cover this pixel.": (dO * F[::-1, ::-1]).sum() if level < 3 else right[i, j],
        "You added where the two belong multiplied.": sum(a + b for a, b in pairs),
    }
    several = f"{n(len(pairs))} windows cover {name('X', i, j)}. In their order it meets the filter's numbers from back to front."
    steps = [
        several if len(pairs) > 1 else f"One window covers {name('X', i, j)}, so there is one product.",
        line(dX_, (i, j), pairs, PIXEL) + ".",
    ]
    asks = f"The filter slid over an input of {n(side)}×{n(side)}. What is {name(dX_, i, j)}?"
    return Problem(asks, right[i, j], mistakes, steps, {"F": F, dO_: dO})


@kind(
    "input-gradient-corner", "Equations 13, 15, 19, 21: a corner", "the gradient of the input",
    "07-input-gradient#the-corners-one-term-each",
)  # fmt: skip
def input_gradient_corner(rng, level):
    return one_pixel(rng, level, "corner")


@kind(
    "input-gradient-edge", "Equations 14, 16, 18, 20: an edge", "the gradient of the input",
    "07-input-gradient#the-edges-two-terms-each",
)  # fmt: skip
def input_gradient_edge(rng, level):
    return one_pixel(rng, level, "edge")


@kind(
    "input-gradient-middle", "Equation 17: the middle", "the gradient of the input",
    "07-input-gradient#the-middle-all-four",
)  # fmt: skip
def input_gradient_middle(rng, level):
    return one_pixel(rng, level, "middle")


def overwritten(dO, F, X_shape, stride=1, dilation=1):
    """Stamps that overwrite one another where they overlap."""
    dX = np.zeros(X_shape)
    for i, j in np.ndindex(dO.shape):
        alone = np.zeros(dO.shape)
        alone[i, j] = 1
        covered = conv2d_input_grad(alone, np.ones(F.shape), X_shape, stride=stride, dilation=dilation) > 0
        dX[covered] = conv2d_input_grad(alone * dO, F, X_shape, stride=stride, dilation=dilation)[covered]
    return dX


def input_gradient(dO, F, X_shape, **options):
    """∂L/∂X, and what mistakes with it give."""
    right = conv2d_input_grad(dO, F, X_shape, **options)
    return right, {
        FORGOT_TURN: conv2d_input_grad(dO, F[::-1, ::-1], X_shape, **options),
        "Where stamps of the filter overlap, add them; the later one does not replace the earlier.": overwritten(
            dO, F, X_shape, **{name: value for name, value in options.items() if name != "padding"}
        ) if "padding" not in options else right,
        UNWEIGHTED: conv2d_input_grad(np.ones(dO.shape), F, X_shape, **options),
        "You exchanged rows and columns of the filter.": conv2d_input_grad(dO, F.T, X_shape, **options),
    }  # fmt: skip


@kind(
    "input-gradient", "The gradient of the input", "the gradient of the input",
    "07-input-gradient#seen-as-a-whole-the-turned-filter-slides-over-l-o", role="gradient",
)  # fmt: skip
def whole_input_gradient(rng, level):
    width = 3 if level < 3 else 4
    dO, X, F = arrays(rng, level, (3, width), (2, 2), (2, width - 1))
    right, mistakes = input_gradient(dO, F, X.shape)
    asks = f"The filter slid over an input of {n(3)}×{n(width)}. What is {{d|{dX_}}}?"
    steps = lines(dX_, PIXEL, (dO, X, F)) if level < 3 else stamps(dO, F, 1)
    return Problem(asks, right, mistakes, steps, {"F": F, dO_: dO})


@kind("bias-gradient", "The gradient of a bias", "the gradient of a bias", "09-general-case#and-the-bias")
def bias_gradient(rng, level):
    dO = whole(rng, (1 if level == 1 else 2, 2, 2 if level < 3 else 3), 2)
    right = conv2d_bias_grad(dO[..., None])[0]
    mistakes = {
        "Do not divide: where the loss is a mean, ∂L/∂O is divided already.": dO.mean(),
        "That is one image; the bias was added in both.": dO[0].sum(),
        "That is how often it was used; add what arrived each time.": dO.size,
        "The signs count: what pushes up and what pushes down cancel.": abs(dO).sum(),
        "The mean over the images is taken in the loss, not here.": dO.sum() / len(dO),
        "That is only the first number; the bias is added to every output.": dO[0, 0, 0],
    }
    given = {f"{dO_} image {k + 1}" if len(dO) > 1 else dO_: image for k, image in enumerate(dO)}
    steps = [f"The bias was added to every output, times 1. So it gets the sum of all that arrives."]
    steps += [f"Image {n(k + 1)}: {total(image.ravel(), 'd', 'd')}." for k, image in enumerate(dO)] * (len(dO) > 1)
    sums = [image.sum() for image in dO] if len(dO) > 1 else dO.ravel()
    asks = "One bias was added to all of these outputs. What is its gradient, {d|∂L/∂b}?"
    return Problem(asks, right, mistakes, [*steps, f"{{d|∂L/∂b}} = {total(sums, 'd', 'd')}."], given)


@kind(
    "stride-filter-gradient", "The filter's gradient with a stride", "stride backward",
    "09-general-case#what-if-the-window-takes-bigger-steps", role="gradient",
)  # fmt: skip
def stride_filter_gradient(rng, level):
    side = 4 if level < 3 else 5
    dO, X, F = arrays(rng, level, (side, side), (2, 2), (2, 2))
    right, mistakes = filter_gradient(dO, X, F, stride=2)
    mistakes["You moved the window by one cell; it jumped over one."] = filter_gradient(dO, X[:3, :3], F)[0]
    steps = ["Each filter number met every second pixel, in rows and in columns."]
    steps += ["The last row and the last column were never used."] * (side == 5)
    asks = f"A filter of 2×2 slid over the input with stride {n(2)}. What is {{d|{dF_}}}?"
    solution = [*steps, *lines(dF_, WEIGHT, (dO, X, F), stride=2)]
    return Problem(asks, right, mistakes, solution, {"X": X, dO_: dO})


@kind(
    "stride-input-gradient", "The input's gradient with a stride", "stride backward",
    "09-general-case#what-if-the-window-takes-bigger-steps", role="gradient",
)  # fmt: skip
def stride_input_gradient(rng, level):
    shapes = ((4, 4), (2, 2), (2, 2)) if level < 3 else ((3, 5), (3, 3), (1, 2))
    dO, X, F = arrays(rng, level, *shapes)
    right, mistakes = input_gradient(dO, F, X.shape, stride=2)
    narrow = np.zeros(X.shape)
    narrow[:3, : 3 if level < 3 else 4] = conv2d_input_grad(dO, F, (3, 3 if level < 3 else 4))
    mistakes["The stamps lie two cells apart; you put them one cell apart."] = narrow
    asks = f"The filter slid over an input of {size(X.shape)} with stride {n(2)}. What is {{d|{dX_}}}?"
    return Problem(asks, right, mistakes, stamps(dO, F, 2), {"F": F, dO_: dO})


@kind(
    "padding-filter-gradient", "The filter's gradient with padding", "padding backward",
    "09-general-case#what-if-the-input-is-padded", role="gradient",
)  # fmt: skip
def padding_filter_gradient(rng, level):
    k = 2 if level < 3 else 3
    dO, X, F = arrays(rng, level, (2, 2), (k, k), (5 - k, 5 - k))
    right, mistakes = filter_gradient(dO, X, F, padding=1)
    mistakes["You repeated the numbers at the edge; padding adds zeros."] = conv2d(np.pad(X, 1, "edge"), dO)
    steps = ["The filter met the padded input. Products with an added zero are left out below."]
    asks = f"A filter of {n(k)}×{n(k)} slid over the input with padding {n(1)} on each side. What is {{d|{dF_}}}?"
    solution = [*steps, *lines(dF_, WEIGHT, (dO, X, F), padding=1)]
    return Problem(asks, right, mistakes, solution, {"X": X, dO_: dO})


@kind(
    "padding-input-gradient", "The input's gradient with padding", "padding backward",
    "09-general-case#what-if-the-input-is-padded", role="gradient",
)  # fmt: skip
def padding_input_gradient(rng, level):
    k, width = 2 if level == 1 else 3, 3 if level == 3 else 2
    dO, X, F = arrays(rng, level, (2, width), (k, k), (5 - k, width + 3 - k))
    right, mistakes = input_gradient(dO, F, X.shape, padding=1)
    padded = conv2d_input_grad(dO, F, (4, width + 2))
    mistakes["Crop one row and one column on each side, not both at the end."] = padded[:2, :width]
    mistakes["Crop one row and one column on each side, not both at the start."] = padded[2:, 2:]
    steps = ["The padded input gets a gradient first; the part of the added zeros is cut off."]
    asks = f"The filter slid over an input of {n(2)}×{n(width)} with padding {n(1)} on each side. What is {{d|{dX_}}}?"
    solution = [*steps, *lines(dX_, PIXEL, (dO, X, F), padding=1)]
    return Problem(asks, right, mistakes, solution, {"F": F, dO_: dO})


@kind(
    "dilation-filter-gradient", "The filter's gradient with dilation", "dilation backward",
    "09-general-case#what-if-the-filter-has-gaps", role="gradient",
)  # fmt: skip
def dilation_filter_gradient(rng, level):
    side = 4 if level < 3 else 5
    dO, X, F = arrays(rng, level, (side, side), (2, 2), (side - 2, side - 2))
    right, mistakes = filter_gradient(dO, X, F, dilation=2)
    nine = conv2d(X, dO)
    mistakes["The filter has gaps: keep every second row and column of the gradient."] = nine[:2, :2]
    steps = ["The filter's numbers lie two cells apart, so each met pixels two cells from those of its neighbor."]
    asks = f"A filter of 2×2 with dilation {n(2)} slid over the input. What is {{d|{dF_}}}?"
    solution = [*steps, *lines(dF_, WEIGHT, (dO, X, F), dilation=2)]
    return Problem(asks, right, mistakes, solution, {"X": X, dO_: dO})


@kind(
    "dilation-input-gradient", "The input's gradient with dilation", "dilation backward",
    "09-general-case#what-if-the-filter-has-gaps", role="gradient",
)  # fmt: skip
def dilation_input_gradient(rng, level):
    shape = (4, 4) if level < 3 else (3, 5)
    dO, X, F = arrays(rng, level, shape, (2, 2), (shape[0] - 2, shape[1] - 2))
    right, mistakes = input_gradient(dO, F, shape, dilation=2)
    narrow = conv2d_input_grad(dO, F, (shape[0] - 1, shape[1] - 1))
    mistakes["The filter has gaps: spread it before you stamp it."] = np.pad(narrow, ((0, 1), (0, 1)))
    asks = f"The filter with dilation {n(2)} slid over an input of {size(shape)}. What is {{d|{dX_}}}?"
    return Problem(asks, right, mistakes, stamps(dO, F, 1, apart=2), {"F": F, dO_: dO})
