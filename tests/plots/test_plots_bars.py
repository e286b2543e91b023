"""Figures of `plots.bars`: what is drawn is what was given."""

import numpy as np
from drawings import texts

from convbook import plots


def test_class_counts_sort_and_name_every_bar():
    ax = plots.class_counts(("Ann", "Bob", "Cem"), [3, 9, 5])
    assert [t.get_text() for t in ax.get_yticklabels()] == ["Bob", "Cem", "Ann"]
    assert [p.get_width() for p in ax.patches] == [9, 5, 3]


def test_shares_are_drawn_for_every_layer():
    ax = plots.blank_and_zero_fractions(["conv1", "pool1"], [0.0, 0.1], [0.5, 0.3])
    assert [round(p.get_height(), 3) for p in ax.patches] == [0.5, 0.3, 0.0, 0.1]
    assert len(ax.lines) == 0, "one number has no spread"


def test_shares_of_many_pictures_are_a_mean_and_the_span_of_the_middle_nine_tenths():
    zero = np.linspace(0, 1, 101)
    ax = plots.blank_and_zero_fractions(["conv1"], [np.zeros(101)], [zero])
    assert [round(p.get_height(), 3) for p in ax.patches] == [0.5, 0.0]
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [0.05, 0.95])


def test_time_bars_are_in_milliseconds_on_a_scale_of_powers():
    ax = plots.time_bars(["slow", "fast"], [0.5, 0.002])
    assert [round(p.get_width(), 6) for p in ax.patches] == [500, 2]
    assert texts(ax) == ["500 ms", "2 ms"]
    assert ax.get_xscale() == "log"
    assert [p.get_y() for p in plots.time_bars(["a", "a"], [1, 2]).patches] == [-0.3, 0.7], "one below the other"
