"""What holds for every figure: its colors, the reader's own settings, and the axes that are given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from convbook import History, block_drawing, lenet5_layers, palette, plots


def test_the_readers_own_settings_stay():
    before = dict(plt.rcParams)
    plots.blank_and_zero_fractions(["a"], [0.1], [0.2])
    assert dict(plt.rcParams) == before


def test_colors_are_the_palettes():
    ax = plots.matrices({"X": [[1]]}, ["input"])
    assert ax.texts[-1].get_color() == palette.INK["input"]


ON_ONE = {  # figure -> arguments
    "accuracy_by_step": (["a"], [[0.5]]),
    "before_after_scatter": ([0.1, 0.2], [0.3, 0.1], ("a", "b")),
    "blank_and_zero_fractions": (["a"], [0.1], [0.2]),
    "channel_sum": (np.zeros((3, 3, 1)), np.ones((2, 2, 1)), np.zeros((2, 2, 1)), ["gray"]),
    "class_counts": (["a"], [1]),
    "computational_graph": ({"a": (0, 0), "b": (1, 0)}, {}, {("a", "b"): "×$w$"}),
    "concentrations": ({"a": np.ones(2)},),
    "confusion_matrix": (np.eye(2), ["a", "b"]),
    "convolution_layer": (np.ones((3, 3)), np.ones((2, 2)), np.ones((2, 2)), 1, np.ones((2, 2))),
    "decay_curves": ({"a": [1, 2]},),
    "descent_factors": ([1, 4],),
    "decoding_score_curves": (["a"], {"x": [1.0]}),
    "cost_and_error": (["a"], [1], [0.1], [1]),
    "dense_matrix": (np.ones((1, 1)), [[1]], [[1]], np.array([["w"]])),
    "face_grid": (np.zeros((1, 16, 16, 3)),),
    "face_regions": (np.zeros((8, 8, 3)), {}),
    "feature_map_grid": (np.ones((2, 2, 1)),),
    "filter_grid": (np.ones((3, 3, 1, 2)),),
    "layer_graph": block_drawing(lenet5_layers(), skip=("flatten",)),
    "layer_volumes": ([(2, 2, 1), (3,)], ["dense"], [True]),
    "learning_rate_schedules": ({"a": [1, 1]},),
    "loss_curves": ({"plain": [1, 2]},),
    "matrices": ({"X": [[1]]}, ["input"]),
    "nested_fields": (np.zeros((8, 8)), (4, 4), [3], ["conv1"]),
    "network_row": (np.zeros((8, 8, 3)), [(4,)], [[("dense", True)]]),
    "pixel_numbers": ([[1, 2]],),
    "pooling": (np.eye(2), 2, {"max": [[1]]}),
    "recalls": ([20, 30], [0.5, 1], 0.8, 0.7, ["a", "b"]),
    "representation_distance_curves": (["a"], {"x": [0.1]}),
    "rotated_filter": (),
    "sanity_curves": (["a"], {"m": [1, 0]}),
    "scattered_filters": (np.eye(2), np.eye(2)),
    "seed_comparison": (["a"], [[0.8, 0.9]], [(0.7, 0.9)]),
    "shift_curves": ([0], {"a": [1]}),
    "explanation_methods": (("picture", "conv", "score"), [("x", "score", "conv", "once")]),
    "time_bars": (["a"], [1]),
    "update_step": (np.eye(2), np.eye(2), np.eye(2)),
    "variant_accuracies": (["a"], [[0.5]], [(0.4, 0.6)], 0.8),
    "volumes": ([(4, 4, 1)], ["image"], [""]),
    "window_coverage": ((3, 3), (2, 2)),
    "window_row": ([1, 2, 3], 2),
    "windows_as_rows": (np.eye(3), np.eye(2)),
}
ON_SEVERAL = {  # figure -> number of axes, arguments
    "signed_squares": (2, np.zeros((8, 8, 3)), [[1, -1], [0, 2]]),
    "channel_routes": (2, 1, 1),
    "contour_descents": (2, np.arange(2), np.arange(2), np.eye(2), [np.ones((2, 3))], ["a"]),
    "convolution_steps": (4, np.eye(3), np.eye(2), np.eye(2)),
    "cost_shares": (1, ["a"], {"parameters": [[0.5, 0.5]]}, ["maps", "dense"]),
    "filter_gradient_terms": (1, np.eye(2), np.eye(3), [(0, 0)]),
    "filter_stages": (1, [np.ones((2, 2))], ["one"]),
    "follow_filter_element": (4, np.eye(3), (2, 2), (0, 0)),
    "follow_pixel": (4, np.eye(3), (2, 2), (0, 0)),
    "gradient_windows": (4, np.eye(3), np.eye(2), "F"),
    "image_row": (1, [np.eye(2)], ["one"]),
    "input_gradient_terms": (1, np.eye(2), np.eye(2), [(0, 0)]),
    "input_local_gradients": (4, np.eye(2), (2, 2)),
    "interval_rows": (1, ["a"], {"t": ([0.1], [[0], [1]])}),
    "parabola_descents": (2, np.arange(3), np.arange(3), [np.eye(2)], ["a"]),
    "path_counts": (1, [np.ones((3, 3))], ["one"]),
    "perturbation_curves": (1, {"t": {"a": np.ones((1, 3))}}),
    "reliability_diagram": (2, [0.5], [0.5], [1], np.linspace(0, 1, 3)),
    "slopes": (1, {"e": ([0, 1], [0, 1], [])}),
    "training_curves": (2, History([0.1], [3.0], [0.2], [2.9], [1])),
    "window_places": (1, {"": (7, 3, 2, 0, 1)}),
    "window_sums": (1, np.eye(2), np.eye(2), [[2]]),
    "zooms": (3, np.zeros((9, 9, 3), np.uint8), (0, 6, 0, 6), (1, 3, 1, 3)),
}
MAKES_ITS_AXES = {"unit_maps_on_face"}  # a figure of whole pixels


def figures():
    names = {name for name in dir(plots) if callable(getattr(plots, name))}
    return {name for name in names if hasattr(getattr(plots, name), "__wrapped__")}


def test_every_figure_is_tried_on_axes_that_are_given():
    assert figures() == {*ON_ONE, *ON_SEVERAL, *MAKES_ITS_AXES, "activation_curves"}


@pytest.mark.parametrize("figure", ON_ONE)
def test_axes_that_are_given_are_drawn_on(figure):
    ax = plt.figure().subplots()
    assert getattr(plots, figure)(*ON_ONE[figure], ax=ax) is ax
    assert ax.has_data() or ax.texts or ax.patches or ax.images


@pytest.mark.parametrize("figure", ON_SEVERAL)
def test_axes_that_are_given_for_panels_are_drawn_on_in_their_order(figure):
    count, *arguments = ON_SEVERAL[figure]
    axes = plt.figure().subplots(1, count, squeeze=False)[0]
    assert list(getattr(plots, figure)(*arguments, axes=axes)) == list(axes)


def test_curves_with_their_slopes_are_drawn_on_two_rows_of_axes():
    axes = plt.figure().subplots(2, 1, squeeze=False)
    assert plots.activation_curves(np.arange(3), {"a": (np.arange(3), np.ones(3))}, axes=axes)[0, 0] is axes[0, 0]
