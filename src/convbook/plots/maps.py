"""All channels of a layer, none left out."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap, PowerNorm
from matplotlib.patches import Rectangle

from convbook import palette
from convbook.plots.style import new_axes, styled

COLOURS = LinearSegmentedColormap.from_list("convbook maps", palette.MAP, N=64)
BRIGHTNESS = 0.65  # the power of a value that its brightness follows: what is weak is to be seen, too
DPI, WIDE = 150, 1080  # pixels: a map's own are drawn as squares of a whole number of these, so that they stay crisp


@styled
def feature_map_grid(maps, ax=None, *, columns=16, title=""):
    """Every channel of one layer as a small picture, numbered by row and column; blank ones are crossed out.

    A channel is blank where it is 0 everywhere. Each of the others has a
    brightness scale of its own, from its smallest value to its largest,
    on which what is weak is raised a little, so that it is seen.

    Parameters
    ----------
    maps : ndarray, (H, W, C)
        One picture's activations of a layer.
    ax : matplotlib.axes.Axes, optional
    columns : int
        Channels in a row.
    title : str
        Stands before the count of blank channels.

    Returns
    -------
    matplotlib.axes.Axes
        Channel number = the number before its row + the number above its column; the first is channel 1.
    """
    maps = np.asarray(maps)
    height, width, channels = maps.shape
    columns = min(columns, channels)
    gap = max(1, width // 16)
    sheet, corners = _sheet(maps, columns, gap)
    if ax is None:
        ax = _crisp_axes(sheet.shape)
    blank = ~maps.any(axis=(0, 1))
    ax.imshow(sheet, cmap=COLOURS, norm=PowerNorm(BRIGHTNESS, 0, 1), interpolation="nearest")
    for (y, x), crossed in zip(corners, blank, strict=True):
        if crossed:
            _mark_blank(ax, x, y, width, height)
    small = {"fontsize": 11, "color": palette.MUTED}
    for k in range(columns):
        ax.text(corners[k][1] + width / 2 - 0.5, -0.5 - gap, f"+{k}", ha="center", va="bottom", **small)
    for k in range(0, channels, columns):
        ax.text(-0.5 - 1.5 * gap, corners[k][0] + height / 2 - 0.5, str(k + 1), ha="right", va="center", **small)
    words = f"{title}: {channels} channels of {height}×{width}, {blank.sum()} blank".removeprefix(": ")
    ax.set_title(words, pad=24, fontsize=14)
    ax.axis("off")
    return ax


def _sheet(maps, columns, gap):
    """All maps on one sheet (NaN between them), each from 0 to 1; and the (y, x) of each one's upper left corner."""
    height, width, channels = maps.shape
    rows = -(-channels // columns)
    sheet = np.full((rows * (height + gap) - gap, columns * (width + gap) - gap), np.nan)
    corners = [((k // columns) * (height + gap), (k % columns) * (width + gap)) for k in range(channels)]
    for k, (y, x) in enumerate(corners):
        low, high = maps[..., k].min(), maps[..., k].max()
        sheet[y : y + height, x : x + width] = (maps[..., k] - low) / ((high - low) or 1)
    return sheet, corners


def _crisp_axes(shape):
    """Axes in which an image of this shape is drawn without any pixel being wider than its neighbor."""
    rows, columns = shape
    times = max(1, round(WIDE / columns))
    left, top, edge = 58, 84, 4
    w, h = left + columns * times + edge, top + rows * times + edge
    figure = plt.figure(figsize=(w / DPI, h / DPI), dpi=DPI)
    # a frame of the paper's colour: cropped to it, not to the text, the figure keeps whole pixels in whole places
    figure.add_artist(Rectangle((0, 0), 1, 1, transform=figure.transFigure, facecolor=palette.PAPER, zorder=-1))
    return figure.add_axes((left / w, edge / h, columns * times / w, rows * times / h))


def _mark_blank(ax, x, y, width, height):
    # drawn over an area of zeros: a pale box with a diagonal, so that it is told from a dark map without colour
    x, y = x - 0.5, y - 0.5
    ax.add_patch(Rectangle((x, y), width, height, facecolor=palette.SURFACE, edgecolor=palette.LINE, lw=0.7, zorder=3))
    ax.plot([x, x + width], [y + height, y], color=palette.GRADIENT, lw=0.9, zorder=4)


@styled
def channel_shares(names, blank, zero, ax=None):
    """Two bars a layer: the share of blank channels, and of activations that are 0.

    Parameters
    ----------
    names : sequence of str
        The layers.
    blank, zero : sequence of float, or of ndarray (N,)
        Shares from 0 to 1: one number a layer, or one for each picture. The bar is their mean; the thin line
        spans the middle nine tenths of the pictures, from the 5th to the 95th percentile.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = new_axes(7, 3.1) if ax is None else ax
    x = np.arange(len(names))
    styles = (
        (-0.2, zero, {"color": palette.OUTPUT, "label": "activations that are 0"}),
        (0.2, blank, {"color": palette.TINT["gradient"], "edgecolor": palette.GRADIENT, "hatch": "//",
                      "label": "channels that are blank"}),
    )  # fmt: skip
    for shift, values, style in styles:
        means = [float(np.mean(value)) for value in values]
        ax.bar(x + shift, means, 0.38, **style)
        for i, (mean, value) in enumerate(zip(means, values, strict=True)):
            low, high = np.percentile(value, (5, 95))
            if np.size(value) > 1:
                ax.plot([i + shift] * 2, [low, high], color=palette.TEXT, lw=1.2, solid_capstyle="butt")
            ax.text(i + shift, max(mean, high) + 0.015, f"{mean:.0%}", ha="center", va="bottom", fontsize=8.5)
    ax.set_xticks(x, names)
    ax.set(ylim=(0, 1.18), ylabel="share", yticks=np.linspace(0, 1, 6))
    ax.legend(loc="upper left", ncols=2)
    return ax
