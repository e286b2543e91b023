"""`FilterGradientStepper` as a person drives it: choosing, typing, nonsense, and NumPy's gradient beside it."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from convbook import FilterGradientStepper, conv2d_filter_grad

from .driving import cell, changed, check_playing, differences, matrix, noted, number, said, tab_to, texts

PAGE = "book/06-filter-gradient", "FilterGradientStepper"
SUMS = [
    "F₁₁ met 4 pixels. ∂L/∂F₁₁, equation 7: 1·2 + 0·0 + (−1)·1 + 2·3 = 7.",
    "F₁₂ met 4 pixels. ∂L/∂F₁₂, equation 8: 1·0 + 0·1 + (−1)·3 + 2·2 = 1.",
    "F₂₁ met 4 pixels. ∂L/∂F₂₁, equation 9: 1·1 + 0·3 + (−1)·0 + 2·1 = 3.",
    "F₂₂ met 4 pixels. ∂L/∂F₂₂, equation 10: 1·3 + 0·2 + (−1)·1 + 2·1 = 4.",
]
CELLS = """cells => cells.map((cell) =>
    [cell.parentNode.rowIndex, cell.cellIndex, cell.className, cell.querySelector('small').textContent])"""


def lit(widget):
    """The cells of X on which ∂L/∂O lies: {(row, column): the small number}."""
    cells = widget.locator("table.cbw-input td").evaluate_all(CELLS)
    return {(i, j): small for i, j, mark, small in cells if "cbw-rate" in mark}


def test_it_starts_with_the_books_numbers_and_equation_7(placed):
    widget = placed(*PAGE)
    assert_array_equal(matrix(widget, "X"), [[2, 0, 1], [1, 3, 2], [0, 1, 1]])
    assert_array_equal(matrix(widget, "∂L/∂O"), [[1, 0], [-1, 2]])
    assert texts(widget, "∂L/∂F") == [["7", ""], ["", ""]]
    assert lit(widget) == {(0, 0): "·1", (0, 1): "·0", (1, 0): "·−1", (1, 1): "·2"}
    assert said(widget) == SUMS[0]


def test_arrow_keys_go_through_equations_7_to_10(alone):
    widget = alone(FilterGradientStepper())
    tab_to(widget.page, widget.get_by_role("slider"))
    for sentence in SUMS[1:]:
        widget.page.keyboard.press("ArrowRight")
        assert said(widget) == sentence
    assert_array_equal(matrix(widget, "∂L/∂F"), [[7, 1], [3, 4]])
    assert set(lit(widget)) == {(1, 1), (1, 2), (2, 1), (2, 2)}
    for key, step in [("ArrowRight", 3), ("Home", 0), ("ArrowLeft", 0), ("End", 3)]:
        widget.page.keyboard.press(key)
        assert said(widget) == SUMS[step], key


def test_a_number_of_the_gradient_is_chosen_by_keyboard(alone):
    widget = alone(FilterGradientStepper())
    tab_to(widget.page, cell(widget, "∂L/∂F", 0, 0))
    for key in ("ArrowDown", "Enter"):
        widget.page.keyboard.press(key)
    assert said(widget) == SUMS[2]
    assert cell(widget, "∂L/∂F", 1, 0).get_attribute("aria-pressed") == "true"


@pytest.mark.parametrize("touch", [False, True], ids=["mouse", "touch"])
def test_a_press_on_a_number_of_the_gradient_goes_there(placed, touch):
    widget = placed(*PAGE, has_touch=touch, width=360 if touch else 1280)
    press = "tap" if touch else "click"
    getattr(cell(widget, "∂L/∂F", 1, 1), press)()
    assert said(widget) == SUMS[3]
    getattr(widget.get_by_role("button", name="Back"), press)()
    assert said(widget) == SUMS[2]


def test_playing_goes_through_all_numbers_and_ends(alone):
    check_playing(alone(FilterGradientStepper()), SUMS[1], SUMS[3])


def test_nonsense_gets_a_message_and_the_last_good_number_stays(alone):
    widget = alone(FilterGradientStepper())
    for letter, good in [("X", "2"), ("∂L/∂O", "1")]:
        field = cell(widget, letter, 0, 0)
        for nonsense in ("abc", "1e9", "--3", "12345", "", "1/0"):
            field.fill(nonsense)
            assert f"It stays {good}." in widget.get_by_role("alert").filter(has_text="stays").inner_text()
            assert field.get_attribute("aria-invalid") == "true"
            assert said(widget) == SUMS[0]
        field.blur()
        assert field.input_value() == good
        field.fill(good)
    cell(widget, "X", 0, 0).fill("−2,5")
    assert said(widget).endswith("1·(−2.5) + 0·0 + (−1)·1 + 2·3 = 2.5.")
    assert widget.get_by_role("alert").filter(has_text="stays").count() == 0


def test_a_single_output_copies_its_window(alone):
    widget = alone(FilterGradientStepper())
    for (i, j), rate in np.ndenumerate([[0, 0], [1, 0]]):
        cell(widget, "∂L/∂O", i, j).fill(str(rate))
    widget.get_by_role("slider").press("End")
    assert_array_equal(matrix(widget, "∂L/∂F"), matrix(widget, "X")[1:, :2])
    widget.get_by_label("Example").select_option("only one output matters")
    widget.get_by_role("slider").press("End")
    assert_array_equal(matrix(widget, "∂L/∂F"), -matrix(widget, "X")[:2, 1:])


def test_what_chapter_6_asks_first_is_answered_at_the_first_step(placed):
    """Which pixel changes only ∂L/∂F₂₂? And which one all four, but for a 0 in ∂L/∂O?"""
    widget = placed(*PAGE)
    X, dO = matrix(widget, "X"), matrix(widget, "∂L/∂O")
    dF, reached = conv2d_filter_grad(dO, X, (2, 2)), {}
    for i, j in np.ndindex(X.shape):
        cell(widget, "X", i, j).fill(str(int(X[i, j]) + 1))
        after = conv2d_filter_grad(dO, X + (np.arange(9).reshape(3, 3) == 3 * i + j), (2, 2))
        assert_array_equal(matrix(widget, "∂L/∂F"), after)  # all four are shown, though the step is the first
        reached[i, j] = changed(widget, "∂L/∂F")
        assert reached[i, j] == differences(after, dF)
        widget.get_by_role("button", name="Reset").click()
        assert texts(widget, "∂L/∂F") == [["7", ""], ["", ""]]
        assert changed(widget, "∂L/∂F") == {}
    assert [place for place, by in reached.items() if by.keys() == {(1, 1)}] == [(2, 2)]
    assert max(reached, key=lambda place: len(reached[place])) == (1, 1)
    for (i, j), rate in np.ndenumerate([[0, 1], [0, 0]]):
        cell(widget, "∂L/∂O", i, j).fill(str(rate))
    assert_array_equal(matrix(widget, "∂L/∂F"), X[:2, 1:])


def test_what_an_edit_changed_is_told_in_words_and_names(alone):
    widget = alone(FilterGradientStepper())
    assert noted(widget) == ""
    cell(widget, "X", 2, 2).fill("3")
    assert noted(widget) == "Your edit changed ∂L/∂F₂₂ by +4."
    assert widget.get_by_label("∂L/∂F row 2, column 2: 8, changed by +4").count() == 1
    cell(widget, "X", 2, 2).fill("30")  # as one types on, the same edit
    assert noted(widget) == "Your edit changed ∂L/∂F₂₂ by +58."
    cell(widget, "X", 0, 0).fill("3")  # another edit, compared with what was there
    assert noted(widget) == "Your edit changed ∂L/∂F₁₁ by +1."
    cell(widget, "X", 0, 0).fill("2")
    assert noted(widget) == "Your edit changed no result."
    widget.get_by_role("button", name="Next").click()
    assert matrix(widget, "∂L/∂F").tolist() == [[7, 1], [3, 62]], "what was shown stays"
    widget.get_by_label("Example").select_option("the book's running example")
    assert texts(widget, "∂L/∂F") == [["7", ""], ["", ""]]
    assert noted(widget) == ""


def test_other_shapes_have_no_equation_of_the_paper(alone):
    widget = alone(FilterGradientStepper())
    widget.get_by_role("slider").press("End")
    widget.get_by_label("Example").select_option("a larger input")
    assert said(widget).startswith("F₁₁ met 9 pixels. ∂L/∂F₁₁: 1·1 + 0·2")
    widget.get_by_role("slider").press("End")
    X, dO = matrix(widget, "X"), matrix(widget, "∂L/∂O")
    assert_array_equal(matrix(widget, "∂L/∂F"), conv2d_filter_grad(dO, X, (3, 3)))
    assert lit(widget).keys() == {(i + 2, j + 2) for i, j in np.ndindex(3, 3)}


@pytest.mark.parametrize("seed", range(8))
def test_its_numbers_are_numpys(alone, seed):
    rng = np.random.default_rng(seed)
    F_shape, dO_shape = rng.integers(1, 5, 2), rng.integers(1, 5, 2)
    divisor = 1 if seed % 2 else 8
    X = rng.integers(-9, 10, F_shape + dO_shape - 1) / divisor
    dO = rng.integers(-9, 10, dO_shape) / divisor
    dF = conv2d_filter_grad(dO, X, tuple(F_shape))
    step = int(rng.integers(dF.size))
    widget = alone(FilterGradientStepper(X, dO, step=step))
    assert number(said(widget).split("=")[1].rstrip(".")) == pytest.approx(dF.flat[step], rel=1e-3)
    widget.get_by_role("slider").press("End")
    assert_allclose(matrix(widget, "∂L/∂F"), dF, rtol=1e-3)  # printed with four figures
