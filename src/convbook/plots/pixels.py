"""Images as numbers: pixels with their values, and zooms into a photograph."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import ConnectionPatch, Rectangle

from convbook import palette
from convbook.plots.checks import CELLS
from convbook.plots.drawing import write
from convbook.plots.relations import check_axes, check_box, check_size
from convbook.plots.style import new_axes, shown, styled

LUMA = (0.2125, 0.7154, 0.0721)  # how light red, green and blue look: it decides between white and black text


@styled
def pixel_numbers(image, white=255, ax=None, *, title="", fontsize=11):
    """A small image as squares, each with its number (or its red, green and blue, one below the other) in it.

    Parameters
    ----------
    image : array_like, (H, W) or (H, W, 3)
        Values from 0, black, to `white`.
    white : float
    title : str
    fontsize : float
        Of the numbers, in points.
    """
    height, width = image.shape[:2]
    check_size("image", height * width, CELLS)
    ax = ax or new_axes(0.52 * width + 0.1, 0.52 * height + (0.35 if title else 0.1))
    _paint(ax, image / white)
    for i, j in np.ndindex(height, width):
        light = np.dot(image[i, j], LUMA) if image.ndim == 3 else image[i, j]
        color = "black" if light > 0.42 * white else "white"
        write(ax, j, i, _words(image[i, j]), fontsize, color)
    for edge in range(1, max(height, width)):  # the lines between the cells
        ax.axhline(edge - 0.5, color=palette.MUTED, lw=0.6)
        ax.axvline(edge - 0.5, color=palette.MUTED, lw=0.6)
    ax.set_title(title)
    return ax


def _words(pixel):
    if np.ndim(pixel) == 0:
        return f"{pixel:g}"
    return "\n".join(f"{name} {value:g}" for name, value in zip("RGB", pixel, strict=True))


def _paint(ax, image, smooth=False):
    """The image inside a thin line, without ticks; as hard squares, or as a picture to be looked at from afar."""
    height, width = image.shape[:2]
    ax.imshow(shown(image), cmap="gray", vmin=0, vmax=1, interpolation="antialiased" if smooth else "nearest")
    ax.set(xticks=[], yticks=[], xlim=(-0.5, width - 0.5), ylim=(height - 0.5, -0.5))
    for spine in ax.spines.values():
        spine.set(visible=True, color=palette.MUTED, linewidth=0.8)


@styled
def zooms(image, part, pixels, axes=None):
    """One photograph at three zooms: whole, a part as squares, and a few pixels of that with their numbers.

    A frame in each of the first two shows what the next one holds, and lines lead there.

    Parameters
    ----------
    image : ndarray, (H, W) or (H, W, 3)
        From 0 to 1, integers from 0 to 255.
    part, pixels : (top, bottom, left, right)
        Rows and columns of the part and of the few pixels, as slices of `image` count them.
    axes : three of matplotlib.axes.Axes, optional
        The second to the right of the first, the third below both.
    """
    check_box(part, "part", image.shape)
    check_box(pixels, "pixels", image.shape)
    if pixels[0] < part[0] or pixels[1] > part[1] or pixels[2] < part[2] or pixels[3] > part[3]:
        raise ValueError(f"pixels is {pixels} and part {part}; expected pixels of the part")
    check_size("pixels", (pixels[1] - pixels[0]) * (pixels[3] - pixels[2]), CELLS)
    top, bottom, left, right = part
    a, b, c, d = pixels
    if axes is not None:
        check_axes(axes, 3, 3)
    else:
        axes = _zoom_axes((right - left) / (bottom - top), (d - c) / (b - a))
    whole, middle, small = axes = np.ravel(axes)
    _paint(whole, image, smooth=True)
    whole.set_title(_size(image))
    _paint(middle, image[top:bottom, left:right])
    middle.set_title(_size(image[top:bottom, left:right], "of these pixels"))
    white, title = 255 if image.dtype.kind in "iu" else 1, _size(image[a:b, c:d], "of these pixels")
    pixel_numbers(image[a:b, c:d], white, small, title=title, fontsize=13)
    _lead(whole, part, middle, ("right", "bottom"), (0, 0))
    _lead(whole, part, middle, ("right", "top"), (0, 1))
    # a second line, to the left corner, would run across the photograph
    _lead(middle, (a - top, b - top, c - left, d - left), small, ("right", "bottom"), (1, 1))
    return axes


def _size(image, of="pixels"):
    return f"{image.shape[0]}×{image.shape[1]} {of}"


def _zoom_axes(wide, wider):
    """A square with a picture of `wide` times its height on its right, and below both one of `wider` times its own."""
    height = 6.7 / (1 + wide)
    options = {"width_ratios": [1, wide], "height_ratios": [height, 6.8 / wider]}
    size = (7, height + 6.8 / wider + 0.75)
    _, axes = plt.subplot_mosaic("AB;CC", figsize=size, dpi=100, layout="constrained", gridspec_kw=options)
    return np.array([axes["A"], axes["B"], axes["C"]])


def _lead(ax, box, next_ax, corner, end):
    """Frame `box` (top, bottom, left, right) in `ax`; draw a line from a corner of it to a corner of `next_ax`."""
    sides = dict(zip(("top", "bottom", "left", "right"), (edge - 0.5 for edge in box), strict=True))
    size = sides["right"] - sides["left"], sides["bottom"] - sides["top"]
    for width, color in ((3.6, palette.PAPER), (1.8, palette.INPUT)):  # blue on white is seen on light and on dark
        ax.add_patch(Rectangle((sides["left"], sides["top"]), *size, fill=False, ec=color, lw=width))
    line = ConnectionPatch([sides[side] for side in corner], end, ax.transData, next_ax.transAxes)
    line.set(color=palette.INPUT, linewidth=1, linestyle=(0, (4, 2)), in_layout=False)
    ax.figure.add_artist(line)
