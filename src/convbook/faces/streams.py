"""Faces that need not fit into memory: pictures that stay in their files until they are looked at."""

from pathlib import Path

import numpy as np

from convbook.arguments import as_int
from convbook.faces.dataset import Faces
from convbook.faces.folder import _enough, _files_of_people, _folder, _square


class Pictures:
    """Picture files in the place of an array of images: choosing rows reads nothing, ``np.asarray`` reads.

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
        self.files = np.asarray([str(file) for file in files], dtype=object)
        self.size = size

    @property
    def shape(self):
        return (len(self.files), self.size, self.size, 3)

    def __len__(self):
        return len(self.files)

    def __repr__(self):
        return f"Pictures({len(self):,} files, {self.size}x{self.size})"

    def __getitem__(self, rows):
        """One image as an array; for a slice or an array of rows, `Pictures` of these."""
        chosen = self.files[rows]
        return _image(chosen, self.size) if isinstance(chosen, str) else Pictures(chosen, self.size)

    def __array__(self, dtype=None, copy=None):
        images = np.empty(self.shape, np.float32)
        for image, file in zip(images, self.files, strict=True):
            image[...] = _image(file, self.size)
        return images.astype(dtype or np.float32, copy=False)


def stream_folder(path, size=64, *, min_faces_per_person=None, skip_broken=False):
    """The faces of `load_folder`, left in their files: for more of them than fit into memory.

    `split_faces`, `validation_split` and `train` take them as they take any faces. Training reads every picture
    anew in each epoch, a few minibatches ahead of the network; its numbers are those of training in memory.

    Parameters
    ----------
    path, size, min_faces_per_person
        As for `load_folder`.
    skip_broken : bool
        Read every picture once before, leave out files that are no pictures, or damaged ones, and print their names
        in one line. Without it, a broken one is an error when its turn comes.

    Returns
    -------
    Faces
        Its images are `Pictures`: ``np.asarray(faces.images[:9])`` gives nine as an array, for instance to predict.

    Raises
    ------
    OSError, ValueError, TypeError
        As for `load_folder`.
    """
    size = as_int(size, "size", 8)
    least = None if min_faces_per_person is None else as_int(min_faces_per_person, "min_faces_per_person", 1)
    people = _files_of_people(_folder(path))
    if skip_broken:
        people = _whole(people)
    people = _enough(people, least, path)
    labels = np.repeat(np.arange(len(people)), [len(files) for files in people.values()])
    return Faces(Pictures([file for files in people.values() for file in files], size), labels, tuple(people), "folder")


def _whole(people):
    broken = []
    people = {name: [f for f in files if _square(f, 8, broken) is not None] for name, files in people.items()}
    if broken:
        print(f"{len(broken)} file{'s' * (len(broken) > 1)} left out: {'; '.join(broken)}", flush=True)
    return people


def _image(file, size):
    return np.divide(_square(Path(file), size, None), np.float32(255))
