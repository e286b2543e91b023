"""SciPy and scikit-image on random cases: what they call correlation, convolution, block reduction and softmax."""

import numpy as np
from scipy import ndimage, signal, special
from skimage.measure import block_reduce

from convbook.interpretability.heatmaps import sobel_magnitude
from convbook.nn import activations, conv, losses, pooling
from workshop.others import Outcome

CASES = 200  # of each operation
TOLERANCE = 1e-12  # relative to the largest number: both compute in float64


def outcomes():
    """One `Outcome` for each of `CASES` random cases of each operation below."""
    found = []
    for (suite, operation), case in OPERATIONS.items():
        rng = np.random.default_rng(0)
        for number in range(CASES):
            ours, theirs = map(np.asarray, case(rng))
            same = ours.shape == theirs.shape
            error = np.abs(ours - theirs).max() / max(1.0, np.abs(theirs).max()) if same else np.inf
            found.append(Outcome(suite, operation, f"{operation} {number}", float(error), TOLERANCE))
    return found


def _plane(rng, least=1, most=12):
    return rng.normal(size=rng.integers(least, most + 1, 2))


def _correlation(rng):
    X, F = _plane(rng, 5), _plane(rng, 1, 5)
    return conv.conv2d(X, F), signal.correlate2d(X, F, "valid")


def _correlation_same(rng):
    X, F = _plane(rng, 5), rng.normal(size=2 * rng.integers(0, 3, 2) + 1)
    return conv.conv2d(X, F, padding="same"), ndimage.correlate(X, F, mode="constant")


def _strided(rng):
    X, F, (s, t) = _plane(rng, 5), _plane(rng, 1, 5), rng.integers(1, 4, 2)
    return conv.conv2d(X, F, stride=(s, t)), signal.correlate2d(X, F, "valid")[::s, ::t]


def _filter_gradient(rng):
    X, F = _plane(rng, 5), _plane(rng, 1, 5)
    dO = rng.normal(size=np.subtract(X.shape, F.shape) + 1)
    return conv.conv2d_filter_grad(dO, X, F.shape), signal.correlate2d(X, dO, "valid")


def _input_gradient(rng):
    X, F = _plane(rng, 5), _plane(rng, 1, 5)
    dO = rng.normal(size=np.subtract(X.shape, F.shape) + 1)
    return conv.conv2d_input_grad(dO, F, X.shape), signal.convolve2d(dO, F, "full")


def _pooling(ours, theirs):
    def case(rng):
        (h, w), blocks = rng.integers(1, 5, 2), rng.integers(1, 5, 2)
        X = rng.normal(size=(h * blocks[0], w * blocks[1]))
        return getattr(pooling, ours)(X, (h, w)), block_reduce(X, (h, w), theirs)

    return case


def _sobel(rng):
    X = _plane(rng, 3)
    across, down = (ndimage.sobel(X, axis, mode="nearest") / 8 for axis in (1, 0))
    return sobel_magnitude(X[None, :, :, None])[0], np.hypot(across, down)


def _logits(rng):
    return rng.normal(scale=rng.choice([1, 30, 1000]), size=rng.integers(1, 9, 2))


def _softmax(rng):
    Z = _logits(rng)
    return activations.softmax(Z), special.softmax(Z, axis=-1)


def _sigmoid(rng):
    Z = _logits(rng)
    return activations.sigmoid(Z), special.expit(Z)


def _cross_entropy(rng):
    Z = _logits(rng)
    labels = rng.integers(0, Z.shape[1], len(Z))
    return losses.softmax_cross_entropy(Z, labels), -special.log_softmax(Z, axis=-1)[np.arange(len(Z)), labels].mean()


OPERATIONS = {
    ("SciPy", "convolution, valid"): _correlation,
    ("SciPy", "convolution, same"): _correlation_same,
    ("SciPy", "convolution with stride"): _strided,
    ("SciPy", "gradient of the filter"): _filter_gradient,
    ("SciPy", "gradient of the input"): _input_gradient,
    ("SciPy", "edges (Sobel)"): _sobel,
    ("SciPy", "softmax"): _softmax,
    ("SciPy", "sigmoid"): _sigmoid,
    ("SciPy", "softmax and cross-entropy"): _cross_entropy,
    ("scikit-image", "max pooling"): _pooling("max_pool2d", np.max),
    ("scikit-image", "average pooling"): _pooling("avg_pool2d", np.mean),
    ("scikit-image", "sum pooling"): _pooling("sum_pool2d", np.sum),
}
