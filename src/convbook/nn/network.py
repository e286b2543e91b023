"""A convolutional network made of the pieces of this package, and three ways to train it.

A network is data: a list of layers in the order of the forward pass, each a kind and the names of its parameters. The
parameters are a dict of arrays, and their gradients a dict with the same keys. Forward is a walk through the list;
backward is the same walk in reverse order, with each operation replaced by its gradient.
"""

from types import SimpleNamespace

import numpy as np

from convbook.arguments import as_int, as_numbers, as_shape, check_shape
from convbook.nn.activations import relu, relu_grad
from convbook.nn.conv import conv2d, conv2d_bias_grad, conv2d_filter_grad, conv2d_input_grad
from convbook.nn.losses import softmax_cross_entropy, softmax_cross_entropy_grad
from convbook.nn.parameters import alike, as_positive, as_share, each, of_layer
from convbook.nn.pooling import max_pool2d, max_pool2d_grad

# fmt: off
CNN = (
    ("conv", "F1", "b1"), ("relu",), ("pool",),
    ("conv", "F2", "b2"), ("relu",), ("pool",),
    ("flatten",), ("dense", "W3", "b3"),
)
# fmt: on


def dense(X, W, b):
    """A dense layer, (N, D), (D, K), (K,) -> (N, K): each output is a weighted sum of all inputs, plus a bias."""
    X, W, b = as_numbers(X, "X", {2: "(N, D)"}), as_numbers(W, "W", {2: "(D, K)"}), as_numbers(b, "b", {1: "(K,)"})
    check_shape(W, "W", (X.shape[1], W.shape[1]), f"one row per column of X {X.shape}")
    check_shape(b, "b", W.shape[1:], f"one number per column of W {W.shape}")
    return X @ W + b


def dense_grad(dO, X, W):
    """Loss gradients (dX, dW, db), shaped as `X`, `W` and the bias; `dO` is (N, K), the shape of the output."""
    dO, X, W = as_numbers(dO, "dO"), as_numbers(X, "X", {2: "(N, D)"}), as_numbers(W, "W", {2: "(D, K)"})
    check_shape(W, "W", (X.shape[1], W.shape[1]), f"one row per column of X {X.shape}")
    check_shape(dO, "dO", (len(X), W.shape[1]), f"the output of X {X.shape} and W {W.shape}")
    return dO @ W.T, X.T @ dO, dO.sum(axis=0)


def flatten(X):
    """All numbers of each image in one row, (N, H, W, C) -> (N, H*W*C): pixel after pixel, its channels together."""
    X = as_numbers(X, "X", {4: "(N, H, W, C)"})
    return X.reshape(len(X), -1)


def flatten_grad(dO, X):
    """`dO` laid out as `X` again: nothing was computed, so nothing but the shape changes."""
    dO, X = as_numbers(dO, "dO"), as_numbers(X, "X", {4: "(N, H, W, C)"})
    check_shape(dO, "dO", (len(X), X[0].size), f"all numbers of each image of X {X.shape} in one row")
    return dO.reshape(X.shape)


def _conv(X, F, b):
    return conv2d(X, F, b, padding="same")


def _conv_grad(dO, X, F):
    dX = conv2d_input_grad(dO, F, X.shape, padding="same")
    return dX, conv2d_filter_grad(dO, X, F.shape, padding="same"), conv2d_bias_grad(dO)


PAIRS = {  # kind of layer: forward, and its gradient
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
    ValueError
        If there is not one width for each layer that has parameters, or a kind is unknown.
    """
    layers = _checked(layers)
    n = sum(len(names) > 0 for _, *names in layers)
    if len(widths) != n:
        raise ValueError(f"widths are {tuple(widths)}; expected {n} of them, one per layer with parameters")
    X, width, parameters = (
        np.zeros((1, *as_shape(image_shape, "image_shape", {3: "(H, W, C)"})), dtype),
        iter(widths),
        {},
    )
    for kind, *names in layers:
        if names:
            window = (3, 3) if kind == "conv" else ()
            shape = (*window, X.shape[-1], as_int(next(width), "an entry of widths", 1))
            makes_up = 2 if kind == "conv" else 1  # for the ReLU after it, which lets half of the squares pass
            weights = rng.normal(0, np.sqrt(makes_up / np.prod(shape[:-1])), shape).astype(dtype)
            parameters |= zip(names, (weights, np.zeros(shape[-1], dtype)), strict=True)
        X = PAIRS[kind][0](X, *of_layer(parameters, names))
    return parameters


def forward(parameters, images, layers=CNN):
    """(logits, inputs): a row of scores per image of (N, H, W, C), and what each layer took in, for the way back."""
    X, inputs = as_numbers(images, "images", {4: "(N, H, W, C)"}), []
    for kind, *names in _checked(layers):
        inputs.append(X)
        X = PAIRS[kind][0](X, *of_layer(parameters, names))
    return X, inputs


def backward(parameters, inputs, dO, layers=CNN):
    """Loss gradients, keyed as `parameters`, from `dO`, that of the logits (N, K), and what `forward` kept."""
    if len(inputs) != len(_checked(layers)):
        raise ValueError(f"inputs are {len(inputs)}; expected {len(layers)}, one per layer: forward returns them")
    gradients = {}
    for (kind, *names), X in zip(reversed(layers), reversed(inputs), strict=True):
        weights = of_layer(parameters, names)[:-1]  # not the bias: a number that is added changes no slope
        answer = PAIRS[kind][1](dO, X, *weights)
        dO, *of_parameters = answer if names else (answer,)
        gradients |= zip(names, of_parameters, strict=True)
    return {name: gradients[name] for name in parameters if name in gradients}


def loss_and_gradients(parameters, images, labels, layers=CNN):
    """The mean cross-entropy of the network's softmax, and its gradients, keyed and shaped as `parameters`."""
    logits, inputs = forward(parameters, images, layers)
    dO = softmax_cross_entropy_grad(logits, labels)
    return softmax_cross_entropy(logits, labels), backward(parameters, inputs, dO, layers)


def gradient_step(parameters, gradients, learning_rate):
    """One step down the slope (Soydaner 2019, eq 22), for one array or a dict of arrays; nothing is overwritten.

    Raises
    ------
    TypeError, ValueError
        If the gradients do not have the keys and shapes of the parameters, a number is not finite, or the learning
        rate is not positive.
    """
    parameters, gradients = alike(parameters, gradients=gradients)
    alpha = as_positive(learning_rate, "learning_rate")
    return each(lambda F, dF: F - alpha * dF, parameters, gradients)  # eq 22


def momentum_step(parameters, gradients, velocity=None, learning_rate=0.01, momentum=0.9):
    """(parameters, velocity) after a step that keeps a part of the step before. Errors as in `gradient_step`.

    `velocity` is what the step before returned, None at the start. It becomes ``momentum * velocity - learning_rate *
    gradient`` and is added to the parameters, as in Keras.
    """
    velocity = each(np.zeros_like, parameters) if velocity is None else velocity
    parameters, gradients, velocity = alike(parameters, gradients=gradients, velocity=velocity)
    alpha, kept = as_positive(learning_rate, "learning_rate"), as_share(momentum, "momentum")
    velocity = each(lambda V, dF: kept * V - alpha * dF, velocity, gradients)
    return each(np.add, parameters, velocity), velocity


def adam_step(parameters, gradients, state=None, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-7):
    """(parameters, state) after a step of Adam (Kingma and Ba 2014). Errors as in `gradient_step`.

    `state` is what the step before returned, None at the start: the number of steps, the running mean of the
    gradients, and that of their squares. As in Keras (and at the end of section 2 of that paper) the step size
    corrects both means, so that `epsilon` is added to the root of an uncorrected one.
    """
    t, m, v = (0, *[each(np.zeros_like, parameters)] * 2) if state is None else state
    parameters, gradients, m, v = alike(parameters, gradients=gradients, m=m, v=v)
    alpha, epsilon = as_positive(learning_rate, "learning_rate"), as_positive(epsilon, "epsilon")
    beta1, beta2, t = as_share(beta1, "beta1"), as_share(beta2, "beta2"), t + 1
    m = each(lambda m, dF: beta1 * m + (1 - beta1) * dF, m, gradients)
    v = each(lambda v, dF: beta2 * v + (1 - beta2) * dF**2, v, gradients)
    alpha *= (1 - beta2**t) ** 0.5 / (1 - beta1**t)
    return each(lambda F, m, v: F - alpha * m / (np.sqrt(v) + epsilon), parameters, m, v), (t, m, v)


def minibatches(n, size, rng):
    """The numbers 0 to n - 1 in a random order, cut into arrays of `size`; the last one takes what is left."""
    order = rng.permutation(as_int(n, "n", 1))
    return np.split(order, range(as_int(size, "size", 1), n, size))


def evaluate(parameters, images, labels, layers=CNN):
    """(loss, accuracy) on images (N, H, W, C) with integer labels (N,)."""
    logits, _ = forward(parameters, images, layers)
    check_shape(np.asarray(labels), "labels", (len(logits),), f"one class per image of {np.shape(images)}")
    return float(softmax_cross_entropy(logits, labels)), float(np.mean(logits.argmax(axis=1) == labels))


def train_cnn(parameters, images, labels, step, *, epochs, rng, test=None, batch_size=32, layers=CNN):
    """Train by minibatches, and return (parameters, history).

    `step(parameters, gradients, state)` returns the new parameters and state, as `momentum_step` and `adam_step` do.
    The history has the lists `loss` and `accuracy`, measured on all images after each epoch, and `test_loss` and
    `test_accuracy`, measured on ``test = (images, labels)`` if that is given; nothing else is done with `test`.
    """
    check_shape(np.asarray(labels), "labels", (len(images),), f"one class per image of {np.shape(images)}")
    state, history = None, SimpleNamespace(loss=[], accuracy=[], test_loss=[], test_accuracy=[])
    for _ in range(as_int(epochs, "epochs", 1)):
        for chosen in minibatches(len(images), batch_size, rng):
            _, gradients = loss_and_gradients(parameters, images[chosen], labels[chosen], layers)
            parameters, state = step(parameters, gradients, state)
        measured = evaluate(parameters, images, labels, layers)
        measured += evaluate(parameters, *test, layers) if test else ()
        for values, value in zip(vars(history).values(), measured, strict=False):
            values.append(value)
    return parameters, history


def _checked(layers):
    for kind, *_ in layers:
        if kind not in PAIRS:
            raise ValueError(f"layers have the kind {kind!r}; expected one of {', '.join(PAIRS)}")
    return layers
