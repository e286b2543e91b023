"""Cells of the visual cortex as formulas: simple cells as Gabor filters, and the S- and C-cells of the Neocognitron."""

from itertools import product

import numpy as np

from convbook.arguments import as_finite, as_float, as_int, as_numbers
from convbook.nn.activations import relu
from convbook.nn.conv import conv2d
from convbook.nn.pooling import avg_pool2d

# The Gabor filters that `gabor_fit` tries: angles in radians, the others in pixels.
ANGLES = np.arange(16) * np.pi / 16
WAVELENGTHS = (2, 2.5, 3, 4, 6, 8)
SIGMAS = (0.7, 1, 1.5, 2.5)


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
    ValueError, TypeError
        If `size` is no whole number, a length is not positive or too small or large to compute with, or an angle is not
        finite.
    """
    size, wavelength = as_int(size, "size", 1, 10_000), _as_length(wavelength, "wavelength")
    sigma = wavelength / 2 if sigma is None else _as_length(sigma, "sigma")
    angle, phase = as_finite(angle, "angle"), as_finite(phase, "phase")
    middle = (size - 1) / 2
    y, x = np.mgrid[:size, :size] - middle
    along = x * np.cos(angle) + y * np.sin(angle)
    return np.exp(-(x**2 + y**2) / (2 * sigma**2)) * np.cos(2 * np.pi * along / wavelength + phase)


def _as_length(value, name):
    return as_float(value, name, "a number of pixels from 1e-6 to 1e6", lambda number: 1e-6 <= number <= 1e6)


def gabor_fit(F):
    """The fraction of each filter's sum of squares that the best Gabor filter of any phase and amplitude explains.

    Parameters
    ----------
    F : ndarray, (kh, kh, K)
        Square filters of one channel.

    Returns
    -------
    ndarray, (K,)
        From 0 to 1; 0 for a filter of zeros, of which there is nothing to explain.
    """
    F = as_numbers(F, "F", {3: "(kh, kh, K)"})
    if F.shape[0] != F.shape[1]:
        raise ValueError(f"F has shape {F.shape}; expected square filters, (kh, kh, K)")
    flat = F.reshape(-1, F.shape[2]).astype(float)
    flat = flat / np.maximum(np.abs(flat).max(axis=0), np.finfo(float).tiny)  # so that no square is too large or small
    energy = (flat**2).sum(axis=0)
    best = np.zeros(F.shape[2])
    for angle, wavelength, sigma in product(ANGLES, WAVELENGTHS, SIGMAS):
        pair = [gabor(len(F), wavelength, angle, phase, sigma).ravel() for phase in (0, -np.pi / 2)]
        basis, _ = np.linalg.qr(np.transpose(pair))  # two waves a quarter apart make one of any phase
        best = np.maximum(best, ((basis.T @ flat) ** 2).sum(axis=0) / np.where(energy > 0, energy, 1))
    return best


def s_cells(X, F, threshold):
    """Responses of S-cells: the cosine similarity of each window with a pattern, above a threshold.

    What exceeds the threshold is kept, times the length of the window: the S-cell of Fukushima (1980), simplified.

    Parameters
    ----------
    X : ndarray, (H, W, C)
    F : ndarray, (kh, kw, C, K)
        The patterns; each is scaled to length 1.
    threshold : float
        From 0 to 1, which is not included.

    Returns
    -------
    ndarray, (H', W', K)
    """
    X, F = as_numbers(X, "X", {3: "(H, W, C)"}), as_numbers(F, "F", {4: "(kh, kw, C, K)"})
    threshold = as_float(threshold, "threshold", "a cosine, from 0 to below 1", lambda number: 0 <= number < 1)
    lengths = np.sqrt((F**2).sum(axis=(0, 1, 2)))
    projection = conv2d(X, F / np.where(lengths > 0, lengths, 1))  # the cosine times the length
    length = np.sqrt(np.maximum(conv2d(X**2, np.ones(F.shape[:3])), 0))
    return relu(projection - threshold * length[..., None]) / (1 - threshold)


def c_cells(S, size, stride=1):
    """Responses of C-cells: average pooling of S-cell responses (H, W, K), saturated by ``x / (x + 0.05)``.

    So few cells that respond count nearly as much as many. `size` and `stride` as for `avg_pool2d`.
    """
    mean = avg_pool2d(as_numbers(S, "S", {3: "(H, W, K)"}), size, stride)
    return mean / (mean + 0.05)
