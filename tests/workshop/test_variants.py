"""Numbers of the student's own: others for each, the same each time, in the text and in the checks alike."""

import re

import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from workshop.assignments.variants import can_vary, vary

USUAL = [[3, 0], [-2, 1]]


def page(**options):
    heading = new_markdown_cell(
        "## 1. Nine\n\n*By hand, 2 points*\n\n$$F = \\begin{pmatrix} 3 & 0 \\\\ -2 & 1 \\end{pmatrix}$$"
    )
    heading.metadata["vary"] = {"F": options.get("usual", USUAL)}
    check = new_code_cell(options.get("check", "F = np.array([[3, 0], [-2, 1]])\nright = F.sum()"))
    other = new_markdown_cell("## 2. Ten\n\n*By hand, 2 points*\n\n$\\begin{pmatrix} 3 & 0 \\\\ -2 & 1 \\end{pmatrix}$")
    return new_notebook(cells=[heading, check, other])


def in_text(notebook, cell=0):
    (body,) = re.findall(r"\\begin\{pmatrix\}(.*?)\\end", notebook.cells[cell].source, re.DOTALL)
    return np.array([[int(number) for number in row.split("&")] for row in body.split(r"\\")])


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
