"""`PoolingStepper` as a person drives it: windows forward, gradients back, nonsense, and NumPy's numbers beside it."""

import numpy as np
import pytest
import traitlets
from numpy.testing import assert_allclose, assert_array_equal

from convbook import (
    PoolingStepper,
    avg_pool2d,
    avg_pool2d_grad,
    max_pool2d,
    max_pool2d_grad,
    sum_pool2d,
    sum_pool2d_grad,
)

from .driving import cell, changed, check_playing, differences, matrix, noted, said, tab_to, texts

CHAPTER_4 = "book/04b-pooling"
CHAPTER_9 = "book/09-general-case"
KINDS = {
    "max": (max_pool2d, max_pool2d_grad),
    "average": (avg_pool2d, avg_pool2d_grad),
    "sum": (sum_pool2d, sum_pool2d_grad),
}
MARKED = """(widget, [letter, mark]) => {
    const table = [...widget.querySelectorAll('table')].find((t) => t.caption.firstChild.textContent === letter);
    return [...table.rows].flatMap((row, i) => [...row.cells].flatMap((cell, j) =>
        cell.classList.contains(mark) ? [[i, j]] : []));
}"""


def marked(widget, letter, mark):
    """The places (row, column), from 0, that carry a mark."""
    return [tuple(place) for place in widget.evaluate(MARKED, [letter, mark])]


def last_step(widget):
    widget.get_by_role("slider").press("End")


def test_chapter_4_starts_forward_with_its_own_numbers(placed):
    widget = placed(CHAPTER_4, "PoolingStepper")
    assert_array_equal(matrix(widget, "X"), [[1, 2, 0, 1], [0, 1, 3, 1], [2, 0, 1, 2], [1, 1, 0, 3]])
    assert texts(widget, "O") == [["2", ""], ["", ""]]
    assert said(widget) == "At row 1, column 1: the largest of 1, 2, 0, 1 is 2."
    assert not widget.locator("table", has_text="∂L/∂O").is_visible()


def test_arrow_keys_step_and_home_and_end_jump(placed):
    widget = placed(CHAPTER_4, "PoolingStepper")
    tab_to(widget.page, widget.get_by_role("slider"))
    for key, sentence in [
        ("ArrowRight", "At row 1, column 2: the largest of 0, 1, 3, 1 is 3."),
        ("End", "At row 2, column 2: the largest of 1, 2, 0, 3 is 3."),
        ("ArrowLeft", "At row 2, column 1: the largest of 2, 0, 1, 1 is 2."),
        ("Home", "At row 1, column 1: the largest of 1, 2, 0, 1 is 2."),
    ]:
        widget.page.keyboard.press(key)
        assert said(widget) == sentence
    last_step(widget)
    for kind, name, expected in [("average", "average", [[1, 1.25], [1, 1.5]]), ("sum", "sum", [[4, 5], [4, 6]])]:
        widget.get_by_label("Pooling").select_option(kind)
        assert_array_equal(matrix(widget, "O"), expected)
        assert said(widget) == f"At row 2, column 2: the {name} of 1, 2, 0, 3 is {[1.5, 6][kind == 'sum']}."


@pytest.mark.parametrize("kind", ["max", "sum"])
def test_which_pixels_can_grow_without_changing_an_output(placed, kind):
    widget = placed(CHAPTER_4, "PoolingStepper")
    widget.get_by_label("Pooling").select_option(kind)
    X, pool = matrix(widget, "X"), KINDS[kind][0]
    found = {}
    for i, j in np.ndindex(X.shape):
        cell(widget, "X", i, j).fill(str(int(X[i, j]) + 1))
        after = pool(X + (np.arange(16).reshape(4, 4) == 4 * i + j))
        assert_array_equal(matrix(widget, "O"), after)
        found[i, j] = changed(widget, "O")
        assert found[i, j] == differences(after, pool(X))
        assert (noted(widget) == "Your edit changed no result.") == (not found[i, j])
        cell(widget, "X", i, j).fill(str(int(X[i, j])))
    without = [place for place in found if not found[place]]
    assert len(without) == {"max": 12, "sum": 0}[kind]


def test_what_chapter_4_asks_is_what_the_widget_answers(placed):
    widget = placed(CHAPTER_4, "PoolingStepper")
    widget.get_by_label("Stride: less").click()
    assert (matrix(widget, "O")[:2, 1:] == 3).all(), "all nine are there at the first step"
    widget.get_by_label("Stride: more").click()
    widget.get_by_label("Stride: less").click()
    last_step(widget)
    assert matrix(widget, "O").shape == (3, 3)
    assert (matrix(widget, "O")[:2, 1:] == 3).all()
    widget.get_by_label("Stride: more").click()
    widget.get_by_label("Size: more").click()
    assert_array_equal(matrix(widget, "O"), [[3]])
    assert said(widget).endswith("is 3. No window reaches the pale pixels.")
    assert marked(widget, "X", "cbw-far") == [(0, 3), (1, 3), (2, 3), (3, 0), (3, 1), (3, 2), (3, 3)]


@pytest.mark.parametrize("touch", [False, True], ids=["mouse", "touch"])
def test_a_press_leads_to_the_next_window(placed, touch):
    widget = placed(CHAPTER_9, "PoolingStepper", has_touch=touch, width=360 if touch else 1280)
    press = "tap" if touch else "click"
    assert said(widget) == "At row 1, column 1: 1 goes to the winner at row 1, column 2."
    getattr(widget.get_by_role("button", name="Next"), press)()
    assert said(widget) == "At row 1, column 2: 2 goes to the winner at row 2, column 4."
    assert marked(widget, "∂L/∂X", "cbw-now") == [(1, 3)]
    assert_array_equal(matrix(widget, "∂L/∂X"), [[0, 1, 0, 0], [0, 0, 0, 2], [0, 0, 0, 0], [0, 0, 0, 0]])
    getattr(widget.get_by_label("Stride: less"), press)()
    assert_array_equal(matrix(widget, "∂L/∂O"), [[1, 2, 1], [3, 4, 1], [1, 1, 1]])
    assert widget.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_playing_hands_everything_back_and_ends(placed):
    widget = placed(CHAPTER_9, "PoolingStepper")
    check_playing(widget, "At row 1, column 2: 2 goes", "At row 2, column 2: 4 goes to the winner at row 4, column 3.")
    assert_array_equal(matrix(widget, "∂L/∂X"), [[0, 1, 0, 0], [0, 0, 0, 2], [3, 0, 0, 0], [0, 0, 4, 0]])


def test_among_equals_the_first_wins_until_the_second_is_larger(placed):
    widget = placed(CHAPTER_9, "PoolingStepper")
    second = cell(widget, "X", 1, 1)
    second.fill("3")
    assert said(widget) == "At row 1, column 1: 1 goes to the winner at row 1, column 2, the first of equals."
    assert noted(widget) == "Your edit changed no result."
    second.fill("3.1")
    assert changed(widget, "∂L/∂X") == {(0, 1): -1, (1, 1): 1}
    assert said(widget) == "At row 1, column 1: 1 goes to the winner at row 2, column 2."
    widget.get_by_label("Example").select_option("a tie")
    assert said(widget) == "At row 1, column 1: 1 goes to the winner at row 1, column 1, the first of equals."


def test_a_gradient_typed_in_is_shared_or_copied(placed):
    widget = placed(CHAPTER_9, "PoolingStepper")
    cell(widget, "X", 0, 0).focus()
    for key in ("Tab", "ArrowRight"):  # a matrix is one stop
        widget.page.keyboard.press(key)
    widget.page.keyboard.type("-6")
    last_step(widget)
    for kind, total in [("max", 2), ("average", 2), ("sum", 8)]:
        widget.get_by_label("Pooling").select_option(kind)
        assert matrix(widget, "∂L/∂X").sum() == total
    widget.get_by_role("slider").press("Home")
    widget.get_by_role("slider").press("ArrowRight")
    assert said(widget) == "At row 1, column 2: −6 goes to 4 pixels, −6 to each."
    widget.get_by_label("Pooling").select_option("average")
    assert said(widget) == "At row 1, column 2: −6 goes to 4 pixels, −1.5 to each."


def test_windows_that_overlap_add_up_in_the_middle(placed):
    widget = placed(CHAPTER_9, "PoolingStepper")
    widget.get_by_label("Example").select_option("windows that overlap")
    collected = []
    for _ in range(4):
        collected.append(matrix(widget, "∂L/∂X")[1, 1])
        widget.get_by_role("button", name="Next").click()
    assert collected == [1, 1, 0, 2]


def test_nonsense_gets_a_message_and_the_last_good_state_stays(placed):
    widget = placed(CHAPTER_9, "PoolingStepper")
    for letter, was in [("X", "1"), ("∂L/∂O", "1")]:
        box = cell(widget, letter, 0, 0)
        for nonsense in ("abc", "1e9", "", "1/0"):
            box.fill(nonsense)
            assert f"It stays {was}." in widget.get_by_role("alert").filter(has_text="stays").inner_text()
        box.blur()
        assert box.input_value() == was
        box.fill(was)
    widget.get_by_label("Example").select_option("a tie")
    widget.get_by_role("spinbutton", name="Size").fill("3")
    assert "The window covers 3 rows, but there are only 2. It stays 2." in widget.inner_text()
    assert_array_equal(matrix(widget, "O"), [[2]])


@pytest.mark.parametrize("seed", range(9))
def test_its_numbers_are_numpys(alone, seed):
    rng = np.random.default_rng(seed)
    kind = list(KINDS)[seed % 3]
    size, stride = (int(n) for n in rng.integers(1, 5, 2))
    X = rng.integers(-3, 4, rng.integers(4, 8, 2))  # few numbers, many ties
    pool, pool_grad = KINDS[kind]
    O = pool(X, size, stride)
    dO = rng.integers(-9, 10, O.shape)
    widget = alone(PoolingStepper(X, dO, kind=kind, size=size, stride=stride, direction="gradient"))
    last_step(widget)
    assert_allclose(matrix(widget, "O"), O, rtol=1e-3, atol=1e-9)
    assert_allclose(matrix(widget, "∂L/∂X"), pool_grad(dO, X, size, stride), rtol=2e-3, atol=1e-9)
    reached = sum_pool2d_grad(np.ones(O.shape), X, size, stride) > 0
    pale = set(marked(widget, "X", "cbw-far"))
    assert pale == set(zip(*np.nonzero(~reached), strict=True))


def test_in_python_the_gradient_follows_the_shape_of_the_output():
    widget = PoolingStepper([[1, 2, 3], [4, 5, 6], [7, 8, 9]], stride=1)
    assert widget.dO == [[1, 2], [3, 4]]
    assert_array_equal(widget.O, [[5, 6], [8, 9]])
    assert_array_equal(widget.dX, [[0, 0, 0], [0, 1, 2], [0, 3, 4]])
    widget.step = 3
    with pytest.raises(traitlets.TraitError, match="step must be less than 4"):
        widget.step = 9
    assert widget.step == 3
    widget.X = np.eye(4)
    assert widget.dO == [[1, 2, 1], [3, 4, 1], [1, 1, 1]]
    widget.size, widget.stride = 4, 4
    assert (widget.dO, widget.step) == ([[1]], 0)
    for wrong in ({"size": 5}, {"X": [[1]]}, {"dO": [[1, 2]]}, {"kind": "median"}):
        with pytest.raises(traitlets.TraitError):
            widget.set_trait(*wrong.popitem())
    assert (widget.size, widget.dO, widget.kind) == (4, [[1]], "max")
    with pytest.raises(traitlets.TraitError, match=r"dO has the shape \(1, 2\), but the output has \(1, 1\)"):
        PoolingStepper([[1, 2], [3, 4]], [[1, 2]])
