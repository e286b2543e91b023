"""Pooling in two dimensions, channel by channel, and its gradients."""

import numpy as np

from convbook.arguments import as_numbers, as_pair, as_type_of, check_shape

RANKS = {2: "(H, W)", 3: "(H, W, C)", 4: "(N, H, W, C)"}


def max_pool2d(X, size=2, stride=None):
    """The largest number of each window.

    Parameters
    ----------
    X : array_like, (N, H, W, C), (H, W, C) or (H, W)
        The input; each channel is pooled on its own.
    size : int or (int, int)
        Rows and columns of a window.
    stride : int or (int, int), optional
        Steps between windows; `size` if not given, so that windows tile the input.

    Returns
    -------
    ndarray, (N, H_out, W_out, C), (H_out, W_out, C) or (H_out, W_out)
        ``H_out = (H - size) // stride + 1``: rows and columns that fill no window are dropped, as in Keras ("valid").
        float32 if `X` is float32 or float16, else float64.

    Raises
    ------
    TypeError, ValueError
        If `X` is not made of finite real numbers, or no window fits into it.
    """
    X, windows = _windows(X, size, stride)
    first, *others = windows
    largest = X[first].copy()
    for window in others:
        np.maximum(largest, X[window], out=largest)
    return largest


def max_pool2d_grad(dO, X, size=2, stride=None):
    """Loss gradient with respect to `X`: each `dO` goes to the winner of its window, and windows that overlap add up.

    Among equals the first wins, row by row, as in TensorFlow. `dO` has the shape of ``max_pool2d(X, size, stride)``.
    """
    X, windows = _windows(X, size, stride)
    dO, dX = _zeros_like_input(dO, X, windows)
    largest, unassigned = max_pool2d(X, size, stride), np.ones(dO.shape, bool)
    for window in windows:
        is_max = unassigned & (X[window] == largest)
        dX[window] += np.where(is_max, dO, 0)
        unassigned &= ~is_max
    return dX


def sum_pool2d(X, size=2, stride=None):
    """The sum of each window. Arguments, answer and errors as in `max_pool2d`."""
    X, windows = _windows(X, size, stride)
    first, *others = windows
    total = X[first].copy()
    for window in others:
        total += X[window]
    return total


def sum_pool2d_grad(dO, X, size=2, stride=None):
    """Loss gradient with respect to `X`: every pixel of a window gets a copy of its `dO`; of `X` the shape counts."""
    X, windows = _windows(X, size, stride)
    dO, dX = _zeros_like_input(dO, X, windows)
    for window in windows:
        dX[window] += dO
    return dX


def avg_pool2d(X, size=2, stride=None):
    """The mean of each window. Arguments, answer and errors as in `max_pool2d`."""
    height, width = as_pair(size, "size")
    return sum_pool2d(X, size, stride) / (height * width)


def avg_pool2d_grad(dO, X, size=2, stride=None):
    """Loss gradient with respect to `X`: each `dO` spreads evenly over its window; of `X` the shape counts."""
    height, width = as_pair(size, "size")
    return sum_pool2d_grad(dO, X, size, stride) / (height * width)


def _windows(X, size, stride):
    """`X`, and for each pixel of a window, row by row, the index that picks this pixel from all windows at once."""
    X = as_numbers(X, "X", RANKS)
    size = as_pair(size, "size")
    stride = size if stride is None else as_pair(stride, "stride")
    first = 1 if X.ndim == 4 else 0
    sizes = X.shape[first : first + 2]
    if size[0] > sizes[0] or size[1] > sizes[1]:
        raise ValueError(f"size is {size} but X {X.shape} has {sizes} rows and columns; use a size that fits into X")
    ends = [have - wants + 1 for have, wants in zip(sizes, size, strict=True)]
    batch = (slice(None),) * first
    return X, [
        (*batch, slice(i, i + ends[0], stride[0]), slice(j, j + ends[1], stride[1])) for i, j in np.ndindex(*size)
    ]


def _zeros_like_input(dO, X, windows):
    """`dO`, checked against what pooling made of `X`, and zeros to which all windows add theirs."""
    dO = as_type_of(X, dO, "dO")
    check_shape(dO, "dO", X[windows[0]].shape, f"what pooling makes of X {X.shape} with this size and stride")
    return dO, np.zeros(X.shape, dO.dtype)
