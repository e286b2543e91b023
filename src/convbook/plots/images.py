"""Images side by side: in rows with titles, and as sheets of many."""

import numpy as np

from convbook.arguments import check_shape
from convbook.plots.parameters import CHECKS
from convbook.plots.relations import check_lengths
from convbook.plots.style import flat_axes, new_axes, row_count, shown, styled


@styled
def image_row(images, titles, axes=None, *, signed=False, columns=None, dpi=90):
    """Images in a row (or in rows of `columns`), a title above each.

    Parameters
    ----------
    images : sequence of ndarray, (H, W) or (H, W, 3)
        Gray or RGB from 0 to 1, integers from 0 to 255. What is outside of that is cut off, as a screen does it.
    titles : sequence of str
    signed : bool or sequence of bool
        Which gray images hold negative numbers too: blue below 0, white at 0, red above, each on its own scale.
    columns : int, optional
    dpi : int
        Pixels to an inch; the row is 7 inches wide. For photographs that are looked at closely take 150.
    """
    check_lengths(images=images, titles=titles)
    if not isinstance(signed, bool):
        check_lengths(images=images, signed=signed)
    columns = columns or len(images)
    rows = row_count(len(images), columns)
    height = max(image.shape[0] / image.shape[1] for image in images)
    axes = flat_axes(axes, 7, rows * (7 / columns * height + 0.3), rows, columns, count=len(images), dpi=dpi)
    for ax in axes:
        ax.axis("off")
    for image, title, has_sign, ax in zip(images, titles, np.broadcast_to(signed, len(images)), axes, strict=False):
        if has_sign:
            limit = np.abs(image).max() or 1
            ax.imshow(image, cmap="RdBu_r", vmin=-limit, vmax=limit)
        else:
            ax.imshow(shown(image), cmap="gray", vmin=0, vmax=1)
        ax.set_title(title)
    return axes


def signed_to_rgb(signal):
    """A signed array with three channels as an image: 0 is gray, the largest absolute value black or white.

    Parameters
    ----------
    signal : ndarray, (H, W, 3)

    Returns
    -------
    ndarray, (H, W, 3)
        From 0 to 1.
    """
    signal = CHECKS["signal"](signal, "signal").astype(float)
    return 0.5 + signal / (2 * (np.abs(signal).max() or 1))


@styled
def face_grid(images, columns=8, ax=None):
    """Many faces in one picture, row by row, with a thin gap between them.

    Parameters
    ----------
    images : ndarray, (N, H, W, 3)
        Values from 0 to 1.
    columns : int
        Faces in a row.
    """
    for image in images:
        check_shape(image, "an image in images", (*images[0].shape[:2], 3), "as large as the first, in color")
    images = np.asarray(images)
    n, height, width, _ = images.shape
    gap = max(2, width // 16)
    sheet = np.ones((row_count(n, columns) * (height + gap), columns * (width + gap), 3), images.dtype)
    ax = ax or new_axes(7, 7 * sheet.shape[0] / sheet.shape[1])
    for i, image in enumerate(images):
        y, x = (i // columns) * (height + gap), (i % columns) * (width + gap)
        sheet[y : y + height, x : x + width] = image
    ax.imshow(shown(sheet))
    ax.axis("off")
    return ax
