"""Practice: sizes, and how many of what there are."""

import math

import numpy as np

from convbook.nn.conv import conv2d_output_shape
from convbook.practice.problem import Problem, kind
from convbook.practice.wording import count, f, n, o, size, x

NO_ONE = "One is missing: the first place of the window counts, too."


def sizes(shape, role):
    return "×".join(f"{{{role}={length}}}" for length in shape)


def axis(H, k, s=1, p=0, d=1):
    """How many stops a window makes on one axis, in words."""
    span = n((k - 1) * d + 1) if d > 1 else f(k)
    room = f"{x(H)} + 2·{n(p)} − {span}" if p else f"{x(H)} − {span}"
    stops = (H + 2 * p - ((k - 1) * d + 1)) // s + 1
    return f"({room})/{n(s)}, rounded down, + 1 = {o(stops)}" if s > 1 else f"{room} + 1 = {o(stops)}"


@kind("output-size", "The size of the output", "sizes", "04-stride-pooling-activation#one-formula-for-every-size")
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
        "The stride is missing.": room + 1,
        "Round down: where only a part of the window fits, it does not stop.": -(-room // s) + 1,
        "The dilation is missing: it makes the window larger.": (X + 2 * p - F) // s + 1,
        f"The effective size is (k − 1)·{n(d)} + 1, not k·{n(d)}.": (X + 2 * p - F * d) // s + 1,
        "You exchanged the filter's height and width.": (X + 2 * p - span[::-1]) // s + 1,
        "That is the size of the input; without padding the output is smaller.": X + 2 * p,
    }
    mistakes = {says: tuple(map(int, answer)) for says, answer in mistakes.items()}
    window = [f"stride {n(s)}"] * (level > 1) + [f"padding {n(p)} on each side"] * (p > 0)
    window += [f"dilation {n(d)}"] * (d > 1)
    wider = f"The effective size of the filter is {sizes(span, 'n')}: (k − 1)·{n(d)} + 1 in each direction."
    steps = [wider] * (d > 1) + [f"Rows: {axis(X[0], F[0], s, p, d)}.", f"Columns: {axis(X[1], F[1], s, p, d)}."]
    asks = f"The input is {sizes(X, 'x')}, the filter {sizes(F, 'f')}{', with ' if window else ''}{', '.join(window)}."
    return Problem(f"{asks} How large is the output?", right, mistakes, [*steps, f"So it is {sizes(right, 'o')}."])


@kind(
    "same-padding", "Zeros for “same”", "sizes", "04-stride-pooling-activation#what-same-means-with-a-stride",
)  # fmt: skip
def same_padding(rng, level):
    s, d = int(rng.integers(1, 3 if level == 1 else 5)), 2 if level == 3 else 1
    H, k = int(rng.integers(5, 31)), int(rng.integers(2 + s, 6 + s))
    span = (k - 1) * d + 1
    out, floor = -(-H // s), H // s
    right = max((out - 1) * s + span - H, 0)
    mistakes = {
        "That many are needed with stride 1; here the last window ends elsewhere.": span - 1,
        "Round the size of the output up, not down.": max((floor - 1) * s + span - H, 0),
        "That is for one side; both ends together were asked for.": right / 2,
        "The dilation is missing: it makes the filter cover more.": max((out - 1) * s + k - H, 0),
        "That is the size of the output.": out,
        "You counted one stop too many: the first window takes no step.": out * s + span - H,
        "The first window is as high as the filter, not one row.": max((out - 1) * s + 1 - H, 0),
    }
    gaps = f" and dilation {n(d)}" if d > 1 else ""
    steps = [f"“same” makes {x(H)}/{n(s)}, rounded up, = {o(out)} rows of output."]
    steps += [f"The effective size of the filter is ({f(k)} − 1)·{n(d)} + 1 = {n(span)}."] * (d > 1)
    steps.append(f"The windows need ({o(out)} − 1)·{n(s)} + {n(span)} = {n((out - 1) * s + span)} rows.")
    steps.append(f"The input has {x(H)} of them, so {n((out - 1) * s + span)} − {x(H)} = {n(right)} are missing.")
    asks = f"An input of {x(H)} rows, a filter of {f(k)} rows, stride {n(s)}{gaps}, padding “same”."
    return Problem(f"{asks} How many rows of zeros are added in all, above and below together?", right, mistakes, steps)


def layer(rng, level):
    """Height, width and channels of an input, height and width of the filters, and how many filters there are."""
    H, W = rng.integers(4, 9 if level == 1 else 13, 2)
    kh, kw = (int(rng.integers(2, 4)),) * 2 if level == 1 else rng.integers(1, 5, 2)
    C, K = (int(rng.integers(low, high)) for low, high in ((2, 5), (2, 7)))
    return tuple(map(int, (H, W, C, kh, kw, K)))


@kind("output-volume", "The shape of a layer's output", "channels", "03-channels#k-filters-make-k-maps")
def output_volume(rng, level):
    H, W, C, kh, kw, K = layer(rng, level)
    p = int(rng.integers(1, 3)) if level == 3 else 0
    right = conv2d_output_shape((H, W, C), (kh, kw, C, K), padding=p)
    rows, columns, _ = right
    mistakes = {
        "The channels of the input are added up; the output has one channel for each filter.": (rows, columns, C),
        "The output does not keep the channels of the input beside its own.": (rows, columns, C * K),
        NO_ONE: (rows - 1, columns - 1, K),
        "Without padding a window has fewer places than there are pixels.": (H, W, K),
        "The padding is missing.": (H - kh + 1, W - kw + 1, K),
    }
    padding = f", with padding {n(p)} on each side" if p else ""
    asks = f"The input is {sizes((H, W, C), 'x')}. A layer has {count(K, 'filter')} of {sizes((kh, kw, C), 'f')}{padding}."
    steps = [
        f"Rows: {axis(H, kh, 1, p)}. Columns: {axis(W, kw, 1, p)}.",
        f"Each of the {f(K)} filters makes one map, whatever the depth of the input.",
        f"So the output is {sizes(right, 'o')}.",
    ]
    return Problem(f"{asks} What is the shape of its output?", right, mistakes, steps)


@kind("parameters", "Counting parameters", "parameters", "03-channels#counting-parameters")
def parameters(rng, level):
    H, W, C, kh, kw, K = layer(rng, level)
    K2 = int(rng.integers(2, 5)) if level == 3 else 0
    weights, second = kh * kw * C * K, kh * kw * K * K2
    mistakes = {
        "The biases are missing: one for each filter.": weights + second,
        "Each filter has a bias of its own; one for the layer is too few.": weights + second + 1 + (K2 > 0),
        "That is one filter; there are more.": kh * kw * C + 1,
        "A filter is as deep as its input: multiply by the channels.": kh * kw * K + K + (kh * kw * K2 + K2),
        "That is the first layer alone.": weights + K,
        "The second layer's filters are as deep as the first layer has filters.": weights + K + kh * kw * C * K2 + K2,
        "The size of the image does not count: the filters are shared by all places.": H * W * C * K + K + K2,
    }
    more = f" A second layer with {count(K2, 'filter')} of the same height and width follows." if K2 else ""
    asks = (
        f"The input is {sizes((H, W, C), 'x')}. A convolutional layer has {count(K, 'filter')} of {sizes((kh, kw), 'f')}, "
        f"each with a bias.{more} How many parameters are there{' in both layers' if K2 else ''}?"
    )
    filters = [(C, K), (K, K2)][: 1 + (K2 > 0)]
    steps = [
        f"A filter has {f(kh)}·{f(kw)}·{x(c)} = {n(kh * kw * c)} weights and a bias; with {f(k)} filters: "
        f"{f(k)}·({n(kh * kw * c)} + 1) = {n(k * (kh * kw * c + 1))}."
        for c, k in filters
    ]
    counts = [k * (kh * kw * c + 1) for c, k in filters]
    steps.append(f"In all: {' + '.join(map(n, counts))}{f' = {n(sum(counts))}' if K2 else ''}.")
    return Problem(asks, sum(counts), mistakes, steps)


@kind("multiplications", "Counting multiplications", "cost", "03-channels#counting-parameters")
def multiplications(rng, level):
    H, W, C, kh, kw, K = layer(rng, level)
    if level == 1:
        C = K = 1 + int(rng.integers(2))
    s = 2 if level == 3 else 1
    rows, columns, _ = conv2d_output_shape((H, W, C), (kh, kw, C, K), stride=s)
    each, right = kh * kw * C, rows * columns * K * kh * kw * C
    mistakes = {
        "That is for one place of the window; it has more.": each * K,
        "That is one filter's work; there are more filters.": rows * columns * each,
        "A filter is as deep as its input: multiply by the channels.": rows * columns * kh * kw * K,
        "Count the outputs, not the pixels: the window does not stop at every pixel.": H * W * each * K,
        "The stride is missing: the window makes fewer stops.": (H - kh + 1) * (W - kw + 1) * each * K,
        "The sizes add nothing: multiply the outputs by the products for each.": rows * columns * K + each,
    }
    stride = f" It moves with stride {n(s)}." if s > 1 else ""
    asks = (
        f"{count(K, 'filter')} of {sizes((kh, kw, C), 'f')} slide{'s' if K == 1 else ''} over an input of "
        f"{sizes((H, W, C), 'x')}, without padding.{stride} How many multiplications does this take?"
    )
    steps = [
        f"Each number of the output takes {f(kh)}·{f(kw)}·{x(C)} = {n(each)} multiplications.",
        f"Rows: {axis(H, kh, s)}. Columns: {axis(W, kw, s)}.",
        f"In all: {o(rows)}·{o(columns)}·{f(K)}·{n(each)} = {n(right)}.",
    ]
    return Problem(asks, right, mistakes, steps)


@kind(
    "receptive-field", "The receptive field of a stack", "receptive field",
    "03b-shared-weights#how-large-is-the-receptive-field", unit="pixels",
)  # fmt: skip
def receptive_field(rng, level):
    layers = [(int(rng.integers(2, 6)), 1 if level == 1 else int(rng.integers(1, 3))) for _ in range(2 + level)]
    field, jump, late, steps = 1, 1, 1, []
    for i, (k, s) in enumerate(layers):
        steps.append(
            f"Layer {n(i + 1)}: the field is {n(field)} + ({f(k)} − 1)·{n(jump)} = {n(field + (k - 1) * jump)} wide, "
            f"and the jump is {n(jump)}·{n(s)} = {n(jump * s)}."
        )
        late += (k - 1) * jump * s
        field, jump = field + (k - 1) * jump, jump * s
    mistakes = {
        "You left the strides out: after a stride of 2, neighbors are twice as far apart.": 1 + sum(k - 1 for k, _ in layers),
        "A layer adds its window less one: the windows overlap.": sum(k for k, _ in layers),
        "Windows do not multiply; each adds to the field.": math.prod(k for k, _ in layers),
        "A layer's own stride counts for the next layers only.": late,
        "That is the jump, the distance of two neighbors after the last layer.": jump,
        "The first pixel counts, too.": field - 1,
    }
    stack = "; ".join(f"{f(k)}×{f(k)} with stride {n(s)}" for k, s in layers)
    asks = f"The windows of a stack of layers, from the input upward: {stack}. How wide is the receptive field of one output?"
    return Problem(asks, field, mistakes, [*steps, f"So one output depends on {n(field)} pixels in each direction."])


@kind("im2col", "The shape of im2col's matrix", "im2col", "09b-im2col#one-matrix-product-for-all-windows")
def im2col(rng, level):
    H, W, C, kh, kw, K = layer(rng, level)
    N, s = (1 if level == 1 else int(rng.integers(2, 5))), (2 if level == 3 else 1)
    _, rows, columns, _ = conv2d_output_shape((N, H, W, C), (kh, kw, C, K), stride=s)
    places, each = rows * columns, kh * kw * C
    mistakes = {
        "You exchanged the two: here each window is a row.": (each, N * places),
        "A window holds the numbers of all channels.": (N * places, kh * kw),
        "The windows of all images are stacked.": (places, each),
        "A row for each place of the window, not for each pixel.": (N * H * W, each),
        "The filters are the other matrix of the product; they do not make this one wider.": (N * places, each * K),
        "The stride is missing: there are fewer windows.": (N * (H - kh + 1) * (W - kw + 1), each),
    }
    batch = "One image" if N == 1 else f"A batch of {x(N)} images"
    stride = f" with stride {n(s)}" if s > 1 else ""
    asks = (
        f"{batch} of {sizes((H, W, C), 'x')} meets {count(K, 'filter')} of {sizes((kh, kw, C), 'f')}{stride}. How large is "
        "the matrix of windows, one window in each row?"
    )
    steps = [
        f"Rows of the output: {axis(H, kh, s)}. Columns: {axis(W, kw, s)}.",
        f"Windows: {x(N)}·{o(rows)}·{o(columns)} = {n(N * places)}. Numbers in each: {f(kh)}·{f(kw)}·{x(C)} = {n(each)}.",
        f"So the matrix is {size((N * places, each))}.",
    ]
    return Problem(asks, (N * places, each), mistakes, steps)


@kind(
    "transposed-size", "The size of a transposed convolution", "transposed convolution",
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
        "Here the padding is cut off; nothing is added.": full + 2 * p,
    }
    mistakes = {says: tuple(map(int, answer)) for says, answer in mistakes.items()}
    right = tuple(int(length) for length in full - 2 * p)
    cut = f" − 2·{n(p)}" if p else ""
    padding = f", padding {n(p)} on each side" if p else ", no padding"
    asks = f"A transposed convolution with a filter of {sizes(F, 'f')}, stride {n(s)}{padding}, is given {sizes(O, 'd')} numbers."
    steps = ["Every number stamps the filter, and the stamps lie one stride apart."]
    words = zip(("Rows", "Columns"), O, F, right, strict=True)
    steps += [f"{axis}: ({{d={out}}} − 1)·{n(s)} + {f(k)}{cut} = {n(made)}." for axis, out, k, made in words]
    return Problem(f"{asks} How large is the array that it makes?", right, mistakes, [*steps, f"So it is {size(right)}."])
