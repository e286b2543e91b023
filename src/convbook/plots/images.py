"""Pictures side by side."""

import numpy as np

from convbook.plots.style import new_axes, styled


@styled
def image_row(images, titles, axes=None, *, signed=False, columns=None):
    """Images in a row (or in rows of `columns`), a title above each.

    Parameters
    ----------
    images : sequence of ndarray, (H, W) or (H, W, 3)
        Gray or RGB from 0 to 1. Gray ones outside of that are cut off, as a screen does it.
    titles : sequence of str
    axes : sequence of matplotlib.axes.Axes, optional
    signed : bool or sequence of bool
        Which gray images hold negative numbers too: blue below 0, white at 0, red above, each on its own scale.
    columns : int, optional

    Returns
    -------
    ndarray of matplotlib.axes.Axes
    """
    images = [np.asarray(image) for image in images]
    if axes is None:
        columns = columns or len(images)
        rows = -(-len(images) // columns)
        height = max(image.shape[0] / image.shape[1] for image in images)
        axes = new_axes(7, rows * (7 / columns * height + 0.3), rows, columns, squeeze=False, dpi=90)
    axes = np.ravel(axes)
    for ax in axes:
        ax.axis("off")
    for image, title, has_sign, ax in zip(images, titles, np.broadcast_to(signed, len(images)), axes, strict=False):
        if has_sign:
            limit = np.abs(image).max() or 1
            ax.imshow(image, cmap="RdBu_r", vmin=-limit, vmax=limit)
        else:
            ax.imshow(image.clip(0, 1), cmap="gray", vmin=0, vmax=1)
        ax.set_title(title)
    return axes
