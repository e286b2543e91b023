"""Regions of a face, and how much of a unit's activation falls into them."""

import numpy as np

from convbook.arguments import as_int, as_numbers, as_shape

# Rows from, to, columns from, to, on faces of 64x64 pixels cut as `load_faces` cuts them; read off the average face.
EYES = ((16, 28, 8, 28), (16, 28, 36, 56))
MOUTH = ((44, 52, 16, 48),)
CHEEKS = ((28, 40, 8, 28), (28, 40, 36, 56))  # the eyes' boxes, moved down: where neither eyes nor mouth are


def region_mask(boxes, shape, size=(64, 64)):
    """The fraction of each position of a feature map that lies in a region: 1 inside, 0 outside, between at an edge.

    Parameters
    ----------
    boxes : sequence of (top, bottom, left, right)
        In pixels of the image, bottom and right not included; they do not overlap.
    shape : (H, W)
        Of the map; each side divides the image's.
    size : (H, W)
        Of the image.

    Returns
    -------
    ndarray, (H, W)

    Raises
    ------
    ValueError
        If a box does not lie in the image, or the map's positions are not whole pixels.
    """
    height, width = as_shape(size, "size", {2: "(H, W)"})
    h, w = as_shape(shape, "shape", {2: "(H, W)"})
    inside = np.zeros((height, width))
    for top, bottom, left, right in _as_boxes(boxes):
        if not (0 <= top < bottom <= height and 0 <= left < right <= width):
            raise ValueError(f"boxes hold {(top, bottom, left, right)}, which does not lie in {height}×{width} pixels")
        inside[top:bottom, left:right] = 1
    if height % h or width % w:
        raise ValueError(f"shape is {tuple(shape)}; expected sides that divide the picture's, {height} and {width}")
    return inside.reshape(h, height // h, w, width // w).mean(axis=(1, 3))


def _as_boxes(boxes):
    try:
        rows = [tuple(box) for box in boxes]
    except TypeError:
        rows = []
    if not rows or any(len(row) != 4 for row in rows):
        raise TypeError(f"boxes are {boxes!r}; expected a list of (top, bottom, left, right), such as EYES")
    return [[as_int(edge, "an edge in boxes", 0) for edge in row] for row in rows]


def concentration(maps, boxes, size=(64, 64)):
    """How concentrated each channel is in a region: its mean inside, relative to its mean over the whole map.

    1 if the region is like everywhere else, 2 if it has twice its part, and one over its area if there is nothing
    outside of it.

    Parameters
    ----------
    maps : ndarray, (H, W, C)
        Not negative: mean activations after ReLU, or counts of peaks.
    boxes, size
        As for `region_mask`.

    Returns
    -------
    ndarray, (C,)
        NaN for a channel that is 0 everywhere.
    """
    maps = as_numbers(maps, "maps", {3: "(height, width, channels)"}).astype(float)
    if maps.min() < 0:
        raise ValueError(f"maps hold {maps.min():g}; expected mean activations after ReLU, or counts, from 0 on")
    inside = region_mask(boxes, maps.shape[:2], size)
    total = maps.sum(axis=(0, 1))
    total_inside = (maps * inside[..., None]).sum(axis=(0, 1))
    fraction = np.divide(total_inside, total, out=np.full(len(total), np.nan), where=total > 0)
    return fraction / inside.mean()
