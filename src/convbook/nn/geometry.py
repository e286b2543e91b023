"""The sizes of a convolution: which ranks go together, padding, and how many places a window can stop at."""

from typing import NamedTuple

from convbook.arguments import as_int, as_pair, as_shape

X_RANKS = {2: "(H, W)", 3: "(H, W, C)", 4: "(N, H, W, C)"}
F_RANKS = {2: "(kh, kw)", 3: "(kh, kw, C)", 4: "(kh, kw, C, K)"}
F_RANKS_FOR_X = {2: (2,), 3: (3, 4), 4: (4,)}
BLOCK_BYTES = 5 * 2**19  # what the windows laid out at one time may take: more leaves the cache before it is used
PADDINGS = "'valid', 'same', an int >= 0 or ((top, bottom), (left, right)) of such ints"


class Plan(NamedTuple):
    """All sizes of one convolution, with the axes of length 1 that the caller may have left out."""

    input: tuple  # (N, H, W, C)
    filter: tuple  # (kh, kw, C, K)
    output: tuple  # (N, H_out, W_out, K)
    answer: tuple  # `output` without the axes that the caller left out
    stride: tuple  # (down, across)
    padding: tuple  # ((top, bottom), (left, right))
    dilation: tuple  # (down, across)
    span: tuple  # rows and columns that a filter covers, with the pixels its dilation leaves out


def plan_conv2d(X_shape, F_shape, stride, padding, dilation):
    """Work out the sizes of a convolution of `X_shape` with `F_shape`, or raise and say why there is none."""
    X_shape, F_shape = as_shape(X_shape, "X_shape", X_RANKS), as_shape(F_shape, "F_shape", F_RANKS)
    _check_that_they_meet(X_shape, F_shape)
    one_image = (1,) * (len(X_shape) < 4)
    X4 = one_image + X_shape + (1,) * (len(X_shape) == 2)
    F4 = F_shape + (1,) * (4 - len(F_shape))
    stride, dilation = as_pair(stride, "stride"), as_pair(dilation, "dilation")
    span = tuple((taps - 1) * step + 1 for taps, step in zip(F4, dilation, strict=False))
    padding = padding_pairs(padding, X4[1:3], span, stride)
    places = tuple(map(_places, ("rows", "columns"), X4[1:3], padding, span, stride))
    answer = X_shape[: 1 - len(one_image)] + places + F_shape[3:]
    return Plan(X4, F4, (X4[0], *places, F4[3]), answer, stride, padding, dilation, span)


def full_padding(plan):
    """The padding of `dO` with which the turned filter meets every pixel of the input, and no more."""
    pairs = zip(plan.span, plan.padding, strict=True)
    return tuple((span - 1 - before, span - 1 - after) for span, (before, after) in pairs)


def block_sizes(images, rows, bytes_of_row):
    """How many images, or else how many rows of one, fit into `BLOCK_BYTES`: divisors, so that all blocks are equal."""
    some_images = _divisor(images, BLOCK_BYTES // (rows * bytes_of_row))
    return some_images, rows if some_images > 1 else _divisor(rows, BLOCK_BYTES // bytes_of_row)


def _divisor(number, most):
    return max(n for n in range(1, max(min(number, most), 1) + 1) if number % n == 0)


def padding_pairs(padding, sizes, span, stride):
    """The four forms of `padding` as ((top, bottom), (left, right))."""
    if isinstance(padding, str) and padding in ("valid", "same"):
        return tuple(map(_same, sizes, span, stride)) if padding == "same" else ((0, 0), (0, 0))
    if not isinstance(padding, str | tuple | list):
        padding = ((padding, padding), (padding, padding))
    if len(padding) != 2 or not all(isinstance(pair, tuple | list) and len(pair) == 2 for pair in padding):
        raise ValueError(f"padding is {padding!r}; expected {PADDINGS}")
    return tuple(tuple(as_int(side, "padding", 0) for side in pair) for pair in padding)


def _same(size, span, step):
    """TensorFlow's "same": one place for each step that fits the input; the odd pixel of padding comes last."""
    places = -(-size // step)
    total = max((places - 1) * step + span - size, 0)
    return total // 2, total - total // 2


def _places(axis, size, padding, span, step):
    """At how many places a window of `span` stops when it moves by `step` over a padded input."""
    padded = size + sum(padding)
    if span > padded:
        came = f"F covers {span} {axis} but X has {padded}, padding included"
        raise ValueError(f"{came}: the output would be empty; use a smaller filter, less dilation or more padding")
    return (padded - span) // step + 1


def _check_that_they_meet(X_shape, F_shape):
    if len(F_shape) not in F_RANKS_FOR_X[len(X_shape)]:
        wanted = " or ".join(F_RANKS[rank] for rank in F_RANKS_FOR_X[len(X_shape)])
        raise ValueError(f"F has shape {F_shape} but X has shape {X_shape}; expected F to be {wanted}: reshape one")
    if len(X_shape) > 2 and F_shape[2] != X_shape[-1]:
        where = f"the third axis of F {F_shape} must match the last of X {X_shape}"
        raise ValueError(f"F has {F_shape[2]} input channels but X has {X_shape[-1]}; {where}")
