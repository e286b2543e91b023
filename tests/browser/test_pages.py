"""What must hold for every page of the built book, seen by a real browser."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from .conftest import size_on_disk

MB = 1_000_000
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]  # WCAG 2.1, levels A and AA, as axe-core checks them


@pytest.mark.parametrize("view", ["desk", "server"])
def test_a_page_asks_nobody_else_and_complains_of_nothing(shown, view):
    page = shown(view)
    assert page.strangers == []
    assert page.complaints == []
    assert len(page.asked) > 5, "the page did not even ask for its own styles"


def test_every_formula_is_set(shown):
    page = shown("desk")
    written = page.locator("span.math, div.math").count()
    assert page.locator("mjx-container").count() >= written
    assert page.locator("mjx-merror, merror, [data-mjx-error]").count() == 0
    assert written == 0 or page.evaluate("document.fonts.check('16px MJXTEX-I')"), "the formulas' letters are missing"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_needs_no_sideways_scrolling(shown, scheme):
    page = in_scheme(shown("phone, dark"), scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.evaluate("scrollTo(500, 0)")
    assert page.evaluate("scrollX") == 0


def test_what_is_too_wide_for_a_phone_scrolls_inside_itself_and_by_keyboard(shown):
    stuck = shown("phone, dark").evaluate(
        """() => [...document.querySelectorAll('.bd-article *')].filter(box => {
            const style = getComputedStyle(box);
            return box.scrollWidth > box.clientWidth + 1 && box.clientWidth > 0
                && ['auto', 'scroll'].includes(style.overflowX) && box.tabIndex < 0
                && !box.querySelector('a, button, input, [tabindex="0"]');
        }).map(box => box.outerHTML.slice(0, 120))"""
    )
    assert stuck == []


def test_a_page_is_within_its_weight(shown, server, page_name):
    page = shown("server")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_load_state("networkidle")
    pictures = page.evaluate("[...document.querySelectorAll('.bd-article img')].map(img => img.src)")
    own = sum(map(size_on_disk, {f"{server}/{page_name}.html", *(p for p in pictures if p.startswith("http"))}))
    everything = sum(size_on_disk(url) for url in set(page.asked) if url.startswith("http"))
    assert own <= 1.5 * MB, f"its own HTML and pictures weigh {own / MB:.2f} MB"
    assert everything <= 5 * MB, f"all it loads weighs {everything / MB:.2f} MB"


def test_formulas_in_sight_are_set_first_and_the_others_soon_after(open_page, server):
    page = open_page(f"{server}/book/05-loss.html")
    marks = page.evaluate("performance.getEntriesByName('usable').length")
    assert marks == 1, "the script that sets the formulas did not run"
    raw = page.evaluate("[...document.querySelectorAll('.math')].filter(m => !m.querySelector('mjx-container')).length")
    assert raw == 0


CONTRAST = "color-contrast"


@pytest.mark.parametrize("view", ["desk", "phone, dark"])
def test_axe_finds_nothing(shown, view):
    rules = {"runOnly": {"type": "tag", "values": RULES}, "rules": {CONTRAST: {"enabled": False}}}
    assert violations(shown(view), rules) == []


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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_enough(shown, scheme):
    page = in_scheme(shown("desk"), scheme)
    assert page.evaluate(ONE_OF_EACH_KIND_OF_TEXT) > 5
    found = violations(page, {"runOnly": {"type": "rule", "values": [CONTRAST]}}, {"include": [["[data-kind]"]]})
    in_scheme(page, "light")
    assert found == []


def violations(page, rules, context=None):
    found = Axe().run(page, context=context, options={**rules, "resultTypes": ["violations"]}).response["violations"]
    return [f"{v['id']}: {v['help']}: " + json.dumps([n["html"][:160] for n in v["nodes"][:4]]) for v in found]


def in_scheme(page, scheme):
    """The page after the reader's system has changed to light or dark, which the page follows."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.locator(f'html[data-theme="{scheme}"]').wait_for(state="attached", timeout=5000)
    return page
