"""What networks cost: what is drawn is what was given."""

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


def test_a_name_stands_on_the_side_that_is_said():
    ax = plots.network_costs(["a", "b"], [1, 9], [1, 9], [1, 2], ["left", "right"])
    assert [t.get_ha() for t in ax.texts] == ["right", "left"]


def test_axes_that_are_given_are_drawn_on():
    ax = plt.figure().subplots()
    assert plots.network_costs(["a"], [1], [1], [1], ax=ax) is ax
