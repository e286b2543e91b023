"""The picture read back from a layer by a linear map: how much of it is still there, and in plain sight."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from convbook.features.maps import layer_outputs
from convbook.features.measures import batches
from convbook.features.ridge import RidgeSums, best_penalty

PENALTIES = tuple(10.0**k for k in range(-6, 1))


class Score(NamedTuple):
    """`r2`: the share of what tells pictures from their average that came back; `error`: mean distance of a pixel."""

    r2: float
    error: float


@dataclass(frozen=True, eq=False)
class Decoder:
    """A convolution without ReLU from a layer's maps back to the picture.

    `weights` (k, k, C, s·t·c) lead from the k×k places around a place to the
    block of s×t pixels that belongs to it. What they work on and give are
    differences: from the layer's average activation, `mean` (H, W, C), and
    from the average picture, `average` (H·s, W·t, c). `penalty` is the ridge
    penalty that was chosen.
    """

    weights: np.ndarray
    mean: np.ndarray
    average: np.ndarray
    penalty: float

    def __call__(self, maps):
        """The pictures (N, H·s, W·t, c) that belong to a layer's activations, (N, H, W, C) or (N, C)."""
        different = _as_maps(maps) - self.mean
        (h, w, _), k = self.mean.shape, len(self.weights)
        padded = _pad(different, k)
        views = ((i, j, padded[:, i : i + h, j : j + w]) for i in range(k) for j in range(k))
        blocks = sum(view @ self.weights[i, j] for i, j, view in views)
        return _from_blocks(blocks, self.average.shape) + self.average


def learn_decoders(
    model, images, layers=None, *, window=3, places=64, penalties=PENALTIES, check=0.25, seed=0, batch_size=32
):
    """Fit a `Decoder` for each layer by ridge regression.

    The penalty is the one that serves best on a part of the pictures that was
    kept out; then all of them are fitted. Only sums and one batch of
    activations are in memory.

    Parameters
    ----------
    model : keras.Model
        As for `feature_maps`.
    images : ndarray, (N, H, W, C)
        What to learn from: training pictures, as the model takes them.
    layers : sequence of str, optional
        By default all with maps. The sides of a layer's maps must divide the picture's; a dense layer counts as
        one place.
    window : int, odd
        Side of the window of places that a block of pixels is read from.
    places : int
        How many places of each picture, drawn by lot, are learned from.
    penalties : sequence of float
    check : float
        Share of the pictures that chooses the penalty.
    seed : int
        Of the places, and of who is in that share.
    batch_size : int

    Returns
    -------
    dict
        Layer name -> `Decoder`.

    Raises
    ------
    ValueError
        If a layer is not there, or its maps do not divide the picture, or there are fewer than two pictures.
    """
    if len(images) < 2 or window % 2 != 1:
        raise ValueError(f"{len(images)} images and window {window}; expected at least two images, and an odd window")
    rng = np.random.default_rng(seed)
    means, average = _averages(model, images, layers, batch_size)
    kept_out = rng.permutation(len(images)) < max(1, round(check * len(images)))
    sums = {name: (RidgeSums(), RidgeSums()) for name in means}
    for start, batch, maps in _walk(model, images, means, batch_size):
        different = batch - average
        for name, mean in means.items():
            k = window if max(mean.shape[:2]) > 1 else 1
            picture, F, Y = _rows(maps[name] - mean, different, k, places, rng)
            for part, chosen in enumerate((~kept_out, kept_out)):
                rows = chosen[start + picture]
                if rows.any():
                    sums[name][part].add(F[rows], Y[rows])
    return {name: _fitted(*sums[name], means[name], average, penalties) for name in means}


def decode(model, decoders, images):
    """Layer name -> the pictures (N, H, W, C) that its decoder reads from what the model makes of `images`."""
    parts = [
        {name: decoders[name](value) for name, value in maps.items()}
        for _, _, maps in _walk(model, images, decoders, 32)
    ]
    return {name: np.concatenate([part[name] for part in parts]) for name in decoders}


def decoding_scores(model, decoders, images, *, batch_size=32):
    """Layer name -> `Score` of its decoder over `images`, which it should not have learned from."""
    wrong, far, spread = dict.fromkeys(decoders, 0.0), dict.fromkeys(decoders, 0.0), dict.fromkeys(decoders, 0.0)
    for _, batch, maps in _walk(model, images, decoders, batch_size):
        for name, decoder in decoders.items():
            off = decoder(maps[name]) - batch
            wrong[name] += float(np.square(off).sum())
            far[name] += float(np.abs(off).sum())
            spread[name] += float(np.square(batch - decoder.average).sum())
    return {name: Score(1 - wrong[name] / spread[name], far[name] / np.size(images)) for name in decoders}


def _walk(model, images, names, batch_size):
    """(Row of the first picture, the batch, what the named layers make of it), batch by batch."""
    start = 0
    for batch in batches(model, images, batch_size):
        outputs = layer_outputs(model, batch)
        names = [name for name, value in outputs.items() if value.ndim == 4] if names is None else names
        if missing := [name for name in names if name not in outputs]:
            raise ValueError(f"model {model.name!r} has no layer {missing[0]!r}; it has {', '.join(outputs)}")
        yield start, batch, {name: _as_maps(outputs[name]) for name in names}
        start += len(batch)


def _averages(model, images, layers, batch_size):
    means, average = {}, 0
    for _, batch, maps in _walk(model, images, layers, batch_size):
        average = average + batch.sum(axis=0, dtype=float) / len(images)
        for name, value in maps.items():
            means[name] = means.get(name, 0) + value.sum(axis=0, dtype=float) / len(images)
    for name, mean in means.items():
        if average.shape[0] % mean.shape[0] or average.shape[1] % mean.shape[1]:
            raise ValueError(f"{name} has maps of {mean.shape[:2]}; expected sides that divide {average.shape[:2]}")
    return {name: mean.astype(np.float32) for name, mean in means.items()}, average.astype(np.float32)


def _rows(maps, images, k, places, rng):
    """For some places of each picture: its number, the window of the maps around, the block of pixels."""
    n, h, w, _ = maps.shape
    count = min(places, h * w)
    at = np.stack([rng.choice(h * w, count, replace=False) for _ in range(n)]).ravel()
    picture, y, x = np.repeat(np.arange(n), count), at // w, at % w
    i, j = np.indices((k, k))
    padded = _pad(maps, k)
    F = padded[picture[:, None, None], y[:, None, None] + i, x[:, None, None] + j]
    return picture, F.reshape(len(picture), -1), _to_blocks(images, h, w)[picture, y, x]


def _fitted(fit, check, mean, average, penalties):
    penalty = best_penalty(fit, check, penalties)
    weights = (fit + check).weights(penalty).astype(np.float32)
    k = round((len(weights) / mean.shape[-1]) ** 0.5)
    return Decoder(weights.reshape(k, k, mean.shape[-1], -1), mean, average, penalty)


def _as_maps(value):
    """Activations with four axes: those of a dense layer are one place."""
    value = np.asarray(value)
    return value if value.ndim == 4 else value.reshape(len(value), 1, 1, -1)


def _pad(maps, k):
    return np.pad(maps, ((0, 0), (k // 2, k // 2), (k // 2, k // 2), (0, 0)))


def _to_blocks(images, h, w):
    n, height, width, c = images.shape
    blocks = images.reshape(n, h, height // h, w, width // w, c).transpose(0, 1, 3, 2, 4, 5)
    return blocks.reshape(n, h, w, -1)


def _from_blocks(blocks, shape):
    (n, h, w, _), (height, width, c) = blocks.shape, shape
    return blocks.reshape(n, h, w, height // h, width // w, c).transpose(0, 1, 3, 2, 4, 5).reshape(n, *shape)
