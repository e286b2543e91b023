"""Numbers of the student's own: others for each, the same each time, in the text and in the checks alike."""

import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from grading.sandboxed import needs_sandbox
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from scipy.signal import convolve2d, correlate2d

from convbook.exercises.calling import CheckFailed
from grading import small
from workshop.assignments.course import Course
from workshop.assignments.grade import grade_class
from workshop.assignments.own import make_own
from workshop.assignments.variants import can_vary, vary
from workshop.exercise_cells import exercises, is_answer, is_check, is_solution

ROOT = Path(__file__).parents[2]

USUAL = [[3, 0], [-2, 1]]


def page(**options):
    heading = new_markdown_cell(
        "## 1. Nine\n\n*By hand, 2 points*\n\n$$F = \\begin{pmatrix} 3 & 0 \\\\ -2 & 1 \\end{pmatrix}$$"
    )
    heading.metadata["vary"] = {"F": options.get("usual", USUAL)}
    check = new_code_cell(options.get("check", "F = np.array([[3, 0], [-2, 1]])\nright = F.sum()"))
    other = new_markdown_cell("## 2. Ten\n\n*By hand, 2 points*\n\n$\\begin{pmatrix} 3 & 0 \\\\ -2 & 1 \\end{pmatrix}$")
    return new_notebook(cells=[heading, check, other])


def in_text(notebook, cell=None):
    text = "".join(one.source for one in (notebook.cells if cell is None else [notebook.cells[cell]]))
    return in_text_of(re.findall(r"\\begin\{pmatrix\}(.*?)\\end", text, re.DOTALL)[0])


def in_check(notebook):
    space = {"np": np}
    exec(notebook.cells[1].source, space)
    return space["F"]


@pytest.mark.parametrize("student", ["ada", "bob", "Zoë", "o'neil, ann", ""])
def test_text_and_check_have_the_same_numbers_with_zeros_and_signs_as_before(student):
    own = vary(page(), student)
    np.testing.assert_array_equal(in_text(own), in_check(own))
    np.testing.assert_array_equal(np.sign(in_text(own)), np.sign(USUAL))
    assert (in_text(own) != USUAL).any() and np.abs(in_text(own)).max() <= 7


def test_they_are_the_students_and_the_same_each_time():
    numbers = {name: vary(page(), name).cells[0].source for name in ("ada", "bob", "cleo", "dan")}
    assert len(set(numbers.values())) == 4
    assert vary(page(), "ada").cells[0].source == numbers["ada"] != vary(page(), "ada", "a secret").cells[0].source


def test_other_exercises_and_the_master_stay_as_they_are():
    master = page()
    own = vary(master, "ada")
    assert (in_text(own, cell=2) == USUAL).all() and (in_text(master) == USUAL).all()
    assert can_vary(master) == [1] and can_vary(own) == []


def test_an_array_that_is_missing_in_text_or_check_is_named():
    with pytest.raises(ValueError, match="the array F is not in its checks"):
        vary(page(check="F = 3"), "ada")
    with pytest.raises(ValueError, match="the array F is not in its text"):
        vary(page(usual=[[5, 5]], check="F = [[5, 5]]"), "ada")


def test_an_array_over_several_lines_is_found():
    own = vary(page(check="F = np.array([\n    [3, 0],\n    [-2, 1],\n])"), "ada")
    np.testing.assert_array_equal(in_text(own), in_check(own))


@needs_sandbox
def test_each_is_graded_on_the_numbers_that_each_was_given(tmp_path):
    master = small.write(own_page(), tmp_path / "01-own.ipynb")
    course = Course(tmp_path / "course")
    course.make([master])
    (course.folder / "own").mkdir()
    (course.folder / "own" / "secret").write_text("the same in each run of this test")
    assert make_own(course, ["ada", "ben", "cy", "dan"]) == {"01": [1]}
    handed_in = {
        student: nbformat.read(course.folder / "own" / "01" / student / master.name, 4) for student in ("ada", "ben")
    }
    handed_in |= {"cy": handed_in["ada"], "zoe": nbformat.read(course.folder / "release" / "01" / master.name, 4)}
    handed_in["dan"] = handed_in["zoe"]
    (tmp_path / "in").mkdir()
    for student, notebook in handed_in.items():
        answered = nbformat.from_dict(notebook)
        numbers = in_text(answered)  # the student reads them off the page
        for cell in answered.cells:
            if "total = ..." in cell.source:
                cell.source = f"total = {numbers.sum()}"
        small.write(answered, tmp_path / "in" / f"{student}.ipynb")
    said = []
    grade_class(course, "01", tmp_path / "in", say=said.append)
    points = {"ada  2 of 2", "ben  2 of 2", "cy  0 of 2", "dan  2 of 2  needs your eyes", "zoe  2 of 2"}
    assert {line for line in said if " of 2" in line} == points
    assert course.grade("01", "ada") == {"total-right": 2}  # by nbgrader, which has no verdict yet


def own_page():
    """A page whose exercise asks for the sum of a matrix, and draws it."""
    notebook = page(
        check="### BEGIN HIDDEN TESTS\nmarking.expect(total, np.sum([[3, 0], [-2, 1]]))\n### END HIDDEN TESTS"
    )
    heading, check, _ = notebook.cells
    given, answer = (
        new_code_cell("import numpy as np\n\nfrom convbook import marking"),
        new_code_cell("total = ...\n### BEGIN SOLUTION\ntotal = 2\n### END SOLUTION"),
    )
    for cell, name, options in (
        (given, "imports", {}), (answer, "total", {"solution": True, "locked": False}),
        (check, "total-right", {"grade": True, "points": 2}),
    ):  # fmt: skip
        usual = {
            "schema_version": 3,
            "grade_id": name,
            "grade": False,
            "solution": False,
            "locked": True,
            "task": False,
        }
        cell.metadata["nbgrader"] = usual | options
    return new_notebook(
        cells=[given, heading, answer, check], metadata={"kernelspec": {"name": "python3", "display_name": "P"}}
    )


@pytest.mark.parametrize("page", ["02", "07"])
def test_the_books_own_exercises_can_vary_and_the_right_answer_to_the_numbers_in_the_text_passes(page):
    master = nbformat.read(next((ROOT / "book" / "exercises").glob(f"{page}-*.ipynb")), as_version=4)
    assert can_vary(master) == [1]
    opening = exercises(master)[0]
    for student in ("ada", "bob", "cleo", "dan"):
        own = exercises(vary(master, student))[1][0][1]
        text = own[0].source
        first, second = (in_text_of(body) for body in re.findall(r"\\begin\{pmatrix\}(.*?)\\end", text, re.DOTALL))
        if page == "02":
            answers = {"O_by_hand": correlate2d(first, second, "valid"), "unused": (2, 0)}
        else:
            answers = {"dX_by_hand": convolve2d(second, first)}
        space, passed = {}, []
        for cell in [*opening, *own]:
            if cell.cell_type == "code" and is_answer(cell):
                space |= answers
            elif cell.cell_type == "code" and "%pip" not in cell.source and not is_solution(cell):
                exec(cell.source, space)
                passed += [cell.metadata.nbgrader.grade_id] if is_check(cell) else []
        assert len(passed) >= 2
        with pytest.raises(CheckFailed):
            wrong = {name: np.add(answer, 1) for name, answer in answers.items()}
            [exec(cell.source, space | wrong) for cell in own if is_check(cell)]


def in_text_of(body):
    return np.array([[int(number) for number in row.split("&")] for row in body.split(r"\\")])
