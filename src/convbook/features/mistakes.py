"""How a classifier errs: on whom, with what it confuses them, and how sure it was."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np


class Confusion(NamedTuple):
    """How often label `true` was answered with `answer`, and the number of pictures with that label."""

    true: int
    answer: int
    times: int
    of: int


def frequent_confusions(counts, n=10):
    """The most frequent mistakes, the commonest first.

    Parameters
    ----------
    counts : ndarray, (K, K)
        A confusion matrix as scikit-learn's ``confusion_matrix`` gives it: rows are the true labels.
    n : int
        How many at most.

    Returns
    -------
    list of Confusion
        Of equally frequent ones those first that are a larger share of their label, then in the order of labels.
    """
    counts = _square(counts)
    totals = counts.sum(axis=1)
    pairs = [Confusion(i, j, int(counts[i, j]), int(totals[i])) for i, j in np.argwhere(counts).tolist() if i != j]
    return sorted(pairs, key=lambda found: (-found.times, found.of, found.true, found.answer))[:n]


def recalls(counts):
    """The share of each label's pictures that were named right, (K,); NaN for a label without pictures."""
    counts = _square(counts)
    totals = counts.sum(axis=1)
    return np.divide(np.diag(counts), totals, out=np.full(len(counts), np.nan), where=totals > 0)


class Mistake(NamedTuple):
    """A picture that was named wrongly: its row, its label, the answer, and the probability given to either."""

    row: int
    true: int
    answer: int
    p_answer: float
    p_true: float


def worst_mistakes(probabilities, labels, n=10):
    """The pictures on which a classifier was surest of a wrong answer, the surest first.

    Parameters
    ----------
    probabilities : ndarray, (N, K)
        Each row sums to 1.
    labels : ndarray, (N,)
        The right answers.
    n : int
        How many at most.

    Returns
    -------
    list of Mistake
    """
    p, labels = _check(probabilities, labels)
    answers = p.argmax(axis=1)
    wrong = np.flatnonzero(answers != labels)
    first = wrong[np.argsort(-p[wrong, answers[wrong]], kind="stable")][:n]
    return [
        Mistake(int(i), int(labels[i]), int(answers[i]), float(p[i, answers[i]]), float(p[i, labels[i]])) for i in first
    ]


@dataclass(frozen=True, eq=False)
class Calibration:
    """What a classifier says of its certainty beside how often it is right, in bins of certainty.

    For the bins that hold pictures: `confidence`, the mean probability of
    the answers; `accuracy`, the share of them that was right; `counts`.
    `edges` has the borders of all bins.
    """

    confidence: np.ndarray
    accuracy: np.ndarray
    counts: np.ndarray
    edges: np.ndarray

    @property
    def error(self):
        """Expected calibration error: the mean distance of accuracy and confidence, bins weighed by their counts."""
        return float(np.average(np.abs(self.accuracy - self.confidence), weights=self.counts))


def calibration(probabilities, labels, bins=10):
    """Sort the answers by how probable they were said to be, and count the right ones.

    Parameters
    ----------
    probabilities : ndarray, (N, K)
        Each row sums to 1.
    labels : ndarray, (N,)
        The right answers.
    bins : int
        Equally wide, from 0 to 1; each has its upper border, the first also 0.

    Returns
    -------
    Calibration

    Raises
    ------
    ValueError
        If the shapes do not belong together, or a row of `probabilities` does not sum to 1.
    """
    from sklearn.calibration import calibration_curve

    p, labels = _check(probabilities, labels)
    sure, right = p.max(axis=1).clip(0, 1), p.argmax(axis=1) == labels
    accuracy, confidence = calibration_curve(right, sure, n_bins=bins, pos_label=True)
    edges = np.linspace(0, 1, bins + 1)
    counts = np.bincount(np.searchsorted(edges[1:-1], sure), minlength=bins)  # scikit-learn's own bins
    return Calibration(confidence, accuracy, counts[counts > 0], edges)


def _square(counts):
    counts = np.asarray(counts)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:
        raise ValueError(f"counts has shape {counts.shape}; expected (K, K), a row and a column for each label")
    return counts


def _check(probabilities, labels):
    p, labels = np.asarray(probabilities, float), np.asarray(labels)
    if p.ndim != 2 or labels.shape != p.shape[:1] or len(p) == 0:
        raise ValueError(f"probabilities has shape {p.shape}, labels {labels.shape}; expected (N, K) and (N,)")
    if not np.allclose(p.sum(axis=1), 1, atol=1e-3):
        raise ValueError("probabilities has rows that do not sum to 1; expected what a softmax gives")
    return p, labels
