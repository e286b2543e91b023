"""The four small networks: they differ in their blocks alone, and cost what the budget says."""

import keras
import numpy as np
import pytest
from numpy.testing import assert_allclose

from convbook import Split, paper_cnn
from convbook.architectures.keras_layers import layers_from_model
from convbook.architectures.layers import network_summary
from convbook.architectures.small_nets import COMPARISON_RECIPES, WIDTHS, small_net
from convbook.study.records import record_path, study_records
from convbook.study.runs import COMPARISON_RUNS, RUNS, STUDY_RUNS

BLOCKS = list(WIDTHS)


def multiplications(model):
    """Places times weights, layer by layer, from Keras's own shapes: what chapter 12 does."""
    return sum(
        int(np.prod(layer.output.shape[1:-1], dtype=int) * np.prod(layer.kernel.shape))
        for layer in model.layers
        if hasattr(layer, "kernel")
    )


@pytest.mark.parametrize("block", BLOCKS)
def test_each_costs_what_the_papers_network_does_within_5_percent(block):
    model = small_net(block)
    assert multiplications(model) == pytest.approx(multiplications(paper_cnn()), rel=0.05)
    assert multiplications(model) == network_summary(layers_from_model(model)).multiply_adds


def test_the_vgg_style_by_hand():
    w, sides = WIDTHS["vgg"], (16, 8, 4)
    stem = 32 * 32 * 75 * 32
    into = [32, w, 2 * w]  # channels that come into each stage, of w, 2w and 4w
    stages = [s * s * 9 * (c * v + 3 * v * v) for s, c, v in zip(sides, into, (w, 2 * w, 4 * w), strict=True)]
    assert multiplications(small_net("vgg")) == stem + sum(stages) + 4 * w * 34


def test_depth_by_hand():
    depth = {block: network_summary(layers_from_model(small_net(block))).depth for block in BLOCKS}
    # stem and output; four convolutions a stage, two modules of two, two pairs, four pairs and two transitions
    assert depth == {"vgg": 2 + 12, "inception": 2 + 12, "resnet": 2 + 12, "densenet": 2 + 24 + 2}


def test_all_have_the_same_stem_and_the_same_head():
    for block in BLOCKS:
        model = small_net(block)
        names = [layer.name for layer in model.layers]
        assert names[:5] == ["image", "conv1", "norm1", "relu1", "pool1"]
        assert names[-2:] == ["mean", "output"]
        assert model.get_layer("conv1").kernel.shape == (5, 5, 3, 32)
        assert model.output_shape == (None, 34)


@pytest.mark.parametrize("block", BLOCKS)
def test_every_convolution_is_normalized_and_has_no_bias(block):
    layers = small_net(block).layers
    convolutions = [layer for layer in layers if isinstance(layer, keras.layers.Conv2D)]
    assert sum(isinstance(layer, keras.layers.BatchNormalization) for layer in layers) == len(convolutions)
    assert not any(layer.use_bias for layer in convolutions)


def test_a_residual_block_without_weights_hands_on_what_it_gets():
    model = small_net("resnet", width=32)  # as many channels as the stem, so that no 1x1 convolution is needed
    for layer in model.layers[4:]:
        if isinstance(layer, keras.layers.Conv2D):
            layer.kernel.assign(np.zeros(layer.kernel.shape))
        if layer.name == "pool2":
            break
    image = np.random.default_rng(0).random((1, 64, 64, 3), np.float32)
    parts = keras.Model(model.input, [model.get_layer(name).output for name in ("pool1", "pool2")])
    before, after = parts(image)
    assert_allclose(after, keras.layers.MaxPooling2D(2)(before), atol=1e-6)


def test_a_dense_block_keeps_all_maps_before():
    model, growth = small_net("densenet"), WIDTHS["densenet"]
    assert model.get_layer("pool2").output.shape[-1] == 32 + 4 * growth
    image = np.random.default_rng(0).random((1, 64, 64, 3), np.float32)
    parts = keras.Model(model.input, [model.get_layer(name).output for name in ("pool1", "pool2")])
    before, after = parts(image)
    assert_allclose(after[..., :32], keras.layers.MaxPooling2D(2)(before))


def test_an_inception_module_has_the_shares_of_googlenets_first_one():
    model, width = small_net("inception"), WIDTHS["inception"]
    joined = next(layer for layer in model.layers if isinstance(layer, keras.layers.Concatenate))
    shares = [tensor.shape[-1] / width for tensor in joined.input]
    assert shares == [64 / 256, 128 / 256, 32 / 256, 32 / 256]


def test_the_seed_decides_the_weights():
    first, again, other = (small_net("resnet", seed=seed).get_weights() for seed in (0, 0, 1))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first[0], other[0])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"block": "alexnet"}, "block is 'alexnet'; expected one of 'vgg'"),
        ({"block": "vgg", "n_classes": 1}, "n_classes is 1"),
        ({"block": "vgg", "input_shape": (8, 64, 3)}, "at least 16"),
        ({"block": "inception", "width": 20}, "a multiple of 8"),
        ({"block": "vgg", "width": 0}, "width is 0; expected an int >= 1"),
    ],
)
def test_what_makes_no_sense_is_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        small_net(**arguments)


def test_the_recipes_have_one_budget():
    fields = ("epochs", "batch_size", "learning_rate", "warmup", "augment", "size", "averaged")
    assert len({tuple(getattr(recipe, field) for field in fields) for recipe in COMPARISON_RECIPES.values()}) == 1
    assert COMPARISON_RECIPES["baseline"].model(34, (64, 64, 3)).count_params() == paper_cnn().count_params()
    assert [recipe.model(3, (16, 16, 3)).name for recipe in list(COMPARISON_RECIPES.values())[1:3]] == [
        "vgg_style",
        "inception_style",
    ]


@pytest.mark.slow
def test_a_recipe_trains_its_network():
    rng = np.random.default_rng(0)
    y = np.arange(32) % 2
    X = (0.2 * rng.random((32, 16, 16, 3)) + 0.7 * y[:, None, None, None]).astype(np.float32)
    split = Split(X[:24], y[:24], X[24:], y[24:], np.arange(24), np.arange(24, 32), ("dark", "light"), "synthetic")
    recipe = COMPARISON_RECIPES["resnet-style"]
    history = recipe.train(recipe.model(2, (16, 16, 3)), split, epochs=4, evaluate_test=False, progress=False)
    assert history.loss[-1] < history.loss[0]


def test_the_comparison_has_three_seeds_of_each_on_the_test_part_beside_the_study():
    assert [(run.recipe, run.seed) for run in COMPARISON_RUNS] == [
        (name, seed) for name in COMPARISON_RECIPES for seed in range(3)
    ]
    assert {run.evaluation_set for run in COMPARISON_RUNS} == {"test"}
    assert set(RUNS) == set(STUDY_RUNS) | set(COMPARISON_RUNS)
    assert not {run.name for run in COMPARISON_RUNS} & {run.name for run in STUDY_RUNS}


def test_its_records_are_all_there_or_none_and_say_what_ran():
    records = study_records(runs=COMPARISON_RUNS)
    if not records:
        pytest.skip("the comparison has not been run yet: make study RUNS='baseline vgg inception resnet densenet'")
    missing = [run.name for run in COMPARISON_RUNS if not record_path(run).exists()]
    assert missing == []
    for run, record in zip(COMPARISON_RUNS, records, strict=True):
        recipe = COMPARISON_RECIPES[run.recipe]
        assert (record["recipe"], record["seed"], record["test_images"]) == (run.recipe, run.seed, 593)
        for key in ("epochs", "batch_size", "learning_rate"):
            assert record["settings"][key] == getattr(recipe, key), key
        assert record["settings"].get("block") == getattr(recipe, "block", None)
