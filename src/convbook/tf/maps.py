"""What a network makes of one picture, layer by layer."""

import keras
import numpy as np


def feature_maps(model, image):
    """The activations of every layer that still has the form of an image.

    Parameters
    ----------
    model : keras.Model
        Any Keras model with a defined input, sequential or functional.
    image : ndarray, (H, W, C) or (N, H, W, C)
        One image as the model takes it, or a batch; values from 0 to 1 for the book's networks.

    Returns
    -------
    dict
        Layer name -> ndarray, (H, W, C), or (N, H, W, C) for a batch, in the order of the
        layers. Layers whose output is no stack of maps (flatten, dense) are left out.

    Raises
    ------
    ValueError
        If the model has no defined input, or `image` is not what it takes.
    TypeError
        If `image` holds integers or no numbers.
    """
    try:
        shape = tuple(model.inputs[0].shape[1:])
    except (AttributeError, TypeError, IndexError):
        raise ValueError(
            f"model {model.name!r} has no defined input yet; build it with keras.Input, or call it on an image first"
        ) from None
    if len(model.inputs) != 1:
        raise ValueError(f"model {model.name!r} has {len(model.inputs)} inputs; feature_maps takes models of one image")
    image = _check_image(image, shape)
    layers = [
        layer
        for layer in model.layers
        if not isinstance(layer, keras.layers.InputLayer)
        and isinstance(layer.output, keras.KerasTensor)
        and len(layer.output.shape) == 4
    ]
    if not layers:
        raise ValueError(f"model {model.name!r} has no layer with maps, that is with output (N, H, W, C)")
    batch = image if image.ndim == 4 else image[None]
    outputs = keras.Model(model.inputs[0], {layer.name: layer.output for layer in layers})(batch, training=False)
    maps = {layer.name: np.asarray(outputs[layer.name]) for layer in layers}
    return maps if image.ndim == 4 else {name: batch_of_one[0] for name, batch_of_one in maps.items()}


def _check_image(image, shape):
    image = np.asarray(image)
    if image.ndim not in (3, 4) or any(s not in (None, n) for s, n in zip(shape, image.shape[-3:], strict=True)):
        raise ValueError(
            f"image has shape {image.shape}; the model takes images of {shape} (height, width, channels),"
            " one or a batch of them"
        )
    if image.size == 0:
        raise ValueError(f"image is an empty batch of shape {image.shape}; expected at least one image")
    if not np.issubdtype(image.dtype, np.floating):
        raise TypeError(
            f"image has dtype {image.dtype}; expected floats, from 0 to 1 for the book's networks: divide bytes by 255"
        )
    if not np.isfinite(image).all():
        raise ValueError("image holds NaN or infinity; expected finite numbers")
    return image.astype(np.float32, copy=False)
