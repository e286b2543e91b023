"""Figures of `plots.windows`: what is drawn is what was given."""

import numpy as np
from drawings import texts
from matplotlib.patches import Circle

from convbook import avg_pool2d, max_pool2d, plots


def hatched(ax):
    return [p.get_x() for p in ax.patches if p.get_hatch() == "//"]


def circles(ax):
    return [p.center for p in ax.patches if isinstance(p, Circle)]


def frames(ax):
    """Corner and side of the bold frames, full ones first."""
    return [(p.get_x(), p.get_y(), p.get_width()) for p in ax.patches if p.get_linewidth() > 1.2 and p.get_width()]


def test_a_row_shows_each_stop_and_hatches_the_pixel_that_no_window_reads():
    ax = plots.window_row([3, 1, 4, 1, 5, 9], 3, stride=2)
    assert [t for t in texts(ax) if t.startswith("window")] == ["window 1", "window 2"]
    assert hatched(ax) == [5]
    dots = [list(line.get_xdata()) for line in ax.lines if line.get_marker() == "o"]
    assert dots == [[0.5, 1.5, 2.5], [2.5, 3.5, 4.5], [4.5, 5.5, 6.5]]
    assert texts(ax)[-1] == "does not fit"  # the third would need a seventh pixel


def test_a_dilated_window_has_its_dots_apart():
    ax = plots.window_row(range(7), 3, dilation=2)
    dots = [list(line.get_xdata()) for line in ax.lines if line.get_marker() == "o"]
    assert dots == [[0.5, 2.5, 4.5], [1.5, 3.5, 5.5], [2.5, 4.5, 6.5]]
    assert hatched(ax) == []


def test_places_have_a_dot_for_each_output_and_zeros_around():
    cases = {"stride 2": (7, 3, 2, 0, 1), "padding 1": (5, 3, 1, 1, 1), "dilation 2": (7, 3, 1, 0, 2)}
    axes = plots.window_places(cases)
    assert [len(circles(ax)) for ax in axes] == [9, 25, 9]
    assert [texts(ax).count("0") for ax in axes] == [0, 24, 0]
    assert [texts(ax)[-1] for ax in axes] == ["7×7 → 3×3", "5×5 → 5×5", "7×7 → 3×3"]


def test_the_frames_stand_at_the_first_and_the_last_place():
    (ax,) = plots.window_places({"": (7, 3, 1, 0, 2)})
    assert [f for f in frames(ax) if f[2] == 5] == [(0, 0, 5), (2, 2, 5)]
    (ax,) = plots.window_places({"": (8, 3, 2, 0, 1)})  # the last row and column are left over
    assert [f for f in frames(ax) if f[2] == 3][1] == (4, 4, 3)


def test_pooling_rings_the_winner_of_each_window():
    X = np.array([[1, 2, 0, 1], [0, 1, 3, 1], [2, 0, 1, 2], [1, 1, 0, 3]])
    ax = plots.pooling(X, 2, {"max": max_pool2d(X), "average": avg_pool2d(X)})
    assert circles(ax) == [(1.5, 1.5), (2.5, 2.5), (0.5, 3.5), (3.5, 4.5)]
    assert texts(ax)[-5:] == ["1", "1.25", "1", "1.5", "average"]
    assert [t for t in texts(ax) if t.isalpha()] == ["X", "max", "average"]
