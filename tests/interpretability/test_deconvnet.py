"""The ways back to the pixels: against TensorFlow with gradients of its own, finite differences, and nets by hand."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from numpy.testing import assert_allclose, assert_array_equal

from convbook import (
    Network,
    backpropagate,
    feature_maps,
    forward,
    network_from_keras,
    paper_cnn,
    project_to_pixels,
)
from convbook.interpretability.deconvnet import keep_max_activation


@pytest.fixture(scope="module")
def model():
    made = paper_cnn(5, (24, 24, 3), seed=3)
    rng = np.random.default_rng(0)
    for layer in made.layers:  # biases that are not 0, so that one forgotten would show
        if layer.weights:
            weights, bias = layer.get_weights()
            layer.set_weights([weights, rng.normal(0, 0.05, bias.shape)])
    return made


def tensorflow_way_back(model, images, layer, signal, rule):
    """The same signal sent back by TensorFlow, its ReLU with a gradient of our making."""

    @tf.custom_gradient
    def relu(Z):
        keep = {
            "gradient": lambda dO: tf.cast(Z > 0, dO.dtype),
            "deconvnet": lambda dO: tf.cast(dO > 0, dO.dtype),
            "guided": lambda dO: tf.cast((Z > 0) & (dO > 0), dO.dtype),
        }[rule]
        return tf.nn.relu(Z), lambda dO: dO * keep(dO)

    X = tf.Variable(images)
    with tf.GradientTape() as tape:
        value = X
        for step in model.layers:
            if isinstance(step, keras.layers.Conv2D):
                value = relu(tf.nn.conv2d(value, step.kernel, 1, "SAME") + step.bias)
            elif isinstance(step, keras.layers.Dense):
                value = value @ tf.convert_to_tensor(step.kernel) + step.bias
                value = relu(value) if step.activation.__name__ == "relu" else value
            else:
                value = step(value, training=False)
            if step.name == layer:
                break
    return tape.gradient(value, X, output_gradients=tf.constant(signal)).numpy()


@pytest.mark.parametrize("rule", ["gradient", "deconvnet", "guided"])
@pytest.mark.parametrize("layer", ["conv1", "conv2", "conv3", "dense2", "output"])
def test_every_way_back_is_tensorflows_with_that_rule_in_its_relu(model, network, images, layer, rule):
    part = network.up_to(layer)
    answers, inputs = forward(part.parameters, images, part.layers)
    signal = np.random.default_rng(2).normal(size=answers.shape).astype(np.float32)
    ours = backpropagate(part, inputs, signal, rule)
    theirs = tensorflow_way_back(model, images, layer, signal, rule)
    assert np.abs(theirs).max() > 0
    assert_allclose(ours, theirs, atol=1e-5 * np.abs(theirs).max())


def test_the_same_layers_and_weights_give_keras_answers(model, network, images):
    scores, _ = forward(network.parameters, images, network.layers)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    assert_allclose(powers / powers.sum(axis=1, keepdims=True), model(images).numpy(), atol=1e-6)
    part = network.up_to("conv2")
    maps, _ = forward(part.parameters, images, part.layers)
    assert_allclose(maps, feature_maps(model, images)["conv2"], atol=1e-5)


def test_the_gradient_is_the_slope_of_one_answer_at_ten_pixels(network, images):
    exact = Network({name: value.astype(float) for name, value in network.parameters.items()}, network.layers)
    part = exact.up_to("conv2")
    X = images[:1].astype(float)
    maps, inputs = forward(part.parameters, X, part.layers)
    place = np.unravel_index(maps.argmax(), maps.shape)
    signal = np.zeros_like(maps)
    signal[place] = 1
    gradient = backpropagate(part, inputs, signal)
    pixels = np.argwhere(gradient)[:: np.count_nonzero(gradient) // 10][:10]
    assert len(pixels) == 10
    for pixel in map(tuple, pixels):
        up, down = X.copy(), X.copy()
        up[pixel] += 1e-6
        down[pixel] -= 1e-6
        high, low = (forward(part.parameters, moved, part.layers)[0][place] for moved in (up, down))
        assert_allclose((high - low) / 2e-6, gradient[pixel], rtol=1e-5)


def test_where_nothing_is_negative_all_rules_are_the_gradient(network, images):
    positive = Network({name: np.abs(value) + 0.01 for name, value in network.parameters.items()}, network.layers)
    part = positive.up_to("conv3")
    _, inputs = forward(part.parameters, images, part.layers)
    signal = np.random.default_rng(0).random((3, 6, 6, 128)).astype(np.float32)
    gradient = backpropagate(part, inputs, signal, "gradient")
    for rule in ("deconvnet", "guided"):
        assert_array_equal(backpropagate(part, inputs, signal, rule), gradient)


def test_the_three_rules_by_hand():
    """Four 1×1 filters on one pixel: the answers are 1, -1, 1, -1 before ReLU, the signals 2, 3, -4, -5."""
    network = Network(
        {"c/F": np.array([[[[1.0, -1, 1, -1]]]]), "c/b": np.zeros(4)}, (("conv", "c/F", "c/b"), ("relu",))
    )
    X, signal = np.ones((1, 1, 1, 1)), np.array([[[[2.0, 3, -4, -5]]]])
    _, inputs = forward(network.parameters, X, network.layers)
    found = {rule: backpropagate(network, inputs, signal, rule).item() for rule in ("gradient", "deconvnet", "guided")}
    assert found == {"gradient": 2 - 4, "deconvnet": 2 - 3, "guided": 2}


def test_pooling_sends_the_signal_through_the_switch():
    network = Network({}, (("pool",),))
    X = np.array([[1.0, 2], [4, 3]]).reshape(1, 2, 2, 1)
    back = backpropagate(network, [X], np.full((1, 1, 1, 1), 7.0), "deconvnet")
    assert_array_equal(back[0, ..., 0], [[0, 0], [7, 0]])


def test_only_the_strongest_answer_of_the_channel_starts():
    maps = np.zeros((2, 2, 2, 2))
    maps[0, :, :, 1] = [[1, 5], [5, 2]]
    maps[:, :, :, 0] = 9
    alone = keep_max_activation(maps, 1)
    assert_array_equal(alone[0, :, :, 1], [[0, 5], [0, 0]])
    assert alone.sum() == 5, "the other channel and the blank picture have nothing"


def test_a_projection_stays_in_the_receptive_field_of_its_unit(network, images):
    part = network.up_to("conv3")
    maps, _ = forward(part.parameters, images, part.layers)
    channel = int(maps[0].max(axis=(0, 1)).argmax())
    row, column = np.unravel_index(maps[0, ..., channel].argmax(), maps.shape[1:3])
    projected = np.abs(project_to_pixels(network, images, "conv3", channel)[0]).max(axis=-1)
    rows, columns = np.nonzero(projected > 1e-5 * projected.max())  # what float32 rounds is less
    # a place of conv3 is a block of 4×4 pixels, and sees 7 more on each side: 18 in all (chapter 3)
    assert 4 * row - 7 <= rows.min() <= rows.max() < 4 * row + 11
    assert 4 * column - 7 <= columns.min() <= columns.max() < 4 * column + 11
    assert len(rows) > 18


def test_what_does_not_fit_is_told(network, images):
    part = network.up_to("conv1")
    maps, inputs = forward(part.parameters, images, part.layers)
    with pytest.raises(ValueError, match="rule is 'relu'; expected one of 'gradient', 'deconvnet', 'guided'"):
        backpropagate(part, inputs, maps, "relu")
    with pytest.raises(ValueError, match="inputs are 1; expected 2"):
        backpropagate(part, inputs[:1], maps)
    with pytest.raises(ValueError, match="dO has shape"):
        backpropagate(part, inputs, maps[:, :2])
    with pytest.raises(ValueError, match="no layer 'conv9' with weights; it has conv1, conv2"):
        network.up_to("conv9")
    with pytest.raises(ValueError, match="channel is 32; expected one from 0 to 31"):
        keep_max_activation(maps, 32)


@pytest.mark.parametrize(
    "layer",
    [
        keras.layers.Conv2D(2, 3, padding="valid"),
        keras.layers.Conv2D(2, 3, padding="same", strides=2),
        keras.layers.Conv2D(2, 3, padding="same", activation="tanh"),
        keras.layers.MaxPooling2D(3),
        keras.layers.BatchNormalization(),
    ],
)
def test_a_layer_that_the_copy_does_not_know_is_told(layer):
    with pytest.raises(ValueError, match="is none that network_from_keras knows"):
        network_from_keras(keras.Sequential([keras.Input((9, 9, 3)), layer]))
