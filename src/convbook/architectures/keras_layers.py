"""Reading the list of layers off a Keras model, so that it can be counted and drawn."""

import keras
from keras import layers

from convbook.architectures.layers import Layer
from convbook.architectures.lenet import PartialConv2D, Subsampling2D

PLAIN = {
    layers.InputLayer: "input", layers.Add: "add", layers.Concatenate: "concat", layers.Flatten: "flatten",
    layers.ReLU: "activation", layers.Activation: "activation", layers.Softmax: "activation",
    layers.Rescaling: "activation", layers.Dropout: "dropout", layers.SpatialDropout2D: "dropout",
    layers.GlobalAveragePooling2D: "global pool", layers.GlobalMaxPooling2D: "global pool",
}  # fmt: skip
POOLS = {layers.MaxPooling2D: "max pool", layers.AveragePooling2D: "average pool"}


def layers_from_model(model):
    """The layers of a Keras model as a list of `Layer`, each after those it takes.

    Parameters
    ----------
    model : keras.Model
        Sequential or functional, built, every layer used once, with maps and windows as in this book: channels last,
        square windows, the same stride in both directions, no dilation.

    Returns
    -------
    list of Layer

    Raises
    ------
    ValueError
        If there is a layer that such a list has no word for.
    """
    if not model.built or not model.inputs:
        raise ValueError(f"model {model.name!r} has no input yet; give it one (keras.Input) before it is described")
    whole = keras.Model(model.inputs, model.outputs)  # a sequential model keeps its input to itself
    calls = {}  # those in this model: a layer may be used in others, too
    for nodes in whole._nodes_by_depth.values():
        for node in nodes:
            calls.setdefault(node.operation.name, []).append(node)
    return [_described(layer, calls[layer.name]) for layer in whole.layers]


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
    with keras.StatelessScope(initialize_variables=False):
        model = build()
        return layers_from_model(model), model.count_params()


def _described(layer, calls):
    kind = PLAIN.get(type(layer))
    if kind == "input":
        return Layer(layer.name, "input", shape=tuple(layer.output.shape[1:]))
    if len(calls) != 1:
        raise ValueError(f"layer {layer.name!r} is used {len(calls)} times; expected each layer once")
    inputs = tuple(tensor._keras_history.operation.name for tensor in calls[0].input_tensors)
    settings = {"name": layer.name, "inputs": inputs, "activation": _activation(layer)}
    if kind:
        return Layer(kind=kind, **settings)
    if type(layer) in (layers.Conv2D, PartialConv2D):
        if layer.dilation_rate != (1, 1):
            raise ValueError(f"layer {layer.name!r} has dilation {layer.dilation_rate}; expected (1, 1)")
        settings |= _window(layer, "kernel_size") | {"groups": layer.groups, "bias": layer.use_bias}
        return Layer(kind="conv", units=layer.filters, connections=getattr(layer, "connections", None), **settings)
    if type(layer) in POOLS:
        return Layer(kind=POOLS[type(layer)], **settings, **_window(layer, "pool_size"))
    if type(layer) is Subsampling2D:
        return Layer(kind="subsample", window=2, stride=2, **settings)
    if type(layer) is layers.Dense:
        return Layer(kind="dense", units=layer.units, bias=layer.use_bias, **settings)
    if type(layer) is layers.BatchNormalization:
        return Layer(kind="norm", parameters_per_channel=2 + layer.scale + layer.center, **settings)
    if type(layer) is layers.ZeroPadding2D:
        return Layer(kind="pad", padding=layer.padding, **settings)
    raise ValueError(f"layer {layer.name!r} is a {type(layer).__name__}, for which the list of layers has no word")


def _activation(layer):
    if isinstance(layer, layers.ReLU):
        return "ReLU"
    if isinstance(layer, layers.Softmax):
        return "softmax"
    name = getattr(getattr(layer, "activation", None), "__name__", "linear")
    return {"linear": "", "relu": "ReLU"}.get(name, name.replace("_", " "))


def _window(layer, size):
    """Window, stride and padding; window and stride are the same in both directions."""
    for name in (size, "strides"):
        down, across = getattr(layer, name)
        if down != across:
            raise ValueError(f"layer {layer.name!r} has {name} {(down, across)}; expected the same in both directions")
    return {"window": getattr(layer, size)[0], "stride": layer.strides[0], "padding": layer.padding}
