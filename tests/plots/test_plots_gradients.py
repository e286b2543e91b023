"""Figures of `plots.gradients`: what is drawn is what was given."""

import numpy as np
import pytest
from drawings import cells_filled, number, texts

from convbook import conv2d_filter_grad, conv2d_input_grad, plots

X = np.array([[2, 0, 1], [1, 3, 2], [0, 1, 1]])
dO = np.array([[1, 0], [-1, 2]])
F = np.array([[1, 2], [-1, 1]])


def titles(axes):
    return [ax.get_title(loc="left") for ax in axes]


def test_a_filter_element_meets_one_pixel_at_every_stop():
    axes = plots.follow_filter_element(X, (2, 2), (0, 1))
    assert titles(axes) == [
        f"$O_{{{o}}}$:  $X_{{{x}}}$ meets $F_{{12}}$" for o, x in zip((11, 12, 21, 22), (12, 13, 22, 23), strict=True)
    ]
    assert [cells_filled(ax, "filter") for ax in axes] == [{(0, 1)}, {(0, 2)}, {(1, 1)}, {(1, 2)}]


def test_a_pixel_is_met_only_where_the_window_covers_it():
    axes = plots.follow_pixel(X, (2, 2), (0, 1))
    assert [title.split(":")[1].strip() for title in titles(axes)] == [
        "$X_{12}$ meets $F_{12}$",
        "$X_{12}$ meets $F_{11}$",
        "$X_{12}$ is not covered",
        "$X_{12}$ is not covered",
    ]
    assert [len(cells_filled(ax, "filter")) for ax in axes] == [1, 1, 0, 0]


@pytest.mark.parametrize("element", list(np.ndindex(2, 2)), ids=str)
def test_the_terms_of_a_filter_element_add_up_to_its_gradient(element):
    (ax,) = plots.filter_gradient_terms(dO, X, [element])
    (line,) = [text for text in texts(ax) if "L/" in text and "·" in text]
    assert number(line.split(" = ")[-1]) == conv2d_filter_grad(dO, X, (2, 2))[element]
    assert len(cells_filled(ax, "input")) == line.count("·") == 4


@pytest.mark.parametrize("pixel", list(np.ndindex(3, 3)), ids=str)
def test_the_terms_of_a_pixel_add_up_to_its_gradient(pixel):
    (ax,) = plots.input_gradient_terms(dO, F, [pixel])
    (line,) = [text for text in texts(ax) if "L/" in text and "·" in text]
    assert number(line.split(" = ")[-1]) == conv2d_input_grad(dO, F, (3, 3))[pixel]
    covered = np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]])[pixel]
    assert len(cells_filled(ax, "filter")) == line.count("·") == covered


def test_cells_that_are_multiplied_carry_the_same_mark():
    (ax,) = plots.input_gradient_terms(dO, F, [(1, 1)])
    at = {}
    for text in ax.texts:
        if text.get_text() in "①②③④" and text.get_text():
            x, y = text.get_position()
            at.setdefault(text.get_text(), []).append((int(y - 0.5), int(x % 3.2)))
    assert at == {"①": [(0, 0), (1, 1)], "②": [(0, 1), (1, 0)], "③": [(1, 0), (0, 1)], "④": [(1, 1), (0, 0)]}


def test_several_pixels_have_a_panel_each():
    axes = plots.input_gradient_terms(dO, F, [(0, 0), (0, 2), (2, 0), (2, 2)])
    lines = [next(text for text in texts(ax) if "·" in text and "L/" in text) for ax in axes]
    assert [number(line.split(" = ")[-1]) for line in lines] == [1, 0, 1, 2]


def test_the_sliding_window_gives_the_filters_gradient():
    axes = plots.gradient_windows(X, dO, of="F")
    assert [number(title.split(" = ")[1]) for title in titles(axes)] == [7, 1, 3, 4]
    assert [text for text in texts(axes[0]) if "×" in text] == ["×1", "×0", "×−1", "×2"]


def test_the_sliding_turned_filter_gives_the_inputs_gradient_and_padding_fades():
    real = np.pad(np.ones((2, 2), bool), 1)
    axes = plots.gradient_windows(np.pad(dO, 1), F[::-1, ::-1], "X", ("gradient", "filter"), real)
    assert [number(title.split(" = ")[1]) for title in titles(axes)] == [1, 2, 0, -2, 1, 4, 1, -3, 2]
    assert cells_filled(axes[0], "gradient") == {(1, 1), (1, 2), (2, 1), (2, 2)}
