"""Units that are 0 for every image, and networks without some of their units."""

import keras
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from convbook import idle_units, without_random_units, without_units


@pytest.fixture
def model():
    """A convolution of 4 filters and a dense layer of 3 units; filter 1 and unit 2 have biases that silence them."""
    keras.utils.set_random_seed(0)
    model = keras.Sequential([
        keras.Input((6, 6, 1)),
        keras.layers.Conv2D(4, 3, activation="relu", name="conv", bias_initializer="ones"),
        keras.layers.Flatten(name="flatten"),
        keras.layers.Dense(3, activation="relu", name="dense", bias_initializer="ones"),
        keras.layers.Dense(2, activation="softmax", name="output"),
    ])  # fmt: skip
    for name, unit in ("conv", 1), ("dense", 2):
        kernel, bias = model.get_layer(name).get_weights()
        bias[unit] = -1000
        model.get_layer(name).set_weights([kernel, bias])
    return model


@pytest.fixture
def images():
    return np.random.default_rng(0).random((70, 6, 6, 1)).astype(np.float32)


def test_a_unit_that_no_image_activates_is_idle(model, images):
    idle = idle_units(model, images, ["conv", "dense"])
    assert 1 in idle["conv"] and 2 in idle["dense"]
    assert 0 not in idle["conv"]  # its bias of 1 is more than weights below 1/2 take away


def test_one_image_that_activates_a_unit_is_enough(model, images):
    kernel, bias = np.zeros((3, 3, 1, 4), np.float32), np.array([-8.5, -9.5, 0, 1], np.float32)
    kernel[..., :2] = 1
    model.get_layer("conv").set_weights([kernel, bias])
    images[69] = 1  # a sum of 9 in each window
    assert_array_equal(idle_units(model, images, ["conv"])["conv"], [1, 2])
    assert_array_equal(idle_units(model, images[:69], ["conv"])["conv"], [0, 1, 2])


def test_without_its_idle_units_a_network_says_the_same(model, images):
    less = without_units(model, idle_units(model, images, ["conv", "dense"]))
    assert_allclose(less(images), model(images), atol=1e-6)


def test_units_that_are_taken_out_are_0_and_the_model_keeps_its_own(model, images):
    before = model.get_weights()
    less = without_units(model, {"conv": [0, 3]})
    assert {0, 3} <= set(idle_units(less, images, ["conv"])["conv"].tolist())
    for old, new in zip(before, model.get_weights(), strict=True):
        assert_array_equal(old, new)


@pytest.mark.parametrize(
    ("units", "words"),
    [
        ({"flatten": [0]}, "has no weights"),
        ({"dense": [3]}, "hold 3; expected classes from 0 to 2"),
        ({"dense": [-1]}, "hold -1"),
    ],
)
def test_units_that_are_not_there_are_told(model, units, words):
    with pytest.raises(ValueError, match=words):
        without_units(model, units)


def test_a_layer_that_is_not_there_is_told(model, images):
    with pytest.raises(ValueError, match="has no layer 'conv9'; it has conv, flatten"):
        idle_units(model, images, ["conv9"])


def test_as_many_random_units_are_taken_out(model, images):
    less = without_random_units(model, {"conv": [1, 2], "dense": []}, np.random.default_rng(0))
    kernel, bias = less.get_layer("conv").get_weights()
    assert (~kernel.any(axis=(0, 1, 2)) & (bias == 0)).sum() == 2
    assert_array_equal(less.get_layer("dense").get_weights()[0], model.get_layer("dense").get_weights()[0])
