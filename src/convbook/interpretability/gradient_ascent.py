"""Gradient ascent on images: the part of a model up to a layer, total variation in TensorFlow, Adam on the pixels."""

import keras
import numpy as np
import tensorflow as tf


def submodel(model, layer, *, linear=False):
    """The part of a model from its one input to `layer`, a keras.Model.

    With `linear` the layer's own activation, softmax or ReLU, is left out: logits instead of probabilities, and
    negative activations, too. Then the layer's weights are copied; else all are shared. ValueError if there is no such
    layer.
    """
    names = [one.name for one in model.layers]
    if layer not in names:
        raise ValueError(f"model {model.name!r} has no layer {layer!r}; it has {', '.join(names)}")
    last = model.get_layer(layer)
    if not linear or not hasattr(last, "activation"):
        return keras.Model(model.inputs[0], last.output, name=f"to_{layer}")
    copy = type(last).from_config({**last.get_config(), "activation": None})
    part = keras.Model(model.inputs[0], copy(last.input), name=f"to_{layer}_linear")
    copy.set_weights(last.get_weights())
    return part


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
    x = tf.Variable(np.asarray(start, np.float32))
    optimizer = keras.optimizers.Adam(learning_rate)
    optimizer.build([x])
    rng = np.random.default_rng(seed)

    @tf.function(reduce_retracing=True)
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
