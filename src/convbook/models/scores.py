"""Scores and probabilities of a Keras model: what comes before its softmax, and whether it has one."""

import keras
import numpy as np

from convbook.models.calls import linear_output


def scores_of(model, calls, output):
    """The logits (N, K), float32, of a pass through the model: `output`, without the softmax that it ends in.

    ValueError if the model has several outputs, or none of the form (N, K), or gives probabilities from which the
    softmax cannot be taken.
    """
    outputs = keras.tree.flatten(output)
    if len(outputs) != 1 or len(outputs[0].shape) != 2:
        shapes = " and ".join(str(("N", *one.shape[1:])).replace("'", "") for one in outputs)
        raise ValueError(f"model {model.name!r} gives {shapes}; expected one number for each class, (N, K)")
    last = next((call for call in reversed(calls.values()) if call.output is outputs[0]), None)
    scores = outputs[0] if last is None else linear_output(last)
    if scores is outputs[0] and hasattr(scores, "numpy") and _are_probabilities(scores):
        name = "what it ends in" if last is None else f"its last layer, {last.layer.name!r},"
        raise ValueError(
            f"model {model.name!r} gives probabilities, but {name} has no softmax that can be left out; end it with"
            " keras.layers.Softmax(), or with Dense(..., activation='softmax')"
        )
    return keras.ops.cast(scores, "float32")


def check_probabilities(model):
    """Raise unless the model gives probabilities (N, K): for two random images, rows that add up to 1."""
    shape = model.input_shape[1:]
    images = np.random.default_rng(0).random((2, *(side or 64 for side in shape)), np.float32)
    output = model(images, training=False)
    has_rows = keras.ops.is_tensor(output) and len(output.shape) == 2
    if has_rows and (_are_probabilities(output) or not np.isfinite(keras.ops.convert_to_numpy(output)).all()):
        return  # a network that has diverged gives NaN: of what kind it was cannot be told
    raise ValueError(
        f"model {model.name!r} does not give probabilities: what it gives for an image is not a row of numbers from 0"
        " on that add up to 1. Scores would be taken for probabilities, and little or nothing be learned;"
        " end the model with a softmax, such as keras.layers.Softmax()"
    )


def _are_probabilities(output):
    rows = keras.ops.convert_to_numpy(output).astype(np.float64)
    error = 1e-4 if output.dtype in ("float32", "float64") else 2e-2  # of half precision
    return bool((rows >= 0).all() and (np.abs(rows.sum(axis=1) - 1) < error).all())
