"""Pictures for units of which the best one is known, and for others beside SciPy's and a library's search."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from numpy.testing import assert_allclose, assert_array_equal
from scipy.optimize import minimize

from convbook import high_frequency_fraction, maximize_activation, paper_cnn, total_variation
from convbook.interpretability.gradient_ascent import submodel
from convbook.nn.gradcheck import numerical_gradient


@pytest.fixture(scope="module")
def linear():
    """A network of one dense layer with a softmax: each unit is a weighted sum of the pixels."""
    model = keras.Sequential([keras.Input((6, 6, 1)), keras.layers.Flatten()])
    model.add(keras.layers.Dense(4, activation="softmax", name="output", bias_initializer="ones"))
    model.layers[-1].kernel.assign(np.random.default_rng(0).normal(size=(36, 4)))
    return model


@pytest.fixture(scope="module")
def deep():
    return paper_cnn(3, (24, 24, 3), seed=3)


def weights_of(model, unit):
    return np.asarray(model.layers[-1].kernel, float)[:, unit].reshape(6, 6, 1)


def test_the_best_picture_of_a_weighted_sum_is_white_where_its_weight_is_positive(linear):
    found = maximize_activation(linear, "output", [0, 2], steps=60)
    for k, unit in enumerate((0, 2)):
        assert_array_equal(found.images[k], weights_of(linear, unit) > 0)
        assert found.activations[k] == pytest.approx(1 + weights_of(linear, unit).clip(0).sum(), rel=1e-5)
    assert_allclose(found.history[-1], found.activations)


def test_a_log_probability_is_the_score_less_what_all_scores_have_in_common(linear):
    found = maximize_activation(
        linear, "output", [1, 2], decay=1.0, steps=200, learning_rate=0.02, log_probability=True
    )
    probabilities = np.asarray(linear(found.images))
    assert_allclose(found.activations, np.log(probabilities[[0, 1], [1, 2]]), rtol=1e-4)
    # where the climb ends, the gradient of log P balances decay: weights less their mean under P, over twice the decay
    for k, unit in enumerate((1, 2)):
        mean = sum(p * weights_of(linear, j) for j, p in enumerate(probabilities[k]))
        assert_allclose(found.images[k], (0.5 + (weights_of(linear, unit) - mean) / 2).clip(0, 1), atol=5e-3)


def test_with_decay_it_is_the_weights_themselves_around_gray(linear):
    found = maximize_activation(linear, "output", [1], decay=5.0, steps=200, learning_rate=0.02)
    assert_allclose(found.images[0], (0.5 + weights_of(linear, 1) / 10).clip(0, 1), atol=2e-3)


def test_with_all_penalties_it_is_the_one_that_scipy_finds(linear):
    F, decay, smoothness = weights_of(linear, 3), 0.5, 0.8

    def minus(x):
        X = x.reshape(6, 6, 1)
        value = np.sum(F * X) - decay * np.sum((X - 0.5) ** 2) - smoothness * total_variation(X)
        gradient = F - 2 * decay * (X - 0.5) - smoothness * numerical_gradient(total_variation, X)
        return -value, -gradient.ravel()

    best = minimize(minus, np.full(36, 0.5), jac=True, bounds=[(0, 1)] * 36, method="L-BFGS-B", tol=1e-12)
    found = maximize_activation(
        linear, "output", [3], decay=decay, smoothness=smoothness, steps=400, learning_rate=0.01
    )
    assert_allclose(found.images[0].ravel(), best.x, atol=5e-3)
    assert found.history[-1, 0] - 1 == pytest.approx(-best.fun, abs=1e-3)  # the bias is 1


def test_a_place_of_a_map_changes_nothing_outside_of_what_it_sees(deep):
    found = maximize_activation(deep, "conv2", [(5, 6, 0), (5, 6, 9)], steps=10)
    changed = (found.images != 0.5).any(axis=(0, 3))
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (7, 14, 9, 16)  # 8 pixels: 3, doubled, and 2 more


def test_a_channel_is_the_mean_of_its_places(deep):
    found = maximize_activation(deep, "conv3", [4], steps=5)
    answers = submodel(deep, "conv3", linear=True)(found.images).numpy()
    assert found.activations[0] == pytest.approx(answers[0, ..., 4].mean(), rel=1e-5)


def test_regularizers_cost_activation_and_take_away_high_frequencies(deep):
    plain = maximize_activation(deep, "output", [0, 1], steps=40)
    kind = maximize_activation(deep, "output", [0, 1], steps=40, decay=0.001, smoothness=0.01, jitter=1)
    assert (kind.activations < plain.activations).all()
    assert (high_frequency_fraction(kind.images) < high_frequency_fraction(plain.images)).all()
    assert (plain.activations > plain.history[0]).all()


def test_the_steps_are_those_of_tf_keras_vis(deep):
    from tf_keras_vis import activation_maximization as library

    scores = keras.models.clone_model(deep)
    scores.set_weights(deep.get_weights())
    scores.layers[-1].activation = keras.activations.linear
    theirs = library.ActivationMaximization(scores)(
        lambda outputs: (outputs[0][1],),
        seed_input=tf.fill((1, 24, 24, 3), 0.5), input_range=(0.0, 1.0), input_modifiers=[], regularizers=[],
        steps=8, optimizer=keras.optimizers.Adam(0.05),
    )  # fmt: skip
    # eight steps of 0.05 do not reach black or white: the library cuts only its last picture, not each one
    ours = maximize_activation(deep, "output", [1], steps=8, learning_rate=0.05)
    assert_allclose(ours.images, theirs, atol=1e-3)


def test_what_is_not_there_is_told(deep):
    with pytest.raises(ValueError, match=r"units hold 3, which is not in output, whose answers have shape \(3,\)"):
        maximize_activation(deep, "output", [3])
    with pytest.raises(ValueError, match=r"units hold \(9, 12, 0\), which is not in conv2"):
        maximize_activation(deep, "conv2", [(9, 12, 0)])
    with pytest.raises(ValueError, match="a penalty from 0"):
        maximize_activation(deep, "output", [0], decay=-1)
