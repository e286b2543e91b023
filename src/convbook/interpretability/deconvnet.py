"""Backpropagation to the pixels of an image: the gradient, the deconvnet and guided backpropagation."""

from typing import NamedTuple

import numpy as np

from convbook.arguments import as_choice, as_int, as_numbers, check_kind, check_shape
from convbook.nn.checks import check_inputs, check_layers, check_parameters
from convbook.nn.conv import conv2d_input_grad
from convbook.nn.layers import flatten_grad
from convbook.nn.network import forward
from convbook.nn.pooling import max_pool2d_grad

RULES = ("gradient", "deconvnet", "guided")


class Network(NamedTuple):
    """A network as data: arrays by name, and the layers in order, as `forward` takes them."""

    parameters: dict
    layers: tuple

    def up_to(self, name):
        """The part of the network that ends with the layer of this name: convolution or dense, and a ReLU behind it."""
        check_kind(name, "layer", str, "the name of a layer with weights")
        for i, (_, *keys) in enumerate(check_layers(self.layers)):
            if any(key.rpartition("/")[0] == name for key in keys):
                stop = i + 1
                if stop < len(self.layers) and self.layers[stop] == ("relu",):
                    stop += 1
                return Network(self.parameters, self.layers[:stop])
        has = ", ".join(dict.fromkeys(key.rpartition("/")[0] for key in self.parameters))
        raise ValueError(f"the network has no layer {name!r} with weights; it has {has}")


def check_network(network, why="this goes through its layers one by one"):
    """Raise unless `network` is a `Network`; `why` it has to be."""
    if not isinstance(network, Network):
        raise TypeError(
            f"network is of type {type(network).__name__}, and {why}; expected a Network, as network_from_keras(model)"
            " makes one of a chain of convolutions, poolings and dense layers"
        )
    check_parameters(network.parameters, network.layers, np.float32(0))


def backpropagate(network, inputs, dO, rule="gradient"):
    """Backpropagate a signal from a network's output to its input; the parameters get no gradients.

    Convolutions go back through the rotated filter (Soydaner 2019, eqs 11-21), pooling to the pixel that was the
    largest. Biases play no part.

    Parameters
    ----------
    network : Network
    inputs : list of ndarray
        The input of each layer, from ``forward(network.parameters, images, network.layers)``.
    dO : ndarray, shape of the network's output, (N, K) or (N, H, W, K)
        The signal: 1, or the activation itself, at the unit that is asked about, and 0 elsewhere.
    rule : {"gradient", "deconvnet", "guided"}
        Which signals pass a ReLU: those of units that were active (the gradient, chapter 7); those that are positive
        (Zeiler and Fergus 2014); or those that are both (Springenberg et al. 2015).

    Returns
    -------
    ndarray, shape of the images, (N, H, W, C)

    Raises
    ------
    ValueError
        If the rule is none of these, or the inputs or `dO` are not those of this network.
    """
    check_network(network)
    check_rule(rule)
    check_inputs(inputs, network.layers)
    inputs, dO = [as_numbers(X, f"inputs[{i}]") for i, X in enumerate(inputs)], as_numbers(dO, "dO")
    for (kind, *keys), X in zip(reversed(network.layers), reversed(inputs), strict=True):
        if kind == "relu":
            check_shape(dO, "dO", X.shape, "the output of this part of the network")
            passes = {"gradient": X > 0, "deconvnet": dO > 0, "guided": (X > 0) & (dO > 0)}
            dO = np.where(passes[rule], dO, 0)
        elif kind == "conv":
            dO = conv2d_input_grad(dO, network.parameters[keys[0]], X.shape, padding="same")
        elif kind == "pool":
            dO = max_pool2d_grad(dO, X)
        elif kind == "dense":
            W = network.parameters[keys[0]]
            check_shape(dO, "dO", (len(X), W.shape[1]), "the output of this part of the network")
            dO = (dO @ W.T).reshape(X.shape)
        else:  # flatten
            dO = flatten_grad(dO, X)
    return dO


def check_rule(rule):
    """Raise unless `rule` is one of `RULES`."""
    as_choice(rule, "rule", RULES)


def keep_max_activation(maps, channel):
    """Activations (N, H, W, C) with everything set to 0 but the maximum of one channel, the first of equal ones.

    This is the signal that Zeiler and Fergus (2014) start from. ValueError if there is no such channel.
    """
    maps = as_numbers(maps, "maps", {4: "(N, H, W, C)"})
    channel = as_int(channel, "channel", 0)
    if channel >= maps.shape[-1]:
        raise ValueError(f"channel is {channel}; expected one from 0 to {maps.shape[-1] - 1}")
    result = np.zeros_like(maps)
    for i, activation in enumerate(maps[..., channel]):
        row, column = np.unravel_index(activation.argmax(), activation.shape)
        result[i, row, column, channel] = activation[row, column]
    return result


def project_to_pixels(network, images, layer, channel, rule="deconvnet"):
    """Project the strongest activation of a channel back to the pixels of each image.

    Parameters
    ----------
    network : Network
    images : ndarray, (N, H, W, C)
    layer : str
        A convolution; its activations are taken after ReLU.
    channel : int
        From 0.
    rule
        As for `backpropagate`.

    Returns
    -------
    ndarray, (N, H, W, C)
        All 0 where the channel is blank.
    """
    check_network(network)
    part = network.up_to(layer)
    maps, inputs = forward(part.parameters, images, part.layers)
    return backpropagate(part, inputs, keep_max_activation(maps, channel), rule)
