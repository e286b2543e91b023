"""How rough a picture is, on pictures of which is known how rough they are."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from convbook.interpretability.smoothness import high_frequency_fraction, total_variation


def by_loops(X):
    total = 0.0
    height, width, channels = X.shape
    for i in range(height):
        for j in range(width):
            for c in range(channels):
                down = X[i + 1, j, c] - X[i, j, c] if i + 1 < height else 0
                right = X[i, j + 1, c] - X[i, j, c] if j + 1 < width else 0
                total += down**2 + right**2
    return total


def test_total_variation_by_hand():
    X = np.array([[0.0, 3.0], [4.0, 4.0]])[..., None]
    # upper left: 4 down, 3 right; upper right: 1 down; lower left: 0 right; lower right: no neighbor
    assert total_variation(X) == pytest.approx(25 + 1)


def test_total_variation_is_the_sum_over_all_places():
    X = np.random.default_rng(0).random((3, 5, 4, 2))
    assert_allclose(total_variation(X), [by_loops(one) for one in X])


def test_an_even_picture_has_neither_variation_nor_high_frequencies():
    X = np.full((4, 6, 3), 0.3)
    assert total_variation(X) == 0
    assert np.isnan(high_frequency_fraction(X))


def test_a_step_costs_more_than_a_ramp_of_its_height():
    ramp, step = np.linspace(0, 1, 9)[:, None, None], (np.arange(9) > 4).astype(float)[:, None, None]
    assert total_variation(step) == pytest.approx(8 * total_variation(ramp)) == pytest.approx(1)


@pytest.mark.parametrize("cycles, share", [(2, 0), (7, 0), (9, 1), (16, 1)])
def test_a_wave_lies_on_one_side_of_the_limit(cycles, share):
    wave = np.cos(2 * np.pi * cycles * np.arange(32) / 32)
    X = np.broadcast_to(0.5 + 0.1 * wave[:, None, None], (32, 16, 3))
    assert high_frequency_fraction(X, 0.25) == pytest.approx(share, abs=1e-9)


def test_two_waves_share_by_the_squares_of_their_heights():
    at = np.arange(32) / 32
    X = (np.cos(2 * np.pi * 3 * at) + 2 * np.cos(2 * np.pi * 12 * at))[:, None, None] * np.ones((1, 32, 1))
    assert_allclose(high_frequency_fraction(np.stack([X, X + 5])), [0.8, 0.8])


def test_noise_has_the_share_of_frequencies_above():
    X = np.random.default_rng(2).random((20, 64, 64, 3))
    assert high_frequency_fraction(X).mean() == pytest.approx(
        1 - np.pi / 16, abs=0.01
    )  # outside of a circle in a square


def test_what_is_no_picture_is_told():
    with pytest.raises(ValueError, match=r"X has 2 axes, shape \(4, 4\)"):
        total_variation(np.ones((4, 4)))
    with pytest.raises(ValueError, match=r"X has 1 axes, shape \(4,\)"):
        high_frequency_fraction(np.ones(4))
