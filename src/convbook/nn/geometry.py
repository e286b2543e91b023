"""The shapes of a convolution: which ranks go together, padding, and the size of the output."""

from typing import NamedTuple

from convbook.arguments import as_int, as_pair, as_shape

X_RANKS = {2: "(H, W)", 3: "(H, W, C)", 4: "(N, H, W, C)"}
F_RANKS = {2: "(kh, kw)", 3: "(kh, kw, C)", 4: "(kh, kw, C, K)"}
F_RANKS_FOR_X = {2: (2,), 3: (3, 4), 4: (4,)}
PADDINGS = "'valid', 'same', an int >= 0 or ((top, bottom), (left, right)) of such ints"


class Plan(NamedTuple):
    """All shapes of one convolution, with the axes of length 1 that the caller may have left out."""

    input: tuple  # (N, H, W, C)
    padded_input: tuple  # (N, top + H + bottom, left + W + right, C)
    filter: tuple  # (kh, kw, C, K)
    output: tuple  # (N, H_out, W_out, K)
    squeezed_output: tuple  # `output` without the axes that the caller left out
    stride: tuple  # (down, across)
    padding: tuple  # ((top, bottom), (left, right))
    dilation: tuple  # (down, across)
    window: tuple  # rows and columns that a filter covers, with the pixels its dilation leaves out


def plan_conv2d(X_shape, F_shape, stride, padding, dilation):
    """Work out the shapes of a convolution of `X_shape` with `F_shape`, or raise and say why there is none."""
    X_shape, F_shape = as_shape(X_shape, "X_shape", X_RANKS), as_shape(F_shape, "F_shape", F_RANKS)
    _check_compatible(X_shape, F_shape)
    N, H, W, C = (1,) * (len(X_shape) < 4) + X_shape + (1,) * (len(X_shape) == 2)
    kh, kw, _, K = filter_shape = F_shape + (1,) * (4 - len(F_shape))
    (down, across), dilation = as_pair(stride, "stride"), as_pair(dilation, "dilation")
    window = (kh - 1) * dilation[0] + 1, (kw - 1) * dilation[1] + 1
    padding = padding_pairs(padding, (H, W), window, (down, across))
    padded = N, H + sum(padding[0]), W + sum(padding[1]), C
    H_out = _output_size("rows", padded[1], window[0], down)
    W_out = _output_size("columns", padded[2], window[1], across)
    squeezed = (N,) * (len(X_shape) == 4) + (H_out, W_out) + F_shape[3:]
    output = (N, H_out, W_out, K)
    return Plan((N, H, W, C), padded, filter_shape, output, squeezed, (down, across), padding, dilation, window)


def crop(padded, plan):
    """What is left of a padded array (N, ...) without its padding: (N, H, W, C)."""
    ((top, _), (left, _)), (_, H, W, _) = plan.padding, plan.input
    return padded[:, top : top + H, left : left + W]


def padding_pairs(padding, sizes, window, stride):
    """The four forms of `padding` as ((top, bottom), (left, right))."""
    if isinstance(padding, str) and padding in ("valid", "same"):
        return tuple(map(_same_padding, sizes, window, stride)) if padding == "same" else ((0, 0), (0, 0))
    if not isinstance(padding, str | tuple | list):
        padding = ((padding, padding), (padding, padding))
    if len(padding) != 2 or not all(isinstance(pair, tuple | list) and len(pair) == 2 for pair in padding):
        raise ValueError(f"padding is {padding!r}; expected {PADDINGS}")
    return tuple(tuple(as_int(side, "padding", 0) for side in pair) for pair in padding)


def _same_padding(size, window, step):
    """TensorFlow's "same": one output for each step that fits the input; the odd pixel of padding comes last."""
    outputs = -(-size // step)
    total = max((outputs - 1) * step + window - size, 0)
    return total // 2, total - total // 2


def _output_size(axis, padded, window, step):
    """At how many positions a window stops when it moves by `step` over a padded input."""
    if window > padded:
        came = f"F covers {window} {axis} but X has {padded}, padding included"
        raise ValueError(f"{came}: the output would be empty; use a smaller filter, less dilation or more padding")
    return (padded - window) // step + 1


def _check_compatible(X_shape, F_shape):
    if len(F_shape) not in F_RANKS_FOR_X[len(X_shape)]:
        wanted = " or ".join(F_RANKS[rank] for rank in F_RANKS_FOR_X[len(X_shape)])
        raise ValueError(f"F has shape {F_shape} but X has shape {X_shape}; expected F to be {wanted}: reshape one")
    if len(X_shape) > 2 and F_shape[2] != X_shape[-1]:
        where = f"the third axis of F {F_shape} must match the last of X {X_shape}"
        raise ValueError(f"F has {F_shape[2]} input channels but X has {X_shape[-1]}; {where}")
