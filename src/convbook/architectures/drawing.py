"""The layout of a drawing of a block: positions of its layers, arrows between them, and labels."""

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from convbook.architectures.layer import as_layers
from convbook.architectures.layers import summarize_layers
from convbook.arguments import as_names

WITH_PARAMETERS = ("conv", "dense", "subsample", "norm")
NOT_DRAWN = ("norm", "activation", "dropout", "pad")  # written with a layer beside them


@dataclass(frozen=True)
class Box:
    """A volume in a drawing: name, shape, `labels` (pairs of a text and whether it has parameters), column and row."""

    name: str
    shape: tuple
    labels: tuple
    position: tuple
    is_input: bool = False


class Drawing(NamedTuple):
    """Boxes, and the arrows between them as pairs of names."""

    boxes: tuple
    arrows: tuple


def block_drawing(layers, skip=()):
    """A drawing of a block: each volume in the column of its longest path from the input, each branch in its own row.

    Normalization, activation, dropout and padding are no volumes of their own. They are written with the layer before
    them, or, if that layer's output goes elsewhere too, with the one after.

    Parameters
    ----------
    layers : sequence of Layer
        One network, or a block of one, of some ten layers.
    skip : sequence of str
        Names of layers that are left out, each having one input.

    Returns
    -------
    Drawing
    """
    layers, skip = as_layers(layers), as_names(skip, "skip", "('flatten',)")
    kinds = {layer.name: layer.kind for layer in layers}
    consumers = Counter(name for layer in layers for name in layer.inputs)
    box_of, labels = {}, {}  # of each layer the box that shows it; of each box its labels
    pending = {}  # labels for the box after a layer
    for layer in layers:
        before = layer.inputs[0] if layer.inputs else None
        if layer.kind not in NOT_DRAWN and layer.name not in skip:
            box_of[layer.name] = layer.name
            labels[layer.name] = [*pending.get(before, []), *_labels(layer)]
            continue
        box = box_of[before]
        box_of[layer.name] = box
        if layer.name in skip:
            continue
        if before in pending or consumers[before] > 1 or kinds[box] == "input":
            pending[layer.name] = [*pending.get(before, []), *_labels(layer)]
        else:
            labels[box] += _labels(layer)
    inputs = {layer.name: [box_of[name] for name in layer.inputs] for layer in layers if layer.name in labels}
    positions = _positions(inputs)
    shapes = {summary.name: summary.shape for summary in summarize_layers(layers)}
    boxes = [Box(name, shapes[name], tuple(labels[name]), positions[name], kinds[name] == "input") for name in inputs]
    return Drawing(tuple(boxes), tuple((before, name) for name, taken in inputs.items() for before in taken))


def _labels(layer):
    """Pairs of a text and whether it stands for something with parameters."""
    with_parameters = layer.kind in WITH_PARAMETERS
    if layer.kind == "activation" and layer.activation:
        return [(layer.activation, False)]
    text = "concatenate" if layer.kind == "concat" else layer.kind
    usual_stride = 1
    if layer.kind in ("conv", "max pool", "average pool", "subsample"):
        text += f" {layer.window}×{layer.window}"
        usual_stride = 1 if layer.kind == "conv" else layer.window
    labels = [(text, with_parameters)]
    if layer.stride != usual_stride:
        labels.append((f"stride {layer.stride}", with_parameters))
    if layer.activation:
        labels.append((layer.activation, False))
    return labels


def _positions(inputs):
    """Name -> (column, row), from the names that each takes."""
    column, row = {}, {}
    n_inputs = 0
    branches = {name: [other for other, taken in inputs.items() if taken == [name]] for name in inputs}
    for names in branches.values():
        names.sort(key=lambda name: _branch_order(name, inputs))
    for name, taken in inputs.items():
        column[name] = 1 + max((column[before] for before in taken), default=-1)
        if not taken:
            row[name] = float(n_inputs)
            n_inputs += 1
        elif len(taken) == 1:
            siblings = branches[taken[0]]
            row[name] = row[taken[0]] + siblings.index(name) - (len(siblings) - 1) / 2
        else:
            row[name] = sum(row[before] for before in taken) / len(taken)
    lowest = min(row.values())
    return {name: (column[name], row[name] - lowest) for name in inputs}


def _branch_order(name, inputs):
    """As which of its inputs the next layer with several takes the branch that begins with `name`."""
    while consumers := [other for other, taken in inputs.items() if name in taken]:
        if len(inputs[consumers[0]]) > 1:
            return inputs[consumers[0]].index(name)
        name = consumers[0]
    return 0
