"""How a classifier errs: recall, the most frequent confusions, the most confident mistakes, calibration."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from convbook.arguments import as_classes, as_int, as_numbers


class Confusion(NamedTuple):
    """How often images of class `true_label` were classified as `predicted_label`, of how many in that class."""

    true_label: int
    predicted_label: int
    n_confused: int
    n_images: int


def frequent_confusions(counts, n=10):
    """The most frequent mistakes, the most frequent first.

    Parameters
    ----------
    counts : ndarray, (K, K)
        A confusion matrix as scikit-learn's ``confusion_matrix`` gives it: rows are the true labels.
    n : int
        How many at most.

    Returns
    -------
    list of Confusion
        Of equally frequent ones those first that are a larger fraction of their class, then in the order of labels.
    """
    counts, n = _check_square(counts), as_int(n, "n", 0)
    totals = counts.sum(axis=1)
    pairs = [Confusion(i, j, int(counts[i, j]), int(totals[i])) for i, j in np.argwhere(counts).tolist() if i != j]
    return sorted(pairs, key=lambda pair: (-pair.n_confused, pair.n_images, pair.true_label, pair.predicted_label))[:n]


def recalls(counts):
    """Recall of each class, (K,), from a confusion matrix (K, K); NaN for a class without images."""
    counts = _check_square(counts)
    totals = counts.sum(axis=1)
    return np.divide(np.diag(counts), totals, out=np.full(len(counts), np.nan), where=totals > 0)


class Mistake(NamedTuple):
    """A misclassified image: its index, its label, the predicted label, and the probability given to either."""

    image_index: int
    true_label: int
    predicted_label: int
    predicted_probability: float
    true_probability: float


def worst_mistakes(probabilities, labels, n=10):
    """The `n` most confident mistakes of a classifier, a list of `Mistake`; arguments and errors of `calibration`."""
    probabilities, labels = _check_predictions(probabilities, labels)
    n = as_int(n, "n", 0)
    predictions = probabilities.argmax(axis=1)
    mistakes = []
    for i in np.flatnonzero(predictions != labels).tolist():
        true, predicted = int(labels[i]), int(predictions[i])
        mistakes.append(Mistake(i, true, predicted, float(probabilities[i, predicted]), float(probabilities[i, true])))
    return sorted(mistakes, key=lambda mistake: -mistake.predicted_probability)[:n]


@dataclass(frozen=True, eq=False)
class Calibration:
    """A reliability diagram as numbers: `confidence` and `accuracy` of the predictions in bins of confidence.

    For the bins that hold predictions: the mean probability of the predicted label, the fraction that is correct, and
    `counts`. `edges` has the borders of all bins.
    """

    confidence: np.ndarray
    accuracy: np.ndarray
    counts: np.ndarray
    edges: np.ndarray

    @property
    def expected_calibration_error(self):
        """The mean distance of accuracy and confidence, bins weighted by their counts."""
        return float(np.average(np.abs(self.accuracy - self.confidence), weights=self.counts))


def calibration(probabilities, labels, bins=10):
    """Bin the predictions by confidence, and compute the accuracy of each bin.

    Parameters
    ----------
    probabilities : ndarray, (N, K)
        Each row sums to 1.
    labels : ndarray, (N,)
        The true labels.
    bins : int
        Equally wide, from 0 to 1; each has its upper border, the first also 0.

    Returns
    -------
    Calibration

    Raises
    ------
    ValueError, TypeError
        If the shapes do not belong together, a row of `probabilities` does not sum to 1, or a label is no class.
    """
    from sklearn.calibration import calibration_curve

    probabilities, labels = _check_predictions(probabilities, labels)
    bins = as_int(bins, "bins", 1, 10_000)
    confidence = probabilities.max(axis=1).clip(0, 1)
    is_correct = probabilities.argmax(axis=1) == labels
    accuracy, mean_confidence = calibration_curve(is_correct, confidence, n_bins=bins, pos_label=True)
    edges = np.linspace(0, 1, bins + 1)
    counts = np.bincount(np.searchsorted(edges[1:-1], confidence), minlength=bins)  # scikit-learn's own bins
    return Calibration(mean_confidence, accuracy, counts[counts > 0], edges)


def _check_square(counts):
    counts = as_numbers(counts, "counts", {2: "(K, K)"})
    if counts.shape[0] != counts.shape[1]:
        raise ValueError(f"counts has shape {counts.shape}; expected (K, K), a row and a column for each label")
    if counts.min() < 0:
        raise ValueError(f"counts hold {counts.min():g}; expected how often each label was predicted, from 0")
    return counts


def _check_predictions(probabilities, labels):
    p = as_numbers(probabilities, "probabilities", {2: "(N, K)"}).astype(float)
    if p.min() < -1e-3 or not np.allclose(p.sum(axis=1), 1, atol=1e-3):
        raise ValueError("probabilities has rows that do not sum to 1; expected what a softmax gives")
    return p, as_classes(labels, "labels", len(p), p.shape[1], f"probabilities have {p.shape[1]} columns")
