"""Pooling and its gradients, against numbers worked by hand, TensorFlow and finite differences."""

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from oracles import cases, tensorflow_pool2d

from convbook.nn.gradcheck import check_gradient
from convbook.nn.pooling import avg_pool2d, avg_pool2d_grad, max_pool2d, max_pool2d_grad, sum_pool2d, sum_pool2d_grad

X22 = [[1, 2], [3, 4]]
PAIRS = {max_pool2d: max_pool2d_grad, avg_pool2d: avg_pool2d_grad, sum_pool2d: sum_pool2d_grad}
EACH = pytest.mark.parametrize(("pool", "pool_grad"), PAIRS.items(), ids=["max", "avg", "sum"])


def test_the_posts_window_of_four_by_hand():
    assert_array_equal(max_pool2d(X22), [[4]])
    assert_array_equal(avg_pool2d(X22), [[2.5]])
    assert_array_equal(sum_pool2d(X22), [[10]])


def test_where_the_gradient_goes_by_hand():
    assert_array_equal(max_pool2d_grad([[8]], X22), [[0, 0], [0, 8]])  # to the winner
    assert_array_equal(avg_pool2d_grad([[8]], X22), [[2, 2], [2, 2]])  # spread evenly
    assert_array_equal(sum_pool2d_grad([[8]], X22), [[8, 8], [8, 8]])  # copied


def test_the_largest_of_negative_numbers_is_negative():
    assert_array_equal(max_pool2d(-np.array(X22)), [[-1]])


def test_among_equals_the_first_wins_row_by_row_as_in_tensorflow():
    assert_array_equal(max_pool2d_grad([[1]], [[0, 5], [5, 5]]), [[0, 1], [0, 0]])
    X, dO = np.ones((1, 5, 5, 3), np.float32), np.arange(27, dtype=np.float32).reshape(1, 3, 3, 3)
    assert_array_equal(max_pool2d_grad(dO, X, 3, 1), tensorflow_pool2d(tf.nn.max_pool2d, X, dO, 3, 1)[1])


def test_overlapping_windows_add_up_by_hand():
    X = [[1, 9, 1]]
    assert_array_equal(max_pool2d_grad([[2, 3]], X, (1, 2), 1), [[0, 5, 0]])
    assert_array_equal(sum_pool2d_grad([[2, 3]], X, (1, 2), 1), [[2, 5, 3]])
    assert_array_equal(avg_pool2d_grad([[2, 3]], X, (1, 2), 1), [[1, 2.5, 1.5]])


@EACH
def test_rows_and_columns_that_fill_no_window_are_dropped(pool, pool_grad):
    X = np.arange(15.0).reshape(3, 5)
    assert_array_equal(pool(X), pool(X[:2, :4]))
    dX = pool_grad(np.ones((1, 2)), X)
    assert dX.shape == X.shape
    assert not dX[2].any() and not dX[:, 4].any() and dX[:2, :4].any()


@EACH
def test_pixels_between_windows_that_are_apart_count_for_nothing(pool, pool_grad):
    X = np.arange(25.0).reshape(5, 5)
    assert_array_equal(pool(X, 1, (4, 2)), X[::4, ::2])
    assert_array_equal(np.argwhere(pool_grad(np.ones((2, 3)), X, 1, (4, 2)))[:, 0], [0, 0, 0, 4, 4, 4])


@EACH
def test_channels_and_images_are_pooled_on_their_own(pool, pool_grad):
    X = np.random.default_rng(0).normal(size=(2, 4, 5, 3))
    dO = np.random.default_rng(1).normal(size=(2, 2, 2, 3))
    O, dX = pool(X), pool_grad(dO, X)
    for n, c in np.ndindex(2, 3):
        assert_array_equal(O[n, :, :, c], pool(X[n, :, :, c]))
        assert_array_equal(dX[n, :, :, c], pool_grad(dO[n, :, :, c], X[n, :, :, c]))
    assert_array_equal(O[1], pool(X[1]))
    assert_array_equal(dX[1], pool_grad(dO[1], X[1]))


@EACH
def test_types_of_the_answers(pool, pool_grad):
    for came, expected in {
        "float32": "float32",
        "float16": "float32",
        "float64": "float64",
        "uint8": "float64",
    }.items():
        X = np.full((2, 2), 200, came)
        assert pool(X).dtype == expected
        assert pool_grad(np.ones((1, 1), came), X).dtype == expected
    assert sum_pool2d(np.full((2, 2), 200, np.uint8)) == 800


@st.composite
def poolings(draw):
    """(X, size, stride), the numbers of X often equal."""
    size = draw(st.tuples(*[st.integers(1, 3)] * 2))
    stride = draw(st.one_of(st.none(), st.tuples(*[st.integers(1, 3)] * 2)))
    height, width = (draw(st.integers(smallest, smallest + 5)) for smallest in size)
    N, C = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    shape = draw(st.sampled_from([(N, height, width, C), (height, width, C), (height, width)]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return rng.integers(-2, 3, shape).astype(draw(st.sampled_from([np.float32, np.float64]))), size, stride


@cases(part=2)
@given(poolings(), st.integers(0, 2**32 - 1))
def test_any_pooling_and_its_gradient_are_what_tensorflow_says(pooling, seed):
    X, size, stride = pooling
    for pool, op in {max_pool2d: tf.nn.max_pool2d, avg_pool2d: tf.nn.avg_pool2d}.items():
        O = pool(X, size, stride)
        dO = np.random.default_rng(seed).normal(size=O.shape).astype(X.dtype)
        answers = tensorflow_pool2d(op, X, dO, size, stride or size)
        for ours, theirs in zip((O, PAIRS[pool](dO, X, size, stride)), answers, strict=True):
            assert ours.shape == theirs.shape and ours.dtype == theirs.dtype
            assert_allclose(ours, theirs, rtol=1e-5, atol=1e-5)


@EACH
@pytest.mark.parametrize(("size", "stride"), [(2, None), (3, 2), ((2, 3), (1, 2)), (1, 3)])
def test_gradients_agree_with_finite_differences(pool, pool_grad, size, stride):
    rng = np.random.default_rng(3)
    X = rng.permutation(2 * 6 * 7 * 2).reshape(2, 6, 7, 2)  # no two are equal, so a nudge changes no winner
    weights = rng.normal(size=pool(X, size, stride).shape)
    check_gradient(lambda X: (weights * pool(X, size, stride)).sum(), X, pool_grad(weights, X, size, stride))


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"X": [1, 2]}, ValueError, r"X has 1 axes, shape \(2,\); expected \(H, W\) or \(H, W, C\) or \(N, H, W, C\)"),
        ({"X": np.ones((0, 2, 2, 1))}, ValueError, r"X has shape \(0, 2, 2, 1\).*empty axis"),
        ({"X": [[1, np.nan]]}, ValueError, r"X holds nan at index \(0, 1\); expected finite"),
        ({"X": [["a"]]}, TypeError, "X has dtype <U1; expected real numbers"),
        ({"X": [[1, 2], [3]]}, ValueError, "X is ragged"),
        ({"size": 0}, ValueError, "size is 0; expected an int >= 1"),
        ({"size": 2.0}, TypeError, "size is 2.0; expected an int >= 1"),
        ({"size": (1, 2, 3)}, ValueError, r"size is \(1, 2, 3\); expected an int >= 1 or two"),
        ({"size": (1, 3)}, ValueError, r"size is \(1, 3\) but X \(2, 2\) has \(2, 2\) rows and columns"),
        ({"size": (3, 1)}, ValueError, r"size is \(3, 1\) but X \(2, 2\) has \(2, 2\) rows and columns"),
        ({"stride": 0}, ValueError, "stride is 0; expected an int >= 1"),
        ({"stride": True}, TypeError, "stride is True; expected an int >= 1"),
        ({"stride": (2, -1)}, ValueError, "stride is -1; expected an int >= 1"),
    ],
)
@EACH
def test_wrong_arguments_are_named_with_what_came_and_what_was_expected(pool, pool_grad, arguments, error, words):
    arguments = {"X": X22} | arguments
    with pytest.raises(error, match=words):
        pool(**arguments)
    with pytest.raises(error, match=words):
        pool_grad(np.ones((1, 1)), **arguments)


@EACH
def test_a_gradient_needs_one_number_per_window(pool, pool_grad):
    with pytest.raises(ValueError, match=r"dO has shape \(2, 2\); expected \(1, 1\), what pooling makes of X \(2, 2\)"):
        pool_grad(np.ones((2, 2)), X22)
    with pytest.raises(ValueError, match="dO holds inf"):
        pool_grad([[np.inf]], X22)


@EACH
@pytest.mark.parametrize("dO", [[[2]], [[0.5]], np.ones((1, 1), int)])
def test_a_list_or_integers_as_output_gradient_leave_float32_alone(pool, pool_grad, dO):
    X = np.ones((2, 2), np.float32)
    assert pool_grad(dO, X).dtype == np.float32
    assert pool_grad(dO, X.astype(float)).dtype == pool_grad(dO, X.astype(int)).dtype == np.float64
    assert pool_grad(np.array(dO, float), X).dtype == np.float64
