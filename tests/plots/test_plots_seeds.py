"""The figure of networks compared over a few seeds: what is drawn is what was given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from drawings import texts

from convbook import palette
from convbook.plots.seeds import seeds_compared

NAMES = ["one", "two"]
SHARES = [[0.80, 0.84, 0.82], [0.81, 0.79, 0.86]]
BANDS = [(0.78, 0.85), (0.79, 0.86)]


def test_each_seed_is_a_line_from_row_to_row_with_its_own_color_dashes_and_marker():
    ax = seeds_compared(NAMES, SHARES, BANDS)
    seeds = [line for line in ax.lines if line.get_label().startswith("seed")]
    assert [line.get_label() for line in seeds] == ["seed 0", "seed 1", "seed 2"]
    np.testing.assert_array_equal(seeds[1].get_xydata(), [[0.84, 0], [0.79, 1]])
    for look in ("get_color", "get_marker"):
        assert len({getattr(line, look)() for line in seeds}) == 3


def test_each_row_has_its_mean_its_band_and_both_in_words():
    ax = seeds_compared(NAMES, SHARES, BANDS)
    means = [line for line in ax.lines if line.get_color() == palette.TEXT]
    np.testing.assert_allclose([line.get_xdata() for line in means], [[0.82] * 2, [0.82] * 2])
    np.testing.assert_allclose([(p.get_x(), p.get_x() + p.get_width()) for p in ax.patches], BANDS)
    assert texts(ax) == ["82.0%, 80.0% to 84.0%", "82.0%, 79.0% to 86.0%"]


def test_the_first_network_is_the_top_row():
    ax = seeds_compared(NAMES, SHARES, BANDS)
    assert [label.get_text() for label in ax.get_yticklabels()] == NAMES
    bottom, top = ax.get_ylim()
    assert bottom > top


@pytest.mark.parametrize("shares", [SHARES[:1], [0.8, 0.9], [[0.8] * 4] * 2])
def test_shares_that_do_not_fit_are_refused(shares):
    with pytest.raises(ValueError, match="expected a row for each of 2 names"):
        seeds_compared(NAMES, shares, BANDS)


def test_axes_that_are_given_are_drawn_on():
    _, ax = plt.subplots()
    assert seeds_compared(NAMES, SHARES, BANDS, ax) is ax
