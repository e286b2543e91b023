"""Nonsense in the place of every answer of every exercise: no point, and a sentence for each check that fails."""

import copy
import types
from pathlib import Path

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from exercises import nonsense

from convbook.exercises.calling import CheckFailed
from workshop.exercise_cells import REGION, exercises, is_answer, is_check, is_solution

MASTERS = sorted((Path(__file__).parents[2] / "book" / "exercises").glob("*.ipynb"))


def run(cell, names):
    exec(compile(cell.source, cell.id, "exec"), names)


def own_names(cell, names):
    """What an answer's cell defines before its solution does: the names to fill in, and the functions to write."""
    student = REGION.sub(lambda region: region["indent"] + "pass", cell.source)
    defined = dict(names)
    exec(compile(student, cell.id, "exec"), defined)
    return [name for name, value in defined.items() if name not in names or value is not names[name]]


def failed(checks, names):
    """Each check that fails: {grade_id: its sentence}. Another error than `CheckFailed` is a fault of the check."""
    said = {}
    for check in checks:
        try:
            run(check, names)
        except CheckFailed as failure:
            said[check.metadata.nbgrader.grade_id] = str(failure)
    plt.close("all")
    return said


def variants(names):
    """For each nonsense, the answers in its words: `(nonsense, {name: answer})`."""
    made = {}
    for name, right in names.items():
        if isinstance(right, types.FunctionType):
            own = nonsense.functions(right)
        else:
            own = {f"is {said}": value for said, value in nonsense.VALUES.items()}
            own |= {f"is {said}": value for said, value in nonsense.alike(right).items()}
        for said, value in own.items():
            made.setdefault(said, {})[name] = value
    return made


def same(answer, right):
    if isinstance(right, set | frozenset | str | bool) or isinstance(answer, set | dict):
        return type(answer) is type(right) and answer == right
    try:
        return np.array_equal(np.asarray(answer, dtype=float), np.asarray(right, dtype=float))
    except (TypeError, ValueError, OverflowError):
        return False


@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::numpy.exceptions.ComplexWarning")
@pytest.mark.parametrize("master", MASTERS, ids=lambda path: path.stem)
def test_nonsense_earns_no_point_and_is_told_a_sentence(master):
    opening, found = exercises(nbformat.read(master, as_version=4))
    names, tried = {"__name__": "exercise"}, 0
    for cell in opening:
        if cell.cell_type == "code" and "%pip" not in cell.source:
            run(cell, names)
    for heading, cells in found:
        right = {}
        for cell in cells:
            if cell.cell_type != "code" or is_check(cell) or is_solution(cell):
                continue
            own = own_names(cell, names) if is_answer(cell) else []
            run(cell, names)
            right |= {name: names[name] for name in own}
        checks = [cell for cell in cells if is_check(cell)]
        with_points = {cell.metadata.nbgrader.grade_id for cell in checks if cell.metadata.nbgrader.points}
        for said, answers in variants(right).items():
            answers = {name: answers.get(name) for name in right}  # a value stays empty where a function is tried
            if any(same(answers[name], right[name]) for name in right):
                continue
            tried += 1
            given = {**names, **copy.copy(answers)}
            told = failed(checks, given)
            where = f"exercise {heading['number']}, where the answer {said}"
            assert with_points <= set(told), where
            assert all(len(text) > 12 and "\n" not in text for text in told.values()), (where, told)
        assert failed(checks, dict(names)) == {}, "the right answers"
    plt.close("all")
    assert tried >= 20 * len(found)
