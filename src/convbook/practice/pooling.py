"""Practice: max, average and sum pooling, forward and backward."""

from functools import partial

import numpy as np

from convbook.nn import pooling
from convbook.practice.problem import Problem, kind
from convbook.practice.wording import at, d, n, name, o, pick, total, whole, x
from convbook.questions import usual

HOW = ("max", "average", "sum")
POOL = {how: getattr(pooling, f"{how[:3].replace('ave', 'avg')}_pool2d") for how in HOW}
GRADIENT = {how: getattr(pooling, f"{how[:3].replace('ave', 'avg')}_pool2d_grad") for how in HOW}


def windows(X, stride):
    """{place of the output: the 2×2 pixels of its window, and the place of its first pixel}"""
    stops = range(0, len(X) - 1, stride)
    return {(i // stride, j // stride): (X[i : i + 2, j : j + 2], (i, j)) for i in stops for j in stops}


def overlap(level):
    """(side of the input, stride): tiles, and on the third level windows that overlap."""
    return (3, 1) if level == 3 else (4, 2)


def forward(rng, level, how):
    side, stride = overlap(level)
    X = whole(rng, (side, side), level, high=6)
    right = POOL[how](X, 2, stride)
    others = {other: POOL[other](X, 2, stride) for other in HOW}
    lowest, halved = -POOL["max"](-X, 2, stride), others["sum"] / 2
    mistakes = {
        "max": {
            "That is average pooling; here only the largest number of a window is kept.": others["average"],
            "That is sum pooling; here only the largest number of a window is kept.": others["sum"],
            "You kept the smallest number of each window.": lowest,
            "The sign counts: −3 is smaller than 1.": POOL["max"](abs(X), 2, stride),
            "You kept the last number of each window.": X[1::stride, 1::stride],
        },
        "average": {
            "That is sum pooling; divide by the 4 pixels of a window.": others["sum"],
            "Divide by the 4 pixels of a window, not by its 2 rows.": halved,
            "That is max pooling; here all pixels of a window count.": others["max"],
            usual.SIGNS_CANCEL: POOL[how](abs(X), 2, stride),
            "That is the mean of the largest and the smallest.": (others["max"] + lowest) / 2,
        },
        "sum": {
            "That is average pooling; here nothing is divided.": others["average"],
            "That is max pooling; here all pixels of a window count.": others["max"],
            "Nothing is divided here: add all four pixels.": halved,
            usual.SIGNS_CANCEL: POOL[how](abs(X), 2, stride),
            "That is only the first row of each window.": (X[:, :-1] + X[:, 1:])[:-1:stride, ::stride],
        },
    }[how]
    steps = []
    for place, (window, _) in windows(X, stride).items():
        numbers = ", ".join(map(x, window.ravel()))
        if how == "max":
            steps.append(f"{name('O', *place)}: the largest of {numbers} is {o(window.max())}.")
        else:
            share = "" if how == "sum" else f", and {{n={window.sum()}}}/4 = {o(window.sum() / 4)}"
            steps.append(f"{name('O', *place)}: {total(window.ravel(), 'x', 'o' if how == 'sum' else 'n')}{share}.")
    asks = f"What does {how} pooling give, with windows of 2×2 and stride {n(stride)}?"
    return Problem(asks, right, mistakes, steps, {"X": X})


def spread(dO, X, stride, share):
    """A gradient made window by window: `share(pixels)` is the part of each pixel."""
    dX = np.zeros(X.shape)
    for place, (window, (i, j)) in windows(X, stride).items():
        dX[i : i + 2, j : j + 2] += dO[place] * share(window)
    return dX


def winners(window):
    return window == window.max()


def last_winner(window):
    shares = np.zeros(4)
    shares[3 - np.argmax(window.ravel()[::-1])] = 1
    return shares.reshape(2, 2)


def backward(rng, level, how):
    side, stride = overlap(level)
    X = whole(rng, (side, side), level, high=6)
    if how == "max":  # with ties: in one window at least the largest number stands twice
        i, j = (stride * k for k in pick(rng, (2, 2)))
        places = rng.permutation(4)[:2]
        X[i + places // 2, j + places % 2] = X[i : i + 2, j : j + 2].max()
    dO = whole(rng, (2, 2), level, low=-4) * {"average": 4 if level == 1 else 2}.get(how, 1)
    right = GRADIENT[how](dO, X, 2, stride)
    shares = partial(spread, dO, X, stride)
    halves, pixels = shares(lambda w: np.full((2, 2), 0.5)), shares(lambda w: w)
    others = {other: GRADIENT[other](dO, X, 2, stride) for other in HOW}
    mistakes = {
        "max": {
            "Of equal numbers only one gets the gradient: the first, row by row.": shares(winners),
            "Of equal numbers the first one wins, row by row, not the last.": shares(last_winner),
            "A tie is not split: the first of equal numbers gets all.": shares(lambda w: winners(w) / winners(w).sum()),
            "You handed the gradient to the smallest number; the largest was used.": shares(lambda w: last_winner(-w)),
            "That is the gradient of average pooling.": others["average"],
            "That is the gradient of sum pooling.": others["sum"],
        },
        "average": {
            "That is the gradient of sum pooling: a mean divides by 4.": others["sum"],
            "That is the gradient of max pooling: here every pixel was used.": others["max"],
            "Divide by the 4 pixels of a window, not by its 2 rows.": halves,
        },
        "sum": {
            "That is the gradient of average pooling: in a sum all get a copy.": others["average"],
            "That is the gradient of max pooling: here every pixel was used.": others["max"],
            "The pixels themselves are not multiplied into it: the slope is 1.": pixels,
        },
    }[how]
    steps = []
    for place, (window, corner) in windows(X, stride).items():
        if how == "max":
            tied = ", the first of equals" if winners(window).sum() > 1 else ""
            first = f"the {x(window.max())} in {at(np.argwhere(winners(window))[0] + corner)}{tied}"
            steps.append(f"{d(dO[place])} goes to the largest number of its window, {first}.")
        else:
            part = f"{d(dO[place])}/4 = {d(dO[place] / 4)}" if how == "average" else d(dO[place])
            steps.append(f"{name('∂L/∂O', *place)}: each of the four pixels of its window gets {part}.")
    if level == 3:
        steps.append("Where windows overlap, what arrives is added up.")
    tie = " Of equal numbers the first one wins, row by row." if how == "max" else ""
    asks = f"{how.capitalize()} pooling was done with windows of 2×2 and stride {n(stride)}.{tie} What is {{d|∂L/∂X}}?"
    return Problem(asks, right, mistakes, steps, {"X": X, "∂L/∂O": dO})


for how in HOW:
    kind(f"{how}-pooling", f"{how.capitalize()} pooling", "pooling", "04b-pooling#pooling-one-number-for-each-window")(
        partial(forward, how=how)
    )

SECTIONS = {"max": "what-if-two-are-equal", "average": "average-and-sum-pooling-to-everyone"}
for how in HOW:
    ties = ", with ties" if how == "max" else ""
    kind(
        f"{how}-pooling-gradient", f"The gradient of {how} pooling{ties}", "gradient of pooling",
        f"09-general-case#{SECTIONS.get(how, SECTIONS['average'])}", role="gradient",
    )(partial(backward, how=how))  # fmt: skip
