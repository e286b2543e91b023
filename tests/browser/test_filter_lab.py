"""`FilterLab` as a person drives it: presets, typing, nonsense, moving the window, and NumPy's picture beside it."""

import base64
import re

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from convbook import FilterLab

from .driving import cell, matrix, number, said, tab_to

GRAY = """canvas => {
    const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const gray = data.filter((_, at) => at % 4 === 0);
    if (data.some((level, at) => level !== (at % 4 === 3 ? 255 : gray[at >> 2]))) throw Error('color, or a hole');
    return [canvas.height, canvas.width, btoa(String.fromCharCode(...gray))];
}"""


def picture(widget, which):
    """The gray levels on one of the two canvases, "photograph" or "result"."""
    canvas = widget.locator("canvas").nth(["photograph", "result"].index(which))
    height, width, text = canvas.evaluate(GRAY)
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(height, width)


def here(placed, **options):
    return placed("book/02b-photograph", "FilterLab", **options)


def press(widget, row, column, how="click"):
    """A press on the middle of a pixel of the photograph."""
    canvas = widget.locator("canvas").first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    height, width = canvas.evaluate("canvas => [canvas.height, canvas.width]")
    at = {"x": (column + 0.5) * box["width"] / width, "y": (row + 0.5) * box["height"] / height}
    getattr(canvas, how)(position=at)


def test_it_starts_with_the_number_that_the_chapter_sharpened_by_hand(placed):
    widget = here(placed)
    assert said(widget) == (
        "Row 124, column 121 of the result: "
        "92·0 + 160·(−1) + 225·0 + 96·(−1) + 101·5 + 205·(−1) + 102·0 + 90·(−1) + 145·0 = −46. "
        "F adds up to 1: a uniform area keeps its gray. Results: −202 to 814. Black: 0 and below; white: 255 and above."
    )
    assert_array_equal(picture(widget, "result"), FilterLab().shown)


def test_the_photograph_is_pythons_but_for_the_frame_around_the_window(alone):
    shown, image = picture(alone(FilterLab()), "photograph"), FilterLab().image
    frame = shown != image
    assert_array_equal(shown[123:126, 120:123], image[123:126, 120:123])
    frame[121:128, 118:125] = False
    assert not frame.any()
    assert_array_equal(shown[122, 119:124], [255] * 5)
    assert_array_equal(shown[121, 118:125], [0] * 7)


def test_every_preset_shows_numpys_picture_and_says_what_becomes_of_uniform_areas(alone):
    widget, lab = alone(FilterLab()), FilterLab()
    for name, even in [
        ("identity", "F adds up to 1: a uniform area keeps its gray"), ("blur", "F adds up to 1: a uniform area keeps"),
        ("sharpen", "F adds up to 1: a uniform area keeps"), ("emboss", "F adds up to 1: a uniform area keeps"),
        ("vertical edges", "F adds up to 0: a uniform area becomes 0. Results: −587 to 617. Middle gray: 0"),
        ("horizontal edges", "F adds up to 0: a uniform area becomes 0."),
    ]:  # fmt: skip
        widget.get_by_role("combobox").select_option(name)
        lab.F = lab.examples[name]["F"]
        assert_array_equal(picture(widget, "result"), lab.shown, err_msg=name)
        assert even in said(widget), name


@pytest.mark.parametrize("seed", range(8))
def test_its_pictures_are_numpys_for_any_filter_and_any_picture(alone, seed):
    rng = np.random.default_rng(seed)
    image = rng.integers(0, 256, rng.integers(3, 161, 2))
    F = rng.integers(-20, 21, (3, 3)) / 8  # eighths add up without rounding, so halves are halves on both sides
    if seed % 3 == 0:
        F[1, 1] -= F.sum()
    lab = FilterLab(image, F, place=[int(rng.integers(n - 2)) for n in image.shape])
    widget = alone(lab)
    assert_array_equal(picture(widget, "result"), lab.shown)
    total = number(said(widget).split(" = ")[1].split(". ")[0])
    assert total == pytest.approx(lab.O[*lab.place], rel=1e-3)  # printed with four figures
    assert said(widget).startswith(f"Row {lab.place[0] + 1}, column {lab.place[1] + 1} of the result: ")
    assert ("Middle gray: 0" in said(widget)) == (F.sum() <= 0)


def test_each_keystroke_changes_the_result_and_a_fraction_is_a_number(alone):
    widget, lab = alone(FilterLab()), FilterLab()
    widget.get_by_role("combobox").select_option("identity")
    tab_to(widget.page, cell(widget, "F", 0, 0))
    for key in ("ArrowDown", "ArrowRight"):
        widget.page.keyboard.press(key)
    for typed, middle in [("2", 2), ("/", 2), ("3", 2 / 3)]:
        widget.page.keyboard.type(typed)
        lab.F = [[0, 0, 0], [0, middle, 0], [0, 0, 0]]
        assert_array_equal(picture(widget, "result"), lab.shown, err_msg=typed)
        assert widget.get_by_role("alert").filter(has_text="stays").count() == (typed == "/")
    assert "F adds up to 0.6667: a uniform area becomes 0.6667 times as bright." in said(widget)
    assert widget.get_by_role("combobox").evaluate("list => list.selectedOptions[0].text") == "your own"


def test_nonsense_gets_a_message_and_the_last_good_filter_stays(alone):
    widget = alone(FilterLab())
    middle, before = cell(widget, "F", 1, 1), picture(widget, "result")
    for nonsense in ("abc", "1e9", "--3", "", "1/0", "1/", "1000"):
        middle.fill(nonsense)
        assert "It stays 5." in widget.get_by_role("alert").filter(has_text="stays").inner_text()
        assert middle.get_attribute("aria-invalid") == "true"
        assert_array_equal(picture(widget, "result"), before)
    middle.blur()
    assert matrix(widget, "F")[1, 1] == 5


def test_ninths_that_add_up_to_0_count_as_0(alone):
    lab = FilterLab(F=[[0.1, 0.2, -0.3], [1 / 9, 1 / 9, -2 / 9], [0.7, -0.6, -0.1]])
    assert sum(n for row in lab.F for n in row) != 0, "floats do not add up to 0 here, and no reader wants to know"
    assert "F adds up to 0: a uniform area becomes 0." in said(alone(lab))


def test_arrow_keys_move_the_window_and_stop_at_the_border(alone):
    widget = alone(FilterLab(), height=300)  # low enough for the keys to scroll the page, if they were let
    tab_to(widget.page, widget.locator("canvas").first)
    top = widget.page.evaluate("scrollY")
    for key, place in [
        ("ArrowRight", "Row 124, column 122"), ("ArrowUp", "Row 123, column 122"),
        ("ArrowLeft", "Row 123, column 121"),
        ("End", "Row 123, column 126"), ("ArrowRight", "Row 123, column 126"), ("Home", "Row 123, column 1"),
        ("ArrowLeft", "Row 123, column 1"), ("ArrowDown", "Row 124, column 1"),
    ]:  # fmt: skip
        widget.page.keyboard.press(key)
        assert said(widget).startswith(f"{place} of the result:"), key
    for _ in range(4):
        widget.page.keyboard.press("ArrowDown")
    assert said(widget).startswith("Row 126, column 1 of the result:")
    assert widget.page.evaluate("scrollY") == top


@pytest.mark.parametrize("touch", [False, True], ids=["mouse", "touch"])
def test_a_press_on_the_photograph_moves_the_window_there(placed, touch):
    widget = here(placed, has_touch=touch, width=360 if touch else 1280)
    near = 1 if touch else 0  # on a phone a pixel of the photograph is smaller than one of the screen
    lab = FilterLab()
    for row, column in [(40, 90), (100, 20), (2 * near, 60), (60, 127 - near)]:
        press(widget, row, column, "tap" if touch else "click")
        i, j = (int(n) - 1 for n in re.findall(r"\d+", said(widget))[:2])
        assert np.abs(np.clip([row - 1, column - 1], 0, 125) - [i, j]).max() <= near
        assert said(widget).split(": ")[1].startswith(f"{lab.image[i, j]}·0 + {lab.image[i, j + 1]}·(−1) + ")
        assert f" = {lab.O[i, j]:.0f}.".replace("-", "−") in said(widget)
    assert widget.page.evaluate("document.documentElement.scrollWidth") <= (360 if touch else 1280)
