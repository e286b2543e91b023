"""Figures of `plots.graphs`: what is drawn is what was given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from drawings import texts
from matplotlib.colors import to_hex
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from convbook import palette, plots

NODES = {"x": (0, 0), "w": (0, 1), "u": (1, 0.5)}
VALUES = {"x": 3, "w": -2, "u": -6}
DERIVATIVES = {("x", "u"): -2, ("w", "u"): 3}


def arrows(ax):
    return [patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)]


def arrow_colors(ax):
    return [to_hex(arrow.get_edgecolor()).upper() for arrow in arrows(ax)]


def test_a_graph_shows_each_name_number_and_local_derivative():
    ax = plots.computational_graph(NODES, VALUES, DERIVATIVES)
    assert sorted(texts(ax)) == sorted(["$x$", "3", "$w$", "−2", "$u$", "−6", "×(−2)", "×3"])


def test_the_backward_pass_adds_a_gradient_below_each_node_and_an_arrow_back_on_each_edge():
    forward = plots.computational_graph(NODES, VALUES, DERIVATIVES)
    both = plots.computational_graph(NODES, VALUES, DERIVATIVES, {"u": 1, "x": -2, "w": 3}, of="u")
    assert arrow_colors(forward) == [palette.MUTED] * 2
    assert arrow_colors(both) == [palette.MUTED, palette.GRADIENT] * 2
    assert set(texts(both)) - set(texts(forward)) == {
        r"$\partial u/\partial x$ = −2", r"$\partial u/\partial w$ = 3", r"$\partial u/\partial u$ = 1",
    }  # fmt: skip


def test_a_gradient_stands_above_a_box_of_the_upper_half_and_below_the_others():
    ax = plots.computational_graph(NODES, VALUES, DERIVATIVES, {"u": 1, "x": -2, "w": 3})
    height = {text.get_text(): text.get_position()[1] for text in ax.texts}  # counted downward
    assert (
        height[r"$\partial L/\partial x$ = −2"] < height["$x$"] < height["$w$"] < height[r"$\partial L/\partial w$ = 3"]
    )
    assert height["$u$"] < height[r"$\partial L/\partial u$ = 1"], "in the middle: below"


def test_arrows_of_the_backward_pass_point_from_the_result_to_its_arguments():
    ax = plots.computational_graph(NODES, VALUES, {("x", "u"): -2}, {"u": 1})
    (there_start, there_end), (back_start, back_end) = [arrow._posA_posB for arrow in arrows(ax)]
    assert there_end[0] > there_start[0]
    assert back_end[0] < back_start[0]


def test_a_node_has_its_roles_color_its_own_words_and_its_place():
    ax = plots.computational_graph(NODES, VALUES, DERIVATIVES, names={"u": "u = x·w"}, roles={"w": "filter"})
    assert "u = x·w" in texts(ax)
    boxes = [p for p in ax.patches if isinstance(p, FancyBboxPatch)]
    assert [to_hex(p.get_facecolor()).upper() for p in boxes] == [
        palette.SURFACE, palette.TINT["filter"], palette.SURFACE,
    ]  # fmt: skip
    middles = [p.get_x() + p.get_width() / 2 for p in boxes]
    assert middles[0] == pytest.approx(middles[1])
    assert middles[2] > middles[0]


def test_a_graph_is_drawn_into_the_axes_it_is_given():
    _, ax = plt.subplots()
    assert plots.computational_graph(NODES, {}, {("x", "u"): "×$w$"}, ax=ax) is ax
    assert texts(ax) == ["×$w$", "$x$", "$w$", "$u$"]


def test_a_layer_has_empty_cells_for_gradients_that_are_not_known_yet():
    X, F, O, dO = np.full((3, 3), 2), np.full((2, 2), 3), np.full((2, 2), 24), np.full((2, 2), 5)
    words = texts(plots.convolution_layer(X, F, O, 7, dO, tasks=("first", "second")))
    assert [words.count(number) for number in ("2", "3", "24", "5")] == [9, 4, 4, 4]
    assert {"first", "second", "loss\n\n$L$ = 7", r"$\partial L/\partial F$", r"$\partial L/\partial X$"} < set(words)
