"""The faces: Labeled Faces in the Wild (LFW), the drawn stand-in for where it cannot be had, and the split.

`lfw` reads LFW's images, `download` gets them when they are not there, `cache` keeps the scaled arrays, and
`standin` draws.
"""

import os
from dataclasses import dataclass
from math import ceil
from numbers import Real
from pathlib import Path

import numpy as np

from convbook.arguments import as_int
from convbook.faces.cache import cached
from convbook.faces.lfw import CROPS, PEOPLE, FacesUnavailable, load_lfw
from convbook.faces.standin import LFW_COUNTS, draw_faces, drawing_version

__all__ = ["CROPS", "PEOPLE", "Faces", "FacesUnavailable", "Split", "load_faces", "split_faces", "validation_split"]

SOURCES = ("auto", "lfw", "synthetic")
_told = {}  # what need not be said again in this process


@dataclass(frozen=True, eq=False)
class Faces:
    """Images (N, size, size, 3) as float32 from 0 to 1, labels (N,) into names, and "lfw", "synthetic" or "folder"."""

    images: np.ndarray
    labels: np.ndarray
    names: tuple[str, ...]
    source: str

    def __repr__(self):
        n, height, width, _ = self.images.shape
        return f"Faces({n:,} images of {len(self.names)} people, {height}x{width}, source={self.source!r})"


@dataclass(frozen=True, eq=False)
class Split:
    """Faces in two parts; `train_index` and `test_index` are the rows of `Faces.images` that went into each."""

    X_train: np.ndarray
    y_train: np.ndarray
    X_test: np.ndarray
    y_test: np.ndarray
    train_index: np.ndarray
    test_index: np.ndarray
    names: tuple[str, ...]
    source: str

    def __repr__(self):
        n_train, n_test = len(self.y_train), len(self.y_test)
        return f"Split({n_train:,} to train, {n_test:,} to test, {len(self.names)} people, source={self.source!r})"


def load_faces(source="auto", crop="face", size=64, min_faces_per_person=30, *, funneled=True, data_home=None):
    """Faces of people with many pictures: LFW, or faces drawn by this package.

    The images, their order and their names are those of scikit-learn's
    ``fetch_lfw_people(color=True, resize=None)``, scaled to `size` with
    Pillow's bicubic filter. Arrays are kept in $CONVBOOK_CACHE (or else in
    $XDG_CACHE_HOME/convbook or ~/.cache/convbook), apart for each data home;
    they are still served when the images they were made from are gone.

    Parameters
    ----------
    source : {"auto", "lfw", "synthetic"}
        "lfw" and "synthetic" ask for one and never give the other. "auto" is
        LFW if it is here or can be downloaded, and else the drawn faces, and
        says so; the environment variable CONVBOOK_FACES, if set, decides.
    crop : {"face", "whole", "square"}
        scikit-learn's cut around the face (rows 70-195, columns 78-172), all 250x250 pixels, or a
        tight square (rows 92-176, columns 83-167).
    size : int, at least 8
        Height and width of the images returned.
    min_faces_per_person : int, at least 1
        Leave out who has fewer pictures; 30 leaves 34 people and 2,370 images.
    funneled : True, False or "deep"
        The aligned images, the original ones, or the deep-funneled ones. scikit-learn does not download
        the last; they are read where someone has put their folder, lfw-deepfunneled, beside the others.
    data_home : path, optional
        scikit-learn's data folder; by default $SCIKIT_LEARN_DATA or ~/scikit_learn_data.

    Returns
    -------
    Faces

    Raises
    ------
    ValueError, TypeError
        If an argument is none of the above, or nobody has that many pictures.
    FacesUnavailable (an OSError)
        If "lfw" is asked for and is not there, not whole, or not to be downloaded.
    """
    source = _check_arguments(source, crop, funneled)
    size, least = as_int(size, "size", 8), as_int(min_faces_per_person, "min_faces_per_person", 1)
    if least > max(LFW_COUNTS):
        raise ValueError(f"min_faces_per_person is {least}; nobody in LFW has more than {max(LFW_COUNTS)} pictures")
    if source != "synthetic":
        home = Path(data_home or os.environ.get("SCIKIT_LEARN_DATA") or "~/scikit_learn_data").expanduser()
        try:
            return _faces(load_lfw(home, funneled, crop, size, least, patient=source == "lfw"), "lfw")
        except OSError as why:
            if source == "lfw":
                raise
            _tell_once(f"LFW is not at hand, so these faces are drawn by convbook: {why}")
    return _faces(_load_drawn(crop, size, least), "synthetic")


def split_faces(faces, test_fraction=0.25, seed=0, *, stratify=False):
    """Part the faces for training and testing with scikit-learn's ``train_test_split``.

    Parameters
    ----------
    faces : Faces
    test_fraction : float between 0 and 1
        Rounded up to whole images: 0.25 of 2,370 gives 593 to test and the paper's 1,777 to train.
    seed : int
        Of the shuffle.
    stratify : bool
        Give each person the same share in both parts.

    Returns
    -------
    Split

    Raises
    ------
    ValueError, TypeError
        If the fraction leaves a part empty, there are fewer than two people, or `stratify` meets one
        with a single image.
    """
    if not isinstance(faces, Faces):
        raise TypeError(f"faces is a {type(faces).__name__}; expected the Faces that load_faces returns")
    labels = faces.labels if stratify else None
    train, test = _two_parts(faces.labels, faces.names, test_fraction, "test_fraction", seed, labels)
    X, y = faces.images, faces.labels
    return Split(X[train], y[train], X[test], y[test], train, test, faces.names, faces.source)


def validation_split(split, fraction=0.25, seed=0, *, stratify=False):
    """Cut a validation part from the training part, so that choices can be made without the test part.

    Parameters
    ----------
    split : Split
        Its test part occurs nowhere in the answer.
    fraction : float between 0 and 1
        Of the training part, rounded up to whole images.
    seed : int
        Of the shuffle.
    stratify : bool
        Give each person the same share in both parts.

    Returns
    -------
    Split
        What is left to train in `X_train`, `y_train`, and the validation part in `X_test`, `y_test`; both
        indices are rows of the Faces that `split` was made of.

    Raises
    ------
    ValueError, TypeError
        As for `split_faces`.
    """
    if not isinstance(split, Split):
        raise TypeError(f"split is a {type(split).__name__}; expected the Split that split_faces returns")
    X, y, rows = split.X_train, split.y_train, split.train_index
    train, held = _two_parts(y, split.names, fraction, "fraction", seed, y if stratify else None)
    return Split(X[train], y[train], X[held], y[held], rows[train], rows[held], split.names, split.source)


def _two_parts(labels, names, fraction, called, seed, stratify):
    """Two arrays of places in `labels`; the second has that fraction of them, rounded up. `called`: its argument."""
    from sklearn.model_selection import train_test_split

    if isinstance(fraction, bool) or not isinstance(fraction, Real):
        raise TypeError(f"{called} is {fraction!r}; expected a number between 0 and 1")
    n, seed = len(labels), as_int(seed, "seed", 0)
    if not 0 < fraction < 1 or ceil(fraction * n) >= n:
        raise ValueError(f"{called} is {fraction!r} of {n} images; expected one that leaves some for each part")
    counts = np.bincount(labels, minlength=len(names))
    if (counts > 0).sum() < 2:
        raise ValueError("there are images of fewer than two people; a classifier needs two: load more people")
    try:
        return train_test_split(np.arange(n), test_size=fraction, random_state=seed, stratify=stratify)
    except ValueError as error:
        alone = ", ".join(repr(names[k]) for k in np.flatnonzero(counts == 1))
        why = f"there is only one image of {alone}, and each part needs one" if alone else error
        raise ValueError(f"stratify cannot share {n} images at {called} {fraction!r}: {why}") from error


def _check_arguments(source, crop, funneled):
    """The source that is meant, once "auto" has asked the environment."""
    if source not in SOURCES:
        raise ValueError(f"source is {source!r}; expected one of {', '.join(map(repr, SOURCES))}")
    if crop not in tuple(CROPS):
        raise ValueError(f"crop is {crop!r}; expected one of {', '.join(map(repr, CROPS))}")
    if funneled != "deep" and not isinstance(funneled, bool):
        raise TypeError(f"funneled is {funneled!r}; expected True, False or 'deep'")
    wish = os.environ.get("CONVBOOK_FACES") or "auto"
    if source == "auto" and wish not in SOURCES:
        raise ValueError(f"the environment variable CONVBOOK_FACES is {wish!r}; expected auto, lfw or synthetic")
    return wish if source == "auto" else source


def _tell_once(line):
    """Printed, not warned: a notebook shows it as one line, in its place, and no filter hides it."""
    if "stand-in" not in _told:
        _told["stand-in"] = line
        print(line, flush=True)


def _load_drawn(crop, size, least):
    def draw():
        counts = [count if count >= least else 0 for count in LFW_COUNTS]
        images, labels, names = draw_faces(size, counts=counts, zoom={"face": 1.0, "whole": 0.5, "square": 1.2}[crop])
        shown, labels = np.unique(labels, return_inverse=True)
        return images, labels, np.array(names)[shown]

    return cached(f"drawn, version {drawing_version()}, {crop}, {size}, {least}", lambda: None, draw)


def _faces(arrays, source):
    images, labels, names = arrays
    return Faces(np.divide(images, np.float32(255)), labels.astype(np.int64), tuple(map(str, names)), source)
