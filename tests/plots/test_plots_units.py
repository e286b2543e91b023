"""Figures of where units answer, of the way back to the picture, and of mistakes: what is drawn is what was given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from drawings import texts

from convbook import palette, plots


@pytest.fixture
def face():
    return np.random.default_rng(0).random((8, 8, 3))


def boxes_of(ax):
    return [(p.get_x(), p.get_y(), p.get_width(), p.get_height()) for p in ax.patches]


def test_every_box_of_a_region_is_drawn_and_the_region_named_once(face):
    ax = plots.face_regions(face, {"eyes": [(1, 3, 0, 3), (1, 3, 5, 8)], "mouth": [(5, 7, 2, 6)]})
    assert boxes_of(ax) == [(-0.5, 0.5, 3, 2), (4.5, 0.5, 3, 2), (1.5, 4.5, 4, 2)]
    assert texts(ax) == ["eyes", "mouth"]
    assert len({p.get_linestyle() for p in ax.patches}) == 2, "told apart without color"


def test_a_unit_glows_where_it_answers_and_nowhere_else(face):
    unit = np.zeros((4, 4))
    unit[0, 3] = 5
    axes = plots.glowing_units(face, [unit, 0 * unit], ["one", "none"], [[(0, 2, 6, 8)], []], columns=2, times=4)
    lit, dark = (ax.images[0].get_array() for ax in axes)
    assert lit.shape == (32, 32, 3)
    brighter = (lit - dark).sum(axis=-1)
    assert np.unravel_index(brighter.argmax(), brighter.shape)[0] < 8
    assert np.unravel_index(brighter.argmax(), brighter.shape)[1] >= 24
    np.testing.assert_allclose(lit[16:, :8], dark[16:, :8], atol=1e-6)
    assert [ax.get_title() or ax.get_title(loc="left") for ax in axes] == ["one", "none"]
    assert boxes_of(axes[0]) == [(5.5, -0.5, 2, 2)]
    assert boxes_of(axes[1]) == []


def test_each_unit_is_a_dot_and_those_above_the_line_are_full_and_counted():
    ax = plots.concentrations({"a": np.array([0.5, 2.5, np.nan, 3.0]), "b": np.array([1.0])})
    heights = [sorted(dots.get_offsets()[:, 1].tolist()) for dots in ax.collections]
    assert heights == [[0.5], [2.5, 3.0], [1.0], []]
    assert texts(ax)[:2] == ["2 of 3", "0 of 1"]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["a", "b"]


def test_each_network_is_a_line_with_its_own_mark_and_the_first_has_its_numbers():
    ax = plots.recovery_curves(["conv1", "dense"], {"trained": [0.99, 0.2], "before": [1.0, 0.6]})
    first, second = ax.lines[:2]
    assert list(first.get_ydata()) == [0.99, 0.2]
    assert list(second.get_ydata()) == [1.0, 0.6]
    assert first.get_marker() != second.get_marker()
    assert texts(ax)[:2] == ["0.99", "0.20"]


def test_a_confusion_grid_has_every_count_and_the_share_of_its_row_as_color():
    ax = plots.confusion_grid([[3, 1], [0, 5]], ["Ann", "Bob"])
    assert texts(ax) == ["3", "1", "5"]
    np.testing.assert_allclose(ax.images[0].get_array(), [[0.75, 0.25], [0, 1]])
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["Ann  1", "Bob  2"]


def test_a_person_without_test_pictures_is_a_white_row():
    shares = plots.confusion_grid([[2, 0], [0, 0]], ["Ann", "Bob"]).images[0].get_array()
    np.testing.assert_array_equal(shares, [[1, 0], [0, 0]])


def test_recalls_have_a_dot_a_person_a_line_for_each_mean_and_the_names_of_the_extremes():
    ax = plots.recalls([300, 20, 30, 40], [0.9, 0.8, 0.1, 0.7], 0.8, 0.5, ["Ann", "Bob", "Cem", "Dan"], named=2)
    np.testing.assert_allclose(ax.collections[0].get_offsets(), [[300, 0.9], [20, 0.8], [30, 0.1], [40, 0.7]])
    assert texts(ax) == ["Ann", "Cem"]
    assert [line.get_ydata()[0] for line in ax.lines] == [0.8, 0.5]
    assert len({line.get_color() for line in ax.lines}) == 2
    words = [t.get_text() for t in ax.get_legend().get_texts()]
    assert words == ["accuracy, mean over photographs: 80%", "balanced accuracy, mean over people: 50%"]
    assert [t.get_text() for t in ax.get_xticklabels()] == ["20", "50", "100", "200"]
    assert texts(plots.recalls([20, 30], [0.5, 1], 0.8, 0.7)) == []


def test_reliability_draws_each_bin_at_its_place_with_its_distance_and_its_count():
    above, below = plots.reliability([0.45, 0.95], [0.2, 0.9], [4, 30], np.linspace(0, 1, 11))
    bars = [(round(p.get_x() + p.get_width() / 2, 2), p.get_height()) for p in above.patches]
    assert bars == [(0.45, 0.2), (0.95, 0.9)]
    distances = [line for line in above.lines if line.get_color() == palette.GRADIENT]
    assert [tuple(line.get_ydata()) for line in distances] == [(0.2, 0.45), (0.9, 0.95)]
    assert texts(below) == ["4", "30"]


def test_axes_that_are_given_are_drawn_on(face):
    _, axes = plt.subplots(2, 3)
    assert plots.face_regions(face, {}, axes[0, 0]) is axes[0, 0]
    assert plots.concentrations({"a": np.ones(2)}, axes[0, 1]) is axes[0, 1]
    assert plots.recovery_curves(["a"], {"x": [1.0]}, axes[0, 2]) is axes[0, 2]
    assert plots.confusion_grid(np.eye(2), ["a", "b"], axes[1, 0]) is axes[1, 0]
    assert plots.recalls([20, 30], [0.5, 1], 0.8, 0.7, ["a", "b"], axes[1, 1]) is axes[1, 1]
    assert plots.reliability([0.5], [0.5], [1], np.linspace(0, 1, 3), axes[:, 2])[0] is axes[0, 2]
