"""One pass through a Keras model in which each layer's input and output are kept."""

import re
import warnings
from contextlib import contextmanager
from typing import NamedTuple

import keras

from convbook.arguments import check_kind

SEPARATE = (  # activation functions that are layers of their own
    keras.layers.Activation, keras.layers.ReLU, keras.layers.LeakyReLU, keras.layers.PReLU, keras.layers.ELU,
    keras.layers.Softmax,
)  # fmt: skip


class Call(NamedTuple):
    """One use of a layer: the layer, the tensor it got (of several, all of them), and the tensor it gave."""

    layer: keras.layers.Layer
    input: object
    output: object


def run(model, batch):
    """What the model gives for a batch, and every layer's `Call` by name, in the order of the computation.

    All are tensors, through which a tf.GradientTape finds its way, also inside a tf.function. A layer of a model within
    the model is ``"model/layer"``, the second use of a layer ``"layer:2"``.
    """
    calls = {}
    with _recording(model, calls), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The structure of `inputs`")  # one image, also in a list or a dict
        try:
            return model(batch, training=False), calls
        except Exception as error:  # Keras's own, or whatever the backend says of a picture that is too small
            last = f"after {list(calls)[-1]}" if calls else "at its first layer"
            raise ValueError(
                f"model {model.name!r} fails {last} on images of shape {tuple(batch.shape[1:])}"
                f" (too small for it, or the model itself is at fault): {_first_line(error)}"
            ) from error


def layer_outputs(model, batch):
    """The output of every layer for a batch in the model's input format: layer name -> ndarray, (N, ...)."""
    return {name: keras.ops.convert_to_numpy(call.output) for name, call in run(model, batch)[1].items()}


def linear_output(call):
    """What a layer gives without its activation function, however that is written: as an argument, or as a layer."""
    layer = call.layer
    if isinstance(layer, SEPARATE):
        return call.input
    if activation_name(layer) == "linear":
        return call.output
    if not isinstance(layer, keras.layers.Dense | keras.layers.EinsumDense | _Convolution):
        raise ValueError(
            f"layer {layer.name!r} is a {type(layer).__name__}, whose {activation_name(layer)} cannot be left out;"
            " expected a convolution, a dense layer, or an activation that is a layer of its own"
        )
    activation = layer.activation
    try:
        object.__setattr__(layer, "activation", keras.activations.linear)
        return layer(call.input)
    finally:
        object.__setattr__(layer, "activation", activation)


def activation_name(layer):
    """The activation function of a layer: "relu", "softmax", ...; "linear" if there is none."""
    if isinstance(layer, SEPARATE) and not isinstance(layer, keras.layers.Activation):
        return type(layer).__name__.lower()
    activation = getattr(layer, "activation", None)
    if isinstance(activation, keras.layers.Layer):
        return activation_name(activation)
    return getattr(activation, "__name__", "linear" if activation is None else type(activation).__name__)


def layer_called(model, name, names=None):
    """The layer that has this name in `run`. ValueError if there is none; it says which there are."""
    check_kind(name, "layer", str, "a layer's name, as feature_maps gives it")
    layers = dict(layers_within(model))
    if (base := re.sub(r":\d+$", "", name)) not in layers:
        raise ValueError(f"model {model.name!r} has no layer {name!r}; it has {', '.join(names or layers)}")
    return layers[base]


def layers_within(model, path="", visited=None):
    """(Name, layer) of every layer that computes; models within the model are gone through, not named."""
    visited = set() if visited is None else visited
    for layer in model.layers:
        if isinstance(layer, keras.layers.InputLayer) or id(layer) in visited:
            continue
        visited.add(id(layer))
        if isinstance(layer, keras.Model) and layer.layers:
            yield from layers_within(layer, f"{path}{layer.name}/", visited)
        else:
            yield path + layer.name, layer


_Convolution = (
    keras.layers.Conv1D | keras.layers.Conv2D | keras.layers.Conv3D | keras.layers.Conv1DTranspose
    | keras.layers.Conv2DTranspose | keras.layers.Conv3DTranspose | keras.layers.DepthwiseConv1D
    | keras.layers.DepthwiseConv2D | keras.layers.SeparableConv1D | keras.layers.SeparableConv2D
)  # fmt: skip


def _first_line(error):
    """The first line of an error, without Keras's frame around it and the codes that print it bold."""
    lines = (re.sub(r"\x1b\[\d*m", "", line).strip() for line in str(error).splitlines())
    return next((line for line in lines if line and not line.startswith("Exception enc")), type(error).__name__)


@contextmanager
def _recording(model, calls):
    # Keras has no forward hooks, and models cut out of a model lose its inner models and add to the caller's layers.
    # So each layer's `call` is replaced, on this one object, and put back: this records layers used twice, too.
    layers = list(layers_within(model))

    def recorded(name, layer, call):
        def call_and_record(*args, **kwargs):
            value = call(*args, **kwargs)
            if keras.ops.is_tensor(value):
                uses = 1 + sum(other.rpartition(":")[0] == name or other == name for other in calls)
                first = next(iter(args or kwargs.values()), None)
                calls[name if uses == 1 else f"{name}:{uses}"] = Call(layer, first, value)
            return value

        return call_and_record

    try:
        for name, layer in layers:
            object.__setattr__(layer, "call", recorded(name, layer, layer.call))
        yield
    finally:
        for _, layer in layers:
            layer.__dict__.pop("call", None)
