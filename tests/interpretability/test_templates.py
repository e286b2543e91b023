"""Locality, templates and their information, against loops and cases that are known."""

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from convbook.interpretability.templates import locality, location_templates, mutual_information, peak_spread


def test_locality_by_hand():
    maps = np.zeros((1, 4, 4, 1))
    maps[0, 1, 1], maps[0, 0, 2], maps[0, 3, 3] = 5, 2, 3
    assert locality(maps, radius=1)[0, 0] == pytest.approx(0.7)  # 5 and the diagonal 2 of 10
    assert locality(maps, radius=0)[0, 0] == pytest.approx(0.5)
    assert locality(maps, radius=2)[0, 0] == pytest.approx(1)


def test_locality_of_an_even_map_is_the_share_of_the_window_that_lies_in_it():
    assert locality(np.ones((1, 8, 8, 1)), radius=2)[0, 0] == pytest.approx(9 / 64)  # the first place is a corner


def test_locality_is_each_maps_own_and_blank_ones_have_none():
    rng = np.random.default_rng(0)
    maps = rng.random((3, 6, 5, 4))
    maps[1, ..., 2] = 0
    got = locality(maps, radius=1)
    assert_array_equal(np.isnan(got), (np.arange(3)[:, None] == 1) & (np.arange(4) == 2))
    for n in range(3):
        for c in range(4):
            if maps[n, ..., c].any():
                i, j = np.unravel_index(maps[n, ..., c].argmax(), (6, 5))
                window = maps[n, max(0, i - 1) : i + 2, max(0, j - 1) : j + 2, c]
                assert got[n, c] == pytest.approx(window.sum() / maps[n, ..., c].sum())


def test_spread_of_peaks_by_hand():
    peaks = np.zeros((4, 5, 3), int)
    peaks[1, 2, 0] = 7  # all at one place
    peaks[[0, 2], [1, 4], 1] = 3  # two places, 2 rows and 3 columns apart
    assert_allclose(peak_spread(peaks), [0, math.sqrt(1 + 1.5**2), np.nan])


def test_peaks_anywhere_have_the_spread_of_even_rows_and_columns():
    assert peak_spread(np.ones((16, 16, 1)))[0] == pytest.approx(math.sqrt(2 * (16**2 - 1) / 12))


def test_templates_by_hand():
    T = location_templates(3, tau=9, beta=1.5)
    assert T.shape == (10, 3, 3)
    assert_allclose(T[4], [[0, 0.5, 0], [0.5, 1, 0.5], [0, 0.5, 0]])  # the middle
    assert_allclose(T[0], [[1, 0.5, 0], [0.5, 0, -0.5], [0, -0.5, -1]])  # a corner
    assert_allclose(T[9], -1)


def information_by_loops(maps, templates):
    """The formulas of Zhang et al. (2018), one sum at a time, for one filter's maps (N, n, n)."""
    prior = 1 / len(templates)
    given = []
    for T in templates:
        weights = [math.exp(sum(x[i, j] * T[i, j] for i, j in np.ndindex(T.shape))) for x in maps]
        given.append([weight / sum(weights) for weight in weights])
    marginal = [sum(prior * row[k] for row in given) for k in range(len(maps))]
    return sum(prior * row[k] * math.log(row[k] / marginal[k]) for row in given for k in range(len(maps)))


def test_information_is_the_papers_double_sum():
    maps, templates = np.random.default_rng(3).random((6, 4, 4, 3)) * 3, location_templates(4, tau=20)
    expected = [information_by_loops(maps[..., c], templates) for c in range(3)]
    assert_allclose(mutual_information(maps, templates), expected, rtol=1e-10)


def test_equal_maps_tell_nothing_and_a_spot_for_each_picture_tells_all():
    templates = location_templates(4, tau=4000)
    same, own = np.ones((5, 4, 4, 1)), np.zeros((16, 4, 4, 1))
    own[np.arange(16), np.arange(16) // 4, np.arange(16) % 4] = 1
    assert mutual_information(same, templates)[0] == pytest.approx(0, abs=1e-12)
    got = mutual_information(own, templates)[0]
    assert got == pytest.approx(16 / 17 * math.log(16), rel=0.05)  # the template for nowhere tells nothing
    assert got <= math.log(16)


def test_what_does_not_fit_is_told():
    with pytest.raises(ValueError, match="expected the same sides"):
        mutual_information(np.ones((2, 4, 4, 1)), location_templates(3))
    with pytest.raises(ValueError, match=r"maps has 2 axes, shape \(4, 4\)"):
        locality(np.ones((4, 4)))
    with pytest.raises(ValueError, match="negative"):
        locality(-np.ones((1, 4, 4, 1)))


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: locality(np.full((1, 4, 4, 1), np.nan)), ValueError, "maps holds nan"),
        (lambda: locality(np.ones((1, 4, 4, 1)), radius=-1), ValueError, "radius is -1"),
        (lambda: locality(np.ones((1, 4, 4, 1)), radius=1.5), TypeError, "radius is 1.5"),
        (lambda: peak_spread(np.ones((4, 4))), ValueError, "peak_counts has 2 axes"),
        (lambda: peak_spread(-np.ones((4, 4, 1))), ValueError, "peak_counts holds -1"),
        (lambda: location_templates(0), ValueError, "n is 0"),
        (lambda: location_templates(2.5), TypeError, "n is 2.5"),
        (lambda: location_templates(3, tau=np.nan), ValueError, "tau is nan"),
        (lambda: mutual_information(np.ones((1, 4, 4, 1)), np.ones((4, 4))), ValueError, "templates has 2 axes"),
    ],
)
def test_an_argument_that_makes_no_sense_is_named(call, error, said):
    with pytest.raises(error, match=said):
        call()
