"""A Keras model's outputs for many images, batch by batch."""

import numpy as np


def predict_in_batches(model, images, batch_size=64):
    """The model's outputs (N, ...) for images (N, H, W, C), which may be `ImageFiles`.

    Beside the outputs, only one batch is in memory.
    """
    # not model.predict: it compiles the network anew for every model and for the last, smaller batch
    outputs = None
    for start in range(0, len(images), batch_size):
        batch = np.asarray(images[start : start + batch_size], np.float32)
        predicted = np.asarray(model(batch, training=False))
        if outputs is None:
            outputs = np.empty((len(images), *predicted.shape[1:]), predicted.dtype)
        outputs[start : start + len(batch)] = predicted
    return outputs
