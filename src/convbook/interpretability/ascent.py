"""What the methods share that look for a picture: a layer's answers as a function, and steps on pixels."""

import keras
import numpy as np
import tensorflow as tf


def reader(model, layer, *, linear=False):
    """The model up to `layer`, as a model of its own.

    Parameters
    ----------
    model : keras.Model
        With one input.
    layer : str
    linear : bool
        Leave out what the layer does last, its softmax or ReLU: scores instead of probabilities, and negative
        answers, too. Then the layer's weights are copied; else all are shared.

    Returns
    -------
    keras.Model

    Raises
    ------
    ValueError
        If there is no such layer.
    """
    names = [one.name for one in model.layers]
    if layer not in names:
        raise ValueError(f"model {model.name!r} has no layer {layer!r}; it has {', '.join(names)}")
    last = model.get_layer(layer)
    if not linear or not hasattr(last, "activation"):
        return keras.Model(model.inputs[0], last.output, name=f"to_{layer}")
    bare = type(last).from_config({**last.get_config(), "activation": None})
    answers = keras.Model(model.inputs[0], bare(last.input), name=f"to_{layer}_linear")
    bare.set_weights(last.get_weights())
    return answers


def in_batches(model, images, batch_size=64):
    """What the model gives for images (N, H, W, C), (N, ...); beside the answers only one batch is in memory."""
    answers = np.empty((len(images), *model.output_shape[1:]), np.float32)
    for start in range(0, len(images), batch_size):
        part = np.asarray(images[start : start + batch_size], np.float32)
        answers[start : start + len(part)] = model(part, training=False)
    return answers


def variation(x, beta=2.0):
    """`convbook.total_variation` of each picture (N, H, W, C) in TensorFlow, (N,)."""
    down = tf.pad(x[:, 1:] - x[:, :-1], [[0, 0], [0, 1], [0, 0], [0, 0]])
    right = tf.pad(x[:, :, 1:] - x[:, :, :-1], [[0, 0], [0, 0], [0, 1], [0, 0]])
    squares = tf.square(down) + tf.square(right)
    # where nothing differs the power has no derivative below 2; a constant there has derivative 0
    powers = squares if beta == 2 else tf.where(squares > 0, tf.where(squares > 0, squares, 1.0) ** (beta / 2), 0.0)
    return tf.reduce_sum(powers, axis=(1, 2, 3))


def climb(objective, start, *, steps, learning_rate, jitter=0, seed=0, box=(0.0, 1.0)):
    """Adam on the pixels themselves, each step followed by a cut to `box`.

    Parameters
    ----------
    objective : function (N, H, W, C) -> (N,)
        In TensorFlow; to be made large, for each picture by itself.
    start : ndarray, (N, H, W, C)
    steps : int
    learning_rate : float
        In units of a pixel: no number moves by much more in one step.
    jitter : int
        Before each gradient the pictures are moved by up to so many pixels, drawn by lot, around the edge.
    seed : int
        Of the jitter.
    box : (float, float)

    Returns
    -------
    (ndarray (N, H, W, C), ndarray (steps + 1, N))
        The last pictures, and the objective before each step and at the end (without jitter).
    """
    x = tf.Variable(np.asarray(start, np.float32))
    optimizer = keras.optimizers.Adam(learning_rate)
    optimizer.build([x])
    rng = np.random.default_rng(seed)

    @tf.function(reduce_retracing=True)
    def value_and_gradient(shift):
        with tf.GradientTape() as tape:
            moved = tf.roll(x, shift, axis=(1, 2)) if jitter else x
            value = objective(moved)
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
