"""Where a window stops, what pooling keeps, and the curves of the activations."""

import numpy as np
from matplotlib.patches import Circle, Rectangle
from matplotlib.ticker import MaxNLocator, MultipleLocator

from convbook import palette
from convbook.plots.grids import _bare, _frame, draw_matrix
from convbook.plots.style import new_axes, styled

DASHES = ["-", (0, (4, 1.5)), (0, (1, 1.2))]


@styled
def window_row(row, taps, *, stride=1, dilation=1, ax=None):
    """One row of an input, and under it a bar for every stop of the window, with a dot under each pixel it reads.

    Pixels that no window reads are hatched, and the window that would have read them is dashed.

    Parameters
    ----------
    row : sequence of float
        The pixels.
    taps : int
        How many numbers the filter has.
    stride, dilation : int
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    row = np.asarray(row)
    reach = np.arange(taps) * dilation
    stops = range(0, len(row) - reach[-1], stride)
    unread = set(range(len(row))) - {first + tap for first in stops for tap in reach}
    lines = len(stops) + bool(unread)
    if ax is None:
        ax = new_axes(0.52 * (len(row) + 3.6), 0.52 * (1.25 + 0.55 * lines))
    draw_matrix(row[None], ax, "input")
    for pixel in unread:
        ax.add_patch(
            Rectangle((pixel, 0), 1, 1, facecolor="none", edgecolor=palette.MUTED, hatch="//", lw=0, alpha=0.5)
        )
    for line, first in enumerate(stops, start=1):
        _draw_stop(ax, first + reach, 0.95 + 0.55 * line, palette.FILTER, palette.INK["filter"], "-")
        ax.text(len(row) + 1.25, 0.95 + 0.55 * line, f"window {line}", va="center", color=palette.INK["filter"])
    if unread:  # the stop that would have read them, had there been room
        y = 1.5 + 0.55 * len(stops)
        _draw_stop(ax, len(stops) * stride + reach, y, palette.MUTED, palette.PAPER, (0, (1.5, 1.5)))
        ax.text(len(row) + 1.25, y, "does not fit", va="center", color=palette.MUTED)
    _bare(ax, len(row) + 3.3, 0.95 + 0.55 * lines)
    return ax


def _draw_stop(ax, pixels, y, color, inside, dashes):
    """A bar from the first to the last of `pixels`, with a dot under each."""
    ax.plot([pixels[0] + 0.12, pixels[-1] + 0.88], [y, y], color=color, lw=2.5, ls=dashes)
    ax.plot(pixels + 0.5, np.full(len(pixels), y), "o", color=inside, markeredgecolor=color, ms=6.5)


@styled
def window_places(cases, axes=None):
    """Square inputs with padding, the filter at its first and last place, and a dot for each place; below, the output.

    Parameters
    ----------
    cases : dict
        Title -> (size, taps, stride, padding, dilation), whole numbers: `padding` is that of each side.
    axes : sequence of matplotlib.axes.Axes, optional
        One for each case.

    Returns
    -------
    ndarray of matplotlib.axes.Axes
    """
    padded = max(size + 2 * padding for size, _, _, padding, _ in cases.values())
    places = max(_count(*case) for case in cases.values())
    if axes is None:
        axes = new_axes(7, 7 / len(cases) * (padded + places + 3.3) / (padded + 0.6), 1, len(cases), squeeze=False)
    axes = np.ravel(axes)
    for (title, case), ax in zip(cases.items(), axes, strict=True):
        _draw_places(ax, case, padded)
        count = _count(*case)
        corner = ((padded - count) / 2, padded + 1.6)
        _draw_cells(ax, count, corner, "output")
        _first_and_last(ax, corner, 1, count - 1, palette.INK["output"])
        said = f"{case[0] + 2 * case[3]}×{case[0] + 2 * case[3]} → {count}×{count}"
        ax.text(padded / 2, padded + 0.8, said, ha="center", va="center", fontsize=10, color=palette.MUTED)
        ax.set_title(title, loc="center")
        _bare(ax, padded, padded + 1.7 + places)
    return axes


def _count(size, taps, stride, padding, dilation):
    return (size + 2 * padding - (taps - 1) * dilation - 1) // stride + 1


def _draw_places(ax, case, width):
    """The padded input in the middle of `width`, with the taps of the first window, two frames, and the dots."""
    size, taps, stride, padding, dilation = case
    left, top = [(width - size - 2 * padding) / 2] * 2
    for i, j in np.ndindex(*[size + 2 * padding] * 2):
        if min(i, j) < padding or max(i, j) >= size + padding:
            ax.add_patch(Rectangle((left + j, top + i), 1, 1, facecolor="none", edgecolor=palette.LINE, lw=0.8))
            ax.text(left + j + 0.5, top + i + 0.5, "0", ha="center", va="center", fontsize=8, color=palette.MUTED)
    _draw_cells(ax, size, (left + padding, top + padding), "input")
    for i, j in np.ndindex(taps, taps):
        ax.add_patch(
            Rectangle(
                (left + j * dilation, top + i * dilation), 1, 1, facecolor=palette.TINT["filter"],
                edgecolor=palette.FILTER, hatch=palette.HATCH["filter"] * 2, lw=0.6,
            )
        )  # fmt: skip
    span, count = (taps - 1) * dilation + 1, _count(*case)
    _first_and_last(ax, (left, top), span, (count - 1) * stride, palette.INK["filter"])
    for i, j in np.ndindex(count, count):
        middle = (left + j * stride + span / 2, top + i * stride + span / 2)
        ax.add_patch(Circle(middle, 0.2, facecolor=palette.OUTPUT, edgecolor=palette.PAPER, lw=0.8, zorder=3))


def _draw_cells(ax, count, corner, role):
    for i, j in np.ndindex(count, count):
        place = (corner[0] + j, corner[1] + i)
        ax.add_patch(Rectangle(place, 1, 1, facecolor=palette.TINT[role], edgecolor=palette.ROLES[role], lw=0.7))


def _first_and_last(ax, corner, side, way, color):
    """A full frame at the first place, a dashed one at the last, `way` cells down and across."""
    _frame(ax, *corner, side, side, color, lw=2)
    _frame(ax, corner[0] + way, corner[1] + way, side, side, color, lw=1.6)
    ax.patches[-1].set_linestyle((0, (3, 1.5)))


@styled
def pooling(X, size, pooled, ax=None):
    """An input cut into windows, the largest number of each ringed, and what several poolings make of it.

    Parameters
    ----------
    X : ndarray, (H, W)
    size : int
        Rows and columns of a window; the windows tile `X`.
    pooled : dict
        Name -> 2-D array, from left to right.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    X = np.asarray(X)
    height, x = X.shape[0], X.shape[1] + 1.2
    width = x + sum(np.shape(O)[1] + 0.8 for O in pooled.values()) - 0.8
    if ax is None:
        scale = min(0.55, 6.7 / width)
        ax = new_axes(scale * width + 0.3, scale * (height + 1) + 0.2)
    rows, columns = np.indices(X.shape) // size
    draw_matrix(X, ax, "input", (0, 1), lit=(rows + columns) % 2 == 1)
    _name(ax, X.shape[1] / 2, 0.55, "X", "input", fontstyle="italic")
    for i, j in np.ndindex(height // size, X.shape[1] // size):
        _mark_window(ax, X, i * size, j * size, size)
    for name, O in pooled.items():
        O, top = np.asarray(O), 1 + (height - np.shape(O)[0]) / 2
        draw_matrix(O, ax, "output", (x, top))
        _name(ax, x + O.shape[1] / 2, top - 0.45, name, "output")
        x += O.shape[1] + 0.8
    _bare(ax, width, height + 1)
    return ax


def _name(ax, x, y, name, role, **font):
    ax.text(x, y, name, ha="center", va="center", fontsize=11, color=palette.INK[role], **font)


def _mark_window(ax, X, i, j, size):
    """A frame around one window, and a ring around its winner."""
    _frame(ax, j, i + 1, size, size, palette.FILTER)
    row, column = np.unravel_index(X[i : i + size, j : j + size].argmax(), (size, size))
    middle = (j + column + 0.5, i + row + 1.5)
    ax.add_patch(Circle(middle, 0.36, facecolor="none", edgecolor=palette.OUTPUT, lw=2))


@styled
def activation_curves(z, curves, axes=None):
    """Each function in the upper row, its slope below it.

    Parameters
    ----------
    z : ndarray, (n,)
        Where the functions were taken.
    curves : dict
        Name -> (values, slopes), each (n,) or (n, up to 3): several lines differ in their dashes.
    axes : ndarray of matplotlib.axes.Axes, (2, number of curves), optional

    Returns
    -------
    ndarray of matplotlib.axes.Axes, (2, number of curves)
    """
    if axes is None:
        axes = new_axes(7, 3.7, 2, len(curves), squeeze=False, sharex=True)
    for (name, (values, slopes)), (above, below) in zip(curves.items(), np.transpose(axes), strict=True):
        below.sharey(axes[1, 0])  # one scale for all slopes: their sizes are what the reader compares
        _draw_lines(above, z, np.reshape(values, (len(z), -1)), "output", numbered=True)
        _draw_lines(below, z, np.reshape(slopes, (len(z), -1)), "gradient")
        above.set_title(name, loc="center")
        above.yaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 5, 10]))
        below.set_xlabel("z")
        below.tick_params(labelleft=below is axes[1, 0])
    axes[1, 0].yaxis.set_major_locator(MultipleLocator(0.25))
    axes[0, 0].set_ylabel("value", color=palette.INK["output"])
    axes[1, 0].set_ylabel("slope", color=palette.INK["gradient"])
    return axes


def _draw_lines(ax, z, lines, role, numbered=False):
    """One line for each column, told apart by dashes, and if there are several by their numbers at the left end."""
    for k, (line, dash) in enumerate(zip(lines.T, DASHES, strict=False), start=1):
        ax.plot(z, line, color=palette.ROLES[role], ls=dash)
        if numbered and lines.shape[1] > 1:
            ax.annotate(f"$P_{k}$", (z[0], line[0]), (2, 4), textcoords="offset points", fontsize=9)
    ax.axhline(0, color=palette.LINE, lw=0.8, zorder=0)
    ax.axvline(0, color=palette.LINE, lw=0.8, zorder=0)
    ax.margins(x=0)
    ax.set_xticks([np.ceil(z[0]), 0, np.floor(z[-1])])
