"""The exercises as assignments: full marks for the master, none for the students' copy, and what wrong answers lose.

The submissions are graded by nbgrader, as an instructor's are.
"""

import re
import tomllib
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import matplotlib.pyplot as plt
import nbformat
import pytest
from bs4 import BeautifulSoup

from convbook.exercises.calling import SECONDS, CheckFailed
from workshop.exercise_cells import REGION, exercises, is_answer, is_check, is_solution, students_copy

pytest.importorskip("nbgrader", reason="grading needs nbgrader: make test-slow installs it")

from workshop import assignments
from workshop.assignments.__main__ import main
from workshop.assignments.course import Course
from workshop.assignments.feedback import ReadableErrors, sentence
from workshop.assignments.limits import CHARACTERS

ROOT = Path(__file__).parents[2]
CHAPTERS = sorted(path.name for path in (ROOT / "book").glob("[0-9][0-9]-*.ipynb"))
MASTERS = sorted((ROOT / "book" / "exercises").glob("*.ipynb"))
KINDS = ["filter not turned", "convolution for correlation", "sum for mean", "sign of the update",
         "channels first for last"]  # fmt: skip

each_master = pytest.mark.parametrize("master", MASTERS, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    made = Course(tmp_path_factory.mktemp("course"))
    made.make(MASTERS)
    return made


def test_the_page_for_instructors_tells_the_limits_that_hold():
    page = (ROOT / "book" / "instructors.md").read_text(encoding="utf-8")
    minutes = {240: "four minutes"}[assignments.ASSIGNMENT_SECONDS]
    assert f"may take {SECONDS} seconds, a cell {assignments.CELL_SECONDS}, a submission {minutes}" in page
    assert f"a cell may print {CHARACTERS:,} characters" in page


def read(path):
    return nbformat.read(path, as_version=4)


def wrong_answers(master):
    file = ROOT / "tests" / "exercises" / "wrong_answers" / f"{master.stem[:2]}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))["wrong"]


def hand_in(course, notebook, master, student):
    name = master.stem[:2]
    target = course.folder / "submitted" / student / name / master.name
    target.parent.mkdir(parents=True)
    nbformat.write(notebook, target)
    return course.grade(name, student)


def answered(notebook, answers):
    """A copy with these answers in the place of its own."""
    copy = nbformat.from_dict({**notebook, "cells": [cell.copy() for cell in notebook.cells]})
    for cell in copy.cells:
        if is_answer(cell) and cell.metadata.nbgrader.grade_id in answers:
            cell.source = answers[cell.metadata.nbgrader.grade_id]
    return copy


def answers(cell, name):
    return is_answer(cell) and cell.metadata.nbgrader.grade_id == name


def errors_in(feedback):
    """What the feedback says where an error was, one text for each."""
    page = BeautifulSoup(feedback.read_text(encoding="utf-8"), "html.parser")
    return [error.get_text().strip() for error in page.select(".output_error")]


def summary_of(feedback):
    """The rows of the table at the top of the feedback: exercise, points, what is said."""
    page = BeautifulSoup(feedback.read_text(encoding="utf-8"), "html.parser")
    return [[cell.get_text() for cell in row.select("td")] for row in page.select_one("table").select("tbody tr")]


# ---- the pages ----


def test_every_chapter_has_its_exercise_page():
    assert [path.name for path in MASTERS] == CHAPTERS


@each_master
def test_a_page_has_three_to_six_exercises_of_all_kinds_with_hints_and_solutions(master):
    opening, found = exercises(read(master))
    assert 3 <= len(found) <= 6
    assert [heading["number"] for heading, _ in found] == [str(i + 1) for i in range(len(found))]
    kinds = {re.sub(r", \d+ points?$", "", heading["kind"]) for heading, _ in found}
    assert kinds == {"By hand", "In code", "Experiment and explanation"}
    for heading, cells in found:
        assert any(cell.source.startswith("<details>") for cell in cells), f"no hint: {heading['title']}"
        assert any(map(is_solution, cells)), f"no solution in words: {heading['title']}"
        assert any(is_answer(cell) and REGION.search(cell.source) for cell in cells), heading["title"]


@each_master
def test_the_points_are_those_that_the_page_names_and_ten_together(master):
    _, found = exercises(read(master))
    said = [int(re.search(r"(\d+) points?$", heading["kind"])[1]) for heading, _ in found]
    given = [sum(cell.metadata.nbgrader.points for cell in cells if is_check(cell)) for _, cells in found]
    assert given == said
    assert sum(given) == 10


@each_master
def test_what_decides_the_points_is_hidden_from_the_student(master):
    cells = read(master).cells
    given = "\n".join(cell.source for cell in cells if cell.cell_type == "code" and not is_check(cell))
    helpers = re.findall(r"^def (\w+)\((?:(?!^def ).)*?marking\.call", given, re.MULTILINE | re.DOTALL)
    calls = [f"{helper}(" for helper in helpers] + ["marking.call"]
    for cell in cells:
        if is_check(cell) and cell.metadata.nbgrader.points and "HIDDEN TESTS" not in cell.source:
            assert any(call in cell.source for call in calls), f"the answer can be read off: {cell.source}"


def test_the_five_known_mistakes_are_all_there_and_each_in_several_chapters():
    made = [wrong["mistake"] for master in MASTERS for wrong in wrong_answers(master)]
    assert {kind: made.count(kind) >= 3 for kind in KINDS} == dict.fromkeys(KINDS, True)


# ---- handed out ----


@each_master
def test_the_students_copy_holds_no_solution(course, master):
    notebook = read(master)
    released = read(course.folder / "release" / master.stem[:2] / master.name)
    text = "\n".join(cell.source for cell in released.cells)
    kept = "\n".join(REGION.sub("", cell.source) for cell in released.cells)
    assert "BEGIN SOLUTION" not in text and "HIDDEN TESTS" not in text
    hidden = [region[0] for cell in notebook.cells for region in REGION.finditer(cell.source)]
    hidden += [m for cell in notebook.cells for m in re.findall(r"BEGIN HIDDEN TESTS\n(.*?)### END", cell.source, re.S)]
    hidden += [cell.source for cell in notebook.cells if is_solution(cell)]
    own = {line.strip() for part in hidden for line in part.splitlines() if len(line.strip()) > 25}
    public = {line.strip() for cell in students_copy(notebook).cells for line in cell.source.splitlines()}
    assert own - public, "nothing was looked for"
    assert [line for line in own - public if line in kept] == []
    assert all(cell.get("outputs", []) == [] for cell in released.cells)


@each_master
def test_the_copy_that_the_pages_hand_out_is_nbgraders(course, master):
    released = read(course.folder / "release" / master.stem[:2] / master.name)
    assert [cell.source for cell in students_copy(read(master)).cells] == [cell.source for cell in released.cells]


# ---- graded ----


@pytest.mark.slow
@each_master
def test_the_master_gets_full_marks_and_the_students_copy_none(course, master):
    name = master.stem[:2]
    assert hand_in(course, read(master), master, "master") == course.max_points(name)
    assert sum(course.max_points(name).values()) == 10
    released = read(course.folder / "release" / name / master.name)
    assert set(hand_in(course, released, master, "empty").values()) == {0}
    told = errors_in(course.feedback(name, "empty"))
    assert told and all("Traceback" not in said and "\n" not in said for said in told)


def failed_checks(cells, space):
    """The checks that fail, with what they say, in the order of the page; all cells run in one go, without a kernel."""
    failed = {}
    for cell in cells:
        if cell.cell_type != "code" or is_solution(cell) or "remove-cell" in cell.metadata.get("tags", []):
            continue
        try:
            with redirect_stdout(StringIO()):
                exec(compile(cell.source, "cell", "exec"), space)
        except Exception as error:
            if is_check(cell):
                assert isinstance(error, CheckFailed), f"a check must say a sentence, not {error!r}"
                failed[cell.metadata.nbgrader.grade_id] = str(error)
    plt.close("all")
    return failed


@pytest.mark.slow
@each_master
def test_a_wrong_answer_fails_the_checks_it_should_and_is_told_why(master):
    wrongs, (opening, found) = wrong_answers(master), exercises(read(master))
    assert len({wrong["mistake"] for wrong in wrongs}) >= 5
    space, tried = {}, 0
    for cells in [opening, *(own for _, own in found)]:
        for wrong in [wrong for wrong in wrongs if any(answers(cell, wrong["cell"]) for cell in cells)]:
            given = answered(nbformat.from_dict({"cells": cells}), {wrong["cell"]: wrong["code"].strip()})
            failed, tried = failed_checks(given.cells, dict(space)), tried + 1
            assert set(failed) == set(wrong["fails"]), wrong["mistake"]
            assert wrong["says"] in " ".join(failed.values()), wrong["mistake"]
        assert failed_checks(cells, space) == {}
    assert tried == len(wrongs)


@pytest.mark.slow
@each_master
def test_graded_wrong_answers_lose_what_they_should_and_the_feedback_says_why(course, master):
    name, notebook = master.stem[:2], read(master)
    together = list({wrong["cell"]: wrong for wrong in wrong_answers(master)}.values())  # one for each cell
    points = hand_in(course, answered(notebook, {w["cell"]: w["code"].strip() for w in together}), master, "wrong")
    lost, most = {check for wrong in together for check in wrong["fails"]}, course.max_points(name)
    assert all(sum(most[check] for check in wrong["fails"]) > 0 for wrong in wrong_answers(master))
    assert points == {check: 0 if check in lost else most[check] for check in most}
    feedback = course.feedback(name, "wrong")
    told = " ".join(errors_in(feedback))
    assert [wrong["mistake"] for wrong in together if wrong["says"] not in told] == []
    assert "Traceback" not in told and "HIDDEN TESTS" not in feedback.read_text(encoding="utf-8")
    top = summary_of(feedback)
    assert [row[0] for row in top] == [f"{h['number']}. {h['title']}" for h, _ in exercises(notebook)[1]]
    assert sum(float(row[1].split(" of ")[0]) for row in top) == sum(points.values())
    assert all((row[2] == "right") == (len(set(row[1].split(" of "))) == 1) and row[2] for row in top)


@each_master
def test_feedback_shows_every_formula_without_a_network(master):
    before = [cell.source for cell in read(master).cells if cell.cell_type == "markdown"]
    cells = ReadableErrors().preprocess(read(master), {})[0].cells[1:]  # the summary comes first
    for text, cell in zip(before, (c for c in cells if c.cell_type == "markdown"), strict=True):
        dollars = re.sub(r"`[^`]+`", "", text).replace("$$", "$").count("$")
        formulas = BeautifulSoup(cell.source, "html.parser").select("math")
        assert len(formulas) == dollars / 2
        assert not any("\\" in formula.get_text() for formula in formulas)


@pytest.mark.parametrize("text", [r"half of $\left( x$", "it costs $5, or $6 with `$HOME`", "`$a$`"])
def test_what_a_student_wrote_and_is_no_formula_stays(text):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)])
    assert ReadableErrors().preprocess(notebook, {})[0].cells[1].source == text


# ---- within limits ----

SMALL = [
    ("markdown", "## 1. Twice\n\n*In code, 2 points*", {}),
    ("code", "def twice(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION",
     {"grade_id": "twice", "grade": False, "solution": True, "locked": False}),
    ("code", "from convbook import marking\nmarking.expect(marking.call(twice, 4), 8, 'Not twice.')",
     {"grade_id": "twice-right", "grade": True, "solution": False, "locked": True, "points": 2}),
    ("code", "half = ...\n### BEGIN SOLUTION\nhalf = 0.5\n### END SOLUTION",
     {"grade_id": "half", "grade": False, "solution": True, "locked": False}),
    ("code", "marking.expect(half, 0.5, 'Not half.')",
     {"grade_id": "half-right", "grade": True, "solution": False, "locked": True, "points": 3}),
]  # fmt: skip
CELL_SECONDS, ALL_SECONDS = 10, 25  # long enough for a cell on a busy machine


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A course with one small assignment and short limits, and its master."""
    folder = tmp_path_factory.mktemp("small")
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    for kind, source, meta in SMALL:
        cell = (nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell)(source)
        if meta:
            cell.metadata["nbgrader"] = {"schema_version": 3, "task": False, **meta}
        notebook.cells.append(cell)
    master = folder / "01-small.ipynb"
    nbformat.write(notebook, master)
    made = Course(folder / "course", cell_seconds=CELL_SECONDS, assignment_seconds=ALL_SECONDS)
    made.make([master])
    return made, master


DEAF = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)"
TOO_LONG = f"longer than {CELL_SECONDS} seconds"
HARD = {
    "loops forever": ("def twice(x):\n    while True:\n        pass", {"half-right": 3}, TOO_LONG),
    "loops in the cell itself": ("while True:\n    pass", {"half-right": 3}, TOO_LONG),
    "will not be stopped": (f"{DEAF}\nwhile True:\n    pass", {}, "could not be stopped"),
    "prints a gigabyte": ("print('x' * 10**9)", {"half-right": 3}, "more than 100,000 characters"),
    "prints forever": ("while True:\n    print('x' * 1000)", {"half-right": 3}, "more than 100,000 characters"),
    "raises": ("raise KeyError('x')", {"half-right": 3}, "stopped with a KeyError"),
    "ends Python": ("import os\nos._exit(1)", {}, "Python came to its end"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("habit", HARD)
def test_whatever_a_submission_does_it_is_graded_and_told_a_sentence(small, habit):
    course, master = small
    code, kept, said = HARD[habit]
    student = habit.replace(" ", "-")
    points = hand_in(course, answered(read(master), {"twice": code}), master, student)
    assert points == {"twice-right": 0, "half-right": kept.get("half-right", 0)}
    feedback = course.feedback("01", student)
    assert any(said in told for told in errors_in(feedback))
    assert feedback.stat().st_size < 2_000_000


@pytest.mark.slow
def test_a_class_is_graded_with_one_command_whatever_is_in_it(small, tmp_path, capsys):
    course, master = small
    nbformat.write(read(master), tmp_path / "ada.ipynb")
    nbformat.write(answered(read(master), {"twice": "while True:\n    pass"}), tmp_path / "ben.ipynb")
    (tmp_path / "cleo.ipynb").write_text("this is no notebook", encoding="utf-8")
    (tmp_path / "dan").mkdir()
    nbformat.write(answered(read(master), {"half": "half = 2"}), tmp_path / "dan" / master.name)
    assert main(["grade", "1", "--from", str(tmp_path), "--course", str(course.folder)]) == 1  # cleo's was none
    said = capsys.readouterr().out
    assert re.search(r"^ada +5 of 5$", said, re.M) and re.search(r"^dan +2 of 5$", said, re.M)
    assert re.search(r"^ben +\d of 5$", said, re.M) and re.search(r"^cleo +not graded: .", said, re.M)
    table = (course.folder / "points-01.csv").read_text(encoding="utf-8").splitlines()
    assert table[0] == "student,points,of,twice-right,half-right"
    assert table[1] == "ada,5.0,5.0,2.0,3.0"


def test_a_chapter_that_nobody_handed_in_is_said_so(small, capsys):
    course, _ = small
    assert main(["grade", "9", "--course", str(course.folder)]) == 1
    assert "make grade N=9 FROM=folder" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "message", "said"),
    [
        ("CheckFailed", "Not half.", "Not half."),
        ("NotImplementedError", "", "Nothing is filled in here yet."),
        ("NameError", "name 'dX' is not defined", "There is no `dX` here"),
        ("SyntaxError", "'(' was never closed (cell.py, line 3)", "from line 3 on: '(' was never closed."),
        ("IndexError", "list index out of range", "This cell stopped with an IndexError: list index out of range."),
    ],
)
def test_an_error_becomes_a_sentence(name, message, said):
    assert said in sentence(name, message)
    assert "\n" not in sentence(name, message)
