"""Where the layers of a block stand in a drawing, which arrows join them, and what is written below each."""

from dataclasses import dataclass

from .blueprints import measure_layers

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
    measures = {m.name: m for m in measure_layers(layers)}
    takers = {layer.name: [other for other in layers if layer.name in other.inputs] for layer in layers}
    stands_for, words, ahead = {}, {}, {}
    for layer in layers:
        if layer.kind not in FOLDED and layer.name not in skip:
            stands_for[layer.name] = layer.name
            words[layer.name] = [*ahead.get(layer.inputs[:1], []), *_words(layer)]
            continue
        before = stands_for[layer.inputs[0]]
        stands_for[layer.name] = before
        alone = len(takers[layer.inputs[0]]) == 1 and (before,) not in ahead
        if layer.name in skip:
            continue
        if alone and words[before] != [("input", False)] and layer.inputs not in ahead:
            words[before] += _words(layer)
        else:
            ahead[layer.name,] = [*ahead.get(layer.inputs, []), *_words(layer)]
    drawn = [layer for layer in layers if stands_for[layer.name] == layer.name]
    given = {layer.name: [stands_for[name] for name in layer.inputs] for layer in drawn}
    places = _places(given)
    boxes = tuple(
        Box(name, measures[name].shape, tuple(words[name]), places[name], measures[name].kind == "input")
        for name in given
    )
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
