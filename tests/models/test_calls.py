"""One pass through a Keras model: what each layer got and gave, and what it gives without its activation function."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers
from numpy.testing import assert_allclose, assert_array_equal

from convbook.models.calls import activation_name, layer_called, layer_outputs, linear_output, run

X = np.random.default_rng(0).normal(size=(2, 6, 5, 3)).astype(np.float32)


@pytest.fixture
def conv():
    """A convolution to be given an activation, and what it is without, by hand: each pixel on its own."""
    weights = np.random.default_rng(1).normal(size=(1, 1, 3, 4)).astype(np.float32)
    return weights, X @ weights[0, 0]


def written(activation, weights):
    """The same convolution with its activation function in each of the ways to write it: (model, layer's name)."""
    separate = {"relu": layers.ReLU, "softmax": layers.Softmax}[activation]
    for way in ("argument", "function", "layer", "named layer", "layer as argument"):
        given = {
            "argument": activation,
            "function": getattr(keras.activations, activation),
            "layer as argument": separate(),
        }
        made = [layers.Conv2D(4, 1, activation=given.get(way), name="conv")]
        made += {"layer": [separate(name="last")], "named layer": [layers.Activation(activation, name="last")]}.get(
            way, []
        )
        model = keras.Sequential([keras.Input((6, 5, 3)), *made])
        model.get_layer("conv").set_weights([weights, np.zeros(4)])
        yield model, made[-1].name


@pytest.mark.parametrize("activation", ["relu", "softmax"])
def test_an_activation_is_known_and_left_out_however_it_is_written(conv, activation):
    weights, Z = conv
    wanted = {"relu": np.maximum(Z, 0), "softmax": np.exp(Z) / np.exp(Z).sum(axis=-1, keepdims=True)}[activation]
    for model, name in written(activation, weights):
        before = model.get_layer(name).activation if hasattr(model.get_layer(name), "activation") else None
        output, calls = run(model, X)
        assert activation_name(calls[name].layer) == activation
        assert_allclose(output, wanted, atol=1e-6)
        assert_allclose(linear_output(calls[name]), Z, atol=1e-5)
        assert_array_equal(run(model, X)[0], output)  # nothing is left behind
        assert getattr(model.get_layer(name), "activation", None) is before


def test_a_layer_without_activation_function_is_linear_already(conv):
    model = keras.Sequential(
        [keras.Input((6, 5, 3)), layers.Conv2D(4, 1), layers.BatchNormalization(), layers.Flatten()]
    )
    for call in run(model, X)[1].values():
        assert linear_output(call) is call.output


def test_an_activation_inside_of_a_layer_is_refused():
    class Own(layers.Layer):
        def __init__(self, **options):
            super().__init__(**options)
            self.activation = keras.activations.tanh

        def call(self, value):
            return 2 * self.activation(value)

    model = keras.Sequential([keras.Input((6, 5, 3)), Own(name="own")])
    with pytest.raises(ValueError, match="'own' is a Own, whose tanh cannot be left out"):
        linear_output(run(model, X)[1]["own"])


def test_a_tape_finds_its_way_through_what_was_kept_also_in_a_graph_and_half_precision():
    half = keras.DTypePolicy("mixed_float16")
    made = [layers.Conv2D(4, 1, activation="relu", dtype=half, name="conv"), layers.GlobalAveragePooling2D(dtype=half)]
    model = keras.Sequential([keras.Input((6, 5, 3)), *made])

    def gradient(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            _, calls = run(model, x)
            total = tf.reduce_sum(tf.cast(linear_output(calls["conv"]), tf.float32))
        return calls["conv"].output, tape.gradient(total, x)

    wanted = np.broadcast_to(np.asarray(made[0].kernel)[0, 0].sum(axis=1), X.shape)
    for call in (gradient, tf.function(gradient, autograph=False)):
        output, found = call(tf.constant(X))
        assert output.dtype == tf.float16
        assert_allclose(found, wanted, rtol=5e-3, atol=5e-3)


def test_names_are_those_of_the_way_to_a_layer_and_its_uses():
    conv = layers.Conv2D(3, 3, padding="same", name="conv")
    inner = keras.Sequential([keras.Input((None, None, 3)), conv], name="base")
    image = keras.Input((6, 5, 3))
    model = keras.Model(image, inner(inner(image)))
    assert list(layer_outputs(model, X)) == ["base/conv", "base/conv:2"]
    assert layer_called(model, "base/conv:2") is layer_called(model, "base/conv") is conv
    with pytest.raises(ValueError, match="no layer 'conv'; it has base/conv"):
        layer_called(model, "conv")
