"""All channels or all filters of a layer, none left out."""

from math import ceil

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap, PowerNorm
from matplotlib.patches import Rectangle

from convbook import palette
from convbook.arguments import as_classes, as_numbers, check_shape
from convbook.plots.drawing import draw_box, set_sheet, write
from convbook.plots.relations import check_size
from convbook.plots.style import new_axes, row_count, styled

COLORS = LinearSegmentedColormap.from_list("convbook maps", palette.MAP, N=64)
WEIGHTS = LinearSegmentedColormap.from_list("weights", [palette.TEXT, palette.PAPER, palette.FILTER])
BRIGHTNESS = 0.65  # the power of a value that its brightness follows: what is weak is to be seen, too
DPI, WIDTH = 150, 1080  # pixels: a map's own are drawn as squares of a whole number of these, so that they stay crisp
MARGINS, ORDERED_MARGINS = (66, 96), (4, 54)  # pixels: left for the numbers of rows, above for title and numbers
MOST_PIXELS = 2**25  # of a figure: as narrow as it is, it then has fewer rows than the 2**16 that Matplotlib draws
NUMBER_SIZE = 13  # points: of a channel's number, to be read on a phone, too


@styled
def feature_map_grid(maps, ax=None, *, columns=16, title="", order=None):
    """Every channel of one layer as a small picture, numbered by row and column; blank ones are crossed out.

    A channel is blank where it is 0 everywhere. Each of the others has a
    brightness scale of its own, from its smallest value to its largest,
    on which what is weak is raised a little, so that it is seen. A channel
    that has one other number everywhere shows an equals sign; one with NaN
    or infinity in it has a cross upon what else it holds.

    Parameters
    ----------
    maps : ndarray, (H, W, C)
        One picture's activations of a layer.
    columns : int
        Channels in a row.
    title : str
        Stands before the count of blank channels, and of constant ones and ones with NaN if there are any.
    order : sequence of int, optional
        The channels, counted from 0, in the order in which they are drawn. Then they stand on black, each below its
        own number, and blank ones are black, too.

    Returns
    -------
    matplotlib.axes.Axes
        Without an order, channel number = the number before its row + the number above its column; the first is
        channel 1.

    Raises
    ------
    TypeError, ValueError
        If `maps` are not real numbers with three axes, or a channel of `order` is not there.
    """
    if order is not None:
        order = as_classes(order, "order", np.size(order), maps.shape[-1])
        maps = maps[..., order]
    height, width, channels = maps.shape
    columns = min(columns, channels)
    gap = max(1, width // 16)
    head = 0 if order is None else _head(columns * (width + gap))
    sheet, corners = _sheet(maps, columns, gap, head)
    ax = ax or _crisp_axes(sheet.shape, MARGINS if order is None else ORDERED_MARGINS)
    blank, constant, broken = _conditions(maps)
    ax.imshow(sheet, cmap=COLORS, norm=PowerNorm(BRIGHTNESS, 0, 1), interpolation="nearest")
    for (y, x), *marks in zip(corners, blank, constant, broken, strict=True):
        _mark(ax, x - 0.5, y - 0.5, width, height, *marks, ground=palette.SURFACE if order is None else "black")
    if order is None:
        _number_rows_and_columns(ax, corners, columns, (height, width), gap)
    else:
        ax.add_patch(Rectangle((0, 0), 1, 1, transform=ax.transAxes, facecolor="black", zorder=-1))
        for (y, x), channel in zip(corners, order, strict=True):
            write(ax, x + width / 2 - 0.5, y - 0.5 - head / 2, str(channel + 1), NUMBER_SIZE, palette.PAPER)
    words = f"{title}: {channels} channels of {height}×{width}, {blank.sum()} blank".removeprefix(": ")
    words += f", {constant.sum()} constant" if constant.any() else ""
    words += f", {broken.sum()} with NaN or infinity" if broken.any() else ""
    ax.set_title(words, pad=28 if order is None else 8, fontsize=15)
    ax.axis("off")
    return ax


def _conditions(maps):
    """Which channels are 0 everywhere, which have another number everywhere, which hold NaN or infinity: three (C,)."""
    broken = ~np.isfinite(maps).all(axis=(0, 1))
    blank = ~maps.any(axis=(0, 1))
    return blank, (maps == maps[0, 0]).all(axis=(0, 1)) & ~blank & ~broken, broken


def _mark(ax, x, y, width, height, is_blank, is_constant, is_broken, ground):
    """What tells a channel without a picture from a dark map, also without color."""
    style = {"color": palette.GRADIENT, "lw": 1.2, "zorder": 4}
    if is_blank or is_constant:
        colors = {"facecolor": ground, "edgecolor": palette.LINE if ground != "black" else palette.MUTED}
        draw_box(ax, x, y, width, height, "gradient", lw=0.7, zorder=3, **colors)
    if is_blank or is_broken:
        ax.plot([x, x + width], [y + height, y], **style)
    if is_broken:
        ax.plot([x, x + width], [y, y + height], **style)
    if is_constant:
        for part in (0.4, 0.6):
            ax.plot([x + 0.3 * width, x + 0.7 * width], [y + part * height] * 2, **style)


def _number_rows_and_columns(ax, corners, columns, size, gap):
    height, width = size
    for k in range(columns):
        write(ax, corners[k][1] + width / 2 - 0.5, -0.5 - gap, f"+{k}", NUMBER_SIZE, palette.MUTED, va="bottom")
    for k in range(0, len(corners), columns):
        write(
            ax, -0.5 - 1.5 * gap, corners[k][0] + height / 2 - 0.5, str(k + 1), NUMBER_SIZE, palette.MUTED, ha="right"
        )


def _head(width):
    """Rows of a sheet of this width that hold the numbers above a row of maps: at least 34 pixels."""
    return ceil(34 / max(1, round(WIDTH / width)))


def _sheet(maps, columns, gap, head=0):
    """All maps on one sheet (NaN between them), each from 0 to 1; and the (y, x) of each one's upper left corner."""
    height, width, channels = maps.shape
    rows, step = row_count(channels, columns), (height + gap + head, width + gap)
    sheet = np.full((rows * step[0] - gap, columns * step[1] - gap), np.nan)
    corners = [((k // columns) * step[0] + head, (k % columns) * step[1]) for k in range(channels)]
    for k, (y, x) in enumerate(corners):
        channel = np.where(np.isfinite(maps[..., k]), maps[..., k] / 2, np.nan)  # halved, no difference is infinite
        if not np.isnan(channel).all():
            low, high = np.nanmin(channel), np.nanmax(channel)
            sheet[y : y + height, x : x + width] = (channel - low) / ((high - low) or 1)
    return sheet, corners


def _crisp_axes(shape, margins):
    """Axes in which an image of this shape is drawn without any pixel being wider than its neighbor."""
    rows, columns = shape
    scale = max(1, round(WIDTH / columns))
    (left, top), edge = margins, 4
    w, h = left + columns * scale + edge, top + rows * scale + edge
    check_size("maps and columns", w * h, MOST_PIXELS)
    figure = plt.figure(figsize=(w / DPI, h / DPI), dpi=DPI)
    # a frame of the paper's color: cropped to it, not to the text, the figure keeps whole pixels in whole places
    figure.add_artist(Rectangle((0, 0), 1, 1, transform=figure.transFigure, facecolor=palette.PAPER, zorder=-1))
    return figure.add_axes((left / w, edge / h, columns * scale / w, rows * scale / h))


@styled
def filter_grid(F, columns=8, ax=None):
    """All filters of a layer with one input channel: orange above 0, white at 0, dark below, one scale for all.

    Parameters
    ----------
    F : ndarray, (kh, kw, 1, K)
    columns : int
        Filters in a row.
    """
    F = as_numbers(F, "F", {4: "(kh, kw, 1, K)"})
    check_shape(F, "F", (*F.shape[:2], 1, F.shape[3]), "filters with one input channel: take one, F[:, :, k : k + 1]")
    F = F[:, :, 0]
    kh, kw, K = F.shape
    rows = row_count(K, columns)
    ax = ax or new_axes(6, 6 * rows * (kh + 1) / (columns * (kw + 1)))
    limit = np.abs(F).max() or 1
    for k in range(K):
        x, y = (k % columns) * (kw + 1), (k // columns) * (kh + 1)
        extent = (x, x + kw, y + kh, y)
        ax.imshow(F[..., k], cmap=WEIGHTS, vmin=-limit, vmax=limit, extent=extent, interpolation="nearest")
        draw_box(ax, x, y, kw, kh, "filter", facecolor="none")
    set_sheet(ax, -0.2, columns * (kw + 1) - 0.8, rows * (kh + 1) - 0.8, -0.2)
    return ax
