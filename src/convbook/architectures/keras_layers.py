"""Reading the list of layers off a Keras model, so that it can be counted and drawn."""

import keras
from keras import layers

from convbook.architectures.layer import Layer
from convbook.architectures.layers import summarize_layers
from convbook.architectures.lenet import PartialConv2D, Subsampling2D
from convbook.arguments import check_function, check_kind
from convbook.models.calls import activation_name
from convbook.models.steps import model_steps

PLAIN = {
    layers.InputLayer: "input", layers.Add: "add", layers.Concatenate: "concat", layers.Flatten: "flatten",
    layers.ReLU: "activation", layers.Activation: "activation", layers.Softmax: "activation",
    layers.Rescaling: "activation", layers.Dropout: "dropout", layers.SpatialDropout2D: "dropout",
    layers.GlobalAveragePooling2D: "global pool", layers.GlobalMaxPooling2D: "global pool",
}  # fmt: skip
POOLS = {layers.MaxPooling2D: "max pool", layers.AveragePooling2D: "average pool"}


def layers_from_model(model):
    """The layers of a Keras model as a list of `Layer`, each after those it takes.

    The list is checked against the model: each layer has the shape and the number of parameters that Keras gives it.

    Parameters
    ----------
    model : keras.Model
        Sequential or functional, built, every layer used once, with maps and windows as in this book: channels last,
        square windows, the same stride in both directions, no dilation. The layers of a model within the model are
        named ``"model/layer"``; a dense layer on maps is a 1x1 convolution, and listed as that.

    Returns
    -------
    list of Layer

    Raises
    ------
    ValueError
        If there is a layer that such a list has no word for, or that it would count differently than Keras.
    """
    steps, _ = model_steps(model)
    for step in steps:
        if (uses := sum(other.layer is step.layer for other in steps)) > 1:
            raise ValueError(f"layer {step.layer.name!r} is used {uses} times; expected each layer once")
        if not step.inputs and None in step.shape:
            raise ValueError(f"model {model.name!r} takes {step.shape}, of any size; expected a fixed one, to count")
    shapes = {step.name: step.shape for step in steps}
    described = [_described(step, [shapes[name] for name in step.inputs]) for step in steps]
    for step, summary in zip(steps, summarize_layers(described), strict=True):
        _check(step, summary)
    return described


def _check(step, summary):
    """Raise unless a layer's summary has Keras's own shape and number of parameters."""
    same_sides = all(side in (None, n) for side, n in zip(step.shape, summary.shape, strict=False))
    if len(step.shape) != len(summary.shape) or not same_sides:
        raise ValueError(f"layer {step.name!r} makes {step.shape}, in a list of layers {summary.shape}")
    if step.layer.count_params() != summary.parameters:
        raise ValueError(
            f"layer {step.name!r} has {step.layer.count_params()} parameters, in a list of layers {summary.parameters}"
        )


def layers_from_builder(build):
    """The list of layers of the model that a function builds, and Keras's own count of its parameters.

    No weight is made: the variables get a shape and nothing else, so the 553 MB of a VGG-16 cost nothing.

    Parameters
    ----------
    build : function () -> keras.Model
        Such as ``lambda: keras.applications.VGG16(weights=None)``.

    Returns
    -------
    (list of Layer, int)
    """
    check_function(build, "build", "lambda: keras.applications.VGG16(weights=None)")
    with keras.StatelessScope(initialize_variables=False):
        model = build()
        check_kind(model, "what build returned", keras.Model, "a Keras model")
        return layers_from_model(model), model.count_params()


def _described(step, shapes):
    """One layer in the words of the list; `shapes` are those of what it takes."""
    layer, rank = step.layer, len(shapes[0]) if shapes else 0
    kind = PLAIN.get(type(layer))
    if kind == "input":
        return Layer(step.name, "input", shape=step.shape)
    _check_axes(step, rank)
    settings = {"name": step.name, "inputs": step.inputs, "activation": _activation(layer)}
    if kind:
        return Layer(kind=kind, **settings)
    if type(layer) in (layers.Conv2D, PartialConv2D, layers.DepthwiseConv2D):
        if tuple(layer.dilation_rate) != (1, 1):
            raise ValueError(f"layer {step.name!r} has dilation {layer.dilation_rate}; expected (1, 1)")
        is_depthwise = type(layer) is layers.DepthwiseConv2D
        settings |= _window(layer, "kernel_size") | {"bias": layer.use_bias}
        settings |= {"groups": shapes[0][-1] if is_depthwise else layer.groups, "units": step.shape[-1]}
        return Layer(kind="conv", connections=getattr(layer, "connections", None), **settings)
    if type(layer) in POOLS:
        return Layer(kind=POOLS[type(layer)], **settings, **_window(layer, "pool_size"))
    if type(layer) is Subsampling2D:
        return Layer(kind="subsample", window=2, stride=2, **settings)
    if type(layer) is layers.Dense and rank in (1, 3):
        return Layer(kind="dense" if rank == 1 else "conv", units=layer.units, bias=layer.use_bias, **settings)
    if type(layer) is layers.BatchNormalization:
        return Layer(kind="norm", parameters_per_channel=2 + layer.scale + layer.center, **settings)
    if type(layer) is layers.ZeroPadding2D:
        return Layer(kind="pad", padding=layer.padding, **settings)
    raise ValueError(f"layer {step.name!r} is a {type(layer).__name__}, for which the list of layers has no word")


def _check_axes(step, rank):
    """Raise unless the layer has channels last, and what works along one axis does so along them."""
    layer = step.layer
    if getattr(layer, "data_format", "channels_last") != "channels_last":
        raise ValueError(f"layer {step.name!r} has data_format {layer.data_format!r}; expected 'channels_last'")
    if type(layer) in (layers.BatchNormalization, layers.Concatenate) and layer.axis not in (-1, rank):
        raise ValueError(f"layer {step.name!r} has axis {layer.axis}; expected that of the channels, -1 or {rank}")


def _activation(layer):
    name = activation_name(layer)
    return {"linear": "", "relu": "ReLU"}.get(name, name.replace("_", " "))


def _window(layer, size):
    """Window, stride and padding; window and stride are the same in both directions."""
    for name in (size, "strides"):
        down, across = getattr(layer, name)
        if down != across:
            raise ValueError(f"layer {layer.name!r} has {name} {(down, across)}; expected the same in both directions")
    return {"window": getattr(layer, size)[0], "stride": layer.strides[0], "padding": layer.padding}
