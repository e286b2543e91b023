"""Figures as functions of arrays: `ax=None` in, `ax` (or an array of them) out, in the colours of `palette`."""

from .descent import contour_walks, decay_curves, filter_stages, parabola_walks, update_step
from .faces import class_counts, face_grid
from .grids import convolution_steps, matrices
from .images import image_row
from .maps import channel_shares, feature_map_grid
from .training import readings, training_curves

__all__ = [
    "channel_shares",
    "class_counts",
    "contour_walks",
    "convolution_steps",
    "decay_curves",
    "face_grid",
    "feature_map_grid",
    "filter_stages",
    "image_row",
    "matrices",
    "parabola_walks",
    "readings",
    "training_curves",
    "update_step",
]
