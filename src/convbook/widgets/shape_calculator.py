"""`ShapeCalculator`: output shapes, parameters and receptive fields of a stack of layers."""

from math import prod

import traitlets

from convbook.nn.conv import conv2d_output_shape
from convbook.widgets._base import Widget, table_body, table_head

MOST = 999
NEW_LAYERS = {
    "convolution": {"kind": "convolution", "filters": 8, "size": 3, "stride": 1, "padding": "valid", "dilation": 1},
    "pooling": {"kind": "pooling", "size": 2, "stride": 2},
    "flatten": {"kind": "flatten"},
    "dense": {"kind": "dense", "units": 10},
}
ALL_DEFAULTS = {"picture": {"kind": "picture", "height": 64, "width": 64, "channels": 3}} | NEW_LAYERS
ORDER = ["height", "width", "channels", "filters", "size", "units", "stride", "padding", "dilation"]


def _picture(height, width, channels):
    return {"kind": "picture", "height": height, "width": width, "channels": channels}


def _conv(filters, size, padding):
    return NEW_LAYERS["convolution"] | {"filters": filters, "size": size, "padding": padding}


def _dense(*units):
    return [NEW_LAYERS["dense"] | {"units": n} for n in units]


POOL, FLATTEN = NEW_LAYERS["pooling"], NEW_LAYERS["flatten"]
PAPER = [_picture(64, 64, 3)]
PAPER += [layer for filters in (32, 64, 128) for layer in (_conv(filters, 3, "same"), POOL)]
PAPER += [FLATTEN, *_dense(128, 256, 34)]
LENET = [_picture(32, 32, 1), _conv(6, 5, "valid"), POOL, _conv(16, 5, "valid"), POOL, FLATTEN, *_dense(120, 84, 10)]
THREE = [_picture(9, 9, 1), *[_conv(1, 3, "valid")] * 3]


class ShapeCalculator(Widget):
    """Output shapes, parameters and receptive fields of a stack of layers.

    Parameters
    ----------
    layers : list of dict
        First the picture, ``{"kind": "picture", "height", "width", "channels"}``, then what is laid on it:
        ``{"kind": "convolution", "filters", "size", "stride", "padding", "dilation"}``,
        ``{"kind": "pooling", "size", "stride"}``, ``{"kind": "flatten"}``, ``{"kind": "dense", "units"}``. Windows are
        square; padding is "valid" or "same". What is left out is as in `NEW_LAYERS`, and the stride of a pooling is its
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
    fresh = traitlets.List(list(NEW_LAYERS.values()), read_only=True).tag(sync=True)
    order = traitlets.List(ORDER, read_only=True).tag(sync=True)
    examples = traitlets.Dict(
        {
            "the paper's network": {"layers": PAPER},
            "like LeNet-5": {"layers": LENET},
            "three of 3×3": {"layers": THREE},
        }
    ).tag(sync=True)

    @traitlets.validate("layers")
    def _validate_layers(self, proposal):
        layers = [_complete(layer, i) for i, layer in enumerate(proposal.value)]
        _layer_table(layers)
        return layers

    @property
    def table(self):
        """For the picture and each layer a dict of its name, output shape, parameters, and receptive field.

        The receptive field is (rows, columns) of the picture, at most all of them; None stands for all pixels in use.
        """
        return _layer_table(self.layers)

    def static_html(self):
        rows, total = [], 0
        for place, layer in enumerate(self.table):
            name, size = f"{place or ''} {layer['layer']}", _format_size(*layer["shape"])
            rows.append((name, size, f"{layer['parameters']:,}", _format_field(layer["receptive_field"])))
            total += layer["parameters"]
        rows.append(("all together", "", f"{total:,}", ""))
        head = table_head(("layer", "output", "parameters", "receptive field"))
        return f'<div class="cbw-layers"><table>{head}{table_body(rows)}</table></div>'


def _complete(layer, place):
    """A layer with all its values in their order, or a TraitError that says which one is wrong."""
    kind = layer.get("kind")
    if kind not in ALL_DEFAULTS:
        raise traitlets.TraitError(f"Layer {place} has the kind {kind!r}; the kinds are {', '.join(ALL_DEFAULTS)}.")
    tiles = {"stride": layer["size"]} if kind == "pooling" and "size" in layer else {}  # windows side by side
    defaults = ALL_DEFAULTS[kind]
    whole = defaults | tiles | layer
    for name, value in whole.items():
        if name not in defaults:
            raise traitlets.TraitError(f"Layer {place}, {kind}, has {name!r}; it may have {', '.join(defaults)}.")
        if name == "padding" and value not in ("valid", "same"):
            raise traitlets.TraitError(f"Layer {place}: padding is {value!r}; it is 'valid' or 'same'.")
        if name not in ("kind", "padding") and not (type(value) is int and 1 <= value <= MOST):
            raise traitlets.TraitError(f"Layer {place}: {name} is {value!r}; it is a whole number from 1 to {MOST}.")
    return whole


def _layer_table(layers):
    """The rows of `ShapeCalculator.table`, or a TraitError with a sentence about the first impossible layer."""
    shape, field, jump = (), 1, 1
    table = []
    for place, layer in enumerate(layers or [FLATTEN]):
        kind, parameters = layer["kind"], 0
        why = _reason_it_does_not_fit(layer, place, shape)
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
        inside = field and (min(field, layers[0]["height"]), min(field, layers[0]["width"]))
        table.append({"layer": _layer_name(layer), "shape": shape, "parameters": parameters, "receptive_field": inside})
    return table


def _reason_it_does_not_fit(layer, place, shape):
    """Why a layer cannot stand on what has this shape; nothing if it can."""
    kind = layer["kind"]
    if (kind == "picture") != (place == 0):
        return "The picture comes first"
    if kind == "dense" and len(shape) > 1:
        return "A dense layer needs flatten before it"
    if kind in ("convolution", "pooling", "flatten") and len(shape) == 1:
        return f"A {kind} after flatten has no rows and columns left"
    if "size" in layer and layer.get("padding") != "same" and _span(layer) > min(shape[:2]):
        return f"A window of {_format_size(_span(layer), _span(layer))} does not fit into {_format_size(*shape[:2])}"
    return ""


def _span(layer):
    return (layer["size"] - 1) * layer.get("dilation", 1) + 1


def _layer_name(layer):
    size = layer.get("size")
    return f"{layer['kind']} {_format_size(size, size) if size else layer.get('units', '')}".strip()


def _format_field(field):
    return f"{_format_size(*field)} pixels" if field else "all pixels in use"


def _format_size(*numbers):
    return "×".join(f"{n:,}" for n in numbers)
