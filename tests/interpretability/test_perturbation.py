"""Pixel flipping: by hand, by loops, and against SciPy."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import stats

from convbook import bootstrap_interval, curve_area, perturb_regions, perturbation_curves, region_means


def total_light(X):
    """A network that is all light: class 0 gets the mean of all pixels."""
    return X.mean(axis=(1, 2, 3))[:, None]


def test_regions_take_the_mean_of_their_places():
    heat = np.arange(16.0).reshape(1, 4, 4)
    assert_array_equal(region_means(heat, 2)[0], [[2.5, 4.5], [10.5, 12.5]])
    assert_array_equal(region_means(heat, 4), heat)


def test_a_coarse_map_gives_each_region_the_place_that_it_lies_in():
    assert_array_equal(region_means(np.array([[[1.0, 2], [3, 4]]]), 4)[0, :, 1:3], [[1, 2], [1, 2], [3, 4], [3, 4]])


def test_a_grid_that_does_not_fit_is_told():
    with pytest.raises(ValueError, match="heat has 6 places on a side"):
        region_means(np.ones((1, 6, 6)), 4)
    with pytest.raises(ValueError, match="regions is 4; expected a number that divides 6"):
        perturb_regions(np.ones((1, 6, 6, 1)), np.ones((1, 4, 4)), 1, 0, regions=4)


def test_the_hottest_regions_are_flipped_and_no_others():
    X, fill = np.zeros((2, 4, 4, 1)), np.ones((4, 4, 1))
    heat = np.array([[[1.0, 4], [2, 3]], [[9, 0], [0, 8]]])
    flipped = perturb_regions(X, heat, 2, fill, regions=2)[..., 0]
    assert_array_equal(flipped[0], [[0, 0, 1, 1], [0, 0, 1, 1], [0, 0, 1, 1], [0, 0, 1, 1]])
    assert_array_equal(flipped[1], [[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1]])
    assert_array_equal(perturb_regions(X, heat, 0, fill, regions=2), X)
    assert_array_equal(perturb_regions(X, heat, 4, fill, regions=2), 1)


def test_the_curve_of_a_network_that_is_all_light_by_hand():
    X = np.kron(np.array([[1.0, 2], [3, 4]]), np.ones((2, 2)))[None, ..., None]
    down = perturbation_curves(total_light, X, [0], X[..., 0], np.zeros((4, 4, 1)), regions=2, step=1)
    assert_allclose(down, [[10 / 4, 6 / 4, 3 / 4, 1 / 4, 0]])
    up = perturbation_curves(total_light, X, [0], -X[..., 0], np.zeros((4, 4, 1)), regions=2, step=1)
    assert_allclose(up, [[10 / 4, 9 / 4, 7 / 4, 4 / 4, 0]])
    assert_allclose(curve_area(down), [np.trapezoid(down[0], dx=1 / 4)])
    assert curve_area(down) < curve_area(up)


def test_every_point_of_the_curve_is_the_answer_to_the_picture_flipped_that_far():
    rng = np.random.default_rng(0)
    X, heat, fill = rng.random((3, 8, 8, 2)), rng.random((3, 4, 4)), rng.random((3, 8, 8, 2))

    def answer(X):
        return np.stack([X[:, 0, 0, 0], X.sum(axis=(1, 2, 3))], axis=1)

    curves = perturbation_curves(answer, X, [1, 0, 1], heat, fill, regions=4, step=4)
    assert curves.shape == (3, 5)
    for i, k in enumerate([1, 0, 1]):
        order = sorted(range(16), key=lambda r, i=i: -heat[i].ravel()[r])
        picture = X[i].copy()
        for r in order[:8]:
            y, x = 2 * (r // 4), 2 * (r % 4)
            picture[y : y + 2, x : x + 2] = fill[i, y : y + 2, x : x + 2]
        assert_allclose(curves[i, 2], answer(picture[None])[0, k])


def test_a_step_that_leaves_a_rest_is_told():
    with pytest.raises(ValueError, match="step is 3; expected a number that divides 4"):
        perturbation_curves(total_light, np.ones((1, 4, 4, 1)), [0], np.ones((1, 2, 2)), 0, regions=2, step=3)


def test_the_bootstrap_interval_is_scipys_up_to_the_draws():
    values = np.random.default_rng(0).gamma(2, size=80)
    ours = bootstrap_interval(values, np.random.default_rng(1), draws=20_000)
    theirs = stats.bootstrap(
        (values,), np.mean, n_resamples=20_000, method="percentile", rng=np.random.default_rng(2)
    ).confidence_interval
    assert_allclose(ours, theirs, atol=0.02)


def test_columns_get_intervals_from_the_same_draws():
    values = np.random.default_rng(0).normal(size=50)
    both = bootstrap_interval(np.stack([values, values + 3], axis=1), np.random.default_rng(1))
    assert_allclose(both[:, 1] - both[:, 0], 3)


def test_the_bootstrap_interval_holds_the_mean_about_as_often_as_it_says():
    rng = np.random.default_rng(0)
    ends = [bootstrap_interval(rng.normal(size=60), rng, level=0.9, draws=300) for _ in range(400)]
    assert 0.84 < np.mean([low < 0 < high for low, high in ends]) < 0.94
    with pytest.raises(ValueError, match="level is 95"):
        bootstrap_interval([1.0, 2.0], rng, level=95)


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda X, heat: perturb_regions(X, heat[:1], 1, 0, 2), ValueError, "heat has 1 maps for 2 pictures"),
        (lambda X, heat: perturb_regions(X, heat, 5, 0, 2), ValueError, "n is 5; expected 0 to 4"),
        (lambda X, heat: perturb_regions(X, heat, 1, np.ones((3, 3)), 2), ValueError, r"fill has shape \(3, 3\)"),
        (lambda X, heat: perturb_regions(X, heat, 1, 0, 0), ValueError, "regions is 0"),
        (lambda X, heat: perturb_regions(X, heat * np.nan, 1, 0, 2), ValueError, "heat holds nan"),
        (lambda X, heat: region_means(heat, 2.0), TypeError, "regions is 2.0"),
        (lambda X, heat: curve_area(np.ones((2, 1))), ValueError, "expected at least two points"),
        (lambda X, heat: bootstrap_interval([1.0, 2.0], 0), TypeError, "rng is 0; expected a random generator"),
        (
            lambda X, heat: bootstrap_interval(np.ones((2, 2, 2)), np.random.default_rng(0)),
            ValueError,
            "values has 3 axes",
        ),
    ],
)
def test_what_does_not_belong_together_is_told(call, error, said):
    with pytest.raises(error, match=said):
        call(np.zeros((2, 4, 4, 1)), np.ones((2, 2, 2)))
