"""Maximization, inversion and caricature on models of every make: each must find what the plainest one does."""

import keras
import numpy as np
import pytest
from keras import layers
from numpy.testing import assert_allclose, assert_array_equal

from convbook import (
    caricature,
    feature_maps,
    invert,
    maximize_activation,
    representation_distances,
    representation_projections,
    representations,
)
from convbook.interpretability.gradient_ascent import submodel

KERNEL = np.random.default_rng(0).normal(size=(1, 1, 3, 4)).astype(np.float32)
WEIGHTS = np.random.default_rng(1).normal(size=(48, 3)).astype(np.float32)
PICTURES = np.random.default_rng(2).integers(0, 256, (2, 4, 4, 3), dtype=np.uint8)
WHITE = np.float32(255)


def classifier(*last, first=(), dtype=None, **options):
    made = [
        keras.Input((4, 4, 3)),
        *first,
        layers.Flatten(),
        layers.Dense(3, dtype=dtype, name="dense", **options),
        *last,
    ]
    model = keras.Sequential(made)
    model.get_layer("dense").set_weights([WEIGHTS, np.ones(3)])
    return model


def mixer(*last, first=(), dtype=None, sides=(4, 4), **options):
    """One convolution of a pixel."""
    made = [keras.Input((*sides, 3)), *first, layers.Conv2D(4, 1, dtype=dtype, name="conv", **options), *last]
    model = keras.Sequential(made)
    model.get_layer("conv").set_weights([KERNEL, np.zeros(4)])
    return model


SOFTMAX = {  # in every way to write it: the model, and the layer that is asked for
    "argument": lambda: (classifier(activation="softmax"), "dense"),
    "layer": lambda: (classifier(layers.Softmax(name="p")), "p"),
    "the layer before it": lambda: (classifier(layers.Softmax(name="p")), "dense"),
    "activation layer": lambda: (classifier(layers.Activation("softmax", name="p")), "p"),
    "half precision": lambda: (classifier(dtype="mixed_float16", activation="softmax"), "dense"),
    "half, then single": lambda: (
        classifier(layers.Activation("softmax", dtype="float32", name="p"), dtype="mixed_float16"), "p",
    ),
    "within": lambda: (within(classifier(activation="softmax")), "base/dense"),
}  # fmt: skip
RELU = {
    "argument": lambda: (mixer(activation="relu"), "conv"),
    "layer": lambda: (mixer(layers.ReLU(name="r")), "r"),
    "activation layer": lambda: (mixer(layers.Activation("relu", name="r")), "r"),
    "behind normalization": lambda: (
        mixer(layers.BatchNormalization(epsilon=1e-9), layers.ReLU(name="r")), "r",
    ),
    "half precision": lambda: (mixer(layers.ReLU(name="r", dtype="mixed_float16"), dtype="mixed_float16"), "r"),
    "within": lambda: (within(mixer(activation="relu")), "base/conv"),
}  # fmt: skip


def inside(model):
    return keras.Model(model.inputs, model.outputs[0], name="base")


def within(model):
    return keras.Sequential([keras.Input((4, 4, 3)), inside(model)])


@pytest.mark.parametrize("way", SOFTMAX)
def test_a_class_climbs_its_score_however_its_softmax_is_written(way):
    model, name = SOFTMAX[way]()
    found = maximize_activation(model, name, [0, 2], steps=60)
    for image, activation, unit in zip(found.images, found.activations, (0, 2), strict=True):
        assert_array_equal(image.ravel(), WEIGHTS[:, unit] > 0)
        assert activation == pytest.approx(1 + WEIGHTS[:, unit].clip(0).sum(), rel=2e-3)


@pytest.mark.parametrize("way", RELU)
def test_a_unit_below_0_is_woken_however_its_relu_is_written(way):
    model, name = RELU[way]()
    dark = int(np.argmin(KERNEL[0, 0].sum(axis=0)))
    assert KERNEL[0, 0, :, dark].sum() < 0 < KERNEL[0, 0, :, dark].max()
    assert feature_maps(model, np.full((4, 4, 3), 0.5))[name][..., dark].max() == 0  # gray leaves it at 0
    found = maximize_activation(model, name, [dark, (1, 2, dark)], steps=60)
    assert_array_equal(found.images[0], np.broadcast_to(KERNEL[0, 0, :, dark] > 0, (4, 4, 3)))
    changed = (found.images[1] != 0.5).any(axis=-1)
    assert np.argwhere(changed).tolist() == [[1, 2]]


@pytest.mark.parametrize("way", SOFTMAX)
def test_the_representation_of_a_softmax_is_its_scores_and_that_of_a_relu_is_not_touched(way):
    model, name = SOFTMAX[way]()
    X = PICTURES / WHITE
    assert_allclose(representations(model, name, X), X.reshape(2, -1) @ WEIGHTS + 1, rtol=5e-3, atol=5e-3)
    if way in RELU:
        model, name = RELU[way]()
        assert_allclose(representations(model, name, X), np.maximum(X @ KERNEL[0, 0], 0), atol=2e-3)


@pytest.mark.parametrize("dtype", [None, "mixed_float16"])
def test_inversion_and_caricature_work_in_half_precision(dtype):
    model, X = mixer(dtype=dtype), PICTURES / WHITE
    found = invert(model, "conv", X, smoothness=0, bound=0, steps=300, learning_rate=0.02)
    assert_allclose(found.images, X, atol=0.02)  # three colors into four numbers: nothing is lost
    assert (caricature(model, "conv", X, steps=10).data_term > 1.02).all()


def test_bytes_are_what_feature_maps_makes_of_them():
    model, X = mixer(), PICTURES / WHITE
    for search in (invert, caricature):
        for given, wanted in zip(
            search(model, "conv", PICTURES, steps=5), search(model, "conv", X, steps=5), strict=True
        ):
            assert_allclose(given, wanted, atol=1e-5)
    assert_allclose(representation_distances(model, "conv", PICTURES, X), 0, atol=1e-9)
    assert_allclose(representation_projections(model, "conv", PICTURES, X[::-1]), representation_projections(
        model, "conv", X, X[::-1]), rtol=1e-5)  # fmt: skip
    start = maximize_activation(model, "conv", [0], steps=0, start=PICTURES[0])
    assert_allclose(start.images[0], X[0])


@pytest.mark.parametrize(("scale", "offset"), [(1 / 255, 0), (1 / 127.5, -1)])
def test_a_model_that_divides_by_255_itself_is_searched_from_0_to_255(scale, offset):
    def rescale():
        return [layers.Rescaling(scale, offset)]

    found = maximize_activation(classifier(first=rescale(), activation="softmax"), "dense", [1], steps=60)
    assert_array_equal(found.images[0].ravel(), 255 * (WEIGHTS[:, 1] > 0))
    divides, plain, X = mixer(first=rescale()), mixer(), PICTURES / WHITE
    assert_allclose(
        invert(divides, "conv", PICTURES, smoothness=0, bound=0, steps=300, learning_rate=0.02).images, PICTURES, atol=5
    )
    if not offset:  # the same numbers in the convolution
        for search in (invert, caricature):
            theirs, ours = search(divides, "conv", PICTURES, steps=5), search(plain, "conv", X, steps=5)
            assert_allclose(theirs.images / 255, ours.images, atol=1e-4)
            assert_allclose(theirs.data_term, ours.data_term, rtol=1e-3)
            assert_allclose(theirs.history, ours.history, rtol=1e-3)


def test_a_model_of_images_of_any_size_takes_that_of_its_start():
    model = mixer(sides=(None, None))
    with pytest.raises(ValueError, match="takes images of any size: give it an image"):
        maximize_activation(model, "conv", [0])
    found = maximize_activation(model, "conv", [0, 1], steps=60, start=np.full((5, 7, 3), 0.5))
    for unit in (0, 1):
        assert_array_equal(found.images[unit], np.broadcast_to(KERNEL[0, 0, :, unit] > 0, (5, 7, 3)))
    assert invert(model, "conv", np.full((1, 6, 9, 3), 0.3), steps=1).images.shape == (1, 6, 9, 3)


UNBUILT = keras.Sequential([layers.Conv2D(4, 1, name="conv")])
BYTES = keras.Input((4, 4, 3), dtype="uint8")
ROUNDS = keras.Model(BYTES, layers.Conv2D(4, 1, name="conv")(layers.Rescaling(1 / 255)(BYTES)))


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: maximize_activation(UNBUILT, "conv", [0]), ValueError, "no defined input yet"),
        (lambda: invert(UNBUILT, "conv", PICTURES), ValueError, "no defined input yet"),
        (lambda: maximize_activation("VGG16", "conv", [0]), TypeError, "model is of type str; expected a Keras model"),
        (lambda: maximize_activation(ROUNDS, "conv", [0]), ValueError, "no gradient with respect to its pixels"),
        (lambda: caricature(ROUNDS, "conv", PICTURES), ValueError, "no gradient with respect to its pixels"),
        (lambda: caricature(mixer(), "base/conv", PICTURES), ValueError, "no layer 'base/conv'; it has conv"),
        (lambda: representations(mixer(), "conv:2", PICTURES), ValueError, "no layer 'conv:2'; it has conv"),
        (lambda: maximize_activation(mixer(), "conv", [4]), ValueError, "units hold 4, which is not in conv"),
        (lambda: maximize_activation(mixer(), "conv", [-1]), ValueError, "in units, in -1, is -1"),
        (lambda: maximize_activation(mixer(), "conv", [0.5]), TypeError, "in units, in 0.5, is 0.5"),
        (lambda: maximize_activation(mixer(), "conv", []), ValueError, "units are empty"),
        (lambda: maximize_activation(mixer(), "conv", [0], decay=np.nan), ValueError, "decay is nan"),
        (lambda: maximize_activation(mixer(), "conv", [0], steps=-1), ValueError, "steps is -1"),
        (lambda: maximize_activation(mixer(), "conv", [0], learning_rate=0), ValueError, "learning_rate is 0"),
        (lambda: maximize_activation(mixer(), "conv", [0, 1], start=PICTURES[[0, 0, 1]]), ValueError, "one image or 2"),
        (
            lambda: maximize_activation(mixer(activation="relu"), "conv", [0], log_probability=True), ValueError,
            "log_probability is for a layer with a softmax",
        ),
        (lambda: invert(mixer(), "conv", PICTURES, start=PICTURES[[0, 0, 1]]), ValueError, "one image or 2"),
        (
            lambda: representation_distances(mixer(), "conv", PICTURES, PICTURES[:1]), ValueError, "as many of each",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_searched_is_told(call, error, said):
    with pytest.raises(error, match=said):
        call()


def test_a_part_of_a_model_gives_what_feature_maps_shows():
    inner = inside(mixer(activation="relu"))
    image = keras.Input((4, 4, 3))
    model = keras.Model(image, inner(layers.Conv2D(3, 1)(inner(image)[..., :3])))
    maps = feature_maps(model, PICTURES / WHITE)
    assert {"base/conv", "base/conv:2"} <= set(maps)
    for name in ("base/conv", "base/conv:2"):
        assert_allclose(submodel(model, name)(PICTURES / WHITE), maps[name], atol=1e-6)
