"""Statistics of a network's activations over many images: blank channels, sparsity, and the positions of maxima."""

from dataclasses import dataclass

import numpy as np

from convbook.arguments import as_int
from convbook.models.calls import layer_outputs
from convbook.models.pictures import image_batch
from convbook.prediction import check_images


@dataclass(frozen=True, eq=False)
class LayerStatistics:
    """One layer's activation statistics over N images; C channels of H×W positions.

    `zero_fraction` (N,) is each image's fraction of activations that are 0; `active` (N, C) says which channels are
    not 0 everywhere; `mean` (H, W, C) is the average activation at each position; `peak_counts` (H, W, C) says for how
    many images a channel has its maximum there (the first of equal ones; blank channels count nowhere).
    """

    zero_fraction: np.ndarray
    active: np.ndarray
    mean: np.ndarray
    peak_counts: np.ndarray

    @property
    def blank_fraction(self):
        """Each image's fraction of blank channels, (N,)."""
        return 1 - self.active.mean(axis=1)

    @property
    def always_blank(self):
        """Which channels are blank for every one of the images, (C,); other images may still wake them."""
        return ~self.active.any(axis=0)


def layer_statistics(model, images, *, batch_size=64):
    """Activation statistics of every layer with feature maps; only one batch of maps is in memory at a time.

    Parameters
    ----------
    model : keras.Model
        As for `feature_maps`.
    images : ndarray, (N, H, W, C)
        As the model takes them.
    batch_size : int

    Returns
    -------
    dict
        Layer name -> `LayerStatistics`.

    Raises
    ------
    ValueError
        As `feature_maps` does.
    """
    statistics = {}
    for batch in image_batches(model, images, batch_size):
        for name, maps in layer_outputs(model, batch).items():
            if maps.ndim == 4:
                statistics.setdefault(name, []).append(_batch_statistics(maps))
    if not statistics:
        raise ValueError(f"model {model.name!r} has no layer with maps, that is with output (N, H, W, C)")
    return {name: _merge(parts) for name, parts in statistics.items()}


def image_batches(model, images, batch_size):
    """The images in batches, each checked and in the form that the model takes."""
    images, batch_size = check_images(model, images), as_int(batch_size, "batch_size", 1)
    for start in range(0, len(images), batch_size):
        yield image_batch(model, images[start : start + batch_size])[0]


def _batch_statistics(maps):
    n, height, width, channels = maps.shape
    active = maps.any(axis=(1, 2))
    peaks = maps.reshape(n, height * width, channels).argmax(axis=1)
    peak_counts = np.zeros((height * width, channels), int)
    image, channel = np.nonzero(active)
    np.add.at(peak_counts, (peaks[image, channel], channel), 1)
    zero_fraction = (maps == 0).mean(axis=(1, 2, 3))
    return LayerStatistics(zero_fraction, active, maps.mean(axis=0, dtype=float), peak_counts.reshape(maps.shape[1:]))


def _merge(parts):
    return LayerStatistics(
        zero_fraction=np.concatenate([part.zero_fraction for part in parts]),
        active=np.concatenate([part.active for part in parts]),
        mean=np.average([part.mean for part in parts], axis=0, weights=[len(part.active) for part in parts]),
        peak_counts=sum(part.peak_counts for part in parts),
    )
