"""What cells answer: what is drawn is what was given."""

import matplotlib.pyplot as plt
import numpy as np

from convbook import plots


def test_answers_are_drawn_as_shares_of_the_largest():
    ax = plots.shift_curves([-1, 0, 1], {"pixels": [0, 4, 0], "C": [1, 2, 1]})
    np.testing.assert_allclose([line.get_ydata() for line in ax.lines], [[0, 1, 0], [0.5, 1, 0.5]])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["pixels", "C"]


def test_a_cell_that_never_answers_is_a_line_at_0():
    ax = plots.shift_curves([0, 1], {"silent": [0, 0]})
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), [0, 0])


def test_axes_that_are_given_are_drawn_on():
    ax = plt.figure().subplots()
    assert plots.shift_curves([0], {"a": [1]}, ax=ax) is ax
