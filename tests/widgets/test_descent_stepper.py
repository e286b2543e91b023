"""`DescentStepper` in Python: the walk, its limit, and what it refuses."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from traitlets import TraitError

from convbook import DescentStepper, conv2d, mse, numerical_gradient


def test_its_curvatures_limit_and_lowest_place_are_those_worked_out_by_hand():
    stepper = DescentStepper()
    assert_allclose(stepper.curvatures, [11.5, 2.5])
    assert_allclose(stepper.minimizer, [1 - (8 / 11.5 + 6 / 2.5) / 2, 2 - (8 / 11.5 - 6 / 2.5) / 2])
    assert stepper.max_learning_rate == pytest.approx(2 / 11.5)


def test_a_step_moves_the_two_free_numbers_against_the_measured_gradient():
    stepper = DescentStepper(learning_rate=0.05, step=2)
    for before, after in zip(stepper.path, stepper.path[1:], strict=False):
        dF = numerical_gradient(lambda F: mse(conv2d(stepper.X, F), stepper.T), before)
        assert_allclose(after[0], before[0] - 0.05 * dF[0], rtol=1e-6)
        assert_allclose(after[1], stepper.F[1])


@pytest.mark.parametrize("seed", range(5))
def test_the_loss_falls_below_the_limit_and_rises_above_it_in_the_end(seed):
    rng = np.random.default_rng(seed)
    X, T, F = (rng.integers(-2, 3, shape) for shape in ((4, 4), (3, 3), (2, 2)))
    below, above = (DescentStepper(X, T, F, step=30) for _ in range(2))
    below.learning_rate, above.learning_rate = 0.95 * below.max_learning_rate, 1.5 * above.max_learning_rate
    assert below.losses[-1] < below.losses[0]
    assert above.losses[-1] > above.losses[0]


def test_a_walk_ends_where_its_loss_passes_a_billion():
    stepper = DescentStepper(learning_rate=1, step=30)
    assert len(stepper.path) < 31
    assert stepper.losses[-1] > 1e9 > stepper.losses[-2]


def test_another_start_leaves_the_map_and_another_target_moves_it():
    stepper = DescentStepper()
    before = stepper.valley
    stepper.F = [[0, 0], [-1, 1]]
    assert stepper.valley == before
    stepper.T = [[0, 0], [0, 0]]
    assert stepper.minimizer != tuple(before["lowest"])
    assert stepper.curvatures == tuple(before["curvatures"])


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("learning_rate", 0, "between 0.001 and 1"),
        ("learning_rate", float("nan"), "between 0.001 and 1"),
        ("X", [[0, 0, 0], [0, 0, 0], [0, 0, 0]], "no single lowest place"),
        ("X", [[1, 1, 1], [1, 1, 1], [1, 1, 1]], "no single lowest place"),
        ("X", [[1000, 0, 0], [0, 0, 0], [0, 0, 0]], "between -999 and 999"),
        ("T", [[1, 2, 3]], "shape"),
        ("F", [[1], [2]], "two columns"),
        ("step", 31, "greater than 30"),
    ],
)
def test_wrong_values_are_refused_and_the_last_good_ones_stay(name, value, part):
    stepper = DescentStepper()
    before = getattr(stepper, name)
    with pytest.raises(TraitError, match=part):
        setattr(stepper, name, value)
    assert getattr(stepper, name) == before
