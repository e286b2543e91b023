"""The paper's network: its layers, its sizes, its seeds."""

import ast
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest

from convbook import paper_cnn


def test_layers_and_sizes_are_those_of_section_3_2():
    model = paper_cnn()
    shapes = {layer.name: layer.output.shape[1:] for layer in model.layers}
    assert shapes["conv1"] == (64, 64, 32)
    assert shapes["pool1"] == (32, 32, 32)
    assert shapes["conv2"] == (32, 32, 64)
    assert shapes["pool3"] == (8, 8, 128)
    assert shapes["dense1"] == (128,)
    assert shapes["dense2"] == (256,)
    assert shapes["output"] == (34,)


def test_the_picture_on_the_first_page_is_of_this_network():
    chapter = nbformat.read(Path(__file__).parents[2] / "book" / "01-images.ipynb", as_version=4)
    (shapes,) = {found for c in chapter.cells for found in re.findall(r"^shapes = (\[.*\])$", c.source, re.MULTILINE)}
    drawn = [layer.output.shape[1:] for layer in paper_cnn().layers if re.match("pool|dense|output", layer.name)]
    assert ast.literal_eval(shapes) == drawn


def test_parameters_are_counted_as_by_hand():
    convolutions = (3 * 3 * 3 + 1) * 32 + (3 * 3 * 32 + 1) * 64 + (3 * 3 * 64 + 1) * 128
    dense = (8 * 8 * 128 + 1) * 128 + (128 + 1) * 256 + (256 + 1) * 34
    assert paper_cnn().count_params() == convolutions + dense


def test_valid_padding_loses_two_rows_a_convolution():
    model = paper_cnn(padding="valid")
    # 64 - 2 = 62, halved 31, 29, halved 14, 12, halved 6
    assert model.get_layer("pool3").output.shape[1:] == (6, 6, 128)


def test_activations_are_relu_and_softmax():
    model = paper_cnn()
    names = {layer.name: layer.activation.__name__ for layer in model.layers if hasattr(layer, "activation")}
    assert names.pop("output") == "softmax"
    assert set(names.values()) == {"relu"}


def test_dropout_follows_both_hidden_layers_or_the_last_one():
    def dropouts(model):
        return [layer.name for layer in model.layers if layer.name.startswith("dropout")]

    assert dropouts(paper_cnn()) == ["dropout2"]
    assert dropouts(paper_cnn(dropout="both")) == ["dropout1", "dropout2"]
    assert paper_cnn().get_layer("dropout2").rate == 0.5


def test_same_seed_same_weights_other_seed_others():
    def first_filter(seed):
        return np.asarray(paper_cnn(seed=seed).get_layer("conv1").kernel)

    np.testing.assert_array_equal(first_filter(3), first_filter(3))
    assert np.abs(first_filter(3) - first_filter(4)).max() > 0.01


def test_probabilities_sum_to_1():
    faces = np.random.default_rng(0).random((2, 64, 64, 3), np.float32)
    np.testing.assert_allclose(paper_cnn()(faces).numpy().sum(axis=1), 1, rtol=1e-5)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"n_classes": 1}, "n_classes is 1"),
        ({"n_classes": 2.0}, "n_classes is 2.0"),
        ({"input_shape": (64, 64)}, r"input_shape is \(64, 64\)"),
        ({"input_shape": (7, 64, 3)}, "at least 8 pixels"),
        ({"input_shape": (21, 64, 3), "padding": "valid"}, "at least 22 pixels"),
        ({"padding": "full"}, "padding is 'full'"),
        ({"dropout": "none"}, "dropout is 'none'"),
    ],
)
def test_senseless_arguments_are_named(arguments, words):
    with pytest.raises((TypeError, ValueError), match=words):
        paper_cnn(**arguments)


def test_the_smallest_admitted_image_leaves_something():
    assert paper_cnn(input_shape=(8, 8, 1)).get_layer("pool3").output.shape[1:] == (1, 1, 128)
    assert paper_cnn(input_shape=(22, 22, 1), padding="valid").get_layer("pool3").output.shape[1:] == (1, 1, 128)
