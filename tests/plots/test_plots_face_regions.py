"""Figures of `plots.face_regions`: what is drawn is what was given."""

import numpy as np
import pytest
from drawings import texts
from matplotlib.colors import to_hex
from numpy.testing import assert_allclose

from convbook import palette, plots


@pytest.fixture
def face():
    return np.random.default_rng(0).random((8, 8, 3))


def boxes_of(ax):
    return [(p.get_x(), p.get_y(), p.get_width(), p.get_height()) for p in ax.patches]


def test_before_after_counts_the_units_above_the_line_and_leaves_nan_out():
    before, after = np.array([0.2, 0.5, np.nan, 0.3]), np.array([0.4, 0.4, 0.5, 0.6])
    ax = plots.before_after_scatter(before, after, ("without", "with"), chance_level=0.1)
    assert "2 of 3 above the line" in [text.get_text() for text in ax.texts]
    grew, fell = ax.collections
    assert_allclose(grew.get_offsets(), [[0.2, 0.4], [0.3, 0.6]])
    assert_allclose(fell.get_offsets(), [[0.5, 0.4]])
    assert to_hex(grew.get_facecolor()[0]) == palette.OUTPUT.lower()
    assert len(fell.get_facecolor()) == 0  # told apart without color
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("without", "with")


def test_every_box_of_a_region_is_drawn_and_the_region_named_once(face):
    ax = plots.face_regions(face, {"eyes": [(1, 3, 0, 3), (1, 3, 5, 8)], "mouth": [(5, 7, 2, 6)]})
    assert boxes_of(ax) == [(-0.5, 0.5, 3, 2), (4.5, 0.5, 3, 2), (1.5, 4.5, 4, 2)]
    assert texts(ax) == ["eyes", "mouth"]
    assert len({p.get_linestyle() for p in ax.patches}) == 2, "told apart without color"


def test_a_map_is_bright_where_its_unit_is_active_and_nowhere_else(face):
    unit = np.zeros((4, 4))
    unit[0, 3] = 5
    axes = plots.unit_maps_on_face(face, [unit, 0 * unit], ["one", "none"], [[(0, 2, 6, 8)], []], columns=2, scale=4)
    lit, dark = (ax.images[0].get_array() for ax in axes)
    assert lit.shape == (32, 32, 3)
    brighter = (lit - dark).sum(axis=-1)
    assert np.unravel_index(brighter.argmax(), brighter.shape)[0] < 8
    assert np.unravel_index(brighter.argmax(), brighter.shape)[1] >= 24
    np.testing.assert_allclose(lit[16:, :8], dark[16:, :8], atol=1e-6)
    assert [ax.get_title() or ax.get_title(loc="left") for ax in axes] == ["one", "none"]
    assert boxes_of(axes[0]) == [(5.5, -0.5, 2, 2)]
    assert boxes_of(axes[1]) == []


def test_without_smoothing_each_place_of_a_map_is_an_even_square(face):
    unit = np.array([[0.0, 1.0], [0.5, 0.0]])
    (ax,) = plots.unit_maps_on_face(0 * face, [unit], ["one"], columns=1, scale=2, smooth=False)
    drawn = ax.images[0].get_array()
    for i, j in np.ndindex(2, 2):
        square = drawn[8 * i : 8 * i + 8, 8 * j : 8 * j + 8]
        assert_allclose(square, np.broadcast_to(square[0, 0], square.shape))
    assert drawn[0, 8].sum() > drawn[8, 0].sum() > drawn[0, 0].sum()


def test_each_unit_is_a_dot_and_those_above_the_line_are_full_and_counted():
    ax = plots.concentrations({"a": np.array([0.5, 2.5, np.nan, 3.0]), "b": np.array([1.0])})
    heights = [sorted(dots.get_offsets()[:, 1].tolist()) for dots in ax.collections]
    assert heights == [[0.5], [2.5, 3.0], [1.0], []]
    assert texts(ax)[:2] == ["2 of 3", "0 of 1"]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["a", "b"]
