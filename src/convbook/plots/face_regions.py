"""Where on a face units are active: regions, activation maps, and measures of locality."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import to_rgb
from PIL import Image

from convbook import palette
from convbook.plots.drawing import draw_box, write
from convbook.plots.feature_maps import COLORS
from convbook.plots.relations import check_box, check_lengths, check_size
from convbook.plots.style import new_axes, row_count, shown, styled

LIGHT = np.array(to_rgb("#FFD58A"))  # warm light on the cool face
REGIONS = ("filter", "input", "gradient", "output")  # the roles' colors, in this order, for the regions
STROKES = ("-", "--", ":", "-.")
MOST_PIXELS = 2**26
LIMIT = 2  # a unit twice as strong in a region as its area alone would bring belongs to it


@styled
def face_regions(face, regions, ax=None):
    """A face with boxes drawn on it, each region with its own color, line and name.

    Parameters
    ----------
    face : ndarray, (H, W, 3)
        From 0 to 1.
    regions : dict
        Name -> boxes, (top, bottom, left, right) in pixels. At most four.
    """
    for name, boxes in regions.items():
        for box in boxes:
            check_box(box, f"a box of regions[{name!r}]", face.shape)
    ax = ax or new_axes(3.4, 3.6, dpi=110)
    ax.imshow(shown(face), interpolation="bicubic")
    for (name, boxes), role, stroke in zip(regions.items(), REGIONS, STROKES, strict=False):
        for top, bottom, left, right in boxes:
            _draw_region(ax, top, bottom, left, right, palette.TINT[role], lw=2.2, ls=stroke)
        top, bottom, left, _ = boxes[0]
        y = bottom - 0.9 if bottom - top > 10 else top - 0.9  # inside where there is room, else above
        write(ax, left + 0.6, y, name, 10, palette.PAPER, ha="left", va="bottom", fontweight="bold")
    ax.axis("off")
    return ax


def _draw_region(ax, top, bottom, left, right, color, **style):
    style |= {"facecolor": "none", "edgecolor": color}
    draw_box(ax, left - 0.5, top - 0.5, right - left, bottom - top, "input", **style)


@styled
def unit_maps_on_face(face, unit_maps, titles, boxes=None, *, columns=4, scale=3, smooth=True):
    """Activation maps of units as an overlay on the same face.

    Parameters
    ----------
    face : ndarray, (H, W, 3)
        Usually the average of many; drawn in the colors of the maps' dark half.
    unit_maps : sequence of ndarray, (h, w)
        A map for each unit, not negative; full light is its largest value.
    titles : sequence of str
        One for each.
    boxes : sequence of (sequence of (top, bottom, left, right)), optional
        Thin frames on each, in pixels of the face.
    columns : int
    scale : int
        Pixels of the picture for each of the face's.
    smooth : bool
        Whether the light blends from one place of the map to the next; else each place is an even square.
    """
    check_lengths(unit_maps=unit_maps, titles=titles)
    if boxes is not None:
        check_lengths(unit_maps=unit_maps, boxes=boxes)
    for box in (box for frames in boxes or () for box in frames):
        check_box(box, "a box in boxes", face.shape)
    rows, (face_height, face_width, _) = row_count(len(unit_maps), columns), np.shape(face)
    height, width = scale * face_height, scale * face_width
    gap, head, dpi = 12, 34, 130
    w, h = columns * (width + gap) - gap, rows * (height + head)
    check_size("face, scale and columns", w * h, most=MOST_PIXELS)
    figure = plt.figure(figsize=(w / dpi, h / dpi), dpi=dpi)
    axes, extent = [], (-0.5, face_width - 0.5, face_height - 0.5, -0.5)
    for k, (unit, title) in enumerate(zip(unit_maps, titles, strict=True)):
        left, top = (k % columns) * (width + gap), (k // columns) * (height + head) + head
        ax = figure.add_axes((left / w, 1 - (top + height) / h, width / w, height / h))
        ax.imshow(_overlay(face, unit, (height, width), smooth), extent=extent)
        for box in boxes[k] if boxes else ():
            _draw_region(ax, *box, palette.SURFACE, lw=0.9, ls=(0, (3, 2)))
        ax.set_title(title, fontsize=9.5, pad=4)
        ax.axis("off")
        axes.append(ax)
    return np.array(axes)


def _overlay(face, unit, size, smooth):
    """The face in dim colors with the unit's activations on it as light, (H, W, 3)."""
    gray = np.asarray(face).mean(axis=-1)
    gray = (gray - gray.min()) / (np.ptp(gray) or 1)
    dim = COLORS(0.02 + 0.4 * _scaled(gray**1.6, size))[..., :3]
    light = _scaled(np.asarray(unit, float) / (np.max(unit) or 1), size, smooth)[..., None] ** 0.9
    return dim + light * (LIGHT - dim)


def _scaled(values, size, smooth=True):
    image = Image.fromarray(values.astype(np.float32))
    how = Image.Resampling.BICUBIC if smooth else Image.Resampling.NEAREST
    return np.asarray(image.resize(size[::-1], how)).clip(0, 1)


@styled
def concentrations(groups, ax=None):
    """A dot for each unit: how much more of it lies in a region than the area alone would bring.

    Parameters
    ----------
    groups : dict
        Label -> ndarray (C,), drawn from left to right; NaN is left out. Units above `LIMIT` are drawn full and
        counted above their column; the sideways scatter means nothing.
    """
    ax = ax or new_axes(7, 3.6)
    rng = np.random.default_rng(0)
    groups = {label: values[np.isfinite(values)] for label, values in groups.items()}
    highest = max(values.max() for values in groups.values()) or 1
    for k, values in enumerate(groups.values()):
        x = k + rng.uniform(-0.27, 0.27, len(values))
        above = values > LIMIT
        ax.scatter(x[~above], values[~above], s=12, facecolor="none", edgecolor=palette.MUTED, lw=0.8)
        ax.scatter(x[above], values[above], s=16, color=palette.OUTPUT)
        write(ax, k, highest * 1.06, f"{above.sum()} of {len(values)}", 8.5, va="baseline")
    ax.axhline(1, color=palette.MUTED, lw=1, ls=(0, (4, 3)), zorder=0)
    ax.axhline(LIMIT, color=palette.GRADIENT, lw=1, zorder=0)
    ax.set_xticks(range(len(groups)), list(groups))
    ax.set(ylim=(0, highest * 1.16), ylabel="concentration")
    return ax


@styled
def before_after_scatter(before, after, labels, ax=None, *, chance_level=None):
    """A dot for each unit: a measure of it after one training over that after another, with the line of no change.

    Parameters
    ----------
    before, after : ndarray, (C,)
        NaN is left out.
    labels : (str, str)
        What stands at the two axes.
    chance_level : float, optional
        What a map without structure gives, as a thin line on both axes.

    Returns
    -------
    matplotlib.axes.Axes
        Units that grew are full dots above the line, the others empty ones.
    """
    check_lengths(before=before, after=after)
    finite = np.isfinite(before) & np.isfinite(after)
    if not finite.any():
        raise ValueError("before and after have no unit with finite numbers in both")
    ax = ax or new_axes(4.2, 4.2)
    before, after = before[finite], after[finite]
    grew = after > before
    top = 1.06 * max(before.max(), after.max()) or 1
    ax.plot([0, top], [0, top], color=palette.MUTED, lw=1, ls=(0, (4, 3)), zorder=0)
    if chance_level is not None:
        ax.axhline(chance_level, color=palette.LINE, lw=1, zorder=0)
        ax.axvline(chance_level, color=palette.LINE, lw=1, zorder=0)
        if 0 <= chance_level <= top:
            write(ax, top * 0.99, chance_level, "an even map", 8.5, palette.MUTED, ha="right", va="bottom")
    ax.scatter(before[grew], after[grew], s=18, color=palette.OUTPUT)
    ax.scatter(before[~grew], after[~grew], s=18, facecolor="none", edgecolor=palette.GRADIENT)
    words = f"{grew.sum()} of {len(grew)} above the line"
    write(ax, 0.13 * top, 0.93 * top, words, color=palette.INK["output"], ha="left", va="baseline")
    ax.set(xlim=(0, top), ylim=(0, top), xlabel=labels[0], ylabel=labels[1], aspect="equal")
    return ax
