"""Where on a face units answer."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle
from PIL import Image

from convbook import palette
from convbook.plots.maps import COLOURS
from convbook.plots.style import new_axes, styled

GLOW = np.array(to_rgb("#FFD58A"))  # warm light on the cool face
REGIONS = ("filter", "input", "gradient", "output")  # the roles' colours, in this order, for the regions
STROKES = ("-", "--", ":", "-.")


@styled
def face_regions(face, regions, ax=None):
    """A face with boxes drawn on it, each region with its own colour, line and name.

    Parameters
    ----------
    face : ndarray, (H, W, 3)
        From 0 to 1.
    regions : dict
        Name -> boxes, (top, bottom, left, right) in pixels. At most four.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = new_axes(3.4, 3.6, dpi=110) if ax is None else ax
    ax.imshow(np.asarray(face).clip(0, 1), interpolation="bicubic")
    for (name, boxes), role, stroke in zip(regions.items(), REGIONS, STROKES, strict=False):
        for top, bottom, left, right in boxes:
            _box(ax, top, bottom, left, right, palette.TINT[role], lw=2.2, ls=stroke)
        top, bottom, left, _ = boxes[0]
        y = bottom - 0.9 if bottom - top > 10 else top - 0.9  # inside where there is room, else above
        ax.text(left + 0.6, y, name, color=palette.PAPER, fontsize=10, fontweight="bold", va="bottom")
    ax.axis("off")
    return ax


def _box(ax, top, bottom, left, right, colour, **style):
    corner = (left - 0.5, top - 0.5)
    ax.add_patch(Rectangle(corner, right - left, bottom - top, facecolor="none", edgecolor=colour, **style))


@styled
def glowing_units(face, maps, titles, boxes=None, *, columns=4, times=3):
    """Where units answer: each one's map as warm light on the same dim face.

    Parameters
    ----------
    face : ndarray, (H, W, 3)
        Usually the average of many; drawn in the colours of the maps' dark half.
    maps : sequence of ndarray, (h, w)
        A map for each unit, not negative; full light is its largest value.
    titles : sequence of str
        One for each.
    boxes : sequence of (sequence of (top, bottom, left, right)), optional
        Thin frames on each, in pixels of the face.
    columns : int
    times : int
        Pixels of the picture for each of the face's.

    Returns
    -------
    ndarray of matplotlib.axes.Axes
        One for each unit, row by row.
    """
    rows, side = -(-len(maps) // columns), times * np.shape(face)[1]
    height = times * np.shape(face)[0]
    gap, head, dpi = 12, 34, 130
    w, h = columns * (side + gap) - gap, rows * (height + head)
    figure = plt.figure(figsize=(w / dpi, h / dpi), dpi=dpi)
    axes, extent = [], (-0.5, np.shape(face)[1] - 0.5, np.shape(face)[0] - 0.5, -0.5)
    for k, (unit, title) in enumerate(zip(maps, titles, strict=True)):
        left, top = (k % columns) * (side + gap), (k // columns) * (height + head) + head
        ax = figure.add_axes((left / w, 1 - (top + height) / h, side / w, height / h))
        ax.imshow(_lit(face, unit, (height, side)), extent=extent)
        for box in boxes[k] if boxes else ():
            _box(ax, *box, palette.SURFACE, lw=0.9, ls=(0, (3, 2)))
        ax.set_title(title, fontsize=9.5, pad=4)
        ax.axis("off")
        axes.append(ax)
    return np.array(axes)


def _lit(face, unit, size):
    """The face in dim colours with the unit's answer on it as light, (H, W, 3)."""
    gray = np.asarray(face).mean(axis=-1)
    gray = (gray - gray.min()) / (np.ptp(gray) or 1)
    dim = COLOURS(0.02 + 0.4 * _scaled(gray**1.6, size))[..., :3]
    light = _scaled(np.asarray(unit, float) / (np.max(unit) or 1), size)[..., None] ** 0.9
    return dim + light * (GLOW - dim)


def _scaled(values, size):
    image = Image.fromarray(values.astype(np.float32))
    return np.asarray(image.resize(size[::-1], Image.Resampling.BICUBIC)).clip(0, 1)


@styled
def concentrations(groups, ax=None, *, limit=2, seed=0):
    """A dot for each unit: how much more of it lies in a region than the area alone would bring.

    Parameters
    ----------
    groups : dict
        Label -> ndarray (C,), drawn from left to right; NaN is left out.
    ax : matplotlib.axes.Axes, optional
    limit : float
        Units above this line are drawn full and counted above their column.
    seed : int
        Of the sideways scatter, which means nothing.

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = new_axes(7, 3.6) if ax is None else ax
    rng = np.random.default_rng(seed)
    groups = {label: np.asarray(values)[np.isfinite(values)] for label, values in groups.items()}
    highest = max(values.max() for values in groups.values())
    for k, values in enumerate(groups.values()):
        x = k + rng.uniform(-0.27, 0.27, len(values))
        above = values > limit
        ax.scatter(x[~above], values[~above], s=12, facecolor="none", edgecolor=palette.MUTED, lw=0.8)
        ax.scatter(x[above], values[above], s=16, color=palette.OUTPUT)
        ax.text(k, highest * 1.06, f"{above.sum()} of {len(values)}", ha="center", fontsize=8.5, color=palette.TEXT)
    ax.axhline(1, color=palette.MUTED, lw=1, ls=(0, (4, 3)), zorder=0)
    ax.axhline(limit, color=palette.GRADIENT, lw=1, zorder=0)
    ax.set_xticks(range(len(groups)), list(groups))
    ax.set(ylim=(0, highest * 1.16), ylabel="concentration")
    return ax
