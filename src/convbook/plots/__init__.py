"""Figures as functions of arrays: `ax=None` in, `ax` (or an array of them) out, in the colours of `palette`."""

from .faces import class_counts, face_grid
from .grids import convolution_steps, matrices
from .images import image_row
from .maps import channel_shares, feature_map_grid
from .pixels import pixel_numbers, window_sums, zooms
from .training import readings, training_curves

__all__ = [
    "channel_shares",
    "class_counts",
    "convolution_steps",
    "face_grid",
    "feature_map_grid",
    "image_row",
    "matrices",
    "pixel_numbers",
    "readings",
    "training_curves",
    "window_sums",
    "zooms",
]
