"""The figures on searches for pictures show the numbers that they were given."""

import numpy as np
import pytest
from matplotlib.colors import to_hex
from numpy.testing import assert_allclose

from convbook import palette
from convbook.plots.seeking import before_after, code_gaps


def test_code_gaps_have_a_line_for_each_way_on_a_logarithmic_scale():
    gaps = {"decoder": [0.005, 0.08, 0.4], "inversion": [0.0006, 0.0007, 0.01]}
    ax = code_gaps(["conv2", "conv3", "output"], gaps)
    assert ax.get_yscale() == "log"
    lines = {line.get_label(): line for line in ax.get_lines()}
    for label, values in gaps.items():
        assert_allclose(lines[label].get_ydata(), values)
    assert lines["decoder"].get_linestyle() != lines["inversion"].get_linestyle()
    written = [text.get_text() for text in ax.texts]
    assert written == ["0.005", "0.080", "0.400", "0.0006", "0.0007", "0.010"]
    low, high = ax.get_ylim()
    assert low < 0.0006 and high > 0.4


def test_before_after_counts_the_units_above_the_line_and_leaves_nan_out():
    before, after = np.array([0.2, 0.5, np.nan, 0.3]), np.array([0.4, 0.4, 0.5, 0.6])
    ax = before_after(before, after, ("without", "with"), even=0.1)
    assert "2 of 3 above the line" in [text.get_text() for text in ax.texts]
    grew, fell = ax.collections
    assert_allclose(grew.get_offsets(), [[0.2, 0.4], [0.3, 0.6]])
    assert_allclose(fell.get_offsets(), [[0.5, 0.4]])
    assert to_hex(grew.get_facecolor()[0]) == palette.OUTPUT.lower()
    assert len(fell.get_facecolor()) == 0  # told apart without color
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("without", "with")


def test_figures_go_into_axes_that_are_there():
    import matplotlib.pyplot as plt

    _, axes = plt.subplots(1, 2)
    assert code_gaps(["a"], {"x": [0.1]}, ax=axes[0]) is axes[0]
    assert before_after([0.1, 0.2], [0.3, 0.1], ("a", "b"), ax=axes[1]) is axes[1]
    assert axes[1].get_xlim() == pytest.approx(axes[1].get_ylim())
