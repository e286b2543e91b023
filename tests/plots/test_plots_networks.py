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


def test_each_network_is_a_disc_at_its_cost_with_its_name_and_depth():
    ax = plots.network_costs(["LeNet-5", "VGG-16"], [60_850, 138_357_544], [328_096, 15_470_264_320], [5, 16])
    np.testing.assert_array_equal(ax.collections[0].get_offsets(), [[328_096, 60_850], [15_470_264_320, 138_357_544]])
    assert texts(ax) == ["LeNet-5\n5 layers deep", "VGG-16\n16 layers deep"]
    assert ax.get_xscale() == ax.get_yscale() == "log"
    assert np.diff(ax.collections[0].get_sizes()) > 0


def test_a_name_stands_on_the_side_that_is_said():
    ax = plots.network_costs(["a", "b"], [1, 9], [1, 9], [1, 2], ["left", "right"])
    assert [t.get_ha() for t in ax.texts] == ["right", "left"]


def test_a_volume_shows_a_sheet_for_every_eight_maps_and_its_shape_in_numbers():
    ax = plots.layer_volumes([(8, 8, 1), (4, 4, 20), (10,)], ["conv", "dense"], [True, False])
    assert rectangles(ax, "input") == [(8, 8)]
    assert rectangles(ax, "output")[:3] == [(4, 4)] * 3
    assert [t.get_text() for t in ax.texts if t.get_text()] == ["8×8×1", "conv", "4×4×20", "dense", "10"]


def test_operations_that_learn_are_written_in_the_filters_color():
    ax = plots.layer_volumes([(8, 8, 1), (4, 4, 1), (16,)], ["conv", "flatten"], [True, False])
    inks = {t.get_text(): t.get_color() for t in ax.texts}
    assert (inks["conv"], inks["flatten"]) == (palette.INK["filter"], palette.MUTED)
