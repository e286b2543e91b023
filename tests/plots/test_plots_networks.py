"""Figures of `plots.networks`: what is drawn is what was given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from drawings import texts
from matplotlib.patches import Polygon

from convbook import palette, plots


def rectangles(ax, role):
    color = plt.matplotlib.colors.to_rgba(palette.ROLES[role])
    return [(p.get_width(), p.get_height()) for p in ax.patches if p.get_edgecolor() == color]


def test_volumes_are_as_high_as_rows_and_as_long_as_channels():
    ax = plots.volumes([(8, 8, 10), (4, 4, 20)], ["image", "conv1"], ["", "20 filters"])
    fronts = [p.get_xy() for p in ax.patches if isinstance(p, Polygon)][::3]
    heights = [np.ptp(corners[:, 1]) for corners in fronts]
    lengths = [np.ptp(corners[:, 0]) for corners in fronts]
    assert heights == [8, 4]
    assert lengths[1] == pytest.approx(2 * lengths[0])
    assert {"image", "8×8×10", "conv1", "4×4×20", "20 filters"} <= set(texts(ax))


def test_each_network_is_a_disc_at_its_cost_and_its_error_and_says_both():
    ax = plots.cost_and_error(["AlexNet", "VGG-16"], [7e8, 1.5e10], [0.182, 0.0933], [60_965_224, 138_357_544])
    np.testing.assert_array_equal(ax.collections[0].get_offsets(), [[7e8, 0.182], [1.5e10, 0.0933]])
    assert texts(ax) == ["AlexNet\n18.2%, 61 million", "VGG-16\n9.3%, 138 million"]
    assert (ax.get_xscale(), ax.get_yscale(), ax.get_ylim()[0]) == ("log", "linear", 0)
    assert np.diff(ax.collections[0].get_sizes()) > 0


def test_a_name_stands_on_the_side_that_is_said():
    ax = plots.cost_and_error(["a", "b"], [1, 9], [0.1, 0.2], [1, 2], ["left", "right"])
    assert [t.get_ha() for t in ax.texts] == ["right", "left"]


def test_a_bar_of_shares_is_cut_from_the_input_to_the_output_and_says_what_is_large():
    rows = [[0.25, 0.7, 0.05], [0.5, 0, 0.5]]
    axes = plots.cost_shares(["a", "b"], {"parameters": rows, "multiply-adds": rows[::-1]}, ["56", "28", "dense"])
    bars = [(p.get_x(), p.get_width()) for p in axes[0].patches]
    np.testing.assert_allclose(bars, [(0, 0.25), (0, 0.5), (0.25, 0.7), (0.5, 0), (0.95, 0.05), (0.5, 0.5)])
    assert [texts(ax) for ax in axes] == [["25%", "70%", "50%", "50%"], ["50%", "50%", "25%", "70%"]]
    assert [ax.get_xlabel() for ax in axes] == ["parameters", "multiply-adds"]
    assert [t.get_text() for t in axes[0].figure.legends[0].get_texts()] == ["56", "28", "dense"]


def test_a_volume_shows_a_sheet_for_every_eight_maps_and_its_shape_in_numbers():
    ax = plots.layer_volumes([(8, 8, 1), (4, 4, 20), (10,)], ["conv", "dense"], [True, False])
    assert rectangles(ax, "input") == [(8, 8)]
    assert rectangles(ax, "output")[:3] == [(4, 4)] * 3
    assert [t.get_text() for t in ax.texts if t.get_text()] == ["8×8×1", "conv", "4×4×20", "dense", "10"]


def test_operations_that_learn_are_written_in_the_filters_color():
    ax = plots.layer_volumes([(8, 8, 1), (4, 4, 1), (16,)], ["conv", "flatten"], [True, False])
    inks = {t.get_text(): t.get_color() for t in ax.texts}
    assert (inks["conv"], inks["flatten"]) == (palette.INK["filter"], palette.MUTED)
