"""Figures about networks: what is drawn is what was given."""

import matplotlib.pyplot as plt
import numpy as np

from convbook import palette, plots
from convbook.plots.networks import SIGNED


def rectangles(ax, role):
    colour = plt.matplotlib.colors.to_rgba(palette.ROLES[role])
    return [(p.get_width(), p.get_height()) for p in ax.patches if p.get_edgecolor() == colour]


def test_a_volume_shows_a_sheet_for_every_eight_maps_and_its_shape_in_numbers():
    ax = plots.layer_volumes([(8, 8, 1), (4, 4, 20), (10,)], ["conv", "dense"], [True, False])
    assert rectangles(ax, "input") == [(8, 8)]
    assert rectangles(ax, "output")[:3] == [(4, 4)] * 3
    assert [t.get_text() for t in ax.texts if t.get_text()] == ["8×8×1", "conv", "4×4×20", "dense", "10"]


def test_operations_that_learn_are_written_in_the_filters_colour():
    ax = plots.layer_volumes([(8, 8, 1), (4, 4, 1), (16,)], ["conv", "flatten"], [True, False])
    inks = {t.get_text(): t.get_color() for t in ax.texts}
    assert (inks["conv"], inks["flatten"]) == (palette.INK["filter"], palette.MUTED)


def test_every_filter_is_drawn_on_one_scale_with_white_at_0():
    F = np.random.default_rng(0).normal(size=(3, 3, 1, 10))
    ax = plots.filter_grid(F, columns=4)
    assert len(ax.images) == len(ax.patches) == 10
    np.testing.assert_array_equal(ax.images[7].get_array(), F[:, :, 0, 7])
    assert {image.norm.vmax for image in ax.images} == {np.abs(F).max()}
    assert ax.images[0].norm(0) == 0.5
    np.testing.assert_allclose(SIGNED(0.5), (1, 1, 1, 1), atol=0.01)


def test_each_training_is_a_line_with_its_name_and_its_own_dashes():
    ax = plots.loss_curves({"plain": [3, 2, 1], "momentum": [2, 1, 0.5], "Adam": [1, 0.5, 0.2]})
    assert [line.get_label() for line in ax.lines] == ["plain", "momentum", "Adam"]
    np.testing.assert_array_equal(ax.lines[1].get_xydata(), [[1, 2], [2, 1], [3, 0.5]])
    assert len({line.get_linestyle() for line in ax.lines}) > 1
    assert len({line.get_color() for line in ax.lines}) == 3


def test_a_path_is_drawn_from_its_start_and_the_lowest_point_is_marked():
    path = np.array([[4.0, 1.0], [2.0, -1.0], [1.0, 0.5]])
    axes = plots.valley_paths((1, 25), {"plain": path, "Adam": path / 2})
    assert [ax.get_title(loc="left") for ax in axes] == ["plain", "Adam"]
    np.testing.assert_array_equal(axes[1].lines[0].get_xydata(), path / 2)
    np.testing.assert_array_equal(axes[0].lines[1].get_xydata(), [[0, 0]])


def test_axes_that_are_given_are_drawn_on():
    _, axes = plt.subplots(1, 5)
    path = {"plain": np.eye(2)}
    assert plots.layer_volumes([(2, 2, 1), (3,)], ["dense"], [True], axes[0]) is axes[0]
    assert plots.filter_grid(np.ones((3, 3, 1, 2)), ax=axes[1]) is axes[1]
    assert plots.loss_curves({"plain": [1, 2]}, axes[2]) is axes[2]
    assert plots.valley_paths((1, 2), path, axes[3])[0] is axes[3]
