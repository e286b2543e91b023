"""Converting a Keras network to NumPy arrays, to run with the book's own code."""

import keras
import numpy as np
from keras import layers as kl

from convbook.interpretability.deconvnet import Network
from convbook.models.calls import activation_name, run
from convbook.models.pictures import input_shape
from convbook.models.scores import scores_of
from convbook.models.steps import model_steps
from convbook.nn.network import forward

ONLY_IN_TRAINING = (kl.Dropout, kl.SpatialDropout2D, kl.GaussianDropout, kl.GaussianNoise)
SEPARATE = (kl.ReLU, kl.Softmax, kl.Activation)  # activation functions that are layers of their own


def network_from_keras(model):
    """Convert a Keras model that is a chain of layers to a `Network` for `convbook.forward` and `backpropagate`.

    The softmax at the end is left out: the network gives the logits. So is dropout, which is active only in training.
    The result is tried: for a random image it must give what the model does.

    Parameters
    ----------
    model : keras.Model
        Sequential or functional, of convolutions (stride 1, same padding), 2x2 max pooling, flatten and dense layers,
        linear or with ReLU; the last one may have a softmax. Such as `paper_cnn`. An activation may be a layer of its
        own.

    Returns
    -------
    Network
        Its parameters are named ``layer/F``, ``layer/W`` and ``layer/b``, and are copies, in float32.

    Raises
    ------
    ValueError
        If the model is no such chain; the message names the layer. `score_gradient`, `saliency` and `grad_cam` take any
        Keras model as it is.
    """
    input_shape(model)  # raises if it does not take one image
    steps, outputs = model_steps(model)
    _check_chain(model, steps, outputs)
    layers, parameters = [], {}
    for before, step in zip(steps, steps[1:], strict=False):
        kind = _kind(step, before.shape, is_last=step is steps[-1])
        if kind in ("conv", "dense"):
            names = f"{step.name}/{'F' if kind == 'conv' else 'W'}", f"{step.name}/b"
            weights, *bias = map(np.array, step.layer.get_weights())
            parameters[names[0]] = weights
            parameters[names[1]] = bias[0] if bias else np.zeros_like(weights, shape=weights.shape[-1:])
            layers.append((kind, *names))
        elif kind:
            layers.append((kind,))
        if kind != "relu" and activation_name(step.layer) == "relu":
            layers.append(("relu",))
    network = Network(parameters, tuple(layers))
    _check_on_an_image(model, network)
    return network


def _check_chain(model, steps, outputs):
    """Raise unless each step takes what the one before it gives, no layer is used twice, and the last gives it all."""
    if len(outputs) != 1:
        raise ValueError(f"model {model.name!r} has {len(outputs)} outputs; {EXPECTED}")
    for i, step in enumerate(steps[1:], start=1):
        if any(other.layer is step.layer for other in steps[:i]):
            raise ValueError(f"layer {step.layer.name!r} is used twice; {EXPECTED}")
        if step.inputs != (steps[i - 1].name,):
            takes = " and ".join(map(repr, step.inputs))
            raise ValueError(f"layer {step.name!r} takes {takes}, and does not just follow {steps[i - 1].name!r}: the"
                             f" model branches; {EXPECTED}")  # fmt: skip
    if outputs != [steps[-1].name]:
        raise ValueError(f"model {model.name!r} gives what {outputs[0]!r} does, but goes on behind it; {EXPECTED}")


def _kind(step, shape, is_last):
    """What the layer is called in a list of layers; "" for one that changes nothing outside of training.

    `shape` is that of what it gets.
    """
    layer, activation = step.layer, activation_name(step.layer)
    if activation == "softmax" and not is_last:
        raise ValueError(f"layer {step.name!r} has a softmax, and other layers follow it; {EXPECTED}")
    if getattr(layer, "data_format", "channels_last") != "channels_last":
        raise ValueError(f"layer {step.name!r} has data_format {layer.data_format!r}; expected 'channels_last'")
    if type(layer) in ONLY_IN_TRAINING:
        return ""
    if type(layer) is kl.Conv2D:
        plain = layer.padding == "same" and layer.strides == layer.dilation_rate == (1, 1) and layer.groups == 1
        if plain and activation in ("relu", "linear"):
            return "conv"
    elif type(layer) is kl.MaxPooling2D:
        if layer.pool_size == layer.strides == (2, 2) and layer.padding == "valid":
            return "pool"
    elif type(layer) is kl.Flatten:
        return "flatten" if len(shape) == 3 else ""
    elif type(layer) is kl.Dense:
        if len(shape) != 1:
            raise ValueError(f"layer {step.name!r} is dense and gets maps, {shape}; expected a Flatten before it")
        if activation in ("relu", "linear", "softmax"):
            return "dense"
    elif type(layer) in SEPARATE and _is_plain(layer) and activation in ("relu", "linear", "softmax"):
        return "relu" if activation == "relu" else ""
    raise ValueError(f"layer {step.name!r} ({type(layer).__name__}) is none that network_from_keras knows; {EXPECTED}")


def _is_plain(layer):
    """Whether a separate ReLU cuts off at 0 and nowhere else, and a separate softmax is over the classes."""
    if type(layer) is kl.ReLU:
        return layer.max_value is None and not layer.negative_slope and not layer.threshold
    return type(layer) is not kl.Softmax or layer.axis in (-1, 1)


def _check_on_an_image(model, network):
    """Raise unless the network gives what the model does, without its softmax, for an image of random numbers."""
    halvings = sum(layer == ("pool",) for layer in network.layers)
    shape = [side or 8 * 2**halvings for side in input_shape(model)]
    image = np.random.default_rng(0).random((1, *shape), np.float32)
    output, calls = run(model, image)
    wanted = np.asarray(scores_of(model, calls, output) if len(output.shape) == 2 else output, np.float32)
    found, _ = forward(network.parameters, image, network.layers)
    is_precise = {keras.backend.standardize_dtype(call.output.dtype) for call in calls.values()} <= {
        "float32",
        "float64",
    }
    difference = np.abs(found - wanted).max() if found.shape == wanted.shape else np.inf
    if not difference <= (1e-3 if is_precise else 5e-2) * max(1e-6, float(np.abs(wanted).max())):
        raise ValueError(
            f"model {model.name!r} does something that a chain of layers in NumPy does not repeat: for a random image"
            f" they differ by {difference}; {EXPECTED}"
        )


EXPECTED = (
    "expected a chain of convolutions with stride 1 and same padding, 2×2 max pooling, flatten, dense and dropout, with"
    " ReLU, or softmax at the end. score_gradient, saliency and grad_cam take any Keras model as it is; only the rules"
    " 'deconvnet' and 'guided' need such a chain"
)
