"""The network of the paper's section 3.2, and a leaner one, as Keras models."""

from itertools import count

import keras
from keras import layers

from convbook.arguments import as_choice, as_flag, as_float, as_int, as_shape

FILTERS = (32, 64, 128)  # three convolutions, each followed by 2x2 max pooling
HIDDEN = (128, 256)  # two fully connected layers
DROPOUT = 0.5
MOST_SEED = 2**20  # 1,000 numbers lie between a seed and the next


def paper_cnn(n_classes=34, input_shape=(64, 64, 3), *, padding="same", dropout="last", seed=0):
    """The paper's convolutional neural network, untrained (Soydaner 2019, section 3.2).

    Three 3x3 convolutions of 32, 64 and 128 filters with ReLU, each followed
    by 2x2 max pooling; hidden layers of 128 and 256 with ReLU and dropout;
    softmax. What the paper leaves open is an argument; the defaults are the
    reading that chapter 12 chose.

    Parameters
    ----------
    n_classes : int
        How many people; 34 in the paper.
    input_shape : (H, W, C)
        Of one image with values from 0 to 1; each side at least 8 pixels, with "valid" padding 22.
    padding : {"same", "valid"}
        Of the three convolutions.
    dropout : {"last", "both"}
        Dropout of 0.5 only after the hidden layer before the output, or after both hidden layers.
    seed : int
        Start of the initial weights and of the dropout masks.

    Returns
    -------
    keras.Model
        Its layers are named conv1, pool1, conv2, ..., pool3, flatten, dense1, dense2, output.

    Raises
    ------
    ValueError
        If an argument has none of the values above.
    """
    as_choice(padding, "padding", ("same", "valid"))
    as_choice(dropout, "dropout", ("last", "both"))
    input_shape = check_input_shape(n_classes, input_shape, 8 if padding == "same" else 22)
    seeds = count(1000 * as_int(seed, "seed", 0, MOST_SEED))  # every layer its own, all from the one
    model = keras.Sequential([keras.Input(input_shape, name="image")], name="paper_cnn")
    for i, n_filters in enumerate(FILTERS, start=1):
        options = {"padding": padding, "activation": "relu", "kernel_initializer": _glorot(seeds)}
        model.add(layers.Conv2D(n_filters, 3, **options, name=f"conv{i}"))
        model.add(layers.MaxPooling2D(2, name=f"pool{i}"))
    model.add(layers.Flatten(name="flatten"))
    for i, n_units in enumerate(HIDDEN, start=1):
        model.add(layers.Dense(n_units, activation="relu", kernel_initializer=_glorot(seeds), name=f"dense{i}"))
        if dropout == "both" or i == len(HIDDEN):
            model.add(layers.Dropout(DROPOUT, seed=next(seeds), name=f"dropout{i}"))
    model.add(layers.Dense(n_classes, activation="softmax", kernel_initializer=_glorot(seeds), name="output"))
    return model


def four_layer_cnn(
    n_classes=34, input_shape=(64, 64, 3), *, filters=(32, 64, 128, 256), normalize=True, dropout=0.0, seed=0
):
    """A leaner network for the same task: four convolutions and no hidden layer, untrained.

    Each convolution is 3x3 without bias, followed by 2x2 max pooling, batch
    normalization (Ioffe and Szegedy 2015) and ReLU. ReLU and max pooling give
    the same in either order, and after pooling there is only a quarter left to
    normalize.

    Parameters
    ----------
    n_classes : int
    input_shape : (H, W, C)
        Of one image with values from 0 to 1; each side at least 16 pixels.
    filters : four ints
        How many, layer by layer.
    normalize : bool
        With batch normalization; without it the convolutions have a bias instead.
    dropout : float
        The share of the last layer's inputs that is dropped in training.
    seed : int
        Start of the initial weights and of the dropout masks.

    Returns
    -------
    keras.Model
        Its layers are named conv1, pool1, norm1, relu1, conv2, ..., relu4, flatten, dropout, output.

    Raises
    ------
    ValueError
        If an argument has none of the values above.
    """
    if not isinstance(filters, tuple | list) or not filters:
        raise TypeError(f"filters are {filters!r}; expected how many, layer by layer, such as (32, 64, 128, 256)")
    filters = [as_int(n_filters, "an entry of filters", 1, 2**16) for n_filters in filters]
    normalize, dropout = as_flag(normalize, "normalize"), as_dropout(dropout)
    input_shape = check_input_shape(n_classes, input_shape, 2 ** len(filters))
    seeds = count(1000 * as_int(seed, "seed", 0, MOST_SEED))
    model = keras.Sequential([keras.Input(input_shape, name="image")], name="four_layer_cnn")
    for i, n_filters in enumerate(filters, start=1):
        options = {"padding": "same", "use_bias": not normalize}
        options["kernel_initializer"] = keras.initializers.HeNormal(seed=next(seeds))
        model.add(layers.Conv2D(n_filters, 3, **options, name=f"conv{i}"))
        model.add(layers.MaxPooling2D(2, name=f"pool{i}"))
        if normalize:
            # 0.9: a training has only some hundred updates in which the running means must arrive
            model.add(layers.BatchNormalization(momentum=0.9, name=f"norm{i}"))
        model.add(layers.ReLU(name=f"relu{i}"))
    model.add(layers.Flatten(name="flatten"))
    if dropout:
        model.add(layers.Dropout(dropout, seed=next(seeds), name="dropout"))
    model.add(layers.Dense(n_classes, activation="softmax", kernel_initializer=_glorot(seeds), name="output"))
    return model


def _glorot(seeds):
    return keras.initializers.GlorotUniform(seed=next(seeds))


def as_dropout(value):
    """A share of units that are dropped, from 0 to below 1."""
    return as_float(value, "dropout", "a number from 0 to below 1", lambda number: 0 <= number < 1)


def check_input_shape(n_classes, input_shape, minimum):
    """`input_shape` as three ints, once it and the number of classes fit a network that needs so many pixels a side."""
    as_int(n_classes, "n_classes", 2, 2**20)
    height, width, channels = as_shape(input_shape, "input_shape", {3: "(height, width, channels)"})
    if min(height, width) < minimum or max(height, width, channels) > 2**14:
        raise ValueError(
            f"input_shape is {tuple(input_shape)}; expected (height, width, channels) with sides of at least {minimum}"
            f" pixels, so that something is left after all convolutions and poolings, and at most {2**14}"
        )
    return height, width, channels
