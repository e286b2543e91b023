"""One layer of a network: what it is called, what it is, what it takes, and its settings."""

from dataclasses import dataclass

from convbook.arguments import as_choice, as_flag, as_int, as_names, as_shape, check_kind
from convbook.nn.geometry import padding_pairs

KINDS = (
    "input", "conv", "dense", "max pool", "average pool", "subsample", "global pool", "norm", "activation", "add",
    "concat", "flatten", "pad", "dropout",
)  # fmt: skip


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
        check_kind(self.shape, "shape", tuple | list, "a shape, (H, W, C), of an input, else ()")
        if self.kind == "input" or self.shape:
            as_shape(self.shape, "shape", {1: "(D,)", 3: "(H, W, C)"})
        padding_pairs(self.padding, (1, 1), (1, 1), (1, 1))
        check_kind(self.activation, "activation", str, "the name of an activation function")


def as_layers(layers):
    """`layers` as a list of `Layer`."""
    if not isinstance(layers, list | tuple) or not layers or not all(isinstance(layer, Layer) for layer in layers):
        raise TypeError(f"layers are {layers!r}; expected a list of Layer, such as vgg16_layers() gives")
    return list(layers)
