"""`InputGradientStepper` as a person drives it: its two views agree with each other and with NumPy's gradient."""

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from convbook import InputGradientStepper, conv2d, conv2d_input_grad

from .driving import cell, changed, check_playing, differences, matrix, noted, number, said, tab_to

PAGE = "book/07b-transposed-convolution", "InputGradientStepper"
DX = [[1, 2, 0], [-2, 1, 4], [1, -3, 2]]
MIDDLE = (
    "∂L/∂X₂₂, equation 17: 1·1 + 0·(−1) + (−1)·2 + 2·1 = 1; "
    "stamps: O₁₁ through F₂₂ + O₁₂ through F₂₁ + O₂₁ through F₁₂ + O₂₂ through F₁₁ = 1. "
    "The two ways agree on 9 of 9 pixels."
)
SMALL = """(widget, what) => {
    const table = [...widget.querySelectorAll('table')].find((t) => t.caption.textContent.startsWith(what));
    return [...table.rows].map((row) => [...row.cells].map((cell) =>
        cell.className.includes('cbw-window') ? cell.querySelector('small').textContent : ''));
}"""

EQUATION = """widget => [...widget.querySelector('.cbw-stage').children].map((node) => {
    const table = node.matches('table') ? node : node.querySelector('table');
    return table ? { shown: [...table.rows].map((row) => [...row.cells].map((cell) =>
        cell.querySelector('input')?.value ?? cell.firstChild.textContent)) } : node.textContent;
})"""


def equation(widget):
    """The upper row from left to right: arrays, rings of zeros and all, and the signs between them."""
    return [
        np.array([[number(text) for text in row] for row in part["shown"]]) if isinstance(part, dict) else part
        for part in widget.evaluate(EQUATION)
    ]


def totals(widget):
    """What the two views have for the chosen pixel: the sum of the products, and of the stamps."""
    gathered, stamped = re.sub(r" The two ways agree on (\d+) of \1 pixels\.$", "", said(widget)).split("; stamps: ")
    return [number(text.split("=")[-1].rstrip(".")) for text in (gathered, stamped)]


def stamps(widget, shape):
    """The stamps of all outputs, each on the pixels of X."""
    found = widget.locator(".cbw-stage").nth(1).locator("table").evaluate_all(
        "all => all.map(t => [...t.rows].map(row => [...row.cells].map(cell => cell.firstChild.textContent)))"
    )  # fmt: skip
    return np.array([[[number(text) for text in row] for row in rows] for rows in found]).reshape(shape)


def test_it_starts_with_the_books_numbers_and_equation_13(placed):
    widget = placed(*PAGE)
    assert_array_equal(equation(widget)[-1], [[1, 2], [-1, 1]])
    assert_array_equal(matrix(widget, "∂L/∂O"), [[1, 0], [-1, 2]])
    assert_array_equal(matrix(widget, "∂L/∂X"), DX)
    assert said(widget).startswith("∂L/∂X₁₁, equation 13: 1·1 = 1; stamps: O₁₁ through F₁₁ = 1. The two ways")


def test_what_slides_stands_right_of_the_sign_as_everywhere_in_the_book(alone):
    widget = alone(InputGradientStepper([[1, 2, 0], [-1, 1, 3]], [[1, 0], [-1, 2]]))
    dX, equals, dO_in_its_ring, slides, turned, turn, F = equation(widget)
    assert [equals, slides, turn] == ["=", "∗", "↻"]
    assert_array_equal(conv2d(dO_in_its_ring, turned), dX)
    assert_array_equal(turned, F[::-1, ::-1])


def test_arrow_keys_go_through_equations_13_to_21(alone):
    widget = alone(InputGradientStepper())
    tab_to(widget.page, widget.get_by_role("slider"))
    for step, total in enumerate(np.ravel(DX)):
        assert f", equation {13 + step}: " in said(widget)
        assert totals(widget) == [total, total]
        widget.page.keyboard.press("ArrowRight")
    for key, start in [("Home", "∂L/∂X₁₁, "), ("ArrowLeft", "∂L/∂X₁₁, "), ("End", "∂L/∂X₃₃, ")]:
        widget.page.keyboard.press(key)
        assert said(widget).startswith(start), key


def test_the_turned_filter_has_the_outputs_in_reading_order_and_the_filter_backwards(alone):
    widget = alone(InputGradientStepper())
    cell(widget, "∂L/∂X", 1, 1).click()
    assert said(widget) == MIDDLE
    assert widget.evaluate(SMALL, "F turned") == [["O11", "O12"], ["O21", "O22"]]
    assert widget.evaluate(SMALL, "F 2") == [["O22", "O21"], ["O12", "O11"]]
    cell(widget, "∂L/∂X", 0, 1).click()
    assert widget.evaluate(SMALL, "F turned") == [["", ""], ["O11", "O12"]]
    assert widget.evaluate(SMALL, "∂L/∂O")[:2] == [["", "·1", "·−1", ""], ["", "·2", "·1", ""]]


def test_a_pixel_is_chosen_by_keyboard(alone):
    widget = alone(InputGradientStepper())
    tab_to(widget.page, cell(widget, "∂L/∂X", 0, 0))
    for key in ("ArrowDown", "ArrowRight", "Enter"):
        widget.page.keyboard.press(key)
    assert said(widget) == MIDDLE


@pytest.mark.parametrize("touch", [False, True], ids=["mouse", "touch"])
def test_a_press_on_a_pixel_goes_there(placed, touch):
    widget = placed(*PAGE, has_touch=touch, width=360 if touch else 1280)
    press = "tap" if touch else "click"
    getattr(cell(widget, "∂L/∂X", 1, 0), press)()
    assert said(widget).startswith("∂L/∂X₂₁, equation 16: 1·(−1) + (−1)·1 = −2;")
    getattr(widget.get_by_role("button", name="Next"), press)()
    assert said(widget) == MIDDLE


def test_playing_goes_through_all_pixels_and_ends(alone):
    check_playing(alone(InputGradientStepper()), "∂L/∂X₁₂, equation 14: 1·2 + 0·1 = 2;", "∂L/∂X₃₃, equation 21")


def test_the_stamps_are_copies_of_the_filter_and_add_up_to_the_gradient(alone):
    widget = alone(InputGradientStepper())
    found = stamps(widget, (2, 2, 3, 3))
    F, dO = equation(widget)[-1], matrix(widget, "∂L/∂O")
    for i, j in np.ndindex(2, 2):
        assert_array_equal(found[i, j, i : i + 2, j : j + 2], dO[i, j] * F)
    assert_array_equal(found.sum((0, 1)), DX)


def test_nonsense_gets_a_message_and_the_last_good_number_stays(alone):
    widget = alone(InputGradientStepper())
    before = said(widget)
    for letter in ("F", "∂L/∂O"):
        field = cell(widget, letter, 0, 0)
        for nonsense in ("abc", "1e9", "--3", "12345", "", "1/0"):
            field.fill(nonsense)
            assert "It stays 1." in widget.get_by_role("alert").filter(has_text="stays").inner_text()
            assert field.get_attribute("aria-invalid") == "true"
            assert said(widget) == before
        field.fill("1")
    cell(widget, "F", 0, 0).fill("−2,5")
    assert "1·(−2.5) = −2.5; stamps: O₁₁ through F₁₁ = −2.5. The two ways agree on 9 of 9" in said(widget)
    assert widget.get_by_role("alert").filter(has_text="stays").count() == 0


def test_the_predictions_of_the_chapter_come_true(alone):
    widget = alone(InputGradientStepper())
    cell(widget, "F", 0, 0).fill("2")
    assert_array_equal(matrix(widget, "∂L/∂X") - DX, [[1, 0, 0], [-1, 2, 0], [0, 0, 0]])
    assert changed(widget, "∂L/∂X") == differences([[1, 0, 0], [-1, 2, 0], [0, 0, 0]], np.zeros((3, 3)))
    assert noted(widget) == "Your edit changed ∂L/∂X₁₁ by +1, ∂L/∂X₂₁ by −1, ∂L/∂X₂₂ by +2."
    for (i, j), rate in np.ndenumerate([[0, 1], [0, 0]]):
        cell(widget, "∂L/∂O", i, j).fill(str(rate))
    assert_array_equal(matrix(widget, "∂L/∂X"), [[0, 2, 2], [0, -1, 1], [0, 0, 0]])


@pytest.mark.parametrize("seed", range(8))
def test_its_numbers_are_numpys(alone, seed):
    rng = np.random.default_rng(seed)
    divisor = 1 if seed % 2 else 8
    F, dO = (rng.integers(-9, 10, rng.integers(1, 4, 2)) / divisor for _ in range(2))
    dX = conv2d_input_grad(dO, F, (len(F) + len(dO) - 1, F.shape[1] + dO.shape[1] - 1))
    step = int(rng.integers(dX.size))
    widget = alone(InputGradientStepper(F, dO, step=step))
    assert totals(widget) == pytest.approx([dX.flat[step]] * 2, rel=1e-3)
    assert ("equation" in said(widget)) == (F.shape == dO.shape == (2, 2))
    assert_allclose(matrix(widget, "∂L/∂X"), dX, rtol=1e-3)  # printed with four figures
    assert_allclose(stamps(widget, (*dO.shape, *dX.shape)).sum((0, 1)), dX, rtol=1e-3, atol=0.02)
