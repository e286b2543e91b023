"""Changed copies of pictures: what each change does, worked by hand on small ones."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from convbook import Augmentation
from convbook.training.augment import shift_images


@pytest.fixture
def X():
    """Two pictures, 3x3, one channel."""
    return np.stack([np.arange(9.0).reshape(3, 3, 1), 10 + np.arange(9.0).reshape(3, 3, 1)]) / 20


def test_a_shift_repeats_the_border():
    X = np.arange(9.0).reshape(1, 3, 3, 1)
    assert_array_equal(shift_images(X, np.array([[1, 0]]))[0, ..., 0], [[0, 1, 2], [0, 1, 2], [3, 4, 5]])
    assert_array_equal(shift_images(X, np.array([[0, -1]]))[0, ..., 0], [[1, 2, 2], [4, 5, 5], [7, 8, 8]])


def test_each_image_moves_by_its_own_and_turns_if_told(X):
    moved = shift_images(X, np.array([[0, 0], [0, 1]]), np.array([True, False]))
    assert_array_equal(moved[0], X[0][:, ::-1])
    assert_array_equal(moved[1][..., 0] * 20 - 10, [[0, 0, 1], [3, 3, 4], [6, 6, 7]])


def test_the_same_rng_gives_the_same_copies_and_leaves_the_originals(X):
    every, before = Augmentation(mirror=True, shift=1, brightness=0.3, square=2), X.copy()
    first, again, other = (every(X, np.random.default_rng(seed)) for seed in (0, 0, 1))
    assert_array_equal(first, again)
    assert (first != other).any()
    assert_array_equal(X, before)


def test_nothing_asked_nothing_changed(X):
    assert_array_equal(Augmentation()(X, np.random.default_rng(0)), X)


def test_about_half_are_mirrored():
    X = np.tile(np.arange(4.0).reshape(1, 1, 4, 1), (1000, 1, 1, 1))
    turned = Augmentation(mirror=True)(X, np.random.default_rng(0))[:, 0, 0, 0] == 3
    assert 450 < turned.sum() < 550


def test_every_place_up_to_the_largest_shift_occurs():
    X = np.zeros((500, 9, 9, 1))
    X[:, 4, 4] = 1
    places = {tuple(place) for place in np.argwhere(Augmentation(shift=2)(X, np.random.default_rng(0)))[:, 1:3]}
    assert places == {(i, j) for i in range(2, 7) for j in range(2, 7)}


def test_brightness_is_one_line_for_all_pixels_of_an_image():
    X = np.tile(np.linspace(0.4, 0.6, 5).reshape(1, 1, 5, 1), (200, 1, 1, 1))
    Y = Augmentation(brightness=0.2)(X, np.random.default_rng(0))[:, 0, :, 0]
    factor = (Y[:, 4] - Y[:, 0]) / 0.2
    assert_allclose(Y[:, 2], Y[:, [0, 4]].mean(axis=1))
    assert 0.8 <= factor.min() < 0.83 and 1.17 < factor.max() <= 1.2
    offset = Y[:, 0] - 0.4 * factor
    assert -0.1 <= offset.min() < -0.08 and 0.08 < offset.max() <= 0.1


def test_no_pixel_leaves_zero_to_one():
    X = np.random.default_rng(0).random((50, 8, 8, 3))
    Y = Augmentation(brightness=0.9)(X, np.random.default_rng(1))
    assert Y.min() == 0 and Y.max() == 1


def test_a_square_covers_its_area_less_what_leaves_the_image():
    X = np.zeros((400, 8, 8, 3))
    covered = (Augmentation(square=3)(X, np.random.default_rng(0)) == 0.5).all(axis=3).sum(axis=(1, 2))
    assert set(covered) == {4, 6, 9}  # in a corner, at an edge, inside
    assert (covered == 9).mean() == pytest.approx(36 / 64, abs=0.08)


def test_floats_of_32_bits_stay():
    X = np.zeros((2, 8, 8, 3), np.float32)
    assert Augmentation(True, 1, 0.1, 2)(X, np.random.default_rng(0)).dtype == np.float32
