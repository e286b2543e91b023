"""Where gradients go in the general case: cells that are kept or put there, channels, windows laid out as rows."""

import numpy as np
from matplotlib.patches import Rectangle

from convbook import palette
from convbook.plots.grids import _bare, _frame, _number, draw_matrix
from convbook.plots.style import new_axes, styled

GAP = 1.3  # cells between two matrices
SMALL = 0.6  # a cell of a matrix drawn in small


@styled
def channel_routes(channels, filters, axes=None):
    """Forward, the maps that add up to the first output; backward, those that add up to the first input's gradient.

    Parameters
    ----------
    channels, filters : int
        How many maps come in, and how many go out.
    axes : sequence of two matplotlib.axes.Axes, optional

    Returns
    -------
    ndarray of matplotlib.axes.Axes
    """
    axes = new_axes(7, 0.75 * max(channels, filters) + 0.45, 1, 2) if axes is None else axes
    forward, backward = np.ravel(axes)
    left, right = _column(channels, filters), _column(filters, channels)
    _maps(forward, "$X^{}$", left, 0, "input"), _maps(forward, "$O^{}$", right, 4, "output")
    _maps(backward, "∂L/∂$X^{}$", left, 0, "gradient"), _maps(backward, "∂L/∂$O^{}$", right, 4, "gradient")
    for c, k in np.ndindex(channels, filters):
        ends = (1.15, left[c] + 0.5), (3.85, right[k] + 0.5)
        _route(forward, *ends, f"$F^{{{c + 1}→{k + 1}}}$" if k == 0 else "")
        _route(backward, *ends[::-1], f"$F^{{{c + 1}→{k + 1}}}$ turned" if c == 0 else "")
    forward.set_title("forward: an output adds up over channels")
    backward.set_title("backward: an input adds up over filters")
    for ax in axes:
        _bare(ax, 5, 1.4 * max(channels, filters) - 0.4)
    return axes


def _column(number, other):
    """The upper edges of `number` maps, one below the other and in the middle of the taller column."""
    return [1.4 * (i + max(0, other - number) / 2) for i in range(number)]


def _maps(ax, name, tops, x, role):
    for i, top in enumerate(tops, start=1):
        ax.add_patch(Rectangle((x, top), 1, 1, facecolor=palette.TINT[role], edgecolor=palette.ROLES[role], lw=1))
        ax.text(x + 0.5, top + 0.5, name.format(i), ha="center", va="center", fontsize=10.5, color=palette.INK[role])


def _route(ax, start, end, name):
    """An arrow; one that has no name stays in the background."""
    colour, width = (palette.FILTER, 1.8) if name else (palette.LINE, 1)
    arrow = {"arrowstyle": "-|>", "color": colour, "lw": width, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", end, start, arrowprops=arrow, zorder=3 if name else 1)
    x, y = 0.6 * np.array(start) + 0.4 * np.array(end)
    box = {"boxstyle": "round,pad=0.1", "facecolor": palette.PAPER, "edgecolor": "none"}
    ax.text(
        x,
        y,
        name,
        ha="center",
        va="center",
        fontsize=10.5,
        color=palette.INK["filter"],
        bbox=box if name else None,
        zorder=4,
    )


@styled
def windows_as_rows(X, F, ax=None):
    """Each window of `X`, the row of the matrix that it becomes, and the matrix times the filter as a column.

    Parameters
    ----------
    X : ndarray, (H, W)
    F : ndarray, (kh, kw)
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    X, F = np.asarray(X), np.asarray(F)
    rows = np.lib.stride_tricks.sliding_window_view(X, F.shape).reshape(-1, F.size)
    pitch, left = X.shape[0] * SMALL + 0.45, X.shape[1] * SMALL + 2
    width, height = left + F.size + 5, pitch * len(rows) - 0.45
    ax = new_axes(7, 7 * height / width) if ax is None else ax
    middle = height / 2
    top = middle - len(rows) / 2
    for r, place in enumerate(np.ndindex(*(np.subtract(X.shape, F.shape) + 1))):
        _small(X, F.shape, place, ax, r * pitch)
        ends = (left - 0.15, top + r + 0.5), (X.shape[1] * SMALL + 0.15, r * pitch + X.shape[0] * SMALL / 2)
        ax.annotate("", *ends, arrowprops={"arrowstyle": "-|>", "color": palette.MUTED, "lw": 1})
    for M, role, x, name in (
        (rows, "input", left, "windows, laid out as rows"),
        (F.reshape(-1, 1), "filter", left + F.size + 1.5, "F"),
        ((rows @ F.ravel())[:, None], "output", left + F.size + 4, "O"),
    ):
        y = middle - len(M) / 2
        draw_matrix(M, ax, role, (x, y))
        ax.text(x + M.shape[1] / 2, y - 0.4, name, ha="center", va="center", fontsize=11, color=palette.INK[role])
    for x, sign in ((left + F.size + 0.75, "·"), (left + F.size + 3.25, "=")):
        ax.text(x, middle, sign, ha="center", va="center", fontsize=16, color=palette.MUTED)
    _bare(ax, width, height)
    return ax


def _small(X, size, place, ax, top):
    """`X` in small, with the window of this size at this place in its colours."""
    for (i, j), value in np.ndenumerate(X):
        inside = all(0 <= at - first < taps for at, first, taps in zip((i, j), place, size, strict=True))
        face, edge = (palette.TINT["input"], palette.INPUT) if inside else (palette.SURFACE, palette.LINE)
        x, y = j * SMALL, top + i * SMALL
        ax.add_patch(Rectangle((x, y), SMALL, SMALL, facecolor=face, edgecolor=edge, lw=0.6))
        colour = palette.TEXT if inside else palette.MUTED
        ax.text(x + SMALL / 2, y + SMALL / 2, _number(value), ha="center", va="center", fontsize=8.5, color=colour)
    _frame(ax, place[1] * SMALL, top + place[0] * SMALL, size[1] * SMALL, size[0] * SMALL, palette.FILTER, lw=1.6)


@styled
def time_bars(names, seconds, ax=None):
    """How long each way took, from top to bottom, on a scale on which each line is ten times the one before.

    Parameters
    ----------
    names : sequence of str
    seconds : sequence of float
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = new_axes(7, 0.42 * len(names) + 0.7) if ax is None else ax
    milliseconds = 1000 * np.asarray(seconds)
    ax.barh(names, milliseconds, 0.6, color=palette.TINT["input"], edgecolor=palette.INPUT)
    for y, value in enumerate(milliseconds):
        ax.text(value * 1.15, y, f"{float(f'{value:.2g}'):g} ms", va="center", fontsize=9)
    ax.set(xscale="log", xlabel="milliseconds, a factor of ten from line to line")
    ax.set_xlim(milliseconds.min() / 3, milliseconds.max() * 5)
    ax.grid(axis="x")
    ax.set_axisbelow(True)
    ax.invert_yaxis()
    return ax
