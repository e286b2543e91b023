"""What a question says to which answer, in the browser that says it; and what a page does with the answers."""

import json
import re
from html import unescape
from pathlib import Path

import nbformat
import numpy as np
import pytest
from sympy import sympify

from convbook import Question
from convbook.questions import question as module
from convbook.widgets import _scripts

from .conftest import HTML, ROOT, chapters

SCRIPT = Path(module.__file__).with_suffix(".js")
STORED = re.compile(r'data-widget="Question" data-state="([^"]*)"')


@pytest.fixture(scope="module")
def judge(browser):
    """`judge(question, typed)` -> (result, sentence), from the JavaScript."""
    page = browser.new_page()
    source = _scripts._wrapped(SCRIPT.read_text(encoding="utf-8"))
    page.add_script_tag(content=f"{_scripts._shared()}\nwindow.question = {source};")

    def call(asked, typed):
        reply = page.evaluate("([asked, typed]) => question.judge(asked, typed)", [asked, typed])
        return reply["result"], reply["says"]

    yield call
    page.close()


def asked(*args, **options):
    return json.loads(json.dumps(Question(*args, **options).question))


SLIPS = np.array([[1, 2], [3, 4]]), {"You turned it.": [[4, 3], [2, 1]], "You added.": [[5, 6], [7, 9]]}


@pytest.mark.parametrize(
    ("question", "typed", "result", "words"),
    [
        (asked(11), "11", "right", "Right."),
        (asked(11), " 11.0 ", "right", "Right."),
        (asked(-1797), "−1,797", "right", "Right."),
        (asked(1797), "1.797", "wrong", "decimal point"),
        (asked(11), "", "none", "missing"),
        (asked(11), "eleven", "none", "cannot be read here"),
        (asked(11), "12", "wrong", "Off by one"),
        (asked(11), "-11", "wrong", "not the sign"),
        (asked(0.007), "0.0007", "wrong", "decimal point"),
        (asked(11), "110", "wrong", "decimal point"),
        (asked(11), "7", "wrong", "Too small"),
        (asked(11, {"That is step 1.": 6}), "6", "wrong", "That is step 1."),
        (asked(226 / 255), "0.886", "right", "Right."),
        (asked(226 / 255), "0.89", "right", "Right."),
        (asked(226 / 255), "0,886", "right", "Right."),
        (asked(226 / 255), "226/255", "right", "Right."),
        (asked(226 / 255), "0.9", "wrong", "two figures"),
        (asked(226 / 255), "0.88", "wrong", "Too small"),
        (asked(226 / 255), "88.6", "wrong", "decimal point"),
        (asked(4), "1/4", "wrong", "1 divided by"),
        (asked(87.3, unit="%"), "87 %", "right", "Right."),
        (asked(87.3, unit="%"), "87.3", "right", "Right."),
        (asked(1000, guess=True), "950", "right", "Close: it is 1000."),
        (asked(1000, guess=True), "10", "right", "Too low: it is 1000."),
        (asked(16384), "4^7", "right", "Right."),
        (asked(640), "(9*64) + 64", "right", "Right."),
        (asked(1797705), "1.8 million", "wrong", "Right when rounded"),
        (asked(1800000), "1.8 million", "right", "Right."),
        (asked(1180000), "1.18e6", "right", "Right."),
        (asked(17), "(17)", "right", "Right."),
        (asked(33.4), "33 1/3", "none", "cannot be read here: type a number"),
        (asked(2.3), "ln 10", "none", "“ln 10” cannot be read here"),
        (asked(0.3), "30%", "right", "Right."),
        (asked(33.3, unit="percentage points"), "33.3 points", "right", "Right."),
        (asked(3.4, unit="points"), "±3.4%", "right", "Right."),
        (asked(87.3, unit="%"), "0.873", "wrong", "That is the fraction; in percent"),
        (asked(22.447, unit="%"), "0.22", "wrong", "That is the fraction; in percent"),
        (asked(2.499), "10/4", "right", "Right."),
        (asked(3), "10/4", "wrong", "the answer is a whole number"),
        (asked(405), "404.6", "wrong", "the answer is a whole number"),
        (asked(10), "1", "wrong", "Too small."),
        (asked(4 / 9), "113", "wrong", "Too large."),
        (asked(4 / 9), "2.25", "wrong", "1 divided by"),
        (asked(0.0062, {"That is one step.": 0.0291}), "0.03", "wrong", "That is one step."),
        (asked(0.0062, {"That is one step.": 0.0061}), "0.006", "wrong", "give two figures"),
        (asked(1234567, guess=True), "9", "right", "Too low: it is 1,234,567."),
        (asked((1024, 288)), "1,024×288", "right", "Right."),
        (asked((5, 5, 8)), "5,5,8", "right", "Right."),
        (asked((5, 5, 8)), "5×5×8", "right", "Right."),
        (asked((5, 5, 8)), "(5, 5, 8)", "right", "Right."),
        (asked((5, 5, 8)), "5 by 5 by 8", "right", "Right."),
        (asked((5, 5, 8)), "8x5x5", "wrong", "not their order"),
        (asked((5, 5, 8)), "5x5", "wrong", "3 numbers were expected; yours has 2"),
        (asked((5, 5, 8)), "6x6x8", "wrong", "the first and the second number"),
        (asked((5, 5, 8)), "5x6x8", "wrong", "The second number is too large."),
        (asked((5, 5, 8)), "200", "wrong", "how many there are in all"),
        (asked((5, 5, 8)), "large", "none", "not a size"),
        (asked(np.array([[1, 2], [3, 4]])), [["1", "2"], ["3", "4"]], "right", "Right."),
        (asked(np.array([[1, 2], [3, 4]])), [["4", "3"], ["2", "1"]], "wrong", "turned by 180 degrees"),
        (asked(np.array([[1, 2], [3, 4]])), [["1", "3"], ["2", "4"]], "wrong", "exchanged rows and columns"),
        (asked(np.array([[1, 2], [3, 4]])), [["-1", "-2"], ["-3", "-4"]], "wrong", "signs"),
        (asked(np.array([[1, 2], [3, 4]])), [["2", "4"], ["6", "8"]], "wrong", "Every number is 2 times"),
        (asked(np.array([[1, 2], [3, 4]])), [["1", "2"], ["3", "5"]], "wrong", "look again at row 2, column 2"),
        (asked(np.array([[1, 2], [3, 4]])), [["1", "7"], ["3", "5"]], "wrong", "2 of the 4 are right so far"),
        (asked(np.array([[6, -1]])), [["-1", "6"]], "wrong", "in the reverse order"),
        (asked(np.array([[2, -2]])), [["-2", "2"]], "wrong", "signs are the wrong way round"),
        (asked(np.array([[5, 8], [3, 4]]), SLIPS[1]), [["3", "5"], ["8", "4"]], "wrong", "1 of the 4 is right so far"),
        (asked(*SLIPS), [["1", "2"], ["2", "1"]], "wrong", "Row 2, column 1 and row 2, column 2 look like"),
        (asked(np.array([[0.5, -0.022]])), [["0.5", "-0.02"]], "wrong", "give two figures"),
        (asked(*SLIPS), [["1", "2"], ["3", "9"]], "wrong", "look again at row 2, column 2"),
        (asked(*SLIPS), [["4", "2"], ["3", "9"]], "wrong", "2 of the 4 are right so far"),
        (asked(*SLIPS), [["4", "3"], ["7", "9"]], "wrong", "You turned it. You added."),
        (asked(*SLIPS), [["-1", "2"], ["-3", "4"]], "wrong", "Look at the signs: row 1, column 1 and row 2, column 1."),
        (asked(*SLIPS), [["1", "3"], ["2", "4"]], "wrong", "You exchanged rows and columns."),
        (asked(*SLIPS), [["3", "2"], ["1", "4"]], "wrong", "Two numbers are exchanged: row 1, column 1 and row 2"),
        (asked([[5, 8, 1]], {"You added.": [[6, 9, 2]]}), [["6", "8", "1"]], "wrong", "The first number looks like"),
        (asked([[5, 8, 1]]), [["5", "7", "1"]], "wrong", "look again at the second number"),
        (asked(*SLIPS), [["4", "3"], ["3", "7"]], "wrong", "1 of the 4 is right so far"),
        (asked(np.array([[1, 2], [3, 4]])), [["1", ""], ["3", "5"]], "none", "row 1, column 2 is missing"),
        (asked(np.array([[1, 2], [3, 4]])), [["", ""], ["", ""]], "none", "Nothing is filled in"),
        (asked("a", {"No: b.": "b"}), "b", "wrong", "No: b."),
        (asked("a", {"No: b.": "b"}), None, "none", "Nothing is chosen"),
        (asked({"a", "b"}, choices=["a", "b", "c"]), ["a", "b"], "right", "Right."),
        (asked({"a", "b"}, {"b holds, too.": "b"}, choices=["a", "b", "c"]), ["a"], "wrong", "b holds, too."),
        (asked({"a"}, {"b does not.": "b", "c neither.": "c"}, choices=["a", "b", "c"]), ["a", "b", "c"], "wrong",
         "b does not. c neither."),
        (asked({"a", "b"}, choices=["a", "b", "c"]), ["c", "a"], "wrong", "1 too many, 1 missing"),
        (asked({"a", "b"}, choices=["a", "b", "c"]), [], "wrong", "2 missing"),
        (asked({(0, 1), (1, 0)}, of=np.eye(3)), [[1, 0], [0, 1]], "right", "Right."),
        (asked({(0, 1), (1, 0)}, of=np.eye(3)), [[1, 0]], "none", "Right so far; one more."),
        (asked({(0, 1), (1, 0)}, of=np.eye(3)), [[2, 2], [1, 0]], "wrong", "Row 3, column 3 does not belong there."),
        (asked((0, 1), of=np.eye(3)), [[1, 0]], "wrong", "exchanged row and column"),
        (asked((0, 1), of=np.eye(3)), [[2, 2]], "wrong", "higher and further to the left"),
        (asked((0, 1), of=np.eye(3)), [], "none", "No place"),
        (asked(sympify("dO11*X11 + dO12*X12")), "X12 dO12 + X11·dO11", "right", "Right."),
        (asked(sympify("dO11*X11 + dO12*X12")), "dO₁₂X₁₂ + ∂L/∂O11 X_{11}", "right", "Right."),
        (asked(sympify("dO11*X11 + dO12*X12")), "dO11*X11", "wrong", "a term is missing"),
        (asked(sympify("dO11*X11 + dO12*X12")), "X12*dO11 + dO12*X12", "wrong", "There is no term with X12*dO11."),
        (asked(sympify("dO11*X11 + dO12*X12")), "dO11*X12 + dO12*X12", "wrong", "There is no term with dO11*X12."),
        (asked(sympify("dO11*X11 + dO12*X12")), "dO11*X11 - dO12*X12", "wrong", "the sign of dO12*X12"),
        (asked(sympify("dO11*X11 + dO12*X12")), "dO11*X11 + 2*dO12*X12", "wrong", "the factor of dO12*X12"),
        (asked(sympify("dO11*X11 + dO12*X12")), "do11 x11 + do12 x12", "right", "Right."),
        (asked(sympify("dO11*X11 + dO12*X12")), "dF11 = d011*X11 + d012*X12", "right", "Right."),
        (asked(sympify("dO11*X11 + dO12*X12")), "3*1 + 2", "wrong", "in letters, not in numbers"),
        (asked(sympify("dO11*X11 + dO12*X12")), "dO11*X11 + dO12*X12 + 1", "wrong", "no term without a letter"),
        (asked(sympify("dO11*X11 + dO12*X12")), "dO11 + X11 + dO12 + X12", "wrong", "Multiply the two"),
        (asked(sympify("7*F11**2/2")), "3,5*F11^2", "right", "Right."),
        (asked(sympify("7*F11**2/2")), "3.5 F11² - 3 F11", "wrong", "There is no term with F11 alone."),
        (asked(sympify("X*x")), "x*x", "wrong", "There is no term with x^2"),
        (asked(sympify("dO11*X11 + dO12*X12")), "", "none", "missing"),
        (asked(sympify("dO11*X11 + dO12*X12")), "dO11*", "none", "not expected"),
        (asked(sympify("dO11*X11 + dO12*X12")), "(dO11", "none", "not expected"),
        (asked(sympify("(a + b)^2")), "a² + 2ab... ", "none", "not expected"),
        (asked(sympify("(a + b)*c")), "a*c + c*b", "right", "Right."),
        (asked(sympify("p - y")), "-(y - p)", "right", "Right."),
        (asked(sympify("2*b")), "b/2*4", "right", "Right."),
        (asked(), "Because it is turned.", "kept", "Kept"),
        (asked(), "  ", "none", "Nothing is written"),
    ],
)  # fmt: skip
def test_each_answer_gets_its_sentence(judge, question, typed, result, words):
    found, says = judge(question, typed)
    assert (found, words in says) == (result, True), says


def questions():
    """Every question that the chapters and exercises store: [(page and number, what it asks)]."""
    found = []
    for page in chapters():
        path = ROOT / f"{page}.ipynb"
        for cell in nbformat.read(path, 4).cells if path.exists() else ():
            for output in cell.get("outputs", []):
                for state in STORED.findall("".join(output.get("data", {}).get("text/html", ""))):
                    found.append((page, json.loads(unescape(state))["question"]))
    return found


def as_typed(answer, kind):
    """An answer as a reader would type it."""
    if kind == "matrix":
        return [[repr(number) for number in row] for row in answer]
    if kind == "size":
        return "×".join(map(str, answer))
    return repr(answer) if kind == "number" else answer


def test_every_question_of_the_book_knows_its_answer_and_its_mistakes(judge):
    asked = questions()
    assert asked
    for page, question in asked:
        kind, mistakes = question["kind"], question["mistakes"]
        if kind == "words":
            continue
        assert judge(question, as_typed(question["right"], kind)) == ("right", "Right."), (page, question)
        for mistake in mistakes:
            wrong = mistake["answer"]
            if kind == "choices":  # this one judged wrongly, the others rightly
                wrong = sorted(set(question["right"]) ^ {wrong})
            if not question.get("guess"):
                assert judge(question, as_typed(wrong, kind)) == ("wrong", mistake["says"]), (page, question)


PAGE = "book/02-convolution"


@pytest.fixture
def first(open_page):
    """The first question of chapter 2, on its page."""
    page = open_page(f"{HTML.as_uri()}/{PAGE}.html", formulas=False)
    return page.locator('[data-widget="Question"] .cbw-live').first


def fold_of(question):
    key = question.locator("..").get_attribute("data-key")
    return question.page.locator(f'.cb-answer[data-of="{key}"]')


def test_what_gives_the_answer_away_waits_for_it(first):
    fold, said = fold_of(first), first.locator(".cbw-say")
    assert not fold.is_visible()
    field = first.get_by_label("Your number")
    field.fill("6")
    field.press("Enter")
    assert "That is step 1" in said.inner_text()
    assert not fold.is_visible()
    field.fill("4")
    first.get_by_role("button", name="Check").click()
    assert "Hint:" in said.inner_text()
    assert not fold.is_visible()
    field.fill("8")
    field.press("Enter")
    assert said.inner_text() == "✓ Right."
    assert said.get_attribute("aria-live") == "polite"
    assert fold.locator("img").first.is_visible()


def test_the_answer_can_be_seen_without_one(first):
    first.get_by_role("button", name="Show the answer").click()
    assert fold_of(first).locator("img").first.is_visible()
    assert first.get_by_label("Your number").input_value() == "8"


def test_a_wrong_answer_offers_the_widget_at_that_step(first):
    first.get_by_label("Your number").fill("6")
    first.get_by_role("button", name="Check").click()
    first.get_by_role("button", name="Try it in the widget").click()
    stepper = first.page.locator('[data-widget="ConvolutionStepper"]')
    assert "4 of 4" in stepper.locator(".cbw-where").inner_text()
    assert stepper.evaluate("node => node.contains(document.activeElement)")


def reload_until(page, holds):
    """Read a page from disk again, and once more where the browser had not written down yet what was just kept."""
    for _ in range(20):
        page.reload()
        if holds():
            return
    raise AssertionError("what was kept is not there")


def test_answers_are_kept_and_counted_and_deleted(first):
    page = first.page
    for text in ("6", "8"):
        first.get_by_label("Your number").fill(text)
        first.get_by_role("button", name="Check").click()
    assert "you have answered 1" in page.locator(".cb-asked").inner_text()
    assert page.locator(".bd-links .cb-progress").first.text_content().strip().startswith("1/")
    reload_until(page, lambda: first.get_by_label("Your number").input_value() == "8")
    assert fold_of(first).locator("img").first.is_visible()
    kept = page.evaluate("localStorage.getItem('convbook')")
    assert json.loads(kept)["version"] == 1

    page.goto(f"{HTML.as_uri()}/book/where-you-stand.html")
    standing = page.locator(".cb-standing")
    assert "You have answered 1 of" in standing.inner_text()
    assert "right after 1 wrong answer" in standing.inner_text()
    page.evaluate("convbook.answers.set('practice/max-pooling', { result: 'wrong', asked: 3, right: 1 })")
    reload_until(page, lambda: "Max pooling (Practice): 1 of 3 right" in standing.inner_text())
    kept = page.evaluate("localStorage.getItem('convbook')")
    with page.expect_download() as download:
        standing.get_by_role("button", name="Save as a file").click()
    assert json.loads(Path(download.value.path()).read_text(encoding="utf-8")) == json.loads(kept)
    for name in ("Delete all answers", "Press again to delete all answers"):
        standing.get_by_role("button", name=name).click()
    assert page.evaluate("localStorage.getItem('convbook')") is None
    assert "not answered any" in standing.inner_text()
    file = {"name": "answers.json", "mimeType": "application/json"}
    standing.get_by_label("Read a file").set_input_files({**file, "buffer": b'{"book": "another"}'})
    standing.get_by_text("does not hold answers").wait_for()
    standing.get_by_label("Read a file").set_input_files({**file, "buffer": kept.encode()})
    standing.get_by_text("You have answered 1 of").wait_for()
    standing.get_by_role("link", name="Work out step 4").click()
    assert first.get_by_label("Your number").input_value() == "8"


def test_it_works_where_storage_is_denied(open_page):
    deny = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied'); } });"
    page = open_page("about:blank", wait=False)
    page.add_init_script(deny)
    page.goto(f"{HTML.as_uri()}/{PAGE}.html")
    question = page.locator('[data-widget="Question"] .cbw-live').first
    question.get_by_label("Your number").fill("8")
    question.get_by_role("button", name="Check").click()
    assert question.locator(".cbw-say").inner_text() == "✓ Right."
    assert "you have answered 1" in page.locator(".cb-asked").inner_text()
    assert page.complaints == []


def test_without_scripts_the_answer_is_a_fold_below_the_question(open_page):
    page = open_page(f"{HTML.as_uri()}/{PAGE}.html", java_script_enabled=False, wait=False)
    fold = page.locator(".cb-answer").first
    assert fold.locator("> summary").is_visible()
    assert not fold.locator("img").first.is_visible()
    fold.locator("> summary").click()
    assert fold.locator("img").first.is_visible()


# What anywidget does with a module in Jupyter and Colab, with a model that only keeps what it is given.
IN_JUPYTER = """async ([source, state]) => {
    const module = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
    const el = document.body;
    const model = { get: (name) => state[name], set: (name, value) => (state[name] = value), save_changes() {} };
    module.default.render({ model, el });
    const [check, show] = el.querySelectorAll("button");
    el.querySelector("input").value = "6";
    check.click();
    const said = el.querySelector(".cbw-say").textContent;
    show.click();
    return [said, state.kept, el.querySelector("input").value];
}"""


def test_the_same_question_lives_in_jupyter(open_page):
    question = Question(11, {"That is step 1.": 6})
    page = open_page("about:blank", wait=False)
    said, kept, shown = page.evaluate(IN_JUPYTER, [str(question._esm), question.state()])
    assert said == "✗ That is step 1."
    assert kept == {"typed": "6", "result": "shown", "tries": 1}
    assert shown == "11"


def test_a_link_to_what_is_folded_opens_it(open_page):
    page = open_page(f"{HTML.as_uri()}/{PAGE}.html#equation-eq-2", formulas=False)
    equation = page.locator(".cb-answer", has=page.locator("#equation-eq-2"))
    assert equation.get_attribute("open") is not None
    assert equation.is_visible()


@pytest.mark.parametrize("typed", ["null", "5", "'abc'", "[1]", "[[1], 'x']", "{}"])
def test_what_an_earlier_edition_kept_breaks_nothing(open_page, typed):
    """A question may have had another form when it was answered."""
    keep = """(typed) => {
        const all = [...document.querySelectorAll("[data-key]")].map((root) => root.dataset.key);
        all.push(all[0] + "-gone");
        all.forEach((key) => convbook.answers.set(key, { typed, result: "right", tries: 0 }));
    }"""
    page = open_page(f"{HTML.as_uri()}/{PAGE}.html", formulas=False)
    page.evaluate(f"({keep})({typed})")
    reload_until(page, lambda: page.evaluate("Object.keys(convbook.answers.all()).length") > 9)
    alive = page.locator("[data-widget] .cbw-live .cbw")
    assert alive.count() == page.locator("[data-widget]").count()
    asked, answered = re.findall(r"\d+", page.locator(".cb-asked").inner_text())
    assert asked == answered
    assert page.complaints == []
