"""Where the layers of a block stand in a drawing, which arrows join them, and what is written below each."""

from collections import Counter
from dataclasses import dataclass

from convbook.architectures.layers import measure_layers

LEARNED = ("conv", "dense", "subsample", "norm")
FOLDED = ("norm", "activation", "dropout", "pad")  # said in words with a layer beside them, not drawn
WORDS = {
    "conv": "conv", "max pool": "max pool", "average pool": "mean pool", "subsample": "subsample", "dense": "dense",
    "global pool": "mean over all", "add": "add", "concat": "concatenate", "flatten": "flatten", "norm": "norm",
    "activation": "bend", "dropout": "dropout", "pad": "pad",
}  # fmt: skip


@dataclass(frozen=True)
class Box:
    """A volume in a drawing: its name, shape, what made it (words, and whether they learn), its column and row."""

    name: str
    shape: tuple
    words: tuple
    place: tuple
    is_input: bool = False


@dataclass(frozen=True)
class Drawing:
    """Boxes, and the arrows between them as pairs of names."""

    boxes: tuple
    arrows: tuple

    def __iter__(self):
        return iter((self.boxes, self.arrows))


def block_drawing(layers, skip=()):
    """A drawing of a block: each volume in the column of its longest way from the input, each branch in its own row.

    Normalization, activation, dropout and padding change no more than the numbers in a volume, or its rim. They are
    written with the layer before them, or, if that layer's output goes elsewhere too, with the one after.

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
    kinds = {layer.name: layer.kind for layer in layers}
    takers = Counter(name for layer in layers for name in layer.inputs)
    box_of, words, ahead = {}, {}, {}
    for layer in layers:
        before = layer.inputs[0] if layer.inputs else None
        if layer.kind not in FOLDED and layer.name not in skip:
            box_of[layer.name] = layer.name
            words[layer.name] = [*ahead.get(before, []), *_words(layer)]
            continue
        box = box_of[layer.name] = box_of[before]
        if layer.name in skip:
            continue
        if before in ahead or takers[before] > 1 or kinds[box] == "input":
            ahead[layer.name] = [*ahead.get(before, []), *_words(layer)]
        else:
            words[box] += _words(layer)
    given = {layer.name: [box_of[name] for name in layer.inputs] for layer in layers if layer.name in words}
    places, shapes = _places(given), {m.name: m.shape for m in measure_layers(layers)}
    boxes = tuple(Box(name, shapes[name], tuple(words[name]), places[name], kinds[name] == "input") for name in given)
    return Drawing(boxes, tuple((before, name) for name, names in given.items() for before in names))


def _words(layer):
    """Pairs of a word and whether it stands for something with parameters."""
    if layer.kind == "input":
        return [("input", False)]
    if layer.kind == "activation":
        return [(layer.function or WORDS[layer.kind], False)]
    words = WORDS[layer.kind]
    if layer.kind in ("conv", "max pool", "average pool", "subsample"):
        words += f" {layer.window}×{layer.window}"
    usual = layer.window if "pool" in layer.kind or layer.kind == "subsample" else 1
    said = [(words, layer.kind in LEARNED)]
    said += [(f"stride {layer.stride}", layer.kind in LEARNED)] * (layer.stride != usual)
    return said + [(layer.function, False)] * bool(layer.function)


def _places(given):
    """Name -> (column, row), from the names that each takes."""
    column, row, starts = {}, {}, 0
    forks = {name: [n for n, taken in given.items() if taken == [name]] for name in given}
    for branches in forks.values():
        branches.sort(key=lambda branch: _joins(branch, given))
    for name, taken in given.items():
        column[name] = 1 + max((column[before] for before in taken), default=-1)
        if not taken:
            row[name], starts = float(starts), starts + 1
        elif len(taken) == 1:
            branches = forks[taken[0]]
            row[name] = row[taken[0]] + branches.index(name) - (len(branches) - 1) / 2
        else:
            row[name] = sum(row[before] for before in taken) / len(taken)
    lowest = min(row.values())
    return {name: (column[name], row[name] - lowest) for name in given}


def _joins(name, given):
    """As which of its inputs the next layer with several takes the branch that begins with `name`."""
    while takers := [other for other, taken in given.items() if name in taken]:
        if len(given[takers[0]]) > 1:
            return given[takers[0]].index(name)
        name = takers[0]
    return 0
