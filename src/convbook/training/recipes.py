"""Three recipes for the faces: the paper's, a fast one, and the best one; and the ideas that lead to them."""

from dataclasses import dataclass, replace

import keras
import numpy as np

from convbook.training.augment import Augmentation, shift
from convbook.training.models import four_layer_cnn, paper_cnn
from convbook.training.train import PAPER_EPOCHS, train
from convbook.training.trained import answers


@dataclass(frozen=True)
class Recipe:
    """A network and a way to train it.

    Parameters
    ----------
    filters : four ints, optional
        Of a `four_layer_cnn`; without them it is the `paper_cnn`.
    normalize, dropout : bool, float
        Of the `four_layer_cnn`.
    size : int
        Height and width of the images, for `load_faces`.
    epochs, batch_size, learning_rate, weight_decay, label_smoothing, augment
        As for `train`.
    warmup : float, optional
        The step size goes through `one_cycle`, this share of it upwards; without it, it is constant.
    averaged : bool
        The answer is the mean over moved and mirrored copies of an image: `predict_averaged`.
    """

    filters: tuple | None = None
    normalize: bool = True
    dropout: float = 0.0
    size: int = 64
    epochs: int = PAPER_EPOCHS
    batch_size: int = 128
    learning_rate: float = 0.001
    warmup: float | None = None
    weight_decay: float = 0.0
    label_smoothing: float = 0.0
    augment: Augmentation | None = None
    averaged: bool = False

    def model(self, n_classes, input_shape, seed=0, **reading):
        """The untrained network; `reading` goes to `paper_cnn` (padding, dropout)."""
        if self.filters is None:
            return paper_cnn(n_classes, input_shape, seed=seed, **reading)
        return four_layer_cnn(
            n_classes, input_shape, filters=self.filters, normalize=self.normalize, dropout=self.dropout, seed=seed,
        )  # fmt: skip

    def train(self, model, split, epochs=None, **options):
        """Train `model` (changed in place) for the recipe's epochs or for `epochs`; `options` are those of `train`."""
        epochs = epochs or self.epochs
        rate = self.learning_rate
        if self.warmup is not None:
            rate = one_cycle(rate, epochs * -(-len(split.y_train) // self.batch_size), self.warmup)
        return train(
            model, split, epochs, batch_size=self.batch_size, learning_rate=rate, weight_decay=self.weight_decay,
            label_smoothing=self.label_smoothing, augment=self.augment, **options,
        )  # fmt: skip

    def predict(self, model, X):
        """Probabilities (N, classes) for images (N, H, W, C)."""
        if self.averaged:
            return predict_averaged(model, X, by=self.size // 32)
        return answers(model, X)


def one_cycle(peak, steps, warmup=0.3):
    """A step size that climbs to `peak` in a straight line and comes down to 0 as half a wave of a cosine.

    Parameters
    ----------
    peak : float
        The largest step size.
    steps : int
        Updates in all.
    warmup : float
        The share of them in which it climbs, from `peak` / 20.

    Returns
    -------
    keras.optimizers.schedules.CosineDecay
    """
    up = round(warmup * steps)
    if not up:
        return keras.optimizers.schedules.CosineDecay(peak, steps)
    return keras.optimizers.schedules.CosineDecay(peak / 20, steps - up, warmup_target=peak, warmup_steps=up)


def predict_averaged(model, X, by=2):
    """The mean of a network's answers to ten copies of each image: moved by `by` pixels or not, mirrored or not.

    Parameters
    ----------
    model : keras.Model
    X : ndarray, (N, H, W, C)
    by : int
        How far the copies are moved up, down, left and right.

    Returns
    -------
    ndarray, (N, classes)
        Probabilities.
    """
    found = []
    for move in ((0, 0), (by, 0), (-by, 0), (0, by), (0, -by)):
        moved = shift(X, np.tile(move, (len(X), 1)))
        found += [answers(model, copy) for copy in (moved, moved[:, :, ::-1])]
    return np.mean(found, axis=0)


_LEAN = Recipe(filters=(16, 32, 64, 128), size=32, normalize=False, epochs=12, batch_size=64)
_WIDE = Recipe(filters=(32, 64, 128, 256), epochs=60, batch_size=64)

# Each line changes one thing in the line above it. What each bought was measured on a validation part.
FAST_STEPS = {
    "the paper's network, 4 epochs": Recipe(epochs=4),
    "four small layers, 32x32 pixels": _LEAN,
}
FAST_STEPS["batch normalization"] = replace(_LEAN, normalize=True)
FAST_STEPS["one cycle of step sizes"] = replace(FAST_STEPS["batch normalization"], learning_rate=0.012, warmup=0.3)
FAST_STEPS["mirrored faces"] = replace(FAST_STEPS["one cycle of step sizes"], augment=Augmentation(mirror=True))
FAST_STEPS["faces moved by one pixel"] = replace(
    FAST_STEPS["mirrored faces"], augment=Augmentation(mirror=True, shift=1)
)

FAST_STEPS["averaged over ten copies"] = replace(FAST_STEPS["faces moved by one pixel"], averaged=True)

BEST_STEPS = {"four layers of 32 to 256, normalized": _WIDE}
for _name, _change in {
    "one cycle, larger steps, weight decay": {"learning_rate": 0.003, "warmup": 0.1, "weight_decay": 0.05},
    "mirrored faces": {"augment": Augmentation(mirror=True)},
    "moved by up to 4 pixels": {"augment": Augmentation(mirror=True, shift=4)},
    "brighter or darker": {"augment": Augmentation(mirror=True, shift=4, brightness=0.2)},
    "a square covered": {"augment": Augmentation(mirror=True, shift=4, brightness=0.2, square=16)},
    "smoothed labels": {"label_smoothing": 0.1},
    "dropout before the output": {"dropout": 0.4},
    "ten times the weight decay": {"weight_decay": 0.5},
    "averaged over ten copies": {"averaged": True},
}.items():
    BEST_STEPS[_name] = replace(list(BEST_STEPS.values())[-1], **_change)

RECIPES = {
    "paper": Recipe(),
    "fast": list(FAST_STEPS.values())[-1],
    "best": list(BEST_STEPS.values())[-1],
}
