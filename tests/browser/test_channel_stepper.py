"""`ChannelStepper` as a person drives it: stepping, choosing, typing, nonsense, and NumPy's numbers beside it."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from convbook import ChannelStepper, conv2d

from .driving import cell, changed, check_playing, differences, matrix, noted, number, said, tab_to

PAGE = "book/03-channels"
COLORS = ["red", "green", "blue"]


def shown_input(widget):
    return np.stack([matrix(widget, f"X {color}") for color in COLORS], axis=-1)


def shown_filter(widget):
    return np.stack([matrix(widget, f"F {color}") for color in COLORS], axis=-1)


def shown_maps(widget):
    captions = [text.split(" ")[2] for text in widget.get_by_text("O map").all_inner_texts()]
    visible = [k for k in captions if cell(widget, f"O map {k}", 0, 0).is_visible()]
    return np.stack([matrix(widget, f"O map {k}") for k in visible], axis=-1)


def filters_are(widget, count):
    widget.get_by_role("spinbutton", name="Filters").fill(str(count))


def test_it_starts_as_the_papers_figure_3_with_one_filter_and_the_first_stop(placed):
    widget = placed(PAGE, "ChannelStepper")
    assert_array_equal(matrix(widget, "X green"), [[1, 2, 0], [0, 1, 1], [3, 0, 1]])
    assert_array_equal(matrix(widget, "F blue"), [[-1, 0], [1, -1]])
    assert_array_equal(shown_maps(widget)[..., 0], [[8, 0], [10, 9]])
    assert said(widget) == "Row 1, column 1, filter 1: red 4, green 2, blue 2, together 8."
    for products in ("2·1 + 0·2 + 1·(−1) + 3·1 = 4", "1·0 + 2·1 + 0·1 + 1·0 = 2", "0·(−1) + 1·0 + 2·1 + 0·(−1) = 2"):
        assert widget.get_by_text(products).is_visible()


def test_arrow_keys_step_and_home_and_end_jump(alone):
    widget = alone(ChannelStepper())
    slider = widget.get_by_role("slider")
    tab_to(widget.page, slider)
    for key, sentence in [
        ("ArrowRight", "Row 1, column 2, filter 1: red 1, green 1, blue −2, together 0."),
        ("End", "Row 2, column 2, filter 1: red 7, green 1, blue 1, together 9."),
        ("ArrowRight", "Row 2, column 2, filter 1: red 7, green 1, blue 1, together 9."),
        ("ArrowLeft", "Row 2, column 1, filter 1: red 8, green 4, blue −2, together 10."),
        ("Home", "Row 1, column 1, filter 1: red 4, green 2, blue 2, together 8."),
    ]:
        widget.page.keyboard.press(key)
        assert said(widget) == sentence


def test_the_window_lies_on_the_same_four_pixels_of_every_channel(alone):
    widget = alone(ChannelStepper())
    widget.get_by_role("slider").press("End")
    for color in COLORS:
        under = widget.locator("table").filter(has_text=f"X {color}").locator("td.cbw-window input")
        names = [node.get_attribute("aria-label") for node in under.all()]
        assert names == [f"X {color} row {i}, column {j}" for i in (2, 3) for j in (2, 3)]


def test_more_filters_make_more_maps_and_the_last_one_is_shown(alone):
    widget = alone(ChannelStepper())
    count = widget.get_by_role("spinbutton", name="Filters")
    tab_to(widget.page, count)
    upper_left = [8, 13, -8, 16, 4]
    for k in range(2, 6):
        widget.page.keyboard.press("ArrowUp")
        assert_array_equal(shown_maps(widget)[0, 0], upper_left[:k])
        assert f"filter {k}:" in said(widget)
    assert said(widget) == "Row 1, column 1, filter 5: red 4, green 0, blue 0, together 4."
    widget.page.keyboard.press("ArrowUp")
    assert "6 is not between 1 and 5. It stays 5." in widget.inner_text()
    widget.page.keyboard.press("ArrowDown")
    assert said(widget) == "Row 1, column 1, filter 4: red 8, green 4, blue 4, together 16."
    assert shown_maps(widget).shape == (2, 2, 4)


@pytest.mark.parametrize("touch", [False, True], ids=["mouse", "touch"])
def test_a_press_on_a_map_shows_its_filter_at_that_place(placed, touch):
    widget = placed(PAGE, "ChannelStepper", has_touch=touch, width=360 if touch else 1280)
    press = "tap" if touch else "click"
    for _ in range(2):
        getattr(widget.get_by_label("Filters: more"), press)()
    getattr(cell(widget, "O map 2", 1, 0), press)()
    assert_array_equal(shown_filter(widget), np.ones((2, 2, 3)))
    assert said(widget) == "Row 2, column 1, filter 2: red 5, green 4, blue 4, together 13."
    getattr(widget.get_by_role("button", name="Next"), press)()
    assert said(widget).startswith("Row 2, column 2, filter 2:")
    pressed = widget.locator('[aria-pressed="true"]')
    assert pressed.get_attribute("aria-label") == "O map 2 row 2, column 2: 12"


def test_a_map_is_chosen_by_keys_alone(alone):
    widget = alone(ChannelStepper())
    filters_are(widget, 3)
    tab_to(widget.page, cell(widget, "O map 1", 0, 0))
    for key in ("ArrowRight", "ArrowDown", "Enter"):
        widget.page.keyboard.press(key)
    assert said(widget).startswith("Row 2, column 2, filter 1:")
    assert cell(widget, "O map 1", 1, 1).evaluate("node => node === document.activeElement")


def test_a_new_blue_number_reaches_every_map_but_that_of_the_filter_without_blue(placed):
    widget = placed(PAGE, "ChannelStepper")
    filters_are(widget, 5)
    before = shown_maps(widget)
    tab_to(widget.page, cell(widget, "X blue", 0, 0))
    for key in ("ArrowDown", "ArrowRight", "1"):
        widget.page.keyboard.press(key)
    change = shown_maps(widget) - before
    assert_array_equal(change[..., 0], [[-1, 1], [0, -1]])
    assert_array_equal(change[..., 1], [[1, 1], [1, 1]])
    assert not change[..., 4].any()
    for k in range(5):
        assert changed(widget, f"O map {k + 1}") == differences(change[..., k], np.zeros((2, 2)))
    assert noted(widget) == (
        "Your edit changed 13 of 20 results: map 1 in 3, map 2 in 4, map 3 in 3, map 4 in 3, map 5 in 0."
    )
    assert widget.get_by_label("O map 2 row 1, column 1: 14, changed by +1").count() == 1


def test_a_number_of_the_third_filter_reaches_the_third_map_alone(alone):
    widget = alone(ChannelStepper())
    filters_are(widget, 5)
    before = shown_maps(widget)
    cell(widget, "O map 3", 0, 0).click()
    cell(widget, "F red", 0, 0).fill("0")
    change = shown_maps(widget) - before
    assert_array_equal(change[..., 2], [[2, 0], [1, 3]])
    assert not change[..., [0, 1, 3, 4]].any()
    filters_are(widget, 2)
    filters_are(widget, 3)
    assert matrix(widget, "F red")[0, 0] == 0  # what was typed is still there


def test_nonsense_gets_a_message_and_the_last_good_state_stays(alone):
    widget = alone(ChannelStepper())
    for name, good in [("X green", "2"), ("F blue", "0")]:
        field = cell(widget, name, 0, 1)
        for nonsense in ("abc", "1e9", "--3", "12345", "", "1/0"):
            field.fill(nonsense)
            assert f"It stays {good}." in widget.get_by_role("alert").filter(has_text="stays").inner_text()
            assert field.get_attribute("aria-invalid") == "true"
            assert said(widget).endswith("together 8.")
        field.blur()
        assert field.input_value() == good
        field.fill("1")
        assert widget.get_by_role("alert").filter(has_text="stays").count() == 0
        field.fill(good)
    for nonsense in ("0", "6", "2.5", "two"):
        filters_are(widget, nonsense)
        assert "It stays 1." in widget.inner_text()
        assert shown_maps(widget).shape == (2, 2, 1)


def test_playing_goes_through_all_stops_and_ends(alone):
    check_playing(alone(ChannelStepper()), "Row 1, column 2", "Row 2, column 2")


@pytest.mark.parametrize("seed", range(6))
def test_its_numbers_are_numpys(alone, seed):
    rng = np.random.default_rng(seed)
    X = rng.integers(-9, 10, (*rng.integers(3, 6, 2), 3)) / (1 if seed % 2 else 8)
    F = rng.integers(-9, 10, (*rng.integers(1, 4, 2), 3, 5))
    K = 1 + seed % 5
    O = conv2d(X, F[..., :K])
    chosen, step = int(rng.integers(K)), int(rng.integers(O[..., 0].size))
    widget = alone(ChannelStepper(X, F, K=K, filter=chosen, step=step), width=360)
    assert_allclose(shown_input(widget), X, rtol=1e-3)  # printed with four figures
    assert_array_equal(shown_filter(widget), F[..., chosen])
    assert_allclose(shown_maps(widget), O, rtol=1e-3)
    i, j = np.unravel_index(step, O.shape[:2])
    votes = (X[i : i + F.shape[0], j : j + F.shape[1]] * F[..., chosen]).sum(axis=(0, 1))
    parts = said(widget).split(": ")[1].rstrip(".").split(", ")
    assert [part.split()[0] for part in parts] == [*COLORS, "together"]
    assert_allclose([number(part.split()[1]) for part in parts], [*votes, O[i, j, chosen]], rtol=1e-3)
    assert widget.page.evaluate("document.documentElement.scrollWidth") <= 360
