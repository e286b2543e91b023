"""How sure a share of right answers is: what a test part of n faces leaves open, and what a few runs leave open."""

from functools import cache

import numpy as np

from convbook.arguments import as_int


def accuracy_interval(right, n, level=0.95):
    """The accuracies that `right` answers of `n` leave open: the exact interval of Clopper and Pearson.

    Parameters
    ----------
    right, n : int
        How many of how many.
    level : float between 0 and 1
        How often such an interval holds the true accuracy, at least.

    Returns
    -------
    (float, float)
        At the lower end, `right` answers or more have the chance ``(1 - level) / 2``; at the upper end, `right` or
        fewer have it.

    Raises
    ------
    ValueError, TypeError
        If `right` is no whole number from 0 to `n`, `n` is below 1, or `level` is not between 0 and 1.
    """
    right, n = _counts(right, n)
    if not 0 < level < 1:
        raise ValueError(f"level is {level!r}; expected a number between 0 and 1, such as 0.95")
    return _exact(right, n, level)


@cache  # SciPy searches for both ends, which takes a while
def _exact(right, n, level):
    from scipy.stats import binomtest

    interval = binomtest(right, n).proportion_ci(level, method="exact")
    return float(interval.low), float(interval.high)


def chance_of(right, n, accuracies, *, exact=False):
    """How likely one more run names at least `right` of `n` faces, when earlier runs had these accuracies.

    With `exact`, the mean p of the accuracies is taken for the true one, and
    the answers are `n` throws of a coin: a binomial distribution. Its variance,
    as a share, is ``p (1 - p) / n``.

    But m runs do not tell p exactly, and runs may scatter by more than a coin
    does. So the next share has the mean p and the variance
    ``(1 + 1 / m) max(s**2, p (1 - p) / n)``, where ``s**2`` is the variance over
    the runs (divided by m - 1): the part 1 is the next run's own, the part 1 / m
    that of the mean. The beta-binomial distribution has these two moments: the
    coin itself is drawn anew for each run.

    Parameters
    ----------
    right, n : int
        How many of how many.
    accuracies : array_like, (m,)
        Shares from 0 to 1, one for each run.
    exact : bool
        Take their mean for exact.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    ValueError, TypeError
        If `right` is no whole number from 0 to `n`, `n` is below 1, or `accuracies` are not shares.
    """
    from scipy.stats import betabinom, binom

    right, n = _counts(right, n)
    accuracies = np.asarray(accuracies, float)
    if accuracies.ndim != 1 or not len(accuracies) or not np.all((accuracies >= 0) & (accuracies <= 1)):
        raise ValueError(f"accuracies is {accuracies.tolist()}; expected a list of shares from 0 to 1, at least one")
    m, p = len(accuracies), accuracies.mean()
    coin = p * (1 - p) / n
    if exact or coin == 0 or n == 1:
        return float(binom.sf(right - 1, n, p))
    scatter = accuracies.var(ddof=1) if m > 1 else 0.0
    # how alike two answers of one run are; no share has a variance above p (1 - p), where all are the same
    alike = ((1 + 1 / m) * max(scatter, coin) / coin - 1) / (n - 1)
    a_and_b = 1 / min(alike, 1 - 1e-9) - 1
    return float(betabinom.sf(right - 1, n, p * a_and_b, (1 - p) * a_and_b))


def _counts(right, n):
    right, n = as_int(right, "right", 0), as_int(n, "n", 1)
    if right > n:
        raise ValueError(f"right is {right} of n = {n}; expected at most n right answers")
    return right, n
