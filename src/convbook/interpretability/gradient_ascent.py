"""Gradient ascent on images: the part of a model up to a layer, total variation in TensorFlow, Adam on the pixels."""

from numbers import Real

import keras
import numpy as np
import tensorflow as tf

from convbook.arguments import as_float, as_int
from convbook.models.calls import activation_name, layer_called, linear_output, run
from convbook.models.pictures import image_batch, input_shape


def submodel(model, layer, *, linear=False):
    """The part of a model from its one input to `layer`: a function from images (N, H, W, C) to float32, (N, ...).

    With `linear` the layer's own activation, softmax or ReLU, is left out, however it is written: logits instead of
    probabilities, and negative activations, too; ``linear="softmax"`` leaves out nothing but a softmax. Layers are
    named as in `feature_maps`. ValueError if there is no such layer.
    """
    input_shape(model)  # raises if it takes no images
    without = linear if linear != "softmax" else activation_name(layer_called(model, layer)) == "softmax"
    layer_called(model, layer)

    def part(images):
        _, calls = run(model, images)
        if layer not in calls:
            raise ValueError(f"model {model.name!r} has no layer {layer!r}; it has {', '.join(calls)}")
        return tf.cast(linear_output(calls[layer]) if without else calls[layer].output, tf.float32)

    return part


def first_images(model, start, shape, white):
    """Where a search begins, (N, H, W, C) with white at 1: one number for all pixels, or images of the model's.

    `shape` is that of the result; `start` may lack the first axis, or have it of length 1.
    """
    if "int" in keras.backend.standardize_dtype(model.inputs[0].dtype):
        raise ValueError(f"model {model.name!r} takes integers: there is no gradient with respect to its pixels")
    if isinstance(start, Real):
        if None in shape:
            raise ValueError(f"start is {start}, and model {model.name!r} takes images of any size: give it an image")
        images = np.full(
            shape,
            as_float(start, "start", "a number from 0 to 1, or images", lambda gray: abs(gray) <= 1e6),
            np.float32,
        )
    else:
        images, _ = image_batch(model, start, name="start")
        images = images / np.float32(white)
    sides_fit = all(side in (None, n) for side, n in zip(shape[1:], images.shape[1:], strict=True))
    if len(images) not in (1, shape[0]) or not sides_fit:
        raise ValueError(f"start is {images.shape}; expected one image or {shape[0]}, one for each, of {shape[1:]}")
    return np.broadcast_to(images, (shape[0], *images.shape[1:]))


def total_variation_tf(x):
    """`convbook.total_variation` of each image (N, H, W, C) in TensorFlow, (N,)."""
    down = tf.pad(x[:, 1:] - x[:, :-1], [[0, 0], [0, 1], [0, 0], [0, 0]])
    right = tf.pad(x[:, :, 1:] - x[:, :, :-1], [[0, 0], [0, 0], [0, 1], [0, 0]])
    return tf.reduce_sum(tf.square(down) + tf.square(right), axis=(1, 2, 3))


def gradient_ascent(objective, start, *, steps, learning_rate, jitter=0, seed=0, box=(0.0, 1.0)):
    """Gradient ascent with Adam on the pixels, each step followed by clipping to `box`.

    Parameters
    ----------
    objective : function (N, H, W, C) -> (N,)
        In TensorFlow; maximized for each image by itself.
    start : ndarray, (N, H, W, C)
    steps : int
    learning_rate : float
        In units of a pixel: no pixel changes by much more in one step.
    jitter : int
        Before each gradient the images are shifted by up to so many pixels, drawn at random, around the edge.
    seed : int
        Of the jitter.
    box : (float, float)

    Returns
    -------
    (ndarray (N, H, W, C), ndarray (steps + 1, N))
        The last images, and the objective before each step and at the end (without jitter).
    """
    steps, jitter = as_int(steps, "steps", 0), as_int(jitter, "jitter", 0)
    learning_rate = as_float(learning_rate, "learning_rate", "a number above 0, at most 1,000", lambda a: 0 < a <= 1000)
    seed = as_int(seed, "seed", 0)
    x = tf.Variable(np.asarray(start, np.float32))
    optimizer = keras.optimizers.Adam(learning_rate)
    optimizer.build([x])
    rng = np.random.default_rng(seed)

    @tf.function(reduce_retracing=True, autograph=False)
    def value_and_gradient(shift):
        with tf.GradientTape() as tape:
            shifted = tf.roll(x, shift, axis=(1, 2)) if jitter else x
            value = objective(shifted)
            loss = -tf.reduce_sum(value)
        return value, tape.gradient(loss, x)

    history = []
    for _ in range(steps):
        shift = rng.integers(-jitter, jitter + 1, size=2) if jitter else np.zeros(2, int)
        value, gradient = value_and_gradient(tf.constant(shift, tf.int32))
        history.append(value.numpy())
        optimizer.apply([gradient], [x])
        x.assign(tf.clip_by_value(x, *box))
    history.append(objective(x).numpy())
    return x.numpy(), np.array(history)
