"""The network, against numbers worked by hand, finite differences, and the same network in Keras."""

from functools import partial

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from oracles import cases, tensorflow_gradient
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from convbook.nn.conv import conv2d
from convbook.nn.gradcheck import check_gradient
from convbook.nn.layers import dense, dense_grad, flatten, flatten_grad
from convbook.nn.network import (
    CNN,
    backward,
    evaluate,
    forward,
    init_cnn,
    loss_and_gradients,
    minibatches,
    train_cnn,
)
from convbook.nn.optimizers import adam_step, gradient_step, momentum_step

THREE = (("conv", "F1", "b1"), ("relu",), ("flatten",), ("dense", "W2", "b2"), ("relu",), ("dense", "W3", "b3"))


def rng():
    return np.random.default_rng(3)


def digits(n=40):
    images, labels = load_digits(return_X_y=True)
    return images[:n].reshape(-1, 8, 8, 1) / 16, labels[:n]


def lively(widths=(4, 6, 10), dtype=np.float64):
    """Parameters whose biases are not 0 either, so that a bias that is forgotten shows."""
    parameters = init_cnn(rng(), widths=widths, dtype=dtype)
    return {name: F + 0.1 * rng().normal(size=F.shape).astype(dtype) for name, F in parameters.items()}


# The dense layer


def test_a_dense_layer_by_hand():
    W, b = [[1, 0], [2, -1], [0, 3]], [10, 20]
    assert_array_equal(dense([[1, 2, 3]], W, b), [[1 + 4 + 10, -2 + 9 + 20]])


def test_the_gradients_of_a_dense_layer_by_hand():
    dX, dW, db = dense_grad([[1, -2]], [[1, 2, 3]], [[1, 0], [2, -1], [0, 3]])
    assert_array_equal(dX, [[1, 2 + 2, -6]])
    assert_array_equal(dW, [[1, -2], [2, -4], [3, -6]])
    assert_array_equal(db, [1, -2])


@cases(10)
@given(N=st.integers(1, 4), D=st.integers(1, 5), K=st.integers(1, 4), seed=st.integers(0, 99))
def test_a_dense_layer_and_its_gradients_are_those_of_tensorflow(N, D, K, seed):
    draw = np.random.default_rng(seed).normal
    X, W, b, dO = draw(size=(N, D)), draw(size=(D, K)), draw(size=K), draw(size=(N, K))
    answer, *gradients = tensorflow_gradient(lambda X, W, b: tf.reduce_sum(dO * (X @ W + b)), X, W, b)
    assert_allclose((dO * dense(X, W, b)).sum(), answer, atol=1e-12)
    for ours, theirs in zip(dense_grad(dO, X, W), gradients, strict=True):
        assert_allclose(ours, theirs, atol=1e-12)


def test_the_gradients_of_a_dense_layer_by_finite_differences():
    X, W, b, dO = (rng().normal(size=shape) for shape in ((3, 5), (5, 2), (2,), (3, 2)))
    dX, dW, db = dense_grad(dO, X, W)
    check_gradient(lambda X: (dO * dense(X, W, b)).sum(), X, dX)
    check_gradient(lambda W: (dO * dense(X, W, b)).sum(), W, dW)
    check_gradient(lambda b: (dO * dense(X, W, b)).sum(), b, db)


def test_a_dense_layer_is_a_convolution_that_covers_everything():
    X, F, b = (rng().normal(size=shape) for shape in ((3, 2, 4, 5), (2, 4, 5, 7), (7,)))
    assert_allclose(dense(flatten(X), F.reshape(-1, 7), b), conv2d(X, F, b)[:, 0, 0], atol=1e-12)


def test_flatten_goes_there_and_back():
    X = rng().normal(size=(2, 3, 4, 5))
    assert_array_equal(flatten(X), keras.layers.Flatten(dtype="float64")(X))
    assert_array_equal(flatten_grad(flatten(X), X), X)


# The whole network


@pytest.mark.parametrize("name", ["F1", "b1", "F2", "b2", "W3", "b3"])
def test_every_gradient_of_the_network_by_finite_differences(name):
    images, labels = digits(5)
    parameters = lively(widths=(2, 3, 10))
    _, gradients = loss_and_gradients(parameters, images, labels)

    def loss(values):
        return loss_and_gradients({**parameters, name: values}, images, labels)[0]

    check_gradient(loss, parameters[name], gradients[name], eps=1e-6, tolerance=1e-6)


def test_a_network_of_other_layers_by_finite_differences():
    parameters = init_cnn(rng(), (4, 5, 2), (3, 6, 4), THREE, np.float64)
    images, labels = rng().normal(size=(3, 4, 5, 2)), [0, 3, 1]
    _, gradients = loss_and_gradients(parameters, images, labels, THREE)
    assert [*gradients] == [*parameters] == ["F1", "b1", "W2", "b2", "W3", "b3"]
    for name, values in parameters.items():
        check_gradient(
            lambda F, name=name: loss_and_gradients({**parameters, name: F}, images, labels, THREE)[0],
            values,
            gradients[name],
        )


@cases(20)
@given(
    N=st.integers(1, 3),
    H=st.integers(4, 9),
    W=st.integers(4, 9),
    C=st.integers(1, 3),
    widths=st.tuples(*[st.integers(1, 5)] * 3),
    dtype=st.sampled_from([np.float32, np.float64]),
)
def test_gradients_have_the_keys_shapes_and_types_of_the_parameters(N, H, W, C, widths, dtype):
    parameters = init_cnn(rng(), (H, W, C), widths, dtype=dtype)
    images, labels = rng().normal(size=(N, H, W, C)).astype(dtype), np.arange(N) % widths[-1]
    logits, inputs = forward(parameters, images)
    assert logits.shape == (N, widths[-1]) and len(inputs) == len(CNN)
    _, gradients = loss_and_gradients(parameters, images, labels)
    assert [*gradients] == [*parameters]
    for name, F in parameters.items():
        assert gradients[name].shape == F.shape and gradients[name].dtype == F.dtype == dtype


def test_the_first_weights_keep_the_size_of_the_signal():
    layers = [layer for k in range(8) for layer in (("conv", f"F{k}", f"b{k}"), ("relu",))]
    parameters = init_cnn(rng(), (24, 24, 16), (64,) * 8, layers)
    _, inputs = forward(parameters, rng().normal(size=(2, 24, 24, 16)), layers)
    inner = [np.mean(X[:, 8:-8, 8:-8] ** 2) for X in inputs[1::2]]  # away from the border, where zeros are mixed in
    assert 0.3 < inner[-1] / inner[0] < 3
    assert all(not parameters[f"b{k}"].any() for k in range(8))


SHARED = (("flatten",), ("dense", "w", "b"), ("dense", "w", "zero"))


def test_two_layers_that_share_a_parameter_add_up_their_gradients_by_hand():
    parameters = {"w": np.array([[-2.0]]), "b": np.array([1.0]), "zero": np.array([0.0])}
    answer, inputs = forward(parameters, np.full((1, 1, 1, 1), 3.0), SHARED)
    assert answer == -2 * (-2 * 3 + 1)
    gradients = backward(parameters, inputs, 2 * (answer - 8), SHARED)  # of the squared distance from 8
    assert gradients["w"] == 4 * (-5) + 4 * (-2) * 3 == -44  # the second layer took in -5; the first took in 3
    assert gradients["b"] == 4 * (-2)


def test_two_layers_that_share_a_parameter_by_finite_differences():
    layers = (("conv", "F", "b"), ("relu",), ("conv", "F", "b"), ("flatten",), ("dense", "W", "c"))
    parameters = {"F": rng().normal(size=(3, 3, 2, 2)), "b": rng().normal(size=2)}
    parameters |= {"W": rng().normal(size=(24, 3)), "c": rng().normal(size=3)}
    images, labels = rng().normal(size=(2, 3, 4, 2)), [0, 2]
    _, gradients = loss_and_gradients(parameters, images, labels, layers)
    for name in ("F", "b"):
        check_gradient(
            lambda F, name=name: loss_and_gradients({**parameters, name: F}, images, labels, layers)[0],
            parameters[name],
            gradients[name],
        )


# The same network in Keras


def keras_cnn(parameters, dtype):
    F1, F2, W3 = (parameters[name] for name in ("F1", "F2", "W3"))
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1), dtype=dtype),
            layers.Conv2D(F1.shape[3], 3, padding="same", activation="relu", dtype=dtype),
            layers.MaxPooling2D(dtype=dtype),
            layers.Conv2D(F2.shape[3], 3, padding="same", activation="relu", dtype=dtype),
            layers.MaxPooling2D(dtype=dtype),
            layers.Flatten(dtype=dtype),
            layers.Dense(W3.shape[1], dtype=dtype),
        ]
    )
    model.set_weights([*parameters.values()])
    return model


def keras_loss_and_gradients(model, images, labels):
    with tf.GradientTape() as tape:
        Z = model(tf.constant(images))
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, Z))
    return float(loss), tape.gradient(loss, model.trainable_variables)


def as_its_type(dtype, *arrays):
    return [array.astype(dtype) for array in arrays]


@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-12), ("float32", 1e-5)])
def test_keras_has_the_same_loss_and_gradients(dtype, tolerance):
    images, labels = digits()
    (images,) = as_its_type(dtype, images)
    parameters = lively(dtype=np.dtype(dtype))
    loss, gradients = loss_and_gradients(parameters, images, labels)
    theirs, their_gradients = keras_loss_and_gradients(keras_cnn(parameters, dtype), images, labels)
    assert abs(loss - theirs) < tolerance
    for ours, theirs in zip(gradients.values(), their_gradients, strict=True):
        assert np.abs(ours).max() > 0.01
        assert_allclose(ours, theirs, rtol=0, atol=tolerance)


STEPS = {
    "sgd": (partial(gradient_step, learning_rate=0.1), partial(keras.optimizers.SGD, 0.1)),
    "momentum": (
        partial(momentum_step, learning_rate=0.02, momentum=0.9),
        partial(keras.optimizers.SGD, 0.02, momentum=0.9),
    ),
    "adam": (partial(adam_step, learning_rate=0.003), partial(keras.optimizers.Adam, 0.003)),
}


@pytest.mark.parametrize(("step", "optimizer"), STEPS.values(), ids=STEPS)
@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-6), ("float32", 1e-4)])  # its rates are float32
def test_keras_has_the_same_weights_after_ten_steps(step, optimizer, dtype, tolerance):
    images, labels = digits(320)
    (images,) = as_its_type(dtype, images)
    parameters = start = lively(dtype=np.dtype(dtype))
    model, state, optimizer = keras_cnn(parameters, dtype), None, optimizer()
    for batch in np.split(np.arange(320), 10):
        _, gradients = loss_and_gradients(parameters, images[batch], labels[batch])
        parameters, state = step(parameters, gradients, state)
        _, gradients = keras_loss_and_gradients(model, images[batch], labels[batch])
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
    for name, theirs in zip(parameters, model.get_weights(), strict=True):
        assert np.abs(parameters[name] - start[name]).max() > 100 * tolerance
        assert_allclose(parameters[name], theirs, rtol=0, atol=tolerance)


# Training


def test_minibatches_hold_every_image_once_and_a_seed_repeats_them():
    batches = minibatches(10, 4, rng())
    assert [len(batch) for batch in batches] == [4, 4, 2]
    assert sorted(np.concatenate(batches)) == list(range(10))
    assert_array_equal(np.concatenate(batches), np.concatenate(minibatches(10, 4, rng())))


def test_evaluate_by_hand():
    layers = (("flatten",), ("dense", "W", "b"))
    parameters = {"W": np.eye(2), "b": np.zeros(2)}
    images = np.array([[1.0, 0.0], [3.0, 0.0]]).reshape(2, 1, 2, 1)
    loss, accuracy = evaluate(parameters, images, [0, 1], layers)
    assert accuracy == 0.5
    assert_allclose(loss, (np.log(1 + np.exp(-1)) + np.log(1 + np.exp(3))) / 2)


def test_zero_weights_stay_alike():
    images, labels = digits()
    parameters = {name: np.zeros_like(F) for name, F in init_cnn(rng()).items()}
    trained, _ = train_cnn(parameters, images, labels, adam_step, epochs=2, rng=rng())
    assert not trained["F1"].any() and not trained["W3"].any() and trained["b3"].any()


def test_a_seed_repeats_a_training_and_the_test_part_changes_nothing():
    images, labels = digits()
    once, history = train_cnn(lively(), images, labels, adam_step, epochs=2, rng=rng())
    again, tested = train_cnn(lively(), images, labels, adam_step, epochs=2, rng=rng(), test=digits(10))
    assert all(np.array_equal(once[name], again[name]) for name in once)
    assert history.loss == tested.loss and history.test_loss == []
    assert len(history.loss) == len(tested.test_loss) == len(tested.test_accuracy) == 2


def test_lists_train_as_arrays_do():
    images, labels = digits(20)
    once, _ = train_cnn(lively(), images, labels, adam_step, epochs=1, rng=rng(), batch_size=8)
    again, _ = train_cnn(lively(), images.tolist(), labels.tolist(), adam_step, epochs=1, rng=rng(), batch_size=8)
    assert all(np.array_equal(once[name], again[name]) for name in once)


def test_plain_gradient_steps_train_too():
    images, labels = digits(20)
    _, history = train_cnn(lively(), images, labels, gradient_step, epochs=2, rng=rng())
    assert history.loss[1] < history.loss[0]


def test_the_digits_are_learned():
    images, labels = digits(None)
    images, held, labels, right = train_test_split(
        images.astype(np.float32), labels, test_size=0.25, stratify=labels, random_state=0
    )
    step = partial(adam_step, learning_rate=0.003)
    start = init_cnn(rng(), widths=(16, 32, 10))
    trained, history = train_cnn(start, images, labels, step, epochs=5, rng=rng(), test=(held, right))
    assert history.test_accuracy[-1] == evaluate(trained, held, right)[1] > 0.9
    assert history.loss[-1] < history.loss[0] < np.log(10)


# Errors


def complain(error, words):
    return pytest.raises(error, match=words)


def test_shapes_that_do_not_fit_a_dense_layer_are_named():
    with complain(ValueError, r"W has shape \(4, 2\); expected \(3, 2\), one row per column of X \(1, 3\)"):
        dense(np.ones((1, 3)), np.ones((4, 2)), np.ones(2))
    with complain(ValueError, r"b has shape \(3,\); expected \(2,\), one number per column of W \(3, 2\)"):
        dense(np.ones((1, 3)), np.ones((3, 2)), np.ones(3))
    with complain(ValueError, r"dO has shape \(2, 2\); expected \(1, 2\)"):
        dense_grad(np.ones((2, 2)), np.ones((1, 3)), np.ones((3, 2)))
    with complain(ValueError, r"W has shape \(4, 2\)"):
        dense_grad(np.ones((1, 2)), np.ones((1, 3)), np.ones((4, 2)))
    with complain(ValueError, r"X has 1 axes, shape \(3,\); expected \(N, D\)"):
        dense(np.ones(3), np.ones((3, 2)), np.ones(2))
    with complain(ValueError, r"dO has shape \(1, 5\); expected \(1, 6\)"):
        flatten_grad(np.ones((1, 5)), np.ones((1, 2, 3, 1)))


def test_a_list_as_bias_leaves_float32_alone():
    X, W = np.ones((1, 3), np.float32), np.ones((3, 2), np.float32)
    assert dense(X, W, [1, 2.5]).dtype == np.float32
    assert dense(X, W, np.array([1, 2.5])).dtype == np.float64


@pytest.mark.parametrize("dO", [[[1, 2]], [[0.5, 2]], np.array([[1, 2]])])
def test_a_list_or_integers_as_output_gradient_leave_float32_alone(dO):
    X, W = np.ones((1, 3), np.float32), np.ones((3, 2), np.float32)
    assert {part.dtype for part in dense_grad(dO, X, W)} == {np.dtype(np.float32)}
    assert {part.dtype for part in dense_grad(np.array(dO, float), X, W)} == {np.dtype(np.float64)}
    assert {part.dtype for part in dense_grad(dO, X.astype(int), W.astype(int))} == {np.dtype(np.float64)}
    maps = np.ones((1, 1, 1, 2), np.float32)
    assert flatten_grad(dO, maps).dtype == np.float32
    assert flatten_grad(np.array(dO, float), maps).dtype == flatten_grad(dO, maps.astype(int)).dtype == np.float64


def types(parameters):
    return {F.dtype.name for F in parameters.values()}


@pytest.mark.parametrize("as_dO", [np.ndarray.tolist, lambda logits: np.ones(logits.shape, int)])
def test_backward_from_a_list_or_integers_leaves_float32_alone(as_dO):
    parameters, images = init_cnn(rng()), digits(2)[0].astype(np.float32)
    logits, inputs = forward(parameters, images)
    assert types(backward(parameters, inputs, as_dO(logits))) == {"float32"}
    assert types(backward(parameters, inputs, np.array(as_dO(logits), float))) == {"float64"}
    layers, maps = (("conv", "F1", "b1"),), np.ones((2, 8, 8, 32)).tolist()
    assert types(backward(parameters, [images], maps, layers)) == {"float32"}


@pytest.mark.parametrize("step", [gradient_step, momentum_step, adam_step])
@pytest.mark.parametrize("name", ["b1", "F2", "W3"])
def test_a_list_among_the_parameters_trains_in_float32_like_an_array(step, name):
    images, labels = digits(20)
    parameters, images = init_cnn(rng(), widths=(2, 3, 10)), images.astype(np.float32)
    lists = parameters | {name: parameters[name].tolist()}
    once, _ = train_cnn(parameters, images, labels, step, epochs=2, rng=rng())
    again, _ = train_cnn(lists, images, labels, step, epochs=2, rng=rng())
    assert types(once) == types(again) == {"float32"}
    assert all(np.array_equal(once[key], again[key]) for key in parameters)
    assert types(train_cnn(parameters, images.astype(float), labels, step, epochs=1, rng=rng())[0]) == {"float64"}


def test_what_does_not_fit_the_network_is_named():
    parameters, (images, labels) = init_cnn(rng()), digits(4)
    with complain(ValueError, "parameters have no 'F2', only F1, b1"):
        forward({"F1": parameters["F1"], "b1": parameters["b1"]}, images)
    with complain(ValueError, r"images has 3 axes, shape \(8, 8, 1\); expected \(N, H, W, C\)"):
        forward(parameters, images[0])
    with complain(ValueError, "layers have the kind 'dropout'; expected one of conv, relu"):
        forward(parameters, images, [("dropout",)])
    with complain(ValueError, "inputs are 1; expected 8, one per layer"):
        backward(parameters, [images], np.ones((4, 10)))
    with complain(ValueError, r"dO has shape \(4, 9\); expected \(4, 10\)"):
        backward(parameters, forward(parameters, images)[1], np.ones((4, 9)))
    with complain(ValueError, "labels hold 10; expected classes from 0 to 9"):
        loss_and_gradients(parameters, images, [1, 2, 3, 10])
    with complain(ValueError, r"labels has shape \(3,\); expected \(4,\), one class per image"):
        train_cnn(parameters, images, labels[:3], adam_step, epochs=1, rng=rng())
    with complain(ValueError, r"labels has shape \(4, 10\); expected \(4,\), one class per image"):
        evaluate(parameters, images, np.eye(10)[labels])
    with complain(ValueError, "epochs is 0; expected an int >= 1"):
        train_cnn(parameters, images, labels, adam_step, epochs=0, rng=rng())


def test_images_of_another_size_are_named_with_the_layer_that_cannot_take_them():
    parameters, labels = init_cnn(rng()), digits(4)[1]
    larger = np.zeros((4, 12, 12, 1))
    words = r"images have shape \(4, 12, 12, 1\), and the layer 'dense W3 b3' cannot take .*W has shape \(256, 10\)"
    with complain(ValueError, words + r"; expected \(576, 10\).*init_cnn\(image_shape=...\)"):
        train_cnn(parameters, larger, labels, adam_step, epochs=1, rng=rng())
    with complain(ValueError, "the layer 'conv F1 b1' cannot take .*F has 1 input channels but X has 3"):
        forward(parameters, np.zeros((4, 8, 8, 3)))


@pytest.mark.parametrize("wrong", [0, None, "seed"])
def test_a_seed_is_no_random_generator(wrong):
    parameters, (images, labels) = init_cnn(rng()), digits(4)
    words = r"rng is .*; expected a random generator, such as np.random.default_rng\(0\)"
    with complain(TypeError, words):
        train_cnn(parameters, images, labels, adam_step, epochs=1, rng=wrong)
    with complain(TypeError, words):
        init_cnn(wrong)


def test_a_network_that_cannot_be_made_is_refused():
    with complain(ValueError, r"widths are \(16, 10\); expected 3 of them, one per layer with parameters"):
        init_cnn(rng(), widths=(16, 10))
    with complain(TypeError, "an entry of widths is 1.5"):
        init_cnn(rng(), widths=(1.5, 2, 10))
    with complain(ValueError, r"image_shape is \(8, 8\), of length 2; expected \(H, W, C\)"):
        init_cnn(rng(), image_shape=(8, 8))
    with complain(ValueError, "layers have the kind 'conv1'"):
        init_cnn(rng(), widths=(1,), layers=[("conv1", "F", "b")])
    for dtype in (int, bool, np.float16, complex):
        with complain(ValueError, "dtype is .*; expected float32 or float64"):
            init_cnn(rng(), dtype=dtype)
    with complain(ValueError, r"the 'pool' layer cannot take \(1, 1, 64\)"):
        init_cnn(rng(), image_shape=(3, 3, 1))
    with complain(ValueError, r"the 'dense' layer cannot take \(8, 8, 1\)"):
        init_cnn(rng(), widths=(10,), layers=[("dense", "W", "b")])
    with complain(ValueError, r"the 'conv' layer cannot take \(64,\)"):
        init_cnn(rng(), widths=(10,), layers=[("flatten",), ("conv", "F", "b")])
