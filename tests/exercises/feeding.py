"""Answers fed to the checks of an exercise page, one at a time: what each check says."""

import sys
import tomllib
from contextlib import redirect_stdout, suppress
from functools import cache
from io import StringIO
from pathlib import Path

import nbformat

from convbook.exercises.calling import CheckFailed
from workshop.exercise_cells import exercises, is_answer, is_check, is_solution, students_copy
from workshop.exercise_names import bound_by, given_cells, read_by, wanted

HERE = Path(__file__).parent
MASTERS = sorted((HERE.parents[1] / "book" / "exercises").glob("*.ipynb"))
PAGES = [master.stem[:2] for master in MASTERS]


def answers(kind, page):
    """The answers of ``right_answers/NN.toml`` or ``wrong_answers/NN.toml``, a dict for each."""
    return tomllib.loads((HERE / f"{kind}_answers" / f"{page}.toml").read_text(encoding="utf-8"))[kind]


@cache
def read(page):
    (master,) = [master for master in MASTERS if master.stem[:2] == page]
    return nbformat.read(master, as_version=4)


@cache
def parts(page):
    """The exercises of a page: `{number: (text, cells)}`."""
    _, found = exercises(read(page))
    texts = [
        "\n".join(cell.source for cell in cells if cell.cell_type == "markdown" and not is_solution(cell))
        for _, cells in found
    ]
    return {int(heading["number"]): (text, cells) for (heading, cells), text in zip(found, texts, strict=True)}


def exercise_of(page, answer):
    """The number of the exercise with the answer's cell."""
    return next(number for number, (_, cells) in parts(page).items() if answer in map(grade_id, cells))


def grade_id(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def points(page):
    """The points that each check gives."""
    return {grade_id(cell): cell.metadata.nbgrader.points for cell in filter(is_check, read(page).cells)}


@cache
def shown(page):
    """The names that each answer's cell has in the students' copy: those that checks may take from it."""
    cells = [cell for cell in students_copy(read(page)).cells if is_answer(cell) and cell.cell_type == "code"]
    return {grade_id(cell): bound_by(cell.source) for cell in cells}


@cache
def given(page):
    """The names of the page's given cells, all of them run."""
    names = {"__name__": "exercise"}
    with redirect_stdout(StringIO()):
        for cell in given_cells(read(page)):
            run(cell.source, names)
    return names


@cache
def solved(page, number):
    """The right value of each name that the answers of an exercise have in the students' copy."""
    names, own = dict(given(page)), []
    with redirect_stdout(StringIO()):
        for cell in filter(is_answer, parts(page)[number][1]):
            if cell.cell_type == "code":
                run(cell.source, names)
                own += shown(page)[grade_id(cell)]
    return {name: names[name] for name in own}


def run(source, names):
    exec(compile(source, "a cell", "exec"), names)
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


def failed(page, answer, code):
    """What each check says that fails with this code in the answer's cell: `{grade_id: sentence}`.

    Run are the checks that want a name of this cell, or of a later one whose solution uses one. Another error than
    `CheckFailed` is a fault of a check.
    """
    number = exercise_of(page, answer)
    names = given(page) | solved(page, number)
    for name in shown(page)[answer]:
        del names[name]
    run(code, names)
    return _failed(page, answer, names, set(shown(page)[answer]))


def failed_with(page, answer, values, later=True):
    """What each check says that fails with these values in the place of the right ones: `{grade_id: sentence}`.

    Solutions of later cells that use them are run again, unless `later` is false.
    """
    names = given(page) | solved(page, exercise_of(page, answer)) | values
    return _failed(page, answer, names, set(values), later)


def _failed(page, answer, names, new, later=True):
    """What fails where `names` are the student's; each check has names of its own, and takes only what it wants."""
    said, cells = {}, parts(page)[exercise_of(page, answer)][1]
    for cell in cells[[*map(grade_id, cells)].index(answer) + 1 :]:
        if is_check(cell) and new & set(wants(page)[grade_id(cell)]):
            taken = {name: names[name] for name in wants(page)[grade_id(cell)]}
            said |= told_by(cell, given(page) | taken)
        elif later and is_answer(cell) and cell.cell_type == "code" and new & set(read_by(cell.source)):
            new |= set(shown(page)[grade_id(cell)])
            names |= dict.fromkeys(shown(page)[grade_id(cell)], ...)
            with suppress(Exception), redirect_stdout(StringIO()):
                run(cell.source, names)
    return said


def told_by(check, names):
    """What a check says if it fails: `{grade_id: sentence}`, else empty."""
    try:
        run(check.source, names)
    except CheckFailed as failure:
        return {grade_id(check): str(failure)}
    return {}


@cache
def wants(page):
    return wanted(read(page))
