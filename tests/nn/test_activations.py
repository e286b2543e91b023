"""Activation functions and their gradients, against numbers worked by hand, TensorFlow and finite differences."""

import warnings

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from oracles import cases, tensorflow_gradient

from convbook.nn import activations
from convbook.nn.activations import relu, relu_grad, sigmoid, sigmoid_grad, softmax, softmax_grad, tanh, tanh_grad
from convbook.nn.gradcheck import check_gradient

EACH = pytest.mark.parametrize("name", ["relu", "sigmoid", "tanh", "softmax"])


def pair(name):
    return getattr(activations, name), getattr(activations, f"{name}_grad")


def test_relu_keeps_what_is_positive_and_stops_the_gradient_elsewhere():
    assert_array_equal(relu([-2, 0, 3]), [0, 0, 3])
    assert_array_equal(relu_grad([5, 6, 7], [-2, 0, 3]), [0, 0, 7])


def test_sigmoid_by_hand():
    assert_allclose(sigmoid([0, np.log(3), -np.log(3)]), [1 / 2, 3 / 4, 1 / 4])
    assert_allclose(sigmoid_grad([16, 16], [0, np.log(3)]), [4, 3])


def test_tanh_by_hand():
    assert_allclose(tanh([0, np.log(2)]), [0, 3 / 5])
    assert_allclose(tanh_grad([25, 25], [0, np.log(2)]), [25, 16])


def test_softmax_by_hand():
    assert_allclose(softmax(np.log([1, 2, 5])), [1 / 8, 2 / 8, 5 / 8])
    assert_allclose(softmax_grad([64, 0, 0], np.log([1, 2, 5])), [7, -2, -5])


def test_softmax_runs_along_the_axis_it_is_told():
    Z = np.log([[1.0, 3.0], [1.0, 1.0]])
    assert_allclose(softmax(Z), [[1 / 4, 3 / 4], [1 / 2, 1 / 2]])
    assert_allclose(softmax(Z, axis=0), [[1 / 2, 3 / 4], [1 / 2, 1 / 4]])
    assert_allclose(softmax_grad(Z, Z, axis=0), softmax_grad(Z.T, Z.T).T)


def test_huge_numbers_neither_warn_nor_spoil_the_answer():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert_array_equal(sigmoid([-1000, 1000, -1e308]), [0, 1, 0])
        assert_array_equal(sigmoid_grad([1, 1], [-1000, 1000]), [0, 0])
        assert_array_equal(softmax([1e308, -1e308, 1e308]), [0.5, 0, 0.5])
        assert_array_equal(softmax(np.array([3e38, -3e38], np.float32)), [1, 0])
        assert_array_equal(tanh([-1e308, 1e308]), [-1, 1])


def test_small_tails_keep_their_digits():
    assert_allclose(sigmoid(-40), np.exp(-40), rtol=1e-15)
    assert_allclose(sigmoid_grad(1, 40), np.exp(-40), rtol=1e-15)  # 1 - sigmoid(40) would be 0


@EACH
def test_shape_and_type_are_kept(name):
    function, gradient = pair(name)
    for shape in ((3,), (2, 3), (2, 1, 2, 3)):
        for came, expected in {
            "float32": "float32",
            "float64": "float64",
            "float16": "float32",
            "int8": "float64",
        }.items():
            Z = np.ones(shape, came)
            assert function(Z).shape == gradient(Z, Z).shape == shape
            assert function(Z).dtype == gradient(Z, Z).dtype == expected


@EACH
@cases(part=10)
@given(st.integers(0, 2**32 - 1), st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_values_and_gradients_are_what_tensorflow_says(name, seed, shape):
    function, gradient = pair(name)
    Z, dO = (4 * np.random.default_rng(seed + more).normal(size=shape) for more in (0, 1))
    op = getattr(tf.nn, name)
    _, by_tensorflow = tensorflow_gradient(lambda Z: tf.reduce_sum(dO * op(Z)), Z)
    assert_allclose(function(Z), op(Z).numpy(), rtol=1e-12, atol=1e-12)
    assert_allclose(gradient(dO, Z), by_tensorflow, rtol=1e-10, atol=1e-12)


@EACH
def test_gradients_agree_with_finite_differences(name):
    function, gradient = pair(name)
    rng = np.random.default_rng(4)
    Z, dO = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
    check_gradient(lambda Z: (dO * function(Z)).sum(), Z, gradient(dO, Z))


@EACH
def test_wrong_arguments_are_named_with_what_came_and_what_was_expected(name):
    function, gradient = pair(name)
    for Z, error, words in [
        ([np.inf], ValueError, r"Z holds inf at index \(0,\); expected finite"),
        ([], ValueError, r"Z has shape \(0,\), with an empty axis"),
        ("abc", TypeError, "Z has dtype <U3; expected real numbers"),
        ([[1], [2, 3]], ValueError, "Z is ragged"),
    ]:
        with pytest.raises(error, match=words):
            function(Z)
        with pytest.raises(error, match=words):
            gradient([1], Z)
    with pytest.raises(ValueError, match=r"dO has shape \(2,\); expected \(3,\), the shape of Z"):
        gradient([1, 2], [1, 2, 3])


def test_softmax_needs_an_axis_that_is_there():
    with pytest.raises(ValueError, match=r"axis is 2 but Z has 2 axes, shape \(1, 2\); expected one from 0 to 1"):
        softmax([[1, 2]], axis=2)
    with pytest.raises(ValueError, match="axis is -1 but Z has 0 axes, a single number; expected an array"):
        softmax(3.0)
    with pytest.raises(ValueError, match="axis is -1 but Z has 0 axes, a single number"):
        softmax_grad(1.0, 3.0)
    with pytest.raises(TypeError, match="axis is None; expected an int"):
        softmax([1, 2], axis=None)


def test_the_slope_of_tanh_keeps_its_digits_where_tanh_is_flat():
    assert_allclose(tanh_grad(1, 20), 1.699e-17, rtol=1e-3)  # 4 exp(-40) to four figures
    assert_allclose(tanh_grad([1, 1], [-300, 300]), 4 * np.exp(-600), rtol=1e-12)
    assert_allclose(tanh_grad(1, 0.5), 1 - np.tanh(0.5) ** 2, rtol=1e-15)


def test_the_axis_of_a_softmax_may_be_an_integer_of_numpy():
    Z = np.array([[0.0, np.log(3)], [0.0, 0.0]])
    assert_allclose(softmax(Z, axis=np.int64(1)), [[0.25, 0.75], [0.5, 0.5]])
    assert_allclose(softmax(Z, axis=np.int8(0)), [[0.5, 0.75], [0.5, 0.25]])
    assert_array_equal(softmax_grad(np.eye(2), Z, axis=np.int64(0)), softmax_grad(np.eye(2), Z, axis=0))


def test_a_list_of_gradients_leaves_float32_alone():
    Z = np.ones(2, np.float32)
    assert relu_grad([1, 2], Z).dtype == tanh_grad([1.5, 2], Z).dtype == np.float32
