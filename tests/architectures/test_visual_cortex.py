"""Gabor filters, S- and C-cells: by hand and by what must hold."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from convbook import c_cells, gabor, gabor_fit, s_cells


def test_a_gabor_filter_is_a_wave_under_a_bump():
    F = gabor(9, 4)
    assert F[4, 4] == 1
    assert_allclose(F[4, 6], np.cos(np.pi) * np.exp(-4 / (2 * 2**2)))  # half a wave further, sigma 2
    assert_allclose(F, F[:, ::-1])


def test_turned_by_90_degrees_rows_are_columns():
    assert_allclose(gabor(7, 3, np.pi / 2), gabor(7, 3).T, atol=1e-12)


def test_a_quarter_of_a_wave_later_it_is_an_edge():
    F = gabor(7, 5, phase=-np.pi / 2)
    assert_allclose(F, -F[:, ::-1], atol=1e-12)


def test_a_gabor_filter_is_explained_by_gabor_filters_and_noise_is_not_wholly():
    F = np.stack([2.5 * gabor(7, 4, np.pi / 4, 0.3, 1.5), np.random.default_rng(0).normal(size=(7, 7))], axis=-1)
    fit = gabor_fit(F)
    assert fit[0] == pytest.approx(1)
    assert 0.1 < fit[1] < 0.6


def test_an_s_cell_answers_by_how_much_the_cosine_exceeds_its_threshold():
    F = np.array([[1.0, 1], [0, 0]])[..., None, None]
    alike, half, other = (np.array(X, float)[..., None] for X in ([[2, 2], [0, 0]], [[1, 0], [0, 0]], [[0, 0], [1, 1]]))
    assert_allclose(s_cells(alike, F, 0.6), [[[np.sqrt(8)]]])  # its own pattern: the length of what is seen
    assert_allclose(s_cells(half, F, 0.6), [[[(np.sqrt(0.5) - 0.6) / 0.4]]])
    assert_allclose(s_cells(other, F, 0.6), 0)


def test_an_s_cell_is_as_sure_of_a_dim_pattern_as_of_a_bright_one():
    X, F = np.random.default_rng(0).random((6, 6, 2)), np.random.default_rng(1).random((3, 3, 2, 4))
    assert_allclose(s_cells(3 * X, F, 0.5), 3 * s_cells(X, F, 0.5), atol=1e-12)
    assert_allclose(s_cells(X, 5 * F, 0.5), s_cells(X, F, 0.5), atol=1e-12)


def test_a_c_cell_does_not_care_which_of_its_s_cells_answers():
    S = np.zeros((5, 5, 25))
    S.reshape(25, 25)[np.arange(25), np.arange(25)] = 1
    assert_allclose(c_cells(S, 5), 0.04 / (0.04 + 0.05))


@pytest.mark.parametrize("threshold", [-0.1, 1])
def test_a_threshold_is_a_cosine(threshold):
    with pytest.raises(ValueError, match="expected a cosine"):
        s_cells(np.ones((3, 3, 1)), np.ones((2, 2, 1, 1)), threshold)


def test_a_wave_has_a_length():
    with pytest.raises(ValueError, match="wavelength is 0; expected a number of pixels"):
        gabor(5, 0)
