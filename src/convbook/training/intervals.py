"""Confidence intervals of an accuracy on a test set of n images, and the probability of a result given a few runs."""

import numpy as np

from convbook.arguments import as_flag, as_int, as_numbers, as_share


def accuracy_interval(correct, n, level=0.95):
    """The exact (Clopper-Pearson) confidence interval of an accuracy of `correct` out of `n`.

    Parameters
    ----------
    correct, n : int
        Correct predictions, and images.
    level : float between 0 and 1
        How often such an interval holds the true accuracy, at least.

    Returns
    -------
    (float, float)
        At the lower end, `correct` or more have the probability ``(1 - level) / 2``; at the upper end, `correct` or
        fewer have it.

    Raises
    ------
    ValueError, TypeError
        If `correct` is no whole number from 0 to `n`, `n` is below 1, or `level` is not between 0 and 1.
    """
    from scipy.stats import binomtest

    correct, n = _check_counts(correct, n)
    level = as_share(level, "level")
    interval = binomtest(correct, n).proportion_ci(level, method="exact")
    return float(interval.low), float(interval.high)


def count_probabilities(n, accuracies, *, exact=False):
    """The probability of each number of correct predictions of one more run, given the accuracies of earlier runs.

    With `exact`, the mean p of the accuracies is taken as the true one, and the
    count is binomial. The variance of the accuracy is ``p (1 - p) / n``.

    But m runs do not determine p exactly, and runs may vary by more than a
    binomial does. So the next accuracy has the mean p and the variance
    ``(1 + 1 / m) max(s**2, p (1 - p) / n)``, where ``s**2`` is the variance over
    the runs (divided by m - 1): the part 1 is the next run's own, the part 1 / m
    that of the mean. The count is beta-binomial with these two moments: the
    success probability itself is drawn anew for each run.

    Parameters
    ----------
    n : int
        Images in the test set.
    accuracies : array_like, (m,)
        From 0 to 1, one for each run.
    exact : bool
        Take their mean as exact.

    Returns
    -------
    ndarray, (n + 1,)
        The probabilities of 0, 1, ..., n; they sum to 1.

    Raises
    ------
    ValueError, TypeError
        If `n` is no whole number from 1 on, or `accuracies` are not shares.
    """
    n = as_int(n, "n", 1)
    return _distribution(n, accuracies, exact).pmf(np.arange(n + 1))


def tail_probability(correct, n, accuracies, *, exact=False):
    """The probability that one more run classifies at least `correct` of `n` images correctly, given earlier runs.

    Parameters
    ----------
    correct, n : int
        Correct predictions, and images.
    accuracies : array_like, (m,)
        From 0 to 1, one for each run.
    exact : bool
        As for `count_probabilities`, which has the formula.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    ValueError, TypeError
        If `correct` is no whole number from 0 to `n`, `n` is below 1, or `accuracies` are not shares.
    """
    correct, n = _check_counts(correct, n)
    return float(_distribution(n, accuracies, exact).sf(correct - 1))


def two_sided_probability(correct, n, accuracies, *, exact=False):
    """The probability of a count as far out as `correct`, on either side: twice the smaller tail, and at most 1.

    `tail_probability` alone would call a result likely that lies far *below* all that one expects.

    Parameters
    ----------
    correct, n, accuracies, exact
        As for `tail_probability`.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    ValueError, TypeError
        As for `tail_probability`.
    """
    correct, n = _check_counts(correct, n)
    counts = _distribution(n, accuracies, exact)
    return float(min(1, 2 * min(counts.cdf(correct), counts.sf(correct - 1))))


def _distribution(n, accuracies, exact):
    """The count of one more run, as a distribution of SciPy's."""
    from scipy.stats import betabinom, binom

    accuracies = as_numbers(accuracies, "accuracies", {1: "(m,), one for each run"})
    if accuracies.min() < 0 or accuracies.max() > 1:
        raise ValueError(f"accuracies is {accuracies.tolist()}; expected a list of shares from 0 to 1, at least one")
    m, p = len(accuracies), accuracies.mean()
    binomial_variance = p * (1 - p) / n
    if as_flag(exact, "exact") or binomial_variance == 0 or n == 1:
        return binom(n, p)
    sample_variance = accuracies.var(ddof=1) if m > 1 else 0.0
    variance = (1 + 1 / m) * max(sample_variance, binomial_variance)
    # below 1: no variance is above p (1 - p), where all predictions of a run are correct or none is
    intraclass_correlation = min((variance / binomial_variance - 1) / (n - 1), 1 - 1e-9)
    a_plus_b = 1 / intraclass_correlation - 1
    return betabinom(n, p * a_plus_b, (1 - p) * a_plus_b)


def _check_counts(correct, n):
    correct, n = as_int(correct, "correct", 0), as_int(n, "n", 1)
    if correct > n:
        raise ValueError(f"correct is {correct} of n = {n}; expected at most n")
    return correct, n
