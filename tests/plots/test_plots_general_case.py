"""Figures of `plots.general_case`: what is drawn is what was given."""

import numpy as np
from drawings import texts

from convbook import plots


def test_every_input_channel_leads_to_the_first_output_and_every_output_back_to_the_first_input():
    forward, backward = plots.channel_routes(3, 2)
    assert [t for t in texts(forward) if "→" in t] == ["$F^{1→1}$", "$F^{2→1}$", "$F^{3→1}$"]
    assert [t for t in texts(backward) if "→" in t] == ["$F^{1→1}$ turned", "$F^{1→2}$ turned"]
    for ax in (forward, backward):
        assert [type(patch).__name__ for patch in ax.patches] == 5 * ["Rectangle"] + 6 * ["FancyArrowPatch"]


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
