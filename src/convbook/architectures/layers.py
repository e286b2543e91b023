"""Networks as lists of layers, and their shapes, parameters, multiply-adds, depth and receptive fields.

A layer names those it takes its input from, so a list can fork and join. Nothing is computed on images here, and no
weight is ever made: a network with 138 million parameters is counted in a millisecond.
"""

from dataclasses import dataclass, replace
from math import prod

from convbook.architectures.layer import as_layers
from convbook.nn.conv import conv2d_output_shape

WITH_WINDOW = ("conv", "max pool", "average pool", "subsample")


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
