"""What follows from a list of layers: by hand, against Keras, and against gradients that are or are not zero."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from building import keras_model

from convbook import Layer, network_summary, summarize_layers


def chain(*layers, shape=(8, 8, 3)):
    """Layers that take one another in the order given: (kind, options)."""
    done = [Layer("image", "input", shape=shape)]
    for i, (kind, options) in enumerate(layers):
        done.append(Layer(f"{i}", kind, (done[-1].name,), **options))
    return done


def test_a_convolution_is_counted_as_by_hand():
    conv = summarize_layers(chain(("conv", {"units": 5, "window": 3})))[-1]
    assert conv.shape == (6, 6, 5)
    assert conv.parameters == 3 * 3 * 3 * 5 + 5
    assert conv.multiply_adds == 6 * 6 * 3 * 3 * 3 * 5
    assert (conv.depth, conv.receptive_field, conv.jump) == (1, 3, 1)


def test_two_groups_have_half_the_weights():
    whole, half = (chain(("conv", {"units": 4, "window": 3, "groups": g}), shape=(8, 8, 6)) for g in (1, 2))
    assert network_summary(whole).multiply_adds == 2 * network_summary(half).multiply_adds
    assert network_summary(half).parameters == 9 * (3 * 2 + 3 * 2) + 4


def test_pairs_of_maps_are_what_a_partial_convolution_has_weights_for():
    layers = chain(("conv", {"units": 2, "window": 5, "connections": 4}))
    assert network_summary(layers).parameters == 4 * 25 + 2


def test_a_dense_layer_and_a_norm_are_counted_as_by_hand():
    flat = ("flatten", {})
    layers = chain(("norm", {}), flat, ("dense", {"units": 7}))
    assert [m.parameters for m in summarize_layers(layers)] == [0, 4 * 3, 0, 8 * 8 * 3 * 7 + 7]
    assert network_summary(layers).multiply_adds == 8 * 8 * 3 * 7


def test_two_windows_of_3_see_as_much_as_one_of_5_and_a_pooling_doubles_the_step():
    three = ("conv", {"units": 1, "window": 3})
    pool = ("max pool", {"window": 2, "stride": 2})
    measures = summarize_layers(chain(three, three, pool, three, shape=(20, 20, 1)))
    assert [m.receptive_field for m in measures] == [1, 3, 5, 6, 10]
    assert [m.jump for m in measures] == [1, 1, 1, 2, 2]


def random_layers(rng):
    """A fork of two branches of random windows and strides, added or joined, and one more convolution."""
    layers, ends = [Layer("image", "input", shape=(41, 41, 1))], []
    stride = int(rng.integers(1, 3))
    for branch in "ab":
        last = "image"
        for i in range(int(rng.integers(1, 4))):
            kind = "conv" if i == 0 else str(rng.choice(["conv", "max pool", "average pool"]))
            size = {"window": int(rng.integers(1, 6)), "stride": stride if i == 0 else 1, "padding": "same"}
            layers.append(Layer(f"{branch}{i}", kind, (last,), units=2 if kind == "conv" else 0, **size))
            last = f"{branch}{i}"
        ends.append(last)
    layers.append(Layer("joined", str(rng.choice(["add", "concat"])), tuple(ends)))
    window = {"units": 1, "window": int(rng.integers(1, 4)), "stride": int(rng.integers(1, 3))}
    return [*layers, Layer("last", "conv", ("joined",), **window)]


@pytest.mark.parametrize("seed", range(12))
def test_the_receptive_field_is_where_the_gradient_is_not_zero(seed):
    layers = random_layers(np.random.default_rng(seed))
    last = summarize_layers(layers)[-1]
    layers = [Layer(**{**vars(layer), "kind": layer.kind.replace("max", "average")}) for layer in layers]
    model = keras_model(layers, kernel="ones")  # nothing can cancel
    middle = last.shape[1] // 2
    X = tf.Variable(np.ones((1, 41, 41, 1), "float32"))
    with tf.GradientTape() as tape:
        answer = model(X)[0, middle, middle, 0]
    reached = np.flatnonzero(tape.gradient(answer, X).numpy()[0, :, :, 0].any(axis=0))
    left, right = (edge + middle * last.jump for edge in last.first_field)
    assert 0 <= left <= right < 41, "the middle of the picture is far enough from its rim"
    assert (reached[0], reached[-1]) == (left, right)
    assert last.receptive_field == right - left + 1


@pytest.mark.parametrize("seed", range(6))
def test_shapes_and_parameters_are_what_keras_has(seed):
    layers = random_layers(np.random.default_rng(seed))
    model = keras_model(layers)
    for m in summarize_layers(layers):
        assert tuple(model.get_layer(m.name).output.shape[1:]) == m.shape
    assert network_summary(layers).parameters == model.count_params()


def test_depth_is_the_longest_way():
    layers = [
        Layer("image", "input", shape=(8, 8, 1)), Layer("a", "conv", ("image",), units=2),
        Layer("b", "conv", ("a",), units=2), Layer("c", "conv", ("image",), units=2), Layer("sum", "add", ("b", "c")),
    ]  # fmt: skip
    assert network_summary(layers).depth == 2


IMAGE = Layer("image", "input", shape=(8, 8, 3))


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        ([IMAGE, Layer("a", "conv", ("b",), units=2)], "takes 'b', which does not come before it"),
        ([IMAGE, IMAGE], "two layers are called 'image'"),
        ([IMAGE, Layer("a", "norm")], "takes nothing"),
        ([IMAGE, Layer("a", "conv", ("image",), units=4, groups=2)], "2 groups; they must divide its 3 input maps"),
        ([IMAGE, Layer("a", "conv", ("image",), units=4), Layer("b", "add", ("image", "a"))], "add 8×8×3 and 8×8×4"),
        ([IMAGE, Layer("a", "conv", ("image",), units=4, window=9)], "output would be empty"),
    ],
)  # fmt: skip
def test_a_list_that_is_no_network_says_why(layers, said):
    with pytest.raises(ValueError, match=said):
        summarize_layers(layers)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"kind": "wave"}, "kind is 'wave'; expected one of 'input', 'conv'"),
        ({"units": -3}, "units is -3; expected an int >= 1"),
        ({"units": 0}, "units is 0"),
        ({"window": 2.5}, "window is 2.5"),
        ({"inputs": "image"}, "inputs is 'image'; expected a sequence of names"),
        ({"padding": "full"}, "padding is 'full'"),
    ],
)
def test_a_layer_that_cannot_be_is_refused_when_it_is_made(settings, said):
    with pytest.raises((TypeError, ValueError), match=said):
        Layer(**{"name": "a", "kind": "conv", "inputs": ("image",), "units": 4} | settings)


def teardown_module():
    keras.backend.clear_session()
