"""Figures of `plots.convolution`: what is drawn is what was given."""

import numpy as np
from drawings import texts

from convbook import palette, plots


def test_matrices_show_every_number_and_name():
    ax = plots.matrices({"X": [[1, 2], [3, -4]], "O": [[7]]}, ["input", "output"], ["="])
    assert texts(ax) == ["1", "2", "3", "−4", "X", "=", "7", "O"]


def test_steps_uncover_the_output_one_by_one():
    X, F = np.arange(9).reshape(3, 3), np.array([[1, 0], [0, 2]])
    axes = plots.convolution_steps(X, F, np.array([[50, 51], [52, 53]]))
    shown = [{t for t in texts(ax) if t in {"50", "51", "52", "53"}} for ax in axes]
    assert shown == [{"50"}, {"50", "51"}, {"50", "51", "52"}, {"50", "51", "52", "53"}]
    assert texts(axes[0]).count("×2") == 1


def test_window_frame_stands_where_the_step_says_and_places_count_from_1():
    axes = plots.convolution_steps(np.zeros((4, 4)), np.ones((3, 3)), np.zeros((2, 2)))
    assert axes[2].get_title(loc="left") == "Step 3: row 2, column 1 of the output"
    frames = [p for p in axes[3].patches if p.get_linewidth() > 2 and p.get_width() == 3]
    assert [(p.get_x(), p.get_y()) for p in frames] == [(1, 1)]


def test_pale_cells_are_the_dashed_ones_and_no_others():
    M, dashed = np.array([[1, 2], [3, -4]]), np.array([[True, False], [False, True]])
    ax = plots.matrices({"G": M}, ["gradient"], dashed=[dashed])
    assert texts(ax, palette.MUTED) == ["1", "−4"]
    assert texts(ax, palette.TEXT) == ["2", "3"]
    thin = [(p.get_x(), p.get_y()) for p in ax.patches if p.get_linewidth() == 0.6]
    assert thin == [(0, 1), (1, 2)]


def test_a_matrix_without_dashed_cells_is_drawn_in_full_after_its_sign():
    ax = plots.matrices({"A": [[1]], "B": [[2]]}, ["input", "output"], ["⋆"], dashed=[None, None])
    assert texts(ax) == ["1", "A", "⋆", "2", "B"]
    assert texts(ax, palette.INK["input"]) == ["A"]
    assert texts(ax, palette.INK["output"]) == ["B"]


def test_wide_rows_of_matrices_fit_a_page():
    grids = {name: np.zeros((4, 4)) for name in "abcd"}
    ax = plots.matrices(grids, ["input"] * 4)
    assert ax.figure.get_figwidth() <= 7.01


def test_windows_circle_what_the_filter_counts():
    X, F = np.array([[1, 0, 1], [0, 1, 1]]), np.array([[1, 0], [0, 1]])
    left, right = plots.window_sums(X, F, [[2, 1]])
    assert [ax.get_title() for ax in (left, right)] == ["sum 2", "sum 1"]
    assert [len(ax.lines) for ax in (left, right)] == [2, 1]
    assert texts(right) == ["0", "1", "1", "1"]
