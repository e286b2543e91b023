"""The built exercise pages: what is folded, where they lead, and that a book built without solutions has none."""

import ast
import itertools
import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup

from workshop import toc
from workshop.address import repository
from workshop.exercise_cells import (
    CHECK,
    HIDDEN,
    REGION,
    exercises,
    is_answer,
    is_check,
    is_solution,
    readers_copy,
    students_copy,
)
from workshop.site import exercises as pages
from workshop.site import overview
from workshop.site.questions import is_question
from workshop.site.solutions import MARKER

ROOT = Path(__file__).parents[2]
HTML = ROOT / "_build" / "html"
MASTERS = sorted((ROOT / "book" / "exercises").glob("*.ipynb"))
each_master = pytest.mark.parametrize("master", MASTERS, ids=lambda path: path.stem)
needs_solutions = pytest.mark.skipif(
    (HTML.parent / MARKER).exists(), reason="the pages were built without solutions; make book SOLUTIONS=1 has them"
)


@cache
def soup_of(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def page_of(master):
    return soup_of(HTML / "book" / "exercises" / f"{master.stem}.html")


def plain(text):
    return " ".join(re.findall(r"\w+", text))


def asked_in_place(notebook):
    """The cells of the questions that a page asks in the place of an answer's cell, each after its text."""
    pairs = itertools.pairwise(cell for cell in notebook.cells if is_solution(cell))
    return [cell for pair in pairs if is_question(pair[1]) for cell in pair]


def secrets(notebook, asked=()):
    """Lines that only a solution or a hidden check has, but for those of the cells `asked`."""
    regions = [found[0] for cell in notebook.cells for found in [*REGION.finditer(cell.source)]]
    regions += [found[0] for cell in notebook.cells for found in HIDDEN.finditer(cell.source)]
    regions += [cell.source for cell in notebook.cells if is_solution(cell) and cell not in asked]
    regions += [cell.source for cell in notebook.cells if is_answer(cell) and cell.cell_type == "markdown"]
    public = plain("\n".join(cell.source for cell in students_copy(notebook).cells))
    lines = {
        line.strip() for region in regions for line in region.splitlines() if "### " not in line and "$" not in line
    }
    return {line for line in lines if len(plain(line)) > 25 and plain(line) not in public and "](" not in line}


@needs_solutions
@each_master
def test_each_exercise_is_a_box_with_its_hints_and_its_solution_folded(master):
    page, (_, found) = page_of(master), exercises(nbformat.read(master, as_version=4))
    assert [box.select_one(".admonition-title").text for box in page.select(".exercise")] == [
        h["kind"] for h, _ in found
    ]
    assert len(page.select(".solution.dropdown")) == len(found)
    hints = sum(cell.source.startswith("<details>") for _, cells in found for cell in cells)
    assert len(page.select(".admonition.hint.dropdown")) == hints >= len(found)


@needs_solutions
@each_master
def test_what_is_a_solution_stands_in_a_fold_and_nowhere_else(master):
    notebook, page = nbformat.read(master, as_version=4), BeautifulSoup(str(page_of(master)), "html.parser")
    folded = plain("\n".join(box.extract().get_text() for box in page.select(".solution.dropdown")))
    left = plain(page.select_one("article").get_text())
    asked = asked_in_place(notebook)
    kept, cells = secrets(notebook, asked), [cell for cell in notebook.cells if cell not in asked]
    code = {line for line in kept if any(line in cell.source for cell in cells if cell.cell_type == "code")}
    assert code and [line for line in code if plain(line) not in folded] == []
    assert [line for line in kept if plain(line) in left] == []


@needs_solutions
@each_master
def test_what_needs_only_a_pencil_is_asked_above_the_fold_after_its_text(master):
    page, notebook = page_of(master), nbformat.read(master, as_version=4)
    asked = asked_in_place(notebook)
    questions = page.select('[data-widget="Question"]')
    assert [question["id"] for question in questions] == [cell.id for cell in asked if is_question(cell)]
    assert all(not question.find_parent("details") for question in questions)
    assert all(not question.find_parent(class_="solution") for question in questions)
    text = plain(page.select_one("article").get_text())
    assert all(plain(cell.source) in text for cell in asked if not is_question(cell) and "$" not in cell.source)
    assert all("Question(" not in code.get_text() for code in page.select("article .cell_input"))


@each_master
def test_the_chapter_and_its_exercises_are_one_click_apart(master):
    chapter = soup_of(HTML / "book" / f"{master.stem}.html")
    assert chapter.select_one(".cb-ways a")["href"] == f"exercises/{master.stem}.html"
    assert page_of(master).select_one(".cb-ways a")["href"] == f"../{master.stem}.html"
    last = soup_of(HTML / f"{toc.chapter(ROOT, int(master.stem[:2]))[-1]}.html")
    links = [link["href"] for link in last.select("article a[href]") if not link.find_parent(class_="cb-ways")]
    assert f"exercises/{master.stem}.html" in links, "the chapter's last paragraphs lead there too"
    assert chapter.select(f'nav a[href="exercises/{master.stem}.html"]'), "the table of contents leads there"


def handed_out(page, folder):
    """What the download button of a page gives, and where its buttons to Colab and Binder lead."""
    (link,) = page.select(".cb-ways a[download]")
    links = {a["href"] for a in page.select("a[href]")}
    places = [{link for link in links if link.startswith(f"https://{host}")} for host in ("colab", "mybinder")]
    return json.loads((folder / link["href"]).resolve().read_bytes()), *places


@needs_solutions
@each_master
def test_what_one_gets_from_an_exercise_page_is_the_readers_copy(master):
    got, colab, binder = handed_out(page_of(master), HTML / "book" / "exercises")
    name, place = repository(ROOT)[0].removeprefix("https://github.com/"), f"{master.stem[:2]}/{master.name}"
    assert got == json.loads(nbformat.writes(readers_copy(nbformat.read(master, as_version=4))))
    assert colab == {f"https://colab.research.google.com/github/{name}/blob/readers/{place}"}
    assert binder == {f"https://mybinder.org/v2/gh/{name}/readers?urlpath=lab/tree/{place}"}


@each_master
def test_in_the_readers_copy_every_check_speaks_and_there_is_no_solution(master):
    notebook = nbformat.read(master, as_version=4)
    copy, checks = readers_copy(notebook), [cell for cell in notebook.cells if is_check(cell)]
    own = {cell.id: cell for cell in copy.cells}
    for check in checks:
        function, said = ast.parse(own[check.id].source).body
        assert ast.unparse(said) == "with marking.in_words():\n    check()" and own[check.id].source.startswith(CHECK)
        assert [*map(ast.dump, function.body)] == [*map(ast.dump, ast.parse(check.source).body)]
        assert own[check.id].metadata["cellView"] == "form" and own[check.id].metadata["jupyter"]["source_hidden"]
    assert not any("nbgrader" in cell.metadata or cell.get("outputs") for cell in copy.cells)
    text = "\n".join(cell.source for cell in copy.cells)
    assert [line for line in solved(notebook) if line in text] == [] and "BEGIN" not in text
    assert notebook == nbformat.read(master, as_version=4), "the master stays as it was"


def solved(notebook):
    """Lines of the solutions that stand in no other cell."""
    regions = [found[0] for cell in notebook.cells for found in REGION.finditer(cell.source)]
    regions += [cell.source for cell in notebook.cells if is_solution(cell)]
    others = "\n".join(REGION.sub("", cell.source) for cell in notebook.cells if not is_solution(cell))
    lines = {line.strip() for region in regions for line in region.splitlines() if "### " not in line}
    found = {line for line in lines if len(line) > 25 and line not in others}
    assert found, "nothing was looked for"
    return found


# ---- without solutions ----


@pytest.fixture(scope="module")
def withheld(tmp_path_factory):
    """The first page and all exercise pages, built as `make book SOLUTIONS=0` builds them."""
    folder = tmp_path_factory.mktemp("withheld")
    toc = {
        "format": "jb-book",
        "root": "book/index",
        "chapters": [{"file": f"book/exercises/{m.stem}"} for m in MASTERS],
    }
    (folder / "_toc.yml").write_text(yaml.safe_dump(toc), encoding="utf-8")
    build = [Path(sys.executable).parent / "jupyter-book", "build", ROOT, "--path-output", folder]
    said = subprocess.run(
        [*build, "--toc", folder / "_toc.yml", "-q"],
        env={**os.environ, "SOLUTIONS": "0"}, capture_output=True, text=True, cwd=folder,
    )  # fmt: skip
    assert said.returncode == 0, said.stdout + said.stderr
    return folder / "_build" / "html"


def test_a_book_built_without_solutions_has_none_in_any_file(withheld):
    files = [f for f in withheld.rglob("*") if f.suffix in (".html", ".ipynb", ".js", ".txt", ".json", ".inv")]
    assert {f"{master.stem}.html" for master in MASTERS} <= {f.name for f in files}
    text = {f: f.read_text(encoding="utf-8", errors="replace") for f in files}
    whole = {
        f: plain(BeautifulSoup(t, "html.parser").get_text() if f.suffix == ".html" else t) for f, t in text.items()
    }
    masters = [nbformat.read(master, as_version=4) for master in MASTERS]
    public = plain("\n".join(cell.source for master in masters for cell in students_copy(master).cells))
    for master in masters:  # a line that one page keeps secret and another page gives is no secret
        lines = {line for line in secrets(master) if plain(line) not in public}
        assert len(lines) > 10
        for file, said in whole.items():
            assert [line for line in lines if plain(line) in said] == [], file
    assert not any(word in t for t in text.values() for word in ("BEGIN SOLUTION", "HIDDEN TESTS", 'class="solution'))


def test_a_book_built_without_solutions_still_asks_and_hints(withheld):
    for master in MASTERS:
        page = soup_of(withheld / "book" / "exercises" / f"{master.stem}.html")
        found = exercises(nbformat.read(master, as_version=4))[1]
        assert len(page.select(".exercise")) == len(found)
        assert page.select(".admonition.hint.dropdown") and not page.select(".solution")
        assert not page.select('[data-widget="Question"]'), "its code holds the answer"


def test_a_book_built_without_solutions_hands_out_the_graded_copies(withheld):
    name = repository(ROOT)[0].removeprefix("https://github.com/")
    for master in MASTERS:
        folder = withheld / "book" / "exercises"
        got, colab, binder = handed_out(soup_of(folder / f"{master.stem}.html"), folder)
        assert got == json.loads(nbformat.writes(students_copy(nbformat.read(master, as_version=4))))
        path = f"{name}/blob/students/{master.stem[:2]}/{master.name}"
        assert colab == {f"https://colab.research.google.com/github/{path}"} and not binder


def test_a_solution_would_be_found():
    notebook = nbformat.read(MASTERS[0], as_version=4)
    shown = pages.page(notebook, "book/exercises/01-x", solutions=True)
    hidden = pages.page(notebook, "book/exercises/01-x", solutions=False)
    for made, there in ((shown, True), (hidden, False)):
        text = plain("\n".join(cell.source for cell in made.cells))
        assert any(plain(line) in text for line in secrets(notebook)) is there


# ---- for instructors ----


def test_what_a_chapter_needs_is_read_from_its_opening():
    opening = "x\n**You need** [chapter 3](a-10.ipynb), chapters 5 to 7, and chapters 9, 11 and 12; in 20 minutes.\ny"
    assert overview.prerequisites(opening) == {3, 5, 6, 7, 9, 11, 12}
    assert overview.prerequisites("**You need** a pencil and 25 minutes.") == set()


def test_the_drawing_shows_no_arrow_that_follows_from_others():
    assert overview.direct_dependencies({1: set(), 2: {1}, 3: {1, 2}, 4: {1, 3}}) == {1: set(), 2: {1}, 3: {2}, 4: {3}}


def test_the_page_for_instructors_has_a_row_and_a_box_for_every_chapter_and_the_drawing_says_what_it_shows():
    page = soup_of(HTML / "book" / "instructors.html")
    numbers = [int(master.stem[:2]) for master in MASTERS]
    labels = [toc.label(path) for paths in toc.pages(ROOT).values() for path in paths]
    assert [row.th.text.split(".")[0] for row in page.select(".cb-chapters tbody tr")] == labels
    assert sorted(int(number.text) for number in page.select(".cb-map-number")) == numbers
    assert "6 needs 5" in page.select_one(".cb-map svg")["aria-label"]
    assert "not measured" not in page.select_one(".cb-chapters").text
    told = [link["href"] for link in page.select("article td:first-child a, article th:first-child a")]
    assert set(told) >= {f"{master.stem}.html" for master in MASTERS}
