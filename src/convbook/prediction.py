"""A Keras model's outputs for many images, batch by batch."""

import numpy as np

from convbook.arguments import as_float32, as_int, as_numbers


def check_model(model):
    """Raise unless `model` is a Keras model, or what can be called like one."""
    if not callable(model) or not hasattr(model, "layers"):
        raise TypeError(f"model is of type {type(model).__name__}; expected a Keras model, such as paper_cnn() gives")


def check_images(model, images):
    """The images, an array or `ImageFiles`, as what the model takes: (N, ...), at least one, shaped as its input."""
    check_model(model)
    if not hasattr(images, "shape"):
        images = as_numbers(images, "images")
    shapes = [(None, *tensor.shape[1:]) for tensor in model.inputs or ()]
    sizes = images.shape
    fits = any(len(s) == len(sizes) and all(w in (None, n) for w, n in zip(s, sizes, strict=True)) for s in shapes)
    if shapes and not fits or not len(sizes) or sizes[0] == 0:
        wanted = " or ".join(str(shape).replace("None", "N", 1) for shape in shapes) or "(N, H, W, C)"
        raise ValueError(f"images have shape {sizes}; expected what the model takes, {wanted}, with at least one image")
    is_bytes = not isinstance(images, np.ndarray) or images.dtype.kind in "biu"
    return images if is_bytes else as_float32(images, "images")


def predict_in_batches(model, images, batch_size=64):
    """The model's outputs (N, ...) for images (N, H, W, C), which may be `ImageFiles`.

    Beside the outputs, only one batch is in memory.
    """
    images, batch_size = check_images(model, images), as_int(batch_size, "batch_size", 1)
    # not model.predict: it compiles the network anew for every model and for the last, smaller batch
    outputs = None
    for start in range(0, len(images), batch_size):
        batch = np.asarray(images[start : start + batch_size], np.float32)
        predicted = np.asarray(model(batch, training=False))
        if outputs is None:
            outputs = np.empty((len(images), *predicted.shape[1:]), predicted.dtype)
        outputs[start : start + len(batch)] = predicted
    return outputs
