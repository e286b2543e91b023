"""Figures as functions of arrays: `ax=None` in, `ax` (or an array of them) out, in the colours of `palette`."""

from .faces import class_counts, face_grid
from .general_case import channel_routes, ghosted, time_bars, windows_as_rows
from .grids import convolution_steps, matrices
from .images import image_row
from .maps import channel_shares, feature_map_grid
from .training import readings, training_curves

__all__ = [
    "channel_routes",
    "channel_shares",
    "class_counts",
    "convolution_steps",
    "face_grid",
    "feature_map_grid",
    "ghosted",
    "image_row",
    "matrices",
    "readings",
    "time_bars",
    "training_curves",
    "windows_as_rows",
]
