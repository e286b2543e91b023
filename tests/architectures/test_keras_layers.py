"""Reading the list of layers off a Keras model."""

import keras
import pytest
from keras import layers

from convbook import Layer, layers_from_model, network_summary, paper_cnn


def test_a_sequential_model_is_a_chain_that_begins_with_its_input():
    model = keras.Sequential([keras.Input((8, 8, 3), name="image"), layers.Conv2D(4, 3, strides=2, name="conv")])
    conv = Layer("conv", "conv", ("image",), units=4, window=3, stride=2)
    assert layers_from_model(model) == [Layer("image", "input", shape=(8, 8, 3)), conv]


def test_a_fork_names_both_that_are_added():
    X = keras.Input((8, 8, 4), name="image")
    Y = layers.Conv2D(4, 3, padding="same", activation="relu", name="conv")(X)
    read = layers_from_model(keras.Model(X, layers.Add(name="sum")([X, Y])))
    assert read[-1].inputs == ("image", "conv")
    assert [layer.activation for layer in read] == ["", "ReLU", ""]


def test_the_papers_network_has_as_many_parameters_as_keras_counts():
    model = paper_cnn()
    assert network_summary(layers_from_model(model)).parameters == model.count_params()


def test_a_model_that_was_used_in_another_is_still_read_alone():
    X = keras.Input((8, 8, 3), name="image")
    model = keras.Model(X, layers.Conv2D(3, 3, padding="same", name="conv")(X))
    before = layers_from_model(model)
    model(model(keras.Input((8, 8, 3))))
    assert layers_from_model(model) == before


def shared(X):
    conv = layers.Conv2D(3, 3, padding="same", name="twice")
    return conv(conv(X))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (layers.Conv2D(3, (3, 5), name="wide"), r"kernel_size \(3, 5\)"),
        (layers.Conv2D(3, 3, dilation_rate=2, name="wide"), "dilation"),
        (layers.UpSampling2D(name="up"), "'up' is a UpSampling2D"),
        (shared, "'twice' is used 2 times"),
    ],
)
def test_a_layer_without_a_word_is_named(make, said):
    X = keras.Input((8, 8, 3))
    with pytest.raises(ValueError, match=said):
        layers_from_model(keras.Model(X, make(X)))


def test_a_model_without_input_asks_for_one():
    with pytest.raises(ValueError, match="no defined input yet"):
        layers_from_model(keras.Sequential([layers.Conv2D(3, 3)]))
