"""The third check of an equation: what TensorFlow's own operations and automatic gradients say."""

import tensorflow as tf


def tensorflow_values(X, F, weights, alpha, *, with_update=True):
    """All arrays that the equations name, in float64, for the loss ``sum(weights * sin(O))``.

    Parameters
    ----------
    X, F, weights : ndarray, (3, 3), (2, 2), (2, 2)
    alpha : float
        The step size of a plain Keras SGD.
    with_update : bool
        Whether to take that step: Keras needs some seconds to get ready.

    Returns
    -------
    dict of str to ndarray
        Among them ``"dO/dF"``, (2, 2, 2, 2), with the output's axes first.
    """
    images, filters = tf.constant(X, tf.float64), tf.Variable(F, dtype=tf.float64)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(images)
        O = tf.nn.conv2d(images[None, :, :, None], filters[:, :, None, None], strides=1, padding="VALID")[0, :, :, 0]
        loss = tf.reduce_sum(weights * tf.sin(O))
    values = {"alpha": alpha, "X": X, "F": F, "Fold": F, "O": O, "dL/dO": tape.gradient(loss, O)}
    one_output_each = tf.reshape(tf.eye(4, dtype=tf.float64), (4, 2, 2))
    for name, variable in (("F", filters), ("X", images)):
        values[f"dL/d{name}"] = tape.gradient(loss, variable)
        of_each = [tape.gradient(O, variable, output_gradients=one) for one in one_output_each]
        values[f"dO/d{name}"] = tf.reshape(tf.stack(of_each), (2, 2, *variable.shape))
    if with_update:
        tf.keras.optimizers.SGD(alpha).apply([values["dL/dF"]], [filters])
        values["Fnew"] = tf.identity(filters)
    return {name: value.numpy() if tf.is_tensor(value) else value for name, value in values.items()}
