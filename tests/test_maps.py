"""Feature maps: the numbers are those of the layers, for any model with a defined input."""

import keras
import numpy as np
import pytest
from numpy.testing import assert_allclose

from convbook import conv2d, feature_maps, max_pool2d, paper_cnn, relu


@pytest.fixture(scope="module")
def model():
    return paper_cnn(5, (24, 26, 3), seed=1)


@pytest.fixture
def image():
    return np.random.default_rng(0).random((24, 26, 3))


def test_six_layers_of_the_papers_network_in_order(model, image):
    maps = feature_maps(model, image)
    assert list(maps) == ["conv1", "pool1", "conv2", "pool2", "conv3", "pool3"]
    assert maps["conv1"].shape == (24, 26, 32)
    assert maps["pool3"].shape == (3, 3, 128)


def test_every_layer_agrees_with_the_books_own_code(model, image):
    maps, below = feature_maps(model, image), image
    for i in (1, 2, 3):
        F, b = (np.asarray(w, float) for w in model.get_layer(f"conv{i}").weights)
        below = relu(conv2d(below, F, b, padding="same"))
        assert_allclose(maps[f"conv{i}"], below, atol=1e-5)
        below = max_pool2d(below)
        assert_allclose(maps[f"pool{i}"], below, atol=1e-5)


def test_a_batch_gives_what_its_images_give(model, image):
    batch = np.stack([image, image[::-1]])
    both = feature_maps(model, batch)["pool2"]
    assert_allclose(both[1], feature_maps(model, image[::-1])["pool2"], atol=1e-6)


def test_dropout_is_off(model, image):
    first, second = (feature_maps(model, image)["pool3"] for _ in range(2))
    assert_allclose(first, second, atol=0)


def test_functional_model_with_two_branches(image):
    x = keras.Input((24, 26, 3))
    left = keras.layers.Conv2D(2, 3, name="left")(x)
    right = keras.layers.Conv2D(4, 3, name="right")(x)
    joined = keras.layers.Concatenate(name="joined")([left, right])
    model = keras.Model(x, keras.layers.GlobalAveragePooling2D()(joined))
    maps = feature_maps(model, image)
    assert list(maps) == ["left", "right", "joined"]
    assert_allclose(maps["joined"], np.concatenate([maps["left"], maps["right"]], axis=-1), atol=1e-6)


def test_sequential_model_that_was_never_built_is_told(image):
    with pytest.raises(ValueError, match="no defined input"):
        feature_maps(keras.Sequential([keras.layers.Conv2D(2, 3)]), image)


def test_model_without_maps_is_told():
    dense = keras.Sequential([keras.Input((4, 4, 1)), keras.layers.Flatten(), keras.layers.Dense(2)])
    with pytest.raises(ValueError, match="no layer with maps"):
        feature_maps(dense, np.zeros((4, 4, 1)))


@pytest.mark.parametrize(
    ("bad", "error", "words"),
    [
        (np.zeros((24, 26)), ValueError, r"shape \(24, 26\)"),
        (np.zeros((26, 24, 3)), ValueError, r"shape \(26, 24, 3\)"),
        (np.zeros((0, 24, 26, 3)), ValueError, "empty batch"),
        (np.zeros((24, 26, 3), np.uint8), TypeError, "divide bytes by 255"),
        (np.full((24, 26, 3), np.nan), ValueError, "NaN"),
    ],
)
def test_what_is_no_image_is_told(model, bad, error, words):
    with pytest.raises(error, match=words):
        feature_maps(model, bad)
