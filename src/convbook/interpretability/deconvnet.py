"""The way back through a network, from one answer to the pixels: the gradient, and what the deconvnet makes of it.

Forward, a network is the walk of `network.forward` through a list of layers. Backward, `walk_back` goes through the
same list in reverse order, with the weights standing still: it asks about the picture, not about the filters. The
ways differ in one rule, what a ReLU lets pass on the way back.
"""

from typing import NamedTuple

import numpy as np

from convbook.arguments import as_int, as_numbers, check_shape
from convbook.nn.conv import conv2d_input_grad
from convbook.nn.network import forward, layer_parameters
from convbook.nn.pooling import max_pool2d_grad


class Network(NamedTuple):
    """A network as data: arrays by name, and the layers in order, as `forward` takes them."""

    parameters: dict
    layers: tuple

    def upto(self, name):
        """The part of the network that ends with the layer of this name: convolution or dense, and its ReLU."""
        for i, (_, *names) in enumerate(self.layers):
            if any(own.startswith(f"{name}/") for own in names):
                last = i + 2 if self.layers[i + 1 : i + 2] == (("relu",),) else i + 1
                return Network(self.parameters, self.layers[:last])
        has = ", ".join(dict.fromkeys(own.split("/")[0] for own in self.parameters))
        raise ValueError(f"the network has no layer {name!r} with weights; it has {has}")


RULES = {  # what ReLU lets pass of the signal dO on its way back; Z is what it got on the way forward
    "gradient": lambda dO, Z: np.where(Z > 0, dO, 0),
    "deconvnet": lambda dO, Z: np.where(dO > 0, dO, 0),
    "guided": lambda dO, Z: np.where((Z > 0) & (dO > 0), dO, 0),
}


def walk_back(network, inputs, dO, rule="gradient"):
    """Send a signal from a network's output back to its input.

    Convolutions go back through the turned filter (Soydaner 2019, eqs 11-21), pooling through its switches, that
    is to the pixel that was the largest. Biases play no part.

    Parameters
    ----------
    network : Network
    inputs : list of ndarray
        What each layer took in on the way forward, from ``forward(network.parameters, images, network.layers)``.
    dO : ndarray, shape of the network's output, (N, K) or (N, H, W, K)
        The signal: 1 at the number that is asked about, or that number itself, and 0 elsewhere.
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
    if rule not in RULES:
        raise ValueError(f"rule is {rule!r}; expected one of {', '.join(RULES)}")
    if len(inputs) != len(network.layers):
        raise ValueError(f"inputs are {len(inputs)}; expected {len(network.layers)}, one for each layer")
    dO = as_numbers(dO, "dO")
    for (kind, *names), X in zip(reversed(network.layers), reversed(inputs), strict=True):
        if kind == "relu":
            check_shape(dO, "dO", X.shape, "the output of this part of the network")
            dO = RULES[rule](dO, X)
        elif kind == "conv":
            dO = conv2d_input_grad(dO, layer_parameters(network.parameters, names)[0], X.shape, padding="same")
        elif kind == "pool":
            dO = max_pool2d_grad(dO, X)
        else:  # dense, flatten
            dO = (dO @ layer_parameters(network.parameters, names)[0].T if names else dO).reshape(X.shape)
    return dO


def only_strongest(maps, channel):
    """Maps (N, H, W, C) with everything set to 0 but the largest number of one channel, the first of equal ones.

    This is the signal that Zeiler and Fergus start from.

    Raises
    ------
    ValueError
        If there is no such channel.
    """
    maps = as_numbers(maps, "maps", {4: "(N, H, W, C)"})
    channel = as_int(channel, "channel", 0)
    if channel >= maps.shape[-1]:
        raise ValueError(f"channel is {channel}; expected one from 0 to {maps.shape[-1] - 1}")
    n, (height, width) = len(maps), maps.shape[1:3]
    rows, columns = np.divmod(maps[..., channel].reshape(n, height * width).argmax(axis=1), width)
    alone = np.zeros_like(maps)
    at = np.arange(n), rows, columns, channel
    alone[at] = maps[at]
    return alone


def project(network, images, layer, channel, rule="deconvnet"):
    """What in each picture drives a channel's strongest answer: that answer alone, sent back to the pixels.

    Parameters
    ----------
    network : Network
    images : ndarray, (N, H, W, C)
    layer : str
        A convolution, by its name; its answers are taken after ReLU.
    channel : int
        From 0.
    rule
        As for `walk_back`.

    Returns
    -------
    ndarray, (N, H, W, C)
        All 0 where the channel is blank.
    """
    part = network.upto(layer)
    maps, inputs = forward(part.parameters, images, part.layers)
    return walk_back(part, inputs, only_strongest(maps, channel), rule)
