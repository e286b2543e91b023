"""What must hold for every page of the built book, seen by a real browser."""

import contextlib
import json

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import TimeoutError

from .conftest import HTML, size_on_disk

pytestmark = pytest.mark.slow

MB = 1_000_000
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]  # WCAG 2.1, levels A and AA, as axe-core checks them


def test_a_page_asks_nobody_else_and_complains_of_nothing(shown):
    page = shown("phone", "dark")
    assert page.strangers == []
    assert page.complaints == []
    assert len(page.asked) > 5, "the page did not even ask for its own styles"


def test_from_a_server_too_a_page_asks_nobody_else(open_page, server, page_name):
    page = open_page(f"{server}/{page_name}.html")
    assert (page.strangers, page.complaints) == ([], [])


def test_every_formula_is_set(shown):
    page = shown("phone", "dark")
    written = page.locator("span.math, div.math").count()
    assert page.locator("mjx-container").count() >= written
    assert page.locator("mjx-merror, merror, [data-mjx-error]").count() == 0
    if page.locator("mjx-container:visible").count():  # what is folded asks for no font yet
        italic = page.locator("mjx-mi.mjx-i:visible").count()  # some pages have formulas without a letter
        page.wait_for_function(f"document.fonts.check('16px {'MJXTEX-I' if italic else 'MJXTEX'}')")


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_a_phone_needs_no_sideways_scrolling(shown, scheme):
    page = shown("phone", scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.evaluate("scrollTo(500, 0)")
    assert page.evaluate("scrollX") == 0


def test_a_page_is_within_its_weight(shown):
    page = shown("phone", "dark")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_function("[...document.images].every((picture) => picture.complete)")
    pictures = page.evaluate("[...document.querySelectorAll('.bd-article img')].map(img => img.src)")
    own = sum(map(size_on_disk, {page.url, *(p for p in pictures if not p.startswith("data:"))}))
    everything = sum(size_on_disk(url) for url in set(page.asked) if not url.startswith(("data:", "blob:")))
    assert own <= 1.5 * MB, f"its own HTML and pictures weigh {own / MB:.2f} MB"
    assert everything <= 5 * MB, f"all it loads weighs {everything / MB:.2f} MB"


def test_formulas_in_sight_are_set_first_and_the_others_soon_after(open_page, server):
    page = open_page(f"{server}/book/05-loss.html")
    marks = page.evaluate("performance.getEntriesByName('usable').length")
    assert marks == 1, "the script that sets the formulas did not run"
    raw = page.evaluate("[...document.querySelectorAll('.math')].filter(m => !m.querySelector('mjx-container')).length")
    assert raw == 0


WITHOUT_TAB_STOP = """() => [...document.querySelectorAll('.bd-article *')].filter(box => {
    const style = getComputedStyle(box);
    return box.scrollWidth > box.clientWidth + 1 && box.clientWidth > 0
        && ['auto', 'scroll'].includes(style.overflowX) && box.tabIndex < 0
        && !box.querySelector('a, button, input, [tabindex="0"]');
}).map(box => box.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize(("screen", "scheme"), [("phone", "dark"), ("desk", "light")])
def test_what_is_too_wide_scrolls_inside_itself_and_by_keyboard(shown, screen, scheme):
    page = shown(screen, scheme)
    with contextlib.suppress(TimeoutError):  # a tab stop comes with the frame after the one that made a box too wide
        page.wait_for_function(f"({WITHOUT_TAB_STOP})().length === 0")
    assert page.evaluate(WITHOUT_TAB_STOP) == []


# Contrast is a matter of colors and of the size of the letters. A page has thousands of words and some dozens of these
# kinds; to look at every word takes longer than all other rules together. Axe does not judge single letters.
ONE_OF_EACH_KIND_OF_TEXT = """() => {
    const known = new Map();
    const behind = (box) => {
        if (!box) return '';
        if (!known.has(box)) {
            const { backgroundColor, backgroundImage, opacity } = getComputedStyle(box);
            const opaque = backgroundColor.startsWith('rgb(') && opacity == 1;
            const own = [backgroundColor, backgroundImage, opacity].join();
            known.set(box, opaque ? own : own + behind(box.parentElement));
        }
        return known.get(box);
    };
    const longest = {};
    for (const box of document.body.querySelectorAll('*')) {
        delete box.dataset.kind;
        const text = [...box.childNodes].map((node) => node.nodeType === 3 ? node.data.trim() : '').join('');
        if (text.length < 2 || !box.checkVisibility()) continue;
        const { color, fontSize, fontWeight } = getComputedStyle(box);
        const kind = [color, fontSize, fontWeight, behind(box)].join();
        if (text.length > (longest[kind]?.length ?? 0)) longest[kind] = { box, length: text.length };
    }
    for (const { box } of Object.values(longest)) box.dataset.kind = '';
    return Object.keys(longest).length;
}"""
FIND = """(tags) => {
    axe.configure({ rules: [{ id: 'color-contrast', selector: '[data-kind]' }] });
    return axe.run({ runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }).then((r) => r.violations);
}"""


# All formulas are MathJax's, and more than half of a chapter's boxes are in them: most are emptied before axe looks.
# So this comes last.
EMPTY_FORMULAS = "() => [...document.querySelectorAll('mjx-container')].slice(5).forEach((f) => f.replaceChildren())"


@pytest.mark.parametrize(("screen", "scheme"), [("desk", "light"), ("phone", "dark")])
def test_axe_finds_nothing(shown, screen, scheme):
    page = shown(screen, scheme)
    page.evaluate(EMPTY_FORMULAS)
    check_with_axe(page)


def check_with_axe(page):
    assert page.evaluate(ONE_OF_EACH_KIND_OF_TEXT) > 5
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(FIND, RULES)
    nodes = {f"{v['id']}: {v['help']}": [node["html"][:160] for node in v["nodes"][:4]] for v in found}
    assert found == [], json.dumps(nodes)


def test_axe_finds_nothing_on_a_whole_chapter_in_the_dark(open_page):
    """With all its formulas, and with what stands beside it on a desk, the same on every page."""
    check_with_axe(open_page(f"{HTML.as_uri()}/book/02-convolution.html", dark=True, reduced_motion="reduce"))
