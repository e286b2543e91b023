"""The general case: channels on the way forward and back, and windows laid out as the rows of a matrix."""

import numpy as np

from convbook import palette
from convbook.plots.drawing import draw_arrow, draw_box, draw_cells, draw_frame, format_number, hide_axes, write
from convbook.plots.relations import check_fits, check_matrices, check_size
from convbook.plots.style import flat_axes, new_axes, styled

PITCH = 1.4  # from one map to the map below it
SMALL = 0.6  # a cell of a matrix drawn in small


@styled
def channel_routes(channels, filters, axes=None):
    """Forward, the maps that add up to the first output; backward, those that add up to the first input's gradient.

    Parameters
    ----------
    channels, filters : int
        How many maps come in, and how many go out.
    """
    tallest = max(channels, filters)
    axes = flat_axes(axes, 7, 0.75 * tallest + 0.45, 1, 2)
    forward, backward = axes
    tops_in, tops_out = (PITCH * (np.arange(n) + (tallest - n) / 2) for n in (channels, filters))
    _maps(forward, "$X^{}$", tops_in, 0, "input")
    _maps(forward, "$O^{}$", tops_out, 4, "output")
    _maps(backward, "∂L/∂$X^{}$", tops_in, 0, "gradient")
    _maps(backward, "∂L/∂$O^{}$", tops_out, 4, "gradient")
    for c, k in np.ndindex(channels, filters):
        start, end = (1.15, tops_in[c] + 0.5), (3.85, tops_out[k] + 0.5)
        _route(forward, start, end, f"$F^{{{c + 1}→{k + 1}}}$" if k == 0 else "")
        _route(backward, end, start, f"$F^{{{c + 1}→{k + 1}}}$ turned" if c == 0 else "")
    forward.set_title("forward: a sum over the channels")
    backward.set_title("backward: a sum over the filters")
    for ax in axes:
        hide_axes(ax, 5, PITCH * tallest - 0.4)
    return axes


def _maps(ax, name, tops, x, role):
    for i, top in enumerate(tops, start=1):
        draw_box(ax, x, top, 1, 1, role, lw=1)
        write(ax, x + 0.5, top + 0.5, name.format(i), 10.5, palette.INK[role])


def _route(ax, start, end, name):
    """An arrow; one that has no name stays in the background."""
    if not name:
        draw_arrow(ax, start, end, palette.LINE, 1, shrink=0)
        return
    draw_arrow(ax, start, end, palette.FILTER, 1.8, shrink=0, zorder=3)
    x, y = 0.6 * np.array(start) + 0.4 * np.array(end)
    box = {"boxstyle": "round,pad=0.1", "facecolor": palette.PAPER, "edgecolor": "none"}
    write(ax, x, y, name, 10.5, palette.INK["filter"], bbox=box, zorder=4)


@styled
def windows_as_rows(X, F, ax=None):
    """Each window of `X`, the row of the matrix that it becomes, and the matrix times the filter as a column.

    Parameters
    ----------
    X : ndarray, (H, W)
    F : ndarray, (kh, kw)
    """
    check_matrices(X=X, F=F)
    check_fits(F=F.shape, X=X.shape)
    check_size("X and F", X.size * (X.shape[0] - F.shape[0] + 1) * (X.shape[1] - F.shape[1] + 1))
    windows = np.lib.stride_tricks.sliding_window_view(X, F.shape)
    rows = windows.reshape(-1, F.size)
    pitch, left = X.shape[0] * SMALL + 0.45, X.shape[1] * SMALL + 2
    width, height = left + F.size + 5, pitch * len(rows) - 0.45
    ax = ax or new_axes(7, 7 * height / width)
    middle = height / 2
    for r, place in enumerate(np.ndindex(windows.shape[:2])):
        _draw_small(ax, X, F.shape, place, r * pitch)
        start = (X.shape[1] * SMALL + 0.15, r * pitch + X.shape[0] * SMALL / 2)
        draw_arrow(ax, start, (left - 0.15, middle - len(rows) / 2 + r + 0.5), lw=1)
    for array, role, x, name in (
        (rows, "input", left, "M, a window in each row"),
        (F.reshape(-1, 1), "filter", left + F.size + 1.5, "f"),
        (rows @ F.reshape(-1, 1), "output", left + F.size + 4, "o"),
    ):
        y = middle - len(array) / 2
        draw_cells(ax, array, role, (x, y))
        write(ax, x + array.shape[1] / 2, y - 0.4, name, 11, palette.INK[role])
    write(ax, left + F.size + 0.75, middle, "·", 16, palette.MUTED)
    write(ax, left + F.size + 3.25, middle, "=", 16, palette.MUTED)
    hide_axes(ax, width, height)
    return ax


def _draw_small(ax, X, F_shape, place, top):
    """`X` in small, with the window at this place in its colors."""
    inside = np.zeros(X.shape, bool)
    inside[place[0] : place[0] + F_shape[0], place[1] : place[1] + F_shape[1]] = True
    pale = {"facecolor": palette.SURFACE, "edgecolor": palette.LINE}
    for (i, j), value in np.ndenumerate(X):
        x, y = j * SMALL, top + i * SMALL
        draw_box(ax, x, y, SMALL, SMALL, "input", lw=0.6, **({} if inside[i, j] else pale))
        color = palette.TEXT if inside[i, j] else palette.MUTED
        write(ax, x + SMALL / 2, y + SMALL / 2, format_number(value), 8.5, color)
    corner, size = (place[1] * SMALL, top + place[0] * SMALL), (F_shape[1] * SMALL, F_shape[0] * SMALL)
    draw_frame(ax, *corner, *size, palette.FILTER, lw=1.6)
