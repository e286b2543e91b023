"""What is true of a network over many pictures: its blank channels, its zeros, and where its units answer."""

from dataclasses import dataclass

import numpy as np

from convbook.features.maps import layer_outputs, picture_batch


@dataclass(frozen=True, eq=False)
class Answers:
    """One layer's answers to N pictures; C channels of H×W places.

    `zero` (N,) is each picture's share of activations that are 0; `awake`
    (N, C) says which channels are not 0 everywhere; `mean` (H, W, C) is the
    average activation at each place; `peaks` (H, W, C) counts for how many
    pictures a channel's largest activation is at that place (the first of
    equal ones; pictures for which it is blank count nowhere).
    """

    zero: np.ndarray
    awake: np.ndarray
    mean: np.ndarray
    peaks: np.ndarray

    @property
    def blank(self):
        """Each picture's share of blank channels, (N,)."""
        return 1 - self.awake.mean(axis=1)

    @property
    def dead(self):
        """Which channels are blank for every picture, (C,)."""
        return ~self.awake.any(axis=0)


def layer_answers(model, images, *, batch_size=64):
    """Measure every layer that has maps over many pictures; only one batch of maps is in memory at a time.

    Parameters
    ----------
    model : keras.Model
        As for `feature_maps`.
    images : ndarray, (N, H, W, C)
        As the model takes them.
    batch_size : int
        Pictures at a time.

    Returns
    -------
    dict
        Layer name -> `Answers`.

    Raises
    ------
    ValueError
        As `feature_maps` does.
    """
    found = {}
    for batch in batches(model, images, batch_size):
        for name, maps in layer_outputs(model, batch).items():
            if maps.ndim == 4:
                found.setdefault(name, []).append(_of_a_batch(maps))
    if not found:
        raise ValueError(f"model {model.name!r} has no layer with maps, that is with output (N, H, W, C)")
    return {name: _together(parts) for name, parts in found.items()}


def batches(model, images, batch_size):
    """The pictures in parts, each checked and in the form that the model takes."""
    if np.ndim(images) != 4 or len(images) == 0:
        raise ValueError(f"images has shape {np.shape(images)}; expected (N, H, W, C) with at least one picture")
    for start in range(0, len(images), batch_size):
        yield picture_batch(model, images[start : start + batch_size])[0]


def _of_a_batch(maps):
    n, height, width, channels = maps.shape
    awake = maps.any(axis=(1, 2))
    places = maps.reshape(n, height * width, channels).argmax(axis=1)
    peaks = np.zeros((height * width, channels), int)
    picture, channel = np.nonzero(awake)
    np.add.at(peaks, (places[picture, channel], channel), 1)
    return (
        (maps == 0).mean(axis=(1, 2, 3)),
        awake,
        maps.sum(axis=0, dtype=float),
        peaks.reshape(height, width, channels),
    )


def _together(parts):
    zero, awake, sums, peaks = zip(*parts, strict=True)
    awake = np.concatenate(awake)
    return Answers(np.concatenate(zero), awake, sum(sums) / len(awake), sum(peaks))
