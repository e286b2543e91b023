"""Networks as lists of layers, and what follows from such a list alone: shapes, parameters, cost, depth, sight.

A layer names those it takes its input from, so a list can fork and join. Nothing is computed on pictures here, and no
weight is ever made: a network with 138 million parameters is counted in a millisecond.
"""

from dataclasses import dataclass, replace

from convbook.nn.conv import conv2d_output_shape

KINDS = (
    "input", "conv", "dense", "max pool", "average pool", "subsample", "global pool", "norm", "activation", "add",
    "concat", "flatten", "pad", "dropout",
)  # fmt: skip
SLIDING = ("conv", "max pool", "average pool", "subsample")


@dataclass(frozen=True)
class Layer:
    """One layer: its name, its kind (one of `KINDS`), the names of the layers it takes, and what it is made of.

    `units` are filters, or units of a dense layer; `window` and `stride` are the same in both directions. `padding` is
    "valid", "same" or a number of pixels, for "pad" ((top, bottom), (left, right)). A convolution has `groups` that do
    not see each other, or `pairs`, how many pairs of an input map and an output map are connected at all. `per_map`
    counts the parameters of a norm for each map. `shape` is that of an input, `function` what bends the output.
    """

    name: str
    kind: str
    inputs: tuple = ()
    units: int = 0
    window: int = 1
    stride: int = 1
    padding: object = "valid"
    groups: int = 1
    pairs: int | None = None
    bias: bool = True
    per_map: int = 4
    shape: tuple = ()
    function: str = ""


@dataclass(frozen=True)
class Measure:
    """What a layer's place in the network makes of it.

    `shape` is that of its output, `multiply_adds` are those for one picture. `depth` counts the layers with weights
    (convolutions and dense ones) on the longest way from the input to here. `field` is the side in pixels of what one
    of its numbers sees, None for all of the picture; `step` is how far apart two neighbors look.
    """

    name: str
    kind: str
    shape: tuple
    parameters: int = 0
    multiply_adds: int = 0
    depth: int = 0
    field: int | None = None
    step: int | None = None
    span: tuple | None = None  # first and last pixel that the first number sees, in the same units


@dataclass(frozen=True)
class Total:
    """A whole network: all parameters, all multiply-adds for one picture, layers with weights on the longest way."""

    parameters: int
    multiply_adds: int
    depth: int
    field: int  # the largest of the layers that still have maps, before everything is thrown together


def measure_layers(layers):
    """Every layer of a network, measured.

    Parameters
    ----------
    layers : sequence of Layer
        In an order in which each comes after those it takes.

    Returns
    -------
    list of Measure

    Raises
    ------
    ValueError
        If a layer takes one that is not there before it, is of no known kind, or cannot take what it is given.
    """
    done = {}
    for layer in layers:
        if layer.kind not in KINDS:
            raise ValueError(f"layer {layer.name!r} is of kind {layer.kind!r}; expected one of {', '.join(KINDS)}")
        if layer.name in done:
            raise ValueError(f"two layers are called {layer.name!r}; a name says which of them is taken")
        if missing := [name for name in layer.inputs if name not in done]:
            raise ValueError(f"layer {layer.name!r} takes {missing[0]!r}, which does not come before it")
        done[layer.name] = _measured(layer, [done[name] for name in layer.inputs])
    return list(done.values())


def network_total(layers):
    """The sums over a network, as a `Total`; `layers` and errors as in `measure_layers`."""
    measures = measure_layers(layers)
    fields = [m.field for m in measures if m.field is not None]
    return Total(
        sum(m.parameters for m in measures),
        sum(m.multiply_adds for m in measures),
        max(m.depth for m in measures),
        max(fields),
    )


def _measured(layer, given):
    if layer.kind == "input":
        return Measure(layer.name, layer.kind, tuple(layer.shape), field=1, step=1, span=(0, 0))
    if not given:
        raise ValueError(f"layer {layer.name!r} takes nothing; only an input may")
    first, depth = given[0], max(m.depth for m in given)
    here = replace(first, name=layer.name, kind=layer.kind, parameters=0, multiply_adds=0, depth=depth)
    if layer.kind in SLIDING:
        return _slid(layer, here)
    if layer.kind in ("add", "concat"):
        return _joined(layer, here, given)
    if layer.kind in ("flatten", "global pool"):
        numbers = first.shape[-1] if layer.kind == "global pool" else _product(first.shape)
        return replace(here, shape=(numbers,), field=None, step=None, span=None)
    if layer.kind == "dense":
        products = _product(first.shape) * layer.units
        weights = products + layer.units * layer.bias
        return replace(here, shape=(layer.units,), parameters=weights, multiply_adds=products, depth=depth + 1)
    if layer.kind == "norm":
        return replace(here, parameters=layer.per_map * first.shape[-1])
    if layer.kind == "pad":
        (top, bottom), (left, right) = layer.padding
        H, W, C = first.shape
        span = tuple(edge - left * first.step for edge in first.span)
        return replace(here, shape=(H + top + bottom, W + left + right, C), span=span)
    return here


def _slid(layer, here):
    """A window that slides: a convolution, or a pooling."""
    (H, W, C), k, s = here.shape, layer.window, layer.stride
    size = conv2d_output_shape((H, W), (k, k), stride=s, padding=layer.padding)
    before = max((size[1] - 1) * s + k - W, 0) // 2 if layer.padding == "same" else 0
    before = before if isinstance(layer.padding, str) else layer.padding
    left = here.span[0] - before * here.step
    right = here.span[1] + (k - 1 - before) * here.step
    here = replace(here, span=(left, right), field=right - left + 1, step=here.step * s)
    if layer.kind == "subsample":  # a factor and a bias for each map (LeCun et al. 1998)
        return replace(here, shape=(*size, C), parameters=2 * C, multiply_adds=size[0] * size[1] * C)
    if layer.kind != "conv":
        return replace(here, shape=(*size, C))
    if C % layer.groups or layer.units % layer.groups:
        raise ValueError(
            f"layer {layer.name!r} has {layer.groups} groups; they must divide its {C} input maps"
            f" and {layer.units} filters"
        )
    pairs = layer.pairs if layer.pairs is not None else C * layer.units // layer.groups
    weights = k * k * pairs
    return replace(
        here,
        shape=(*size, layer.units),
        parameters=weights + layer.units * layer.bias,
        multiply_adds=size[0] * size[1] * weights,
        depth=here.depth + 1,
    )


def _joined(layer, here, given):
    shapes = [m.shape for m in given]
    alike = shapes if layer.kind == "add" else [shape[:-1] for shape in shapes]
    if len(set(alike)) > 1:
        sizes = " and ".join("×".join(map(str, shape)) for shape in dict.fromkeys(shapes))
        raise ValueError(f"layer {layer.name!r} cannot {layer.kind} {sizes}")
    if layer.kind == "concat":
        here = replace(here, shape=(*shapes[0][:-1], sum(shape[-1] for shape in shapes)))
    if any(m.span is None for m in given):
        return replace(here, field=None, step=None, span=None)
    left, right = min(m.span[0] for m in given), max(m.span[1] for m in given)  # whoever sees furthest
    return replace(here, span=(left, right), field=right - left + 1)


def _product(numbers):
    product = 1
    for number in numbers:
        product *= number
    return product
