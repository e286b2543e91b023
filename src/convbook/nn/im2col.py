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
    for a 3x3 filter, so the matrix is made for some images at a time, or for some rows of one.
    """
    N, H_out, W_out, _ = plan.output
    columns = prod(plan.filter[:3])
    bytes_of_row = W_out * columns * X.itemsize
    images = max(BLOCK_BYTES // (H_out * bytes_of_row), 1)
    rows = H_out if images > 1 else max(BLOCK_BYTES // bytes_of_row, 1)
    for image in range(0, N, images):
        padded = np.pad(X[image : image + images], ((0, 0), *plan.padding, (0, 0)))
        view = window_view(padded, plan)
        for row in range(0, H_out, rows):
            block = np.s_[image : image + images, row : row + rows]
            yield block, view[:, row : row + rows].reshape(-1, columns)
