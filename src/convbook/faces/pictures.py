"""One picture as an array, whatever it comes as: a file, an image of Pillow's, or an array of some other kind."""

import os

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

SHAPES = "(H, W), (H, W, 1), (H, W, 3) or (H, W, 4)"
DEEPEST = {np.dtype(bool): 1, np.dtype(np.uint8): 255, np.dtype(np.uint16): 65_535}  # white, by dtype


class BadPicture(ValueError):
    """What was given is no picture, or a damaged one; the message names it and says what to do."""


def read_picture(file):
    """A picture as red, green and blue: upright, without transparency, from 0 to 1.

    Parameters
    ----------
    file : path, binary file object, PIL.Image.Image or array
        A file in any format that Pillow reads: gray, palette, RGB, CMYK, with an alpha channel or 16 bits.
        A camera's note on how it was held (EXIF orientation) is followed; of an animation the first frame
        counts. Or an array, (H, W), (H, W, 1), (H, W, 3) or (H, W, 4): bool, uint8 (0 to 255), uint16
        (0 to 65,535) or float (0 to 1). Whatever is transparent lies over white.

    Returns
    -------
    ndarray, (H, W, 3), float32
        What came from a file is a multiple of 1/255.

    Raises
    ------
    BadPicture (a ValueError)
        If the file is no picture or is damaged, or the array has another shape or other values.
    TypeError
        If `file` is nothing of the above.
    OSError
        If the file is not there or may not be read.
    """
    if isinstance(file, str | os.PathLike | Image.Image) or hasattr(file, "read"):
        return np.asarray(upright(file), np.float32) / np.float32(255)
    return _rgb_of_array(file)


def upright(file):
    """The picture of a path, a binary file object or a PIL image as a PIL image of mode RGB, for `read_picture`."""
    if isinstance(file, Image.Image):
        return _to_rgb(file, str(getattr(file, "filename", "") or "the PIL image"))
    if hasattr(file, "read"):
        return _decode(file, str(getattr(file, "name", "the open file")))
    with open(file, "rb") as opened:  # first, so that what the system says of a missing file stays what it is
        return _decode(opened, os.fspath(file))


def _decode(opened, name):
    try:
        image = Image.open(opened)
    except UnidentifiedImageError:
        raise BadPicture(
            f"{name} is no picture that Pillow can read; expected JPEG, PNG, WebP, TIFF, GIF or BMP: save it as one of"
            " these, or take it away"
        ) from None
    except Exception as error:  # whatever a damaged file makes Pillow say
        raise _damaged(name, error) from error
    with image:
        return _to_rgb(image, name)


def _to_rgb(image, name):
    try:
        image = ImageOps.exif_transpose(image)
        if image.mode.startswith("I") or image.mode == "F":  # Pillow itself would cut off what is above 255
            return Image.fromarray(_bytes_of_deep(np.asarray(image), name)).convert("RGB")
        if "transparency" in image.info or image.mode.endswith(("A", "a")):
            image = image.convert("RGBA")
            image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
        return image.convert("RGB")
    except BadPicture:
        raise
    except Exception as error:
        raise _damaged(name, error) from error


def _damaged(name, error):
    return BadPicture(f"{name} is damaged ({str(error) or type(error).__name__}): copy or save it again")


def _bytes_of_deep(gray, name):
    """Gray of 16 bits, or floats from 0 to 1, in 8 bits."""
    white = 1 if gray.dtype.kind == "f" else 65_535
    if not (gray.min() >= 0 and gray.max() <= white):
        raise BadPicture(
            f"{name} holds values from {gray.min()} to {gray.max()}; expected 0 to {white}: scale it first"
        )
    return np.rint(gray * (255 / white)).astype(np.uint8)


def _rgb_of_array(array):
    """Gray three times, alpha over white, and every number from 0 to 1."""
    pixels = _pixels(array)
    if pixels.shape[-1] == 4:
        alpha = pixels[..., 3:]
        pixels = pixels[..., :3] * alpha + (1 - alpha)
    return pixels + np.zeros(3, np.float32)


def _pixels(array):
    try:
        found = np.asarray(array)
    except Exception:
        found = np.asarray(None)
    if found.dtype.kind not in "biuf":
        hint = ": wrap them in io.BytesIO" if isinstance(array, bytes | bytearray) else ""
        raise TypeError(
            f"file is a {type(array).__name__}; expected a path, a file opened as binary, a PIL image or an array{hint}"
        )
    pixels = found[..., None] if found.ndim == 2 else found
    if pixels.ndim != 3 or pixels.shape[-1] not in (1, 3, 4) or pixels.size == 0:
        raise BadPicture(
            f"the array has shape {found.shape}; expected {SHAPES}, of one picture with at least one pixel"
        )
    if found.dtype.kind != "f" and found.dtype not in DEEPEST:
        raise BadPicture(f"the array has dtype {found.dtype}; expected bool, uint8, uint16 or float: convert it first")
    pixels = pixels.astype(np.float32) / np.float32(DEEPEST.get(found.dtype, 1))
    if not (pixels.min() >= 0 and pixels.max() <= 1):  # also for NaN
        reach = f"values from {found.min()} to {found.max()}"
        raise BadPicture(f"the array holds {reach}; expected floats from 0 to 1: divide bytes by 255, clip the rest")
    return pixels
