"""Where a window stops with stride, padding and dilation, and what pooling keeps of it."""

import numpy as np
from matplotlib.patches import Circle

from convbook import palette
from convbook.arguments import check_shape
from convbook.plots.drawing import draw_box, draw_cells, draw_frame, hide_axes, write
from convbook.plots.relations import check_matrices
from convbook.plots.style import flat_axes, new_axes, styled


@styled
def window_row(row, kernel_size, *, stride=1, dilation=1, ax=None):
    """One row of an input, and under it a bar for every stop of the window, with a dot under each pixel it reads.

    Pixels that no window reads are hatched, and the window that would have read them is dashed.

    Parameters
    ----------
    row : sequence of float
        The pixels.
    kernel_size : int
        How many numbers the filter has.
    stride, dilation : int
    """
    reach = np.arange(kernel_size) * dilation
    if reach[-1] >= len(row):
        came = f"kernel_size {kernel_size} with dilation {dilation} reaches over {reach[-1] + 1} pixels"
        raise ValueError(f"{came} and row has {len(row)}; expected a window that fits")
    stops = range(0, len(row) - reach[-1], stride)
    unread = set(range(len(row))) - {first + offset for first in stops for offset in reach}
    lines = len(stops) + bool(unread)
    ax = ax or new_axes(0.52 * (len(row) + 3.6), 0.52 * (1.25 + 0.55 * lines))
    draw_cells(ax, row[None], "input")
    for pixel in unread:
        draw_box(ax, pixel, 0, 1, 1, "input", facecolor="none", edgecolor=palette.MUTED, hatch="//", lw=0, alpha=0.5)
    ink = palette.INK["filter"]
    for line, first in enumerate(stops, start=1):
        _draw_stop(ax, first + reach, 0.95 + 0.55 * line, palette.FILTER, ink, "-")
        write(ax, len(row) + 1.25, 0.95 + 0.55 * line, f"window {line}", color=ink, ha="left")
    if unread:  # the stop that would have read them, had there been room
        y = 1.5 + 0.55 * len(stops)
        _draw_stop(ax, len(stops) * stride + reach, y, palette.MUTED, palette.PAPER, (0, (1.5, 1.5)))
        write(ax, len(row) + 1.25, y, "does not fit", color=palette.MUTED, ha="left")
    hide_axes(ax, len(row) + 3.3, 0.95 + 0.55 * lines)
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
        Title -> (size, kernel_size, stride, padding, dilation), whole numbers: `padding` is that of each side. There
        are axes for each case.
    """
    for title, case in cases.items():
        if _count(*case) < 1:
            raise ValueError(f"cases[{title!r}] is {case}; expected a window that fits into its padded input")
    padded = max(size + 2 * padding for size, _, _, padding, _ in cases.values())
    places = max(_count(*case) for case in cases.values())
    axes = flat_axes(axes, 7, 7 / len(cases) * (padded + places + 3.3) / (padded + 0.6), 1, len(cases))
    for (title, case), ax in zip(cases.items(), axes, strict=True):
        _draw_places(ax, case, padded)
        side, count = case[0], _count(*case)
        left, top = (padded - count) / 2, padded + 1.6
        _draw_square(ax, left, top, count, "output")
        _first_and_last(ax, left, top, 1, count - 1, palette.INK["output"])
        write(ax, padded / 2, padded + 0.8, f"{side}×{side} → {count}×{count}", color=palette.MUTED)
        ax.set_title(title, loc="center")
        hide_axes(ax, padded, padded + 1.7 + places)
    return axes


def _count(size, kernel_size, stride, padding, dilation):
    return (size + 2 * padding - (kernel_size - 1) * dilation - 1) // stride + 1


def _draw_places(ax, case, width):
    """The padded input in the middle of `width`, with the cells of the first window, two frames, and the dots."""
    size, kernel_size, stride, padding, dilation = case
    side = size + 2 * padding
    left = top = (width - side) / 2
    for i, j in np.ndindex(side, side):
        if min(i, j) < padding or max(i, j) >= size + padding:
            draw_box(ax, left + j, top + i, 1, 1, "input", facecolor="none", edgecolor=palette.LINE)
            write(ax, left + j + 0.5, top + i + 0.5, "0", 8, palette.MUTED)
    _draw_square(ax, left + padding, top + padding, size, "input")
    hatch = palette.HATCH["filter"] * 2
    for i, j in np.ndindex(kernel_size, kernel_size):
        draw_box(ax, left + j * dilation, top + i * dilation, 1, 1, "filter", hatch=hatch, lw=0.6)
    span, count = (kernel_size - 1) * dilation + 1, _count(*case)
    _first_and_last(ax, left, top, span, (count - 1) * stride, palette.INK["filter"])
    for i, j in np.ndindex(count, count):
        middle = (left + j * stride + span / 2, top + i * stride + span / 2)
        ax.add_patch(Circle(middle, 0.2, facecolor=palette.OUTPUT, edgecolor=palette.PAPER, lw=0.8, zorder=3))


def _draw_square(ax, left, top, side, role):
    for i, j in np.ndindex(side, side):
        draw_box(ax, left + j, top + i, 1, 1, role, lw=0.7)


def _first_and_last(ax, left, top, side, offset, color):
    """A full frame at the first place, a dashed one at the last, `offset` cells down and across."""
    draw_frame(ax, left, top, side, side, color, lw=2)
    draw_frame(ax, left + offset, top + offset, side, side, color, lw=1.6, ls=(0, (3, 1.5)))


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
    """
    check_matrices(X=X)
    check_shape(X, "X", tuple(size * max(1, length // size) for length in X.shape), f"windows of size {size}")
    for name, O in pooled.items():
        check_shape(O, f"pooled[{name!r}]", (X.shape[0] // size, X.shape[1] // size), "a number for each window")
    height, x = X.shape[0], X.shape[1] + 1.2
    width = x + sum(np.shape(O)[1] + 0.8 for O in pooled.values()) - 0.8
    cell = min(0.55, 6.7 / width)  # inches
    ax = ax or new_axes(cell * width + 0.3, cell * (height + 1) + 0.2)
    rows, columns = np.indices(X.shape) // size
    draw_cells(ax, X, "input", (0, 1), states=np.where((rows + columns) % 2, "window", ""))
    write(ax, X.shape[1] / 2, 0.55, "X", 11, palette.INK["input"], fontstyle="italic")
    for i, j in np.ndindex(height // size, X.shape[1] // size):
        _mark_window(ax, X, i * size, j * size, size)
    for name, O in pooled.items():
        top = 1 + (height - O.shape[0]) / 2
        draw_cells(ax, O, "output", (x, top))
        write(ax, x + O.shape[1] / 2, top - 0.45, name, 11, palette.INK["output"])
        x += O.shape[1] + 0.8
    hide_axes(ax, width, height + 1)
    return ax


def _mark_window(ax, X, i, j, size):
    """A frame around one window, and a ring around its largest number."""
    draw_frame(ax, j, i + 1, size, size, palette.FILTER)
    row, column = np.unravel_index(X[i : i + size, j : j + size].argmax(), (size, size))
    middle = (j + column + 0.5, i + row + 1.5)
    ax.add_patch(Circle(middle, 0.36, facecolor="none", edgecolor=palette.OUTPUT, lw=2))
