"""Heat maps, against TensorFlow's automatic gradient, SciPy, loops, finite differences, and other libraries if here."""

from functools import partial

import keras
import numpy as np
import pytest
import tensorflow as tf
from numpy.testing import assert_allclose, assert_array_equal
from scipy import ndimage

from convbook import (
    class_scores,
    grad_cam,
    occlusion,
    paper_cnn,
    saliency,
    score_gradient,
    sobel_magnitude,
    softmax,
)

CLASSES = [3, 0, 4]


@pytest.fixture(scope="module")
def model():
    return paper_cnn(5, (24, 24, 3), seed=3)


@pytest.fixture(scope="module")
def with_scores(model):
    """The same network as a Keras model of other make, without softmax, giving conv3's maps and the scores."""
    X = value = keras.Input((24, 24, 3))
    for layer in model.layers:
        config = layer.get_config() | ({"activation": "linear"} if layer.name == "output" else {})
        copy = type(layer).from_config(config)
        value = copy(value)
        copy.set_weights(layer.get_weights())
        if layer.name == "conv3":
            maps = value
    return keras.Model(X, [maps, value])


def test_scores_and_probabilities_are_keras(network, images, model, with_scores):
    assert_allclose(class_scores(network, images), with_scores(images)[1].numpy(), atol=1e-5)
    assert_allclose(softmax(class_scores(network, images)), model(images).numpy(), atol=1e-6)


def test_the_score_gradient_is_tensorflows(network, images, with_scores):
    X = tf.Variable(images)
    with tf.GradientTape() as tape:
        chosen = tf.gather(with_scores(X)[1], CLASSES, axis=1, batch_dims=0)
        total = tf.linalg.trace(chosen)
    wanted = tape.gradient(total, X).numpy()
    assert_allclose(score_gradient(network, images, CLASSES), wanted, atol=1e-5 * np.abs(wanted).max())
    assert_allclose(saliency(network, images, CLASSES), np.abs(wanted).max(axis=-1), atol=1e-5 * np.abs(wanted).max())


def test_the_score_gradient_is_the_slope_at_ten_pixels(network, images):
    exact = network._replace(parameters={name: value.astype(float) for name, value in network.parameters.items()})
    X, rng = images[:1].astype(float), np.random.default_rng(0)
    gradient = score_gradient(exact, X, [2])
    for row, column, channel in rng.integers(0, (24, 24, 3), (10, 3)):
        up, down = X.copy(), X.copy()
        up[0, row, column, channel] += 1e-6
        down[0, row, column, channel] -= 1e-6
        slope = (class_scores(exact, up) - class_scores(exact, down))[0, 2] / 2e-6
        assert_allclose(slope, gradient[0, row, column, channel], rtol=1e-4, atol=1e-8)


def test_grad_cam_is_weights_times_maps_with_tensorflows_gradient(network, images, with_scores):
    top = keras.Sequential(
        [keras.Input((6, 6, 128)), *with_scores.layers[with_scores.layers.index(with_scores.get_layer("conv3")) + 1 :]]
    )
    maps = tf.Variable(with_scores(images)[0])
    with tf.GradientTape() as tape:
        scores = top(maps)
        total = sum(scores[i, k] for i, k in enumerate(CLASSES))
    slopes = tape.gradient(total, maps).numpy()
    wanted = np.zeros((3, 6, 6))
    for i in range(3):
        for k in range(128):
            wanted[i] += slopes[i, :, :, k].mean() * maps.numpy()[i, :, :, k]
    wanted = np.maximum(wanted, 0)
    assert wanted.max() > 0
    assert_allclose(grad_cam(network, images, CLASSES), wanted, atol=1e-5 * wanted.max())


def test_more_pictures_than_go_at_once_change_nothing(network, images, monkeypatch):
    whole = [f(network, images, CLASSES) for f in (saliency, grad_cam)]
    monkeypatch.setattr("convbook.interpretability.heatmaps.BATCH_SIZE", 2)
    for f, wanted in zip((saliency, grad_cam), whole, strict=True):
        assert_allclose(f(network, images, CLASSES), wanted, atol=1e-6)


def test_occlusion_by_hand_for_every_place(network, images):
    def predict(X):
        return softmax(class_scores(network, X))

    found = occlusion(predict, images, CLASSES, size=8, stride=4, fill=0.25)
    assert found.shape == (3, 5, 5)
    covered = images[1:2].copy()
    for row in range(8):
        for column in range(8):
            covered[0, 4 + row, 12 + column] = 0.25
    assert_allclose(found[1, 1, 3], predict(images)[1, 0] - predict(covered)[0, 0], atol=1e-6)


def test_a_square_can_be_covered_by_the_part_of_another_image_that_lies_there(network, images):
    predict = partial(class_scores, network)
    fill = np.random.default_rng(3).random(images.shape[1:])
    found = occlusion(predict, images, CLASSES, size=12, stride=12, fill=fill)
    covered = images.copy()
    covered[:, 12:24, :12] = fill[12:24, :12]
    rows = np.arange(len(images))
    assert_allclose(found[:, 1, 0], (predict(images) - predict(covered))[rows, CLASSES], rtol=1e-5, atol=1e-6)


def test_occlusion_finds_the_one_square_that_an_answer_looks_at():
    X = np.random.default_rng(0).random((2, 12, 12, 1))

    def answer(X):  # class 1: the light in rows 4 to 7, columns 8 to 11
        return np.stack([np.zeros(len(X)), X[:, 4:8, 8:12, 0].sum(axis=(1, 2))], axis=1)

    lost = occlusion(answer, X, [1, 1], size=4, stride=4, fill=0)
    assert_allclose(lost[:, 1, 2], X[:, 4:8, 8:12, 0].sum(axis=(1, 2)))
    lost[:, 1, 2] = 0
    assert_array_equal(lost, 0)


def test_edges_are_scipys_sobel():
    X = np.random.default_rng(0).random((2, 9, 11, 3))
    for picture, found in zip(X.mean(axis=-1), sobel_magnitude(X), strict=True):
        across, down = (ndimage.sobel(picture, axis, mode="nearest") / 8 for axis in (1, 0))
        assert_allclose(found, np.hypot(across, down), atol=1e-12)


def test_edges_of_an_even_slope_are_its_steepness():
    X = np.tile(0.1 * np.arange(7.0), (1, 6, 1))[..., None]
    assert_allclose(sobel_magnitude(X)[0, :, 1:-1], 0.1)


@pytest.mark.parametrize(
    ("classes", "error", "message"),
    [
        ([1, 2], ValueError, "one class for each"),
        ([1, 2, 5], ValueError, "expected classes from 0 to 4"),
        ([0.0, 1.0, 2.0], TypeError, "expected int classes"),
    ],
)
def test_classes_that_do_not_fit_are_told(network, images, classes, error, message):
    with pytest.raises(error, match=message):
        saliency(network, images, classes)


def test_a_square_larger_than_the_picture_is_told(images):
    with pytest.raises(ValueError, match="a square that fits"):
        occlusion(lambda X: np.zeros((len(X), 5)), images, CLASSES, size=25)


def test_saliency_is_that_of_tf_keras_vis(network, images, with_scores):
    from tf_keras_vis import saliency as vis
    from tf_keras_vis.utils.scores import CategoricalScore

    scores = keras.Model(with_scores.input, with_scores.output[1])
    scores.output_names = ["output"]  # it reads what Keras 3 has no more
    theirs = vis.Saliency(scores, clone=False)(CategoricalScore(CLASSES), images, keepdims=False, normalize_map=False)
    assert_allclose(saliency(network, images, CLASSES), theirs, atol=1e-5 * np.max(theirs))


def test_grad_cam_is_that_of_eli5(network, images, with_scores):
    from eli5 import keras as eli5

    scores = keras.Model(with_scores.input, with_scores.output[1])
    for image, k, ours in zip(images, CLASSES, grad_cam(network, images, CLASSES), strict=True):
        found = eli5.explain_prediction_keras(scores, image[None], targets=[k], layer="conv3")
        theirs = found.targets[0].heatmap
        assert_allclose(ours / ours.max(), theirs / theirs.max(), atol=1e-5)
