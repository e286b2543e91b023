"""Scores before the softmax, and whether there is one."""

import keras
import numpy as np
import pytest
from keras import layers
from numpy.testing import assert_allclose

from convbook.models.calls import run
from convbook.models.scores import check_probabilities, scores_of

X = np.random.default_rng(0).random((3, 4, 4, 1)).astype(np.float32)


def model_with(*last, units=4, dtype=None):
    return keras.Sequential(
        [keras.Input((4, 4, 1)), layers.Flatten(), layers.Dense(units, dtype=dtype, name="dense"), *last]
    )


def by_hand(model):
    kernel, bias = model.get_layer("dense").get_weights()
    return X.reshape(3, -1) @ kernel + bias


@pytest.mark.parametrize(
    "last", [[], [layers.Softmax()], [layers.Activation("softmax")], [layers.Activation("sigmoid")]]
)
def test_the_scores_are_what_the_dense_layer_adds_up(last):
    model = model_with(*last)
    output, calls = run(model, X)
    assert_allclose(scores_of(model, calls, output), by_hand(model), rtol=1e-5)


def test_of_half_precision_too_with_its_softmax_in_single_as_keras_advises():
    model = model_with(layers.Activation("softmax", dtype="float32"), dtype="mixed_float16")
    output, calls = run(model, X)
    scores = scores_of(model, calls, output)
    assert scores.dtype == "float32"
    assert_allclose(scores, by_hand(model), atol=5e-3)


def test_probabilities_of_which_the_softmax_is_not_found_are_not_taken_for_scores():
    model = model_with(layers.Softmax(), layers.Dropout(0.5))
    output, calls = run(model, X)
    with pytest.raises(ValueError, match="gives probabilities, but"):
        scores_of(model, calls, output)


def test_one_row_for_each_image_is_asked_for():
    image = keras.Input((4, 4, 1))
    maps = keras.Model(image, layers.Conv2D(2, 3)(image))
    two = keras.Model(image, [layers.Flatten()(image), layers.Flatten()(image)])
    for model, said in ((maps, r"gives \(N, 2, 2, 2\); expected"), (two, r"gives \(N, 16\) and \(N, 16\); expected")):
        output, calls = run(model, X)
        with pytest.raises(ValueError, match=said):
            scores_of(model, calls, output)


@pytest.mark.parametrize("dtype", [None, "mixed_float16"])
def test_a_softmax_is_probabilities_however_written(dtype):
    for last in (
        [layers.Softmax(dtype=dtype)],
        [layers.Activation("softmax")],
        [layers.Softmax(), layers.Dropout(0.5)],
    ):
        check_probabilities(model_with(*last, dtype=dtype, units=40))


@pytest.mark.parametrize(
    "last", [[], [layers.ReLU()], [layers.Activation("sigmoid")], [layers.Softmax(), layers.ReLU(1e-3)]]
)
def test_scores_and_what_does_not_add_up_to_1_are_not(last):
    with pytest.raises(ValueError, match="does not give probabilities.*keras.layers.Softmax"):
        check_probabilities(model_with(*last))
