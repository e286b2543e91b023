"""Three training recipes for the faces (the paper's, a fast one, the best one), and the steps that lead to them."""

from dataclasses import dataclass, replace
from math import inf

import keras

from convbook.arguments import as_float, as_int
from convbook.training.augment import Augmentation
from convbook.training.models import four_layer_cnn, paper_cnn
from convbook.training.predict import predict_in_batches, predict_with_augmentation
from convbook.training.train import PAPER_EPOCHS, train


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
        The learning rate follows `one_cycle` with this share of warmup; without it, it is constant.
    averaged : bool
        Predict with test-time augmentation: `predict_with_augmentation`.
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
            return predict_with_augmentation(model, X, distance=self.size // 32)
        return predict_in_batches(model, X)


def one_cycle(peak, steps, warmup=0.3):
    """One-cycle learning rate schedule: linear warmup to `peak`, then cosine decay to 0.

    Parameters
    ----------
    peak : float
        The largest learning rate.
    steps : int
        Updates in all.
    warmup : float
        The share of them in which the rate climbs, from `peak` / 20.

    Returns
    -------
    keras.optimizers.schedules.CosineDecay
    """
    peak, steps = as_float(peak, "peak", "a number above 0", lambda number: 0 < number < inf), as_int(steps, "steps", 1)
    warmup = as_float(warmup, "warmup", "a number from 0 to below 1", lambda number: 0 <= number < 1)
    warmup_steps = round(warmup * steps)
    schedule = keras.optimizers.schedules.CosineDecay
    if not warmup_steps:
        return schedule(peak, steps)
    return schedule(peak / 20, steps - warmup_steps, warmup_target=peak, warmup_steps=warmup_steps)


def _cumulative(name, recipe, changes):
    """Recipes by name: the first one, then each with one more change."""
    steps = {name: recipe}
    for name, change in changes.items():
        recipe = replace(recipe, **change)
        steps[name] = recipe
    return steps


# Each line changes one thing in the line above it. What each bought was measured on a validation set.
FAST_STEPS = {"the paper's network, 4 epochs": Recipe(epochs=4)} | _cumulative(
    "four small layers, 32x32 pixels",
    Recipe(filters=(16, 32, 64, 128), size=32, normalize=False, epochs=12, batch_size=64),
    {
        "batch normalization": {"normalize": True},
        "one cycle of learning rates": {"learning_rate": 0.012, "warmup": 0.3},
        "mirrored faces": {"augment": Augmentation(mirror=True)},
        "faces moved by one pixel": {"augment": Augmentation(mirror=True, shift=1)},
        "averaged over ten copies": {"averaged": True},
    },
)
BEST_STEPS = _cumulative(
    "four layers of 32 to 256, normalized",
    Recipe(filters=(32, 64, 128, 256), epochs=60, batch_size=64),
    {
        "one cycle, higher rates, weight decay": {"learning_rate": 0.003, "warmup": 0.1, "weight_decay": 0.05},
        "mirrored faces": {"augment": Augmentation(mirror=True)},
        "moved by up to 4 pixels": {"augment": Augmentation(mirror=True, shift=4)},
        "brighter or darker": {"augment": Augmentation(mirror=True, shift=4, brightness=0.2)},
        "a square covered": {"augment": Augmentation(mirror=True, shift=4, brightness=0.2, square=16)},
        "smoothed labels": {"label_smoothing": 0.1},
        "dropout before the output": {"dropout": 0.4},
        "ten times the weight decay": {"weight_decay": 0.5},
        "averaged over ten copies": {"averaged": True},
    },
)

# The paper's recipe, and the last of the steps.
RECIPES = {
    "paper": Recipe(),
    "fast": FAST_STEPS["averaged over ten copies"],
    "best": BEST_STEPS["averaged over ten copies"],
}
