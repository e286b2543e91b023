"""Ridge regression from sums, beside scikit-learn's and numbers by hand."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.linear_model import Ridge

from convbook.features.ridge import RidgeSums, best_penalty


@pytest.fixture
def data():
    rng = np.random.default_rng(0)
    F = rng.normal(size=(40, 5))
    return F, F @ rng.normal(size=(5, 3)) + 0.1 * rng.normal(size=(40, 3))


@pytest.mark.parametrize("penalty", [1e-6, 0.1, 3.0])
def test_the_weights_are_scikit_learns(data, penalty):
    F, Y = data
    ridge = Ridge(alpha=penalty * np.square(F).sum() / 5, fit_intercept=False).fit(F, Y)
    assert_allclose(RidgeSums().add(F, Y).weights(penalty), ridge.coef_.T, atol=1e-8)


def test_one_feature_by_hand():
    sums = RidgeSums().add(np.array([[1.0], [2.0]]), np.array([[2.0], [4.0]]))
    assert_allclose(sums.weights(0), 2)
    assert_allclose(sums.weights(1), 10 / (5 + 5))  # FᵀY over FᵀF and once more FᵀF
    assert_allclose(sums.error(np.array([[1.0]])), (1 + 4) / 2)


def test_parts_add_up_to_the_whole(data):
    F, Y = data
    whole, parts = RidgeSums().add(F, Y), RidgeSums().add(F[:7], Y[:7]) + RidgeSums().add(F[7:], Y[7:])
    assert_allclose(parts.weights(0.1), whole.weights(0.1))
    assert_allclose(parts.error(whole.weights(0.1)), whole.error(whole.weights(0.1)))


def test_the_error_is_that_of_the_rows(data):
    F, Y = data
    W = np.random.default_rng(1).normal(size=(5, 3))
    assert_allclose(RidgeSums().add(F, Y).error(W), np.square(F @ W - Y).sum(axis=1).mean())


def test_features_that_are_never_on_get_no_weight():
    F = np.c_[np.ones(4), np.zeros(4)]
    assert_allclose(RidgeSums().add(F, np.ones((4, 1))).weights(1e-9), [[1], [0]], atol=1e-6)
    assert_allclose(RidgeSums().add(0 * F, np.ones((4, 1))).weights(1), 0)


def test_a_strong_penalty_is_chosen_where_there_is_nothing_to_learn_and_a_weak_one_where_there_is():
    rng = np.random.default_rng(2)
    F, noise = rng.normal(size=(60, 20)), rng.normal(size=(60, 1))
    for Y, wanted in ((noise, 1e3), (F[:, :1], 1e-6)):
        fit, check = RidgeSums().add(F[:30], Y[:30]), RidgeSums().add(F[30:], Y[30:])
        assert best_penalty(fit, check, [1e-6, 1e3]) == wanted


def test_rows_that_do_not_belong_together_are_told():
    with pytest.raises(ValueError, match=r"F has shape \(3, 2\) and Y has \(4, 1\)"):
        RidgeSums().add(np.ones((3, 2)), np.ones((4, 1)))
