"""Practice: the gradients of a filter and of its bias, with numbers."""

from functools import partial

import numpy as np

from convbook.nn.conv import conv2d, conv2d_bias_grad, conv2d_filter_grad, conv2d_output_shape
from convbook.practice.problem import Problem, kind
from convbook.practice.solution import WEIGHT, factors, line, lines
from convbook.practice.wording import indexed, n, name, pick, size, total, whole
from convbook.questions import usual

dF_, dO_ = "∂L/∂F", "∂L/∂O"
EQUATIONS_7_TO_10 = "06-filter-gradient#four-small-effects-add-up-equation-6"
VALUE = {"stride": 2, "padding": 1, "dilation": 2}


def filter_gradient(dO, X, F, **windows):
    """∂L/∂F, and what mistakes with it give."""
    gradient = partial(conv2d_filter_grad, X=X, F_shape=F.shape, **windows)
    return gradient(dO), {
        "Here nothing is turned: the filter's number and the window run the same way.": gradient(dO[::-1, ::-1]),
        usual.LOSS_LEFT_OUT: gradient(np.ones(dO.shape)),
        usual.ROWS_AND_COLUMNS: gradient(dO.T),
    }


@kind("filter-gradient-one", "Equations 7 to 10: one number", "gradient of the filter", EQUATIONS_7_TO_10)
def one_number(rng, level):
    side = 3 if level < 3 else 4
    X, F, dO = (whole(rng, (k, k), level) for k in (side, 2, side - 1))
    u, v = pick(rng, F.shape)
    right, wrong = filter_gradient(dO, X, F)
    mistakes = {says: answer[u, v] for says, answer in wrong.items()} | {
        f"That is {indexed(dF_, v, u)}: the first index counts the rows.": right[v, u],
        "Those are the pixels under the first window; follow one number through all.": (X[:2, :2] * dO[:2, :2]).sum(),
        "You multiplied by the filter; its gradient is made of pixels.": (F * dO[:2, :2]).sum(),
    }
    steps = [
        f"{name('F', u, v)} lies on {name('X', u, v)} at the first stop, and moves on with the window.",
        "At each stop multiply the pixel under it by the gradient of that output, and add.",
        line(dF_, (u, v), factors(WEIGHT, (dO, X, F))[u, v], WEIGHT) + ".",
    ]
    asks = f"A filter of 2×2 slid over the input. What is {name(dF_, u, v)}?"
    return Problem(asks, right[u, v], mistakes, steps, {"X": X, dO_: dO})


def all_numbers(rng, level, way=None):
    """The whole gradient, with a stride, padding or a dilation in the `way`, if any."""
    larger = level == 3
    side, k = {None: (3 + larger, 2), "padding": (2, 2 + larger)}.get(way, (4 + larger, 2))
    windows = {way: VALUE[way]} if way else {}
    X, F = whole(rng, (side, side), level), np.zeros((k, k))
    dO = whole(rng, conv2d_output_shape(X.shape, F.shape, **windows), level)
    right, mistakes = filter_gradient(dO, X, F, **windows)
    step = []
    if way == "stride":
        mistakes["You moved the window by one cell; it jumped over one."] = conv2d_filter_grad(dO, X[:3, :3], F.shape)
        step = ["Each number of the filter met every second pixel, in rows and in columns."]
    if way == "padding":
        mistakes[usual.EDGE_REPEATED] = conv2d(np.pad(X, 1, "edge"), dO)
        step = ["The filter met the padded input. Products with an added zero are left out below."]
    if way == "dilation":
        mistakes["The filter has gaps: keep every second row and column of the gradient."] = conv2d(X, dO)[:2, :2]
        step = ["The filter's numbers lie two cells apart, and so do the pixels that they met."]
    how = f" with {way} {n(VALUE[way])}" if way else ""
    asks = f"A filter of {size(F.shape)}{how} slid over the input. What is {{d|{dF_}}}?"
    return Problem(asks, right, mistakes, step + lines(dF_, WEIGHT, (dO, X, F), **windows), {"X": X, dO_: dO})


AS_A_WHOLE = "06-filter-gradient#seen-as-a-whole-l-o-slides-over-x"
kind("filter-gradient", "The gradient of the filter", "gradient of the filter", AS_A_WHOLE, role="gradient")(
    all_numbers
)
SECTIONS = {
    "stride": "09-general-case#what-if-the-window-takes-bigger-steps",
    "padding": "09-general-case#what-if-the-input-is-padded",
    "dilation": "09-general-case#what-if-the-filter-has-gaps",
}
for way, section in SECTIONS.items():
    title = f"The filter's gradient with {'a stride' if way == 'stride' else way}"
    kind(f"{way}-filter-gradient", title, "gradient of the filter", section, role="gradient")(
        partial(all_numbers, way=way)
    )


@kind("bias-gradient", "The gradient of a bias", "gradient of the filter", "09-general-case#and-the-bias")
def bias_gradient(rng, level):
    dO = whole(rng, (1 if level == 1 else 2, 2, 2 if level < 3 else 3), 2)
    right = conv2d_bias_grad(dO[..., None])[0]
    mistakes = {
        "Do not divide: where the loss is a mean, ∂L/∂O is divided already.": dO.mean(),
        "That is one image; the bias was added in both.": dO[0].sum(),
        "That is how often it was used; add what arrived each time.": dO.size,
        usual.SIGNS_CANCEL: abs(dO).sum(),
        "The mean over the images is taken in the loss, not here.": dO.sum() / len(dO),
        "That is only the first number; the bias was added to every output.": dO[0, 0, 0],
    }
    given = {f"{dO_} image {k + 1}" if len(dO) > 1 else dO_: image for k, image in enumerate(dO)}
    steps = ["The bias was added to every output, times 1. So it gets the sum of all that arrives."]
    steps += [f"Image {n(k + 1)}: {total(image.ravel(), 'd', 'd')}." for k, image in enumerate(dO)] * (len(dO) > 1)
    sums = [image.sum() for image in dO] if len(dO) > 1 else dO.ravel()
    asks = "One bias was added to all of these outputs. What is its gradient, {d|∂L/∂b}?"
    return Problem(asks, right, mistakes, [*steps, f"{{d|∂L/∂b}} = {total(sums, 'd', 'd')}."], given)
