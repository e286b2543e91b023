"""Figures of `plots.descent`: what is drawn is what was given."""

import numpy as np
from matplotlib.patches import FancyArrowPatch

from convbook import palette, plots


def arrows(ax):
    return [patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)]


def test_an_update_shows_its_three_filters_and_rounds_what_floats_add():
    ax = plots.update_step(np.array([[1]]), np.array([[7.0]]), np.array([[0.1 + 0.2]]))
    assert [t.get_text() for t in ax.texts] == ["1", "F old", "− α", "7", "∂L/∂F", "=", "0.3", "F new"]


def test_a_path_on_a_parabola_has_a_dot_a_place_and_an_arrow_a_step():
    x = np.linspace(-1, 1, 5)
    paths = [np.array([[1, 1], [-0.5, 0.25], [0.25, 0.0625]]), np.array([[1, 1], [0, 0]])]
    axes = plots.parabola_descents(x, x**2, paths, ["two steps", "one step"])
    assert [ax.get_title(loc="left") for ax in axes] == ["two steps", "one step"]
    assert [len(arrows(ax)) for ax in axes] == [2, 1]
    curve, dots, start = axes[0].lines
    assert list(curve.get_ydata()) == [1, 0.25, 0, 0.25, 1]
    assert list(zip(*dots.get_data(), strict=True)) == [(1, 1), (-0.5, 0.25), (0.25, 0.0625)]
    assert list(zip(*start.get_data(), strict=True)) == [(1, 1)]


def test_a_descent_that_diverges_does_not_stretch_the_picture():
    x = np.linspace(-1, 1, 5)
    (ax, _) = plots.parabola_descents(x, x**2, [np.array([[1, 1], [-50, 2500]])], ["explodes"])
    assert ax.get_xlim() == (-1, 1)
    assert ax.get_ylim()[1] == 1


def test_a_step_too_short_for_an_arrow_is_a_dot_alone():
    x = np.linspace(-1, 1, 5)
    (ax, _) = plots.parabola_descents(x, x**2, [np.array([[1, 1], [0.99, 0.9801]])], ["crawls"])
    assert arrows(ax) == []
    assert len(ax.lines[1].get_xdata()) == 2


def test_the_map_marks_the_lowest_place_and_shows_each_path_and_its_losses():
    x, y = np.linspace(-2, 2, 5), np.linspace(-1, 3, 5)
    losses = (x - 1) ** 2 + 3 * (y[:, None] - 2) ** 2
    path = np.array([[-1, 0, 16], [0, 1, 4], [1, 2, 0.5]])
    axes = plots.contour_descents(x, y, losses, [path, path[:2], path[:1]], ["a", "b", "c"])
    lowest, places, _ = axes[0].lines
    assert (lowest.get_xdata()[0], lowest.get_ydata()[0]) == (1, 2)
    axes[0].figure.canvas.draw()
    for ax in axes[:3]:  # a right angle is one in the picture, too
        across, up = ax.transData.transform([(1, 0), (0, 1)]) - ax.transData.transform((0, 0))
        np.testing.assert_allclose(across[0], up[1])
    assert list(zip(*places.get_data(), strict=True)) == [(-1, 0), (0, 1), (1, 2)]
    assert [len(arrows(ax)) for ax in axes] == [2, 1, 0, 0]
    assert [list(line.get_ydata()) for line in axes[3].lines] == [[16, 4, 0.5], [16, 4], [16]]


def test_curves_are_told_apart_without_color_and_count_from_the_start():
    ax = plots.decay_curves({"fast": [1, 0.1], "slow": [1, 0.9, 0.8]}, "distance")
    assert [list(line.get_xdata()) for line in ax.lines] == [[0, 1], [0, 1, 2]]
    assert len({line.get_linestyle() for line in ax.lines}) == 2
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["fast", "slow"]
    assert (ax.get_xscale(), ax.get_yscale()) == ("linear", "log")


def test_logarithmic_steps_show_step_0_too():
    ax = plots.decay_curves({"fast": [1, 0.1, 0.01]}, log_steps=True)
    assert list(zip(*ax.lines[0].get_data(), strict=True)) == [(0, 1), (1, 0.1), (2, 0.01)]
    left, *steps = ax.transData.transform([(step, 1) for step in (0, 1, 10, 100)])[:, 0]
    assert ax.get_xlim()[0] == 0 and left < steps[0]
    assert np.ptp(np.diff(steps)) < 0.2 * np.diff(steps)[0], "from step 1 on a tenfold count is as wide everywhere"


def test_the_factors_cross_where_the_worst_is_smallest_and_reach_1_at_the_limit():
    ax = plots.descent_factors([4.0, 1.0, 2.0])
    drawn = {line.get_label(): line for line in ax.lines}
    alphas, steepest = drawn["steepest direction"].get_data()
    _, flattest = drawn["flattest direction"].get_data()
    np.testing.assert_allclose(steepest, abs(1 - 4 * alphas))
    np.testing.assert_allclose(flattest, abs(1 - alphas))
    worst = np.maximum(steepest, flattest)
    (dot,) = [line for line in ax.lines if line.get_marker() == "o"]
    ((best, factor),) = zip(*dot.get_data(), strict=True)
    assert (best, round(factor, 12)) == (0.4, 0.6)  # 2 / (1 + 4), (4 - 1) / (4 + 1)
    assert abs(alphas[worst.argmin()] - best) <= alphas[1] and worst.min() >= factor
    assert "best α = 0.4000\nfactor 0.600" in [text.get_text() for text in ax.texts]


def test_stages_show_two_digits_and_no_minus_before_a_zero():
    axes = plots.filter_stages([np.array([[-0.001, 1.234], [0.5, -2]])], ["start"])
    assert [t.get_text() for t in axes[0].texts] == ["0", "1.23", "0.5", "−2"]
    assert axes[0].get_title(loc="center") == "start"
    assert axes[0].texts[0].get_color() == palette.TEXT
