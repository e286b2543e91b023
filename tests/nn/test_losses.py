"""Losses and their gradients, against numbers worked by hand, Keras, scikit-learn and finite differences."""

import warnings

import keras
import numpy as np
import pytest
import sklearn.metrics
import tensorflow as tf
from numpy.testing import assert_allclose, assert_array_equal
from oracles import tensorflow_gradient

from convbook.nn.gradcheck import check_gradient
from convbook.nn.losses import (
    cross_entropy,
    cross_entropy_grad,
    hinge,
    hinge_grad,
    mse,
    mse_grad,
    softmax_cross_entropy,
    softmax_cross_entropy_grad,
)

P24 = np.array([[0.5, 0.25, 0.125, 0.125], [0.25, 0.25, 0.25, 0.25]])
ONEHOT24 = np.array([[1, 0, 0, 0], [0, 0, 0, 1]])


def draw(*shape):
    return np.random.default_rng(5).normal(size=shape)


# Mean squared error


def test_mse_by_hand():
    assert mse([[1, 2], [3, 4]], [[1, 0], [0, 4]]) == (4 + 9) / 4
    assert_array_equal(mse_grad([[1, 2], [3, 4]], [[1, 0], [0, 4]]), [[0, 1], [1.5, 0]])


def test_mse_is_that_of_keras_and_scikit_learn():
    A, B = draw(2, 6, 3)
    assert_allclose(mse(A, B), sklearn.metrics.mean_squared_error(B, A))
    assert_allclose(mse(A, B), float(keras.losses.MeanSquaredError()(B, A)), rtol=1e-6)
    check_gradient(lambda A: mse(A, B), A, mse_grad(A, B))


# Hinge


def test_hinge_by_hand():
    assert hinge([2, 0.5, -3], [1, 1, 1]) == (0 + 0.5 + 4) / 3
    assert_allclose(hinge_grad([2, 0.5, -3], [1, 1, 1]), [0, -1 / 3, -1 / 3])
    assert_allclose(hinge_grad([2, 0.5, -3], [-1, -1, -1]), [1 / 3, 1 / 3, 0])


def test_hinge_gradient_is_0_on_the_margin():
    assert_array_equal(hinge_grad([1.0, -1.0], [1, -1]), [0, 0])


def test_hinge_is_that_of_keras_and_scikit_learn():
    scores, labels = 2 * draw(8), np.array([1, -1, 1, 1, -1, -1, 1, -1])
    assert_allclose(hinge(scores, labels), sklearn.metrics.hinge_loss(labels, scores))
    assert_allclose(hinge(scores, labels), float(keras.losses.Hinge()(labels, scores)), rtol=1e-6)
    check_gradient(lambda scores: hinge(scores, labels), scores, hinge_grad(scores, labels))


# Cross-entropy of probabilities


def test_cross_entropy_by_hand():
    assert_allclose(cross_entropy(P24, [0, 3]), (np.log(2) + np.log(4)) / 2)
    assert_array_equal(cross_entropy_grad(P24, [0, 3]), [[-1, 0, 0, 0], [0, 0, 0, -2]])


def test_one_hot_rows_and_integer_labels_say_the_same():
    for labels in (ONEHOT24, ONEHOT24.astype(bool), ONEHOT24.tolist()):
        assert cross_entropy(P24, labels) == cross_entropy(P24, [0, 3])
        assert_array_equal(cross_entropy_grad(P24, labels), cross_entropy_grad(P24, [0, 3]))
        assert softmax_cross_entropy(P24, labels) == softmax_cross_entropy(P24, [0, 3])
        assert_array_equal(softmax_cross_entropy_grad(P24, labels), softmax_cross_entropy_grad(P24, [0, 3]))


def test_a_single_example_needs_no_batch_axis():
    assert cross_entropy(P24[0], 1) == cross_entropy(P24[0], [0, 1, 0, 0]) == np.log(4)
    assert_array_equal(cross_entropy_grad(P24[0], 1), [0, -4, 0, 0])
    assert_allclose(softmax_cross_entropy(np.log(P24[0]), 1), np.log(4))
    assert_allclose(softmax_cross_entropy_grad(np.log(P24[0]), 1), [0.5, -0.75, 0.125, 0.125])


def test_cross_entropy_is_that_of_keras_and_scikit_learn():
    assert_allclose(cross_entropy(P24, [1, 2]), sklearn.metrics.log_loss([1, 2], P24, labels=range(4)))
    assert_allclose(
        cross_entropy(P24, [1, 2]),
        float(keras.losses.SparseCategoricalCrossentropy()(np.array([1, 2]), P24)),
        rtol=1e-6,
    )
    assert_allclose(
        cross_entropy(P24, ONEHOT24), float(keras.losses.CategoricalCrossentropy()(ONEHOT24, P24)), rtol=1e-6
    )
    check_gradient(lambda P: cross_entropy(P, [1, 2]), P24, cross_entropy_grad(P24, [1, 2]))


def test_a_right_class_with_probability_0_costs_as_much_as_1e_7_and_has_no_slope():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert_allclose(cross_entropy([[0, 1]], [0]), -np.log(1e-7))
        assert_array_equal(cross_entropy_grad([[0, 1]], [0]), [[0, 0]])


# Cross-entropy of logits


def test_softmax_cross_entropy_by_hand():
    logits = np.log(P24) + [[7], [-3]]  # a constant on a whole row changes no softmax
    assert_allclose(softmax_cross_entropy(logits, [0, 3]), (np.log(2) + np.log(4)) / 2)
    assert_allclose(softmax_cross_entropy_grad(logits, [0, 3]), (P24 - ONEHOT24) / 2)


def test_softmax_cross_entropy_and_its_gradient_are_tensorflows():
    Z, labels = 3 * draw(5, 4), [0, 3, 2, 2, 1]
    loss, dZ = tensorflow_gradient(
        lambda Z: tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=Z)), Z
    )
    assert_allclose(softmax_cross_entropy(Z, labels), loss, rtol=1e-12)
    assert_allclose(softmax_cross_entropy_grad(Z, labels), dZ, rtol=1e-10, atol=1e-14)
    check_gradient(lambda Z: softmax_cross_entropy(Z, labels), Z, softmax_cross_entropy_grad(Z, labels))


def test_huge_logits_neither_warn_nor_spoil_the_answer():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert softmax_cross_entropy([[1000, 0]], [1]) == 1000
        assert softmax_cross_entropy([[1000, 0]], [0]) == 0
        assert softmax_cross_entropy([[1e308, -1e308]], [0]) == 0
        assert_array_equal(softmax_cross_entropy_grad([[1e308, -1e308]], [1]), [[1, -1]])


# Types and errors


def test_types_of_the_answers():
    A32 = np.full((2, 2), 0.5, np.float32)
    for loss, gradient, labels in [
        (mse, mse_grad, A32),
        (hinge, hinge_grad, [[1, -1], [1, 1]]),
        (cross_entropy, cross_entropy_grad, [0, 1]),
        (softmax_cross_entropy, softmax_cross_entropy_grad, [0, 1]),
    ]:
        assert loss(A32, labels).dtype == gradient(A32, labels).dtype == np.float32
        assert loss(A32.astype(float), labels).dtype == gradient(A32.astype(float), labels).dtype == np.float64
        assert loss(A32, labels).shape == ()


@pytest.mark.parametrize(
    ("loss", "arguments", "error", "words"),
    [
        (mse, ([1, 2], [1, 2, 3]), ValueError, r"targets has shape \(3,\); expected \(2,\), the shape of predictions"),
        (mse, ([1, np.nan], [1, 2]), ValueError, r"predictions holds nan at index \(1,\)"),
        (mse, ([1], ["a"]), TypeError, "targets has dtype <U1"),
        (mse, ([], []), ValueError, r"predictions has shape \(0,\), with an empty axis"),
        (hinge, ([1, 2], [0, 1]), ValueError, "labels hold 0.0; expected only -1 and"),
        (hinge, ([1, 2], [[1, 1]]), ValueError, r"labels has shape \(1, 2\); expected \(2,\), the shape of scores"),
        (hinge, ([np.inf, 2], [1, 1]), ValueError, r"scores holds inf at index \(0,\)"),
        (cross_entropy, ([[-0.5, 1.5]], [0]), ValueError, r"probabilities hold -0.5; expected numbers in \[0, 1\]"),
        (cross_entropy, ([[0, 1.5]], [0]), ValueError, r"probabilities hold 1.5; expected numbers in \[0, 1\]"),
        (cross_entropy, ([[0.5, 0.5], [0.9, 0.9]], [0, 1]), ValueError, r"a row that adds up to 1.8; expected 1"),
        (cross_entropy, ([[[1.0]]], [0]), ValueError, r"probabilities has 3 axes.*expected \(K,\) or \(N, K\)"),
        (cross_entropy, (P24, [0, 4]), ValueError, "labels hold 4; expected classes from 0 to 3"),
        (cross_entropy, (P24, [0, -1]), ValueError, "labels hold -1; expected classes from 0 to 3"),
        (cross_entropy, (P24, [0.0, 1.0]), TypeError, "labels have dtype float64; expected int classes"),
        (cross_entropy, (P24, [True, False]), TypeError, "labels have dtype bool; expected int classes"),
        (cross_entropy, (P24, [0, 1, 2]), ValueError, r"labels has shape \(3,\); expected \(2,\), one class per row"),
        (cross_entropy, (P24, ONEHOT24[:, :3]), ValueError, r"labels has shape \(2, 3\); expected \(2,\)"),
        (cross_entropy, (P24, [[1, 0.5, 0, 0], [0, 0, 0, 1]]), ValueError, r"labels have the shape.*expected one-hot"),
        (cross_entropy, (P24, ONEHOT24 * 0), ValueError, r"labels have the shape.*expected one-hot rows"),
        (cross_entropy, (P24, P24), ValueError, r"labels have the shape of probabilities, \(2, 4\); expected one-hot"),
        (softmax_cross_entropy, (P24, [0, 4]), ValueError, "labels hold 4; expected classes from 0 to 3, since logits"),
        (softmax_cross_entropy, ([[np.inf, 0]], [0]), ValueError, r"logits holds inf at index \(0, 0\)"),
        (softmax_cross_entropy, (3.0, 0), ValueError, r"logits has 0 axes, shape \(\); expected \(K,\) or \(N, K\)"),
        (softmax_cross_entropy, (P24, [[0], [1, 2]]), ValueError, "labels is ragged"),
    ],
)
def test_wrong_arguments_are_named_with_what_came_and_what_was_expected(loss, arguments, error, words):
    gradients = {
        mse: mse_grad,
        hinge: hinge_grad,
        cross_entropy: cross_entropy_grad,
        softmax_cross_entropy: softmax_cross_entropy_grad,
    }
    for function in (loss, gradients[loss]):
        with pytest.raises(error, match=words):
            function(*arguments)


def test_targets_without_a_type_of_their_own_leave_float32_alone():
    predictions = np.array([1.5, 2], np.float32)
    for targets in ([1, 2], [0.5, 2.0], np.array([1, 2]), np.array([1, 2], np.uint8)):
        assert mse(predictions, targets).dtype == mse_grad(predictions, targets).dtype == np.float32
    assert mse_grad(predictions, np.array([1.0, 2.0])).dtype == np.float64
    assert_array_equal(mse_grad(predictions, [1, 2]), [0.5, 0])
