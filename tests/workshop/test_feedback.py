"""Feedback pages: what stands at the top is true, and whatever a student wrote, the page runs and loads nothing."""

import re
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

pytest.importorskip("nbgrader", reason="grading needs nbgrader: make test-slow installs it")

from hostile_feedback import MASTER, as_html, fail, graded, hostile

from workshop.assignments.feedback import sentence
from workshop.exercise_cells import students_copy
from workshop.reports.feedback_page import clean

ROOT = Path(__file__).parents[2]
MASTERS = sorted((ROOT / "book" / "exercises").glob("*.ipynb"))
HOME = "https://somebody.github.io/book/book/exercises/index.html"


def page_of(notebook):
    return BeautifulSoup(as_html(notebook), "html.parser")


def rows(page):
    return [[cell.get_text() for cell in row.select("td")] for row in page.select_one("table").select("tbody tr")]


# ---- the top ----


def test_who_has_all_points_reads_right_and_the_points():
    assert rows(page_of(graded()))[0] == ["1. Nine derivatives with a pencil", "2 of 2", "right"]


def test_a_lost_point_is_explained_with_what_the_check_said():
    page = page_of(fail(graded(), "nine-rates-right", "That is the filter not turned."))
    assert rows(page)[0][1:] == ["0 of 2", "That is the filter not turned."]
    assert page.select_one(".output_error").get_text().strip() == "That is the filter not turned."


def test_points_that_were_lost_without_a_word_are_not_called_right():
    found = rows(page_of(graded({"nine-rates-right": 0.0})))[0]
    assert found[1] == "0 of 2" and "right" not in found[2] and found[2]


def test_an_exercise_without_points_is_not_called_right_and_has_no_0_of_0():
    notebook = graded()
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.metadata.nbgrader.update(points=0, score=0)
    assert {(row[1], row[2]) for row in rows(page_of(notebook))} == {("none", "This exercise gives no points.")}


def test_an_explanation_waits_for_the_instructor_until_there_is_a_comment():
    assert "Your instructor has not read this yet." in page_of(graded(words="Because.")).get_text()
    page = page_of(graded(words="Because.", comment="Say why the top layer is unharmed.")).get_text()
    assert "not read" not in page and "Say why the top layer is unharmed." in page


def test_points_for_an_explanation_are_missing_until_it_is_read():
    last = rows(page_of(graded(words="Because.", points=2)))[-1]
    assert last[1] == "3 of 5" and "2 of these points are for your explanation" in last[2] and "right" not in last[2]


def test_an_empty_explanation_is_called_empty_and_nbgraders_own_comment_is_left_out():
    page = page_of(graded(comment="No response.")).get_text()
    assert "Your explanation in exercise 4: Nothing here yet." in page and "No response" not in page


def test_what_was_put_right_and_what_was_stopped_is_told_and_what_concerns_the_instructor_is_not():
    notes = [{"kind": "check restored", "says": "x"}, {"kind": "unusual", "says": "It imports os."}]
    events = [["timeout", "cell-005", "This was stopped after 10 seconds of computing."]]
    page = page_of(graded(notes=notes, events=events, alone=True)).get_text()
    assert "Your copy had lost a check, or a check was changed; it was put back as it was." in page
    assert "stopped after 10 seconds of computing. It was run once more alone, with the same result." in page
    assert "imports os" not in page


@pytest.mark.parametrize(
    ("name", "message", "said"),
    [
        (
            "Stopped",
            "This was stopped after 20 seconds of computing.",
            "This was stopped after 20 seconds of computing.",
        ),
        ("NameError", "name 'dX' is not defined", "There is no `dX` here"),
        ("SyntaxError", "'(' was never closed (cell.py, line 3)", "from line 3 on: '(' was never closed."),
        ("IndexError", "list index out of range", "This cell stopped with an IndexError: list index out of range."),
    ],
)
def test_an_error_becomes_a_sentence(name, message, said):
    assert said in sentence(name, message)


# ---- the page ----

LOADING = ["script", "iframe", "svg", "link", "base", "form", "object", "embed", "video", "audio", "button", "input"]


def test_whatever_a_student_writes_nothing_runs_and_nothing_is_loaded():
    page = page_of(hostile())
    assert page.body(LOADING) == [] and page.body("style") == []
    attributes = {name for tag in page(True) for name in tag.attrs}
    assert not {name for name in attributes if name.startswith("on")} and "style" not in attributes
    sources = [tag[name] for tag in page(True) for name in ("src", "srcset", "data", "poster") if name in tag.attrs]
    assert all(source.startswith("data:image/png") for source in sources)
    links = {link["href"].partition(":")[0].lower() for link in page("a") if "href" in link.attrs}
    assert {link for link in links if not link.startswith("#")} <= {"http", "https"}
    assert "url(" not in page.style.string and "@import" not in page.style.string


def test_what_one_cell_leaves_open_ends_with_the_cell():
    headings = page_of(hostile())("h2")
    assert [heading.get_text()[:2] for heading in headings] == ["1.", "2.", "3.", "4."]
    assert [one for one in headings if one.find_parent(["details", "h1", "p", "math", "table"])] == []


def test_a_policy_forbids_the_browser_whatever_was_overlooked():
    policy = page_of(graded()).find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    assert "default-src 'none'" in policy and "script" not in policy


@pytest.mark.parametrize(
    ("html", "home", "kept"),
    [
        ('<a href="../07b-transposed-convolution.ipynb#two-polynomials">b</a>', HOME,
         "https://somebody.github.io/book/book/07b-transposed-convolution.html#two-polynomials"),
        ('<a href="../references.bib#x">b</a>', HOME, "https://somebody.github.io/book/book/references.html"),
        ('<a href="../07b-transposed-convolution.ipynb">b</a>', "", None),
        ('<a href="notes.txt">b</a>', HOME, None),
        ('<a href="#nowhere">b</a>', HOME, None),
        ('<a href="#here">b</a><p id="here"></p>', HOME, "#here"),
        ('<a href="JaVaScRiPt:alert(1)">b</a>', HOME, None),
        ('<a href="//evil.example/x.ipynb">b</a>', HOME, None),
        ('<a href="https://numpy.org">b</a>', "", "https://numpy.org"),
    ],
)  # fmt: skip
def test_a_link_leads_somewhere_or_is_text(html, home, kept):
    found = BeautifulSoup(clean(html, home), "html.parser")
    assert found.get_text() == "b"
    assert [link.get("href") for link in found("a")] == ([kept] if kept else [])


def test_a_picture_in_the_page_stays_and_the_place_of_another_says_so():
    picture = '<img alt="a face" src="data:image/png;base64,iVBORw0KGgo=">'
    assert "data:image/png" in clean(picture)
    assert "img" not in clean(picture.replace("data:image/png;base64,", "https://evil.example/"))
    assert "a face" in clean('<img alt="a face" src="https://evil.example/x.png">')


def test_a_hint_is_a_fold_that_is_closed():
    folds = page_of(graded())("details")
    assert folds and all("open" not in fold.attrs for fold in folds)
    assert {fold.summary.get_text() for fold in folds} == {"Hint"}
    assert all(len(fold.get_text()) > 50 for fold in folds)


@pytest.mark.parametrize("master", MASTERS, ids=lambda path: path.stem)
def test_no_formula_shows_its_source(master):
    notebook = students_copy(nbformat.read(master, as_version=4))
    formulas = [tag.get_text() for tag in page_of(notebook)("math")]
    assert [formula for formula in formulas if re.search(r"[\\&]|\[\d+pt\]|\{", formula)] == []


def test_hidden_checks_stay_hidden():
    notebook = nbformat.read(MASTER, as_version=4)
    page = page_of(notebook).get_text()
    assert "# A hidden check." in page and "HIDDEN TESTS" not in page and "def stamped" not in page
