"""Image files in the place of an array, so that faces need not fit into memory."""

from os import PathLike

import numpy as np

from convbook.arguments import as_int, in_short
from convbook.faces.crop import crop_center
from convbook.faces.images import ImageError, open_rgb


class ImageFiles:
    """A lazy array of image files: indexing selects files, ``np.asarray`` reads them.

    Parameters
    ----------
    files : sequence of paths
    size : int
        Height and width of the images.

    Attributes
    ----------
    shape : (N, size, size, 3)
    dtype : float32
        The images are those of `load_folder`, from 0 to 1.
    """

    dtype = np.dtype(np.float32)

    def __init__(self, files, size):
        is_list = isinstance(files, list | tuple) or (isinstance(files, np.ndarray) and files.ndim == 1)
        if not is_list or not all(isinstance(file, str | PathLike) for file in files):
            raise TypeError(f"files is {files!r}; expected a list of paths")
        self.files = np.asarray([str(file) for file in files], dtype=object)
        self.size = as_int(size, "size", 1)

    @property
    def shape(self):
        return (len(self.files), self.size, self.size, 3)

    def __len__(self):
        return len(self.files)

    def __repr__(self):
        return f"ImageFiles({len(self):,} files, {self.size}x{self.size})"

    def __getitem__(self, rows):
        """One image as an array; for a slice or an array of rows, `ImageFiles` of these."""
        selected = self.files[rows]
        if isinstance(selected, str):
            return read_square(selected, self.size) / np.float32(255)
        return ImageFiles(selected, self.size)

    def __array__(self, dtype=None, copy=None):
        images = np.empty(self.shape, np.float32)
        for image, file in zip(images, self.files, strict=True):
            image[...] = read_square(file, self.size) / np.float32(255)
        return images.astype(dtype or np.float32, copy=False)


def read_square(file, size):
    """The middle of the picture in a file: (size, size, 3), uint8; an `ImageError` names a file that is broken."""
    try:
        return crop_center(open_rgb(file), size)
    except (ImageError, OSError) as error:
        problem = str(error) if isinstance(error, ImageError) else f"{file} cannot be read ({in_short(error)})"
        raise ImageError(f"{problem}; skip_broken=True leaves it out") from error
