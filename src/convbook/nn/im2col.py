"""From an input to the matrix of its windows, and from the windows back to the input.

The matrix holds each pixel as often as a window sees it: nine times for a 3x3 filter. So it is made for a few images
at a time, in memory that stays in the processor's cache.
"""

from math import prod

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from convbook.nn.geometry import block_sizes


def windows_of(X, plan):
    """Yield (block, windows): the windows behind the outputs ``O[block]`` as the rows of a matrix.

    Its columns run over (kh, kw, C), as in a filter. Each block reuses the memory of the one before.
    """
    (N, H, W, C), (top, bottom), (left, right) = plan.input, *plan.padding
    (down, across), (apart_down, apart_across) = plan.stride, plan.dilation
    images, rows = _block(plan, X.itemsize)
    padded = np.zeros((images, top + H + bottom, left + W + right, C), X.dtype)
    seen = sliding_window_view(padded, plan.span, axis=(1, 2))[:, ::down, ::across, :, ::apart_down, ::apart_across]
    seen = seen.transpose(0, 1, 2, 4, 5, 3)  # channels last: they lie side by side, so long runs are copied
    windows = np.empty((images, rows, *seen.shape[2:]), X.dtype)
    for first in range(0, N, images):
        padded[:, top : top + H, left : left + W] = X[first : first + images]
        for row in range(0, plan.output[1], rows):
            windows[...] = seen[:, row : row + rows]
            yield np.s_[first : first + images, row : row + rows], windows.reshape(-1, prod(plan.filter[:3]))


def scatter(dO, F, plan):
    """Send each `dO` back, times the filter, to the window it came from: (N, H, W, C)."""
    (N, H, W, C), (kh, kw), (_, H_out, W_out, K) = plan.input, plan.filter[:2], plan.output
    (top, bottom), (left, right) = plan.padding
    (down, across), (apart_down, apart_across) = plan.stride, plan.dilation
    images, rows = _block(plan, dO.itemsize)
    dX = np.empty(plan.input, dO.dtype)
    padded = np.empty((C, images, top + H + bottom, left + W + right), dO.dtype)  # channels first: long runs to add
    for first in range(0, N, images):
        padded[...] = 0
        for row in range(0, H_out, rows):
            block = dO[first : first + images, row : row + rows]
            shares = (F.reshape(-1, K) @ block.reshape(-1, K).T).reshape(kh, kw, C, images, rows, W_out)
            for i, j in np.ndindex(kh, kw):
                y, x = row * down + i * apart_down, j * apart_across
                padded[:, :, y : y + rows * down : down, x : x + W_out * across : across] += shares[i, j]
        dX[first : first + images] = padded[:, :, top : top + H, left : left + W].transpose(1, 2, 3, 0)
    return dX


def _block(plan, itemsize):
    """How many images, and how many rows of one, are worked on at a time."""
    return block_sizes(plan.input[0], plan.output[1], plan.output[2] * prod(plan.filter[:3]) * itemsize)
