"""`ConvolutionStepper` as a person drives it: stepping, choosing, typing, nonsense, and NumPy's numbers beside it."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from convbook import ConvolutionStepper, conv2d

from .driving import cell, changed, check_playing, differences, matrix, noted, number, said, tab_to, texts


def test_it_starts_as_the_papers_figure_2_with_the_first_stop(placed):
    widget = placed("book/02-convolution", "ConvolutionStepper")
    assert_array_equal(matrix(widget, "X"), [[1, 2, 0, 1], [0, 1, 3, 1], [2, 0, 1, 2], [1, 1, 0, 3]])
    assert_array_equal(matrix(widget, "F"), [[1, 0, 1], [0, 2, 0], [1, 0, 1]])
    assert texts(widget, "O") == [["6", ""], ["", ""]]
    assert said(widget) == "Row 1, column 1 of O: 1·1 + 2·0 + 0·1 + 0·0 + 1·2 + 3·0 + 2·1 + 0·0 + 1·1 = 6."


def test_arrow_keys_step_and_home_and_end_jump(placed):
    widget = placed("book/02-convolution", "ConvolutionStepper")
    keyboard, slider = widget.page.keyboard, widget.get_by_role("slider")
    tab_to(widget.page, slider)
    for key, place in [
        ("ArrowRight", "Row 1, column 2"), ("End", "Row 2, column 2"), ("ArrowRight", "Row 2, column 2"),
        ("ArrowLeft", "Row 2, column 1"), ("Home", "Row 1, column 1"), ("ArrowLeft", "Row 1, column 1"),
    ]:  # fmt: skip
        keyboard.press(key)
        assert said(widget).startswith(f"{place} of O:"), key
    keyboard.press("End")
    assert_array_equal(matrix(widget, "O"), [[6, 11], [4, 8]])


@pytest.mark.parametrize("touch", [False, True], ids=["mouse", "touch"])
def test_a_press_on_an_output_goes_there(placed, touch):
    widget = placed("book/02-convolution", "ConvolutionStepper", has_touch=touch, width=360 if touch else 1280)
    press = "tap" if touch else "click"
    getattr(widget.get_by_role("button", name="Next"), press)()
    assert said(widget).endswith("= 11.")
    getattr(cell(widget, "O", 1, 1), press)()
    assert said(widget).endswith("= 8.")
    getattr(widget.get_by_label("Stride: more"), press)()
    assert_array_equal(matrix(widget, "O"), [[6]])


def test_playing_goes_through_all_stops_and_ends(placed):
    check_playing(placed("book/02-convolution", "ConvolutionStepper"), "Row 1, column 2", "Row 2, column 2")


def test_nonsense_gets_a_message_and_the_last_good_state_stays(placed):
    widget = placed("book/02-convolution", "ConvolutionStepper")
    pixel = cell(widget, "X", 0, 0)
    for nonsense in ("abc", "1e9", "--3", "12345", "", "1/0"):
        pixel.fill(nonsense)
        assert "It stays 1." in widget.get_by_role("alert").filter(has_text="stays").inner_text()
        assert pixel.get_attribute("aria-invalid") == "true"
        assert said(widget).endswith("= 6.")
    pixel.blur()
    assert pixel.input_value() == "1"
    pixel.fill("−2.5")
    assert widget.get_by_role("alert").filter(has_text="stays").count() == 0
    assert said(widget).endswith("= 2.5.")
    rows = widget.get_by_role("spinbutton", name="Rows of F")
    rows.fill("5")
    assert "The window covers 5 rows, but there are only 4. It stays 3." in widget.inner_text()
    assert matrix(widget, "F").shape == (3, 3)


def test_a_number_typed_into_the_input_changes_the_output(placed):
    widget = placed("book/02-convolution", "ConvolutionStepper")
    X, F = matrix(widget, "X"), matrix(widget, "F")
    tab_to(widget.page, cell(widget, "X", 0, 0))
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "End"):
        widget.page.keyboard.press(key)
    widget.page.keyboard.type("-7")
    X[2, 3] = -7
    assert_array_equal(matrix(widget, "X"), X)
    widget.get_by_role("slider").press("End")
    assert_array_equal(matrix(widget, "O"), conv2d(X, F))


def test_what_chapter_2_asks_first_is_answered_at_the_first_step(placed):
    """Which single number of the input changes only the last output?"""
    widget = placed("book/02-convolution", "ConvolutionStepper")
    X, F = matrix(widget, "X"), matrix(widget, "F")
    alone = []
    for i, j in np.ndindex(X.shape):
        cell(widget, "X", i, j).fill(str(int(X[i, j]) + 1))
        by = changed(widget, "O")
        assert by == differences(conv2d(X + (np.arange(16).reshape(4, 4) == 4 * i + j), F), conv2d(X, F))
        alone += [(i, j)] if by.keys() == {(1, 1)} else []
        widget.get_by_role("button", name="Reset").click()
    reached = [conv2d(pixel.reshape(4, 4), F).ravel() != 0 for pixel in np.eye(16)]
    assert alone == [divmod(at, 4) for at, hit in enumerate(reached) if hit.tolist() == [False] * 3 + [True]]
    assert len(alone) == 3
    for (i, j), weight in np.ndenumerate([[1, 0, 0], [0, 0, 0], [0, 0, 0]]):
        cell(widget, "F", i, j).fill(str(weight))
    assert_array_equal(matrix(widget, "O"), X[:2, :2])
    widget.get_by_label("Example").select_option("the paper's figure 2")
    assert texts(widget, "O") == [["6", ""], ["", ""]]
    widget.get_by_label("Padding").select_option("1 zero")
    assert_array_equal(matrix(widget, "O"), conv2d(X, F, padding=1))
    assert noted(widget) == "", "outputs of another size are not compared"


def test_what_chapter_4_asks_is_all_shown(placed):
    widget = placed("book/04-stride-pooling-activation", "ConvolutionStepper")
    row, F = matrix(widget, "X"), matrix(widget, "F")
    widget.get_by_label("Stride: more").click()
    assert_array_equal(matrix(widget, "O"), conv2d(row, F, stride=3))
    widget.get_by_label("Stride: less").click()
    widget.get_by_label("Padding").select_option("1 zero")
    assert_array_equal(matrix(widget, "O"), np.zeros((2, 3)))


def test_the_posts_example_is_there(placed):
    widget = placed("book/02-convolution", "ConvolutionStepper")
    widget.get_by_label("Example").select_option("zeros and ones")
    widget.get_by_role("slider").press("End")
    assert_array_equal(matrix(widget, "O"), [[4, 3, 4], [2, 4, 3], [2, 3, 4]])


@pytest.mark.parametrize("seed", range(8))
def test_its_numbers_are_numpys(alone, seed):
    rng = np.random.default_rng(seed)
    X = rng.integers(-9, 10, rng.integers(3, 9, 2)) / (1 if seed % 2 else 8)
    F = rng.integers(-9, 10, rng.integers(1, 4, 2))
    options = {
        "stride": int(rng.integers(1, 4)),
        "padding": ["valid", "same", 1, 2][seed % 4],
        "dilation": 1 + seed // 6,
    }
    O = conv2d(X, F, **options)
    step = int(rng.integers(O.size))
    widget = alone(ConvolutionStepper(X, F, step=step, **options))
    assert number(said(widget).split("=")[1].rstrip(".")) == pytest.approx(O.flat[step], rel=1e-3)
    widget.get_by_role("slider").press("End")
    assert_allclose(matrix(widget, "O"), O, rtol=1e-3)  # printed with four figures
