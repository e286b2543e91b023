"""Reading one image as an array, from a file, a PIL image or another array."""

import os
import re
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

SHAPES = "(H, W), (H, W, 1), (H, W, 3) or (H, W, 4)"
WHITE_BY_DTYPE = {np.dtype(bool): 1, np.dtype(np.uint8): 255, np.dtype(np.uint16): 65_535}


class ImageError(ValueError):
    """What was given is no picture, or a damaged one; the message names it and says what to do."""


def read_image(file):
    """Read an image as RGB floats from 0 to 1, upright and without transparency.

    Parameters
    ----------
    file : path, binary file object, PIL.Image.Image or array
        A file in any format that Pillow reads: gray, palette, RGB, CMYK, with an alpha channel or 16 bits.
        The camera's EXIF orientation is followed; of an animation the first frame counts. Or an array,
        (H, W), (H, W, 1), (H, W, 3) or (H, W, 4): bool, uint8 (0 to 255), uint16 (0 to 65,535) or float
        (0 to 1). Whatever is transparent lies over white.

    Returns
    -------
    ndarray, (H, W, 3), float32
        What came from a file is a multiple of 1/255.

    Raises
    ------
    ImageError (a ValueError)
        If the file is no picture or is damaged, or the array has another shape or other values.
    TypeError
        If `file` is nothing of the above.
    OSError
        If the file is not there or may not be read.
    """
    if isinstance(file, str | os.PathLike | Image.Image) or hasattr(file, "read"):
        return np.asarray(open_rgb(file), np.float32) / np.float32(255)
    pixels = _check_array(file)
    if pixels.shape[-1] == 4:
        alpha = pixels[..., 3:]
        pixels = pixels[..., :3] * alpha + (1 - alpha)
    return pixels + np.zeros(3, np.float32)  # gray three times


def open_rgb(file):
    """A path, a binary file object or a PIL image as an upright PIL image of mode RGB; errors as of `read_image`."""
    if isinstance(file, Image.Image):
        return _to_rgb(file, str(getattr(file, "filename", "") or "the PIL image"))
    if hasattr(file, "read"):
        return _decode(file, str(getattr(file, "name", "the open file")))
    if (path := Path(file)).exists() and not path.is_file() and not path.is_dir():  # to open a pipe would wait forever
        raise ImageError(f"{path} is no picture but a pipe or a device: take it away")
    with open(file, "rb") as opened:  # first, so that what the system says of a missing file stays what it is
        if os.fstat(opened.fileno()).st_size == 0:
            raise ImageError(f"{path} is empty, a file of 0 bytes: copy it again, or take it away")
        return _decode(opened, str(path))


def _decode(opened, name):
    try:
        image = Image.open(opened)
    except UnidentifiedImageError:
        heic = name.lower().endswith((".heic", ".heif"))  # what phones make
        cure = "or pip install pillow-heif and call pillow_heif.register_heif_opener()" if heic else "or take it away"
        raise ImageError(
            f"{name} is no picture that Pillow can read; expected JPEG, PNG, WebP, TIFF, GIF or BMP: save it as one of"
            f" these, {cure}"
        ) from None
    except Image.DecompressionBombError as error:
        pixels, limit = int(re.search(r"\d+", str(error))[0]), 2 * Image.MAX_IMAGE_PIXELS
        raise ImageError(
            f"{name} has {pixels:,} pixels; expected at most {limit:,}, which is Pillow's limit: make it smaller"
        ) from None
    except Exception as error:  # whatever a damaged file makes Pillow say
        raise _damaged(name, error) from error
    with image:
        return _to_rgb(image, name)


def _to_rgb(image, name):
    try:
        image = ImageOps.exif_transpose(image)
        if not (image.width and image.height):
            raise ImageError(f"{name} is {image.width}×{image.height}, a picture without pixels")
        if image.mode.startswith("I") or image.mode == "F":  # Pillow itself would cut off what is above 255
            gray = np.asarray(image)
            bytes_of_gray = _to_8_bits(gray, name, image.mode)
            bytes_of_gray[gray == image.info.get("transparency", -1)] = 255
            return Image.fromarray(bytes_of_gray).convert("RGB")
        if "transparency" in image.info or image.mode.endswith(("A", "a")):
            image = image.convert("RGBA")
            image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
        return image.convert("RGB")
    except ImageError:
        raise
    except Exception as error:
        raise _damaged(name, error) from error


def _damaged(name, error):
    return ImageError(f"{name} is damaged ({str(error) or type(error).__name__}): copy or save it again")


def _to_8_bits(gray, name, mode):
    """Gray levels of 16 bits, or floats from 0 to 1, as uint8; in 32 bits (mode I) also bytes, if none is above 255."""
    white = 1 if gray.dtype.kind == "f" else 255 if mode == "I" and gray.max() <= 255 else 65_535
    if not (gray.min() >= 0 and gray.max() <= white):
        raise ImageError(
            f"{name} holds values from {gray.min()} to {gray.max()}; expected 0 to {white}: scale it first"
        )
    return np.rint(gray * (255 / white)).astype(np.uint8)


def _check_array(file):
    """An array of one image as (H, W, C), float32, from 0 to 1."""
    try:
        array = np.asarray(file)
    except Exception:
        array = np.asarray(None)
    if array.dtype.kind not in "biuf":
        hint = ": wrap them in io.BytesIO" if isinstance(file, bytes | bytearray) else ""
        raise TypeError(
            f"file is a {type(file).__name__}; expected a path, a file opened as binary, a PIL image or an array{hint}"
        )
    pixels = array[..., None] if array.ndim == 2 else array
    if pixels.ndim != 3 or pixels.shape[-1] not in (1, 3, 4) or pixels.size == 0:
        raise ImageError(
            f"the array has shape {array.shape}; expected {SHAPES}, of one picture with at least one pixel"
        )
    if array.dtype.kind != "f" and array.dtype not in WHITE_BY_DTYPE:
        raise ImageError(f"the array has dtype {array.dtype}; expected bool, uint8, uint16 or float: convert it first")
    white = WHITE_BY_DTYPE.get(array.dtype, 1)
    if not (pixels.min() >= 0 and pixels.max() <= white):  # also for NaN
        extremes = f"values from {array.min()} to {array.max()}"
        raise ImageError(f"the array holds {extremes}; expected floats from 0 to 1: divide bytes by 255, clip the rest")
    return pixels.astype(np.float32) / np.float32(white)
