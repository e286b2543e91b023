"""What a network makes of one picture, layer by layer."""

import os
import re
import warnings
from contextlib import contextmanager

import keras
import numpy as np
from PIL import Image

from convbook.faces.crop import crop_and_resize


def feature_maps(model, image, *, white=None):
    """The activations of every layer that still has the form of an image.

    Parameters
    ----------
    model : keras.Model
        Any Keras model with one defined input (H, W, C), sequential or functional; H and W may be None.
    image : ndarray, (H, W, C) or (N, H, W, C), or any picture
        Floats of just the model's shape go in as they are. Anything else is taken for a picture, or a batch of
        them, and goes through `crop_and_resize`: a path, an open file, a PIL image, an array of bytes, of another
        size, gray or with transparency. It is read upright, cut and scaled to what the model takes.
    white : float, optional
        The value that such a picture has where it is white: by default 255 if the model takes integers or begins
        by dividing (a `Rescaling` layer), else 1.

    Returns
    -------
    dict
        Layer name -> ndarray, (H, W, C), or (N, H, W, C) for a batch, in the order in which the layers work.
        A layer of a model within the model is ``"model/layer"``; what a layer gives when it is used again is
        ``"layer:2"``. Layers whose output is no stack of maps (flatten, dense) are left out.

    Raises
    ------
    ValueError
        If the model has no defined input, or no maps, or `image` is no picture and not what it takes.
    TypeError
        If `image` is nothing that could be a picture.
    """
    batch, single = picture_batch(model, image, white)
    maps = {name: value for name, value in layer_outputs(model, batch).items() if value.ndim == 4}
    if not maps:
        raise ValueError(f"model {model.name!r} has no layer with maps, that is with output (N, H, W, C)")
    if empty := [name for name, value in maps.items() if value.size == 0]:
        raise ValueError(f"image is too small, {batch.shape[1]}×{batch.shape[2]}: nothing is left of it in {empty[0]}")
    return {name: value[0] for name, value in maps.items()} if single else maps


def layer_outputs(model, batch):
    """What every layer gives for a batch that is what the model takes: layer name -> ndarray, (N, ...)."""
    found = {}
    with _listening(model, found), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The structure of `inputs`")  # one image, also in a list or a dict
        try:
            model(batch, training=False)
        except Exception as error:  # Keras's own, or whatever the backend says of a picture that is too small
            last = f"after {list(found)[-1]}" if found else "at its first layer"
            raise ValueError(
                f"model {model.name!r} fails {last} on images of shape {batch.shape[1:]}"
                f" (too small for it, or the model itself is at fault): {_first_line(error)}"
            ) from error
    return {name: keras.ops.convert_to_numpy(value) for name, value in found.items()}


def _first_line(error):
    """What an error says first, without Keras's frame around it and the codes that print it bold."""
    lines = (re.sub(r"\x1b\[\d*m", "", line).strip() for line in str(error).splitlines())
    return next((line for line in lines if line and not line.startswith("Exception enc")), type(error).__name__)


@contextmanager
def _listening(model, found):
    # Keras has no hooks, and models cut out of a model lose its inner models and add to the reader's layers. So each
    # layer's `call` is stood in for, on this one object, and put back: this sees layers used twice, and inner ones.
    layers = list(_layers_within(model))

    def listen(name, call):
        def heard(*args, **kwargs):
            value = call(*args, **kwargs)
            if keras.ops.is_tensor(value):
                again = sum(other.rpartition(":")[0] == name or other == name for other in found)
                found[f"{name}:{again + 1}" if again else name] = value
            return value

        return heard

    try:
        for name, layer in layers:
            object.__setattr__(layer, "call", listen(name, layer.call))
        yield
    finally:
        for _, layer in layers:
            layer.__dict__.pop("call", None)


def _layers_within(model, path="", seen=None):
    """(Name, layer) of every layer that computes; models within the model are gone through, not named."""
    seen = set() if seen is None else seen
    for layer in model.layers:
        if isinstance(layer, keras.layers.InputLayer) or id(layer) in seen:
            continue
        seen.add(id(layer))
        if isinstance(layer, keras.Model) and layer.layers:
            yield from _layers_within(layer, f"{path}{layer.name}/", seen)
        else:
            yield path + layer.name, layer


def picture_batch(model, image, white=None):
    """`image` as a batch (N, H, W, C) that the model takes, in float32; and whether it was a single one."""
    shape = _input_shape(model)
    array = None if _is_file(image) else np.asarray(image)
    if array is None or array.ndim < 3 or not _fits(array, shape):
        if shape[-1] not in (1, 3):
            raise ValueError(
                f"image has {_form(array)}; the model takes arrays of {shape} (height, width, channels), and no"
                " picture has that many channels"
            )
        many = array is not None and array.ndim == 4
        white = _white(model) if white is None else white
        fitted = [_fit(one, shape) for one in (array if many else [image])]
        if not fitted:
            raise ValueError(f"image is an empty batch of shape {array.shape}; expected at least one image")
        return np.stack(fitted) * np.float32(white), not many
    if array.size == 0:
        raise ValueError(f"image is an empty batch of shape {array.shape}; expected at least one image")
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


def _is_file(image):
    return isinstance(image, str | os.PathLike | Image.Image) or hasattr(image, "read")


def _fit(one, shape):
    try:
        return crop_and_resize(one, shape)
    except TypeError as error:
        raise TypeError(f"image is no picture: {error}") from None


def _fits(array, shape):
    sides = zip(shape, array.shape[-3:], strict=True)
    return array.ndim in (3, 4) and array.dtype.kind == "f" and all(side in (None, n) for side, n in sides)


def _form(array):
    return "no shape of its own" if array is None else f"shape {array.shape} and dtype {array.dtype}"


def _white(model):
    """255 where the model takes bytes: as integers, or because the first thing that it does is to divide by many."""
    if "int" in keras.backend.standardize_dtype(model.inputs[0].dtype):
        return 255
    first = next((layer for _, layer in _layers_within(model)), None)
    divides = isinstance(first, keras.layers.Rescaling) and np.max(np.abs(first.scale)) <= 1 / 64
    return 255 if divides else 1
