"""How local a filter's answers are, and the templates of interpretable filters (Zhang et al. 2018)."""

import numpy as np

TAU, BETA = 50.0, 4.0


def locality(maps, radius=2):
    """Share of each map that lies around its largest activation.

    Parameters
    ----------
    maps : ndarray, (N, H, W, C)
        Not negative.
    radius : int
        The window reaches so many places to each side of the (first) largest activation; at the edge of the map it
        is cut off.

    Returns
    -------
    ndarray, (N, C)
        1 for a map with a single bright spot, the window's share of the area for an even one; NaN where a map is 0
        everywhere.

    Raises
    ------
    ValueError
        If `maps` has another rank or negative numbers.
    """
    maps = np.asarray(maps)
    _check(maps)
    if not (maps >= 0).all():
        raise ValueError("maps holds negative numbers or NaN; expected activations after ReLU")
    # some pictures at a time: the sums over windows are as large as the maps
    return np.concatenate([_share_around_peak(maps[k : k + 64], radius) for k in range(0, len(maps), 64)])


def _share_around_peak(maps, radius):
    n, h, w, c = maps.shape
    side = 2 * radius + 1
    padded = np.pad(maps, ((0, 0), (radius, radius), (radius, radius), (0, 0)))
    rows = sum(padded[:, i : i + h] for i in range(side))
    windows = sum(rows[:, :, j : j + w] for j in range(side)).reshape(n, h * w, c)
    at = maps.reshape(n, h * w, c).argmax(axis=1)
    inside, total = np.take_along_axis(windows, at[:, None], axis=1)[:, 0], maps.sum(axis=(1, 2))
    return np.divide(inside, total, out=np.full((n, c), np.nan), where=total > 0)


def peak_spread(peaks):
    """How far each channel's peaks are spread over the map, as a standard deviation in places.

    Parameters
    ----------
    peaks : ndarray, (H, W, C)
        For how many pictures the largest activation is at that place, as `layer_answers` counts them.

    Returns
    -------
    ndarray, (C,)
        The root of the variance of the rows plus that of the columns; 0 if all are at one place, NaN without peaks.
    """
    peaks = np.asarray(peaks, float)
    total = peaks.sum(axis=(0, 1))
    shares = np.divide(peaks, total, out=np.full(peaks.shape, np.nan), where=total > 0)
    variance = 0
    for along, places in ((shares.sum(axis=1), len(peaks)), (shares.sum(axis=0), peaks.shape[1])):
        at = np.arange(places)[:, None]
        variance = variance + (along * at**2).sum(axis=0) - (along * at).sum(axis=0) ** 2
    return np.sqrt(np.maximum(variance, 0))


def place_templates(n, *, tau=TAU, beta=BETA):
    r"""What a filter's map should look like if its part is at one place, for each of them; and if it is nowhere.

    The template for place :math:`\mu` falls off with the distance in steps along rows and columns,

    .. math:: t_{ij} = \frac{\tau}{n^2} \max\left(1 - \beta\,\frac{\|(i, j) - \mu\|_1}{n},\, -1\right),

    and the last one, for a part that is not there, is :math:`-\tau/n^2` everywhere (Zhang et al. 2018, who
    have 0.5 for `tau`, for networks with larger activations than ours).

    Parameters
    ----------
    n : int
        Side of the maps.
    tau, beta : float

    Returns
    -------
    ndarray, (n·n + 1, n, n)
        Place by place, row by row, then the one for nowhere.
    """
    i, j = np.indices((n, n))
    far = np.abs(i[None, None] - i[..., None, None]) + np.abs(j[None, None] - j[..., None, None])
    places = np.maximum(1 - beta * far.reshape(n * n, n, n) / n, -1)
    return tau / n**2 * np.concatenate([places, np.full((1, n, n), -1.0)])


def template_information(maps, templates):
    r"""What one filter's maps and the templates tell of each other: their mutual information, in nats.

    .. math:: I = \sum_T p(T) \sum_x p(x|T) \log \frac{p(x|T)}{p(x)}, \qquad
              p(x|T) = \frac{e^{\langle x, T \rangle}}{\sum_{x'} e^{\langle x', T \rangle}}

    All templates are equally likely; :math:`p(x) = \sum_T p(T)\,p(x|T)`. The loss of Zhang et al. (2018) is
    :math:`-I`, for each filter.

    Parameters
    ----------
    maps : ndarray, (N, n, n, C)
        Of N pictures.
    templates : ndarray, (T, n, n)

    Returns
    -------
    ndarray, (C,)
        From 0, where the templates cannot tell the pictures apart, to ``log(N)`` at the most.

    Raises
    ------
    ValueError
        If the maps and the templates differ in their sides.
    """
    maps, templates = np.asarray(maps, float), np.asarray(templates, float)
    _check(maps)
    if maps.shape[1:3] != templates.shape[1:]:
        raise ValueError(f"maps are {maps.shape[1:3]} but templates {templates.shape[1:]}; expected the same sides")
    n, h, w, c = maps.shape
    patterns = templates.reshape(-1, h * w)
    some = (maps[..., k : k + 16].reshape(n, h * w, -1) for k in range(0, c, 16))  # T times N numbers for each filter
    return np.concatenate([_information(np.tensordot(patterns, rows, axes=(1, 1))) for rows in some])


def _information(fit):
    """From how well each template fits each map, (T, N, C), what they tell of each other, (C,)."""
    log_given = fit - _log_sum_exp(fit, axis=1)
    log_all = _log_sum_exp(log_given, axis=0) - np.log(len(fit))
    return (np.exp(log_given) * (log_given - log_all)).sum(axis=(0, 1)) / len(fit)


def _log_sum_exp(values, axis):
    largest = values.max(axis=axis, keepdims=True)
    return largest + np.log(np.exp(values - largest).sum(axis=axis, keepdims=True))


def _check(maps):
    if maps.ndim != 4 or maps.size == 0:
        raise ValueError(f"maps has shape {maps.shape}; expected (pictures, height, width, channels)")
