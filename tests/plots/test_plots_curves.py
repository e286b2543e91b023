"""Figures of `plots.curves`: what is drawn is what was given."""

import numpy as np
from drawings import texts
from numpy.testing import assert_allclose

from convbook import plots


def test_responses_are_drawn_as_fractions_of_the_largest():
    ax = plots.shift_curves([-1, 0, 1], {"pixels": [0, 4, 0], "C": [1, 2, 1]})
    np.testing.assert_allclose([line.get_ydata() for line in ax.lines], [[0, 1, 0], [0.5, 1, 0.5]])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["pixels", "C"]


def test_a_cell_that_never_responds_is_a_line_at_0():
    ax = plots.shift_curves([0, 1], {"silent": [0, 0]})
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), [0, 0])


def test_each_training_is_a_line_with_its_name_and_its_own_dashes():
    ax = plots.loss_curves({"plain": [3, 2, 1], "momentum": [2, 1, 0.5], "Adam": [1, 0.5, 0.2]})
    assert [line.get_label() for line in ax.lines] == ["plain", "momentum", "Adam"]
    np.testing.assert_array_equal(ax.lines[1].get_xydata(), [[1, 2], [2, 1], [3, 0.5]])
    assert len({line.get_linestyle() for line in ax.lines}) > 1
    assert len({line.get_color() for line in ax.lines}) == 3


def test_distances_have_a_line_for_each_way_on_a_logarithmic_scale():
    gaps = {"decoder": [0.005, 0.08, 0.4], "inversion": [0.0006, 0.0007, 0.01]}
    ax = plots.representation_distance_curves(["conv2", "conv3", "output"], gaps)
    assert ax.get_yscale() == "log"
    lines = {line.get_label(): line for line in ax.get_lines()}
    for label, values in gaps.items():
        assert_allclose(lines[label].get_ydata(), values)
    assert lines["decoder"].get_linestyle() != lines["inversion"].get_linestyle()
    written = [text.get_text() for text in ax.texts]
    assert written == ["0.005", "0.080", "0.400", "0.0006", "0.0007", "0.010"]
    low, high = ax.get_ylim()
    assert low < 0.0006 and high > 0.4


def test_each_network_is_a_line_with_its_own_mark_and_the_first_has_its_numbers():
    ax = plots.decoding_score_curves(["conv1", "dense"], {"trained": [0.99, 0.2], "before": [1.0, 0.6]})
    first, second = ax.lines[:2]
    assert list(first.get_ydata()) == [0.99, 0.2]
    assert list(second.get_ydata()) == [1.0, 0.6]
    assert first.get_marker() != second.get_marker()
    assert texts(ax)[:2] == ["0.99", "0.20"]
