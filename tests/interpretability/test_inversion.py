"""Inversion and caricature, on layers of which is known what can be found."""

import keras
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.optimize import minimize

from convbook import (
    caricature,
    invert,
    numerical_gradient,
    paper_cnn,
    representation_distances,
    representation_projections,
    representations,
    total_variation,
)


@pytest.fixture(scope="module")
def pictures():
    return np.random.default_rng(1).uniform(0.2, 0.8, (2, 6, 6, 3)).astype(np.float32)


def network(layer, shape=(6, 6, 3)):
    return keras.Sequential([keras.Input(shape), layer, keras.layers.Flatten(), keras.layers.Dense(2, name="end")])


@pytest.fixture(scope="module")
def mixer():
    """A layer that mixes the colors and loses nothing."""
    mix = keras.layers.Conv2D(3, 1, name="mix")
    model = network(mix)
    mix.set_weights([np.array([[[[1, 1, 0], [0, 1, 1], [1, 0, 1]]]], float), np.array([0.3, -0.1, 0.2])])
    return model


def test_a_layer_that_loses_nothing_gives_the_picture_back(mixer, pictures):
    found = invert(mixer, "mix", pictures, smoothness=0, bound=0, steps=300, learning_rate=0.02)
    assert_allclose(found.images, pictures, atol=0.01)
    assert (found.data_term < 1e-4).all()


def test_an_averaging_layer_gives_its_averages_back_and_nothing_finer(pictures):
    model = network(keras.layers.AveragePooling2D(2, name="pool"))
    found = invert(model, "pool", pictures, smoothness=0, bound=0, steps=300, learning_rate=0.02)
    blocks = pictures.reshape(2, 3, 2, 3, 2, 3).mean(axis=(2, 4))
    assert_allclose(found.images, np.repeat(np.repeat(blocks, 2, axis=1), 2, axis=2), atol=0.01)


def test_with_penalties_it_is_the_picture_that_scipy_finds(mixer, pictures):
    smoothness, bound, alpha = 0.01, 0.05, 4
    K, b = (np.asarray(w, float) for w in mixer.get_layer("mix").get_weights())
    wanted = representations(mixer, "mix", pictures[:1])[0].astype(float)
    size = np.sum(wanted**2)

    def objective(x):
        X = x.reshape(6, 6, 3)
        off = X @ K[0, 0] + b - wanted
        far = 2 * X - 1
        value = np.sum(off**2) / size + bound * np.mean(np.abs(far) ** alpha) + smoothness * total_variation(X)
        gradient = 2 * off @ K[0, 0].T / size + bound * alpha * 2 * np.abs(far) ** (alpha - 1) * np.sign(far) / X.size
        return value, (gradient + smoothness * numerical_gradient(total_variation, X)).ravel()

    best = minimize(objective, np.full(108, 0.5), jac=True, method="L-BFGS-B", tol=1e-13)
    found = invert(
        mixer, "mix", pictures[:1], smoothness=smoothness, bound=bound, alpha=alpha, steps=400, learning_rate=0.01
    )
    assert_allclose(found.images[0].ravel(), best.x, atol=5e-3)
    assert found.history[-1, 0] == pytest.approx(best.fun, rel=1e-3)


def test_the_bound_keeps_pixels_in_their_range():
    model = network(keras.layers.Conv2D(1, 1, name="sum", kernel_initializer="ones"))
    white = np.full((1, 6, 6, 3), 0.98, np.float32)
    free, held = (
        caricature(model, "sum", white, smoothness=0, bound=bound, steps=60, learning_rate=0.02) for bound in (0, 0.5)
    )
    assert free.images.max() > 1.5
    assert held.images.max() < 1.2


def test_distance_and_growth_by_hand():
    model = network(keras.layers.Conv2D(1, 1, name="copy", kernel_initializer="ones"), (1, 2, 1))
    first, second = np.array([[3.0, -4.0]]).reshape(1, 1, 2, 1), np.array([[6.0, 8.0]]).reshape(1, 1, 2, 1)
    assert_allclose(representation_distances(model, "copy", second, first), [(3**2 + 12**2) / 25])
    assert_allclose(representation_distances(model, "copy", first, first), [0])
    assert_allclose(representation_projections(model, "copy", second, first), [6 * 3 / 9])  # the -4 counts as 0


def test_codes_nearer_than_grays_and_smoother_pictures_with_a_stronger_penalty():
    model = paper_cnn(3, (24, 24, 3), seed=4)
    images = np.random.default_rng(5).random((2, 24, 24, 3)).astype(np.float32)
    loose, strict = (invert(model, "conv2", images, smoothness=s, steps=60) for s in (1e-5, 1e-2))
    gray = representation_distances(model, "conv2", np.full_like(images, 0.5), images)
    assert (loose.data_term < 0.2 * gray).all()
    assert_allclose(loose.data_term, representation_distances(model, "conv2", loose.images, images))
    assert (total_variation(strict.images) < total_variation(loose.images)).all()


def test_a_caricature_begins_at_the_picture_and_grows():
    model = paper_cnn(3, (24, 24, 3), seed=4)
    images = np.random.default_rng(6).random((2, 24, 24, 3)).astype(np.float32)
    none, some = (caricature(model, "conv3", images, smoothness=0, steps=steps) for steps in (0, 10))
    assert_array_equal(none.images, images)
    assert_allclose(none.data_term, 1, rtol=1e-5)
    assert (some.data_term > 1.1).all()
    assert_allclose(some.data_term, representation_projections(model, "conv3", some.images, images), rtol=1e-5)


def test_a_code_of_zeros_is_told():
    model = network(keras.layers.Conv2D(2, 1, name="off", kernel_initializer="zeros"))
    with pytest.raises(ValueError, match="off gives only zeros for image 0"):
        invert(model, "off", np.ones((1, 6, 6, 3)))
    with pytest.raises(ValueError, match="off gives nothing above 0 for image 0"):
        caricature(model, "off", np.ones((1, 6, 6, 3)))
