"""The source of what a cell calls, unfolded as a reader does."""

import inspect

import pytest

from convbook import conv2d, conv2d_loops

from .conftest import HTML
from .test_pages import WITHOUT_TAB_STOP, check_with_axe

PAGE = f"{HTML.as_uri()}/book/02-convolution.html"


def fold_of(page, label):
    return page.locator("details.cb-source", has=page.locator(f'[id="source-{label}"]'))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_key_opens_and_closes_a_source(open_page, scripts):
    page = open_page(PAGE, formulas=False, java_script_enabled=scripts, wait=scripts)
    fold = fold_of(page, "conv2d_loops")
    summary, code = fold.locator("summary"), fold.locator("pre")
    assert code.is_hidden()
    summary.focus()
    page.keyboard.press("Enter")
    assert code.is_visible()
    assert code.inner_text().rstrip() == inspect.getsource(conv2d_loops).rstrip()
    page.keyboard.press("Space")
    assert code.is_hidden()
    assert not scripts or page.complaints == []


def test_a_name_in_a_cell_opens_its_source_and_so_does_the_list_below_the_imports(open_page):
    page = open_page(PAGE, formulas=False)
    code = fold_of(page, "conv2d").locator("pre")
    page.locator('.cell_input a[href="#source-conv2d"]').last.click()
    code.wait_for(state="visible")
    fold_of(page, "conv2d").locator("summary").click()
    assert code.is_hidden()
    page.locator("section > details.cb-source > summary").click()
    page.locator('section > details.cb-source a[href="#source-conv2d_loops"]').click()
    loops = fold_of(page, "conv2d_loops")
    loops.locator("pre").wait_for(state="visible")
    assert 0 <= loops.locator("summary").bounding_box()["y"] < 300
    assert page.complaints == []


def test_a_source_is_copied_as_plain_code(open_page):
    page = open_page(PAGE, formulas=False)
    fold = fold_of(page, "conv2d")
    fold.locator("summary").click()
    button = fold.locator("button.copybtn")
    assert button.get_attribute("data-clipboard-target") == "#" + fold.locator("pre").get_attribute("id")
    assert fold.locator("pre").evaluate("pre => pre.innerText").rstrip() == inspect.getsource(conv2d).rstrip()


@pytest.mark.slow
@pytest.mark.parametrize(("width", "dark"), [(360, True), (1280, False)], ids=["phone", "desk"])
def test_with_all_sources_open_a_page_is_still_fit_for_all(open_page, width, dark):
    page = open_page(PAGE, formulas=False, width=width, dark=dark, reduced_motion="reduce")
    page.locator("details.cb-source").evaluate_all("all => all.forEach((fold) => (fold.open = true))")
    page.wait_for_function(f"({WITHOUT_TAB_STOP})().length === 0")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    wide = page.locator("details.cb-source pre[tabindex='0']")
    assert wide.count() > 0
    wide.first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("box => box.scrollLeft > 0", arg=wide.first.element_handle())
    check_with_axe(page)


def test_paper_has_the_sources_that_are_open_and_no_others(open_page):
    page = open_page(PAGE, formulas=False)
    fold_of(page, "conv2d").locator("summary").click()
    page.emulate_media(media="print")
    assert fold_of(page, "conv2d").locator("pre").is_visible()
    assert fold_of(page, "conv2d_loops").locator("summary").is_hidden()
    assert page.locator("section > details.cb-source > summary").is_hidden()
