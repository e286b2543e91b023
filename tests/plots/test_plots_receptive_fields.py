"""Figures of `plots.receptive_fields`: what is drawn is what was given."""

import numpy as np
from drawings import texts

from convbook import plots


def test_paths_are_written_where_there_are_some_and_the_rest_stays_white():
    counts = np.array([[0, 3], [0, 12]])
    ax = plots.path_counts([counts], ["two layers"])[0]
    assert texts(ax) == ["3", "12"]
    np.testing.assert_array_equal(ax.images[0].get_array().mask, counts == 0)
    np.testing.assert_allclose(ax.images[0].get_array().compressed(), [0.25, 1])


def test_large_maps_of_paths_are_drawn_without_numbers_in_rows_of_three():
    axes = plots.path_counts([np.ones((20, 20))] * 4, list("abcd"))
    assert len(axes) == 6
    assert not any(map(texts, axes))
    assert [ax.get_title(loc="left") for ax in axes] == ["a", "b", "c", "d", "", ""]


def test_fields_lie_around_the_point_with_their_names():
    ax = plots.nested_fields(np.zeros((20, 20, 3)), (10, 8), [3, 6], ["conv1", "pool1"])
    squares = {(p.get_x(), p.get_y(), p.get_width(), p.get_height()) for p in ax.patches}
    assert squares == {(7, 9, 3, 3), (5, 7, 6, 6)}
    assert texts(ax) == ["conv1", "pool1"]
