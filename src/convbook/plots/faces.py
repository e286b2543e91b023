"""A sheet of faces, how many there are of each person, and how many of them were recognized."""

import numpy as np

from .. import palette
from .style import new_axes, styled


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


@styled
def recalls(counts, recalls, accuracy, balanced, ax=None):
    """How much of each person was recognized, against how many photographs there are; both kinds of mean as lines.

    Parameters
    ----------
    counts : sequence of int
        Photographs of each person; the axis is logarithmic.
    recalls : sequence of float
        The part of each person's test photographs that was named rightly, from 0 to 1.
    accuracy : float
        The mean over photographs, dashed.
    balanced : float
        The mean over people, dotted.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = new_axes(4.9, 3.5) if ax is None else ax
    ax.scatter(counts, recalls, s=46, color=palette.INPUT, edgecolor="white", linewidth=0.8, zorder=3, clip_on=False)
    for value, name, role, dashes in (
        (accuracy, "accuracy, mean over photographs", "gradient", (0, (5, 2))),
        (balanced, "balanced accuracy, mean over people", "output", (0, (1, 1.4))),
    ):
        ax.axhline(value, color=palette.ROLES[role], ls=dashes, lw=1.6, label=f"{name}: {value:.0%}")
    ax.set(xscale="log", xlabel="photographs of this person", ylabel="named rightly", ylim=(0, 1))
    ticks = [n for n in (30, 50, 100, 200, 500) if min(counts) <= n <= max(counts)]
    ax.set_xticks(ticks, map(str, ticks))
    ax.minorticks_off()
    ax.set_yticks(np.linspace(0, 1, 5), [f"{share:.0%}" for share in np.linspace(0, 1, 5)])
    ax.legend(loc="lower right", fontsize=8.5)
    return ax
