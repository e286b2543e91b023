"""What a reader does with the pages: switch to dark, search, use the keyboard, read without scripts."""

import pytest
from bs4 import BeautifulSoup

from convbook import palette
from workshop.site.solutions import MARKER

from .conftest import HTML, chapters

CHAPTERS = [name for name in chapters()[1:] if (HTML.parents[1] / f"{name}.ipynb").exists()]


@pytest.fixture
def first(open_page, server):
    """The book's first page, as it comes from a server."""
    return lambda **options: open_page(f"{server}/book/index.html", **options)


def css_color(page, selector, name="color"):
    """The computed color of the first such element, as '#RRGGBB'."""
    rgb = page.locator(selector).first.evaluate(f"e => getComputedStyle(e).{name}")
    return "#" + "".join(f"{round(float(n)):02X}" for n in rgb.removeprefix("rgb(").removesuffix(")").split(","))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_formulas_have_the_palettes_colors(first, dark):
    page, inks = first(dark=dark), palette.INK_DARK if dark else palette.INK
    for role in palette.ROLES:
        assert css_color(page, f"mjx-container .cb-{role}") == inks[role].upper()


def test_the_switch_makes_the_page_dark_and_keeps_it_so(first, server):
    page = first()
    assert css_color(page, "body", "backgroundColor") == palette.PAPER.upper()
    for _ in range(3):  # from the system's choice through light to dark
        if page.locator("html").get_attribute("data-theme") != "dark":
            page.locator(".theme-switch-button:visible").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert css_color(page, "body", "backgroundColor") == palette.PAPER_DARK.upper()
    page.goto(f"{server}/search.html")
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_the_search_finds_the_paper(open_page, home):
    page = open_page(f"{home}/search.html?q=Soydaner")
    hits = page.locator("#search-results ul.search li a, #search-results .search li a")
    hits.first.wait_for()
    assert "book/" in hits.first.get_attribute("href")
    assert page.complaints == []


def test_the_search_opens_by_keyboard(first):
    page = first()
    page.keyboard.press("Control+k")
    assert page.locator("#pst-search-dialog input[type=search]").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#pst-search-dialog input[type=search]").is_hidden()


def test_the_first_tab_leads_past_the_menus(first):
    page = first()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main-content"


def test_a_phones_menu_opens_and_lists_the_chapters(first):
    page = first(width=360, height=740)
    page.locator(".bd-header-article .primary-toggle").click()
    menu = page.locator("#pst-primary-sidebar-modal .bd-docs-nav a, #pst-primary-sidebar .bd-docs-nav a")
    menu.first.wait_for(state="visible")
    assert menu.count() >= len(CHAPTERS)


def test_the_front_door_leads_to_the_first_page(open_page, home):
    page = open_page(f"{home}/index.html", wait=False)
    page.wait_for_url("**/book/index.html")
    assert page.complaints == []


def test_the_picture_ends_with_every_output_and_plays_again(first):
    page = first(reduced_motion="reduce")
    numbers = page.locator(".cb-picture .cb-stop")
    assert numbers.count() == 4
    assert numbers.evaluate_all("all => all.map(e => getComputedStyle(e).opacity)") == ["1"] * 4
    assert page.evaluate("document.getAnimations().length") == 0, "it moves for readers who asked for less motion"
    page = first()
    page.evaluate("document.getAnimations().forEach(a => a.finish())")
    page.locator(".cb-again").click()
    running = "document.getAnimations().filter(a => a.playState == 'running')"
    assert page.evaluate(running + ".length") >= 4
    longest = page.evaluate(f"Math.max(...{running}.map(a => a.effect.getComputedTiming().endTime))")
    assert longest < 5000, "what moves for five seconds or more needs a way to stop it"


@pytest.mark.parametrize("name", ["book/index", *CHAPTERS[:1]])
def test_a_page_reads_without_scripts(open_page, name):
    page = open_page(f"{HTML.as_uri()}/{name}.html", java_script_enabled=False, wait=False)
    assert page.locator(".bd-article h1").is_visible()
    assert len(page.locator(".bd-article").inner_text()) > 500
    assert css_color(page, "body", "backgroundColor") == palette.PAPER.upper()
    assert css_color(page, ".bd-article p a.reference") == palette.INK["input"].upper(), "a link looks like words"


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_and_its_exercises_offer_to_be_run(name):
    page = BeautifulSoup((HTML / f"{name}.html").read_text(encoding="utf-8"), "html.parser")
    ways = [link.get_text().strip() for link in page.select(".cb-ways a")]
    first = "Back to the chapter" if "/exercises/" in name else "Exercises"
    graded = "/exercises/" in name and (HTML.parent / MARKER).exists()  # Binder gives the readers' copy
    binder = [] if graded else ["Open in Binder"]
    assert ways == [first, *binder, "Open in Colab", "Download the notebook"]


def test_a_printed_table_keeps_its_columns_on_a_phone_and_printed_prose_wraps(open_page):
    page = open_page(f"{HTML.as_uri()}/book/15-architectures.html", width=360, height=740)
    page.locator("details.cb-answer").evaluate_all(
        "folds => folds.forEach((fold) => (fold.open = fold.classList.remove('cb-waits') ?? true))"
    )
    printed = page.locator(".output.stream pre")
    table, prose = (printed.filter(has_text=text) for text in ("last C", "60,000 and 850 of the output"))
    assert table.evaluate(LINES) == len(table.inner_text().splitlines()) > 3
    assert prose.evaluate(LINES) > len(prose.inner_text().splitlines()) == 1


LINES = """(pre) => {
    const text = document.createRange();
    text.selectNodeContents(pre);
    return new Set([...text.getClientRects()].map((box) => Math.round(box.top))).size;
}"""


def test_a_wide_picture_can_be_enlarged_on_a_phone_and_moved_by_keyboard(open_page):
    page = open_page(f"{HTML.as_uri()}/book/15-architectures.html", width=360, height=740, formulas=False)
    picture = page.get_by_alt_text("Figure 1 of the paper")
    pan = page.locator(".cb-pan", has=picture)
    button = pan.locator("+ button")
    assert picture.bounding_box()["width"] < 330 and pan.get_attribute("tabindex") is None
    button.focus()
    page.keyboard.press("Enter")
    assert picture.bounding_box()["width"] >= 640 and button.inner_text() == "Whole picture"
    pan.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("box => box.scrollLeft > 0", arg=pan.element_handle())
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    button.click()
    assert picture.bounding_box()["width"] < 330 and button.inner_text() == "Enlarge"
    page.set_viewport_size({"width": 1280, "height": 900})
    button.wait_for(state="hidden")
