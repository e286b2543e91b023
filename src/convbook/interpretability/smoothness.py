"""How rough a picture is: its total variation, and how much of it lies in high frequencies."""

import numpy as np


def total_variation(X, beta=2):
    r"""Sum of the differences between neighboring pixels, one number for each picture.

    .. math:: V_\beta(x) = \sum_{i,j,c} \left((x_{i+1,j,c} - x_{ijc})^2 + (x_{i,j+1,c} - x_{ijc})^2\right)^{\beta/2}

    A neighbor beyond the edge counts as equal (Mahendran and Vedaldi 2016). With
    `beta` 2 it is a plain sum of squares; with 1 a step costs its height,
    however many pixels it is spread over.

    Parameters
    ----------
    X : ndarray, (H, W, C) or (N, H, W, C)
    beta : float
        At least 1.

    Returns
    -------
    float, or ndarray (N,)

    Raises
    ------
    ValueError
        If `X` has another rank, or `beta` is below 1.
    """
    down, right = _differences(X, beta)
    return np.sum((down**2 + right**2) ** (beta / 2), axis=(-3, -2, -1))


def total_variation_grad(X, beta=2):
    """Gradient of `total_variation`, shape of `X`; where nothing differs it is 0, also with `beta` below 2."""
    down, right = _differences(X, beta)
    squares = down**2 + right**2
    factor = beta * np.power(squares, beta / 2 - 1, out=np.zeros_like(squares), where=squares > 0)
    down, right = factor * down, factor * right
    # each difference pulls at two pixels: away from the one that is taken off, towards the other
    dX = -down - right
    dX[..., 1:, :, :] += down[..., :-1, :, :]
    dX[..., :, 1:, :] += right[..., :, :-1, :]
    return dX


def _differences(X, beta):
    X = np.asarray(X)
    X = X if X.dtype.kind == "f" else X.astype(float)
    if X.ndim not in (3, 4):
        raise ValueError(f"X has shape {X.shape}; expected (H, W, C) or (N, H, W, C)")
    if not beta >= 1:
        raise ValueError(f"beta is {beta!r}; expected a number of at least 1")
    down = np.diff(X, axis=-3, append=X[..., -1:, :, :])
    return down, np.diff(X, axis=-2, append=X[..., :, -1:, :])


def high_frequency_share(X, above=0.25):
    """Share of a picture's energy in waves shorter than ``1 / above`` pixels.

    The energy is what differs from each channel's mean, split by the
    two-dimensional Fourier transform; by Parseval's theorem the parts sum to
    the whole.

    Parameters
    ----------
    X : ndarray, (H, W, C) or (N, H, W, C)
    above : float
        In cycles per pixel; the length of the two-dimensional frequency. A checkerboard has 0.71, the highest.

    Returns
    -------
    float, or ndarray (N,)
        NaN for a picture without differences. White noise has the share of frequencies that lie above: 0.8 for 0.25.

    Raises
    ------
    ValueError
        If `X` has another rank.
    """
    X = np.asarray(X, float)
    if X.ndim not in (3, 4):
        raise ValueError(f"X has shape {X.shape}; expected (H, W, C) or (N, H, W, C)")
    energy = np.abs(np.fft.fft2(X, axes=(-3, -2))) ** 2
    energy[..., 0, 0, :] = 0  # the mean
    down, right = np.fft.fftfreq(X.shape[-3]), np.fft.fftfreq(X.shape[-2])
    high = np.hypot(down[:, None], right) > above
    total = energy.sum(axis=(-3, -2, -1))
    part = energy[..., high, :].sum(axis=(-2, -1))
    return np.divide(part, total, out=np.full(np.shape(total), np.nan), where=total > 1e-12 * X[..., 0, 0, 0].size)[()]
