"""The digits that CS231n's second assignment prints for its students to compare with (Stanford, 2015 and later).

Its inputs are ``np.linspace`` in given shapes, channels first; its outputs are rounded to eight decimals, so that what
it calls a difference of about 1e-8 is all that can be asked.
"""

import numpy as np

from convbook.nn import activations, conv, layers, optimizers, pooling
from workshop.others import Outcome

TOLERANCE = 1e-6  # of the assignment's own relative error; it speaks of "around e-8" to "around e-7"


def relative_error(x, y):
    """The assignment's measure: the largest ``|x - y| / (|x| + |y|)``, with the divisor at least 1e-8."""
    return float(np.max(np.abs(x - y) / np.maximum(1e-8, np.abs(x) + np.abs(y))))


def outcomes():
    """One `Outcome` for each function of the assignment whose digits it prints."""
    found = []
    for operation, (ours, theirs) in {
        "convolution": _convolution(), "max pooling": _max_pooling(), "affine layer": _affine(), "ReLU": _relu(),
        "momentum": _momentum(), "Adam": _adam(), "Adam, mean": _adam(1), "Adam, mean of squares": _adam(2),
    }.items():  # fmt: skip
        theirs = np.array(theirs).reshape(np.shape(ours))
        found.append(Outcome("CS231n", operation, operation, relative_error(ours, theirs), TOLERANCE))
    return found


def _spaced(first, last, *shape):
    return np.linspace(first, last, num=int(np.prod(shape))).reshape(shape)


def _convolution():
    X, F = _spaced(-0.1, 0.5, 2, 3, 4, 4), _spaced(-0.2, 0.3, 3, 3, 4, 4)
    O = conv.conv2d(np.moveaxis(X, 1, -1), F.transpose(2, 3, 1, 0), np.linspace(-0.1, 0.2, 3), stride=2, padding=1)
    return np.moveaxis(O, -1, 1), [
        -0.08759809, -0.10987781, -0.18387192, -0.2109216, 0.21027089, 0.21661097, 0.22847626, 0.23004637,
        0.50813986, 0.54309974, 0.64082444, 0.67101435, -0.98053589, -1.03143541, -1.19128892, -1.24695841,
        0.69108355, 0.66880383, 0.59480972, 0.56776003, 2.36270298, 2.36904306, 2.38090835, 2.38247847,
    ]  # fmt: skip


def _max_pooling():
    X = np.moveaxis(_spaced(-0.3, 0.4, 2, 3, 4, 4), 1, -1)
    return np.moveaxis(pooling.max_pool2d(X, 2, 2), -1, 1), [
        -0.26315789, -0.24842105, -0.20421053, -0.18947368, -0.14526316, -0.13052632, -0.08631579, -0.07157895,
        -0.02736842, -0.01263158, 0.03157895, 0.04631579, 0.09052632, 0.10526316, 0.14947368, 0.16421053,
        0.20842105, 0.22315789, 0.26736842, 0.28210526, 0.32631579, 0.34105263, 0.38526316, 0.4,
    ]  # fmt: skip


def _affine():
    X, W, b = _spaced(-0.1, 0.5, 2, 120), _spaced(-0.2, 0.3, 120, 3), np.linspace(-0.3, 0.1, 3)
    return layers.dense(X, W, b), [1.49834967, 1.70660132, 1.91485297, 3.25553199, 3.5141327, 3.77273342]


def _relu():
    return activations.relu(_spaced(-0.5, 0.5, 3, 4)), [
        0, 0, 0, 0, 0, 0, 0.04545455, 0.13636364, 0.22727273, 0.31818182, 0.40909091, 0.5,
    ]  # fmt: skip


def _momentum():
    """The assignment keeps v = momentum * v - learning_rate * gradient; our m is its v / -learning_rate."""
    rate = 1e-3
    F, dF, v = (_spaced(first, last, 4, 5) for first, last in ((-0.4, 0.6), (-0.6, 0.4), (0.6, 0.9)))
    stepped, m = optimizers.momentum_step(F, dF, -v / rate, rate, 0.9)
    return np.stack([stepped, -rate * m]), [
        0.1406, 0.20738947, 0.27417895, 0.34096842, 0.40775789, 0.47454737, 0.54133684, 0.60812632, 0.67491579,
        0.74170526, 0.80849474, 0.87528421, 0.94207368, 1.00886316, 1.07565263, 1.14244211, 1.20923158, 1.27602105,
        1.34281053, 1.4096, 0.5406, 0.55475789, 0.56891579, 0.58307368, 0.59723158, 0.61138947, 0.62554737,
        0.63970526, 0.65386316, 0.66802105, 0.68217895, 0.69633684, 0.71049474, 0.72465263, 0.73881053, 0.75296842,
        0.76712632, 0.78128421, 0.79544211, 0.8096,
    ]  # fmt: skip


def _adam(part=0):
    F, dF, m, g2 = (_spaced(first, last, 4, 5) for first, last in ((-0.4, 0.6), (-0.6, 0.4), (0.6, 0.9), (0.7, 0.5)))
    stepped, (_, m, g2) = optimizers.adam_step(F, dF, (5, m, g2), 1e-2, epsilon=1e-8)
    return (stepped, m, g2)[part], (
        [
            -0.40094747, -0.34836187, -0.29577703, -0.24319299, -0.19060977, -0.1380274, -0.08544591, -0.03286534,
            0.01971428, 0.0722929, 0.1248705, 0.17744702, 0.23002243, 0.28259667, 0.33516969, 0.38774145, 0.44031188,
            0.49288093, 0.54544852, 0.59801459,
        ],
        [
            0.48, 0.49947368, 0.51894737, 0.53842105, 0.55789474, 0.57736842, 0.59684211, 0.61631579, 0.63578947,
            0.65526316, 0.67473684, 0.69421053, 0.71368421, 0.73315789, 0.75263158, 0.77210526, 0.79157895,
            0.81105263, 0.83052632, 0.85,
        ],
        [
            0.69966, 0.68908382, 0.67851319, 0.66794809, 0.65738853, 0.64683452, 0.63628604, 0.6257431, 0.61520571,
            0.60467385, 0.59414753, 0.58362676, 0.57311152, 0.56260183, 0.55209767, 0.54159906, 0.53110598,
            0.52061845, 0.51013645, 0.49966,
        ],
    )[part]  # fmt: skip
