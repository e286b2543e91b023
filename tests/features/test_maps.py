"""Feature maps: the numbers are those of the layers, for any model with a defined input."""

import io

import keras
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from PIL import Image

from convbook import conv2d, crop_and_resize, feature_maps, max_pool2d, paper_cnn, relu


@pytest.fixture(scope="module")
def model():
    return paper_cnn(5, (24, 26, 3), seed=1)


@pytest.fixture
def image():
    return np.random.default_rng(0).random((24, 26, 3))


def test_six_layers_of_the_papers_network_in_order(model, image):
    maps = feature_maps(model, image)
    assert list(maps) == ["conv1", "pool1", "conv2", "pool2", "conv3", "pool3"]
    assert maps["conv1"].shape == (24, 26, 32)
    assert maps["pool3"].shape == (3, 3, 128)


def test_every_layer_agrees_with_the_books_own_code(model, image):
    maps, below = feature_maps(model, image), image
    for i in (1, 2, 3):
        F, b = (np.asarray(w, float) for w in model.get_layer(f"conv{i}").weights)
        below = relu(conv2d(below, F, b, padding="same"))
        assert_allclose(maps[f"conv{i}"], below, atol=1e-5)
        below = max_pool2d(below)
        assert_allclose(maps[f"pool{i}"], below, atol=1e-5)


def test_a_batch_gives_what_its_images_give(model, image):
    batch = np.stack([image, image[::-1]])
    both = feature_maps(model, batch)["pool2"]
    assert_allclose(both[1], feature_maps(model, image[::-1])["pool2"], atol=1e-6)


def test_dropout_is_off(model, image):
    first, second = (feature_maps(model, image)["pool3"] for _ in range(2))
    assert_allclose(first, second, atol=0)


def test_functional_model_with_two_branches(image):
    x = keras.Input((24, 26, 3))
    left = keras.layers.Conv2D(2, 3, name="left")(x)
    right = keras.layers.Conv2D(4, 3, name="right")(x)
    joined = keras.layers.Concatenate(name="joined")([left, right])
    model = keras.Model(x, keras.layers.GlobalAveragePooling2D()(joined))
    maps = feature_maps(model, image)
    assert list(maps) == ["left", "right", "joined"]
    assert_allclose(maps["joined"], np.concatenate([maps["left"], maps["right"]], axis=-1), atol=1e-6)


def test_sequential_model_that_was_never_built_is_told(image):
    with pytest.raises(ValueError, match="no defined input"):
        feature_maps(keras.Sequential([keras.layers.Conv2D(2, 3)]), image)


def test_model_without_maps_is_told():
    dense = keras.Sequential([keras.Input((4, 4, 1)), keras.layers.Flatten(), keras.layers.Dense(2)])
    with pytest.raises(ValueError, match="no layer with maps"):
        feature_maps(dense, np.zeros((4, 4, 1)))


# ---- models of every kind, beside their layers called by hand ----


def by_hand(x, *layers):
    """What the layers give one after the other, with the batch's axis taken off."""
    steps = [np.asarray(x, np.float32)[None]]
    for layer in layers:
        steps.append(layer(steps[-1], training=False))
    return [np.asarray(step)[0] for step in steps[1:]]


def check(maps, named):
    assert list(maps) == list(named)
    for name, wanted in named.items():
        assert_allclose(maps[name], wanted, atol=1e-6, err_msg=name)


def test_a_layer_used_twice_gives_its_maps_twice(image):
    x = keras.Input((24, 26, 3))
    conv = keras.layers.Conv2D(3, 3, padding="same", name="conv")
    model = keras.Model(x, conv(conv(x)))
    check(feature_maps(model, image), dict(zip(["conv", "conv:2"], by_hand(image, conv, conv), strict=True)))


def test_a_model_within_the_model_shows_its_layers():
    conv, pool = keras.layers.Conv2D(4, 3, name="conv"), keras.layers.AveragePooling2D(2, name="pool")
    inner = keras.Sequential([keras.Input((None, None, 3)), conv, pool], name="inner")
    last = keras.layers.Conv2D(2, 1, name="last")
    model = keras.Sequential([keras.Input((10, 12, 3)), inner, last])
    image = np.random.default_rng(1).random((10, 12, 3))
    wanted = by_hand(image, conv, pool, last)
    check(feature_maps(model, image), dict(zip(["inner/conv", "inner/pool", "last"], wanted, strict=True)))


def test_several_outputs_skips_and_an_image_in_a_dict(image):
    x = keras.Input((24, 26, 3), name="photo")
    conv = keras.layers.Conv2D(3, 3, padding="same", name="conv")
    added = keras.layers.Add(name="added")([x, conv(x)])
    model = keras.Model({"photo": x}, [keras.layers.Flatten()(added), keras.layers.GlobalMaxPooling2D()(conv(x))])
    maps = feature_maps(model, image)
    wanted = by_hand(image, conv)[0]
    check({name: maps[name] for name in ("conv", "added")}, {"conv": wanted, "added": wanted + image})


def test_normalization_uses_what_it_learned_not_the_batch(image):
    normalize = keras.layers.BatchNormalization(name="normalize")
    model = keras.Sequential([keras.Input((24, 26, 3)), normalize])
    normalize.moving_mean.assign([0.5, 0.5, 0.5])
    normalize.moving_variance.assign([0.25, 0.25, 0.25])
    assert_allclose(feature_maps(model, image)["normalize"], (image - 0.5) / np.sqrt(0.25 + 1e-3), atol=1e-5)


def test_a_model_that_divides_by_255_itself_gets_bytes():
    x = keras.Input((4, 6, 3))
    divide = keras.layers.Rescaling(1 / 255, name="divide")
    bright = np.full((4, 6, 3), 255, np.uint8)
    assert_allclose(feature_maps(keras.Model(x, divide(x)), bright)["divide"], 1)
    assert_allclose(feature_maps(keras.Model(x, divide(x)), bright, white=510)["divide"], 2)
    center = keras.layers.Rescaling(2, -1, name="center")
    assert_allclose(feature_maps(keras.Model(x, center(x)), bright)["center"], 1)


def test_looking_leaves_the_model_as_it_was(model, image):
    before = {layer.name: dict(vars(layer)) for layer in model.layers}
    feature_maps(model, image)
    with pytest.raises(ValueError, match="finite"):
        feature_maps(model, image * np.nan)
    assert all("call" not in vars(layer) for layer in model.layers)
    assert {name: list(kept) for name, kept in before.items()} == {x.name: list(vars(x)) for x in model.layers}
    assert model.get_layer("conv1").output.shape == (None, 24, 26, 32)


def test_an_error_within_the_model_leaves_it_as_it_was(image):
    class Picky(keras.layers.Layer):
        def call(self, x):
            if x.shape[0] is not None:  # not while the model is built
                raise ValueError("not this one")
            return x

    picky = Picky(name="picky")
    first = keras.layers.Activation("linear", name="first")
    model = keras.Sequential([keras.Input((24, 26, 3)), first, picky])
    with pytest.raises(ValueError, match=r"fails after first on images of shape \(24, 26, 3\).*not this one"):
        feature_maps(model, image)
    assert "call" not in vars(picky)


# ---- pictures of every kind ----


@pytest.fixture(scope="module")
def identity():
    return keras.Sequential([keras.Input((24, 26, 3)), keras.layers.Activation("linear", name="seen")])


def seen(model, picture, **options):
    return feature_maps(model, picture, **options)["seen"]


def test_floats_of_the_right_size_go_in_unchanged_whatever_their_range(identity, image):
    assert_array_equal(seen(identity, 300 * image - 7), (300 * image - 7).astype(np.float32))


def test_bytes_are_divided_by_255(identity, image):
    picture = (image * 255).astype(np.uint8)
    assert_array_equal(seen(identity, picture), picture / np.float32(255))


def test_a_picture_is_the_same_as_an_array_an_image_a_path_or_a_file(identity, tmp_path):
    picture = np.random.default_rng(2).integers(0, 256, (50, 40, 3), dtype=np.uint8)
    path = tmp_path / "yüz 1.png"
    Image.fromarray(picture).save(path)
    wanted = crop_and_resize(picture, (24, 26, 3))
    for form in (picture, picture / 255, Image.fromarray(picture), path, str(path), io.BytesIO(path.read_bytes())):
        assert_allclose(seen(identity, form), wanted, atol=1e-6)


def test_gray_and_transparent_pictures_become_color(identity):
    assert_allclose(seen(identity, np.full((24, 26), 0.25)), np.full((24, 26, 3), 0.25))
    clear = Image.new("RGBA", (26, 24), (0, 0, 0, 0))
    assert_allclose(seen(identity, clear), 1)  # nothing but the white behind it


def test_a_batch_of_bytes_of_another_size_is_fitted_one_by_one(identity):
    batch = np.random.default_rng(3).integers(0, 256, (2, 60, 60, 3), dtype=np.uint8)
    assert_allclose(seen(identity, batch)[1], seen(identity, batch[1]), atol=1e-6)


def test_a_model_of_gray_images_gets_gray():
    model = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Activation("linear", name="seen")])
    red = np.zeros((8, 8, 3), np.uint8)
    red[..., 0] = 255
    assert_allclose(seen(model, red), np.full((8, 8, 1), 0.299), atol=1e-6)


def test_a_model_with_open_sides_gets_the_picture_in_its_own_size():
    model = keras.Sequential([keras.Input((None, None, 3)), keras.layers.MaxPooling2D(name="seen")])
    assert seen(model, np.zeros((31, 50, 3), np.uint8)).shape == (15, 25, 3)


@pytest.mark.parametrize("layer", [keras.layers.MaxPooling2D(4), keras.layers.Conv2D(2, 5)], ids=["pool", "conv"])
def test_a_picture_of_which_nothing_is_left_is_told(layer):
    model = keras.Sequential([keras.Input((None, None, 3)), layer])
    with pytest.raises(ValueError, match="too small"):
        feature_maps(model, np.zeros((3, 9, 3)))


@pytest.mark.parametrize(
    ("bad", "error", "words"),
    [
        (np.zeros((24, 26, 5)), ValueError, r"shape \(24, 26, 5\)"),
        (np.full((20, 20, 3), 200.0), ValueError, "divide bytes by 255"),
        (np.zeros((0, 24, 26, 3)), ValueError, "empty batch"),
        (np.zeros((0, 5, 5, 3), np.uint8), ValueError, "empty batch"),
        (np.full((24, 26, 3), np.nan), ValueError, "image holds nan"),
        (np.full((20, 20, 3), np.nan), ValueError, "values from nan"),
        (None, TypeError, "image is no picture"),
        (b"not opened", TypeError, r"io\.BytesIO"),
        (io.BytesIO(b"I am no picture"), ValueError, "no picture that Pillow can read"),
        ("nowhere.png", FileNotFoundError, r"nowhere\.png"),
    ],
)
def test_what_is_no_image_is_told(model, bad, error, words):
    with pytest.raises(error, match=words):
        feature_maps(model, bad)


def test_a_model_that_takes_no_picture_is_told(image):
    five = keras.Sequential([keras.Input((24, 26, 5)), keras.layers.Conv2D(2, 3)])
    with pytest.raises(ValueError, match="no picture has that many channels"):
        feature_maps(five, image)
    pair = keras.Model([a := keras.Input((4, 4, 3)), b := keras.Input((4, 4, 3))], keras.layers.Add()([a, b]))
    with pytest.raises(ValueError, match="2 inputs"):
        feature_maps(pair, image)
    with pytest.raises(ValueError, match="expected images"):
        feature_maps(keras.Sequential([keras.Input((7,)), keras.layers.Dense(2)]), image)
