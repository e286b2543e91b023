"""What a network and its training are given, checked at the door: layers, parameters, images and labels."""

from collections.abc import Mapping

import numpy as np

from convbook.arguments import as_int, as_numbers, as_type_of, check_shape

NAMES = {"conv": ("F", "b"), "relu": (), "pool": (), "flatten": (), "dense": ("W", "b")}  # kind of layer: parameters


def check_layers(layers):
    """Raise unless `layers` are a list of ``(kind, *names of its parameters)``, as many names as the kind has."""
    example = "expected (kind, *names of parameters) for each layer, such as ('conv', 'F1', 'b1') or ('relu',)"
    if not isinstance(layers, tuple | list):
        raise TypeError(f"layers are {layers!r}; {example}")
    for layer in layers:
        if not isinstance(layer, tuple | list) or not layer or not all(isinstance(part, str) for part in layer):
            raise TypeError(f"layers hold {layer!r}; {example}")
        kind, *names = layer
        if kind not in NAMES:
            raise ValueError(f"layers have the kind {kind!r}; expected one of {', '.join(NAMES)}")
        if len(names) != len(NAMES[kind]):
            raise ValueError(f"layers hold {tuple(layer)}; expected as many names as in {(kind, *NAMES[kind])}")
    return layers


def check_widths(widths, layers):
    """`widths` as ints, one for each of the `layers` that has parameters."""
    count = sum(len(layer) > 1 for layer in layers)
    try:
        widths = tuple(widths)
    except TypeError:
        raise TypeError(f"widths are {widths!r}; expected {count} of them, one per layer with parameters") from None
    if len(widths) != count:
        raise ValueError(f"widths are {widths}; expected {count} of them, one per layer with parameters")
    return [as_int(width, "an entry of widths", 1) for width in widths]


def check_dtype(dtype):
    """`dtype` as one of NumPy's, float32 or float64."""
    try:
        found = None if dtype is None else np.dtype(dtype)
    except (TypeError, ValueError):
        found = None
    if found not in (np.float32, np.float64):
        raise ValueError(f"dtype is {dtype!r}; expected float32 or float64")
    return found


def check_parameters(parameters, layers, X):
    """The parameters that the layers name, as numbers; a list, or integers, in the type of `X`."""
    if not isinstance(parameters, Mapping):
        raise TypeError(f"parameters are of type {type(parameters).__name__}; expected a dict, as init_cnn makes it")
    names = [name for _, *names in check_layers(layers) for name in names]
    missing = [name for name in names if name not in parameters]
    if missing:
        raise ValueError(
            f"parameters have no {missing[0]!r}, only {', '.join(map(str, parameters))}; init_cnn makes them"
        )
    return {name: as_type_of(X, parameters[name], f"parameters[{name!r}]") for name in names}


def check_inputs(inputs, layers):
    """Raise unless there is one input for each layer."""
    if not isinstance(inputs, tuple | list) or len(inputs) != len(layers):
        came = len(inputs) if isinstance(inputs, tuple | list) else f"of type {type(inputs).__name__}"
        raise ValueError(f"inputs are {came}; expected {len(layers)}, one per layer: forward returns them")


def check_images(images, labels, names=("images", "labels")):
    """The images as numbers, and the labels as an array, one for each image."""
    images = as_numbers(images, names[0], {4: "(N, H, W, C)"})
    check_shape(as_numbers(labels, names[1]), names[1], images.shape[:1], f"one class per image of {images.shape}")
    return images, np.asarray(labels)


def check_pair(value, name, expected):
    """Raise unless `value` is a tuple or a list of two."""
    if not isinstance(value, tuple | list) or len(value) != 2:
        came = f"of length {len(value)}" if isinstance(value, tuple | list) else f"of type {type(value).__name__}"
        raise TypeError(f"{name} is {came}; expected {expected}")
    return value
