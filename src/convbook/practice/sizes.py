"""Practice: sizes, and how many of what there are."""

import numpy as np

from convbook.nn.conv import conv2d_output_shape
from convbook.practice.problem import Problem, kind
from convbook.practice.wording import f, n, o, size, x
from convbook.questions import usual

NO_ONE = "One is missing: the first place of the window counts, too."


def sizes(shape, role):
    return "×".join(f"{{{role}={length}}}" for length in shape)


def axis(H, k, s=1, p=0, d=1):
    """How many stops a window makes on one axis, in words."""
    span = n((k - 1) * d + 1) if d > 1 else f(k)
    room = f"{x(H)} + 2·{n(p)} − {span}" if p else f"{x(H)} − {span}"
    stops = (H + 2 * p - ((k - 1) * d + 1)) // s + 1
    return f"({room})/{n(s)}, rounded down, + 1 = {o(stops)}" if s > 1 else f"{room} + 1 = {o(stops)}"


@kind(
    "output-size", "The size of the output", "output sizes", "04-stride-pooling-activation#one-formula-for-every-size"
)
def output_size(rng, level):
    X, F = rng.integers(7, 13, 2), rng.integers(2, 6, 2) if level < 3 else rng.integers(2, 4, 2)
    s, p = (1, 0) if level == 1 else (int(rng.integers(1, 4)), int(rng.integers(0, 3)))
    d = int(rng.integers(2, 4)) if level == 3 else 1
    span = (F - 1) * d + 1
    room = X + 2 * p - span
    right = conv2d_output_shape(tuple(X), tuple(F), stride=s, padding=p, dilation=d)
    mistakes = {
        NO_ONE: right - np.ones(2, int),
        "Padding adds zeros on both sides: count them twice.": (X + p - span) // s + 1,
        usual.STRIDE_MISSING: room + 1,
        "Round down: where only a part of the window fits, it does not stop.": -(-room // s) + 1,
        "The dilation is missing: it makes the window larger.": (X + 2 * p - F) // s + 1,
        f"The effective size is (k − 1)·{n(d)} + 1, not k·{n(d)}.": (X + 2 * p - F * d) // s + 1,
        "You exchanged the filter's height and width.": (X + 2 * p - span[::-1]) // s + 1,
        usual.PADDING_MISSING: (X - span) // s + 1,
        "That is the size of what the window slides over; the output is smaller.": X + 2 * p,
    }
    mistakes = {says: tuple(map(int, answer)) for says, answer in mistakes.items()}
    window = [f"stride {n(s)}"] * (level > 1) + [f"padding {n(p)} on each side"] * (p > 0)
    window += [f"dilation {n(d)}"] * (d > 1)
    wider = f"The effective size of the filter is {sizes(span, 'n')}: (k − 1)·{n(d)} + 1 in each direction."
    steps = [wider] * (d > 1) + [f"Rows: {axis(X[0], F[0], s, p, d)}.", f"Columns: {axis(X[1], F[1], s, p, d)}."]
    asks = f"The input is {sizes(X, 'x')}, the filter {sizes(F, 'f')}{', with ' if window else ''}{', '.join(window)}."
    return Problem(f"{asks} How large is the output?", right, mistakes, [*steps, f"So it is {sizes(right, 'o')}."])


@kind(
    "same-padding", "Zeros for “same”", "output sizes", "04-stride-pooling-activation#what-same-means-with-a-stride",
)  # fmt: skip
def same_padding(rng, level):
    s, d = int(rng.integers(1, 3 if level == 1 else 5)), 2 if level == 3 else 1
    H, k = int(rng.integers(5, 31)), int(rng.integers(2 + s, 6 + s))
    span = (k - 1) * d + 1
    out, floor = -(-H // s), H // s
    right = (out - 1) * s + span - H
    mistakes = {
        "That many are needed with stride 1; here the last window ends elsewhere.": span - 1,
        "Round the size of the output up, not down.": max((floor - 1) * s + span - H, 0),
        "That is for one side; it is asked for both together.": right / 2,
        "The dilation is missing: it makes the filter cover more.": max((out - 1) * s + k - H, 0),
        usual.OUTPUT_SIZE: out,
        "You counted one stop too many: the first window takes no step.": out * s + span - H,
        "The first window is as high as the filter, not one row.": max((out - 1) * s + 1 - H, 0),
    }
    gaps = f", dilation {n(d)}" if d > 1 else ""
    steps = [f"“same” makes {x(H)}/{n(s)}, rounded up, = {o(out)} rows of output."]
    steps += [f"The effective size of the filter is ({f(k)} − 1)·{n(d)} + 1 = {n(span)}."] * (d > 1)
    steps.append(f"The windows need ({o(out)} − 1)·{n(s)} + {n(span)} = {n((out - 1) * s + span)} rows.")
    steps.append(f"The input has {x(H)} of them, so {n((out - 1) * s + span)} − {x(H)} = {n(right)} are missing.")
    asks = f"A filter of {f(k)} rows slides over an input of {x(H)} rows with stride {n(s)}{gaps} and padding “same”."
    return Problem(f"{asks} How many rows of zeros does that add, above and below together?", right, mistakes, steps)


@kind(
    "transposed-size", "The size of a transposed convolution", "output sizes",
    "07b-transposed-convolution#transposed-convolution",
)  # fmt: skip
def transposed_size(rng, level):
    O, F = rng.integers(2, 8, 2), rng.integers(2, 6, 2)
    s, p = (1 if level == 1 else int(rng.integers(2, 4))), (1 if level == 3 else 0)
    full = (O - 1) * s + F
    mistakes = {
        "That is a convolution; the transposed one makes its input larger.": (O + 2 * p - F) // s + 1,
        "One is too many: the first stamp takes no step.": O * s + F - 2 * p,
        "One is missing: the last stamp covers the whole filter.": full - 1 - 2 * p,
        "The stamps overlap or leave gaps; their edges count, too.": O * s,
        "The stride is missing: the stamps lie further apart.": O - 1 + F - 2 * p,
        "Padding cuts off both sides.": full - p,
        "Here the padding is cut off, not added.": full + 2 * p,
    }
    mistakes = {says: tuple(map(int, answer)) for says, answer in mistakes.items()}
    right = tuple(int(length) for length in full - 2 * p)
    cut = f" − 2·{n(p)}" if p else ""
    padding = f", padding {n(p)} on each side" if p else ", no padding"
    asks = (
        f"A transposed convolution with a filter of {sizes(F, 'f')}, stride {n(s)}{padding}, is given {sizes(O, 'd')} "
    )
    steps = ["Every number stamps the filter, and the stamps lie one stride apart."]
    words = zip(("Rows", "Columns"), O, F, right, strict=True)
    steps += [f"{axis}: ({{d={out}}} − 1)·{n(s)} + {f(k)}{cut} = {n(made)}." for axis, out, k, made in words]
    asks += "numbers. How large is the array that it makes?"
    return Problem(asks, right, mistakes, [*steps, f"So it is {size(right)}."])
