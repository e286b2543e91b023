"""Counts of random Keras models of every kind: the list of layers has Keras's own numbers, or says that it cannot."""

from math import prod

import keras
import numpy as np
import pytest
from keras import layers

from convbook import layers_from_model, network_summary, summarize_layers

RANDOM_MODELS = 60


def keras_multiply_adds(model):
    """Of one image: each weight of a convolution or a dense layer is used once at every place of what comes out."""
    total = 0
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            total += keras_multiply_adds(layer)
        elif hasattr(layer, "kernel"):
            places = layer.output.shape[1:-1]
            total += prod(places) * prod(layer.kernel.shape)
    return total


def random_block(rng, X):
    """One more layer on maps; some are such that a list of layers has no word for them."""
    channels, axis = X.shape[-1], int(rng.choice([-1, 3, 1], p=[0.5, 0.45, 0.05]))
    size, stride = int(rng.integers(1, 4)), int(rng.integers(1, 3))
    options = {"padding": str(rng.choice(["same", "valid"])), "strides": stride}
    bias = bool(rng.random() < 0.5)
    layer = {
        "conv": lambda: layers.Conv2D(4 * int(rng.integers(1, 4)), size, use_bias=bias, activation="relu", **options),
        "grouped": lambda: layers.Conv2D(channels, size, groups=channels // 2 or 1, use_bias=bias, **options),
        "depthwise": lambda: layers.DepthwiseConv2D(size, depth_multiplier=stride, use_bias=bias),
        "dilated": lambda: layers.Conv2D(4, size, dilation_rate=2),
        "oblong": lambda: layers.Conv2D(4, (1, 2)),
        "separable": lambda: layers.SeparableConv2D(4, size),
        "transposed": lambda: layers.Conv2DTranspose(4, size),
        "dense": lambda: layers.Dense(6, use_bias=bias),
        "norm": lambda: layers.BatchNormalization(axis=axis, scale=bias),
        "pool": lambda: layers.MaxPooling2D(2, padding=options["padding"]),
        "mean": lambda: layers.AveragePooling2D(size, strides=stride),
        "pad": lambda: layers.ZeroPadding2D(((1, 0), (0, 2))),
        "relu": lambda: layers.ReLU(max_value=6),
        "activation": lambda: layers.Activation("tanh"),
        "prelu": lambda: layers.PReLU(),
        "drop": lambda: layers.SpatialDropout2D(0.2),
        "first": lambda: layers.MaxPooling2D(2, data_format="channels_first"),
        "double": lambda: layers.Rescaling(2.0),
    }
    known = ["conv", "grouped", "depthwise", "dense", "norm", "pool", "mean", "pad", "relu", "activation", "drop"]
    kind = str(rng.choice(known if rng.random() < 0.85 else list(layer)))
    if kind == "double" and rng.random() < 0.5:
        return X * 2
    made = layer[kind]()
    return made(X) if rng.random() < 0.98 else made(made(X))


def random_model(rng):
    X = Y = keras.Input((16, 18, 4))
    for _ in range(rng.integers(2, 6)):
        before, Y = Y, random_block(rng, Y)
        if before.shape[1:3] == Y.shape[1:3] and rng.random() < 0.5:
            Y = layers.Concatenate(axis=int(rng.choice([-1, 3])))([before, Y])
        elif before.shape == Y.shape and rng.random() < 0.7:
            Y = layers.Concatenate(axis=1)([before, Y]) if rng.random() < 0.2 else layers.Add()([before, Y])
        if min(Y.shape[1:3]) < 5:
            break
    if rng.random() < 0.3:
        inner = keras.Sequential([keras.Input(Y.shape[1:]), layers.Conv2D(5, 3), layers.ReLU()])
        Y = inner(Y)
    if rng.random() < 0.5:
        Y = layers.GlobalAveragePooling2D(keepdims=bool(rng.random() < 0.2))(Y)
    Y = layers.Flatten()(Y)
    return keras.Model(X, layers.Dense(3, activation="softmax")(layers.Dropout(0.5)(layers.BatchNormalization()(Y))))


@pytest.mark.parametrize("seed", range(4))
def test_random_models_are_counted_as_keras_does_or_refused_in_a_sentence(seed):
    rng, counted, refused = np.random.default_rng(seed), 0, []
    for _ in range(RANDOM_MODELS // 4):
        try:
            model = random_model(rng)
        except ValueError:
            continue  # Keras itself refuses: nothing is left of the maps, or they do not fit
        try:
            read = layers_from_model(model)
        except ValueError as error:
            refused.append(str(error))
            continue
        total = network_summary(read)
        assert (total.parameters, total.multiply_adds) == (model.count_params(), keras_multiply_adds(model))
        assert summarize_layers(read)[-1].shape == model.output_shape[1:]
        counted += 1
    assert counted >= 3
    assert len(refused) >= 3
    for message in refused:
        assert message.startswith("layer '"), message


def on(*made):
    X = Y = keras.Input((9, 8, 4))
    for layer in made:
        Y = layer(Y)
    return keras.Model(X, Y)


def test_a_dense_layer_on_maps_is_a_convolution_of_one_pixel():
    model = on(layers.Dense(7, name="each"), layers.Flatten(), layers.Dense(2))
    read = layers_from_model(model)
    assert (read[1].kind, read[1].window) == ("conv", 1)
    assert summarize_layers(read)[1].shape == (9, 8, 7)
    assert network_summary(read).parameters == model.count_params() == 4 * 7 + 7 + 9 * 8 * 7 * 2 + 2


def test_a_mobilenet_is_counted_without_making_its_weights():
    with keras.StatelessScope(initialize_variables=False):
        model = keras.applications.MobileNetV2(weights=None, input_shape=(96, 96, 3), classes=5)
        total = network_summary(layers_from_model(model))
        assert (total.parameters, total.multiply_adds) == (model.count_params(), keras_multiply_adds(model))


def test_layers_of_a_model_within_a_model_are_named_after_both():
    inner = keras.Sequential([keras.Input((None, None, 4)), layers.Conv2D(3, 3, name="conv")], name="base")
    model = on(inner, layers.ReLU(name="relu"))
    read = layers_from_model(model)
    assert [(layer.name, layer.inputs) for layer in read[1:]] == [
        ("base/conv", (read[0].name,)),
        ("relu", ("base/conv",)),
    ]
    assert network_summary(read).parameters == model.count_params() == 3 * 3 * 4 * 3 + 3


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ([layers.BatchNormalization(axis=1, name="norm")], "'norm' has axis 1; expected that of the channels, -1 or 3"),
        ([layers.MaxPooling2D(2, data_format="channels_first", name="p")], "'p' has data_format 'channels_first'"),
        ([layers.Conv2D(2, 3, data_format="channels_first", name="c")], "'c' has data_format 'channels_first'"),
        (
            [layers.GlobalAveragePooling2D(keepdims=True, name="g")],
            r"'g' makes \(1, 1, 4\), in a list of layers \(4,\)",
        ),
        ([layers.Reshape((72, 4), name="r"), layers.Dense(2)], "'r' is a Reshape"),
        ([layers.PReLU(name="slopes")], "'slopes' is a PReLU"),
    ],
    ids=lambda value: value[0].name if isinstance(value, list) else None,
)
def test_what_would_be_counted_wrongly_is_named(made, said):
    with pytest.raises(ValueError, match=said):
        layers_from_model(on(*made))


def test_two_that_are_put_below_one_another_are_named():
    X = keras.Input((9, 8, 4))
    with pytest.raises(ValueError, match="'below' has axis 1"):
        layers_from_model(keras.Model(X, layers.Concatenate(axis=1, name="below")([X, layers.ReLU()(X)])))


def test_a_model_of_images_of_any_size_is_told_to_take_one():
    X = keras.Input((None, None, 3))
    with pytest.raises(ValueError, match="any size; expected a fixed one"):
        layers_from_model(keras.Model(X, layers.Conv2D(2, 3)(X)))
