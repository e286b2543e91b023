"""Measures over many pictures, against counts by hand on a network of one filter."""

import keras
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from convbook import feature_maps, layer_statistics, paper_cnn


@pytest.fixture(scope="module")
def tiny():
    """1×1 filters with ReLU: channel 1 keeps what is positive, 2 what is negative, 3 nothing; then pooling."""
    conv = keras.layers.Conv2D(3, 1, activation="relu", name="conv")
    model = keras.Sequential([keras.Input((2, 2, 1)), conv, keras.layers.MaxPooling2D(2, name="pool")])
    conv.set_weights([np.array([[[[1.0, -1.0, 0.0]]]]), np.array([0.0, 0.0, -1.0])])
    return model


@pytest.fixture
def pictures():
    return np.array([[[1, 2], [0, 4]], [[-1, -2], [-3, 0]], [[0, 6], [-5, 0]]], float)[..., None]


def test_shares_of_blank_channels_and_zeros_by_hand(tiny, pictures):
    conv = layer_statistics(tiny, pictures)["conv"]
    assert_allclose(conv.blank_fraction, [2 / 3, 2 / 3, 1 / 3])
    assert_allclose(conv.zero_fraction, [9 / 12, 9 / 12, 10 / 12])
    assert_array_equal(conv.always_blank, [False, False, True])


def test_pooling_has_the_same_blank_channels_and_fewer_zeros(tiny, pictures):
    statistics = layer_statistics(tiny, pictures)
    assert_array_equal(statistics["pool"].active, statistics["conv"].active)
    assert_allclose(statistics["pool"].zero_fraction, [2 / 3, 2 / 3, 1 / 3])


def test_mean_maps_by_hand(tiny, pictures):
    mean = layer_statistics(tiny, pictures)["conv"].mean
    assert_allclose(mean[..., 0], np.array([[1, 8], [0, 4]]) / 3)
    assert_allclose(mean[..., 1], np.array([[1, 2], [8, 0]]) / 3)


def test_peaks_count_where_the_largest_activation_is_and_not_the_blank_ones(tiny, pictures):
    peaks = layer_statistics(tiny, pictures)["conv"].peak_counts
    assert_array_equal(peaks[..., 0], [[0, 1], [0, 1]])
    assert_array_equal(peaks[..., 1], [[0, 0], [2, 0]])
    assert_array_equal(peaks[..., 2], 0)


@pytest.mark.parametrize("batch_size", [1, 2, 3, 100])
def test_the_size_of_the_batches_changes_nothing(pictures, tiny, batch_size):
    whole, parts = (
        layer_statistics(tiny, pictures)["conv"],
        layer_statistics(tiny, pictures, batch_size=batch_size)["conv"],
    )
    for name in ("zero_fraction", "active", "mean", "peak_counts"):
        assert_allclose(getattr(parts, name), getattr(whole, name))


def test_the_papers_network_layer_by_layer_is_what_its_feature_maps_say():
    model, images = paper_cnn(3, (24, 24, 3), seed=2), np.random.default_rng(0).random((5, 24, 24, 3))
    statistics = layer_statistics(model, images, batch_size=2)
    maps = feature_maps(model, images)
    assert list(statistics) == list(maps)
    for name, wanted in maps.items():
        assert_allclose(statistics[name].mean, wanted.mean(axis=0), atol=1e-6)
        assert_allclose(statistics[name].zero_fraction, (wanted == 0).mean(axis=(1, 2, 3)))


@pytest.mark.parametrize("shape", [(2, 2, 1), (0, 2, 2, 1)])
def test_no_batch_is_told(tiny, shape):
    with pytest.raises(ValueError, match=r"expected what the model takes, \(N, 2, 2, 1\), with at least one"):
        layer_statistics(tiny, np.zeros(shape))


def test_a_model_without_maps_is_told():
    flat = keras.Sequential([keras.Input((2, 2, 1)), keras.layers.Flatten()])
    with pytest.raises(ValueError, match="no layer with maps"):
        layer_statistics(flat, np.zeros((1, 2, 2, 1)))
