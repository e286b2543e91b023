"""Figures of `plots.mistakes`: what is drawn is what was given."""

import numpy as np
from drawings import texts

from convbook import palette, plots


def test_a_confusion_grid_has_every_count_and_the_share_of_its_row_as_color():
    ax = plots.confusion_matrix([[3, 1], [0, 5]], ["Ann", "Bob"])
    assert texts(ax) == ["3", "1", "5"]
    np.testing.assert_allclose(ax.images[0].get_array(), [[0.75, 0.25], [0, 1]])
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["Ann  1", "Bob  2"]


def test_a_person_without_test_pictures_is_a_white_row():
    shares = plots.confusion_matrix([[2, 0], [0, 0]], ["Ann", "Bob"]).images[0].get_array()
    np.testing.assert_array_equal(shares, [[1, 0], [0, 0]])


def test_recalls_have_a_dot_a_person_a_line_for_each_mean_and_the_names_of_the_extremes():
    names = ["Ann", "Bob", "Cem", "Dan", "Eve"]
    ax = plots.recalls([300, 20, 30, 40, 50], [0.9, 0.8, 0.1, 0.7, 0.95], 0.8, 0.5, names)
    np.testing.assert_allclose(
        ax.collections[0].get_offsets(), [[300, 0.9], [20, 0.8], [30, 0.1], [40, 0.7], [50, 0.95]]
    )
    assert texts(ax) == ["Ann", "Cem", "Dan", "Bob"]
    assert [line.get_ydata()[0] for line in ax.lines] == [0.8, 0.5]
    assert len({line.get_color() for line in ax.lines}) == 2
    words = [t.get_text() for t in ax.get_legend().get_texts()]
    assert words == ["accuracy, mean over photographs: 80%", "balanced accuracy, mean over people: 50%"]
    assert [t.get_text() for t in ax.get_xticklabels()] == ["20", "50", "100", "200"]
    assert texts(plots.recalls([20, 30], [0.5, 1], 0.8, 0.7)) == []


def test_reliability_draws_each_bin_at_its_place_with_its_distance_and_its_count():
    above, below = plots.reliability_diagram([0.45, 0.95], [0.2, 0.9], [4, 30], np.linspace(0, 1, 11))
    bars = [(round(p.get_x() + p.get_width() / 2, 2), p.get_height()) for p in above.patches]
    assert bars == [(0.45, 0.2), (0.95, 0.9)]
    distances = [line for line in above.lines if line.get_color() == palette.GRADIENT]
    assert [tuple(line.get_ydata()) for line in distances] == [(0.2, 0.45), (0.9, 0.95)]
    assert texts(below) == ["4", "30"]


def test_a_bin_is_as_wide_as_it_is():
    above, _ = plots.reliability_diagram([0.1, 0.9], [0.2, 0.9], [4, 30], [0, 0.2, 1])
    np.testing.assert_allclose([(p.get_x(), p.get_width()) for p in above.patches], [(0.008, 0.184), (0.232, 0.736)])
