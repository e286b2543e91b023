"""`DescentStepper` as a person drives it: step sizes, starts, nonsense, and NumPy's walk beside it."""

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose

from convbook import DescentStepper, conv2d, conv2d_filter_grad, mse_grad

from .driving import cell, check_playing, matrix, number, said, tab_to

NUMBER = r"−?\d+(?:\.\d+)?(?:e[+−-]\d+)?"
PLACES = """map => map.querySelector('.cb-filter path').getAttribute('d').slice(1).split('L')
    .map(place => place.split(' ').map(Number))"""


def numbers(text):
    """All numbers in a sentence; F₁₁ and F₁₂ are letters."""
    return [number(found.replace("e−", "e-")) for found in re.findall(NUMBER, text)]


def drawn(widget):
    """The places of the walk on the map."""
    return np.array(widget.locator(".cbw-map").evaluate(PLACES))


@pytest.fixture
def stepper(alone):
    return alone(DescentStepper())


def alpha(widget):
    return widget.get_by_role("spinbutton", name="Step size α")


def slider(widget, name):
    return widget.get_by_role("slider", name=name)


def test_it_starts_at_the_chapters_filter_before_the_first_step(placed):
    stepper = placed("book/08-update", "DescentStepper")
    assert said(stepper) == (
        "Step 0: F₁₁ = 1, F₁₂ = 2; gradient (7, 1); loss 6. α = 0.01 crawls: each step multiplies the distance "
        "across the valley by 0.885, along it by 0.975."
    )
    assert_allclose(matrix(stepper, "F"), [[1, 2]])
    assert "lowest place, (−0.5478, 2.852)" in stepper.get_by_role("img").get_attribute("aria-label")


def test_arrow_keys_take_steps_and_home_and_end_jump(stepper):
    tab_to(stepper.page, slider(stepper, "Step").last)
    for key, start in [
        ("ArrowRight", "Step 1: F₁₁ = 0.93, F₁₂ = 1.99;"), ("ArrowRight", "Step 2:"), ("ArrowLeft", "Step 1:"),
        ("Home", "Step 0:"), ("ArrowLeft", "Step 0:"), ("End", "Step 30:"),
    ]:  # fmt: skip
        stepper.page.keyboard.press(key)
        assert said(stepper).startswith(start), key
        assert len(drawn(stepper)) == numbers(said(stepper))[0] + 1
    assert stepper.locator(".cbw-where").inner_text() == "30 of 30"


@pytest.mark.parametrize(
    ("typed", "verdict", "factor"),
    [("1/11.5", "slides down", 0), ("0.10", "jumps across", -0.15), ("0.173", "jumps across", -0.9895),
     ("2/11.5", "jumps across", -1), ("0,174", "explodes", -1.001), ("1", "explodes", -10.5)],
)  # fmt: skip
def test_a_step_size_is_typed_key_by_key_and_its_verdict_told(stepper, typed, verdict, factor):
    tab_to(stepper.page, alpha(stepper))
    stepper.page.keyboard.type(typed)
    assert alpha(stepper).input_value() == typed
    assert f" {verdict}: each step" in said(stepper)
    assert number(re.search(rf"valley by ({NUMBER})", said(stepper))[1]) == pytest.approx(factor, abs=1e-12)
    assert stepper.get_by_role("alert").filter(has_text="stays").count() == 0


def test_keys_move_the_step_size_in_its_field_and_on_its_slider(stepper):
    alpha(stepper).press("ArrowUp")
    assert alpha(stepper).input_value() == "0.011"
    alpha(stepper).press("ArrowDown")
    alpha(stepper).press("ArrowDown")
    assert alpha(stepper).input_value() == "0.009"
    slider(stepper, "Step size α").press("End")
    assert alpha(stepper).input_value() == "0.25"
    assert "explodes" in said(stepper)
    slider(stepper, "Step size α").press("ArrowLeft")
    assert alpha(stepper).input_value() == "0.249"


@pytest.mark.parametrize("touch", [False, True], ids=["mouse", "touch"])
def test_a_press_on_the_map_is_the_new_start(alone, touch):
    stepper = alone(DescentStepper(), has_touch=touch, width=360 if touch else 1280)
    slider(stepper, "Step").last.press("End")
    chart = stepper.locator(".cbw-map")
    size = chart.evaluate("map => map.clientWidth")
    place = {"x": size * 0.2, "y": size * 0.25}  # four units wide, from -2.5 to the right and from 5 downwards
    getattr(chart, "tap" if touch else "click")(position=place)
    assert_allclose(matrix(stepper, "F"), [[-2.5 + 4 * 0.2, 5 - 4 * 0.25]], atol=0.03)
    walk = DescentStepper(F=[matrix(stepper, "F")[0], [-1, 1]], step=30)
    assert_allclose(drawn(stepper), walk.path[:, 0], rtol=1e-9)
    getattr(stepper.get_by_label("Step size α: more"), "tap" if touch else "click")()
    assert alpha(stepper).input_value() == "0.011"
    assert stepper.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_nonsense_gets_a_message_and_the_last_good_state_stays(stepper):
    before = said(stepper)
    for box, nonsense, kept in [
        (alpha(stepper), ("abc", "0", "-0.1", "2", "1/0", ""), "0.01"),
        (cell(stepper, "F", 0, 1), ("x", "1e9", "12345", ""), "2"),
    ]:
        for text in nonsense:
            box.fill(text)
            assert stepper.get_by_role("alert").filter(has_text=f"It stays {kept}.").count() == 1
            assert box.get_attribute("aria-invalid") == "true"
            assert said(stepper) == before
        box.blur()
        assert box.input_value() == kept


def test_an_exploding_walk_ends_at_a_billion_without_infinity(stepper):
    alpha(stepper).fill("1")
    slider(stepper, "Step").last.press("End")
    assert "Step 5:" in said(stepper)
    assert "loss 22660000000, too high to go on." in said(stepper)
    for word in ("NaN", "Infinity", "undefined"):
        assert word not in stepper.inner_html()


def test_playing_walks_to_the_last_step_and_ends(stepper):
    check_playing(stepper, "Step 1:", "Step 30:")


@pytest.mark.parametrize("seed", range(6))
def test_its_walk_is_numpys(alone, seed):
    rng = np.random.default_rng(seed)
    kh, kw, height, width = rng.integers([1, 2, 4, 4], [4, 4, 7, 7])
    X, F = rng.integers(-3, 4, (height, width)) / 2, rng.integers(-2, 3, (kh, kw))
    T = rng.integers(-5, 6, (height - kh + 1, width - kw + 1))
    stepper = DescentStepper(X, T, F, step=int(rng.integers(31)))
    stepper.learning_rate = float(np.clip(rng.uniform(0.1, 1.1) * stepper.max_learning_rate, 0.001, 1))
    widget = alone(stepper)
    assert_allclose(drawn(widget), stepper.path[:, 0, :2], rtol=1e-6, atol=1e-9)
    last = stepper.path[-1]
    dF = conv2d_filter_grad(mse_grad(conv2d(X, last), T), X, F.shape)
    factors = [1 - stepper.learning_rate * curvature for curvature in stepper.curvatures]
    expected = [len(stepper.path) - 1, *last[0, :2], *dF[0, :2], stepper.losses[-1], stepper.learning_rate, *factors]
    assert_allclose(numbers(said(widget)), expected, rtol=1e-3, atol=1e-9)  # printed with four figures
