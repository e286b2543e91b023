"""Figures as functions of arrays: `ax=None` in, `ax` (or an array of them) out, in the colours of `palette`."""

from .faces import class_counts, face_grid
from .graphs import computational_graph, layer, slopes
from .grids import convolution_steps, matrices
from .images import image_row
from .maps import channel_shares, feature_map_grid
from .training import readings, training_curves

__all__ = [
    "channel_shares",
    "class_counts",
    "computational_graph",
    "convolution_steps",
    "face_grid",
    "feature_map_grid",
    "image_row",
    "layer",
    "matrices",
    "readings",
    "slopes",
    "training_curves",
]
