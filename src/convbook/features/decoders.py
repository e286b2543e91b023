"""Linear decoders that reconstruct the image from a layer's activations."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from convbook.arguments import as_int, as_names
from convbook.features.layer_statistics import image_batches
from convbook.features.ridge import RidgeSums, best_penalty
from convbook.models.calls import layer_outputs
from convbook.nn.conv import conv2d
from convbook.prediction import check_images

PENALTIES = tuple(10.0**k for k in range(-6, 1))  # of which the validation set chooses
VALIDATION_FRACTION = 0.25


class Score(NamedTuple):
    """`r2`: fraction of the pixels' variance around the average image; `error`: mean absolute error of a pixel."""

    r2: float
    error: float


@dataclass(frozen=True, eq=False)
class Decoder:
    """A linear convolution from a layer's feature maps to the image.

    `weights` (k, k, C, s·t·c) lead from the k×k positions around a position to the block of s×t pixels that belongs to
    it. Input and output are differences: from the layer's average activation, `mean` (H, W, C), and from the average
    image, `average` (H·s, W·t, c).
    """

    weights: np.ndarray
    mean: np.ndarray
    average: np.ndarray

    def __call__(self, maps):
        """The images (N, H·s, W·t, c) that belong to a layer's activations, (N, H, W, C) or (N, C)."""
        blocks = conv2d(_as_maps(maps) - self.mean, self.weights, padding="same")
        return _from_blocks(blocks, self.average.shape) + self.average


def fit_decoders(model, images, layers=None, *, window=3, positions_per_image=64, seed=0, batch_size=32):
    """Fit a `Decoder` for each layer by ridge regression; only sums and one batch of activations are in memory.

    The penalty is the one with the least error on a validation set; then all images are fitted.

    Parameters
    ----------
    model : keras.Model
        As for `feature_maps`.
    images : ndarray, (N, H, W, C)
        Training images, as the model takes them.
    layers : sequence of str, optional
        By default all with maps. The sides of a layer's maps must divide the image's; a dense layer counts as
        one position.
    window : int, odd
        Side of the window of positions that a block of pixels is decoded from.
    positions_per_image : int
        How many positions of each image, drawn at random, are fitted.
    seed : int
        Of the positions and of the validation set.
    batch_size : int

    Returns
    -------
    dict
        Layer name -> `Decoder`.

    Raises
    ------
    ValueError
        If a layer is not there, or its maps do not divide the image, or there are fewer than two images.
    """
    images, window = check_images(model, images), as_int(window, "window", 1)
    if len(images) < 2 or window % 2 != 1:
        raise ValueError(f"{len(images)} images and window {window}; expected at least two images, and an odd window")
    if layers is not None:
        layers = as_names(layers, "layers", "['conv1', 'pool1']")
    positions_per_image = as_int(positions_per_image, "positions_per_image", 1)
    rng = np.random.default_rng(as_int(seed, "seed", 0))
    means, average = _averages(model, images, layers, batch_size)
    validation = rng.permutation(len(images)) < max(1, round(VALIDATION_FRACTION * len(images)))
    train_sums = {name: RidgeSums() for name in means}
    validation_sums = {name: RidgeSums() for name in means}
    sides = {name: window if max(mean.shape[:2]) > 1 else 1 for name, mean in means.items()}
    start = 0
    for batch, maps in _layer_batches(model, images, means, batch_size):
        for name, mean in means.items():
            image, F, Y = _rows(maps[name] - mean, batch - average, sides[name], positions_per_image, rng)
            for sums, chosen in ((train_sums, ~validation), (validation_sums, validation)):
                rows = chosen[start + image]
                if rows.any():
                    sums[name].add(F[rows], Y[rows])
        start += len(batch)
    decoders = {}
    for name, mean in means.items():
        penalty = best_penalty(train_sums[name], validation_sums[name], PENALTIES)
        weights = (train_sums[name] + validation_sums[name]).weights(penalty).astype(np.float32)
        decoders[name] = Decoder(weights.reshape(sides[name], sides[name], mean.shape[-1], -1), mean, average)
    return decoders


def decode(model, decoders, images):
    """Layer name -> the images (N, H, W, C) that its decoder reconstructs from the layer's activations."""
    _check_decoders(decoders)
    decoded = {name: [] for name in decoders}
    for _, maps in _layer_batches(model, images, decoders, 32):
        for name, decoder in decoders.items():
            decoded[name].append(decoder(maps[name]))
    return {name: np.concatenate(parts) for name, parts in decoded.items()}


def decoding_scores(model, decoders, images, *, batch_size=32):
    """Layer name -> `Score` of its decoder over `images`, which it should not have been fitted to."""
    _check_decoders(decoders)
    squared_error = dict.fromkeys(decoders, 0.0)
    absolute_error = dict.fromkeys(decoders, 0.0)
    total_variance = dict.fromkeys(decoders, 0.0)
    for batch, maps in _layer_batches(model, images, decoders, batch_size):
        for name, decoder in decoders.items():
            difference = decoder(maps[name]) - batch
            squared_error[name] += float(np.square(difference).sum())
            absolute_error[name] += float(np.abs(difference).sum())
            total_variance[name] += float(np.square(batch - decoder.average).sum())
    return {
        name: Score(1 - squared_error[name] / total_variance[name], absolute_error[name] / np.size(images))
        for name in decoders
    }


def _check_decoders(decoders):
    is_one = isinstance(decoders, dict) and all(isinstance(one, Decoder) for one in decoders.values())
    if not is_one or not decoders:
        raise TypeError(f"decoders are {decoders!r}; expected a dict, layer -> Decoder, as fit_decoders returns it")


def _layer_batches(model, images, names, batch_size):
    """(Batch of images, layer name -> activations as maps) for the named layers, or for all with maps."""
    for batch in image_batches(model, images, batch_size):
        outputs = layer_outputs(model, batch)
        if names is None:
            names = [name for name, value in outputs.items() if value.ndim == 4]
        if missing := [name for name in names if name not in outputs]:
            raise ValueError(
                f"model {model.name!r} has no layer {missing[0]!r}; it has {', '.join(outputs)}: name one of these in"
                " layers or decoders"
            )
        yield batch, {name: _as_maps(outputs[name]) for name in names}


def _averages(model, images, layers, batch_size):
    """Layer name -> average activation (H, W, C), and the average image."""
    means = {}
    average = 0
    for batch, maps in _layer_batches(model, images, layers, batch_size):
        average = average + batch.sum(axis=0, dtype=float) / len(images)
        for name, value in maps.items():
            means[name] = means.get(name, 0) + value.sum(axis=0, dtype=float) / len(images)
    for name, mean in means.items():
        if average.shape[0] % mean.shape[0] or average.shape[1] % mean.shape[1]:
            raise ValueError(f"{name} has maps of {mean.shape[:2]}; expected sides that divide {average.shape[:2]}")
    return {name: mean.astype(np.float32) for name, mean in means.items()}, average.astype(np.float32)


def _rows(maps, images, k, positions_per_image, rng):
    """For some positions of each image: its number, the k×k window of the maps around it, the block of pixels."""
    n, h, w, _ = maps.shape
    count = min(positions_per_image, h * w)
    positions = np.concatenate([rng.choice(h * w, count, replace=False) for _ in range(n)])
    image = np.repeat(np.arange(n), count)
    y, x = np.divmod(positions, w)
    padded = np.pad(maps, ((0, 0), (k // 2, k // 2), (k // 2, k // 2), (0, 0)))
    windows = sliding_window_view(padded, (k, k), axis=(1, 2))[image, y, x]  # (rows, C, k, k)
    F = windows.transpose(0, 2, 3, 1).reshape(len(image), -1)
    return image, F, _to_blocks(images, h, w)[image, y, x]


def _as_maps(value):
    """Activations with four axes: those of a dense layer are one position."""
    value = np.asarray(value)
    return value if value.ndim == 4 else value.reshape(len(value), 1, 1, -1)


def _to_blocks(images, h, w):
    n, height, width, c = images.shape
    blocks = images.reshape(n, h, height // h, w, width // w, c).transpose(0, 1, 3, 2, 4, 5)
    return blocks.reshape(n, h, w, -1)


def _from_blocks(blocks, shape):
    n, h, w, _ = blocks.shape
    height, width, c = shape
    return blocks.reshape(n, h, w, height // h, width // w, c).transpose(0, 1, 3, 2, 4, 5).reshape(n, *shape)
