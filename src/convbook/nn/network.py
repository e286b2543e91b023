"""A convolutional network from the functions of this package, and its training.

A network is data: a list of layers in the order of the forward pass, each a kind and the names of its parameters. The
parameters are a dict of arrays, and their gradients a dict with the same keys. The forward pass goes through the list;
the backward pass goes through it in reverse order, with each operation replaced by its gradient.
"""

from math import prod
from types import SimpleNamespace

import numpy as np

from convbook.arguments import as_int, as_numbers, as_shape, as_type_of, check_function, check_rng, check_shape
from convbook.nn.activations import relu, relu_grad
from convbook.nn.checks import (
    check_dtype,
    check_images,
    check_inputs,
    check_layers,
    check_pair,
    check_parameters,
    check_widths,
)
from convbook.nn.conv import conv2d, conv2d_bias_grad, conv2d_filter_grad, conv2d_input_grad
from convbook.nn.layers import dense, dense_grad, flatten, flatten_grad
from convbook.nn.losses import softmax_cross_entropy, softmax_cross_entropy_grad
from convbook.nn.pooling import max_pool2d, max_pool2d_grad

# fmt: off
CNN = (
    ("conv", "F1", "b1"), ("relu",), ("pool",),
    ("conv", "F2", "b2"), ("relu",), ("pool",),
    ("flatten",), ("dense", "W3", "b3"),
)
# fmt: on


def _conv(X, F, b):
    return conv2d(X, F, b, padding="same")


def _conv_grad(dO, X, F):
    dX = conv2d_input_grad(dO, F, X.shape, padding="same")
    return dX, conv2d_filter_grad(dO, X, F.shape, padding="same"), conv2d_bias_grad(dO)


OPERATIONS = {  # kind of layer: forward, and its gradient
    "conv": (_conv, _conv_grad),
    "relu": (relu, relu_grad),
    "pool": (max_pool2d, max_pool2d_grad),
    "flatten": (flatten, flatten_grad),
    "dense": (dense, dense_grad),
}


def init_cnn(rng, image_shape=(8, 8, 1), widths=(32, 64, 10), layers=CNN, dtype=np.float32):
    """Parameters to start from: random weights that keep the size of the signal (He et al. 2015), biases of 0.

    Parameters
    ----------
    rng : numpy.random.Generator
    image_shape : (H, W, C)
    widths : sequence of int
        Filters of each convolution and units of each dense layer, in order; the last is the number of classes.
    layers : sequence of tuples
        ``(kind, *names of its parameters)``; kinds are conv (3x3, same padding), relu, pool (2x2), flatten, dense.
    dtype : float32 or float64

    Returns
    -------
    dict of str -> ndarray

    Raises
    ------
    TypeError, ValueError
        If there is not one width for each layer that has parameters, a layer cannot take what the one before it makes,
        a kind is unknown, layers of different shapes share a parameter, or `dtype` is another.
    """
    check_rng(rng)
    dtype = check_dtype(dtype)
    widths, parameters = iter(check_widths(widths, check_layers(layers))), {}
    shape = as_shape(image_shape, "image_shape", {3: "(H, W, C)"})
    for kind, *names in layers:
        _check_input(kind, shape)
        if kind == "pool":
            shape = shape[0] // 2, shape[1] // 2, shape[2]
        elif kind == "flatten":
            shape = (prod(shape),)
        elif names:
            window, gain = ((3, 3), 2) if kind == "conv" else ((), 1)  # 2, as the ReLU lets half of the squares pass
            shape_of_weights = *window, shape[-1], next(widths)
            weights = rng.normal(0, np.sqrt(gain / prod(shape_of_weights[:-1])), shape_of_weights).astype(dtype)
            shape = *shape[:-1], shape_of_weights[-1]
            for name, values in zip(names, (weights, np.zeros(shape[-1], dtype)), strict=True):
                first = parameters.get(name, values)
                check_shape(values, f"layers share {name!r}, which later", first.shape, "as before: name them apart")
                parameters[name] = values
    return parameters


def forward(parameters, images, layers=CNN):
    """(logits, inputs): the scores of each image of (N, H, W, C), and each layer's input, for the backward pass."""
    X, inputs = as_numbers(images, "images", {4: "(N, H, W, C)"}), []
    parameters = check_parameters(parameters, layers, X)
    for kind, *names in layers:
        inputs.append(X)
        try:
            X = OPERATIONS[kind][0](X, *(parameters[name] for name in names))
        except ValueError as error:
            layer = " ".join((kind, *names))
            told = (
                f"images have shape {np.shape(images)}, and the layer {layer!r} cannot take what comes to it: {error}"
            )
            raise ValueError(f"{told}; init_cnn(image_shape=...) makes parameters for other images") from error
    return X, inputs


def backward(parameters, inputs, dO, layers=CNN):
    """Loss gradients, keyed as `parameters`, from `dO`, that of the logits (N, K), and what `forward` kept.

    Layers that share a parameter each have their part in its gradient, and the parts add up.
    """
    check_inputs(inputs, check_layers(layers))
    first = as_numbers(inputs[0] if inputs else dO, "inputs[0]")
    weights, gradients = check_parameters(parameters, layers, first), {}
    inputs = [as_type_of(first, X, f"inputs[{i}]") for i, X in enumerate(inputs)]
    dO = as_type_of(np.result_type(first, *weights.values()), dO, "dO")
    for (kind, *names), X in zip(reversed(layers), reversed(inputs), strict=True):
        parts = OPERATIONS[kind][1](dO, X, *(weights[name] for name in names[:-1]))  # a bias changes no slope
        dO, *parameter_gradients = parts if names else (parts,)
        for name, gradient in zip(names, parameter_gradients, strict=True):
            gradients[name] = gradients[name] + gradient if name in gradients else gradient
    return {name: gradients[name] for name in parameters if name in gradients}


def loss_and_gradients(parameters, images, labels, layers=CNN):
    """The mean cross-entropy of the network's softmax, and its gradients, keyed and shaped as `parameters`."""
    logits, inputs = forward(parameters, images, layers)
    dO = softmax_cross_entropy_grad(logits, labels)
    return softmax_cross_entropy(logits, labels), backward(parameters, inputs, dO, layers)


def minibatches(n, size, rng):
    """The numbers 0 to n - 1 in a random order, cut into arrays of `size`; the last one takes what is left."""
    check_rng(rng)
    order = rng.permutation(as_int(n, "n", 1))
    return np.split(order, range(as_int(size, "size", 1), n, size))


def evaluate(parameters, images, labels, layers=CNN):
    """(loss, accuracy) on images (N, H, W, C) with integer labels (N,)."""
    images, labels = check_images(images, labels)
    logits, _ = forward(parameters, images, layers)
    return float(softmax_cross_entropy(logits, labels)), float(np.mean(logits.argmax(axis=1) == labels))


def train_cnn(parameters, images, labels, step, *, epochs, rng, test=None, batch_size=32, layers=CNN):
    """Train by minibatches, and return (parameters, history).

    `step(parameters, gradients, state)` returns the new parameters and state, as `gradient_step`, `momentum_step` and
    `adam_step` do. The history has the lists `loss` and `accuracy`, measured on all images after each epoch, and
    `test_loss` and `test_accuracy`, measured on ``test = (images, labels)`` if that is given; nothing else is done
    with `test`. A parameter that is a list, or of integers, is trained in the type of the images.
    """
    images, labels = check_images(images, labels)
    if test is not None:
        test = check_images(*check_pair(test, "test", "(images, labels)"), names=("test[0]", "test[1]"))
    checked, state = check_parameters(parameters, layers, images), None
    parameters = {**parameters, **checked}
    check_function(step, "step", "adam_step")
    batch_size = as_int(batch_size, "batch_size", 1)
    history = SimpleNamespace(loss=[], accuracy=[], test_loss=[], test_accuracy=[])
    for _ in range(as_int(epochs, "epochs", 1)):
        for rows in minibatches(len(images), batch_size, rng):
            _, gradients = loss_and_gradients(parameters, images[rows], labels[rows], layers)
            stepped = step(parameters, gradients, state)
            parameters, state = check_pair(stepped, "what step returned", "(parameters, state)")
        loss, accuracy = evaluate(parameters, images, labels, layers)
        history.loss.append(loss)
        history.accuracy.append(accuracy)
        if test is not None:
            loss, accuracy = evaluate(parameters, *test, layers)
            history.test_loss.append(loss)
            history.test_accuracy.append(accuracy)
    return parameters, history


def _check_input(kind, shape):
    """Raise unless a layer of this kind can take `shape`: (H, W, C), or (D,) behind a flattening."""
    ranks = {"relu": (1, 3), "dense": (1,)}.get(kind, (3,))
    if len(shape) not in ranks or (kind == "pool" and min(shape[:2]) < 2):
        raise ValueError(
            f"the {kind!r} layer cannot take {shape}, the shape it gets; use a larger image_shape, or layers that fit"
        )
