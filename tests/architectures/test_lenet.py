"""LeNet-5 in Keras: its own two kinds of layers against the book's NumPy, and its counts against the list."""

import keras
import numpy as np
import pytest
from numpy.testing import assert_allclose

from convbook import LENET_TABLE, avg_pool2d, conv2d, layers_from_model, lenet5, lenet5_layers, network_summary
from convbook.architectures.lenet import PartialConv2D, Subsampling2D, scaled_tanh


def test_the_model_is_the_list():
    model = lenet5()
    read = {layer.name: layer for layer in layers_from_model(model) if layer.kind != "activation"}
    wanted = {layer.name: layer for layer in lenet5_layers()}
    assert read.keys() == wanted.keys()
    total = network_summary(layers_from_model(model))
    assert total == network_summary(lenet5_layers())
    assert total.parameters == model.count_params() == 60_850


def test_subsampling_is_a_mean_times_a_factor_plus_a_bias():
    X = np.random.default_rng(0).normal(size=(2, 6, 6, 3)).astype("float32")
    layer = Subsampling2D()
    layer(X)
    layer.set_weights([np.array([1, 2, -1.0]), np.array([0, 0.5, 3])])
    assert_allclose(layer(X), avg_pool2d(X) * [1, 2, -1] + [0, 0.5, 3], atol=1e-5)


def test_a_filter_of_c3_does_not_see_the_maps_that_its_row_of_the_table_leaves_out():
    rng = np.random.default_rng(1)
    X = rng.normal(size=(1, 9, 9, 6)).astype("float32")
    layer = PartialConv2D(LENET_TABLE, 5)
    before = np.asarray(layer(X))
    for m in range(6):
        changed = X.copy()
        changed[..., m] += 1
        notices = np.abs(np.asarray(layer(changed)) - before).max(axis=(0, 1, 2)) > 1e-6
        assert [m in maps for maps in LENET_TABLE] == notices.tolist()


def test_a_partial_convolution_is_conv2d_with_zeros_in_the_filter():
    X = np.random.default_rng(2).normal(size=(1, 7, 7, 3)).astype("float32")
    table = ((0, 2), (1,))
    layer = PartialConv2D(table, 3)
    layer(X)
    pieces = np.asarray(layer.kernel).reshape(3, 3, 3)
    F = np.zeros((3, 3, 3, 2))
    F[:, :, 0, 0], F[:, :, 2, 0], F[:, :, 1, 1] = pieces[..., 0], pieces[..., 1], pieces[..., 2]
    assert_allclose(layer(X), conv2d(X, F), atol=1e-5)


def test_the_squashing_function_passes_through_1_and_minus_1():
    assert_allclose(scaled_tanh(np.array([-1, 0, 1.0])), [-1, 0, 1], atol=1e-4)


def test_the_seed_decides_the_weights():
    one, same, other = (lenet5(seed=seed).get_weights() for seed in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(one, same, strict=True))
    assert not np.array_equal(one[4], other[4])


def test_the_model_comes_back_from_a_file(tmp_path):
    model, X = lenet5(), np.ones((1, 32, 32, 1), "float32")
    model.save(tmp_path / "lenet.keras")
    assert_allclose(keras.models.load_model(tmp_path / "lenet.keras")(X), model(X), atol=1e-6)


def test_training_takes_the_loss_down():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(64, 32, 32, 1)).astype("float32"), rng.integers(10, size=64)
    model = lenet5()
    model.compile("adam", "sparse_categorical_crossentropy")
    losses = model.fit(X, y, epochs=4, verbose=0).history["loss"]
    assert losses[-1] < losses[0] == pytest.approx(np.log(10), rel=0.5)
