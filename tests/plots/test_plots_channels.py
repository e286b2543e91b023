"""Figures of `plots.channels`: what is drawn is what was given."""

import numpy as np
from drawings import texts
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from convbook import palette, plots


def cells(ax):
    """Upper left corner -> face of the small squares; of those that lie on top of one another the last."""
    squares = [p for p in ax.patches if isinstance(p, Rectangle) and p.get_width() == 1 and p.get_facecolor()[3]]
    return {(p.get_x(), p.get_y()): to_hex(p.get_facecolor()).upper() for p in squares}


def test_channel_sum_writes_every_number_and_the_sum():
    X = np.arange(18).reshape(3, 3, 2)
    F = np.array([[[1, 100], [2, 200]], [[3, 300], [4, 400]]])
    shares = np.array([[[51, -1], [52, -2]], [[53, -3], [54, -4]]])
    shown = texts(plots.channel_sum(X, F, shares, ["red", "green"]))
    assert set(map(str, range(18))) <= set(shown)
    assert {"1", "100", "400", "51", "−4", "red", "green", "contributions", "+"} <= set(shown)
    assert [shown.count(str(number)) for number in (50, 5)] == [4, 1]  # 51 - 1, 52 - 2, ... and X's own 5


def test_channel_sum_lights_the_first_stop_of_the_window_in_every_channel():
    ax = plots.channel_sum(np.zeros((3, 3, 3)), np.ones((2, 2, 3)), np.zeros((2, 2, 3)), [*"rgb"])
    frames = [p for p in ax.patches if p.get_linewidth() > 2]
    assert [p.get_width() for p in frames] == [2, 1, 2, 1, 2, 1, 1]
    faces = list(cells(ax).values())
    # lit pixels and filter cells; pixels that are not lit; the contributions and the sum
    assert [faces.count(palette.TINT[role]) for role in ("filter", "input", "output")] == [24, 15, 16]


def test_channel_sum_takes_any_number_of_channels_and_sizes():
    ax = plots.channel_sum(np.zeros((2, 5, 1)), np.ones((1, 3, 1)), np.zeros((2, 3, 1)), ["gray"])
    assert "+" not in texts(ax)
    assert ax.get_aspect() == 1


def test_equal_weights_have_one_shade_and_others_another():
    labels = np.array([["a", "b", ""], ["", "a", "b"]])
    M = np.array([[5, -6, 0], [0, 5, -6]])
    ax = plots.dense_matrix(M, np.array([[1, 2, 3]]), np.array([[7], [8]]), labels)
    shade = cells(ax)
    assert shade[0, 2] == shade[1, 3] != shade[1, 2] == shade[2, 3]
    assert shade[2, 2] == shade[0, 3] == palette.PAPER
    assert [texts(ax).count(text) for text in ("5", "−6", "0", "a", "b")] == [2, 2, 2, 2, 2]


def test_inputs_and_outputs_of_a_matrix_are_named_by_row_and_column():
    ax = plots.dense_matrix(np.ones((2, 4)), np.ones((2, 2)), np.ones((2, 1)), np.full((2, 4), "w"))
    names = [text for text in texts(ax) if "_" in text]
    assert names == ["$X_{11}$", "$X_{12}$", "$X_{21}$", "$X_{22}$", "$O_{11}$", "$O_{21}$"]
