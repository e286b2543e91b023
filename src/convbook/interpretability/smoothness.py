"""Smoothness of an image: its total variation, and the fraction of its energy in high frequencies."""

import numpy as np

from convbook.arguments import as_finite, as_numbers


def total_variation(X):
    """Sum of the squared differences between neighboring pixels, one number for each image.

    A neighbor beyond the edge counts as equal (Mahendran and Vedaldi 2016, with a power of 2).

    Parameters
    ----------
    X : ndarray, (H, W, C) or (N, H, W, C)

    Returns
    -------
    float, or ndarray (N,)

    Raises
    ------
    ValueError
        If `X` has another rank.
    """
    X = _as_images(X)
    down = np.square(np.diff(X, axis=-3)).sum(axis=(-3, -2, -1))
    right = np.square(np.diff(X, axis=-2)).sum(axis=(-3, -2, -1))
    return down + right


def high_frequency_fraction(X, above=0.25):
    """Fraction of an image's spectral energy above a frequency; the mean of each channel does not count.

    Parameters
    ----------
    X : ndarray, (H, W, C) or (N, H, W, C)
    above : float
        In cycles per pixel; the length of the two-dimensional frequency. A checkerboard has 0.71, the highest.

    Returns
    -------
    float, or ndarray (N,)
        NaN for a constant image. White noise has the fraction of frequencies that lie above: 0.8 for 0.25.

    Raises
    ------
    ValueError
        If `X` has another rank.
    """
    X, above = _as_images(X), as_finite(above, "above")
    energy = np.abs(np.fft.fft2(X, axes=(-3, -2))) ** 2
    energy[..., 0, 0, :] = 0  # the mean
    down, right = np.fft.fftfreq(X.shape[-3]), np.fft.fftfreq(X.shape[-2])
    high = np.hypot(down[:, None], right) > above
    total = energy.sum(axis=(-3, -2, -1))
    part = energy[..., high, :].sum(axis=(-2, -1))
    return np.divide(part, total, out=np.full(np.shape(total), np.nan), where=total > 1e-12 * X[..., 0, 0, 0].size)[()]


def _as_images(X):
    return as_numbers(X, "X", {3: "(H, W, C)", 4: "(N, H, W, C)"}).astype(float)
