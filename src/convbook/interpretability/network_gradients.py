"""Class scores of a `Network`, and their gradients with respect to pixels and feature maps, by its own backpropagation.

`keras_gradients` has the same three functions for a Keras model.
"""

import numpy as np

from convbook.arguments import as_classes
from convbook.interpretability.deconvnet import backpropagate, check_network
from convbook.nn.network import forward


def scores(network, X):
    """The logits (N, K) of a batch."""
    return forward(network.parameters, X, network.layers)[0]


def pixel_gradient(network, X, classes, rule="gradient"):
    """The gradient of each image's class score with respect to its pixels, or what another rule sends back to them."""
    logits, inputs = forward(network.parameters, X, network.layers)
    return backpropagate(network, inputs, _one_hot(logits, classes), rule)


def maps_and_gradient(network, X, classes, layer):
    """A layer's feature maps, and the gradient of each image's class score with respect to them, both (N, h, w, c)."""
    check_network(network)
    below = network.up_to(layer)
    above = network._replace(layers=network.layers[len(below.layers) :])
    maps, _ = forward(below.parameters, X, below.layers)
    if maps.ndim != 4:
        raise ValueError(f"layer {layer!r} gives {maps.shape[1:]} for an image, no maps; expected a convolution")
    logits, inputs = forward(above.parameters, maps, above.layers)
    return maps, backpropagate(above, inputs, _one_hot(logits, classes))


def _one_hot(logits, classes):
    """1 at each image's class, 0 elsewhere."""
    if logits.ndim != 2:
        raise ValueError(f"the network gives {logits.shape[1:]} for an image; expected one number for each class")
    classes = as_classes(classes, "classes", len(logits), logits.shape[1])
    return np.eye(logits.shape[1], dtype=logits.dtype)[classes]
