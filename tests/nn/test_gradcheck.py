"""Finite differences, against derivatives known by heart."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from convbook.nn.gradcheck import check_gradient, gradient_error, numerical_gradient

X23 = np.array([[0.5, -1.0, 2.0], [3.0, 0.25, -4.0]])


def test_numerical_gradients_known_by_heart():
    assert_allclose(numerical_gradient(lambda X: (X**3).sum(), X23), 3 * X23**2, rtol=1e-8)
    assert_allclose(numerical_gradient(lambda X: np.sin(X).prod(), X23), np.sin(X23).prod() / np.tan(X23), rtol=1e-8)
    assert_allclose(numerical_gradient(np.exp, 0.0), 1, rtol=1e-9)


def test_differences_are_central_so_a_parabola_is_exact_at_any_step():
    assert_allclose(numerical_gradient(lambda X: (X**2).sum(), X23, eps=0.5), 2 * X23, rtol=1e-14)


def test_a_large_number_may_swallow_part_of_the_step():
    assert_allclose(numerical_gradient(lambda X: X.sum(), np.array([3e9])), [1], rtol=1e-12)


@pytest.mark.parametrize("X", [1e6, -1e9, 1e12, 1e100])
def test_the_step_grows_with_a_large_number(X):
    assert_allclose(numerical_gradient(lambda X: X**2, X), 2 * X, rtol=1e-8)
    assert_allclose(numerical_gradient(lambda X: 3 * X, X), 3, rtol=1e-8)
    check_gradient(lambda X: (X**3).sum(), [X, 2 * X], [3 * X**2, 12 * X**2])


def test_numbers_up_to_ten_are_moved_by_eps_itself():
    seen = []
    numerical_gradient(lambda X: seen.append(float(X)) or 0.0, 8.0, eps=0.25)
    assert seen == [8.25, 7.75]


def test_float32_and_integers_are_moved_in_float64_and_left_alone():
    for kind in (np.float32, int):
        X = np.array([1, 2], kind)
        gradient = numerical_gradient(lambda X: (X**2).sum(), X)
        assert gradient.dtype == np.float64
        assert_allclose(gradient, [2, 4], rtol=1e-9)
        assert_array_equal(X, [1, 2])


def test_a_function_that_writes_into_its_argument_does_no_harm():
    def f(X):
        X *= 2
        return X.sum()

    assert_allclose(numerical_gradient(f, X23), np.full((2, 3), 2), rtol=1e-9)


def test_the_worst_element_is_found_with_both_numbers():
    error = gradient_error([[1.0, 2.0], [4.0, 3.0]], [[1.0, 2.1], [4.0, 2.5]])
    assert error == (0.125, (1, 1), 3.0, 2.5)  # 0.5 beside the largest number, 4
    assert str(error) == "gradient at (1, 1): analytic 3.0, numeric 2.5, relative error 0.12"


def test_equal_gradients_have_no_error_even_if_all_are_0():
    assert gradient_error([0.0, 0.0], [0.0, 0.0]).relative == 0
    assert gradient_error([1.0, 0.0], [1.0, 0.0]).relative == 0


def test_a_right_gradient_passes_and_returns_what_error_is_left():
    assert check_gradient(lambda X: (X**2).sum(), X23, 2 * X23).relative < 1e-9


def test_a_wrong_gradient_fails_and_prints_both_numbers():
    wrong = 2 * X23
    wrong[0, 2] += 1
    with pytest.raises(AssertionError, match=r"at \(0, 2\): analytic 5.0, numeric (4\.0|3\.9999).*, more than 1e-06"):
        check_gradient(lambda X: (X**2).sum(), X23, wrong)
    check_gradient(lambda X: (X**2).sum(), X23, wrong, tolerance=0.2)


@pytest.mark.parametrize(
    ("f", "X", "eps", "error", "words"),
    [
        (lambda X: X, [1.0, 2.0], 1e-5, ValueError, r"f returned an array of shape \(2,\); expected one number"),
        (lambda X: None, [1.0], 1e-5, TypeError, "what f returned has dtype object; expected real numbers"),
        (lambda X: np.inf, [1.0], 1e-5, ValueError, "what f returned holds inf"),
        (np.sum, [np.nan], 1e-5, ValueError, r"X holds nan at index \(0,\)"),
        (np.sum, ["a"], 1e-5, TypeError, "X has dtype <U1"),
        (np.sum, [1.0], 0, ValueError, "eps is 0; expected a small positive number"),
        (np.sum, [1.0], float("nan"), ValueError, "eps is nan; expected"),
        (np.sum, [1.0], float("inf"), ValueError, "eps is inf; expected"),
        (np.sum, [1.0], None, TypeError, "eps is None; expected a small positive number"),
        (np.sum, [1.0], "x", TypeError, "eps is 'x'; expected"),
        (np.sum, [1.0], [1e-5], TypeError, r"eps is \[1e-05\]; expected"),
        (np.sum, [1.0], True, TypeError, "eps is True; expected"),
        (np.sum, [3.0], 1e-17, ValueError, "eps is 1e-17 and moves 3.0 to 3.0 and 3.0; expected one such as 1e-5"),
        (np.sum, [0.0], 1e308, ValueError, r"eps is 1e\+308 and moves 0.0"),
        (lambda X: np.ma.masked, [1.0], 1e-5, TypeError, "what f returned is a masked array"),
        (lambda X: np.ma.masked_array(1.0), [1.0], 1e-5, TypeError, "what f returned is a masked array"),
        (5, [1.0], 1e-5, TypeError, "f is 5; expected a function, such as np.sum"),
    ],
)
def test_wrong_arguments_are_named_with_what_came_and_what_was_expected(f, X, eps, error, words):
    with pytest.raises(error, match=words):
        numerical_gradient(f, X, eps)


def test_gradients_of_two_shapes_cannot_be_compared():
    with pytest.raises(ValueError, match=r"analytic has shape \(1, 2\); expected \(2,\), the shape of numeric"):
        gradient_error([[1, 2]], [1, 2])
    with pytest.raises(ValueError, match="analytic holds nan"):
        check_gradient(np.sum, [1.0], [np.nan])


@pytest.mark.parametrize("tolerance", [float("nan"), -1])
def test_a_tolerance_that_would_let_everything_pass_is_refused(tolerance):
    with pytest.raises(ValueError, match="tolerance is .*; expected a small number such as 1e-6"):
        check_gradient(lambda X: (X**2).sum(), X23, 100 * X23, tolerance=tolerance)


@pytest.mark.parametrize("tolerance", [None, "x", [1e-6], True])
def test_a_tolerance_is_a_number(tolerance):
    with pytest.raises(TypeError, match="tolerance is .*; expected a small number such as 1e-6"):
        check_gradient(lambda X: (X**2).sum(), X23, 2 * X23, tolerance=tolerance)


def test_a_step_that_rounds_on_one_side_alone_is_divided_by_what_it_moved():
    assert numerical_gradient(np.sum, [3.0], eps=3e-16) == 1
