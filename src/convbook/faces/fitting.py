"""Any picture in the form that a network takes: its height, its width, its number of channels."""

import numpy as np
from PIL import Image

from convbook.faces.pictures import read_picture

LUMINANCE = np.array([0.299, 0.587, 0.114], np.float32)  # of red, green and blue, as Pillow's mode L (ITU-R 601)


def fit_picture(picture, shape=(64, 64, 3)):
    """A picture cut and scaled to what a network takes.

    The largest centered part that has the form of `shape` is kept, so
    nothing is squeezed; it is scaled with Pillow's bicubic filter, which
    looks at every pixel when it makes a picture smaller. A picture that has
    the right size already keeps its numbers.

    Parameters
    ----------
    picture : whatever `read_picture` reads
        A path, an open file, a PIL image, or an array.
    shape : (H, W, C)
        C is 3 for color, 1 for gray. H or W may be None: left as in the picture or, if only one of them is, in
        proportion.

    Returns
    -------
    ndarray, (H, W, C), float32
        From 0 to 1.

    Raises
    ------
    ValueError
        If `shape` is none of these. For what is no picture, `read_picture`'s errors.
    """
    height, width, channels = _check_shape(shape)
    pixels = read_picture(picture)
    box, size = _cut(pixels.shape[:2], height, width)
    if channels == 1:
        pixels = (pixels @ LUMINANCE)[..., None]
    if size == pixels.shape[:2]:
        return pixels
    scaled = [
        Image.fromarray(np.ascontiguousarray(pixels[..., c])).resize(size[::-1], Image.Resampling.BICUBIC, box)
        for c in range(channels)
    ]
    return np.stack([np.asarray(one) for one in scaled], axis=-1).clip(0, 1)  # bicubic scaling can overshoot


def scale_picture(image, size):
    """A PIL image scaled to a square by Pillow's bicubic filter, to the same bytes with every version of Pillow.

    It scales one direction after the other, and rounds in between. Up to version 12 the columns come first, since
    then sometimes the rows. Here the rows do where there are more of them.

    Parameters
    ----------
    image : PIL.Image.Image
    size : int
        Of a side, in pixels.

    Returns
    -------
    PIL.Image.Image, (size, size)
    """
    first = (image.width, size) if image.height > image.width else (size, image.height)
    return image.resize(first, Image.Resampling.BICUBIC).resize((size, size), Image.Resampling.BICUBIC)


def _check_shape(shape):
    try:
        height, width, channels = shape
        good = channels in (1, 3) and all(side is None or side >= 1 for side in (height, width))
    except (TypeError, ValueError):
        good = False
    if not good:
        raise ValueError(
            f"shape is {shape!r}; expected (height, width, channels) with 3 channels for color, 1 for gray"
        )
    return height, width, channels


def _cut(found, height, width):
    """Left, top, right, bottom of the part to keep, in pixels and fractions of them; and the size it gets."""
    h, w = found
    if height is None and width is None:
        return (0, 0, w, h), (h, w)
    height, width = height or max(1, round(width * h / w)), width or max(1, round(height * w / h))
    scale = min(h / height, w / width)
    part_h, part_w = min(h, height * scale), min(w, width * scale)
    left, top = (w - part_w) / 2, (h - part_h) / 2
    return (left, top, left + part_w, top + part_h), (height, width)
