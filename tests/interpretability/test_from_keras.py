"""Keras models copied for the code in NumPy, or refused: in every way to write one, and in every way to go wrong."""

import keras
import numpy as np
import pytest
from keras import layers
from numpy.testing import assert_allclose

from convbook import class_scores, four_layer_cnn, network_from_keras, paper_cnn, softmax

IMAGES = np.random.default_rng(1).random((3, 16, 16, 3)).astype(np.float32)


def randomize(model):
    """Weights and biases that are not 0, so that one forgotten would show."""
    rng = np.random.default_rng(0)
    model.set_weights([rng.normal(0, 0.3, w.shape) for w in model.get_weights()])
    return model


def chain(*made):
    return randomize(keras.Sequential([keras.Input((16, 16, 3), name="image"), *made]))


def conv(**options):
    return layers.Conv2D(4, 3, **({"padding": "same"} | options))


def functional(build):
    X = keras.Input((16, 16, 3))
    return randomize(keras.Model(X, build(X)))


ACCEPTED = {
    "activations as arguments": lambda: chain(
        conv(activation="relu"), layers.MaxPooling2D(), layers.Flatten(), layers.Dense(5, activation="softmax")
    ),
    "activations as layers": lambda: chain(
        conv(), layers.ReLU(), layers.MaxPooling2D(), layers.Flatten(), layers.Dense(5), layers.Softmax()
    ),
    "activations by name": lambda: chain(
        conv(), layers.Activation("relu"), layers.Flatten(), layers.Dense(5), layers.Activation("softmax")
    ),
    "ReLU behind the pooling, no bias": lambda: chain(
        conv(use_bias=False), layers.MaxPooling2D(), layers.ReLU(), layers.Flatten(), layers.Dense(5, use_bias=False)
    ),
    "functional, with dropout of both kinds": lambda: functional(
        lambda X: layers.Dense(5)(layers.Dropout(0.5)(layers.Flatten()(layers.SpatialDropout2D(0.5)(conv()(X)))))
    ),
    "a model within the model": lambda: chain(
        keras.Sequential([keras.Input((16, 16, 3)), conv(activation="relu"), layers.MaxPooling2D()], name="base"),
        layers.Flatten(), layers.Dense(5),
    ),
    "flattened twice": lambda: chain(layers.Flatten(), layers.Flatten(), layers.Dense(5)),
    "half precision": lambda: chain(
        conv(activation="relu", dtype="mixed_float16"), layers.Flatten(dtype="mixed_float16"), layers.Dense(5)
    ),
    "the leaner network without normalization": lambda: randomize(four_layer_cnn(5, (16, 16, 3), normalize=False)),
}  # fmt: skip


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_chain_gives_what_keras_gives_however_it_is_written(name):
    model = ACCEPTED[name]()
    scores, wanted = class_scores(network_from_keras(model), IMAGES), model(IMAGES).numpy()
    is_probability = np.allclose(wanted.sum(axis=1), 1)
    error = 2e-2 * np.abs(wanted).max() if name == "half precision" else 1e-4
    assert_allclose(softmax(scores) if is_probability else scores, wanted, atol=error)


def test_layers_within_are_found_by_their_whole_name():
    network = network_from_keras(ACCEPTED["a model within the model"]())
    assert len(network.up_to(next(iter(network.parameters)).rpartition("/")[0]).layers) == 2
    with pytest.raises(ValueError, match="no layer 'base'"):
        network.up_to("base")


def shared(X):
    twice = layers.Conv2D(3, 3, padding="same", name="twice")
    return twice(twice(X))


def two_heads(X):
    first = layers.Flatten()(X)
    return [layers.Dense(5)(first), layers.Dense(5)(first)]


def head_on_a_head(X):
    first = layers.Dense(5)(layers.Flatten()(X))
    return [first, layers.Dense(5)(first)]


def branches(X):
    return layers.Flatten()(layers.Add(name="sum")([X, layers.ReLU(name="relu")(X)]))


class Doubled(layers.Dense):
    def call(self, X):
        return 2 * super().call(X)


REFUSED = {
    "hidden softmax": (
        lambda: chain(layers.Flatten(), layers.Dense(5, activation="softmax", name="middle"), layers.Dense(5)),
        "'middle' has a softmax, and other layers follow it",
    ),
    "hidden softmax layer": (
        lambda: chain(layers.Flatten(), layers.Dense(5), layers.Softmax(name="middle"), layers.Dense(5)),
        "'middle' has a softmax, and other layers follow it",
    ),
    "dropout behind the softmax": (
        lambda: chain(layers.Flatten(), layers.Dense(5, activation="softmax", name="soft"), layers.Dropout(0.5)),
        "'soft' has a softmax, and other layers follow it",
    ),
    "used twice": (lambda: functional(shared), "'twice' is used twice"),
    "branches": (lambda: functional(branches), "'sum' takes '.*' and 'relu'.*the model branches"),
    "two outputs": (lambda: functional(two_heads), "2 outputs"),
    "two heads chained": (lambda: functional(head_on_a_head), "2 outputs"),
    "two inputs": (
        lambda: keras.Model([a := keras.Input((4, 4, 3)), b := keras.Input((4, 4, 3))], layers.Add()([a, b])),
        "2 inputs",
    ),
    "channels first": (
        lambda: chain(layers.Flatten(data_format="channels_first", name="flat"), layers.Dense(5)),
        "'flat' has data_format 'channels_first'",
    ),
    "dense on maps": (lambda: chain(layers.Dense(5, name="each")), "'each' is dense and gets maps"),
    "ReLU up to 6": (lambda: chain(layers.ReLU(max_value=6, name="six")), r"'six' \(ReLU\) is none that"),
    "leaky": (lambda: chain(layers.LeakyReLU(name="leaky")), r"'leaky' \(LeakyReLU\) is none that"),
    "softmax over rows": (lambda: chain(layers.Softmax(axis=2, name="rows")), r"'rows' \(Softmax\) is none that"),
    "normalization": (lambda: chain(layers.BatchNormalization(name="norm")), "'norm'.*grad_cam take any Keras model"),
    "rescaling": (lambda: chain(layers.Rescaling(1 / 255, name="scale")), r"'scale' \(Rescaling\)"),
    "without a layer": (lambda: functional(lambda X: layers.Flatten()(X * 2)), "Multiply"),
    "a class of one's own": (lambda: chain(layers.Flatten(), Doubled(5, name="own")), r"'own' \(Doubled\)"),
    "not built": (lambda: keras.Sequential([layers.Conv2D(2, 3)]), "no defined input yet"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_chain_cannot_be_is_told_in_a_sentence(name):
    make, said = REFUSED[name]
    with pytest.raises(ValueError, match=said):
        network_from_keras(make())


def test_the_copy_is_tried_on_an_image():
    """An activation function that only calls itself relu passes every look at the layers."""

    def relu(X):
        return keras.ops.relu(X) + 1

    with pytest.raises(ValueError, match=r"does something that a chain.*for a random image they differ by [1-9]"):
        network_from_keras(
            chain(layers.Conv2D(3, 3, padding="same", activation=relu), layers.Flatten(), layers.Dense(2))
        )


def test_the_papers_network_keeps_its_names():
    assert list(network_from_keras(paper_cnn(5, (24, 24, 3))).parameters)[::2] == [
        "conv1/F", "conv2/F", "conv3/F", "dense1/W", "dense2/W", "output/W",
    ]  # fmt: skip
