"""Convolution and its gradients, against numbers worked by hand, loops, TensorFlow and finite differences."""

import inspect

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from oracles import cases, tensorflow_conv2d

from convbook.nn import im2col
from convbook.nn.conv import (
    conv2d,
    conv2d_bias_grad,
    conv2d_filter_grad,
    conv2d_input_grad,
    conv2d_output_shape,
)
from convbook.nn.geometry import plan_conv2d
from convbook.nn.gradcheck import check_gradient
from convbook.nn.loops import conv2d_filter_grad_loops, conv2d_input_grad_loops, conv2d_loops

X33 = np.arange(1.0, 10).reshape(3, 3)
F22 = np.array([[1.0, 2.0], [3.0, 4.0]])
FORWARD = pytest.mark.parametrize("forward", [conv2d, conv2d_loops])
FILTER_GRAD = pytest.mark.parametrize("filter_grad", [conv2d_filter_grad, conv2d_filter_grad_loops])
INPUT_GRAD = pytest.mark.parametrize("input_grad", [conv2d_input_grad, conv2d_input_grad_loops])


# The paper's example, by hand


@FORWARD
def test_the_papers_example_by_hand(forward):
    by_hand = [[1 + 4 + 12 + 20, 2 + 6 + 15 + 24], [4 + 10 + 21 + 32, 5 + 12 + 24 + 36]]  # eqs 1-4
    assert_array_equal(forward(X33, F22), by_hand)


@FILTER_GRAD
def test_filter_gradient_of_the_papers_example_by_hand(filter_grad):
    dO = np.array([[1.0, 0.0], [0.0, -1.0]])
    assert_array_equal(filter_grad(dO, X33, (2, 2)), X33[:2, :2] - X33[1:, 1:])  # eqs 7-10 with dO12 = dO21 = 0


@INPUT_GRAD
def test_input_gradient_of_the_papers_example_by_hand(input_grad):
    dO = np.array([[1.0, 10.0], [100.0, 1000.0]])
    by_hand = [[1, 12, 20], [103, 1234, 2040], [300, 3400, 4000]]  # eqs 13-21
    assert_array_equal(input_grad(dO, F22, (3, 3)), by_hand)


def test_the_filter_is_not_turned_in_the_forward_pass():
    X = [[0, 0, 0], [0, 1, 0], [0, 0, 0]]
    assert_array_equal(conv2d(X, F22), [[4, 3], [2, 1]])  # the lone pixel meets the last tap first


def test_bias_is_added_once_per_output_and_its_gradient_counts_them():
    X, F = np.ones((1, 2, 2, 1)), np.ones((1, 1, 1, 2))
    assert_array_equal(conv2d(X, F, [10, 20])[0, 0, 0], [11, 21])
    assert_array_equal(conv2d(X33, F22, 0.5), conv2d(X33, F22) + 0.5)
    assert_array_equal(conv2d_bias_grad(np.ones((3, 4, 5, 2)) * [1, 2]), [60, 120])
    assert_array_equal(conv2d_bias_grad(np.ones((4, 5, 2)) * [1, 2]), [20, 40])
    assert_array_equal(conv2d_bias_grad(X33), 45)
    assert conv2d_bias_grad(X33).shape == ()


def test_bias_gradient_of_many_float32_outputs_keeps_its_digits():
    assert_allclose(conv2d_bias_grad(np.full((1024, 1024, 2), 0.1, np.float32)), [0.1 * 2**20] * 2, rtol=1e-6)


@FORWARD
def test_channels_add_up_and_each_filter_gives_its_own_channel(forward):
    X, F = np.array([[[1, 10, 100]]]), np.array([[[[1, -1], [2, -2], [3, -3]]]])
    assert_array_equal(forward(X, F), [[[321, -321]]])


@FORWARD
def test_stride_and_dilation_by_hand(forward):
    X = np.arange(25).reshape(5, 5)
    assert_array_equal(forward(X, [[1]], stride=(2, 3)), [[0, 3], [10, 13], [20, 23]])
    assert_array_equal(forward(X, [[1, 1]], dilation=(1, 4), stride=(4, 1)), [[4], [44]])
    assert_array_equal(forward(X, [[1], [1]], dilation=4), [[20, 22, 24, 26, 28]])


@FORWARD
def test_padding_in_its_four_forms_by_hand(forward):
    X, F = [[1, 2], [3, 4]], [[1, 1], [1, 1]]
    assert_array_equal(forward(X, F, padding="valid"), [[10]])
    assert_array_equal(forward(X, F, padding="same"), [[10, 6], [7, 4]])  # uneven: the zeros are below and to the right
    assert_array_equal(forward(X, F, padding=1), [[1, 3, 2], [4, 10, 6], [3, 7, 4]])
    assert_array_equal(forward(X, F, padding=((1, 0), (0, 2))), [[3, 2, 0], [10, 6, 0]])


@pytest.mark.parametrize(
    ("sizes", "options", "expected"),
    [
        (((64, 64, 3), (3, 3, 3, 32)), {"padding": "same"}, (64, 64, 32)),
        (((227, 227, 3), (11, 11, 3, 96)), {"stride": 4}, (55, 55, 96)),  # AlexNet's first layer
        (((7, 224, 224, 3), (7, 7, 3, 64)), {"stride": 2, "padding": 3}, (7, 112, 112, 64)),  # ResNet's
        (((28, 28), (5, 5)), {}, (24, 24)),  # LeNet-5's, on an unpadded digit
        (((9, 9, 2), (3, 3, 2)), {"dilation": 2}, (5, 5)),
        (((5, 8), (3, 3)), {"stride": (2, 3), "padding": "same"}, (3, 3)),
    ],
)
def test_output_sizes_that_are_known(sizes, options, expected):
    assert conv2d_output_shape(*sizes, **options) == expected
    assert conv2d(np.zeros(sizes[0]), np.zeros(sizes[1]), **options).shape == expected


# Ranks, types, memory


@FORWARD
def test_lower_ranks_are_the_batch_of_one_without_the_missing_axes(forward):
    rng = np.random.default_rng(0)
    X, F = rng.normal(size=(1, 4, 5, 2)), rng.normal(size=(2, 3, 2, 3))
    batch = conv2d(X, F)
    assert_allclose(forward(X[0], F), batch[0], atol=1e-14)
    assert_allclose(forward(X[0], F[..., 1]), batch[0, :, :, 1], atol=1e-14)
    assert_allclose(forward(X[0, :, :, 0], F[:, :, 0, 1]), conv2d(X[..., :1], F[:, :, :1])[0, :, :, 1], atol=1e-14)


@pytest.mark.parametrize(
    ("X_type", "F_type", "expected"),
    [
        ("float32", "float32", "float32"),
        ("float64", "float64", "float64"),
        ("float32", "float64", "float64"),
        ("float16", "float16", "float32"),
        ("float16", "float32", "float32"),
        ("int8", "int8", "float64"),
        ("bool", "bool", "float64"),
    ],
)
def test_types_of_the_answers(X_type, F_type, expected):
    X, F = np.ones((4, 4), X_type), np.ones((2, 2), F_type)
    assert conv2d(X, F).dtype == conv2d_loops(X, F).dtype == expected
    assert conv2d_filter_grad(np.ones((3, 3), F_type), X, (2, 2)).dtype == expected
    assert conv2d_input_grad(np.ones((3, 3), X_type), F, (4, 4)).dtype == expected


def test_an_image_of_integers_is_computed_in_float64():
    X, F = np.ones((4, 4), np.uint8), np.ones((2, 2), np.float32)
    assert conv2d(X, F).dtype == conv2d_loops(X, F).dtype == np.float64
    assert conv2d_filter_grad(np.ones((3, 3), np.float32), X, (2, 2)).dtype == np.float64


@pytest.mark.parametrize("dO", [[[1, 2], [3, 4]], [[0.5, 1], [1, 2]], np.ones((2, 2), int), np.ones((2, 2), np.uint8)])
def test_a_list_or_integers_as_output_gradient_leave_float32_alone(dO):
    X, F = np.ones((3, 3), np.float32), np.ones((2, 2), np.float32)
    assert conv2d_filter_grad(dO, X, (2, 2)).dtype == conv2d_input_grad(dO, F, (3, 3)).dtype == np.float32
    assert conv2d_filter_grad_loops(dO, X, (2, 2)).dtype == conv2d_input_grad_loops(dO, F, (3, 3)).dtype == np.float32
    assert conv2d_filter_grad(dO, X.astype(float), (2, 2)).dtype == np.float64
    assert conv2d_filter_grad(np.array(dO, float), X, (2, 2)).dtype == np.float64
    assert conv2d_input_grad(np.array(dO, float), F, (3, 3)).dtype == np.float64
    assert conv2d_input_grad(dO, F.astype(int), (3, 3)).dtype == np.float64


def test_type_of_the_bias_counts_unless_it_is_a_plain_number():
    X, F = np.ones((3, 3), np.float32), np.ones((2, 2), np.float32)
    assert conv2d(X, F, 0.5).dtype == conv2d(X, F, np.float32(0.5)).dtype == np.float32
    assert conv2d(X, F, [0.5][0]).dtype == conv2d(X, F, 2).dtype == np.float32
    assert conv2d(X, F, np.float64(0.5)).dtype == np.float64
    bank = np.ones((2, 2, 1, 2), np.float32)
    assert (
        conv2d(X[..., None], bank, [0.5, 1]).dtype == conv2d(X[..., None], bank, np.array([1, 2])).dtype == np.float32
    )
    assert conv2d(X[..., None], bank, np.array([0.5, 1])).dtype == np.float64
    assert conv2d_bias_grad(X).dtype == np.float32


def test_integers_do_not_wrap_around():
    assert conv2d(np.full((2, 2), 255, np.uint8), np.full((2, 2), 255, np.uint8)) == 4 * 255**2


def test_lists_and_any_memory_order_are_welcome_and_left_alone():
    X = np.asfortranarray(np.arange(24.0).reshape(4, 6))[::-1, ::2]
    before = X.copy()
    assert_array_equal(conv2d(X, F22.T), conv2d(X.tolist(), F22.T.tolist()))
    conv2d_input_grad(X, F22, (5, 4))
    conv2d_filter_grad(X[:3, :2], X, (2, 2))
    assert_array_equal(X, before)


@pytest.mark.parametrize("block_bytes", [1, 1000, 4000])
@pytest.mark.parametrize("options", [{}, {"stride": (2, 1), "padding": "same", "dilation": (1, 2)}])
@pytest.mark.parametrize("C", [1, 3])
def test_answers_do_not_depend_on_how_the_work_is_cut_into_blocks(monkeypatch, block_bytes, options, C):
    rng = np.random.default_rng(1)
    X, F = rng.normal(size=(5, 7, 8, C)), rng.normal(size=(2, 3, C, 4))

    def answers():
        O = conv2d(X, F, **options)
        return O, conv2d_filter_grad(O, X, F.shape, **options), conv2d_input_grad(O, F, X.shape, **options)

    at_once = answers()
    monkeypatch.setattr(im2col, "BLOCK_BYTES", block_bytes)
    for in_blocks, whole in zip(answers(), at_once, strict=True):
        assert_allclose(in_blocks, whole, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("block_bytes", [1, 40_000, 80_000])
@pytest.mark.parametrize("rows", [8, 10])
def test_nor_do_those_of_large_float32_layers(monkeypatch, block_bytes, rows):
    rng = np.random.default_rng(1)
    X, F = (rng.normal(size=shape).astype(np.float32) for shape in ((4, rows, 3, 16), (3, 3, 16, 16)))

    def answers():
        O = conv2d(X, F, padding="same")
        return O, conv2d_filter_grad(O, X, F.shape, padding="same"), conv2d_input_grad(O, F, X.shape, padding="same")

    at_once = answers()
    monkeypatch.setattr(im2col, "BLOCK_BYTES", block_bytes)
    for in_blocks, whole in zip(answers(), at_once, strict=True):
        assert_allclose(in_blocks, whole, rtol=0, atol=1e-5 * np.abs(whole).max())


def test_the_windows_of_a_large_image_are_not_all_laid_out_at_once():
    plan = plan_conv2d((600, 400, 3), (5, 5, 3, 8), 1, "same", 1)  # 144 MB of windows
    sizes = [windows.nbytes for _, windows in im2col.im2col_blocks(np.zeros(plan.input), plan)]
    assert sum(sizes) == 600 * 400 * 75 * 8
    assert max(sizes) <= im2col.BLOCK_BYTES


def test_a_prime_number_of_images_makes_few_blocks_and_a_smaller_last_one():
    plan = plan_conv2d((337, 4, 4, 32), (3, 3, 32, 64), 1, "same", 1)
    sizes = [len(windows) // 16 for _, windows in im2col.im2col_blocks(np.zeros(plan.input, np.float32), plan)]
    assert sizes == [71, 71, 71, 71, 53]  # 71 * 16 windows * 288 numbers * 4 bytes: just below 5 * 2**18


# Properties, against loops and TensorFlow


@st.composite
def convolutions(draw):
    """(X, F, options): any ranks, types, strides, dilations, and the four forms of padding."""
    count = st.integers(1, 3)
    pair = st.one_of(count, st.tuples(count, count))
    side = st.integers(0, 3)
    padding = draw(st.sampled_from(["valid", "same", "int", "pairs"]))
    padding = draw({"int": side, "pairs": st.tuples(*[st.tuples(side, side)] * 2)}.get(padding, st.just(padding)))
    options = {"stride": draw(pair), "padding": padding, "dilation": draw(pair)}
    taps = draw(st.tuples(count, count))
    apart = options["dilation"] if isinstance(options["dilation"], tuple) else (options["dilation"],) * 2
    sides = (
        ((0, 0), (0, 0)) if isinstance(padding, str) else ((padding,) * 2,) * 2 if isinstance(padding, int) else padding
    )
    fits = [max((t - 1) * d + 1 - sum(p), 1) for t, d, p in zip(taps, apart, sides, strict=True)]
    least = (1, 1) if padding == "same" else fits
    height, width = (draw(st.integers(smallest, smallest + 4)) for smallest in least)
    N, C, K = draw(count), draw(count), draw(st.sampled_from([1, 2, 3, 8]))
    X_shape, F_shape = draw(
        st.sampled_from(
            [
                ((N, height, width, C), (*taps, C, K)),
                ((height, width, C), (*taps, C, K)),
                ((height, width, C), (*taps, C)),
                ((height, width), taps),
            ]
        )
    )
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    kinds = st.sampled_from([np.float64, np.float32, np.float16, np.int64, np.uint8, bool])
    X, F = ((4 * rng.normal(size=shape)).astype(draw(kinds)) for shape in (X_shape, F_shape))
    return X, F, options


def as_pair(value):
    return value if isinstance(value, tuple) else (value, value)


@cases()
@given(convolutions(), st.integers(0, 2**32 - 1))
def test_any_convolution_and_its_gradients_are_what_loops_and_tensorflow_say(convolution, seed):
    X, F, options = convolution
    O = conv2d(X, F, **options)
    dO = np.random.default_rng(seed).normal(size=O.shape).astype(O.dtype)
    dF = conv2d_filter_grad(dO, X, F.shape, **options)
    dX = conv2d_input_grad(dO, F, X.shape, **options)
    exact = {key: value if key == "padding" else as_pair(value) for key, value in options.items()}
    answers = tensorflow_conv2d(X, F, dO, **exact)
    digits = {"rtol": 1e-10, "atol": 1e-9} if O.dtype == np.float64 else {"rtol": 1e-3, "atol": 2e-3}
    assert O.shape == conv2d_output_shape(X.shape, F.shape, **options)
    assert_allclose(O, conv2d_loops(X, F, **options), **digits)
    for ours, theirs in zip((O, dF, dX), answers, strict=True):
        assert ours.shape == theirs.shape
        assert_allclose(ours, theirs, **digits)
    by_loops = conv2d_filter_grad_loops(dO, X, F.shape, **options), conv2d_input_grad_loops(dO, F, X.shape, **options)
    for ours, slow in zip((dF, dX), by_loops, strict=True):
        assert ours.shape == slow.shape and ours.dtype == slow.dtype
        assert_allclose(ours, slow, **digits)


@cases(part=20)
@given(convolutions(), st.integers(0, 2**32 - 1))
def test_gradients_agree_with_finite_differences(convolution, seed):
    X, F, options = convolution
    X, F = X.astype(float), F.astype(float)
    weights = np.random.default_rng(seed).normal(size=conv2d(X, F, **options).shape)
    check_gradient(
        lambda F: (weights * conv2d(X, F, **options)).sum(), F, conv2d_filter_grad(weights, X, F.shape, **options)
    )
    check_gradient(
        lambda X: (weights * conv2d(X, F, **options)).sum(), X, conv2d_input_grad(weights, F, X.shape, **options)
    )


@pytest.mark.parametrize(("kind", "error"), [(np.float64, 1e-14), (np.float32, 5e-6)])
@pytest.mark.parametrize(("size", "C", "K"), [(64, 3, 32), (32, 32, 64), (16, 64, 128)])
def test_the_papers_three_layers_agree_with_tensorflow(size, C, K, kind, error):
    rng = np.random.default_rng(2)
    X, F, b, dO = (
        rng.normal(size=shape).astype(kind) for shape in ((3, size, size, C), (3, 3, C, K), (K,), (3, size, size, K))
    )
    O = conv2d(X, F, b, padding="same")
    ours = O - b, conv2d_filter_grad(dO, X, F.shape, padding="same"), conv2d_input_grad(dO, F, X.shape, padding="same")
    for mine, theirs in zip(ours, tensorflow_conv2d(X, F, dO, padding="same"), strict=True):
        assert mine.dtype == kind
        assert_allclose(mine, theirs, rtol=0, atol=error * np.abs(theirs).max())


# What large float32 layers owe their reader


def test_whole_numbers_are_exact_in_float32_however_many_channels():
    rng = np.random.default_rng(4)
    X, F = rng.integers(-8, 9, (2, 8, 8, 32)), rng.integers(-8, 9, (3, 3, 32, 16))
    exact = conv2d(X, F, padding="same")  # float64; no sum is above 2**24, so float32 holds each one, too
    assert_array_equal(conv2d(X.astype(np.float32), F.astype(np.float32), padding="same"), exact)


def test_an_outlier_touches_only_the_outputs_that_see_it():
    rng = np.random.default_rng(5)
    X, F = (rng.normal(size=shape).astype(np.float32) for shape in ((1, 12, 12, 16), (3, 3, 16, 16)))
    spoiled = X.copy()
    spoiled[0, 0, 0] = 1e5
    assert_array_equal(conv2d(spoiled, F)[0, 1:], conv2d(X, F)[0, 1:])
    huge, tiny = np.full((1, 6, 6, 16), 1e38, np.float32), np.full((3, 3, 16, 16), 1e-38, np.float32)
    assert_allclose(conv2d(huge, tiny), 144, rtol=1e-6)


# Errors: the argument, what came, what was expected


def every(**wrong):
    """The calls of all functions that take the wrong arguments, on otherwise sound ones."""
    sound = {"X": X33, "F": F22, "dO": np.ones((2, 2)), "X_shape": (3, 3), "F_shape": (2, 2)}
    gradients = conv2d_filter_grad, conv2d_filter_grad_loops, conv2d_input_grad, conv2d_input_grad_loops
    for function in (conv2d, conv2d_loops, *gradients, conv2d_output_shape):
        names = inspect.signature(function).parameters
        if set(wrong) <= set(names):
            arguments = {name: value for name, value in sound.items() if name in names} | wrong
            yield lambda function=function, arguments=arguments: function(**arguments)


NAN, INFINITE = np.array([[1, np.nan], [0, 1]]), np.array([[0, 0], [np.inf, 0]])


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        (
            {"X": np.ones(3)},
            ValueError,
            r"X has 1 axes, shape \(3,\); expected \(H, W\) or \(H, W, C\) or \(N, H, W, C\)",
        ),
        ({"F": np.ones((1,) * 5)}, ValueError, r"F has 5 axes.*expected \(kh, kw\) or"),
        ({"X": np.ones((3, 3, 1))}, ValueError, r"F has shape \(2, 2\) but X has shape \(3, 3, 1\)"),
        (
            {"F": np.ones((2, 2, 1))},
            ValueError,
            r"F has shape \(2, 2, 1\) but X has shape \(3, 3\); expected.*\(kh, kw\)",
        ),
        ({"X": np.ones((1, 3, 3, 1)), "F": np.ones((2, 2, 1))}, ValueError, r"expected F to be \(kh, kw, C, K\)"),
        (
            {"X": np.ones((3, 3, 3)), "F": np.ones((2, 2, 4))},
            ValueError,
            "F has 4 input channels but X has 3; .* must match",
        ),
        (
            {"X": np.ones((0, 3, 3, 1)), "F": np.ones((2, 2, 1, 1))},
            ValueError,
            r"X has shape \(0, 3, 3, 1\).*empty axis",
        ),
        ({"F": np.ones((2, 0))}, ValueError, r"F has shape \(2, 0\).*empty axis"),
        ({"X": []}, ValueError, r"X has 1 axes, shape \(0,\)"),
        ({"X": NAN}, ValueError, r"X holds nan at index \(0, 1\); expected finite"),
        ({"F": INFINITE}, ValueError, r"F holds inf at index \(1, 0\); expected finite"),
        ({"dO": NAN}, ValueError, r"dO holds nan at index \(0, 1\)"),
        ({"X": X33.astype(object)}, TypeError, "X has dtype object; expected real numbers"),
        ({"X": None}, TypeError, "X has dtype object"),
        ({"F": [["a", "b"]]}, TypeError, "F has dtype <U1; expected real numbers"),
        ({"F": F22 + 1j}, TypeError, "F has dtype complex128; expected real numbers"),
        ({"dO": np.ones((2, 2), complex)}, TypeError, "dO has dtype complex128"),
        ({"X": [[1, 2], [3]]}, ValueError, "X is ragged"),
        ({"X": np.ma.masked_less(X33, 2)}, TypeError, r"X is a masked array; .*fill it, with .filled\(0\)"),
        ({"X": [*np.ma.masked_less(X33, 2)]}, TypeError, "X holds a masked array"),
        ({"b": np.ma.masked}, TypeError, "b is a masked array"),
        ({"dO": np.ma.masked_array(np.ones((2, 2)), False)}, TypeError, "dO is a masked array"),
        ({"stride": 0}, ValueError, "stride is 0; expected an int >= 1"),
        ({"stride": (1, -2)}, ValueError, "stride is -2; expected an int >= 1"),
        ({"stride": 1.0}, TypeError, "stride is 1.0; expected an int >= 1"),
        ({"stride": True}, TypeError, "stride is True; expected an int >= 1"),
        ({"stride": np.array([1, 1])}, TypeError, r"stride is array\(\[1, 1\]\); expected an int >= 1"),
        ({"stride": "2"}, TypeError, "stride is '2'; expected an int >= 1"),
        ({"stride": (1, 1, 1)}, ValueError, r"stride is \(1, 1, 1\); expected an int >= 1 or two"),
        ({"dilation": 0}, ValueError, "dilation is 0; expected an int >= 1"),
        ({"dilation": None}, TypeError, "dilation is None; expected an int >= 1"),
        ({"padding": "full"}, ValueError, "padding is 'full'; expected 'valid', 'same', an int >= 0 or"),
        ({"padding": "ab"}, ValueError, "padding is 'ab'; expected 'valid'"),
        ({"padding": -1}, ValueError, "padding is -1; expected an int >= 0"),
        ({"padding": ((0, 0), (0, -3))}, ValueError, "padding is -3; expected an int >= 0"),
        ({"padding": (1, 1)}, ValueError, r"padding is \(1, 1\); expected 'valid', 'same'"),
        ({"padding": 0.5}, TypeError, "padding is 0.5; expected an int >= 0"),
        ({"padding": False}, TypeError, "padding is False; expected an int >= 0"),
        (
            {"F": np.ones((4, 1))},
            ValueError,
            "F covers 4 rows but X has 3, padding included: the output would be empty",
        ),
        ({"F": np.ones((1, 2)), "dilation": 3}, ValueError, "F covers 4 columns but X has 3"),
        ({"dO": np.ones((3, 2))}, ValueError, r"dO has shape \(3, 2\); expected \(2, 2\), the output of X \(3, 3\)"),
        ({"dO": np.ones((1, 2, 2, 1))}, ValueError, r"dO has shape \(1, 2, 2, 1\); expected \(2, 2\)"),
        ({"dO": np.ones((2, 2)), "stride": 2}, ValueError, r"dO has shape \(2, 2\); expected \(1, 1\)"),
        ({"X_shape": 3}, TypeError, r"X_shape is of type int; expected a shape, \(H, W\) or .*pass the array's .shape"),
        ({"F_shape": F22}, TypeError, "F_shape is of type ndarray; expected a shape"),
        ({"X_shape": (3,)}, ValueError, r"X_shape is \(3,\), of length 1; expected \(H, W\) or"),
        ({"F_shape": (2, 0)}, ValueError, r"an entry of F_shape \(2, 0\) is 0; expected an int >= 1"),
        ({"F_shape": (2, 2.0)}, TypeError, r"an entry of F_shape \(2, 2.0\) is 2.0; expected an int >= 1"),
        ({"b": [1.0]}, ValueError, r"b has shape \(1,\); expected \(\), a single number"),
        ({"b": np.nan}, ValueError, r"b holds nan at index \(\)"),
        ({"b": "1"}, TypeError, "b has dtype <U1"),
    ],
    ids=lambda value: ",".join(value) if isinstance(value, dict) else None,
)
def test_wrong_arguments_are_named_with_what_came_and_what_was_expected(wrong, error, words):
    calls = list(every(**wrong))
    assert calls
    for call in calls:
        with pytest.raises(error, match=words):
            call()


@FORWARD
def test_a_bias_needs_one_number_per_filter(forward):
    X, F = np.ones((3, 3, 1)), np.ones((2, 2, 1, 4))
    for b in (1.0, np.ones(3), np.ones((1, 4))):
        with pytest.raises(
            ValueError, match=r"b has shape .*; expected \(4,\), one number per filter of F \(2, 2, 1, 4\)"
        ):
            forward(X, F, b)


def test_options_cannot_be_given_by_place():
    with pytest.raises(TypeError, match="positional"):
        conv2d(X33, F22, None, 2)


def test_bias_gradient_refuses_what_is_no_output():
    with pytest.raises(ValueError, match=r"dO has 1 axes, shape \(3,\); expected \(H_out, W_out\)"):
        conv2d_bias_grad([1, 2, 3])
