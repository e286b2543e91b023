"""Steps of gradient descent, against numbers worked by hand; test_network holds ten of them against Keras."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from convbook.nn.optimizers import adam_step, gradient_step, momentum_step


def rng():
    return np.random.default_rng(3)


def complain(error, words):
    return pytest.raises(error, match=words)


def test_a_gradient_step_by_hand():
    stepped, state = gradient_step([[1, 2], [-1, 1]], [[7, 1], [3, 4]], learning_rate=0.5)
    assert_array_equal(stepped, [[-2.5, 1.5], [-2.5, -1]])
    assert state is None
    stepped, _ = gradient_step({"F": [1.0, 2.0], "b": [3.0]}, {"F": [1.0, 0.0], "b": [-1.0]}, learning_rate=0.5)
    assert_array_equal(stepped["F"], [0.5, 2])
    assert_array_equal(stepped["b"], [3.5])


def test_two_steps_with_momentum_by_hand():
    F, m = momentum_step(10, 4, learning_rate=0.5, momentum=0.5)
    assert (F, m) == (8, 4)
    F, m = momentum_step(F, 4, m, learning_rate=0.5, momentum=0.5)
    assert (F, m) == (5, 6)  # half of the last sum, and a new gradient


def test_momentum_settles_as_chapter_8_says():
    m, alternating = None, None
    for n in range(200):
        _, m = momentum_step(0.0, 1.0, m)
        _, alternating = momentum_step(0.0, (-1.0) ** n, alternating)
    assert_allclose([m, abs(alternating)], [1 / (1 - 0.9), 1 / (1 + 0.9)])


@pytest.mark.parametrize(("share", "ends"), [(0.99, "arrives"), (1.01, "explodes")])
@pytest.mark.parametrize("beta", [0, 0.5, 0.9])
def test_momentum_explodes_above_its_limit_and_not_below(beta, share, ends):
    curvature, e, m = 18.5, 1.0, None
    for _ in range(3000):
        e, m = momentum_step(e, curvature * e, m, learning_rate=share * (2 + 2 * beta) / curvature, momentum=beta)
    assert (abs(e) < 1e-6) if ends == "arrives" else (abs(e) > 1e6)


def test_momentum_of_0_is_a_gradient_step():
    F, dF = rng().normal(size=(2, 3, 4))
    without = momentum_step(F, dF, learning_rate=0.3, momentum=0)
    assert_array_equal(without[0], gradient_step(F, dF, learning_rate=0.3)[0])


def test_the_first_step_of_adam_has_the_same_length_for_all():
    F, (steps, m, g2) = adam_step(np.zeros(3), [1000, 0.5, -5], learning_rate=0.1)
    assert_allclose(F, [-0.1, -0.1, 0.1], rtol=1e-5)
    assert steps == 1
    assert_allclose(m, [100, 0.05, -0.5])
    assert_allclose(g2, [1000, 0.00025, 0.025])


def test_the_second_step_of_adam_by_hand():
    F, state = adam_step(0.0, 1.0, learning_rate=1, beta1=0.5, beta2=0.75, epsilon=1e-12)
    F, state = adam_step(F, -1.0, state, learning_rate=1, beta1=0.5, beta2=0.75, epsilon=1e-12)
    # m = 0.5 * 0.5 - 0.5 = -0.25, corrected by 1 - 0.25; the root mean square of 1 and -1 is 1
    assert_allclose(F, -1 + 0.25 / 0.75)


@pytest.mark.parametrize("step", [gradient_step, momentum_step, adam_step])
def test_a_step_overwrites_nothing_and_keeps_float32(step):
    F, dF = rng().normal(size=(2, 3)).astype(np.float32)
    before = F.copy()
    stepped, state = step({"F": F}, {"F": dF}, None)
    again, _ = step(stepped, {"F": dF}, state)
    assert_array_equal(F, before)
    assert stepped["F"].dtype == again["F"].dtype == np.float32
    assert step(F, dF.tolist())[0].dtype == np.float32


@pytest.mark.parametrize("step", [gradient_step, momentum_step, adam_step])
@pytest.mark.parametrize("plain", [[0.5, 0.25], np.array([1, 2])])
def test_a_parameter_without_a_type_takes_that_of_its_gradient(step, plain):
    dF = np.ones(2, np.float32)
    stepped, state = step({"b": plain}, {"b": dF})
    again, _ = step({"b": plain}, {"b": dF}, state)
    assert stepped["b"].dtype == again["b"].dtype == step(plain, dF)[0].dtype == np.float32
    assert_array_equal(stepped["b"], step({"b": np.array(plain, np.float32)}, {"b": dF})[0]["b"])
    assert step(plain, dF.astype(float))[0].dtype == step(plain, [1, 1])[0].dtype == np.float64
    assert step(np.array(plain, float), dF)[0].dtype == np.float64


# Errors


@pytest.mark.parametrize("step", [gradient_step, momentum_step, adam_step])
def test_gradients_that_are_not_the_parameters_own_are_refused(step):
    F = np.ones((2, 2))
    with complain(ValueError, r"gradients has shape \(2,\); expected \(2, 2\), the shape of parameters"):
        step(F, np.ones(2))
    with complain(ValueError, r"gradients\['F'\] has shape \(2,\); expected \(2, 2\), the shape of parameters\['F'\]"):
        step({"F": F}, {"F": np.ones(2)})
    with complain(ValueError, r"gradients has the keys \['W'\]; expected those of parameters, \['F'\]"):
        step({"F": F}, {"W": F})
    with complain(TypeError, "gradients is of type ndarray; expected what parameters are, dict"):
        step({"F": F}, F)
    with complain(ValueError, r"gradients\['F'\] holds nan at index \(0, 1\)"):
        step({"F": F}, {"F": [[0, np.nan], [0, 0]]})


@pytest.mark.parametrize("step", [gradient_step, momentum_step, adam_step])
@pytest.mark.parametrize(
    ("rate", "error"), [(0, ValueError), (-1, ValueError), (np.nan, ValueError), (np.inf, ValueError), ("x", TypeError)]
)
def test_a_learning_rate_is_positive(step, rate, error):
    with complain(error, "learning_rate is .*; expected a number above 0"):
        step(1.0, 1.0, learning_rate=rate)


def test_other_rates_stay_in_their_bounds():
    with complain(ValueError, "momentum is 1; expected a number from 0 to below 1"):
        momentum_step(1.0, 1.0, momentum=1)
    with complain(ValueError, "beta1 is -0.1"):
        adam_step(1.0, 1.0, beta1=-0.1)
    with complain(ValueError, r"m has shape \(2,\); expected \(\)"):
        momentum_step(1.0, 1.0, np.ones(2))


@pytest.mark.parametrize("state", [0.5, "x", np.ones((2, 2)), (1, 2, 3), {"F": 1}])
def test_a_plain_step_takes_no_state(state):
    with complain(TypeError, "state is of type .*; expected None, .*learning_rate="):
        gradient_step(np.ones((2, 2)), np.ones((2, 2)), state)


ONES, MASKED = np.ones((2, 2)), np.ma.masked_array(np.ones((2, 2)))


@pytest.mark.parametrize(
    ("state", "error", "words"),
    [
        (0, TypeError, r"state is of type int; expected None, or \(steps, m, g2\)"),
        (ONES, TypeError, "state is of type ndarray"),
        (np.zeros((3, 2, 2)), TypeError, "state is of type ndarray"),
        ({"F": ONES}, TypeError, "state is of type dict"),
        ((1, ONES), TypeError, "state is of length 2"),
        ((-1, ONES, ONES), ValueError, r"state\[0\], the number of steps, is -1; expected an int >= 0"),
        ((1.5, ONES, ONES), TypeError, r"state\[0\], the number of steps, is 1.5"),
        ((True, ONES, ONES), TypeError, r"state\[0\], the number of steps, is True"),
        ((None, ONES, ONES), TypeError, r"state\[0\], the number of steps, is None"),
        ((ONES, ONES, 1), TypeError, r"state\[0\], the number of steps, is array"),
        ((1, ONES[:1], ONES), ValueError, r"state\[1\] has shape \(1, 2\); expected \(2, 2\)"),
        ((1, ONES, {"F": ONES}), TypeError, r"state\[2\] is of type dict"),
        ((1, ONES, None), TypeError, r"state\[2\] has dtype object"),
        ((1, ONES, -ONES), ValueError, r"state\[2\] holds -1.0; expected means of squares"),
        ((1, np.nan * ONES, ONES), ValueError, r"state\[1\] holds nan"),
        ((1, MASKED, ONES), TypeError, r"state\[1\] is a masked array"),
    ],
)
def test_a_state_that_adam_did_not_return_is_refused(state, error, words):
    with complain(error, words):
        adam_step(ONES, ONES, state)


def test_a_state_by_key_is_named_with_its_key():
    F = {"F": ONES}
    with complain(ValueError, r"state\[2\] has the keys \['W'\]; expected those of parameters, \['F'\]"):
        adam_step(F, F, (1, F, {"W": ONES}))
    with complain(ValueError, r"state\[2\] holds -1.0"):
        adam_step(F, F, (1, F, {"F": -ONES}))
    with complain(TypeError, "m is of type float; expected what parameters are, dict"):
        momentum_step(F, F, 0.5)
    with complain(ValueError, r"m\['F'\] holds nan"):
        momentum_step(F, F, {"F": np.nan * ONES})
    with complain(TypeError, "m is a masked array"):
        momentum_step(ONES, ONES, MASKED)


def test_adam_goes_on_from_a_state_that_was_saved_as_lists():
    _, (steps, m, g2) = adam_step(ONES, ONES)
    assert_array_equal(
        adam_step(ONES, ONES, [steps, m.tolist(), g2.tolist()])[0], adam_step(ONES, ONES, (steps, m, g2))[0]
    )
