"""Figures as functions of arrays: `ax=None` in, `ax` (or an array of them) out, in the colours of `palette`."""

from convbook.plots.blocks import layer_graph
from convbook.plots.cells import shift_curves
from convbook.plots.channels import channel_sum, dense_matrix, volumes
from convbook.plots.costs import network_costs
from convbook.plots.decoding import recovery_curves
from convbook.plots.descent import contour_walks, decay_curves, filter_stages, parabola_walks, update_step
from convbook.plots.faces import class_counts, face_grid
from convbook.plots.fields import nested_fields, path_counts
from convbook.plots.general_case import channel_routes, time_bars, windows_as_rows
from convbook.plots.gradients import filter_gradient_terms, follow_filter_element, follow_pixel, input_gradient_terms
from convbook.plots.graphs import computational_graph, layer, slopes
from convbook.plots.grids import convolution_steps, matrices
from convbook.plots.images import image_row
from convbook.plots.layers import activation_curves, pooling, window_places, window_row
from convbook.plots.maps import channel_shares, feature_map_grid
from convbook.plots.mistakes import confusion_grid, recalls, reliability
from convbook.plots.networks import filter_grid, layer_volumes, loss_curves, valley_paths
from convbook.plots.pixels import pixel_numbers, window_sums, zooms
from convbook.plots.seeds import seeds_compared
from convbook.plots.seeing import around_gray, flipping_curves, interval_rows, method_map, sanity_curves
from convbook.plots.seeking import before_after, code_gaps
from convbook.plots.training import readings, step_sizes, steps, training_curves
from convbook.plots.turning import gradient_windows, input_local_gradients, stamps, why_turned, window_cover
from convbook.plots.units import concentrations, face_regions, glowing_units

__all__ = [
    "activation_curves",
    "around_gray",
    "before_after",
    "channel_routes",
    "channel_shares",
    "channel_sum",
    "class_counts",
    "code_gaps",
    "computational_graph",
    "concentrations",
    "confusion_grid",
    "contour_walks",
    "convolution_steps",
    "decay_curves",
    "dense_matrix",
    "face_grid",
    "face_regions",
    "feature_map_grid",
    "filter_gradient_terms",
    "filter_grid",
    "filter_stages",
    "flipping_curves",
    "follow_filter_element",
    "follow_pixel",
    "glowing_units",
    "gradient_windows",
    "image_row",
    "input_gradient_terms",
    "input_local_gradients",
    "interval_rows",
    "layer",
    "layer_graph",
    "layer_volumes",
    "loss_curves",
    "matrices",
    "method_map",
    "nested_fields",
    "network_costs",
    "parabola_walks",
    "path_counts",
    "pixel_numbers",
    "pooling",
    "readings",
    "recalls",
    "recovery_curves",
    "reliability",
    "seeds_compared",
    "shift_curves",
    "sanity_curves",
    "slopes",
    "stamps",
    "step_sizes",
    "steps",
    "time_bars",
    "training_curves",
    "update_step",
    "valley_paths",
    "volumes",
    "why_turned",
    "window_cover",
    "window_places",
    "window_row",
    "window_sums",
    "windows_as_rows",
    "zooms",
]
