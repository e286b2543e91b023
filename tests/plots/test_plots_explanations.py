"""Figures of `plots.explanations`: what is drawn is what was given."""

import numpy as np
from drawings import texts
from matplotlib.patches import FancyArrowPatch
from numpy.testing import assert_allclose

from convbook import palette, plots

STATIONS = ("picture", "conv", "score")


def test_each_method_is_a_row_with_an_arrow_from_where_it_begins_to_where_it_ends():
    rows = [("Back",), ("saliency", "score", "picture", "once"), ("search", "conv", "picture", "search"),
            ("measure", "conv", "conv", "once")]  # fmt: skip
    ax = plots.explanation_methods(STATIONS, rows)
    assert texts(ax) == [*STATIONS, "Back", "saliency", "search", "measure"]
    arrows = [tuple(p._posA_posB) for p in ax.patches if isinstance(p, FancyArrowPatch)]
    assert ((2, 1), (0, 1)) in arrows
    double = [(begin, end) for begin, end in arrows if abs(begin[1] - 2) < 0.2]
    assert [(begin[0], end[0]) for begin, end in double] == [(1, 0), (1, 0)], "many steps: a double line"
    assert not [a for a in arrows if a[0][1] == 3], "what measures in one place goes nowhere"


def test_a_perturbation_curve_is_the_mean_over_faces_and_controls_are_told_without_color():
    curves = {
        "noise": {"a": np.array([[1.0, 0.5, 0], [1, 0.1, 0]]), "b": np.ones((2, 3))},
        "face": {"a": np.ones((1, 3))},
    }
    left, right = plots.perturbation_curves(curves)
    assert_allclose(left.lines[0].get_ydata(), [1, 0.3, 0])
    assert_allclose(left.lines[0].get_xdata(), [0, 0.5, 1])
    assert left.lines[0].get_marker() != left.lines[1].get_marker()
    assert [left.get_title(loc="left"), right.get_title(loc="left")] == ["noise", "face"]
    assert right.get_legend() is not None


def test_an_interval_is_green_left_of_zero_vermillion_right_of_it_and_gray_across():
    values, ends = np.array([-0.3, 0.0, 0.2]), np.array([[-0.4, -0.1, 0.1], [-0.2, 0.1, 0.3]])
    (ax,) = plots.interval_rows(["a", "b", "c"], {"one": (values, ends)})
    lines = ax.lines[1:]  # the first is the zero
    assert [line.get_color() for line in lines[::2]] == [palette.OUTPUT, palette.MUTED, palette.GRADIENT]
    assert [tuple(line.get_xdata()) for line in lines[::2]] == [(-0.4, -0.2), (-0.1, 0.1), (0.1, 0.3)]
    assert len({line.get_marker() for line in lines[1::2]}) == 3, "told apart without color"
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["a", "b", "c"]


def test_sanity_curves_start_at_the_trained_network():
    ax = plots.sanity_curves(["output", "conv"], {"a": [1, 0.5, 0], "b": [1, 1, 1]})
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["trained", "+ output", "+ conv"]
    assert list(ax.lines[0].get_ydata()) == [1, 0.5, 0]
    assert ax.lines[0].get_marker() != ax.lines[1].get_marker()
    assert plots.sanity_curves(["a"], {"b": [1, -0.9]}).get_ylim()[0] < -0.9


def test_signed_squares_show_each_number_with_its_sign_and_count_rows_from_one():
    face = np.random.default_rng(0).random((8, 8, 3))
    values = np.array([[2.0, -0.5, 0.04], [0.0, 1.26, -2.0]])
    left, right = plots.signed_squares(face, values, titles=("face", "lost"))
    assert texts(right) == ["2.0", "−0.5", "0.0", "0.0", "1.3", "−2.0"]
    drawn = right.images[0]
    assert_allclose(drawn.get_array(), values)
    assert drawn.get_clim() == (-2, 2), "white at 0"
    assert drawn.colorbar is not None
    assert left.images[0].get_extent() == drawn.get_extent() == [-0.5, 2.5, 1.5, -0.5]
    assert [tick.get_text() for tick in right.get_yticklabels()] == ["1", "2"]
    assert [left.get_title(loc="left"), right.get_title(loc="left")] == ["face", "lost"]
