"""Cropping and resizing: the face crop of LFW's photographs, the middle of any image, the input shape of a network."""

import numpy as np
from PIL import Image

from convbook.arguments import as_int, check_kind
from convbook.faces.images import read_image

# Left, top, right, bottom in LFW's 250x250 pixels: "face" is scikit-learn's crop, "square" that of Sanderson's LFWcrop.
CROPS = {"face": (78, 70, 172, 195), "whole": (0, 0, 250, 250), "square": (83, 92, 167, 176)}
LUMINANCE = np.array([0.299, 0.587, 0.114], np.float32)  # of red, green and blue, as Pillow's mode L (ITU-R 601)


def crop_face(image, crop, size):
    """Crop one of LFW's photographs (a PIL image, 250x250) to the box `CROPS[crop]`: (size, size, 3), uint8."""
    return np.asarray(resize_square(image.crop(CROPS[crop]), size))


def crop_center(image, size):
    """Crop a PIL image of mode RGB to the largest square in its middle: (size, size, 3), uint8."""
    side = min(image.size)
    left = (image.width - side) // 2
    top = (image.height - side) // 2
    return np.asarray(resize_square(image.crop((left, top, left + side, top + side)), size))


def crop_and_resize(image, shape=(64, 64, 3)):
    """Crop the middle of an image and resize it to a network's input shape.

    The largest centered part with the proportions of `shape` is kept, so
    nothing is squeezed; it is resized with Pillow's bicubic filter, which
    looks at every pixel when it makes an image smaller. An image that has
    the right size already keeps its numbers.

    Parameters
    ----------
    image : whatever `read_image` reads
        A path, an open file, a PIL image, or an array.
    shape : (H, W, C)
        C is 3 for color, 1 for gray. H or W may be None: left as in the image or, if only one of them is, in
        proportion.

    Returns
    -------
    ndarray, (H, W, C), float32
        From 0 to 1.

    Raises
    ------
    ValueError
        If `shape` is none of these. For what is no image, `read_image`'s errors.
    """
    height, width, channels = _check_shape(shape)
    pixels = read_image(image)
    box, size = _crop_box(pixels.shape[:2], height, width)
    if channels == 1:
        pixels = (pixels @ LUMINANCE)[..., None]
    if size == pixels.shape[:2]:
        return pixels
    resized = [
        Image.fromarray(np.ascontiguousarray(pixels[..., c])).resize(size[::-1], Image.Resampling.BICUBIC, box)
        for c in range(channels)
    ]
    return np.stack(resized, axis=-1).clip(0, 1)  # the bicubic filter can overshoot


def resize_square(image, size):
    """Resize a PIL image to a square with Pillow's bicubic filter, to the same bytes with every version of Pillow.

    Pillow resizes one direction after the other, and rounds in between. Up to version 12 the columns come first, since
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
    check_kind(image, "image", Image.Image, "a PIL image, such as Image.open(file) gives")
    size = as_int(size, "size", 1)
    first = (image.width, size) if image.height > image.width else (size, image.height)
    return image.resize(first, Image.Resampling.BICUBIC).resize((size, size), Image.Resampling.BICUBIC)


def _check_shape(shape):
    try:
        height, width = (None if side is None else as_int(side, "shape", 1) for side in shape[:2])
        (channels,) = shape[2:]
        good = as_int(channels, "shape", 1) in (1, 3)
    except (TypeError, ValueError, IndexError):
        good = False
    if not good:
        raise ValueError(
            f"shape is {shape!r}; expected (height, width, channels) with 3 channels for color, 1 for gray"
        )
    return height, width, channels


def _crop_box(shape, height, width):
    """Left, top, right, bottom of the part to keep, in pixels and fractions of them; and its new (height, width)."""
    h, w = shape
    if height is None and width is None:
        return (0, 0, w, h), (h, w)
    height, width = height or max(1, round(width * h / w)), width or max(1, round(height * w / h))
    scale = min(h / height, w / width)
    kept_h, kept_w = min(h, height * scale), min(w, width * scale)
    left, top = (w - kept_w) / 2, (h - kept_h) / 2
    return (left, top, left + kept_w, top + kept_h), (height, width)
