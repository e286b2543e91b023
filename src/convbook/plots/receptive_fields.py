"""Receptive fields: which input pixels reach one output of a later layer, and on how many paths."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from convbook import palette
from convbook.plots.drawing import draw_box, set_sheet, write
from convbook.plots.relations import check_lengths, check_place
from convbook.plots.style import flat_axes, new_axes, row_count, shown, styled

PATHS = LinearSegmentedColormap.from_list("paths", [palette.TINT["input"], palette.INPUT])
PATHS = PATHS.with_extremes(bad=palette.PAPER)  # NaN: no path at all


@styled
def path_counts(path_maps, titles, axes=None, *, columns=3):
    """On how many paths each input pixel reaches one output; pixels that do not reach it stay white.

    Parameters
    ----------
    path_maps : sequence of ndarray, (H, W)
        Counts; written into the cells of maps of at most twelve columns. Each map has a color scale of its own.
    titles : sequence of str
    columns : int
        Maps in a row.
    """
    check_lengths(path_maps=path_maps, titles=titles)
    rows = row_count(len(path_maps), columns)
    axes = flat_axes(axes, 7, rows * (7 / columns + 0.22), rows, columns, count=len(path_maps))
    for ax in axes:
        ax.axis("off")
    for counts, title, ax in zip(path_maps, titles, axes, strict=False):
        height, width = counts.shape
        shares = np.where(counts == 0, np.nan, counts / (counts.max() or 1))
        ax.imshow(shares, cmap=PATHS, vmin=0, vmax=1, extent=(0, width, height, 0), interpolation="nearest")
        if width <= 12:
            _write_counts(ax, counts)
        draw_box(ax, 0, 0, width, height, "input", facecolor="none", edgecolor=palette.LINE, clip_on=False)
        ax.set_title(title)
    return axes


def _write_counts(ax, counts):
    height, width = counts.shape
    ax.hlines(range(1, height), 0, width, color=palette.LINE, lw=0.5)
    ax.vlines(range(1, width), 0, height, color=palette.LINE, lw=0.5)
    for (i, j), count in np.ndenumerate(counts):
        if count:
            color = palette.PAPER if count > 0.8 * counts.max() else palette.TEXT
            write(ax, j + 0.5, i + 0.5, f"{count:g}", 8.5, color)


@styled
def nested_fields(image, center, sizes, names, ax=None):
    """Receptive fields as squares of `sizes` pixels around one point of an image, labeled with their layers.

    Parameters
    ----------
    image : ndarray, (H, W) or (H, W, 3)
        From 0 to 1.
    center : (row, column)
    sizes : sequence of int
        Sides of the squares, from the first layer to the last.
    names : sequence of str
    """
    check_lengths(sizes=sizes, names=names)
    check_place(center, "center", image.shape[:2])
    ax = ax or new_axes(6, 4)
    height, width = image.shape[:2]
    ax.imshow(shown(image), cmap="gray", vmin=0, vmax=1, extent=(0, width, height, 0), interpolation="nearest")
    for n, (size, name) in enumerate(zip(sizes, names, strict=True)):
        left, top = center[1] - size // 2, center[0] - size // 2
        for color, lw in ((palette.PAPER, 2.6), (palette.INPUT, 1.3)):
            draw_box(ax, left, top, size, size, "input", facecolor="none", edgecolor=color, lw=lw)
        y = height * (0.9 - 0.8 * n / max(len(sizes) - 1, 1))
        ends = [left + size, width * 1.05], [top + size * (1 - n / len(sizes)), y]
        for color, lw in ((palette.PAPER, 2.2), (palette.INPUT, 0.9)):
            ax.plot(*ends, color=color, lw=lw, clip_on=False)
        write(ax, width * 1.07, y, name, color=palette.INK["input"], ha="left")
    set_sheet(ax, 0, width * 1.5, height, 0)
    return ax
