"""Figures of the general case: pale cells, routes between channels, windows as rows, times."""

import matplotlib.pyplot as plt
import numpy as np
from drawings import texts

from convbook import palette, plots


def test_pale_cells_are_the_ghosts_and_no_others():
    M, ghost = np.array([[1, 2], [3, -4]]), np.array([[True, False], [False, True]])
    ax = plots.matrices({"G": M}, ["gradient"], ghosts=[ghost])
    assert texts(ax, palette.MUTED) == ["1", "−4"]
    assert texts(ax, palette.TEXT) == ["2", "3"]
    dashed = [(p.get_x(), p.get_y()) for p in ax.patches if p.get_linewidth() == 0.6]
    assert dashed == [(0, 1), (1, 2)]


def test_a_matrix_without_ghosts_is_drawn_in_full_after_its_sign():
    ax = plots.matrices({"A": [[1]], "B": [[2]]}, ["input", "output"], ["⋆"], ghosts=[None, None])
    assert texts(ax) == ["1", "A", "⋆", "2", "B"]
    assert texts(ax, palette.INK["input"]) == ["A"]
    assert texts(ax, palette.INK["output"]) == ["B"]


def test_wide_rows_of_matrices_fit_a_page():
    grids = {name: np.zeros((4, 4)) for name in "abcd"}
    ax = plots.matrices(grids, ["input"] * 4)
    assert ax.figure.get_figwidth() <= 7.01


def test_every_input_channel_leads_to_the_first_output_and_every_output_back_to_the_first_input():
    forward, backward = plots.channel_routes(3, 2)
    assert [t for t in texts(forward) if "→" in t] == ["$F^{1→1}$", "$F^{2→1}$", "$F^{3→1}$"]
    assert [t for t in texts(backward) if "→" in t] == ["$F^{1→1}$ turned", "$F^{1→2}$ turned"]
    assert len(forward.patches) == len(backward.patches) == 5


def test_rows_are_the_windows_and_their_products_the_outputs():
    X, F = np.arange(9).reshape(3, 3), np.array([[1, 0], [0, 10]])
    ax = plots.windows_as_rows(X, F)
    large = [t.get_text() for t in ax.texts if t.get_fontsize() == 11]
    rows = [["0", "1", "3", "4"], ["1", "2", "4", "5"], ["3", "4", "6", "7"], ["4", "5", "7", "8"]]
    assert large[:16] == sum(rows, [])
    assert large[17:21] == ["1", "0", "0", "10"]
    assert large[22:26] == ["40", "51", "73", "84"]
    frames = [(round(p.get_x(), 1), round(p.get_width(), 1)) for p in ax.patches if p.get_linewidth() == 1.6]
    assert frames == [(0, 1.2), (0.6, 1.2), (0, 1.2), (0.6, 1.2)]


def test_time_bars_are_in_milliseconds_on_a_scale_of_powers():
    ax = plots.time_bars(["slow", "fast"], [0.5, 0.002])
    assert [round(p.get_width(), 6) for p in ax.patches] == [500, 2]
    assert texts(ax) == ["500 ms", "2 ms"]
    assert ax.get_xscale() == "log"


def test_axes_that_are_given_are_drawn_on():
    ax = plt.figure().subplots()
    assert plots.windows_as_rows(np.eye(3), np.eye(2), ax=ax) is ax
    ax = plt.figure().subplots()
    assert plots.time_bars(["a"], [1], ax=ax) is ax
