"""How local a filter's activations are, and the templates of interpretable filters (Zhang et al. 2018)."""

import numpy as np
from scipy.ndimage import uniform_filter
from scipy.special import logsumexp

from convbook.arguments import as_float, as_int, as_numbers

TAU, BETA = 50.0, 4.0
RANKS = {4: "(pictures, height, width, channels)"}


def locality(maps, radius=2):
    """Fraction of each map's activation that lies around its maximum.

    Parameters
    ----------
    maps : ndarray, (N, H, W, C)
        Not negative.
    radius : int
        How many positions the window reaches to each side of the (first) maximum; it is cut off at the edge of the map.

    Returns
    -------
    ndarray, (N, C)
        1 for a map with a single bright spot, the window's fraction of the area for a uniform one; NaN where a map is 0
        everywhere.

    Raises
    ------
    ValueError
        If `maps` has another rank or negative numbers.
    """
    maps = as_numbers(maps, "maps", RANKS)
    if maps.min() < 0:
        raise ValueError(f"maps holds {maps.min()}, a negative number; expected activations after ReLU")
    n, h, w, c = maps.shape
    side = 2 * as_int(radius, "radius", 0) + 1
    window_means = uniform_filter(maps, (1, side, side, 1), np.result_type(maps, np.float32), mode="constant")
    peaks = maps.reshape(n, h * w, c).argmax(axis=1, keepdims=True)
    inside = side**2 * np.take_along_axis(window_means.reshape(n, h * w, c), peaks, axis=1)[:, 0]
    total = maps.sum(axis=(1, 2))
    return np.divide(inside, total, out=np.full((n, c), np.nan), where=total > 0)


def peak_spread(peak_counts):
    """Standard deviation of the position of each channel's maximum, in positions of the map.

    Parameters
    ----------
    peak_counts : ndarray, (H, W, C)
        For how many images the maximum is at that position, as `layer_statistics` counts them.

    Returns
    -------
    ndarray, (C,)
        The root of the variance of the rows plus that of the columns; 0 if all are at one position, NaN without peaks.
    """
    counts = as_numbers(peak_counts, "peak_counts", {3: "(H, W, C)"}).astype(float)
    if counts.min() < 0:
        raise ValueError(f"peak_counts holds {counts.min()}; expected how often each position was the maximum")
    total = counts.sum(axis=(0, 1))
    fractions = np.divide(counts, total, out=np.full(counts.shape, np.nan), where=total > 0)
    variance = _variance(fractions.sum(axis=1)) + _variance(fractions.sum(axis=0))
    return np.sqrt(np.maximum(variance, 0))


def _variance(fractions):
    """Of a position along one side, (C,), from the fractions that lie at each, (n, C)."""
    positions = np.arange(len(fractions))[:, None]
    return (fractions * positions**2).sum(axis=0) - (fractions * positions).sum(axis=0) ** 2


def location_templates(n, *, tau=TAU, beta=BETA):
    r"""The template of a filter whose part is at one position, for each position, and that for an absent part.

    The template for row :math:`i_0` and column :math:`j_0` falls off with the distance in steps along rows and columns,

    .. math:: \Theta_{ij} = \frac{\tau}{H^2} \max\left(1 - \beta\,\frac{|i - i_0| + |j - j_0|}{H},\, -1\right),

    and the last one is :math:`-\tau/H^2` everywhere (Zhang et al. 2018, who have 0.5 for `tau`, for networks with
    larger activations than ours).

    Parameters
    ----------
    n : int
        Side of the maps, :math:`H`.
    tau, beta : float

    Returns
    -------
    ndarray, (n·n + 1, n, n)
        Position by position, row by row, then the one for an absent part.
    """
    n = as_int(n, "n", 1)
    tau, beta = (
        as_float(x, name, "a number up to 1e6", lambda y: abs(y) <= 1e6) for x, name in ((tau, "tau"), (beta, "beta"))
    )
    i, j = np.indices((n, n))
    distances = np.abs(i[None, None] - i[..., None, None]) + np.abs(j[None, None] - j[..., None, None])
    positions = np.maximum(1 - beta * distances.reshape(n * n, n, n) / n, -1)
    return tau / n**2 * np.concatenate([positions, np.full((1, n, n), -1.0)])


def mutual_information(maps, templates):
    r"""Mutual information of each filter's maps and the templates, in nats.

    .. math:: I = \sum_\Theta P(\Theta) \sum_A P(A|\Theta) \log \frac{P(A|\Theta)}{P(A)}, \qquad
              P(A|\Theta) = \frac{e^{\langle A, \Theta \rangle}}{\sum_{A'} e^{\langle A', \Theta \rangle}}

    All templates are equally likely; :math:`P(A) = \sum_\Theta P(\Theta)\,P(A|\Theta)`. The loss of Zhang et al. (2018)
    is :math:`-I`, for each filter.

    Parameters
    ----------
    maps : ndarray, (N, n, n, C)
        Of N images.
    templates : ndarray, (templates, n, n)

    Returns
    -------
    ndarray, (C,)
        From 0, where the templates cannot tell the images apart, to ``log(N)`` at the most.

    Raises
    ------
    ValueError
        If the maps and the templates differ in their sides.
    """
    maps = as_numbers(maps, "maps", RANKS).astype(float)
    templates = as_numbers(templates, "templates", {3: "(templates, n, n)"}).astype(float)
    if maps.shape[1:3] != templates.shape[1:]:
        raise ValueError(f"maps are {maps.shape[1:3]} but templates {templates.shape[1:]}; expected the same sides")
    information = []
    for channel in range(maps.shape[-1]):
        products = np.tensordot(templates, maps[..., channel], axes=((1, 2), (1, 2)))  # (templates, N)
        log_given = products - logsumexp(products, axis=1, keepdims=True)  # log P(A|Θ)
        log_all = logsumexp(log_given, axis=0) - np.log(len(templates))  # log P(A)
        information.append((np.exp(log_given) * (log_given - log_all)).sum() / len(templates))
    return np.array(information)
