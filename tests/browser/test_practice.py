"""The page to practice on: what it shows is what Python wrote, and it judges, explains, remembers and mixes."""

import json
from pathlib import Path

import pytest

from convbook.practice import drawing
from convbook.practice import problem as kinds
from convbook.practice.wording import plain
from convbook.questions import question as module
from convbook.widgets import _scripts

from .conftest import HTML, size_on_disk
from .test_pages import check_with_axe

KINDS = [kind.name for kind in drawing.kinds()]
PAGE = f"{HTML.as_uri()}/book/practice.html"
ALL_TEXTS = """async (kinds) => {
    const [texts, replies] = [{}, []];
    const text = (parts) => {
        const p = document.createElement('p');
        p.append(...parts.flat(9));
        return p.textContent;
    };
    const typed = (answer, kind) => kind === 'matrix' ? answer.map((line) => line.map(String))
        : kind === 'size' ? answer.join('×') : kind === 'number' ? String(answer) : answer;
    for (const kind of kinds) {
        const file = files[kind];
        texts[kind] = Object.entries(file.levels).flatMap(([level, made]) => made.map((_, at) => {
            const { asks, question, way } = Practice.problemOf(file, level, at);
            const right = Question.judge(question, typed(question.right, question.kind));
            if (right.says !== 'Right.') replies.push([kind, level, at, right.says]);
            for (const { says, answer } of question.mistakes) {
                const reply = Question.judge(question, typed(answer, question.kind));
                if (reply.result === 'wrong' && reply.says === says) continue;
                replies.push([kind, level, at, answer, text([reply.says])]);
            }
            return [text(asks), question.mistakes.map(({ says }) => text(says)), way.map(text)];
        }));
    }
    return [texts, replies];
}"""


def test_the_page_says_what_python_wrote_and_knows_every_answer_and_mistake(browser):
    page = browser.new_page()
    scripts = {"Question": Path(module.__file__), "Practice": Path(kinds.__file__).with_name("practice.js")}
    texts = {name: path.with_suffix(".js").read_text(encoding="utf-8") for name, path in scripts.items()}
    parts = [f"const {name} = {_scripts._wrapped(text)};" for name, text in texts.items()]
    page.add_script_tag(
        content=_scripts._shared() + "\n" + "\n".join(parts) + "\nconst convbook = { arrived: {} }, files = {};"
    )
    for name in KINDS:
        page.evaluate(f"convbook.arrived['practice/{name}'] = (file) => (files['{name}'] = file)")
        page.add_script_tag(path=HTML / "_static" / "practice" / f"{name}.js")
    texts, replies = page.evaluate(ALL_TEXTS, KINDS)
    page.close()
    assert replies == []
    for name in KINDS:
        made = [one for level in drawing.drawn(name).values() for one in level]
        says = [[plain(mistake["says"]) for mistake in asked["mistakes"]] for _, asked in made]
        way = [[plain(step) for step in drawing.solution(problem, asked)] for problem, asked in made]
        assert texts[name] == [[plain(one.asks), *rest] for (one, _), *rest in zip(made, says, way, strict=True)]


@pytest.fixture
def practice(open_page):
    return lambda **options: open_page(options.pop("address", PAGE), formulas=False, **options)


def choose(page, title):
    folded = page.locator(".cbw-practice > details:not([open]) > summary")
    if folded.count():
        folded.click()
    page.get_by_role("button", name=title).first.click()
    page.locator(".cbw-practice h3", has_text=title).wait_for()


def kept(page, name=None):
    answers = page.evaluate("convbook.answers.all()")
    return answers.get(f"practice/{name}") if name else answers


def reply(page, *words):
    page.locator(".cbw-practice .cbw-say", has_text=words[0]).wait_for()
    return page.locator(".cbw-practice .cbw-say").inner_text()


def problem(name, level=1, at=0):
    return drawing.drawn(name)[level][at]


def test_a_wrong_answer_is_named_a_right_one_explained_and_both_are_remembered(practice):
    page = practice()
    choose(page, "One number of the output")
    (first, asked), (second, asked_next) = problem("one-output"), problem("one-output", at=1)
    field = page.get_by_label("Your number")
    assert page.locator(".cbw-practice > div > p").nth(1).inner_text() == plain(first.asks)
    assert page.evaluate("document.activeElement.tagName") == "H3"
    page.get_by_role("button", name="Check").click()
    reply(page, "missing")
    assert kept(page, "one-output") is None
    mistake = asked["mistakes"][0]
    field.fill(str(mistake["answer"]))
    field.press("Enter")
    reply(page, plain(mistake["says"]))
    assert page.locator(".cbw-way li").count() == 0
    field.fill(str(asked["right"]))
    field.press("Enter")
    reply(page, "Right.")
    assert page.locator(".cbw-way li").last.inner_text() == plain(first.steps[-1])
    assert kept(page, "one-output")["result"] == "wrong"  # at the first try
    page.get_by_role("button", name="Next problem").click()
    page.locator(".cbw-practice p", has_text=plain(second.asks)).first.wait_for()
    page.get_by_label("Your number").fill(str(asked_next["right"]))
    page.get_by_role("button", name="Check").click()
    reply(page, "Right.")
    found = kept(page, "one-output")
    assert (found["result"], found["asked"], found["right"], found["at"]) == ("right", 2, 1, {"1": 2})
    page.reload()
    page.locator(".cbw-practice p", has_text=plain(problem("one-output", at=2)[0].asks)).first.wait_for()
    assert page.locator(".cbw-mark[aria-label]", has_text="✓").count() == 1
    assert (page.strangers, page.complaints) == ([], [])


def test_every_way_to_answer_works_and_the_solution_can_be_opened(practice):
    page = practice()
    choose(page, "The gradient of the filter")
    _, asked = problem("filter-gradient")
    for cell, number in zip(page.locator(".cbw-practice td input").all(), sum(asked["right"], []), strict=True):
        cell.fill(str(number))
    page.locator(".cbw-practice td input").last.press("Enter")
    reply(page, "Right.")
    choose(page, "Who met this number?")
    _, asked = problem("pixels-of-a-weight")
    width = len(asked["of"][0])
    cells = page.locator(".cbw-practice td button")
    for row, column in asked["right"]:
        cells.nth(row * width + column).click()
    page.get_by_role("button", name="Check").click()
    reply(page, "Right.")
    choose(page, "Turned or not?")
    page.get_by_label(problem("turned")[1]["right"]).check()
    page.get_by_role("button", name="Check").click()
    reply(page, "Right.")
    choose(page, "Equations 13 to 21 in letters")
    page.get_by_role("button", name="Show the solution").click()
    reply(page, "This is the answer.")
    assert page.get_by_label("Your formula").input_value() == problem("input-gradient-terms")[1]["right"]
    assert kept(page, "input-gradient-terms")["result"] == "shown"


def test_the_mix_brings_back_what_was_wrong_after_two_others(practice):
    page = practice()
    page.get_by_role("button", name="Start the mix").click()
    heading, asked = page.locator(".cbw-practice h3"), []
    for result in ("wrong", "right", "right", "right", "right"):
        heading.and_(page.locator(":focus")).wait_for()
        asked.append(heading.inner_text())
        page.get_by_role("button", name="Show the solution").click()
        if result == "right":  # as if it had been typed first
            page.evaluate("""() => { for (const [key, one] of Object.entries(convbook.answers.all()))
                if (one.result === 'shown' && !key.endsWith('one-output')) one.due = 99;
            }""")
        page.evaluate("document.activeElement.blur()")
        page.get_by_role("button", name="Next problem").click()
    titles = [kind.title for kind in drawing.kinds()]
    assert asked == [f"Mix: {titles[i]}" for i in (0, 1, 2, 0, 3)]


def test_by_keyboard_alone(practice):
    page = practice()
    page.get_by_role("button", name="Counting parameters").focus()
    page.keyboard.press("Enter")
    page.locator(".cbw-practice h3", has_text="Counting parameters").and_(page.locator(":focus")).wait_for()
    for _ in range(3):  # the link to the chapter, the level, the number
        page.keyboard.press("Tab")
    page.keyboard.type(str(problem("parameters")[1]["right"]))
    page.keyboard.press("Enter")
    reply(page, "Right.")


def test_an_address_leads_to_a_kind_and_a_level_to_its_problems(practice):
    page = practice(address=f"{PAGE}#momentum")
    page.locator(".cbw-practice h3", has_text="A step with momentum").wait_for()
    page.get_by_label("Level").select_option(index=2)
    page.locator(".cbw-practice p", has_text=plain(problem("momentum", 3)[0].asks)).first.wait_for()


def test_where_nothing_may_be_stored_the_page_works_until_it_is_left(practice, open_page):
    page = practice()
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } })")
    page.reload()
    choose(page, "Max pooling")
    page.get_by_role("button", name="Show the solution").click()
    reply(page, "This is the answer.")
    assert kept(page, "max-pooling")["result"] == "shown"


@pytest.mark.parametrize("dark", [False, True])
def test_every_kind_fits_a_small_phone(practice, dark):
    page = practice(width=320, height=640, dark=dark, reduced_motion="reduce")
    for number, name in enumerate(KINDS):
        page.evaluate(f"location.hash = '#{name}'")
        page.locator(f'.cbw-practice h3:text-is("{drawing.kinds()[number].title}")').wait_for()
        page.get_by_label("Level").select_option(index=2)
        page.get_by_role("button", name="Show the solution").click()
        reply(page, "This is the answer.")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
        boxes = "[...document.querySelectorAll('.cbw-practice *')].map((node) => node.getBoundingClientRect().right)"
        assert max(page.evaluate(boxes)) <= 320, name
    assert page.complaints == []


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_on_problems_of_every_way_to_answer(practice, dark):
    page = practice(width=360 if dark else 1280, dark=dark, reduced_motion="reduce")
    for title in ("One number of the output", "The whole output", "Turned or not?", "Who met this number?"):
        choose(page, title)
        page.get_by_role("button", name="Show the solution").click()
        page.locator(".cbw-practice > details > summary").click()
        check_with_axe(page)


def test_scripts_and_styles_are_light_and_problems_come_when_asked_for(practice):
    page = practice()
    asked = {url for url in page.asked if "/_static/" in url and url.split("?")[0].endswith((".js", ".css"))}
    theirs = (
        "fonts.css", "scripts/", "styles/", "vendor/", "mathjax", "sphinx", "documentation_options", "doctools",
        "toggle", "copybutton", "clipboard", "pygments", "basic.css", "design-tabs", "mystnb", "exercise",
        "searchtools", "language_data",
    )  # fmt: skip
    ours = {url for url in asked if not any(word in url for word in theirs)}
    assert not any("/_static/practice/" in url for url in asked)
    assert sum(map(size_on_disk, ours)) <= 120_000, json.dumps({url: size_on_disk(url) for url in ours}, indent=1)


def test_without_a_script_the_page_shows_an_example_of_each_kind(open_page):
    page = open_page(PAGE, java_script_enabled=False, wait=False)
    assert page.locator(".cbw-static details").count() == len(KINDS)
    example, asked = drawing.example("update")
    shown = page.locator("#update").inner_text()
    assert plain(example.asks) in shown
    page.locator("#update ~ details summary").first.click()
    assert page.locator("#update ~ details li").first.is_visible()
