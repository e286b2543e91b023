"""All channels of a layer, none left out."""

import numpy as np
from matplotlib.patches import Rectangle

from .. import palette
from .style import new_axes, styled


@styled
def feature_map_grid(maps, ax=None, *, columns=16, title=""):
    """Every channel of one layer as a small picture; blank ones are framed and crossed out.

    A channel is blank where it is 0 everywhere. Each of the others has a
    brightness scale of its own, from its smallest value to its largest.

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
    """
    maps = np.asarray(maps)
    height, width, channels = maps.shape
    columns = min(columns, channels)
    rows = -(-channels // columns)
    gap = max(1, width // 12)
    sheet = np.full((rows * (height + gap) - gap, columns * (width + gap) - gap), np.nan)
    if ax is None:
        ax = new_axes(7.4, 7.4 * sheet.shape[0] / sheet.shape[1] + 0.35)
    blank = ~maps.any(axis=(0, 1))
    for k in range(channels):
        y, x = (k // columns) * (height + gap), (k % columns) * (width + gap)
        low, high = maps[..., k].min(), maps[..., k].max()
        sheet[y : y + height, x : x + width] = (maps[..., k] - low) / ((high - low) or 1)
        if blank[k]:
            _mark_blank(ax, x, y, width, height)
    ax.imshow(sheet, cmap="viridis", vmin=0, vmax=1, interpolation="nearest")
    ax.set_title(f"{title}: {channels} channels of {height}×{width}, {blank.sum()} blank".removeprefix(": "))
    ax.axis("off")
    return ax


def _mark_blank(ax, x, y, width, height):
    # drawn over an area of zeros: a pale box with a diagonal, so that it is told from a dark map without colour
    ax.add_patch(
        Rectangle(
            (x - 0.5, y - 0.5), width, height, facecolor=palette.SURFACE, edgecolor=palette.MUTED, lw=0.5, zorder=3
        )
    )
    ax.plot(
        [x - 0.5, x + width - 0.5], [y + height - 0.5, y - 0.5], color=palette.GRADIENT, lw=0.7, zorder=4,
    )  # fmt: skip


@styled
def channel_shares(names, blank, zero, ax=None):
    """Two bars a layer: the share of blank channels, and of activations that are 0.

    Parameters
    ----------
    names : sequence of str
        The layers.
    blank, zero : sequence of float
        Shares from 0 to 1.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = new_axes(7, 2.9) if ax is None else ax
    x = np.arange(len(names))
    ax.bar(x - 0.2, zero, 0.38, color=palette.OUTPUT, label="activations that are 0")
    ax.bar(
        x + 0.2, blank, 0.38, color=palette.TINT["gradient"], edgecolor=palette.GRADIENT, hatch="//",
        label="channels that are blank",
    )  # fmt: skip
    for shift, values in ((-0.2, zero), (0.2, blank)):
        for i, value in enumerate(values):
            ax.text(i + shift, value + 0.015, f"{value:.0%}", ha="center", va="bottom", fontsize=8.5)
    ax.set_xticks(x, names)
    ax.set(ylim=(0, 1.12), ylabel="share")
    ax.legend(loc="upper left", ncols=2)
    return ax
