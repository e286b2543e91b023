"""The images and classes that a method is asked about, and what a network or another function predicts for them."""

import numpy as np

from convbook.arguments import as_classes, as_float32, as_numbers, check_function
from convbook.interpretability.deconvnet import Network

RANKS = {4: "(N, H, W, C)"}
ANY = object()  # in place of a network: it is not known


def as_images(images, network=ANY):
    """`images` as numbers (N, H, W, C) that `network` takes: bytes become numbers from 0 to 1.

    For a Keras model they become what `feature_maps` makes of them. Without a network, bytes are refused: a function
    alone does not say what white is for it.
    """
    if network is not ANY and not isinstance(network, Network):
        from convbook.interpretability.keras_gradients import as_batch

        return as_batch(network, images)
    numbers = as_numbers(images, "images", RANKS)
    if np.asarray(images).dtype != np.uint8:
        return numbers
    if network is ANY:
        raise TypeError(
            "images are bytes, from 0 to 255; give them as floats, divided by 255 if white is 1 for predict"
        )
    return numbers.astype(np.float32) / np.float32(255)


def as_fill(fill, shape):
    """What replaces pixels, in the given shape: a number, or an array that may lack the first axes."""
    numbers = as_float32(fill, "fill")
    try:
        return np.broadcast_to(numbers, shape)
    except ValueError:
        raise ValueError(f"fill has shape {numbers.shape}; expected one number, or an array of {shape}") from None


def class_outputs(predict, images, classes):
    """What `predict` gives for each image's class, (N,): one of its numbers (N, K)."""
    check_function(predict, "predict", "a Keras model, or partial(class_scores, network)")
    classes = as_classes(classes, "classes", len(images))
    outputs = np.asarray(predict(images))
    if outputs.ndim != 2 or len(outputs) != len(images) or outputs.dtype.kind not in "biuf":
        raise ValueError(
            f"predict gave {outputs.dtype} of shape {outputs.shape} for {len(images)} pictures; expected (N, K), one"
            " number for each class"
        )
    if not np.isfinite(outputs).all():
        raise ValueError("predict gave NaN or infinity; expected finite numbers")
    return outputs[np.arange(len(images)), as_classes(classes, "classes", len(images), outputs.shape[1])]
