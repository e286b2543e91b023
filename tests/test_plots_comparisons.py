"""Networks compared: what is drawn is what was given."""

import matplotlib.pyplot as plt
import numpy as np
from drawings import texts

from convbook import plots


def test_each_network_is_a_disc_at_its_cost_with_its_name_and_depth():
    ax = plots.network_costs(["LeNet-5", "VGG-16"], [60_850, 138_357_544], [328_096, 15_470_264_320], [5, 16])
    np.testing.assert_array_equal(ax.collections[0].get_offsets(), [[328_096, 60_850], [15_470_264_320, 138_357_544]])
    assert texts(ax) == ["LeNet-5\n5 layers deep", "VGG-16\n16 layers deep"]
    assert ax.get_xscale() == ax.get_yscale() == "log"
    assert np.diff(ax.collections[0].get_sizes()) > 0


def test_answers_are_drawn_as_shares_of_the_largest():
    ax = plots.shift_curves([-1, 0, 1], {"pixels": [0, 4, 0], "C": [1, 2, 1]})
    np.testing.assert_allclose([line.get_ydata() for line in ax.lines], [[0, 1, 0], [0.5, 1, 0.5]])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["pixels", "C"]


def test_a_cell_that_never_answers_is_a_line_at_0():
    ax = plots.shift_curves([0, 1], {"silent": [0, 0]})
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), [0, 0])


def test_axes_that_are_given_are_drawn_on():
    one, other = plt.figure().subplots(1, 2)
    assert plots.network_costs(["a"], [1], [1], [1], ax=one) is one
    assert plots.shift_curves([0], {"a": [1]}, ax=other) is other
