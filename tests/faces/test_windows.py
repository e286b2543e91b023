"""Random windows of a picture."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from convbook import random_windows


def test_windows_have_the_size_of_a_networks_input():
    windows = random_windows(np.random.default_rng(0).random((80, 120, 3)), 5)
    assert windows.shape == (5, 64, 64, 3)
    assert windows.dtype == np.float32
    assert windows.min() >= 0 and windows.max() <= 1


def test_a_picture_that_is_no_larger_than_a_window_comes_back_whole():
    picture = np.random.default_rng(0).integers(256, size=(48, 48, 3), dtype=np.uint8)
    assert_allclose(random_windows(picture, 2, size=48), np.stack([picture, picture]) / 255, atol=1e-6)


def test_windows_lie_inside_the_picture_and_differ_in_size():
    ramp = np.tile(np.linspace(0, 1, 400)[:, None, None], (1, 500, 3))  # as bright as far down
    heights = np.ptp(random_windows(ramp, 200)[:, :, 0, 0], axis=1) * 400
    assert heights.min() < 60 and heights.max() > 300
    assert np.log(heights).std() > 0.4


def test_the_same_generator_gives_the_same_windows():
    picture = np.random.default_rng(0).random((90, 90, 3))
    first, second = (random_windows(picture, 3, rng=np.random.default_rng(4)) for _ in range(2))
    assert_array_equal(first, second)
    assert (random_windows(picture, 3, rng=np.random.default_rng(5)) != first).any()


def test_a_picture_that_is_too_small_is_told():
    with pytest.raises(ValueError, match="image is 40×90; expected sides of at least 48"):
        random_windows(np.zeros((40, 90, 3)), 1)
