"""Practice: what a window computes."""

import numpy as np

from convbook.nn.conv import conv2d
from convbook.practice.problem import Problem, kind
from convbook.practice.solution import OUT, factors, line, lines
from convbook.practice.wording import at, count, f, indexed, n, name, o, pick, rows, size, total, whole
from convbook.questions import usual

TURNED = usual.FILTER_TURNED
EXCHANGED = usual.ROWS_AND_COLUMNS
ADDED = "You added each number of the filter to its pixel; multiply the two, and then add the products."


@kind("one-output", "One number of the output", "sliding a filter", "02-convolution#a-window-slides")
def one_output(rng, level):
    X = whole(rng, (3, 3) if level == 1 else (4, 4), level)
    F = whole(rng, (3, 3) if level == 3 else (2, 2), level)
    O = conv2d(X, F)
    i, j = pick(rng, O.shape)
    window = X[i : i + len(F), j : j + len(F)]
    mistakes = {
        TURNED: conv2d(X, F[::-1, ::-1])[i, j],
        f"That is {indexed('O', j, i)}: the first index counts the rows.": O[j, i],
        EXCHANGED: conv2d(X, F.T)[i, j],
        ADDED: (window + F).sum(),
        "You added up the pixels under the window; multiply each by the number of the filter on it.": window.sum(),
        "That is the first stop of the window; it has to move.": O[0, 0],
    }
    steps = [
        f"For {name('O', i, j)} the upper left corner of the window stands on {name('X', i, j)}.",
        f"It covers {rows(window, 'x')}, and the filter on it is {rows(F, 'f')}.",
        line("O", (i, j), factors(OUT, (O, X, F))[i, j], OUT) + ".",
    ]
    asks = f"The filter slides over the input. What is {name('O', i, j)}, the output in {at((i, j))}?"
    return Problem(asks, O[i, j], mistakes, steps, {"X": X, "F": F})


@kind("whole-output", "The whole output", "sliding a filter", "02-convolution#the-same-in-letters")
def whole_output(rng, level):
    X = whole(rng, (3, 3) if level < 3 else (4, 4), level)
    F = whole(rng, (2, 2) if level < 3 else (3, 3), level)
    O = conv2d(X, F)
    mistakes = {
        TURNED: conv2d(X, F[::-1, ::-1]),
        EXCHANGED: conv2d(X, F.T),
        "You wrote the outputs column by column; the window goes along a row first.": O.T,
        "You added up the pixels under the window and left the filter out.": conv2d(X, np.ones(F.shape)),
    }
    asks = "The filter slides over the input, without padding and with stride 1. What is the output?"
    return Problem(asks, O, mistakes, lines("O", OUT, (O, X, F)), {"X": X, "F": F})


OPERATIONS = {
    "cross-correlation: the filter as it is": lambda F: F,
    "convolution: the filter turned by 180 degrees": lambda F: F[::-1, ::-1],
    "neither: the filter flipped from left to right": lambda F: F[:, ::-1],
}


@kind(
    "turned", "Turned or not?", "turning the filter", "02-convolution#is-this-a-convolution",
    choices=list(OPERATIONS),
)  # fmt: skip
def turned(rng, level):
    while True:
        X, F = whole(rng, (3, 3), level), whole(rng, (2, 2), level, high=3 + level)
        outputs = {choice: conv2d(X, change(F)) for choice, change in OPERATIONS.items()}
        if len({output[0, 0] for output in outputs.values()}) == 3:
            break
    right = list(OPERATIONS)[rng.integers(3)]
    steps = []
    for choice, change in OPERATIONS.items():
        pairs = zip(X[:2, :2].ravel(), change(F).ravel(), strict=True)
        steps.append(f"{choice[0].upper()}{choice[1:]}. Then {line('O', (0, 0), pairs, OUT)}.")
    which = ("first", "second", "third")[list(OPERATIONS).index(right)]
    steps.append(f"The output begins with {o(outputs[right][0, 0])}, as in the {which} line.")
    others = [choice for choice in OPERATIONS if choice != right]
    mistakes = {f"Then {indexed('O', 0, 0)} would be {n(outputs[choice][0, 0])}.": choice for choice in others}
    asks = "Which operation made this output, in the mathematicians' words?"
    return Problem(asks, right, mistakes, steps, {"X": X, "F": F, "O": outputs[right]})


@kind("channels", "An output of several channels", "channels", "03-channels#one-filter-three-channels")
def channels(rng, level):
    C = 2 if level < 3 else 3
    X, F = whole(rng, (3, 3, C), level), whole(rng, (2, 2, C), level)
    b = int(rng.integers(1, 6)) if level > 1 else 0
    i, j = pick(rng, (2, 2))
    shares = [conv2d(X[..., c], F[..., c])[i, j] for c in range(C)]
    bias = f"; the bias {f(b)} is added" if b else ""
    first = np.stack([F[..., 0]] * C, axis=-1)
    mistakes = {
        "That is what the first channel contributes; the channels are added up.": shares[0] + b,
        usual.BIAS_MISSING: sum(shares),
        "You added the bias once for each channel; it belongs to the filter and is added once.": sum(shares) + C * b,
        "You took the mean of the channels; their contributions are added.": sum(shares) / C + b,
        TURNED: conv2d(X, F[::-1, ::-1])[i, j] + b,
        "You used the first channel of the filter for all channels.": conv2d(X, first)[i, j] + b,
    }
    steps = []
    for c in range(C):
        pairs = zip(X[i : i + 2, j : j + 2, c].ravel(), F[..., c].ravel(), strict=True)
        steps.append(f"Channel {n(c + 1)}: " + line("O", (i, j), pairs, OUT).split(" = ", 1)[1] + ".")
    steps.append(f"Together{' with the bias' if b else ''}: {total([*shares, b] if b else shares)}.")
    given = {f"X channel {c + 1}": X[..., c] for c in range(C)} | {f"F channel {c + 1}": F[..., c] for c in range(C)}
    asks = f"The input and the filter have {count(C, 'channel')} each{bias}. What is the output in {at((i, j))}?"
    return Problem(asks, sum(shares) + b, mistakes, steps, given)


@kind(
    "stride-padding-dilation", "Stride, padding, dilation", "stride",
    "04-stride-pooling-activation#larger-steps-the-stride",
)  # fmt: skip
def other_windows(rng, level):
    way = ("stride", "padding", "dilation")[int(rng.integers(min(level + 1, 3)))]
    X, F = whole(rng, (2, 2) if way == "padding" else (4, 4), level), whole(rng, (2, 2), level)
    value = 1 if way == "padding" else 2
    O = conv2d(X, F, **{way: value})
    plain = conv2d(X, F)[:2, :2]
    mistakes = {
        TURNED: conv2d(X, F[::-1, ::-1], **{way: value}),
        EXCHANGED: conv2d(X, F.T, **{way: value}),
        usual.EDGE_REPEATED: conv2d(np.pad(X, 1, "edge"), F)[:3, :3],
        "You moved the window by one cell; it has to jump over one.": plain if way == "stride" else O,
        "You left no gaps in the filter.": plain if way == "dilation" else O,
    }
    words = {
        "stride": f"moves with stride {n(2)}",
        "padding": f"slides over the input with padding {n(1)}, a frame of one zero on each side",
        "dilation": f"has dilation {n(2)}",
    }
    steps = {
        "stride": f"The window moves by {n(2)} cells at a time, so it makes {n(2)} stops in each direction.",
        "padding": f"With the frame the input is {size((4, 4))}. Products with an added zero are left out below.",
        "dilation": f"The filter's numbers lie {n(2)} cells apart, so its effective size is {size((3, 3))}.",
    }[way]
    asks = f"The filter {words[way]}. What is the output?"
    return Problem(asks, O, mistakes, [steps, *lines("O", OUT, (O, X, F), **{way: value})], {"X": X, "F": F})
