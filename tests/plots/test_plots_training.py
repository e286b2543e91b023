"""Figures of `plots.training`: what is drawn is what was given."""

from types import SimpleNamespace

import numpy as np
import pytest
from drawings import texts

from convbook import History, palette, plots

NAMES = ["one", "two"]
SHARES = [[0.80, 0.84, 0.82], [0.81, 0.79, 0.86]]
BANDS = [(0.78, 0.85), (0.79, 0.86)]


def test_training_curves_draw_both_parts():
    history = History([0.1, 0.5], [3.0, 2.0], [0.2, 0.4], [2.9, 2.5], [1, 1])
    accuracy, loss = plots.training_curves(history)
    assert [list(line.get_ydata()) for line in accuracy.lines] == [[0.1, 0.5], [0.2, 0.4]]
    assert [list(line.get_ydata()) for line in loss.lines] == [[3.0, 2.0], [2.9, 2.5]]
    assert [line.get_label() for line in loss.lines] == ["training set", "test set"]


def test_training_curves_may_watch_the_validation_set_instead():
    history = SimpleNamespace(accuracy=[0.1], loss=[3.0], val_accuracy=[0.2], val_loss=[2.9])
    accuracy, loss = plots.training_curves(history, watched="val")
    assert [list(line.get_ydata()) for line in (*accuracy.lines, *loss.lines)] == [[0.1], [0.2], [3.0], [2.9]]
    assert [line.get_label() for line in loss.lines] == ["training set", "validation set"]


def test_variants_have_a_dot_a_run_their_mean_its_band_and_the_papers_line():
    intervals = [(0.78, 0.84), (0.66, 0.73)]
    ax = plots.variant_accuracies(["a", "b"], [[0.8, 0.82], [0.7]], intervals, 0.8347, ["20%", "0%"])
    dots = [list(line.get_xdata()) for line in ax.lines if line.get_marker() == "o"]
    assert dots == [[0.8, 0.82], [0.7]]
    means = [line.get_xdata()[0] for line in ax.lines[1:] if line.get_marker() != "o"]
    assert np.allclose(means, [0.81, 0.7])
    assert np.allclose([(bar.get_x(), bar.get_x() + bar.get_width()) for bar in ax.patches], intervals)
    assert {"paper 83.47%", "20%", "0%"} <= set(texts(ax))


def test_accuracy_by_step_says_what_each_change_gained_or_lost():
    ax = plots.accuracy_by_step(["first", "second", "third"], [[0.5, 0.6], [0.7], [0.65]])
    assert texts(ax) == ["55.0%", "70.0%  +15.0", "65.0%  -5.0"]
    diamonds = [line for line in ax.lines if line.get_marker() == "D"]
    assert [round(line.get_xdata()[0], 3) for line in diamonds] == [0.55, 0.7, 0.65]
    assert diamonds[2].get_color() == palette.GRADIENT != diamonds[1].get_color()


def test_learning_rate_schedules_draw_one_line_a_schedule():
    ax = plots.learning_rate_schedules({"constant": [1, 1, 1], "cycle": [0, 1, 0]})
    assert [list(line.get_ydata()) for line in ax.lines] == [[1, 1, 1], [0, 1, 0]]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["constant", "cycle"]


def test_each_seed_is_a_line_from_row_to_row_with_its_own_color_dashes_and_marker():
    ax = plots.seed_comparison(NAMES, SHARES, BANDS)
    seeds = [line for line in ax.lines if line.get_label().startswith("seed")]
    assert [line.get_label() for line in seeds] == ["seed 0", "seed 1", "seed 2"]
    np.testing.assert_array_equal(seeds[1].get_xydata(), [[0.84, 0], [0.79, 1]])
    for look in ("get_color", "get_marker"):
        assert len({getattr(line, look)() for line in seeds}) == 3


def test_each_row_has_its_mean_its_band_and_both_in_words():
    ax = plots.seed_comparison(NAMES, SHARES, BANDS)
    means = [line for line in ax.lines if line.get_color() == palette.TEXT]
    np.testing.assert_allclose([line.get_xdata() for line in means], [[0.82] * 2, [0.82] * 2])
    np.testing.assert_allclose([(p.get_x(), p.get_x() + p.get_width()) for p in ax.patches], BANDS)
    assert texts(ax) == ["82.0%, 80.0% to 84.0%", "82.0%, 79.0% to 86.0%"]


def test_the_first_network_is_the_top_row():
    ax = plots.seed_comparison(NAMES, SHARES, BANDS)
    assert [label.get_text() for label in ax.get_yticklabels()] == NAMES
    bottom, top = ax.get_ylim()
    assert bottom > top


@pytest.mark.parametrize("shares", [SHARES[:1], [0.8, 0.9], [[0.8] * 4] * 2])
def test_shares_that_do_not_fit_are_refused(shares):
    with pytest.raises(ValueError, match=r"accuracies.* expected (a row for each of 2 names|one axis)"):
        plots.seed_comparison(NAMES, shares, BANDS)
