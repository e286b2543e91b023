"""The exercises as assignments: full marks for the master, none for the students' copy, and what wrong answers lose.

The submissions are graded by nbgrader, as an instructor's are.
"""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from workshop.exercise_cells import REGION, exercises, is_answer, is_check, is_solution, students_copy

pytest.importorskip("nbgrader", reason="grading needs nbgrader: make test-slow installs it")

from grading.sandboxed import needs_sandbox

from grading import small
from workshop.assignments.__main__ import main
from workshop.assignments.course import Course
from workshop.assignments.feedback import ReadableErrors, sentence
from workshop.assignments.grade import checks_of, grade_class
from workshop.grading.limits import LIMITS

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
    minutes = {240: "four minutes"}[LIMITS.seconds]
    assert (
        f"may compute for {LIMITS.call_seconds} seconds, a cell for {LIMITS.cell_seconds}, a submission for {minutes}"
        in page
    )
    assert f"a cell may print {LIMITS.characters:,} characters" in page


def read(path):
    return nbformat.read(path, as_version=4)


def wrong_answers(master):
    file = ROOT / "tests" / "exercises" / "wrong_answers" / f"{master.stem[:2]}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))["wrong"]


def hand_in(course, notebook, master, student):
    name = master.stem[:2]
    notebook = nbformat.from_dict({**notebook, "cells": [cell for cell in notebook.cells if not is_solution(cell)]})
    course.submit(name, student, notebook)
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


@pytest.mark.slow
@each_master
def test_graded_wrong_answers_lose_what_they_should_and_the_feedback_says_why(course, master):
    name, notebook = master.stem[:2], read(master)
    together, wrongs = [], wrong_answers(master)  # one for each exercise: none hides another
    for _, cells in exercises(notebook)[1]:
        own = {cell.metadata.nbgrader.grade_id for cell in filter(is_answer, cells)}
        together += [wrong for wrong in wrongs if wrong["cell"] in own][:1]
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


# ---- a class ----


@pytest.fixture
def small_course(tmp_path):
    """A course with one small assignment and short limits, and its master."""
    master = small.write(small.master(), tmp_path / "01-small.ipynb")
    made = Course(tmp_path / "course", call_seconds=1, cell_seconds=2, idle_seconds=2)
    made.make([master])
    return made, master


WRONG, ENDLESS = "def twice(x):\n    return 3 * x", "def twice(x):\n    while True:\n        pass"


def class_of(folder, **notebooks):
    folder.mkdir(exist_ok=True)
    for student, notebook in notebooks.items():
        small.write(notebook, folder / f"{student}.ipynb")
    return folder


def table_of(course):
    rows = (course.folder / "points-01.csv").read_text(encoding="utf-8").splitlines()
    return {student: points for student, points, *_ in (row.split(",") for row in rows[1:])}


def graded(course, folder=None, **options):
    """What is said, in one text."""
    said = []
    grade_class(course, "01", folder, say=said.append, jobs=2, **options)
    return "\n".join(said)


@needs_sandbox
def test_a_class_is_graded_with_one_command_whatever_is_in_it(small_course, tmp_path):
    course, master = small_course
    folder = class_of(
        tmp_path / "in", ada=small.answered(), ben=small.answered(twice=ENDLESS), dan=small.answered(twice=WRONG)
    )
    (folder / "cleo.ipynb").write_text("this is no notebook", encoding="utf-8")
    (folder / "eve").mkdir()
    (folder / "eve" / "homework.pdf").write_bytes(b"%PDF")
    said = graded(course, folder)
    assert re.search(r"^ada  7 of 7$", said, re.M) and re.search(r"^dan  3 of 7$", said, re.M)
    assert re.search(r"^ben  3 of 7  needs your eyes$", said, re.M)
    assert re.search(r"^cleo.*not graded", said, re.M) and re.search(r"^eve.*not graded", said, re.M)
    assert table_of(course) == {"ada": "7.0", "ben": "3.0", "dan": "3.0", "cleo": "", "eve": ""}
    record = json.loads((course.folder / "records" / "01" / "ben.json").read_text(encoding="utf-8"))
    assert record["alone"] and [kind for kind, _, _ in record["events"]] == ["timeout", "timeout"]
    assert "once more" in course.feedback("01", "ben").read_text(encoding="utf-8")


@needs_sandbox
def test_one_late_student_joins_the_table_and_the_one_before_is_kept(small_course, tmp_path):
    course, _ = small_course
    graded(course, class_of(tmp_path / "in", ada=small.answered(), ben=small.answered(twice=WRONG)))
    graded(course, class_of(tmp_path / "late", zoe=small.answered()))
    assert table_of(course) == {"ada": "7.0", "ben": "3.0", "zoe": "7.0"}
    (before,) = (course.folder / "versions").glob("points-01-*.csv")
    assert "zoe" not in before.read_text(encoding="utf-8")
    assert list((course.folder / "versions").glob("gradebook-*.db"))


@needs_sandbox
def test_a_roster_says_who_is_missing_until_they_hand_in(small_course, tmp_path):
    course, _ = small_course
    roster = tmp_path / "class.csv"
    roster.write_text("student,email\nada,ada@example.org\nzoe,zoe@example.org\n", encoding="utf-8")
    said = graded(course, class_of(tmp_path / "in", ada=small.answered()), roster=roster)
    assert re.search(r"^zoe.*not graded", said, re.M) and table_of(course) == {"ada": "7.0", "zoe": ""}
    graded(course, class_of(tmp_path / "late", zoe=small.answered()))
    assert table_of(course) == {"ada": "7.0", "zoe": "7.0"}


@needs_sandbox
def test_an_exercise_may_change_after_grading_and_the_grades_of_the_others_stay(small_course, tmp_path):
    course, master = small_course
    graded(course, class_of(tmp_path / "in", ada=small.answered(), ben=small.answered(half="half, true = 1, 'AB'")))
    assert table_of(course) == {"ada": "7.0", "ben": "6.0"}
    changed = small.master()
    for cell in changed.cells:
        cell.source = cell.source.replace("half, 0.5, 'Not half.'", "half, 1, 'Not one.'")
    new = nbformat.v4.new_code_cell("marking.expect(marking.call(twice, 1), 2)", id="new")
    new.metadata["nbgrader"] = {**changed.cells[4].metadata.nbgrader, "grade_id": "twice-more", "points": 5}
    changed.cells.insert(5, new)
    del changed.cells[-2]  # the check half-why
    course.make([small.write(changed, master)])
    assert course.points_of("01", "ada") == {
        "twice-shown": 1,
        "twice-more": None,
        "twice-hidden": 3,
        "half-right": 1,
        "half-words": 0,
    }
    again = Course(course.folder, only=checks_of(changed, [1]))
    graded(again)  # the second exercise keeps what it had, though its check has another answer now
    assert again.points_of("01", "ada")["twice-more"] == 5 and again.points_of("01", "ben")["half-right"] == 0
    graded(course, students=["ben"])
    assert course.points_of("01", "ben")["half-right"] == 1 and course.points_of("01", "ada")["half-right"] == 1


def test_a_check_without_a_verdict_gives_no_point(small_course):
    course, _ = small_course
    course.submit("01", "ada", small.answered())
    verdict = {"outputs": {}, "events": [["crashed", "", "The process that checks came to its end."]], "alone": False}
    assert sum(course.grade("01", "ada", verdict).values()) == 0
    assert "This check could not be run." in course.feedback("01", "ada").read_text(encoding="utf-8")


@pytest.mark.parametrize("words", ["![a sketch](attachment:lost.png)", "<div>&#xe000;7&#xe001;</div>", "<a " * 32_000])
def test_odd_words_cost_nobody_the_feedback(small_course, words):
    course, _ = small_course
    course.submit("01", "ada", small.answered(**{"half-words": words}))
    course.grade("01", "ada", {"outputs": {}, "events": [], "alone": False})
    assert course.feedback("01", "ada").is_file()


def test_a_master_that_is_none_leaves_the_course_as_it_was(small_course):
    course, master = small_course
    broken = small.master()
    broken.cells[4].metadata.nbgrader.grade_id = "twice-hidden"
    with pytest.raises(RuntimeError, match="did not become an assignment"):
        course.make([small.write(broken, master)])
    assert (course.folder / "release" / "01" / master.name).is_file()
    assert "twice-shown" in (course.folder / "source" / "01" / master.name).read_text(encoding="utf-8")


def test_the_instructors_own_configuration_is_not_written_over(small_course):
    course, master = small_course
    own = course.folder / "nbgrader_config.py"
    own.write_text("# mine", encoding="utf-8")
    course.make([master])
    assert own.read_text(encoding="utf-8") == "# mine"


@needs_sandbox
def test_nbgraders_own_command_is_as_safe(small_course, tmp_path):
    course, master = small_course
    attack = "import os\nos.system(f'touch {CANARY}')\n".replace("{CANARY}", str(tmp_path / "canary")) + WRONG
    course.submit("01", "ada", small.answered(twice=attack))
    command = [sys.executable, "-m", "nbgrader", "autograde", "01", "--student", "ada"]
    done = subprocess.run(command, cwd=course.folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert course.points_of("01", "ada")["twice-hidden"] == 0 and course.points_of("01", "ada")["half-right"] == 1
    assert not (tmp_path / "canary").exists()


def test_a_chapter_that_nobody_handed_in_is_said_so(small_course, capsys):
    course, _ = small_course
    assert main(["grade", "1", "--course", str(course.folder)]) == 1
    assert "make grade N=1 FROM=folder" in capsys.readouterr().out
    assert main(["grade", "9", "--course", str(course.folder)]) == 1
    assert "make assignments" in capsys.readouterr().err


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
