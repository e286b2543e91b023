"""Answers that come from elsewhere than convbook: TensorFlow with its automatic gradients."""

import os

import numpy as np
import tensorflow as tf
from hypothesis import HealthCheck, settings

CASES = int(os.environ.get("CONVBOOK_CASES", 200))  # of the main property; the smaller ones take a fixed part of it


def cases(part=1):
    """Hypothesis settings for `CASES // part` examples, the same ones in every run."""
    slow_first = [HealthCheck.too_slow]  # the first example pays for TensorFlow's warm-up
    return settings(
        max_examples=max(CASES // part, 1),
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=slow_first,
    )


def tensorflow_conv2d(X, F, dO=None, *, stride=(1, 1), padding="valid", dilation=(1, 1)):
    """O, and with `dO` also dF and dX, in float64 and in the ranks that convbook promises."""
    images, filters = (tf.constant(np.asarray(array, np.float64)) for array in (X, F))
    with tf.GradientTape() as tape:
        tape.watch([images, filters])
        batch = tf.reshape(images, (1,) * (X.ndim < 4) + X.shape + (1,) * (X.ndim == 2))
        bank = _spread(tf.reshape(filters, F.shape + (1,) * (4 - F.ndim)), dilation)
        padding = padding.upper() if isinstance(padding, str) else padding
        if not isinstance(padding, str):
            sides = ((padding, padding),) * 2 if isinstance(padding, int) else padding
            batch, padding = tf.pad(batch, ((0, 0), *sides, (0, 0))), "VALID"
        O = tf.nn.conv2d(batch, bank, stride, padding)
        O = O if X.ndim == 4 else O[0]
        O = O if F.ndim == 4 else O[..., 0]
    if dO is None:
        return O.numpy()
    dF, dX = tape.gradient(O, [filters, images], output_gradients=tf.constant(np.asarray(dO, np.float64)))
    return O.numpy(), dF.numpy(), dX.numpy()


def tensorflow_pool2d(op, X, dO, size, stride):
    """O and dX of ``tf.nn.max_pool2d`` or ``tf.nn.avg_pool2d``, in the rank of `X`."""
    images = tf.constant(X)
    with tf.GradientTape() as tape:
        tape.watch(images)
        O = op(tf.reshape(images, (1,) * (X.ndim < 4) + X.shape + (1,) * (X.ndim == 2)), size, stride, "VALID")
        O = O if X.ndim == 4 else O[0]
        O = O if X.ndim > 2 else O[..., 0]
    return O.numpy(), tape.gradient(O, images, output_gradients=tf.constant(dO)).numpy()


def tensorflow_gradient(f, *inputs):
    """f(*inputs) and its gradients with respect to each of them, for an `f` made of TensorFlow's functions."""
    inputs = [tf.constant(np.asarray(array, np.float64)) for array in inputs]
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        answer = f(*inputs)
    return answer.numpy(), *(gradient.numpy() for gradient in tape.gradient(answer, inputs))


def _spread(filters, dilation):
    """The same filter with zeros between its taps: TensorFlow has no dilated gradients in float64 on the CPU."""
    kh, kw, C, K = filters.shape
    (down, across) = dilation
    apart = tf.reshape(filters, (kh, 1, kw, 1, C, K))
    apart = tf.pad(apart, ((0, 0), (0, down - 1), (0, 0), (0, across - 1), (0, 0), (0, 0)))
    apart = tf.reshape(apart, (kh * down, kw * across, C, K))
    return apart[: (kh - 1) * down + 1, : (kw - 1) * across + 1]
