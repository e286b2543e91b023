"""Data augmentation: changed copies of images that still show the same person."""

from dataclasses import dataclass

import numpy as np

from convbook.arguments import as_finite, as_flag, as_int, as_numbers, check_rng


@dataclass(frozen=True)
class Augmentation:
    """Random changes of a batch of images; each image has its own, and none changes who is in it.

    Called with images (N, H, W, C) of floats from 0 to 1 and a
    ``numpy.random.Generator``, it returns changed copies of the same shape.

    Parameters
    ----------
    mirror : bool
        Swap left and right in half of the images.
    shift : int
        Move by up to so many pixels, in both directions; the border repeats the outermost pixels.
    brightness : float
        Multiply by up to so much more or less than 1, and add up to half of it or take it away; what then lies
        outside 0 to 1 becomes 0 or 1.
    square : int
        Cover a square of so many pixels a side with gray (cutout), with its center somewhere in the image.
    """

    mirror: bool = False
    shift: int = 0
    brightness: float = 0.0
    square: int = 0

    def __post_init__(self):
        as_flag(self.mirror, "mirror")
        as_int(self.shift, "shift", 0)
        as_finite(self.brightness, "brightness", 0)
        as_int(self.square, "square", 0)

    def __call__(self, X, rng):
        X = as_numbers(X, "X", {4: "(N, H, W, C)"})
        check_rng(rng)
        offsets = rng.integers(-self.shift, self.shift + 1, (len(X), 2))
        mirrored = (rng.random(len(X)) < 0.5) & self.mirror
        X = shift_images(X, offsets, mirrored)
        if self.brightness:
            factor, offset = self.brightness * rng.uniform(-1, 1, (2, len(X), 1, 1, 1)).astype(X.dtype)
            X *= 1 + factor
            X += offset / 2
            np.clip(X, 0, 1, out=X)
        if self.square:
            centers = rng.integers(0, X.shape[1:3], (len(X), 2))
            for image, (row, column) in zip(X, centers - (self.square - 1) // 2, strict=True):
                image[max(row, 0) : row + self.square, max(column, 0) : column + self.square] = 0.5
        return X


def shift_images(X, offsets, mirrored=None):
    """Shift each image by its own offset; the border repeats the outermost pixels.

    Parameters
    ----------
    X : ndarray, (N, H, W, C)
    offsets : ndarray of int, (N, 2)
        Pixels down and to the right.
    mirrored : ndarray of bool, (N,), optional
        Which images have left and right swapped after they moved.

    Returns
    -------
    ndarray, (N, H, W, C)
        A copy.
    """
    n, height, width = X.shape[:3]
    rows = np.clip(np.arange(height) - offsets[:, :1], 0, height - 1)
    columns = np.clip(np.arange(width) - offsets[:, 1:], 0, width - 1)
    if mirrored is not None:
        columns = np.where(mirrored[:, None], columns[:, ::-1], columns)
    # one index a pixel: NumPy then copies them all in one go, and other threads may work meanwhile
    indices = (height * np.arange(n)[:, None] + rows)[:, :, None] * width + columns[:, None]
    return X.reshape(n * height * width, -1).take(indices.ravel(), axis=0, mode="clip").reshape(X.shape)
