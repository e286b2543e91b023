"""im2col: the windows of an input as the rows of a matrix."""

from math import prod

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

BLOCK_BYTES = 5 * 2**18  # what the windows laid out at one time may take: more leaves the cache before it is used


def window_view(padded, plan, writeable=False):
    """All windows of a padded input, (N, H_out, W_out, kh, kw, C), as a view: nothing is copied."""
    (down, across), (dilation_down, dilation_across) = plan.stride, plan.dilation
    view = sliding_window_view(padded, plan.window, axis=(1, 2), writeable=writeable)
    return view[:, ::down, ::across, :, ::dilation_down, ::dilation_across].transpose(0, 1, 2, 4, 5, 3)


def im2col_blocks(X, plan):
    """Yield (block, windows): the windows behind the outputs ``O[block]`` as the rows of a matrix.

    Its columns run over (kh, kw, C), as in a filter. Each pixel is copied as often as a window holds it, nine times
    for a 3x3 filter, so the matrix is made for some images at a time, or for some rows of one,
    in memory that each block takes over from the one before.
    """
    (N, H, W, _), (_, H_out, W_out, _) = plan.input, plan.output
    (top, _), (left, _) = plan.padding
    columns = prod(plan.filter[:3])
    bytes_of_row = W_out * columns * X.itemsize
    images = min(max(BLOCK_BYTES // (H_out * bytes_of_row), 1), N)
    rows = H_out if images > 1 else min(max(BLOCK_BYTES // bytes_of_row, 1), H_out)
    padded = np.zeros((images, *plan.padded_input[1:]), X.dtype)
    view = window_view(padded, plan)
    matrix = np.empty((images, rows, *view.shape[2:]), X.dtype)
    for image in range(0, N, images):
        n = min(images, N - image)
        padded[:n, top : top + H, left : left + W] = X[image : image + n]
        for row in range(0, H_out, rows):
            windows = view[:n, row : row + rows]
            part = matrix[:n, : windows.shape[1]]
            part[...] = windows
            yield np.s_[image : image + n, row : row + rows], part.reshape(-1, columns)
