"""Figures as functions of arrays: `ax=None` in, `ax` (or an array of them) out, in the colours of `palette`."""

from .faces import class_counts, face_grid
from .grids import convolution_steps, matrices
from .images import image_row
from .maps import channel_shares, feature_map_grid
from .networks import filter_grid, layer_volumes, loss_curves, valley_paths
from .training import readings, training_curves

__all__ = [
    "channel_shares",
    "class_counts",
    "convolution_steps",
    "face_grid",
    "feature_map_grid",
    "filter_grid",
    "image_row",
    "layer_volumes",
    "loss_curves",
    "matrices",
    "readings",
    "training_curves",
    "valley_paths",
]
