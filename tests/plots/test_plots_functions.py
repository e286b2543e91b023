"""Figures of `plots.functions`: what is drawn is what was given."""

import numpy as np
import pytest
from drawings import texts

from convbook import plots, relu, relu_grad, softmax


def test_slopes_touch_the_curve_at_the_point_with_the_slope_that_is_written():
    x = np.linspace(-2, 2, 41)
    (ax,) = plots.slopes({"e": (x, x**2, [(1.0, 2.0, "left")])})
    curve, tangent, point = ax.lines
    assert np.asarray(point.get_xydata()).tolist() == [[1, 1]]
    (x0, y0), (x1, y1) = tangent.get_xydata()
    assert (y1 - y0) / (x1 - x0) == pytest.approx(2)
    assert ((x0 + x1) / 2, (y0 + y1) / 2) == pytest.approx((1, 1))
    assert texts(ax) == ["slope 2"]
    assert ax.get_xlabel() == "e"


def test_one_panel_for_each_curve():
    x = np.linspace(0.1, 1)
    assert len(plots.slopes({"a": (x, x, []), "b": (x, -np.log(x), []), "c": (x, 1 / x, [])})) == 3


def test_curves_draw_values_above_and_slopes_on_one_scale_below():
    z = np.linspace(-2, 2, 5)
    P = softmax(np.stack([z, 0 * z, 0 * z], axis=1))
    axes = plots.activation_curves(z, {"ReLU": (relu(z), relu_grad(np.ones(5), z)), "softmax": (P, -P)})
    assert list(axes[0, 0].lines[0].get_ydata()) == [0, 0, 0, 1, 2]
    assert list(axes[1, 0].lines[0].get_ydata()) == [0, 0, 0, 1, 1]
    np.testing.assert_array_equal(axes[0, 1].lines[2].get_ydata(), P[:, 2])
    assert texts(axes[0, 1]) == ["$P_1$", "$P_2$", "$P_3$"]
    assert axes[1, 0].get_ylim() == axes[1, 1].get_ylim()
