"""Steps on pixels, and a model cut off at a layer."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from numpy.testing import assert_allclose, assert_array_equal

from convbook import numerical_gradient, paper_cnn, softmax, total_variation
from convbook.interpretability.gradient_ascent import gradient_ascent, submodel, total_variation_tf


@pytest.fixture(scope="module")
def model():
    return paper_cnn(3, (24, 24, 3), seed=2)


@pytest.fixture(scope="module")
def pictures():
    return np.random.default_rng(0).random((2, 24, 24, 3)).astype(np.float32)


def test_without_its_softmax_the_output_gives_the_scores(model, pictures):
    scores = submodel(model, "output", linear=True)(pictures).numpy()
    assert_allclose(softmax(scores), model(pictures).numpy(), rtol=1e-5)
    assert_array_equal(submodel(model, "output")(pictures), model(pictures))


def test_without_its_relu_a_layer_gives_what_is_below_zero_too(model, pictures):
    bare, whole = (submodel(model, "conv2", linear=linear)(pictures).numpy() for linear in (True, False))
    assert bare.min() < 0
    assert_allclose(bare.clip(0), whole, atol=1e-6)
    assert_array_equal(submodel(model, "pool2", linear=True)(pictures), submodel(model, "pool2")(pictures))


def test_variation_is_numpys_with_its_gradient(pictures):
    pictures = np.concatenate([pictures, np.full_like(pictures[:1], 0.2)])  # where nothing differs, too
    x = tf.Variable(pictures)
    with tf.GradientTape() as tape:
        values = total_variation_tf(x)
    exact = pictures.astype(float)
    assert_allclose(values, total_variation(exact), rtol=1e-4)
    slopes = numerical_gradient(lambda X: total_variation(X).sum(), exact)
    assert_allclose(tape.gradient(values, x), slopes, atol=1e-3)


def test_a_bowl_is_climbed_to_its_top_or_to_the_edge_of_the_box():
    top = np.array([0.25, 0.75, 1.5], np.float32)
    start = np.full((2, 1, 1, 3), 0.5)
    found, history = gradient_ascent(
        lambda x: -tf.reduce_sum(tf.square(x - top), axis=(1, 2, 3)), start, steps=150, learning_rate=0.05
    )
    assert_allclose(found, np.broadcast_to([0.25, 0.75, 1], (2, 1, 1, 3)), atol=1e-3)
    assert history.shape == (151, 2)
    assert_allclose(history[[0, -1], 0], [-(0.25**2) * 2 - 1, -0.25], atol=1e-3)


def test_jitter_moves_the_picture_around_the_edge_and_its_seed_decides():
    place = np.zeros((1, 5, 5, 1), np.float32)
    place[0, 2, 2] = 1

    def run(seed, jitter=1):
        return gradient_ascent(
            lambda x: tf.reduce_sum(x * place, axis=(1, 2, 3)), 0 * place, steps=30, learning_rate=0.1,
            jitter=jitter, seed=seed,
        )[0]  # fmt: skip

    assert np.count_nonzero(run(0, jitter=0)) == 1  # without, only the one pixel has a gradient
    assert np.count_nonzero(run(0)[0, 1:4, 1:4]) == np.count_nonzero(run(0)) == 9
    assert_array_equal(run(0), run(0))
    assert not np.array_equal(run(0), run(1))


def test_a_layer_that_is_not_there_is_told(model):
    with pytest.raises(ValueError, match="no layer 'conv9'; it has conv1, "):
        submodel(model, "conv9")


def test_a_functional_model_is_read_too():
    inputs = keras.Input((4, 4, 1))
    model = keras.Model(inputs, keras.layers.Dense(2, activation="softmax", name="end")(keras.layers.Flatten()(inputs)))
    assert submodel(model, "end", linear=True)(np.ones((1, 4, 4, 1))).shape == (1, 2)
