"""Cells of the visual cortex as formulas: simple cells as Gabor filters, and the S- and C-cells of the Neocognitron."""

import numpy as np

from convbook.arguments import as_numbers
from convbook.nn.activations import relu
from convbook.nn.conv import conv2d
from convbook.nn.pooling import avg_pool2d


def gabor(size, wavelength, angle=0.0, phase=0.0, sigma=None):
    """A Gabor filter: a wave of stripes under a round bump.

    Parameters
    ----------
    size : int
        Side in pixels.
    wavelength : float
        From stripe to stripe, in pixels.
    angle : float
        Which way the wave runs, in radians; 0 is to the right, so that the stripes stand upright.
    phase : float
        Where the wave begins, in radians: 0 has a light stripe in the middle, -pi/2 an edge.
    sigma : float, optional
        Width of the bump in pixels, half a wavelength if not given.

    Returns
    -------
    ndarray, (size, size)
        Its largest possible value is 1.

    Raises
    ------
    ValueError
        If a length is not positive.
    """
    sigma = wavelength / 2 if sigma is None else sigma
    if not (size >= 1 and wavelength > 0 and sigma > 0):
        raise ValueError(f"size, wavelength and sigma are {size}, {wavelength} and {sigma}; expected positive numbers")
    middle = (size - 1) / 2
    y, x = np.mgrid[:size, :size] - middle
    along = x * np.cos(angle) + y * np.sin(angle)
    return np.exp(-(x**2 + y**2) / (2 * sigma**2)) * np.cos(2 * np.pi * along / wavelength + phase)


def gabor_fit(F, angles=16, wavelengths=(2, 2.5, 3, 4, 6, 8), sigmas=(0.7, 1, 1.5, 2.5)):
    """How much of each filter the best of many Gabor filters explains, any phase and height allowed.

    Parameters
    ----------
    F : ndarray, (kh, kh, K)
        Square filters of one channel.
    angles : int
        How many angles are tried, from 0 to pi.
    wavelengths, sigmas : sequences of float
        Which are tried, in pixels.

    Returns
    -------
    ndarray, (K,)
        The share of a filter's sum of squares, from 0 to 1.
    """
    F = as_numbers(F, "F", {3: "(kh, kh, K)"})
    flat, best = F.reshape(-1, F.shape[2]), np.zeros(F.shape[2])
    for angle in np.arange(angles) * np.pi / angles:
        for wavelength in wavelengths:
            for sigma in sigmas:
                pair = [gabor(len(F), wavelength, angle, phase, sigma).ravel() for phase in (0, -np.pi / 2)]
                basis, _ = np.linalg.qr(np.transpose(pair))  # two waves a quarter apart make one of any phase
                best = np.maximum(best, ((basis.T @ flat) ** 2).sum(axis=0) / (flat**2).sum(axis=0))
    return best


def s_cells(X, F, threshold):
    """What S-cells answer: how much the input looks like their pattern, if it does so enough.

    Each compares its window with its pattern `F`, scaled to length 1. The cosine of the angle between the two is 1
    if they are alike; what exceeds the threshold is kept, times the length of what is in the window: the S-cell of
    Fukushima (1980), simplified.

    Parameters
    ----------
    X : ndarray, (H, W, C)
    F : ndarray, (kh, kw, C, K)
    threshold : float
        From 0 to 1, which is not included.

    Returns
    -------
    ndarray, (H', W', K)
    """
    X, F = as_numbers(X, "X", {3: "(H, W, C)"}), as_numbers(F, "F", {4: "(kh, kw, C, K)"})
    if not 0 <= threshold < 1:
        raise ValueError(f"threshold is {threshold}; expected a cosine, from 0 to below 1")
    alike = conv2d(X, F / np.sqrt((F**2).sum(axis=(0, 1, 2))))
    length = np.sqrt(np.maximum(conv2d(X**2, np.ones(F.shape[:3])), 0))
    return relu(alike - threshold * length[..., None]) / (1 - threshold)


def c_cells(S, size, stride=1):
    """What C-cells answer: whether one of the S-cells near them did, no matter which.

    The mean of a window, bent by ``x / (x + 0.05)``, so that few cells that answer count nearly as much as many.

    Parameters
    ----------
    S : ndarray, (H, W, K)
    size, stride : int

    Returns
    -------
    ndarray, (H', W', K)
    """
    near = avg_pool2d(as_numbers(S, "S", {3: "(H, W, K)"}), size, stride)
    return near / (near + 0.05)
