"""A Keras model's outputs for many images, batch by batch."""

import numpy as np


def predict_in_batches(model, images, batch_size=64):
    """The model's outputs (N, ...) for images (N, H, W, C); beside them only one batch is in memory."""
    # not model.predict: it compiles the network anew for every model and for the last, smaller batch
    outputs = np.empty((len(images), *model.output_shape[1:]), np.float32)
    for start in range(0, len(images), batch_size):
        batch = np.asarray(images[start : start + batch_size], np.float32)
        outputs[start : start + len(batch)] = model(batch, training=False)
    return outputs
