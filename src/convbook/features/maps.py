"""The activations of every layer of a Keras model for one image or a batch."""

import os
import re
import warnings
from contextlib import contextmanager

import keras
import numpy as np
from PIL import Image

from convbook.faces.crop import crop_and_resize


def feature_maps(model, image, *, white=None):
    """The activations of every layer whose output still has the form of an image.

    Parameters
    ----------
    model : keras.Model
        Any Keras model with one defined input (H, W, C), sequential or functional; H and W may be None.
    image : ndarray, (H, W, C) or (N, H, W, C), or any picture
        Floats of the model's shape go in as they are. Anything else goes through `crop_and_resize`: a path, an open
        file, a PIL image, an array of bytes, of another size, gray or with transparency.
    white : float, optional
        The value of white in such a picture: by default 255 if the model takes integers or begins by dividing (a
        `Rescaling` layer), else 1.

    Returns
    -------
    dict
        Layer name -> ndarray, (H, W, C), or (N, H, W, C) for a batch, in the order of the computation.
        A layer of a model within the model is ``"model/layer"``, the second use of a layer ``"layer:2"``. Layers
        without maps (flatten, dense) are left out.

    Raises
    ------
    ValueError
        If the model has no defined input, or no maps, or `image` is no picture and not what it takes.
    TypeError
        If `image` is nothing that could be a picture.
    """
    batch, single = image_batch(model, image, white)
    maps = {name: value for name, value in layer_outputs(model, batch).items() if value.ndim == 4}
    if not maps:
        raise ValueError(f"model {model.name!r} has no layer with maps, that is with output (N, H, W, C)")
    if empty := [name for name, value in maps.items() if value.size == 0]:
        raise ValueError(f"image is too small, {batch.shape[1]}×{batch.shape[2]}: nothing is left of it in {empty[0]}")
    return {name: value[0] for name, value in maps.items()} if single else maps


def layer_outputs(model, batch):
    """The output of every layer for a batch in the model's input format: layer name -> ndarray, (N, ...)."""
    outputs = {}
    with _recording(model, outputs), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The structure of `inputs`")  # one image, also in a list or a dict
        try:
            model(batch, training=False)
        except Exception as error:  # Keras's own, or whatever the backend says of a picture that is too small
            last = f"after {list(outputs)[-1]}" if outputs else "at its first layer"
            raise ValueError(
                f"model {model.name!r} fails {last} on images of shape {batch.shape[1:]}"
                f" (too small for it, or the model itself is at fault): {_first_line(error)}"
            ) from error
    return {name: keras.ops.convert_to_numpy(value) for name, value in outputs.items()}


def _first_line(error):
    """The first line of an error, without Keras's frame around it and the codes that print it bold."""
    lines = (re.sub(r"\x1b\[\d*m", "", line).strip() for line in str(error).splitlines())
    return next((line for line in lines if line and not line.startswith("Exception enc")), type(error).__name__)


@contextmanager
def _recording(model, outputs):
    # Keras has no forward hooks, and models cut out of a model lose its inner models and add to the caller's layers.
    # So each layer's `call` is replaced, on this one object, and put back: this records layers used twice, too.
    layers = list(_layers_within(model))

    def recorded(name, call):
        def call_and_record(*args, **kwargs):
            value = call(*args, **kwargs)
            if keras.ops.is_tensor(value):
                uses = 1 + sum(other.rpartition(":")[0] == name or other == name for other in outputs)
                outputs[name if uses == 1 else f"{name}:{uses}"] = value
            return value

        return call_and_record

    try:
        for name, layer in layers:
            object.__setattr__(layer, "call", recorded(name, layer.call))
        yield
    finally:
        for _, layer in layers:
            layer.__dict__.pop("call", None)


def _layers_within(model, path="", visited=None):
    """(Name, layer) of every layer that computes; models within the model are gone through, not named."""
    visited = set() if visited is None else visited
    for layer in model.layers:
        if isinstance(layer, keras.layers.InputLayer) or id(layer) in visited:
            continue
        visited.add(id(layer))
        if isinstance(layer, keras.Model) and layer.layers:
            yield from _layers_within(layer, f"{path}{layer.name}/", visited)
        else:
            yield path + layer.name, layer


def image_batch(model, image, white=None):
    """`image` as a float32 batch (N, H, W, C) that the model takes; and whether it was a single image."""
    shape = _input_shape(model)
    is_file = isinstance(image, str | os.PathLike | Image.Image) or hasattr(image, "read")
    array = None if is_file else np.asarray(image)
    if array is not None and array.size == 0:
        raise ValueError(f"image is an empty batch of shape {array.shape}; expected at least one image")
    if array is None or not _fits(array, shape):
        many = array is not None and array.ndim == 4
        white = _white_value(model) if white is None else white
        fitted = [_fit(one, shape) for one in (array if many else [image])]
        return np.stack(fitted) * np.float32(white), not many
    if not np.isfinite(array).all():
        raise ValueError("image holds NaN or infinity; expected finite numbers")
    array = array.astype(np.float32, copy=False)
    return (array, False) if array.ndim == 4 else (array[None], True)


def _input_shape(model):
    try:
        shapes = [tuple(one.shape[1:]) for one in model.inputs]
    except (AttributeError, TypeError, ValueError):
        shapes = []
    if not shapes:
        raise ValueError(
            f"model {model.name!r} has no defined input yet; build it with keras.Input, or call it on an image first"
        )
    if len(shapes) != 1:
        raise ValueError(f"model {model.name!r} has {len(shapes)} inputs; feature_maps takes models of one image")
    if len(shapes[0]) != 3:
        raise ValueError(f"model {model.name!r} takes {shapes[0]}; expected images, (height, width, channels)")
    return shapes[0]


def _fits(array, shape):
    if array.ndim not in (3, 4) or array.dtype.kind != "f":
        return False
    return all(side in (None, n) for side, n in zip(shape, array.shape[-3:], strict=True))


def _fit(image, shape):
    if shape[-1] not in (1, 3):
        form = f"shape {np.shape(image)}" if isinstance(image, np.ndarray) else "no shape of its own"
        raise ValueError(
            f"image has {form}; the model takes arrays of {shape} (height, width, channels), and no picture has that"
            " many channels"
        )
    try:
        return crop_and_resize(image, shape)
    except TypeError as error:
        raise TypeError(f"image is no picture: {error}") from None


def _white_value(model):
    """255 where the model takes bytes: as integers, or because the first thing that it does is to divide by many."""
    if "int" in keras.backend.standardize_dtype(model.inputs[0].dtype):
        return 255
    first = next((layer for _, layer in _layers_within(model)), None)
    divides = isinstance(first, keras.layers.Rescaling) and np.max(np.abs(first.scale)) <= 1 / 64
    return 255 if divides else 1
