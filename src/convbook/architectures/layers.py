"""Networks as lists of layers, and their shapes, parameters, multiply-adds, depth and receptive fields.

A layer names those it takes its input from, so a list can fork and join. Nothing is computed on images here, and no
weight is ever made: a network with 138 million parameters is counted in a millisecond.
"""

from dataclasses import dataclass, replace
from math import prod

from convbook.arguments import as_choice, as_flag, as_int, as_names, as_shape, check_kind
from convbook.nn.conv import conv2d_output_shape
from convbook.nn.geometry import padding_pairs

KINDS = (
    "input", "conv", "dense", "max pool", "average pool", "subsample", "global pool", "norm", "activation", "add",
    "concat", "flatten", "pad", "dropout",
)  # fmt: skip
WITH_WINDOW = ("conv", "max pool", "average pool", "subsample")


@dataclass(frozen=True)
class Layer:
    """One layer: its name, its kind (one of `KINDS`), the names of the layers it takes, and its settings.

    `units` are filters, or units of a dense layer; `window` and `stride` are the same in both directions. `padding` is
    "valid", "same" or a number of pixels, for "pad" ((top, bottom), (left, right)). A convolution has `groups`, as in
    Keras, or `connections`, the number of connected pairs of an input map and an output map. A norm has
    `parameters_per_channel`, an input its `shape`, and `activation` is the name of an activation function.
    """

    name: str
    kind: str
    inputs: tuple = ()
    units: int = 0
    window: int = 1
    stride: int = 1
    padding: object = "valid"
    groups: int = 1
    connections: int | None = None
    bias: bool = True
    parameters_per_channel: int = 4
    shape: tuple = ()
    activation: str = ""

    def __post_init__(self):
        check_kind(self.name, "name", str, "a text")
        as_choice(self.kind, "kind", KINDS)
        as_names(self.inputs, "inputs", "('conv1',)")
        as_int(self.units, "units", 1 if self.kind in ("conv", "dense") else 0)
        as_int(self.parameters_per_channel, "parameters_per_channel", 0)
        for name in ("window", "stride", "groups"):
            as_int(getattr(self, name), name, 1)
        if self.connections is not None:
            as_int(self.connections, "connections", 1)
        as_flag(self.bias, "bias")
        if self.kind == "input" or self.shape != ():
            as_shape(self.shape, "shape", {1: "(D,)", 3: "(H, W, C)"})
        padding_pairs(self.padding, (1, 1), (1, 1), (1, 1))
        check_kind(self.activation, "activation", str, "the name of an activation function")


@dataclass(frozen=True)
class LayerSummary:
    """Output shape, parameters, cost, depth and receptive field of one layer in its network.

    `multiply_adds` are those for one image. `depth` counts the layers with weights (convolutions and dense ones) on
    the longest path from the input. `receptive_field` is its side in pixels, None for all of the image; `jump` is the
    distance in pixels of the receptive fields of two neighbors; `first_field` is the first and the last pixel of the
    first one.
    """

    name: str
    kind: str
    shape: tuple
    parameters: int = 0
    multiply_adds: int = 0
    depth: int = 0
    receptive_field: int | None = None
    jump: int | None = None
    first_field: tuple | None = None


@dataclass(frozen=True)
class NetworkSummary:
    """All parameters of a network, all multiply-adds for one image, layers with weights on the longest path.

    `receptive_field` is the largest of the layers that still have maps.
    """

    parameters: int
    multiply_adds: int
    depth: int
    receptive_field: int


def summarize_layers(layers):
    """Shape, parameters, multiply-adds, depth and receptive field of every layer of a network.

    Parameters
    ----------
    layers : sequence of Layer
        In an order in which each comes after those it takes.

    Returns
    -------
    list of LayerSummary

    Raises
    ------
    ValueError
        If a layer takes one that is not there before it, is of no known kind, or cannot take what it is given.
    """
    summaries = {}
    for layer in as_layers(layers):
        if layer.name in summaries:
            raise ValueError(f"two layers are called {layer.name!r}; a name says which of them is taken")
        if missing := [name for name in layer.inputs if name not in summaries]:
            raise ValueError(f"layer {layer.name!r} takes {missing[0]!r}, which does not come before it")
        summaries[layer.name] = _summarize(layer, [summaries[name] for name in layer.inputs])
    return list(summaries.values())


def as_layers(layers):
    """`layers` as a list of `Layer`."""
    if not isinstance(layers, list | tuple) or not layers or not all(isinstance(layer, Layer) for layer in layers):
        raise TypeError(f"layers are {layers!r}; expected a list of Layer, such as vgg16_layers() gives")
    return list(layers)


def network_summary(layers):
    """The sums over a network, a `NetworkSummary`; `layers` and errors as in `summarize_layers`."""
    summaries = summarize_layers(layers)
    return NetworkSummary(
        parameters=sum(s.parameters for s in summaries),
        multiply_adds=sum(s.multiply_adds for s in summaries),
        depth=max(s.depth for s in summaries),
        receptive_field=max(s.receptive_field for s in summaries if s.receptive_field is not None),
    )


def _summarize(layer, inputs):
    if layer.kind == "input":
        return LayerSummary(layer.name, layer.kind, tuple(layer.shape), receptive_field=1, jump=1, first_field=(0, 0))
    if not inputs:
        raise ValueError(f"layer {layer.name!r} takes nothing; only an input may")
    first = inputs[0]
    depth = max(s.depth for s in inputs)
    summary = replace(first, name=layer.name, kind=layer.kind, parameters=0, multiply_adds=0, depth=depth)
    if layer.kind in WITH_WINDOW:
        return _slide_window(layer, summary)
    if layer.kind in ("add", "concat"):
        return _merge(layer, summary, inputs)
    if layer.kind in ("flatten", "global pool"):
        numbers = first.shape[-1] if layer.kind == "global pool" else prod(first.shape)
        return replace(summary, shape=(numbers,), receptive_field=None, jump=None, first_field=None)
    if layer.kind == "dense":
        weights = prod(first.shape) * layer.units
        parameters = weights + layer.units * layer.bias
        return replace(summary, shape=(layer.units,), parameters=parameters, multiply_adds=weights, depth=depth + 1)
    if layer.kind == "norm":
        return replace(summary, parameters=layer.parameters_per_channel * first.shape[-1])
    if layer.kind == "pad":
        (top, bottom), (left, right) = layer.padding
        H, W, C = first.shape
        first_field = tuple(edge - left * first.jump for edge in first.first_field)
        return replace(summary, shape=(H + top + bottom, W + left + right, C), first_field=first_field)
    return summary


def _slide_window(layer, summary):
    """A convolution or a pooling; `summary` is that of its input."""
    H, W, C = summary.shape
    k, stride = layer.window, layer.stride
    size = conv2d_output_shape((H, W), (k, k), stride=stride, padding=layer.padding)
    if layer.padding == "same":
        padded = max((size[1] - 1) * stride + k - W, 0) // 2
    elif layer.padding == "valid":
        padded = 0
    else:
        padded = layer.padding
    left = summary.first_field[0] - padded * summary.jump
    right = summary.first_field[1] + (k - 1 - padded) * summary.jump
    summary = replace(summary, first_field=(left, right), receptive_field=right - left + 1, jump=summary.jump * stride)
    if layer.kind == "subsample":  # a factor and a bias for each map (LeCun et al. 1998)
        return replace(summary, shape=(*size, C), parameters=2 * C, multiply_adds=size[0] * size[1] * C)
    if layer.kind != "conv":
        return replace(summary, shape=(*size, C))
    if C % layer.groups or layer.units % layer.groups:
        raise ValueError(
            f"layer {layer.name!r} has {layer.groups} groups; they must divide its {C} input maps"
            f" and {layer.units} filters"
        )
    connections = layer.connections if layer.connections is not None else C * layer.units // layer.groups
    weights = k * k * connections
    return replace(
        summary,
        shape=(*size, layer.units),
        parameters=weights + layer.units * layer.bias,
        multiply_adds=size[0] * size[1] * weights,
        depth=summary.depth + 1,
    )


def _merge(layer, summary, inputs):
    shapes = [s.shape for s in inputs]
    shapes_to_match = shapes if layer.kind == "add" else [shape[:-1] for shape in shapes]
    if len(set(shapes_to_match)) > 1:
        sizes = " and ".join("×".join(map(str, shape)) for shape in dict.fromkeys(shapes))
        raise ValueError(f"layer {layer.name!r} cannot {layer.kind} {sizes}")
    if layer.kind == "concat":
        summary = replace(summary, shape=(*shapes[0][:-1], sum(shape[-1] for shape in shapes)))
    if any(s.first_field is None for s in inputs):
        return replace(summary, receptive_field=None, jump=None, first_field=None)
    left = min(s.first_field[0] for s in inputs)
    right = max(s.first_field[1] for s in inputs)
    return replace(summary, first_field=(left, right), receptive_field=right - left + 1)
