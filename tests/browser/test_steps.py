"""What all steppers share: results predicted before they are shown, and the way back to how the page gave them."""

import numpy as np
import pytest

import convbook
from convbook import conv2d, conv2d_filter_grad, conv2d_input_grad, max_pool2d
from convbook.widgets import widget_modules
from convbook.widgets._base import number as printed

from .driving import cell, matrix, said, tab_to, texts

X = np.array([[2.5, 0, 1], [1, 3.25, 2], [0, 1, 1.75]])
F = np.array([[1, 2.5], [-1, 1]])
DO = np.array([[1.5, 0], [-1, 2]])
X3, F3 = np.stack([X, X.T, X + 1], axis=-1), np.stack([F, F.T, -F], axis=-1)[..., None]
TALL = np.array([[1.5, 2, 0, 1], [0, 1, 3.5, 1], [2, 0, 1, 2], [1, 1, 0, 3]])
DX = conv2d_input_grad(DO, F, (3, 3))
DESCENT = convbook.DescentStepper(learning_rate=0.1, step=2)


def gradient_at(filters):
    """∂L/∂F₁₁ and ∂L/∂F₁₂ at a filter of the descent."""
    errors = conv2d(DESCENT.X, filters) - DESCENT.T
    return conv2d_filter_grad(2 * errors / errors.size, np.array(DESCENT.X, float), (2, 2))[0]


P1, P2 = DESCENT.path[1][0, 0], DESCENT.path[2][0, 0]
CASES = {  # a stepper at a step, the letter and place of its result, the result, and a mistake with its sentence
    "convolution": (
        convbook.ConvolutionStepper(X, F, step=1), ("O", 0, 1), conv2d(X, F)[0, 1],
        conv2d(X, F[::-1, ::-1])[0, 1], "You turned the filter; let it slide as it is.",
    ),
    "channels": (
        convbook.ChannelStepper(X3, F3, step=2), ("O map 1", 1, 0), conv2d(X3, F3)[1, 0, 0],
        conv2d(X3[..., 1:], F3[:, :, 1:])[1, 0, 0], "You left out the red channel.",
    ),
    "filter gradient": (
        convbook.FilterGradientStepper(X, DO, step=2), ("∂L/∂F", 1, 0), conv2d_filter_grad(DO, X, (2, 2))[1, 0],
        X[1:, :2].sum(), "You left out ∂L/∂O.",
    ),
    "input gradient": (
        convbook.InputGradientStepper(F, DO, step=1), ("∂L/∂X", 0, 1), DX[0, 1],
        conv2d(np.pad(DO, 1), F)[0, 1], "That is without the turn: what slides is F turned.",
    ),
    "pooling": (
        convbook.PoolingStepper(TALL, step=1), ("O", 0, 1), max_pool2d(TALL)[0, 1],
        TALL[:2, 2:].sum(), "That is the sum.",
    ),
    "descent": (
        DESCENT, None, P2, P1 + 0.1 * gradient_at(DESCENT.path[1])[0], "A step goes against the gradient: subtract.",
    ),
}  # fmt: skip
each_case = pytest.mark.parametrize("case", CASES)


def predicting(widget):
    widget.get_by_role("button", name="Predict first").click()
    return widget.get_by_label("Your number for")


def reply(widget):
    """What was said to a number."""
    return widget.locator(".cbw-steps ~ p").first.inner_text().strip()


def result(widget, place):
    """The text of the result's cell; of the descent, F₁₁ in the sentence."""
    return texts(widget, place[0])[place[1]][place[2]] if place else said(widget).split("F₁₁ = ")[1].split(",")[0]


@each_case
def test_a_result_is_covered_wherever_it_shows_until_the_right_number_is_typed(alone, case):
    python, place, right, mistake, sentence = CASES[case]
    widget = alone(python)
    assert result(widget, place) == printed(right)
    assert printed(right) in said(widget)
    typed = predicting(widget)
    assert "covered: type your number, or press Show." in said(widget)
    assert printed(right) not in widget.inner_text()
    assert place is None or result(widget, place) == "?"
    for text, answer in [
        (str(mistake), f"✗ {sentence}"),
        ("abc", "“abc” is not a number."),
        ("", "A number is missing."),
    ]:
        typed.fill(text)
        widget.get_by_role("button", name="Check").click()
        assert reply(widget) == answer
        assert printed(right) not in widget.inner_text(), text
    typed.fill(str(right))
    widget.get_by_role("button", name="Check").click()
    assert reply(widget).startswith("✓ Right.")
    assert result(widget, place) == printed(right)
    assert "covered" not in said(widget)
    assert widget.page.complaints == []


@each_case
def test_show_uncovers_one_result_and_the_toggle_all(alone, case):
    python, place, right, *_ = CASES[case]
    widget = alone(python)
    predicting(widget)
    widget.get_by_role("button", name="Show", exact=True).click()
    assert reply(widget) == f"It is {printed(right)}."
    assert result(widget, place) == printed(right)
    widget.get_by_role("button", name="Next").click()
    assert "covered" in said(widget)
    assert reply(widget) == ""
    widget.get_by_role("button", name="Back").click()
    assert "covered" not in said(widget), "what was shown stays shown"
    widget.get_by_role("button", name="Next").click()
    widget.get_by_role("button", name="Predict first").click()
    assert "covered" not in said(widget)
    assert not widget.get_by_label("Your number for").is_visible()


def test_by_keyboard_alone_enter_answers_and_goes_on(alone):
    widget = alone(convbook.ConvolutionStepper(X, F))
    toggle = widget.get_by_role("button", name="Predict first")
    tab_to(widget.page, toggle)
    widget.page.keyboard.press("Enter")
    assert toggle.get_attribute("aria-pressed") == "true"
    assert widget.get_by_role("button", name="Play").is_disabled()
    widget.page.keyboard.press("Tab")
    O = conv2d(X, F)
    for at, right in enumerate(O.flat, 1):
        assert widget.locator(".cbw-where").inner_text() == f"{at} of 4"
        widget.page.keyboard.type(str(right))
        widget.page.keyboard.press("Enter")
        assert reply(widget).startswith("✓ Right.")
        widget.page.keyboard.press("Enter")
    assert texts(widget, "O") == [[printed(n) for n in row] for row in O]


def test_a_covered_number_is_called_covered_and_an_edit_covers_all_again(alone):
    widget = alone(convbook.FilterGradientStepper(X, DO))
    predicting(widget)
    assert widget.get_by_label("∂L/∂F row 1, column 1: covered").count() == 1
    widget.get_by_role("button", name="Show", exact=True).click()
    assert widget.get_by_label("∂L/∂F row 1, column 1: covered").count() == 0
    cell(widget, "X", 0, 0).fill("7")
    assert texts(widget, "∂L/∂F") == [["?", ""], ["", ""]]
    assert "Your edit" not in widget.inner_text(), "that would tell"


def test_the_gradient_of_pooling_covers_where_it_goes_and_how_much_arrives(alone):
    widget = alone(convbook.PoolingStepper(TALL, DO, kind="average", direction="gradient"))
    typed = predicting(widget)
    dX = texts(widget, "∂L/∂X")
    assert [row[:2] for row in dX[:2]] == [["?", "?"], ["?", "?"]]
    for text, answer in [("1.5", "✗ The average hands out equal parts."), ("0.375", "✓ Right. Enter goes on.")]:
        typed.fill(text)
        typed.press("Enter")
        assert reply(widget) == answer
    np.testing.assert_array_equal(matrix(widget, "∂L/∂X")[:2, :2], 0.375)
    widget.get_by_label("Pooling").select_option("max")
    assert widget.locator("table.cbw-input td.cbw-now").count() == 0, "the winner would be marked"
    widget.get_by_role("slider").press("End")
    assert all(text in "0?" for text in sum(texts(widget, "∂L/∂X"), [])), "what was not predicted is not added up"


@pytest.mark.parametrize("dark", [False, True])
@each_case
def test_predicting_fits_on_a_small_phone_and_for_fingers(alone, case, dark):
    widget = alone(CASES[case][0], width=320, has_touch=True, dark=dark)
    widget.get_by_role("button", name="Predict first").tap()
    assert widget.page.evaluate("document.documentElement.scrollWidth") <= 320
    for control in (widget.get_by_label("Your number for"), widget.get_by_role("button", name="Check")):
        assert control.bounding_box()["height"] >= 24
    widget.get_by_role("button", name="Show", exact=True).tap()
    assert "covered" not in said(widget)


@pytest.mark.parametrize("name", sorted(widget_modules()))
def test_reset_stands_first_in_every_widget_and_brings_back_how_it_came(alone, name):
    widget = alone(getattr(convbook, name)())
    widget.get_by_text("network is loading").wait_for(state="hidden")
    reset = widget.get_by_role("button", name="Reset")
    assert widget.locator("button").first.inner_text() == "Reset"
    before = content(widget)
    for select in widget.locator("select").all():
        select.select_option(index=1)
    for box in widget.locator("input[type=text]:visible").all()[:3]:
        box.fill("2")
        box.fill("nonsense")
    for button in ("Next", "Predict first", "Remove", "Filters: more", "Size: more"):
        if widget.get_by_role("button", name=button).count():
            widget.get_by_role("button", name=button).click()
    assert content(widget) != before
    reset.press("Enter")
    assert content(widget) == before
    assert reset.evaluate("node => node === document.activeElement")
    assert widget.page.complaints == []


CONTENT = """widget => [widget.innerText, ...[...widget.querySelectorAll('input, select, td, [aria-pressed]')]
    .map((node) => `${node.value ?? ''} ${node.className} ${node.getAttribute('aria-pressed')}`)]"""


def content(widget):
    """All that a widget shows: its text, what is typed and chosen, and what is marked."""
    return widget.evaluate(CONTENT)


def test_reset_brings_back_what_the_page_gave_not_the_example(alone):
    widget = alone(convbook.ConvolutionStepper(X, F, stride=1, padding=1, step=5))
    before = content(widget)
    widget.get_by_label("Example").select_option("zeros and ones")
    widget.get_by_role("button", name="Reset").click()
    assert content(widget) == before
    np.testing.assert_array_equal(matrix(widget, "X"), X)
