"""Which names the cells of an exercise page share: a check needs given cells and answers, never another check."""

import builtins
from pathlib import Path

import nbformat
import pytest

from workshop.exercise_cells import is_answer, is_check, is_solution, students_copy
from workshop.exercise_names import answer_names, bound_by, given_cells, read_by, wanted

MASTERS = sorted((Path(__file__).parents[2] / "book" / "exercises").glob("*.ipynb"))
each_master = pytest.mark.parametrize(
    "master", [nbformat.read(path, as_version=4) for path in MASTERS], ids=[path.stem for path in MASTERS]
)
BUILTINS = set(dir(builtins))


def checks(master):
    return {cell.metadata.nbgrader.grade_id: cell.source for cell in filter(is_check, master.cells)}


def given_names(master):
    return {name for cell in given_cells(master) for name in bound_by(cell.source)}


def shown_names(master):
    """What the answers' cells bind in the students' copy."""
    cells = [cell for cell in students_copy(master).cells if is_answer(cell) and cell.cell_type == "code"]
    return [name for cell in cells for name in bound_by(cell.source)]


@each_master
def test_a_check_reads_given_names_answers_and_its_own_and_no_others(master):
    there = given_names(master) | set(shown_names(master)) | BUILTINS
    assert {name: set(read_by(source)) - there for name, source in checks(master).items()} == dict.fromkeys(
        checks(master), set()
    )


@each_master
def test_what_a_check_reads_is_bound_above_it(master):
    bound, shown = set(BUILTINS), iter(students_copy(master).cells)
    for cell in [cell for cell in master.cells if not is_solution(cell)]:
        seen = next(shown)
        if cell.cell_type != "code" or "remove-cell" in cell.metadata.get("tags", []):
            continue
        if is_check(cell):
            assert set(read_by(cell.source)) <= bound, cell.metadata.nbgrader.grade_id
        else:
            bound |= set(bound_by(seen.source))


@each_master
def test_a_given_cell_reads_given_names_only(master):
    bound = set(BUILTINS)
    for cell in given_cells(master):
        assert set(read_by(cell.source)) <= bound, cell.source
        bound |= set(bound_by(cell.source))


@each_master
def test_no_name_is_an_answer_twice_or_an_answer_and_given(master):
    shown = shown_names(master)
    assert sorted(set(shown)) == sorted(shown)
    assert set(shown) & given_names(master) == set()


@each_master
def test_no_check_and_no_solution_binds_a_given_name_nor_a_check_an_answers(master):
    given, shown = given_names(master), set(shown_names(master))
    assert {name: set(bound_by(source)) & (given | shown) for name, source in checks(master).items()} == dict.fromkeys(
        checks(master), set()
    )
    assert {name: set(bound) & given for name, bound in answer_names(master).items()} == dict.fromkeys(
        answer_names(master), set()
    )


@each_master
def test_every_answer_in_code_is_wanted_by_a_check_with_points(master):
    points = {c.metadata.nbgrader.grade_id: c.metadata.nbgrader.points for c in filter(is_check, master.cells)}
    asked = {name for check, names in wanted(master).items() if points[check] for name in names}
    assert asked >= set(shown_names(master)) - NO_POINTS


NO_POINTS = {"rows"}  # of the network without padding: a step on the way to the two numbers that have points


def test_the_names_of_chapter_7_are_those_that_its_text_asks_for():
    master = nbformat.read(next(path for path in MASTERS if path.stem.startswith("07")), as_version=4)
    names, takes = answer_names(master), wanted(master)
    assert names["nine-rates"] == ("dX_by_hand",) and names["paint"] == ("paint",)
    assert names["fell"] == ("fell", "fractions"), "what the solution binds comes after what the text asks for"
    assert takes["nine-rates-right"] == ("dX_by_hand",) and takes["unharmed-names"] == ("unharmed",)
    assert set(takes["fell-right"]) == {"fell", "downhill"}
    assert set(takes) == set(checks(master))


@pytest.mark.parametrize(
    ("source", "read", "bound"),
    [
        ("x = y", ["y"], ["x"]),
        ("x = x + 1", ["x"], ["x"]),
        ("x += 1", ["x"], ["x"]),
        ("x = 1\nx += x", [], ["x"]),
        ("x[0] = y", ["x", "y"], []),
        ("import a.b, c as d\nfrom e import f as g", [], ["a", "d", "g"]),
        ("for i in items:\n    i, kept", ["items", "kept"], ["i"]),
        ("[i for i in items if i < most]", ["items", "most"], []),
        ("def f(a, b=c):\n    return a + b + d + e\nd = 1", ["c", "e"], ["f", "d"]),
        ("d = [d for _ in (1, 2)]", ["d"], ["d"]),
        ("f = lambda a: a + b\nb = 1", [], ["f", "b"]),
        ("class C(B):\n    x = y\n    def m(self):\n        return z", ["B", "y", "z"], ["C"]),
        ("(n := 3)\nn", [], ["n"]),
        ("with open(f) as g:\n    g", ["open", "f"], ["g"]),
        ("def f():\n    global x\n    x = y", ["y"], ["f"]),
    ],
)
def test_what_code_reads_and_binds(source, read, bound):
    assert sorted(read_by(source)) == sorted(read)
    assert bound_by(source) == bound
