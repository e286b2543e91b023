"""Practice: how many numbers, multiplications and windows there are."""

import math

from convbook.nn.conv import conv2d_output_shape
from convbook.practice.problem import Problem, kind
from convbook.practice.sizes import NO_ONE, axis, sizes
from convbook.practice.wording import count, f, n, o, size, x
from convbook.questions import usual


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
        "The output has one channel for each filter, whatever its input has.": (rows, columns, C),
        "The channels of the input are added up; they do not multiply those of the output.": (rows, columns, C * K),
        NO_ONE: (rows - 1, columns - 1, K),
        "Count the places of the window; the output need not be as large as the input.": (H, W, K),
        usual.PADDING_MISSING: (H - kh + 1, W - kw + 1, K),
    }
    padding = f", with padding {n(p)} on each side" if p else ""
    filters = f"{count(K, 'filter')} of {sizes((kh, kw, C), 'f')}"
    asks = f"The input is {sizes((H, W, C), 'x')}. A layer has {filters}{padding}. What is the shape of its output?"
    steps = [
        f"Rows: {axis(H, kh, 1, p)}. Columns: {axis(W, kw, 1, p)}.",
        f"Each of the {f(K)} filters makes one map, whatever the depth of the input.",
        f"So the output is {sizes(right, 'o')}.",
    ]
    return Problem(asks, right, mistakes, steps)


@kind("parameters", "Counting parameters", "counting parameters", "03-channels#counting-parameters")
def parameters(rng, level):
    H, W, C, kh, kw, K = layer(rng, level)
    K2 = int(rng.integers(2, 5)) if level == 3 else 0
    weights, second = kh * kw * C * K, kh * kw * K * K2
    mistakes = {
        "The biases are missing: one for each filter.": weights + second,
        "Each filter has a bias of its own; one for the layer is too few.": weights + second + 1 + (K2 > 0),
        "That is one filter; there are more.": kh * kw * C + 1,
        "A filter is as deep as its input: multiply by the channels.": kh * kw * K + K + (kh * kw * K2 + K2),
        usual.FIRST_LAYER: weights + K,
        "A filter of the second layer has a plane for each filter of the first.": weights + K + kh * kw * C * K2 + K2,
        "The size of the image does not count: the filters are shared by all places.": H * W * C * K + K + K2,
    }
    more = f" A second layer with {count(K2, 'filter')} of the same height and width follows." if K2 else ""
    asks = (
        f"The input is {sizes((H, W, C), 'x')}. A convolutional layer has {count(K, 'filter')} of "
        f"{sizes((kh, kw), 'f')}, each with a bias.{more} How many parameters {'do both' if K2 else 'does it'} have?"
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


@kind("multiplications", "Counting multiplications", "counting multiply-adds", "03-channels#counting-parameters")
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
        "Multiply the outputs by the products that each takes; do not add the two.": rows * columns * K + each,
    }
    stride = f" The window moves with stride {n(s)}." if s > 1 else ""
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
    "receptive-field", "The receptive field of a stack", "receptive fields",
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
    widths = [k for k, _ in layers]
    mistakes = {
        "You left the strides out: after a stride of 2, neighbors are twice as far apart.": 1
        + sum(widths)
        - len(widths),
        "A layer adds its window less one: the windows overlap.": sum(widths),
        "Windows do not multiply; each adds to the field.": math.prod(widths),
        "A layer's own stride counts for the next layers only.": late,
        "That is the jump, the distance of two neighbors after the last layer.": jump,
        "The first pixel counts, too.": field - 1,
    }
    stack = "; ".join(f"{f(k)}×{f(k)} with stride {n(s)}" for k, s in layers)
    asks = f"The windows of a stack, from the input upward: {stack}. How wide is the receptive field of one output?"
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
        f"{batch} of {sizes((H, W, C), 'x')} meets {count(K, 'filter')} of {sizes((kh, kw, C), 'f')}{stride}. How "
        "large is the matrix of windows, one window in each row?"
    )
    steps = [
        f"Rows of the output: {axis(H, kh, s)}. Columns: {axis(W, kw, s)}.",
        f"Windows: {x(N)}·{o(rows)}·{o(columns)} = {n(N * places)}.",
        f"Numbers in each: {f(kh)}·{f(kw)}·{x(C)} = {n(each)}.",
        f"So the matrix is {size((N * places, each))}.",
    ]
    return Problem(asks, (N * places, each), mistakes, steps)
