"""Linear maps from a layer back to the picture, on networks of which is known what they keep."""

import keras
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from convbook import decode, decoding_scores, fit_decoders, paper_cnn
from convbook.features.decoders import Decoder, _from_blocks, _to_blocks


@pytest.fixture(scope="module")
def pictures():
    return np.random.default_rng(0).random((60, 8, 8, 3)).astype(np.float32)


def network(*layers):
    return keras.Sequential([keras.Input((8, 8, 3)), *layers])


def test_blocks_of_pixels_by_hand_and_back():
    image = np.arange(16.0).reshape(1, 4, 4, 1)
    blocks = _to_blocks(image, 2, 2)
    assert_array_equal(blocks[0, 0, 1], [2, 3, 6, 7])
    assert_array_equal(_from_blocks(blocks, (4, 4, 1)), image)


def test_a_decoder_is_a_convolution_around_two_averages_by_hand():
    weights = np.zeros((3, 3, 1, 1))
    weights[1, 0] = 2  # twice the place to the left
    decoder = Decoder(weights, np.ones((1, 3, 1)), np.full((1, 3, 1), 0.5))
    assert_allclose(decoder(np.array([[[4.0], [2.0], [7.0]]])[None])[0, 0, :, 0], [0.5, 6.5, 2.5])


def test_a_layer_that_turns_the_colors_gives_everything_back(pictures):
    mix = keras.layers.Conv2D(3, 1, name="mix")
    model = network(mix)
    mix.set_weights([np.array([[[[1, 1, 0], [0, 1, 1], [1, 0, 1]]]], float), np.array([3.0, -1.0, 0.0])])
    decoders = fit_decoders(model, pictures, window=1)
    assert decoding_scores(model, decoders, pictures[:9])["mix"].r2 == pytest.approx(1, abs=1e-4)
    assert_allclose(decode(model, decoders, pictures[:2])["mix"], pictures[:2], atol=0.01)


def test_average_pooling_keeps_a_quarter_of_pictures_that_are_noise(pictures):
    model = network(keras.layers.AveragePooling2D(2, name="pool"))
    rng = np.random.default_rng(1)
    train, test = (rng.random((300, 8, 8, 3)).astype(np.float32) for _ in range(2))
    score = decoding_scores(model, fit_decoders(model, train), test)["pool"]
    assert score.r2 == pytest.approx(0.25, abs=0.02)  # each pixel is one of four in its average: 1 of 4 variances


def test_a_layer_that_gives_the_same_for_all_gives_the_average_face(pictures):
    off = keras.layers.Conv2D(2, 3, padding="same", activation="relu", name="off", bias_initializer="zeros")
    model = network(off)
    off.set_weights([0 * w for w in off.get_weights()])
    decoders = fit_decoders(model, pictures)
    assert_allclose(decode(model, decoders, pictures[:1])["off"][0], pictures.mean(axis=0), atol=1e-6)
    score = decoding_scores(model, decoders, pictures)["off"]
    assert score.r2 == pytest.approx(0, abs=1e-6)
    assert score.error == pytest.approx(np.abs(pictures - pictures.mean(axis=0)).mean(), abs=1e-6)


def test_a_dense_layer_with_a_unit_for_every_number_gives_everything_back():
    dense = keras.layers.Dense(48, name="dense")
    model = keras.Sequential([keras.Input((4, 4, 3)), keras.layers.Flatten(), dense])
    dense.set_weights([np.eye(48)[::-1], np.zeros(48)])
    images = np.random.default_rng(3).random((200, 4, 4, 3)).astype(np.float32)
    decoders = fit_decoders(model, images, ["dense"])
    assert decoders["dense"].weights.shape == (1, 1, 48, 48)
    assert decoding_scores(model, decoders, images)["dense"].r2 > 0.999


def test_the_papers_network_forgets_from_layer_to_layer():
    model = paper_cnn(3, (24, 24, 3), seed=1)
    images = np.random.default_rng(4).random((40, 24, 24, 3)).astype(np.float32)
    scores = decoding_scores(model, fit_decoders(model, images[:30], positions_per_image=40), images[30:])
    assert list(scores) == ["conv1", "pool1", "conv2", "pool2", "conv3", "pool3"]
    assert scores["conv1"].r2 > scores["pool1"].r2 > scores["pool3"].r2


def test_the_seed_decides_and_the_size_of_the_batches_nearly_nothing(pictures):
    model = network(keras.layers.Conv2D(2, 3, padding="same", name="conv"))
    first, again, other = (
        fit_decoders(model, pictures, positions_per_image=5, seed=s)["conv"].weights for s in (0, 0, 1)
    )
    assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    whole, parts = (fit_decoders(model, pictures, batch_size=b)["conv"].weights for b in (60, 7))
    assert_allclose(whole, parts, atol=1e-3)  # all 64 places are learned from, in whatever order


def test_what_cannot_be_decoded_is_told(pictures):
    model = network(keras.layers.Conv2D(2, 4, name="five"))
    with pytest.raises(ValueError, match=r"five has maps of \(5, 5\); expected sides that divide \(8, 8\)"):
        fit_decoders(model, pictures)
    with pytest.raises(ValueError, match="no layer 'six'; it has five"):
        fit_decoders(model, pictures, ["six"])
    with pytest.raises(ValueError, match="at least two images"):
        fit_decoders(model, pictures[:1])
    with pytest.raises(ValueError, match="odd window"):
        fit_decoders(model, pictures, window=2)
