"""From any picture to the batch that a Keras model takes."""

import os

import keras
import numpy as np
from PIL import Image

from convbook.arguments import as_finite, as_float32
from convbook.faces.crop import crop_and_resize
from convbook.models.calls import layers_within


def image_batch(model, image, white=None, name="image"):
    """`image` as a float32 batch (N, H, W, C) that the model takes; and whether it was a single image.

    An error calls it by its `name`.
    """
    shape = input_shape(model)
    is_file = isinstance(image, str | os.PathLike | Image.Image) or hasattr(image, "read")
    array = None if is_file else _as_array(image, name)
    if array is not None and array.size == 0:
        raise ValueError(f"{name} is an empty batch of shape {array.shape}; expected at least one image")
    if array is None or not _fits(array, shape):
        many = array is not None and array.ndim == 4
        white = white_value(model) if white is None else as_finite(white, "white")
        fitted = [_fit(one, shape, name) for one in (array if many else [image])]
        return as_float32(np.stack(fitted) * np.float64(white), f"white times {name}"), not many
    array = as_float32(array, name)
    return (array, False) if array.ndim == 4 else (array[None], True)


def input_shape(model):
    """(H, W, C) of the images that the model takes; H and W may be None."""
    if not isinstance(model, keras.Model):
        raise TypeError(f"model is of type {type(model).__name__}; expected a Keras model")
    try:
        shapes = [tuple(one.shape[1:]) for one in model.inputs]
    except (AttributeError, TypeError, ValueError):
        shapes = []
    if not shapes:
        raise ValueError(
            f"model {model.name!r} has no defined input yet; build it with keras.Input, or call it on an image first"
        )
    if len(shapes) != 1:
        raise ValueError(f"model {model.name!r} has {len(shapes)} inputs; expected a model of one image")
    if len(shapes[0]) != 3:
        raise ValueError(f"model {model.name!r} takes {shapes[0]}; expected images, (height, width, channels)")
    return shapes[0]


def white_value(model):
    """255 where the model takes bytes: as integers, or because the first thing that it does is to divide by many."""
    input_shape(model)  # raises if there is no one input
    if "int" in keras.backend.standardize_dtype(model.inputs[0].dtype):
        return 255
    first = next((layer for _, layer in layers_within(model)), None)
    divides = isinstance(first, keras.layers.Rescaling) and np.max(np.abs(first.scale)) <= 1 / 64
    return 255 if divides else 1


def _fits(array, shape):
    if array.ndim not in (3, 4) or array.dtype.kind != "f":
        return False
    return all(side in (None, n) for side, n in zip(shape, array.shape[-3:], strict=True))


def _as_array(image, name):
    try:
        return np.asarray(image)
    except ValueError:  # a ragged list
        raise TypeError(f"{name} is no picture, and no array: its rows differ in length") from None


def _fit(image, shape, name):
    if shape[-1] not in (1, 3):
        form = f"shape {np.shape(image)}" if isinstance(image, np.ndarray) else "no shape of its own"
        raise ValueError(
            f"{name} has {form}; the model takes arrays of {shape} (height, width, channels), and no picture has that"
            " many channels"
        )
    try:
        return crop_and_resize(image, shape)
    except (TypeError, ValueError) as error:
        raise type(error)(f"{name} is no picture: {error}") from None
