"""The six networks: against what was published, against Keras's own models, and against TensorFlow's profiler."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from building import keras_model

from convbook import (
    ARCHITECTURES,
    LENET_TABLE,
    Layer,
    alexnet_layers,
    googlenet_layers,
    layers_from_builder,
    lenet5_layers,
    network_summary,
    resnet50_layers,
    summarize_layers,
)

APPLICATIONS = {"VGG-16": "VGG16", "ResNet-50": "ResNet50", "DenseNet-121": "DenseNet121"}


@pytest.mark.parametrize("name", APPLICATIONS)
def test_keras_has_the_same_network(name):
    build = getattr(keras.applications, APPLICATIONS[name])
    layers, parameters = layers_from_builder(lambda: build(weights=None))
    assert network_summary(layers) == network_summary(ARCHITECTURES[name]())
    assert network_summary(layers).parameters == parameters


def test_the_parameters_of_vgg_16_are_the_published_ones():
    assert network_summary(ARCHITECTURES["VGG-16"]()).parameters == 138_357_544


def test_lenets_layers_have_the_published_parameters_and_connections():
    measures = {m.name: m for m in summarize_layers(lenet5_layers())}
    published = {"C1": 156, "S2": 12, "C3": 1516, "S4": 32, "C5": 48_120, "F6": 10_164}
    assert {name: measures[name].parameters for name in published} == published
    assert sum(published.values()) == 60_000
    weights = sum(measures[name].multiply_adds for name in ("C1", "C3", "C5", "F6"))
    biases = sum(int(np.prod(measures[name].shape)) for name in ("C1", "C3", "C5", "F6"))
    pooled = 5 * sum(int(np.prod(measures[name].shape)) for name in ("S2", "S4"))
    assert weights + biases + pooled + 84 * 10 == 340_908


def test_lenets_table_is_the_papers():
    """Table I, column by column: which maps of S2 a map of C3 takes."""
    columns = "012 123 234 345 045 015 0123 1234 2345 0345 0145 0125 0134 1245 0235 012345"
    assert [sorted(maps) for maps in LENET_TABLE] == [[int(d) for d in column] for column in columns.split()]


def test_alexnet_has_60_million_parameters_and_650000_units():
    assert network_summary(alexnet_layers()).parameters == 60_965_224
    units = [np.prod(m.shape) for m in summarize_layers(alexnet_layers()) if m.kind in ("conv", "dense")]
    assert round(sum(units), -4) == 660_000


def test_googlenets_modules_cost_what_its_paper_says():
    """Column "ops" of table 1, in millions; for 5a it has 54, which no reading of the other columns gives."""
    measures = summarize_layers(googlenet_layers())
    ops = {"3a": 128, "3b": 304, "4a": 73, "4b": 88, "4c": 100, "4d": 119, "4e": 170, "5b": 71}
    for name, millions in ops.items():
        found = sum(m.multiply_adds for m in measures if m.name.startswith(f"{name}_"))
        assert found == pytest.approx(1e6 * millions, abs=1e6)
    total = network_summary(googlenet_layers())
    assert (total.depth, total.parameters) == (22, 6_998_552)
    assert network_summary(googlenet_layers(auxiliary=True)).parameters == 13_378_280


def test_resnet_50_has_the_multiply_adds_of_its_paper():
    assert network_summary(resnet50_layers()).multiply_adds == pytest.approx(3.8e9, rel=0.02)
    without = network_summary(resnet50_layers(conv_bias=False))
    assert network_summary(resnet50_layers()).parameters - without.parameters == 26_560


@pytest.mark.parametrize("name", ["AlexNet", "GoogLeNet"])
def test_keras_builds_the_same_network_from_the_list(name):
    layers = ARCHITECTURES[name]()
    read, parameters = layers_from_builder(lambda: keras_model(layers))
    assert network_summary(read) == network_summary(layers)
    assert network_summary(layers).parameters == parameters


@pytest.mark.parametrize("name", ["GoogLeNet", "ResNet-50"])
def test_tensorflows_profiler_counts_the_same_multiply_adds(name):
    layers = ARCHITECTURES[name]()
    model = keras_model(layers)
    assert 2 * network_summary(layers).multiply_adds == profiled(model)
    keras.backend.clear_session()


def profiled(model):
    """Additions and multiplications of all convolutions and matrix products, as TensorFlow counts them in its graph."""
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2_as_graph

    call = tf.function(lambda X: model(X)).get_concrete_function(tf.TensorSpec((1, *model.input.shape[1:])))
    _, graph_def = convert_variables_to_constants_v2_as_graph(call)
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(graph_def, name="")
        options = tf.compat.v1.profiler.ProfileOptionBuilder.float_operation()
        options["output"] = "none"
        found = tf.compat.v1.profiler.profile(graph, cmd="op", options=options)
    counts = {}
    while True:
        counts[found.name] = found.float_ops
        if not found.children:
            return sum(counts.get(op, 0) for op in ("Conv2D", "MatMul"))
        found = found.children[0]


def test_googlenets_first_row_is_a_depthwise_separable_convolution():
    """Szegedy et al. (2015), table 1: 2.7 K and 34 M; Ioffe and Szegedy (2015): eight windows for each color."""
    image = Layer("image", "input", shape=(224, 224, 3))
    own = Layer("own", "conv", ("image",), units=24, window=7, stride=2, padding="same", groups=3, bias=False)
    mixed = network_summary([image, own, Layer("mixed", "conv", ("own",), units=64, bias=False)])
    assert (mixed.parameters, mixed.multiply_adds) == (2_712, 34_019_328)
    whole = network_summary(googlenet_layers()).multiply_adds
    first = next(s for s in summarize_layers(googlenet_layers()) if s.name == "conv1")
    assert whole - first.multiply_adds + mixed.multiply_adds == 1_498_677_248  # "1.5 billion"


@pytest.mark.parametrize(
    ("name", "percent"), [("AlexNet", 96), ("VGG-16", 89), ("GoogLeNet", 15), ("ResNet-50", 8), ("DenseNet-121", 13)]
)
def test_so_much_of_a_networks_parameters_is_in_dense_layers(name, percent):
    summaries = summarize_layers(ARCHITECTURES[name]())
    dense = sum(s.parameters for s in summaries if s.kind == "dense")
    assert round(100 * dense / sum(s.parameters for s in summaries)) == percent
