"""Sheets of practice problems in a browser, as it prints them: nothing is cut off, nothing lies over anything else."""

import pytest

from convbook.practice import drawing
from workshop import wanted, worksheets
from workshop.worksheets import keys, pages

CHAPTERS = sorted({kind.chapter for kind in drawing.kinds()})
MILLIMETER = 96 / 25.4
PAPERS = {"A4": (180, 273), "Letter": (185.9, 255.4)}  # what the margins leave, in millimeters

# Parts that reach beyond what holds them, and problems that overlap the next thing on their page.
TOO_LARGE = """() => [...document.querySelectorAll('.page')].flatMap((page) => {
    const box = (node) => node.getBoundingClientRect();
    const inside = (node, holder) => ["bottom", "right"].every((side) => box(node)[side] <= box(holder)[side] + 1);
    const wrong = [...page.children].filter((node) => !inside(node, page));
    for (const problem of page.querySelectorAll('.problem')) {
        wrong.push(...[...problem.querySelectorAll('*')].filter((node) => !inside(node, problem)));
        const [asked, room] = problem.children;
        wrong.push(...[...asked.querySelectorAll('*')].filter((node) => box(node).right > box(room).left));
        if (box(problem).bottom > box(problem.nextElementSibling).top) wrong.push(problem);
        if (box(problem.querySelector('.squares')).height < 90) wrong.push(problem);
    }
    return wrong.map((node) => `${page.id} ${node.tagName} ${node.className} ${node.textContent}`);
})"""


@pytest.fixture(scope="module", params=CHAPTERS)
def made(request):
    _, kinds = wanted.kinds(request.param)
    return [
        worksheets.draw(request.param, kinds, level=level, seed=1, count=8, problems=len(kinds)) for level in (1, 2, 3)
    ]


@pytest.mark.parametrize("paper", PAPERS)
def test_all_that_a_sheet_holds_is_on_its_pages(paper, made, browser):
    width, height = (int(side * MILLIMETER) for side in PAPERS[paper])
    page = browser.new_page(viewport={"width": width, "height": height})
    page.emulate_media(media="print")
    for given in made:
        page.set_content(pages.html(given))
        page.evaluate("document.fonts.ready")
        assert page.evaluate(TOO_LARGE) == []
        heights = page.evaluate("() => [...document.querySelectorAll('.page')].map((page) => page.offsetHeight)")
        assert len(heights) >= len(given.sheets) and max(heights) <= height
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_the_keys_are_as_wide_as_the_paper(made, browser):
    width = int(PAPERS["A4"][0] * MILLIMETER)
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.emulate_media(media="print")
    for given in made:
        page.set_content(keys.html(given))
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_on_a_phone_a_sheet_is_as_wide_as_the_screen(made, browser):
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.set_content(pages.html(made[2]))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()
