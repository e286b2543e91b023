"""What `ChannelStepper` does without a browser: five filters of any, and values that do not fit."""

import numpy as np
import pytest
import traitlets
from numpy.testing import assert_array_equal

from convbook import ChannelStepper, conv2d


def test_filters_that_are_not_given_come_from_chapter_3():
    F = np.arange(24.0).reshape(2, 2, 3, 2)
    widget = ChannelStepper(F=F, K=5)
    kept = np.array(widget.F)
    assert_array_equal(kept[..., :2], F)
    assert_array_equal(kept[..., 2], -F[..., 0])
    assert_array_equal(kept[..., 3], 2 * F[..., 0])
    assert_array_equal(widget.O, conv2d(widget.X, kept))
    assert_array_equal(ChannelStepper(F=kept).F, kept)


@pytest.mark.parametrize(
    "name, value, message",
    [
        ("K", 1, "filter must be less than K = 1; it is 1"),
        ("filter", 2, "filter must be less than K = 2; it is 2"),
        ("step", 4, "step must be less than 4, the number of stops; it is 4"),
        ("X", np.ones((3, 3, 2)), "F has 3 input channels but X has 2"),
        ("F", np.ones((4, 4, 3, 1)), "F covers 4 rows but X has 3"),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(name, value, message):
    widget = ChannelStepper(K=2, filter=1)
    before = widget.state()
    with pytest.raises(traitlets.TraitError, match=message):
        setattr(widget, name, value)
    assert widget.state() == before


def test_an_input_of_two_channels_is_refused():
    with pytest.raises(traitlets.TraitError, match="X must have 3 channels"):
        ChannelStepper(np.ones((3, 3, 2)), np.ones((2, 2, 2, 1)))


def test_the_static_html_tells_the_stop_in_words():
    text = ChannelStepper(step=1).static_html()
    assert "Row 1, column 2, filter 1: red 1, green 1, blue −2, together 0." in text
    assert text.count("<table") == 7
