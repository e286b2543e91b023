"""Losses, each with its gradient below it.

Every loss takes first what the network said and then what was right (Keras and scikit-learn take them the other way
round), and returns one number, the mean over the batch as in both. A gradient is taken with respect to the first
argument, and has its shape. Classes are integer labels ``0 ... K-1`` of shape (N,), or one-hot rows of shape (N, K);
a single example may come without the batch axis: (K,) and one label.
"""

import numpy as np

from convbook.arguments import as_classes, as_numbers, as_type_of, check_shape
from convbook.nn.activations import softmax

RANKS = {1: "(K,)", 2: "(N, K)"}
LEAST_PROBABILITY = 1e-7  # the logarithm of 0 is not finite; Keras takes the same


def mse(predictions, targets):
    """Mean squared error: the mean of ``(predictions - targets)**2`` over all elements, whatever the shape."""
    predictions, targets = _same_shapes(predictions, "predictions", targets, "targets")
    return np.mean((predictions - targets) ** 2)


def mse_grad(predictions, targets):
    """Gradient of `mse` with respect to the predictions: ``2 * (predictions - targets)``, divided by their number."""
    predictions, targets = _same_shapes(predictions, "predictions", targets, "targets")
    return 2 * (predictions - targets) / predictions.size


def hinge(scores, labels):
    """Mean of ``max(0, 1 - labels * scores)`` over all elements; the labels are -1 and +1, shaped as the scores."""
    scores, labels = _signs(scores, labels)
    return np.mean(np.maximum(0, 1 - labels * scores))


def hinge_grad(scores, labels):
    """Gradient of `hinge` with respect to the scores: ``-labels`` where the margin was below 1, over their number."""
    scores, labels = _signs(scores, labels)
    return np.where(labels * scores < 1, -labels, 0) / scores.size


def cross_entropy(probabilities, labels):
    """Mean of ``-log(p)``, where p is the probability given to the right class.

    A `p` below 1e-7 counts as 1e-7, as in Keras, so that the loss stays finite.

    Parameters
    ----------
    probabilities : array_like, (N, K)
        One row per example; each adds up to 1.
    labels : array_like, (N,) of int or (N, K) one-hot
        The right classes.

    Raises
    ------
    TypeError, ValueError
        If a probability is outside of [0, 1], a row does not add up to 1, a label is no class or a shape does not fit.
    """
    P, onehot = _probabilities(probabilities, labels)
    return -np.mean(np.log(np.maximum(P[onehot], LEAST_PROBABILITY)))


def cross_entropy_grad(probabilities, labels):
    """``-1 / (N * p)`` at the right class, 0 elsewhere, and 0 where `p` was below 1e-7 and the loss is flat."""
    P, onehot = _probabilities(probabilities, labels)
    active = onehot & (P > LEAST_PROBABILITY)
    return np.where(active, -1 / np.where(active, P, 1) / len(P), 0).reshape(np.shape(probabilities))


def softmax_cross_entropy(logits, labels):
    """`cross_entropy` of the softmax of the logits, in one step that never takes the logarithm of 0.

    Parameters
    ----------
    logits : array_like, (N, K)
        One row of scores per example.
    labels : array_like, (N,) of int or (N, K) one-hot
        The right classes.
    """
    Z, onehot = _classes(as_numbers(logits, "logits", RANKS), "logits", labels)
    with np.errstate(over="ignore"):  # two logits may lie further apart than float reaches; exp(-inf) is the right 0
        Z = Z - Z.max(axis=1, keepdims=True)  # the same softmax; now exp does not overflow and its sum is 1 at least
    return np.mean(np.log(np.exp(Z).sum(axis=1)) - Z[onehot])


def softmax_cross_entropy_grad(logits, labels):
    """``(softmax(logits) - onehot) / N``: the probability of each class, less 1 at the right one."""
    Z, onehot = _classes(as_numbers(logits, "logits", RANKS), "logits", labels)
    return ((softmax(Z) - onehot.astype(Z.dtype)) / len(Z)).reshape(np.shape(logits))


def _same_shapes(first, first_name, second, second_name):
    first = as_numbers(first, first_name)
    second = as_type_of(first, second, second_name)
    check_shape(second, second_name, first.shape, f"the shape of {first_name}")
    return first, second


def _signs(scores, labels):
    scores, labels = _same_shapes(scores, "scores", labels, "labels")
    wrong = labels[np.abs(labels) != 1]
    if wrong.size:
        raise ValueError(f"labels hold {wrong[0]}; expected only -1 and +1: 2 * labels - 1 makes them from 0 and 1")
    return scores, labels.astype(scores.dtype)  # integer labels leave float32 scores what they are


def _probabilities(probabilities, labels):
    P = as_numbers(probabilities, "probabilities", RANKS)
    if P.min() < 0 or P.max() > 1:
        wrong = P.min() if P.min() < 0 else P.max()
        raise ValueError(
            f"probabilities hold {wrong}; expected numbers in [0, 1]: logits go into softmax_cross_entropy"
        )
    sums = P.sum(axis=-1)
    if np.abs(sums - 1).max() > 1e-3:
        wrong = sums.flat[np.abs(sums - 1).argmax()]
        raise ValueError(f"probabilities have a row that adds up to {wrong}; expected 1: pass them through softmax")
    return _classes(P, "probabilities", labels)


def _classes(rows, name, labels):
    """`rows` as (N, K), and a mask of that shape which is true at the right class of each row."""
    K, values = rows.shape[-1], as_numbers(labels, "labels")
    if values.shape == rows.shape:
        onehot = values == 1
        if (onehot | (values == 0)).min() == 0 or (onehot.sum(axis=-1) != 1).any():
            raise ValueError(
                f"labels have the shape of {name}, {rows.shape}; expected one-hot rows: a single 1, else 0"
            )
        return rows.reshape(-1, K), onehot.reshape(-1, K)
    check_shape(values, "labels", rows.shape[:-1], f"one class per row of {name}, or {rows.shape}, one-hot")
    as_classes(labels, "labels", rows.shape[:-1], K, f"{name} have {K} columns")
    return rows.reshape(-1, K), (values[..., np.newaxis] == np.arange(K)).reshape(-1, K)
