"""Splitting faces into a training set and a test set, and a validation set off the training set."""

from dataclasses import dataclass
from math import ceil
from numbers import Real

import numpy as np

from convbook.arguments import MOST, as_classes, as_flag, as_int, check_kind
from convbook.faces.dataset import Faces, check_labeled


@dataclass(frozen=True, eq=False)
class Split:
    """Faces as a training set and a test set; `train_index` and `test_index` are the rows of `Faces.images` in each."""

    X_train: np.ndarray
    y_train: np.ndarray
    X_test: np.ndarray
    y_test: np.ndarray
    train_index: np.ndarray
    test_index: np.ndarray
    names: tuple[str, ...]
    source: str

    def __post_init__(self):
        check_labeled(self.X_train, self.y_train, self.names, self.source, ("X_train", "y_train"))
        check_labeled(self.X_test, self.y_test, self.names, self.source, ("X_test", "y_test"))
        for name, labels in (("train_index", self.y_train), ("test_index", self.y_test)):
            check_kind(getattr(self, name), name, np.ndarray, "an int array, (N,)")
            as_classes(getattr(self, name), name, np.shape(labels), MOST, "these are rows of Faces.images")

    def __repr__(self):
        n_train, n_test = len(self.y_train), len(self.y_test)
        return f"Split({n_train:,} to train, {n_test:,} to test, {len(self.names)} people, source={self.source!r})"


def split_faces(faces, test_fraction=0.25, seed=0, *, stratify=False):
    """Split the faces into a training set and a test set with scikit-learn's ``train_test_split``.

    Parameters
    ----------
    faces : Faces
    test_fraction : float between 0 and 1
        Rounded up to whole images: 0.25 of 2,370 gives 593 to test and the paper's 1,777 to train.
    seed : int
        Of the shuffle.
    stratify : bool
        Give each person the same share in both sets. Without it, chance may put all pictures of somebody who has few
        into the test set; then a line says so.

    Returns
    -------
    Split

    Raises
    ------
    ValueError, TypeError
        If the fraction leaves a set empty, there are fewer than two people, or `stratify` meets one
        with a single image.
    """
    check_kind(faces, "faces", Faces, "the Faces that load_faces returns")
    rows = np.arange(len(faces.labels))
    return _split(faces.images, faces.labels, rows, faces, "test_fraction", test_fraction, seed, stratify)


def validation_split(split, fraction=0.25, seed=0, *, stratify=False):
    """Split a validation set off the training set, so that choices can be made without the test set.

    Parameters
    ----------
    split : Split
        Its test set is not touched.
    fraction : float between 0 and 1
        Of the training set, rounded up to whole images.
    seed, stratify
        As for `split_faces`.

    Returns
    -------
    Split
        What is left to train in `X_train`, `y_train`, and the validation set in `X_test`, `y_test`; both
        indices are rows of the Faces that `split` was made of.

    Raises
    ------
    ValueError, TypeError
        As for `split_faces`.
    """
    check_kind(split, "split", Split, "the Split that split_faces returns")
    return _split(split.X_train, split.y_train, split.train_index, split, "fraction", fraction, seed, stratify)


def _split(X, y, rows, origin, argument, fraction, seed, stratify):
    """The Split of images `X` with labels `y`, which are `rows` of the Faces; `argument` is the fraction's name."""
    from sklearn.model_selection import train_test_split

    if isinstance(fraction, bool) or not isinstance(fraction, Real):
        raise TypeError(f"{argument} is {fraction!r}; expected a number between 0 and 1")
    n = len(y)
    seed, stratify = as_int(seed, "seed", 0), as_flag(stratify, "stratify")
    if not 0 < fraction < 1 or ceil(fraction * n) >= n:
        raise ValueError(f"{argument} is {fraction!r} of {n} images; expected one that leaves some for each set")
    counts = np.bincount(y, minlength=len(origin.names))
    if (counts > 0).sum() < 2:
        raise ValueError("there are images of fewer than two people; a classifier needs two: load more people")
    try:
        train, test = train_test_split(
            np.arange(n), test_size=fraction, random_state=seed, stratify=y if stratify else None
        )
    except ValueError as error:
        single = ", ".join(repr(origin.names[k]) for k in np.flatnonzero(counts == 1))
        why = f"there is only one image of {single}, and each set needs one" if single else error
        raise ValueError(f"stratify cannot share {n} images at {argument} {fraction!r}: {why}") from error
    if only := sorted({origin.names[k] for k in set(y[test]) - set(y[train])}):
        print(f"In the test set only, so that no network can learn them: {', '.join(only)}. stratify=True prevents it.")
    return Split(X[train], y[train], X[test], y[test], rows[train], rows[test], origin.names, origin.source)
