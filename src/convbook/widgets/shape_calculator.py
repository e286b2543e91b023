"""`ShapeCalculator`: layers stacked on a picture, with the sizes, parameters and receptive fields that follow."""

from math import prod

import traitlets

from convbook.nn.conv import conv2d_output_shape
from convbook.widgets._base import Widget

MOST = 999
FRESH = {
    "convolution": {"kind": "convolution", "filters": 8, "size": 3, "stride": 1, "padding": "valid", "dilation": 1},
    "pooling": {"kind": "pooling", "size": 2, "stride": 2},
    "flatten": {"kind": "flatten"},
    "dense": {"kind": "dense", "units": 10},
}
WHOLE = {"picture": {"kind": "picture", "height": 64, "width": 64, "channels": 3}} | FRESH
ORDER = ["height", "width", "channels", "filters", "size", "units", "stride", "padding", "dilation"]


def _picture(height, width, channels):
    return {"kind": "picture", "height": height, "width": width, "channels": channels}


def _conv(filters, size, padding):
    return FRESH["convolution"] | {"filters": filters, "size": size, "padding": padding}


def _dense(*units):
    return [FRESH["dense"] | {"units": n} for n in units]


POOL, FLATTEN = FRESH["pooling"], FRESH["flatten"]
PAPER = [_picture(64, 64, 3)]
PAPER += [layer for filters in (32, 64, 128) for layer in (_conv(filters, 3, "same"), POOL)]
PAPER += [FLATTEN, *_dense(128, 256, 34)]
LENET = [_picture(32, 32, 1), _conv(6, 5, "valid"), POOL, _conv(16, 5, "valid"), POOL, FLATTEN, *_dense(120, 84, 10)]
THREE = [_picture(9, 9, 1), *[_conv(1, 3, "valid")] * 3]


class ShapeCalculator(Widget):
    """Layers stacked on a picture: what comes out of each, what it has to learn, and how far one output sees.

    Parameters
    ----------
    layers : list of dict
        First the picture, ``{"kind": "picture", "height", "width", "channels"}``, then what is laid on it:
        ``{"kind": "convolution", "filters", "size", "stride", "padding", "dilation"}``,
        ``{"kind": "pooling", "size", "stride"}``, ``{"kind": "flatten"}``, ``{"kind": "dense", "units"}``. Windows are
        square; padding is "valid" or "same". What is left out is as in `FRESH`, and the stride of a pooling is its
        size. The paper's network if not given.
    chosen : int
        Which layer is looked at; 0 is the picture.

    Each is a trait: it can be read and set afterwards, and follows what is done in the browser. `table` holds what
    comes out.

    Raises
    ------
    traitlets.TraitError
        If a layer cannot stand where it is, with a sentence that says why.
    """

    title = "What comes out of a stack of layers?"
    arguments = ("layers",)

    layers = traitlets.List(traitlets.Dict(), PAPER).tag(sync=True)
    chosen = traitlets.Int(1, min=0).tag(sync=True)
    fresh = traitlets.List(list(FRESH.values()), read_only=True).tag(sync=True)
    order = traitlets.List(ORDER, read_only=True).tag(sync=True)
    examples = traitlets.Dict().tag(sync=True)

    @traitlets.default("examples")
    def _examples(self):
        stacks = {"the paper's network": PAPER, "like LeNet-5": LENET, "three of 3×3": THREE}
        return {name: {"layers": layers} for name, layers in stacks.items()}

    @traitlets.validate("layers")
    def _stands(self, proposal):
        layers = [_complete(layer, i) for i, layer in enumerate(proposal.value)]
        _stacked(layers)
        return layers

    @property
    def table(self):
        """For the picture and each layer a dict of its name, output shape, parameters, and receptive field.

        The receptive field is the width in pixels of what one output sees; None is all that is left of the picture.
        """
        return _stacked(self.layers)

    def static_form(self):
        lines = [
            (
                f"{place or ''} {line['layer']}",
                _times(*line["shape"]),
                f"{line['parameters']:,}",
                _sees(line["receptive_field"]),
            )
            for place, line in enumerate(self.table)
        ]
        lines.append(("all together", "", f"{sum(line['parameters'] for line in self.table):,}", ""))
        head = "".join(f'<th scope="col">{name}</th>' for name in ("layer", "output", "parameters", "sees"))
        body = "\n".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in line) + "</tr>" for line in lines)
        return f'<div class="cbw-layers"><table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table></div>'


def _complete(layer, place):
    """A layer with all its values in their order, or a TraitError that says which one is wrong."""
    kind = layer.get("kind")
    if kind not in WHOLE:
        raise traitlets.TraitError(f"Layer {place} has the kind {kind!r}; the kinds are {', '.join(WHOLE)}.")
    tiles = {"stride": layer["size"]} if kind == "pooling" and "size" in layer else {}
    whole = WHOLE[kind] | tiles | layer
    for name, value in whole.items():
        if name not in WHOLE[kind]:
            raise traitlets.TraitError(f"Layer {place}, {kind}, has {name!r}; it may have {', '.join(WHOLE[kind])}.")
        if name == "padding" and value not in ("valid", "same"):
            raise traitlets.TraitError(f"Layer {place}: padding is {value!r}; it is 'valid' or 'same'.")
        if name not in ("kind", "padding") and not (type(value) is int and 1 <= value <= MOST):
            raise traitlets.TraitError(f"Layer {place}: {name} is {value!r}; it is a whole number from 1 to {MOST}.")
    return whole


def _stacked(layers):
    """What comes of each layer, or a TraitError with a sentence about the first that is impossible."""
    shape, field, jump, found = (), 1, 1, []
    for place, layer in enumerate(layers or [FLATTEN]):
        kind, parameters = layer["kind"], 0
        why = _why_not(layer, place, shape)
        if why:
            raise traitlets.TraitError(f"{why}: layer {place} cannot stand here.")
        if kind == "picture":
            shape = (layer["height"], layer["width"], layer["channels"])
        elif kind == "flatten":
            shape = (prod(shape),)
        elif kind == "dense":
            parameters, shape, field = (shape[0] + 1) * layer["units"], (layer["units"],), None
        else:
            filters, size = layer.get("filters"), layer["size"]
            parameters = (size * size * shape[2] + 1) * filters if filters else 0
            options = {name: layer[name] for name in ("stride", "padding", "dilation") if name in layer}
            shape = (*conv2d_output_shape(shape[:2], (size, size), **options), filters or shape[2])
            field, jump = field + (_span(layer) - 1) * jump, jump * layer["stride"]
        found.append({"layer": _named(layer), "shape": shape, "parameters": parameters, "receptive_field": field})
    return found


def _why_not(layer, place, shape):
    """Why a layer cannot stand on what has this shape; nothing if it can."""
    kind = layer["kind"]
    if (kind == "picture") != (place == 0):
        return "The picture comes first"
    if kind == "dense" and len(shape) > 1:
        return "A dense layer needs flatten before it"
    if kind in ("convolution", "pooling", "flatten") and len(shape) == 1:
        return f"A {kind} after flatten has no rows and columns left"
    if "size" in layer and layer.get("padding") != "same" and _span(layer) > min(shape[:2]):
        return f"A window of {_times(_span(layer), _span(layer))} does not fit into {_times(*shape[:2])}"
    return ""


def _span(layer):
    return (layer["size"] - 1) * layer.get("dilation", 1) + 1


def _named(layer):
    size = layer.get("size")
    return f"{layer['kind']} {_times(size, size) if size else layer.get('units', '')}".strip()


def _sees(field):
    return f"{_times(field, field)} pixels" if field else "all that is left"


def _times(*numbers):
    return "×".join(f"{n:,}" for n in numbers)
