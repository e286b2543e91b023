"""Figures of `plots.input_gradient`: what is drawn is what was given."""

import numpy as np
from drawings import cells_filled, number, texts

from convbook import conv2d_input_grad, plots

F = np.array([[1, 2], [-1, 1]])
dO = np.array([[1, 0], [-1, 2]])


def test_windows_over_each_pixel_are_counted():
    ax = plots.window_coverage((3, 3), (2, 2))
    assert [t for t in texts(ax) if t.isdigit()] == list("121242121")
    assert [t for t in texts(ax) if "O" in t] == ["$O_{11}$", "$O_{12}$", "$O_{21}$", "$O_{22}$"]


def test_local_gradients_of_the_input_are_the_filter_at_its_four_places():
    axes = plots.input_local_gradients(F, (2, 2))
    assert [t for t in texts(axes[1]) if "F" not in t] == ["0", "1", "2", "0", "−1", "1", "0", "0", "0"]
    assert cells_filled(axes[2], "filter") == {(1, 0), (1, 1), (2, 0), (2, 1)}


def test_the_taps_that_a_pixel_meets_stand_turned():
    ax = plots.rotated_filter()
    letters = [t.get_text() for t in ax.texts if t.get_text().startswith("$F")]
    assert letters[-8:-4] == ["$F_{22}$", "$F_{21}$", "$F_{12}$", "$F_{11}$"]
    assert letters[-4:] == ["$F_{11}$", "$F_{12}$", "$F_{21}$", "$F_{22}$"]


def test_scattered_filters_add_up_to_the_inputs_gradient():
    ax = plots.scattered_filters(dO.astype(float), F)
    assert "−0" not in texts(ax)
    numbers = [number(t) for t in texts(ax) if t.replace("−", "").isdigit()]
    assert numbers[:16] == [1, 2, -1, 1, 0, 0, 0, 0, -1, -2, 1, -1, 2, 4, -2, 2]
    assert numbers[16:] == conv2d_input_grad(dO, F, (3, 3)).ravel().tolist()
