"""Four small networks for the faces that differ in their blocks alone: VGG's, Inception's, ResNet's and DenseNet's.

All have the same stem and the same head. Between them are three stages of one kind of block, on maps of a quarter, an
eighth and a sixteenth of the image's sides, with 2x2 max pooling before each. Their widths are chosen so that all cost
what the paper's network does, within 5%. `COMPARISON_RECIPES` trains them, and that network, under one budget.
"""

from dataclasses import dataclass

import keras
from keras import layers

from convbook.arguments import as_choice, as_int
from convbook.training.augment import Augmentation
from convbook.training.models import MOST_SEED, check_input_shape
from convbook.training.recipes import Recipe

STEM = 32  # filters of the first convolution
STAGES = 3
WIDTHS = {"vgg": 40, "inception": 104, "resnet": 40, "densenet": 24}  # of the first stage; for densenet the growth


def small_net(block, n_classes=34, input_shape=(64, 64, 3), *, width=None, seed=0):
    """A small network of VGG, Inception, ResNet or DenseNet blocks, untrained.

    A 5x5 convolution of 32 filters with stride 2; three stages, each after 2x2 max pooling; global average pooling;
    softmax. Convolutions have no bias and are followed by batch normalization and ReLU. A stage is

    - vgg: four 3x3 convolutions (Simonyan and Zisserman 2014);
    - inception: two modules, with the channels of GoogLeNet's first one in proportion (Szegedy et al. 2015);
    - resnet: two pairs of 3x3 convolutions with a shortcut around each, a 1x1 convolution where the number of channels
      changes (He et al. 2016);
    - densenet: four pairs of a 1x1 and a 3x3 convolution, concatenated with all maps before; between stages a 1x1
      convolution halves the number of maps (Huang et al. 2017).

    Parameters
    ----------
    block : {"vgg", "inception", "resnet", "densenet"}
    n_classes : int
    input_shape : (H, W, C)
        Of one image with values from 0 to 1; each side at least 16 pixels.
    width : int, optional
        Channels of the first stage, doubled in each of the next; for "inception" a multiple of 8. For "densenet" the
        growth rate. By default that of the comparison of chapter 15.
    seed : int
        Start of the initial weights.

    Returns
    -------
    keras.Model

    Raises
    ------
    ValueError
        If an argument has none of the values above.
    """
    as_choice(block, "block", _BLOCKS)
    input_shape = check_input_shape(n_classes, input_shape, 2 ** (STAGES + 1))
    width = WIDTHS[block] if width is None else as_int(width, "width", 1, 2**12)
    if block == "inception" and width % 8:
        raise ValueError(f"width is {width}; expected a multiple of 8 for 'inception'")
    conv = _Convolutions(as_int(seed, "seed", 0, MOST_SEED))
    image = keras.Input(input_shape, name="image")
    x = conv(image, STEM, 5, stride=2)
    for stage in range(STAGES):
        x = layers.MaxPooling2D(2, name=f"pool{stage + 1}")(x)
        x = _BLOCKS[block](conv, x, width if block == "densenet" else width * 2**stage, stage)
    x = layers.GlobalAveragePooling2D(name="mean")(x)
    kernel = keras.initializers.GlorotUniform(seed=next(conv.seeds))
    output = layers.Dense(n_classes, activation="softmax", kernel_initializer=kernel, name="output")(x)
    return keras.Model(image, output, name=f"{block}_style")


class _Convolutions:
    """Makes convolution, batch normalization and ReLU, each time with a seed and a number of its own."""

    def __init__(self, seed):
        self.seeds = iter(range(1000 * seed, 1000 * seed + 100))
        self.made = 0

    def __call__(self, x, filters, size, *, stride=1, relu=True):
        self.made += 1
        x = layers.Conv2D(
            filters, size, strides=stride, padding="same", use_bias=False, name=f"conv{self.made}",
            kernel_initializer=keras.initializers.HeNormal(seed=next(self.seeds)),
        )(x)  # fmt: skip
        # 0.9: a training has only some hundred updates in which the running means must arrive
        x = layers.BatchNormalization(momentum=0.9, name=f"norm{self.made}")(x)
        return layers.ReLU(name=f"relu{self.made}")(x) if relu else x


def _vgg(conv, x, width, stage):
    for _ in range(4):
        x = conv(x, width, 3)
    return x


def _inception(conv, x, width, stage):
    for _ in range(2):
        branches = [
            conv(x, width // 4, 1),
            conv(conv(x, 3 * width // 8, 1), width // 2, 3),
            conv(conv(x, width // 16, 1), width // 8, 5),
            conv(layers.MaxPooling2D(3, strides=1, padding="same")(x), width // 8, 1),
        ]
        x = layers.Concatenate()(branches)
    return x


def _resnet(conv, x, width, stage):
    for _ in range(2):
        shortcut = x if x.shape[-1] == width else conv(x, width, 1, relu=False)
        x = layers.Add()([shortcut, conv(conv(x, width, 3), width, 3, relu=False)])
        x = layers.ReLU()(x)
    return x


def _densenet(conv, x, growth, stage):
    if stage:
        x = conv(x, x.shape[-1] // 2, 1)
    for _ in range(4):
        x = layers.Concatenate()([x, conv(conv(x, 4 * growth, 1), growth, 3)])
    return x


_BLOCKS = {"vgg": _vgg, "inception": _inception, "resnet": _resnet, "densenet": _densenet}


@dataclass(frozen=True)
class BlockRecipe(Recipe):
    """A `Recipe` for a `small_net` with this kind of block."""

    block: str = "vgg"

    def model(self, n_classes, input_shape, seed=0, **reading):
        """The untrained network; a reading of what the paper leaves open does not touch it."""
        return small_net(self.block, n_classes, input_shape, seed=seed)


# The schedule of the fast recipe, for images of 64x64: twice the shift, and a smaller peak (chapter 15 says why).
_BUDGET = {
    "epochs": 12, "batch_size": 64, "learning_rate": 0.003, "warmup": 0.3,
    "augment": Augmentation(mirror=True, shift=2),
}  # fmt: skip
COMPARISON_RECIPES = {"baseline": Recipe(**_BUDGET)} | {
    f"{block}-style": BlockRecipe(block=block, **_BUDGET) for block in _BLOCKS
}
