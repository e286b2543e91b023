"""Figures as functions of arrays: `ax=None` in, `ax` (or an array of them) out, in the colours of `palette`."""

from .faces import class_counts, face_grid
from .gradients import filter_gradient_terms, follow_filter_element, follow_pixel, input_gradient_terms
from .grids import convolution_steps, matrices
from .images import image_row
from .maps import channel_shares, feature_map_grid
from .training import readings, training_curves
from .turning import input_local_gradients, stamps, why_turned, window_cover, window_sums

__all__ = [
    "channel_shares",
    "class_counts",
    "convolution_steps",
    "face_grid",
    "feature_map_grid",
    "filter_gradient_terms",
    "follow_filter_element",
    "follow_pixel",
    "image_row",
    "input_gradient_terms",
    "input_local_gradients",
    "matrices",
    "readings",
    "stamps",
    "training_curves",
    "why_turned",
    "window_cover",
    "window_sums",
]
