"""Random windows of any picture, in the size that a network takes."""

import numpy as np
from PIL import Image

from convbook.arguments import as_int, check_rng
from convbook.faces.crop import resize_square
from convbook.faces.images import read_image


def random_windows(image, n, size=64, *, smallest=48, rng=None):
    """Cut square windows out of a picture, at random places and of random sizes, and resize them.

    Parameters
    ----------
    image : whatever `read_image` reads
        A path, an open file, a PIL image, or an array.
    n : int
        How many.
    size : int
        Side of what is returned, in pixels.
    smallest : int
        Side of the smallest window; the largest is the whole shorter side. Every factor of size is equally likely.
    rng : numpy.random.Generator, optional

    Returns
    -------
    ndarray, (n, size, size, 3), float32
        From 0 to 1.

    Raises
    ------
    ValueError
        If the picture is smaller than `smallest`. For what is no image, `read_image`'s errors.
    """
    rng = np.random.default_rng(0) if rng is None else rng
    check_rng(rng)
    n, size, smallest = as_int(n, "n", 1), as_int(size, "size", 1, 2**14), as_int(smallest, "smallest", 1)
    picture = Image.fromarray((255 * read_image(image)).round().astype(np.uint8))
    largest = min(picture.size)
    if largest < smallest:
        raise ValueError(f"image is {picture.height}×{picture.width}; expected sides of at least {smallest} pixels")
    windows = np.empty((n, size, size, 3), np.float32)
    for i in range(n):
        side = round(np.exp(rng.uniform(np.log(smallest), np.log(largest))))
        left, top = rng.integers(picture.width - side + 1), rng.integers(picture.height - side + 1)
        window = picture.crop((left, top, left + side, top + side))
        windows[i] = np.asarray(resize_square(window, size)) / np.float32(255)
    return windows
