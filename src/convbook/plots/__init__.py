"""Figures as functions of arrays, in the colors of `palette`; every chapter draws with them.

A figure takes the axes to draw on as `ax` (or `axes`, one for each panel), makes them where none are given, and
returns them (`axes` as a flat array). `drawing` has the vocabulary (cells, boxes, frames, words, arrows), `style` the
settings, `parameters` what each argument must be; the other modules are named after what they draw.
"""

# ruff: noqa: F401
from convbook.plots.bars import blank_and_zero_fractions, class_counts, time_bars
from convbook.plots.channels import channel_sum, dense_matrix
from convbook.plots.convolution import convolution_steps, filter_stages, matrices, window_sums
from convbook.plots.curves import decoding_score_curves, loss_curves, representation_distance_curves, shift_curves
from convbook.plots.descent import (
    contour_descents,
    decay_curves,
    descent_factors,
    parabola_descents,
    update_step,
)
from convbook.plots.explanations import (
    explanation_methods,
    interval_rows,
    perturbation_curves,
    sanity_curves,
    signed_squares,
)
from convbook.plots.face_regions import (
    before_after_scatter,
    concentrations,
    face_regions,
    unit_maps_on_face,
)
from convbook.plots.feature_maps import feature_map_grid, filter_grid
from convbook.plots.functions import activation_curves, slopes
from convbook.plots.general_case import channel_routes, windows_as_rows
from convbook.plots.gradients import (
    filter_gradient_terms,
    follow_filter_element,
    follow_pixel,
    gradient_windows,
    input_gradient_terms,
)
from convbook.plots.graphs import computational_graph, convolution_layer
from convbook.plots.images import face_grid, image_row, signed_to_rgb
from convbook.plots.input_gradient import input_local_gradients, rotated_filter, scattered_filters, window_coverage
from convbook.plots.layer_graphs import layer_graph, network_row
from convbook.plots.mistakes import confusion_matrix, recalls, reliability_diagram
from convbook.plots.networks import cost_and_error, cost_shares, layer_volumes, volumes
from convbook.plots.pixels import pixel_numbers, zooms
from convbook.plots.receptive_fields import nested_fields, path_counts
from convbook.plots.training import (
    accuracy_by_step,
    learning_rate_schedules,
    seed_comparison,
    training_curves,
    variant_accuracies,
)
from convbook.plots.windows import pooling, window_places, window_row
