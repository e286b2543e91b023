"""The faces: Labeled Faces in the Wild (LFW), or synthetic ones drawn where it cannot be had.

`lfw` reads LFW's images, `download` fetches them where they are missing, `cache` keeps the resized arrays, and
`synthetic` draws.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from convbook.arguments import all_finite, as_choice, as_classes, as_int, as_names, check_kind
from convbook.faces.cache import cached
from convbook.faces.crop import CROPS
from convbook.faces.lfw import load_lfw
from convbook.faces.people import LFW_COUNTS
from convbook.faces.synthetic import draw_faces, drawing_version

SOURCES = ("auto", "lfw", "synthetic")
ZOOM = {"face": 1.0, "whole": 0.5, "square": 1.2}  # of the synthetic faces, by `crop`
_printed = set()  # notices that need not be printed again in this process


@dataclass(frozen=True, eq=False)
class Faces:
    """Images (N, size, size, 3) as float32 from 0 to 1, labels (N,) into names, and "lfw", "synthetic" or "folder"."""

    images: np.ndarray
    labels: np.ndarray
    names: tuple[str, ...]
    source: str

    def __post_init__(self):
        check_labeled(self.images, self.labels, self.names, self.source)

    def __repr__(self):
        n, height, width, _ = self.images.shape
        return f"Faces({n:,} images of {len(self.names)} people, {height}x{width}, source={self.source!r})"


def load_faces(source="auto", crop="face", size=64, min_faces_per_person=30, *, funneled=True, data_home=None):
    """Load the faces of people with many images: LFW, or synthetic faces drawn by this package.

    The images, their order and their names are those of scikit-learn's
    ``fetch_lfw_people(color=True, resize=None)``, resized to `size` with
    Pillow's bicubic filter. Arrays are kept in $CONVBOOK_CACHE (or else in
    $XDG_CACHE_HOME/convbook or ~/.cache/convbook), apart for each data home;
    they are still served when the images they were made from are gone.

    Parameters
    ----------
    source : {"auto", "lfw", "synthetic"}
        "lfw" and "synthetic" ask for one and never give the other. "auto" is
        LFW if it is here or can be downloaded, and else the synthetic faces, and
        says so; the environment variable CONVBOOK_FACES, if set, decides.
    crop : {"face", "whole", "square"}
        scikit-learn's crop of the face (rows 70-195, columns 78-172), all 250x250 pixels, or a
        tight square (rows 92-176, columns 83-167).
    size : int, at least 8
        Height and width of the images returned.
    min_faces_per_person : int, at least 1
        Leave out who has fewer images; 30 leaves 34 people and 2,370 images.
    funneled : True, False, "deep" or "deep-150"
        The aligned images, the original ones, or the deep-funneled ones. scikit-learn does not download
        the last; they are read where someone has put their folder, lfw-deepfunneled, beside the others.
        "deep-150" are the deep-funneled ones scaled to 150x150 pixels and back: a control for copies of
        the other two that went through that size.
    data_home : path, optional
        scikit-learn's data folder; by default $SCIKIT_LEARN_DATA or ~/scikit_learn_data.

    Returns
    -------
    Faces

    Raises
    ------
    ValueError, TypeError
        If an argument is none of the above, or nobody has that many images.
    FacesUnavailable (an OSError)
        If "lfw" is asked for and is not there, not whole, or not to be downloaded.
    """
    source = _check_arguments(source, crop, funneled)
    size = as_int(size, "size", 8)
    minimum = as_int(min_faces_per_person, "min_faces_per_person", 1)
    if minimum > max(LFW_COUNTS):
        raise ValueError(f"min_faces_per_person is {minimum}; nobody in LFW has more than {max(LFW_COUNTS)} pictures")
    if source != "synthetic":
        home = Path(data_home or os.environ.get("SCIKIT_LEARN_DATA") or "~/scikit_learn_data").expanduser()
        try:
            return _faces(load_lfw(home, funneled, crop, size, minimum, retry=source == "lfw"), "lfw")
        except OSError as error:
            if source == "lfw":
                raise
            _print_once(f"LFW is not at hand, so these faces are drawn by convbook: {error}")
    return _faces(_load_synthetic(crop, size, minimum), "synthetic")


def check_labeled(images, labels, names, source, called=("images", "labels")):
    """Raise unless the images are (N, H, W, C), an array or `ImageFiles`, with one label for each, into the names."""
    shape = getattr(images, "shape", ())
    dtype = getattr(images, "dtype", np.dtype(object))
    if len(shape) != 4 or dtype.kind not in "biuf" or dtype.itemsize > 8:
        came = f"have shape {shape} of {dtype}" if shape else f"are of type {type(images).__name__}"
        raise TypeError(f"{called[0]} {came}; expected numbers (N, H, W, C), as an array or ImageFiles")
    if isinstance(images, np.ndarray) and not all_finite(images):
        raise ValueError(f"{called[0]} hold NaN or infinity; expected numbers from 0 to 1")
    check_kind(source, "source", str, "'lfw', 'synthetic' or 'folder'")
    count = len(as_names(names, "names", "('Ada', 'Bob')"))
    check_kind(labels, called[1], np.ndarray, "an int array, (N,)")
    as_classes(labels, called[1], shape[:1], count, f"there are {count} names")


def _check_arguments(source, crop, funneled):
    """The source that is meant, once "auto" has asked the environment."""
    as_choice(source, "source", SOURCES)
    as_choice(crop, "crop", CROPS)
    if not isinstance(funneled, bool) and not (isinstance(funneled, str) and funneled in ("deep", "deep-150")):
        raise TypeError(f"funneled is {funneled!r}; expected True, False, 'deep' or 'deep-150'")
    default = os.environ.get("CONVBOOK_FACES") or "auto"
    if source == "auto" and default not in SOURCES:
        raise ValueError(f"the environment variable CONVBOOK_FACES is {default!r}; expected auto, lfw or synthetic")
    return default if source == "auto" else source


def _print_once(notice):
    """Printed, not warned: a notebook shows it as one line, in its place, and no filter hides it."""
    if not _printed:
        _printed.add(notice)
        print(notice, flush=True)


def _load_synthetic(crop, size, minimum):
    def draw():
        counts = [count if count >= minimum else 0 for count in LFW_COUNTS]
        images, labels, names = draw_faces(size, counts=counts, zoom=ZOOM[crop])
        present, labels = np.unique(labels, return_inverse=True)
        return images, labels, np.array(names)[present]

    return cached(f"drawn, version {drawing_version()}, {crop}, {size}, {minimum}", lambda: None, draw)


def _faces(arrays, source):
    images, labels, names = arrays
    return Faces(np.divide(images, np.float32(255)), labels.astype(np.int64), tuple(map(str, names)), source)
