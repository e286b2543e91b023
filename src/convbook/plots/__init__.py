"""Figures as functions of arrays: `ax=None` in, `ax` (or an array of them) out, in the colours of `palette`."""

from .channels import channel_sum, dense_matrix, volumes
from .descent import contour_walks, decay_curves, filter_stages, parabola_walks, update_step
from .faces import class_counts, face_grid
from .fields import nested_fields, path_counts
from .general_case import channel_routes, ghosted, time_bars, windows_as_rows
from .graphs import computational_graph, layer, slopes
from .grids import convolution_steps, matrices
from .images import image_row
from .layers import activation_curves, pooling, window_places, window_row
from .maps import channel_shares, feature_map_grid
from .pixels import pixel_numbers, window_sums, zooms
from .training import readings, training_curves

__all__ = [
    "channel_routes",
    "activation_curves",
    "channel_shares",
    "channel_sum",
    "class_counts",
    "contour_walks",
    "computational_graph",
    "convolution_steps",
    "dense_matrix",
    "face_grid",
    "feature_map_grid",
    "ghosted",
    "image_row",
    "layer",
    "matrices",
    "nested_fields",
    "path_counts",
    "pooling",
    "decay_curves",
    "face_grid",
    "feature_map_grid",
    "filter_stages",
    "image_row",
    "matrices",
    "parabola_walks",
    "pixel_numbers",
    "readings",
    "time_bars",
    "slopes",
    "training_curves",
    "volumes",
    "windows_as_rows",
    "window_places",
    "window_row",
    "update_step",
    "window_sums",
    "zooms",
]
