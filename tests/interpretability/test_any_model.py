"""Heat maps of other people's Keras models: normalization, branches, half precision, bytes, nested models."""

from functools import partial

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers
from numpy.testing import assert_allclose, assert_array_equal

from convbook import (
    class_scores,
    grad_cam,
    network_from_keras,
    occlusion,
    paper_cnn,
    perturbation_curves,
    project_to_pixels,
    randomize_layers,
    saliency,
    score_gradient,
)

CLASSES = [2, 4, 2]
X = np.random.default_rng(1).random((3, 32, 32, 3)).astype(np.float32)


def bottleneck(inputs, filters, name):
    """MobileNet's block: expand, one filter for each channel, project, and add."""
    value = layers.Conv2D(24, 1, use_bias=False)(inputs)
    value = layers.ReLU(6.0)(layers.BatchNormalization()(value))
    value = layers.DepthwiseConv2D(3, padding="same", use_bias=False)(value)
    value = layers.ReLU(6.0)(layers.BatchNormalization()(value))
    value = layers.BatchNormalization()(layers.Conv2D(filters, 1, use_bias=False)(value))
    return layers.Add(name=name)([inputs, value])


def randomize(model):
    """Weights, and means and variances for the normalization, that are not those of a new model."""
    rng = np.random.default_rng(0)
    for weight in model.weights:
        start = 1 if "variance" in weight.path or "gamma" in weight.path else 0
        fan = np.sqrt(np.prod(weight.shape[:-1]) or 1)
        weight.assign(start + rng.normal(0, 0.1 if start else 1 / fan, weight.shape).clip(-0.9, 2))
    return model


@pytest.fixture(scope="module")
def parts():
    """(Model with probabilities, the same layers as a model with the maps of "last" and the scores)."""
    image = keras.Input((32, 32, 3))
    value = layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(8, 3, strides=2, padding="same")(image)))
    maps = bottleneck(bottleneck(value, 8, "first"), 8, "last")
    scores = layers.Dense(5, name="logits")(layers.Dropout(0.2)(layers.GlobalAveragePooling2D()(maps)))
    model = randomize(keras.Model(image, layers.Softmax(name="probabilities")(scores)))
    return model, keras.Model(image, [maps, scores])


@pytest.fixture(scope="module")
def model(parts):
    return parts[0]


@pytest.fixture(scope="module")
def by_tape(parts):
    """Gradients of the class scores with respect to pixels and maps, and the maps and scores, by TensorFlow."""
    images = tf.Variable(X)
    with tf.GradientTape(persistent=True) as tape:
        maps, scores = parts[1](images, training=False)
        total = sum(scores[i, k] for i, k in enumerate(CLASSES))
    return tape.gradient(total, images).numpy(), tape.gradient(total, maps).numpy(), maps.numpy(), scores.numpy()


def test_scores_and_their_gradient_are_those_of_a_tape(model, by_tape):
    slopes, _, _, scores = by_tape
    assert np.abs(slopes).max() > 0
    assert_allclose(class_scores(model, X), scores, atol=1e-5)
    assert_allclose(score_gradient(model, X, CLASSES), slopes, atol=1e-5 * np.abs(slopes).max())
    assert_allclose(saliency(model, X, CLASSES), np.abs(slopes).max(axis=-1), atol=1e-5 * np.abs(slopes).max())


def test_grad_cam_is_weights_times_maps(model, by_tape):
    _, slopes, maps, _ = by_tape
    wanted = np.maximum(sum(slopes[..., k].mean(axis=(1, 2))[:, None, None] * maps[..., k] for k in range(8)), 0)
    assert wanted.max() > 0
    assert_allclose(grad_cam(model, X, CLASSES, layer="last"), wanted, atol=1e-5 * wanted.max())


def test_saliency_is_that_of_tf_keras_vis(model, parts):
    from tf_keras_vis import saliency as vis
    from tf_keras_vis.utils.scores import CategoricalScore

    scores = keras.Model(parts[1].input, parts[1].output[1])
    scores.output_names = ["logits"]  # it reads what Keras 3 has no more
    theirs = vis.Saliency(scores, clone=False)(CategoricalScore(CLASSES), X, keepdims=False, normalize_map=False)
    assert_allclose(saliency(model, X, CLASSES), theirs, atol=1e-5 * np.max(theirs))


def test_grad_cam_is_that_of_eli5(model, parts):
    from eli5 import keras as eli5

    scores = keras.Model(parts[1].input, parts[1].output[1])
    for image, k, ours in zip(X, CLASSES, grad_cam(model, X, CLASSES, layer="last"), strict=True):
        theirs = eli5.explain_prediction_keras(scores, image[None], targets=[k], layer="last").targets[0].heatmap
        assert_allclose(ours / ours.max(), theirs / theirs.max(), atol=1e-5)


def test_a_model_and_its_copy_in_numpy_have_the_same_maps():
    model = paper_cnn(5, (32, 32, 3), seed=3)
    network = network_from_keras(model)
    for method in (score_gradient, saliency, partial(grad_cam, layer="conv2")):
        wanted = method(network, X, CLASSES)
        assert_allclose(method(model, X, CLASSES), wanted, atol=1e-5 * np.abs(wanted).max())


def test_more_pictures_than_go_at_once_change_nothing(model, monkeypatch):
    methods = saliency, partial(grad_cam, layer="last"), lambda network, images, _: class_scores(network, images)
    whole = [method(model, X, CLASSES) for method in methods]
    monkeypatch.setattr("convbook.interpretability.heatmaps.BATCH_SIZE", 2)
    for method, wanted in zip(methods, whole, strict=True):
        assert_allclose(method(model, X, CLASSES), wanted, atol=1e-5)


def head(*before, dtype=None, sides=(32, 32), name="conv"):
    conv = layers.Conv2D(6, 3, activation="relu", name=name, dtype=dtype)
    pool = layers.GlobalAveragePooling2D(dtype=dtype)
    return [keras.Input((*sides, 3)), *before, conv, pool, layers.Dense(5, activation="softmax", dtype="float32")]


@pytest.fixture(scope="module")
def plain():
    return randomize(keras.Sequential(head()))


def with_weights_of(plain, *made):
    model = keras.Sequential(list(made))
    model.set_weights(plain.get_weights())
    return model


def test_half_precision_has_the_same_maps_up_to_its_rounding(plain):
    half = with_weights_of(plain, *head(dtype="mixed_float16"))
    for method in (saliency, partial(grad_cam, layer="conv")):
        wanted = method(plain, X, CLASSES)
        assert wanted.max() > 0
        difference = np.abs(method(half, X, CLASSES) - wanted)
        # where a number rounded to the other side of 0, a ReLU passes what it stopped: a filter's window around it
        assert np.mean(difference < 2e-2 * wanted.max()) > 0.99


def test_bytes_are_what_feature_maps_makes_of_them(plain):
    pictures = np.random.default_rng(2).integers(0, 256, X.shape, dtype=np.uint8)
    divides = with_weights_of(plain, *head(layers.Rescaling(1 / 255)))
    wanted = saliency(plain, pictures / np.float32(255), CLASSES)
    assert_allclose(saliency(plain, pictures, CLASSES), wanted, atol=1e-6)
    assert_allclose(255 * saliency(divides, pictures, CLASSES), wanted, atol=1e-5)  # of a model that takes 0 to 255
    heat = grad_cam(plain, pictures / np.float32(255), CLASSES, layer="conv")
    assert_allclose(grad_cam(divides, pictures, CLASSES, layer="conv"), heat, atol=1e-5)
    chain = network_from_keras(paper_cnn(5, (32, 32, 3), seed=3))
    assert_array_equal(class_scores(chain, pictures), class_scores(chain, pictures / np.float32(255)))


def test_models_within_and_open_sides_are_reached(plain):
    base = keras.Sequential(head(sides=(None, None))[:2], name="base")
    whole = with_weights_of(plain, keras.Input((None, None, 3)), base, *head()[2:])
    wanted = grad_cam(plain, X, CLASSES, layer="conv")
    assert_allclose(grad_cam(whole, X, CLASSES, layer="base/conv"), wanted, atol=1e-6)
    assert saliency(whole, X[:, :20, :24], CLASSES).shape == (3, 20, 24)


@pytest.mark.parametrize("rule", ["deconvnet", "guided"])
def test_rules_for_which_a_network_is_needed_say_how_to_get_one(model, rule):
    for method in (saliency, score_gradient):
        with pytest.raises(
            TypeError, match=rf"Functional, and the rule '{rule}' .*network_from_keras\(model\) makes one"
        ):
            method(model, X, CLASSES, rule)


def test_what_goes_through_a_networks_layers_says_so_of_a_keras_model(model):
    with pytest.raises(TypeError, match="expected a Network, as network_from_keras"):
        project_to_pixels(model, X, "last", 0)
    with pytest.raises(TypeError, match="expected a Network, as network_from_keras"):
        randomize_layers(model, ["logits"], np.random.default_rng(0))
    with pytest.raises(TypeError, match="network is of type str; expected a Keras model, or a Network"):
        saliency("VGG16", X, CLASSES)


def test_a_layer_without_maps_and_a_model_without_input_are_told(model):
    with pytest.raises(ValueError, match="no maps of a layer 'conv3'; it has .*last"):
        grad_cam(model, X, CLASSES)
    with pytest.raises(ValueError, match="no maps of a layer 'logits'"):
        grad_cam(model, X, CLASSES, layer="logits")
    with pytest.raises(ValueError, match="'dense1' gives .*, no maps"):
        grad_cam(network_from_keras(paper_cnn(5, (32, 32, 3))), X, CLASSES, layer="dense1")
    with pytest.raises(ValueError, match="no defined input yet"):
        saliency(keras.Sequential([layers.Flatten(), layers.Dense(5)]), X, CLASSES)


def test_a_model_that_rounds_its_pixels_has_no_gradient():
    image = keras.Input((32, 32, 3), dtype="uint8")
    model = keras.Model(image, layers.Dense(5)(layers.Flatten()(layers.Rescaling(1 / 255)(image))))
    with pytest.raises(ValueError, match="no gradient with respect to its pixels"):
        saliency(model, X, CLASSES)


WRONG_CLASSES = {
    "below": ([0, -1, 2], ValueError, "classes hold -1; expected classes from 0"),
    "above": ([0, 9, 2], ValueError, "classes hold 9; expected classes from 0 to 4"),
    "too few": ([1, 2], ValueError, "one class for each"),
    "one for all": ([1], ValueError, "one class for each"),
    "a number": (1, ValueError, "one class for each"),
    "floats": ([0.0, 1.0, 2.0], TypeError, "expected int classes"),
    "names": (["a", "b", "c"], TypeError, "classes has dtype <U1"),
}


@pytest.mark.parametrize("wrong", WRONG_CLASSES)
def test_classes_that_are_none_are_told_by_every_method(plain, wrong):
    classes, error, said = WRONG_CLASSES[wrong]
    chain, predict = network_from_keras(paper_cnn(5, (32, 32, 3))), partial(class_scores, plain)
    calls = [
        *(partial(method, network, X, classes) for method in (score_gradient, saliency) for network in (plain, chain)),
        partial(grad_cam, plain, X, classes, layer="conv"),
        partial(grad_cam, chain, X, classes),
        partial(saliency, chain, X, classes, "guided"),
        partial(occlusion, predict, X, classes, size=16, stride=16),
        partial(perturbation_curves, predict, X, classes, np.ones((3, 2, 2)), 0, regions=2, step=2),
    ]
    for call in calls:
        with pytest.raises(error, match=said):
            call()


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        (
            {"predict": lambda X: np.zeros((len(X),))},
            ValueError,
            r"float64 of shape \(3,\) for 3 pictures; expected \(N, K\)",
        ),
        ({"predict": lambda X: np.zeros((2, 5))}, ValueError, r"shape \(2, 5\) for 3 pictures"),
        ({"predict": lambda X: np.full((3, 5), np.nan)}, ValueError, "predict gave NaN"),
        ({"predict": network_from_keras(paper_cnn(5, (32, 32, 3)))}, TypeError, r"partial\(class_scores, network\)"),
        ({"images": (255 * X).astype(np.uint8)}, TypeError, "images are bytes"),
        ({"images": X[0]}, ValueError, "images has 3 axes"),
        ({"fill": np.zeros((5, 5, 3))}, ValueError, r"fill has shape \(5, 5, 3\)"),
        ({"fill": np.nan}, ValueError, "fill holds nan"),
    ],
)
def test_what_a_prediction_cannot_be_made_with_is_told(given, error, said):
    right = {"predict": lambda X: np.zeros((len(X), 5)), "images": X, "classes": CLASSES}
    with pytest.raises(error, match=said):
        occlusion(**right | given)
    with pytest.raises(error, match=said):
        perturbation_curves(**right | {"fill": 0} | given, heat=np.ones((3, 2, 2)), regions=2, step=2)
