"""A sheet of faces, and how many there are of each person."""

import numpy as np

from convbook import palette
from convbook.plots.style import new_axes, styled


@styled
def face_grid(images, titles=None, columns=8, ax=None):
    """Many faces in one picture, row by row, with a thin gap between them.

    Parameters
    ----------
    images : ndarray, (N, H, W, 3)
        Values from 0 to 1.
    titles : sequence of str, optional
        A line under each face.
    columns : int
        Faces in a row.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    images = np.asarray(images)
    n, height, width, _ = images.shape
    rows = -(-n // columns)
    gap, foot = max(2, width // 16), (height // 5 if titles is not None else 0)
    sheet = np.ones((rows * (height + gap + foot), columns * (width + gap), 3), images.dtype)
    if ax is None:
        ax = new_axes(7, 7 * sheet.shape[0] / sheet.shape[1])
    for i, image in enumerate(images):
        y, x = (i // columns) * (height + gap + foot), (i % columns) * (width + gap)
        sheet[y : y + height, x : x + width] = image
        if titles is not None:
            ax.text(x + width / 2, y + height + 1, titles[i], ha="center", va="top", fontsize=6.5)
    ax.imshow(sheet)
    ax.axis("off")
    return ax


@styled
def class_counts(names, counts, ax=None):
    """A horizontal bar a person, the one with the most photographs on top.

    Parameters
    ----------
    names : sequence of str
    counts : sequence of int
        Photographs of each.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    order = np.argsort(counts, kind="stable")[::-1]
    ax = new_axes(5, 0.18 * len(names) + 0.5) if ax is None else ax
    ax.barh(range(len(names)), np.asarray(counts)[order], color=palette.INPUT, height=0.72)
    for row, k in enumerate(order):
        ax.text(counts[k] + 4, row, str(counts[k]), va="center", fontsize=8, color=palette.MUTED)
    ax.set_yticks(range(len(names)), np.asarray(names)[order], fontsize=8)
    ax.set(ylim=(len(names) - 0.4, -0.6), xlabel="photographs")
    ax.tick_params(length=0)
    ax.spines["left"].set_visible(False)
    return ax
