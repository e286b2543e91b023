"""A submission whose cells are in disorder: every answer is put where it belongs, and no line of a student is lost."""

import copy
import json
import random
import re
from functools import cache
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from workshop.assignments.matching import read, restore
from workshop.exercise_cells import is_answer, is_check, readers_copy, students_copy

ROOT = Path(__file__).parents[2]
MASTERS = sorted((ROOT / "book" / "exercises").glob("*.ipynb"))
SEVENTH = next(path for path in MASTERS if path.stem.startswith("07"))
each_master = pytest.mark.parametrize("path", MASTERS, ids=lambda path: path.stem[:2])


@cache
def _parsed(path):
    return nbformat.read(path, as_version=4)


def master_of(path=SEVENTH):
    return copy.deepcopy(_parsed(path))


def solution(cell):
    """A solution as a student types it: without the markers, and over the dots of the stub."""
    source = re.sub(r"^[ \t]*### (BEGIN|END) SOLUTION\n?", "", cell.source, flags=re.MULTILINE)
    return re.sub(r"^\w+ = \.\.\..*\n", "", source, flags=re.MULTILINE).strip("\n")


def solved(master, handed_out=students_copy):
    """The copy that is handed out with the master's own solutions as answers."""
    own = {cell.id: solution(cell) for cell in master.cells if is_answer(cell)}
    notebook = handed_out(master)
    for cell in notebook.cells:
        cell.source = own.get(cell.id, cell.source)
    return notebook


def answers(notebook):
    """The answers of a notebook, by their names, without blank lines."""
    cells = filter(is_answer, notebook.cells)
    return {cell.metadata.nbgrader.grade_id: re.sub(r"\n\s*\n", "\n", cell.source).strip() for cell in cells}


def cell_of(notebook, name):
    return next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name)


# ---- every page, in every disorder ----


def changed(notebook, **others):
    notebook.update(others)
    return notebook


def without_metadata(notebook):
    for cell in notebook.cells:
        cell.metadata = {}
    return notebook


def without_ids(notebook):
    for cell in notebook.cells:
        cell.pop("id", None)
    return changed(notebook, nbformat_minor=2)


def shuffled(notebook):
    random.Random(7).shuffle(notebook.cells)
    return notebook


def without_checks(notebook):
    notebook.cells = [cell for cell in notebook.cells if not is_check(cell)]
    return notebook


def every_answer_twice(notebook):
    notebook.cells = [cell for cell in notebook.cells for cell in [cell] * (2 if is_answer(cell) else 1)]
    return notebook


def joined(notebook):
    """Cells of code that stand together become one, with the first's metadata."""
    cells = []
    for cell in notebook.cells:
        if cells and cell.cell_type == "code" == cells[-1].cell_type:
            cells[-1].source += "\n\n" + cell.source
        else:
            cells.append(cell)
    notebook.cells = cells
    return notebook


def split(notebook):
    """Each answer's statements in cells of their own, as an editor's "split cell" does: metadata on all of them."""
    cells = []
    for cell in notebook.cells:
        parts = (
            re.split(r"\n(?=[a-z#])", cell.source) if is_answer(cell) and cell.cell_type == "code" else [cell.source]
        )
        cells += [nbformat.from_dict({**cell, "source": p, "id": f"{cell.id}-{k}"}) for k, p in enumerate(parts)]
    notebook.cells = cells
    return notebook


def only_answers(notebook):
    return new_notebook(cells=[cell for cell in notebook.cells if is_answer(cell)])


def with_answers_as_text(notebook):
    for cell in notebook.cells:
        if is_answer(cell):
            cell.cell_type = "markdown"
            cell.pop("outputs", None), cell.pop("execution_count", None)
    return notebook


def as_colab_saves_it(notebook):
    for cell in notebook.cells:
        cell.metadata |= {"id": cell.id, "cellView": "form", "outputId": "8a2c"}
    return changed(without_ids(notebook), nbformat_minor=0, metadata={"colab": {"provenance": [], "toc_visible": True}})


def as_vs_code_saves_it(notebook):
    for cell in notebook.cells:
        cell.metadata = {"vscode": {"languageId": "python"}}
    return changed(notebook, metadata={"language_info": {"name": "python", "version": "3.12.1"}})


def with_windows_line_ends(notebook):
    for cell in notebook.cells:
        cell.source = cell.source.replace("\n", "\r\n")
    return notebook


def in_format_3(notebook):
    cells = [{**c, "input": c["source"]} if c["cell_type"] == "code" else c for c in without_ids(notebook).cells]
    cells = [{key: value for key, value in c.items() if "input" not in c or key != "source"} for c in cells]
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": cells}]}


DISORDERS = {
    "as it was": [],
    "shuffled": [shuffled],
    "without metadata": [without_metadata],
    "without metadata and ids": [without_metadata, without_ids],
    "without metadata and ids, shuffled": [without_metadata, without_ids, shuffled],
    "without checks": [without_checks],
    "every answer twice": [every_answer_twice],
    "joined": [joined],
    "joined, without metadata and ids": [joined, without_metadata, without_ids],
    "split": [split],
    "only the answers": [only_answers],
    "only the answers, without metadata and ids": [only_answers, without_metadata, without_ids],
    "answers as text": [with_answers_as_text],
    "answers as text, without metadata and ids": [with_answers_as_text, without_metadata, without_ids],
    "Colab": [as_colab_saves_it],
    "VS Code": [as_vs_code_saves_it],
    "CRLF": [with_windows_line_ends],
    "format 3": [in_format_3],
}


@each_master
@pytest.mark.parametrize("disorder", DISORDERS)
def test_every_answer_is_put_where_it_belongs(path, disorder, tmp_path):
    master = master_of(path)
    notebook = solved(master)
    wanted = answers(notebook)
    for change in DISORDERS[disorder]:
        notebook = change(notebook)
    (tmp_path / "x.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    submitted, notes = read(tmp_path / "x.ipynb")
    restored, more = restore(master, submitted)
    notes += more
    assert answers(restored) == wanted
    assert not [note for note in notes if note.needs_you]
    assert bool(notes) == (disorder not in SILENT)


SILENT = {"as it was", "CRLF", "Colab"}  # nothing is out of place


@each_master
def test_a_split_answer_without_metadata_runs_as_it_did(path):
    """What only prints may stay in a cell of its own; the order of the lines is the same."""
    wanted = solved(master_of(path))
    restored, notes = restore(master_of(path), without_metadata(split(copy.deepcopy(wanted))))
    assert lines_of_code(restored) == lines_of_code(wanted)
    assert not [note for note in notes if note.needs_you]


@each_master
def test_what_comes_back_has_the_pages_own_cells(path):
    master = master_of(path)
    restored, _ = restore(master, without_checks(shuffled(solved(master))))
    page = students_copy(master).cells
    assert [(c.id, c.cell_type, c.metadata) for c in restored.cells] == [(c.id, c.cell_type, c.metadata) for c in page]
    assert [c.source for c in restored.cells if not is_answer(c)] == [c.source for c in page if not is_answer(c)]
    nbformat.validate(restored)


@each_master
def test_the_readers_copy_of_a_page_can_be_handed_in(path):
    restored, notes = restore(master_of(path), solved(master_of(path), readers_copy))
    assert answers(restored) == answers(solved(master_of(path)))
    assert [note.kind for note in notes] == ["metadata lost"]
    assert restored.cells == restore(master_of(path), solved(master_of(path)))[0].cells


@each_master
def test_nothing_filled_in_is_empty_and_waits_for_nobody(path):
    master = master_of(path)
    restored, notes = restore(master, students_copy(master))
    assert restored.cells == students_copy(master).cells
    assert {note.kind for note in notes} == {"empty"}
    assert not any(note.needs_you for note in notes)


# ---- no line is lost ----


def lines_of_code(notebook):
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    return [line.strip() for source in sources for line in source.splitlines() if line.strip()]


def vandalized(notebook, rng):
    """Cells cut, doubled, joined, moved, turned into text, stripped, and lines of a student's put in anywhere."""
    cells = []
    for k, cell in enumerate(notebook.cells):
        lines = cell.source.split("\n")
        if rng.random() < 0.3:
            lines.insert(rng.randrange(len(lines) + 1), f"mine_{k} = {k}  # my line {k}")
        if rng.random() < 0.15:
            del lines[rng.randrange(len(lines)) :]
        cell.source = "\n".join(lines)
        if rng.random() < 0.2:
            cell.metadata = {}
        if rng.random() < 0.2:
            cell.id = f"other-{k}"
        if rng.random() < 0.15 and cells:
            cells[-1].source += "\n" + cell.source
        else:
            cells += [copy.deepcopy(cell) for _ in range(rng.choice([0, 1, 1, 1, 1, 1, 1, 2]))]
        if rng.random() < 0.1 and cells and cells[-1].cell_type == "code":
            cells[-1].cell_type = "markdown"
    for _ in range(rng.randrange(5)):
        cells.insert(rng.randrange(len(cells)), cells.pop(rng.randrange(len(cells))))
    notebook.cells = cells
    return notebook


@each_master
def test_no_line_that_a_student_wrote_is_lost(path):
    master = master_of(path)
    page = lines_of_everything(students_copy(master))
    for seed in range(5):
        came = vandalized(solved(master), random.Random(seed))
        restored, _ = restore(master, copy.deepcopy(came))
        assert lines_of_everything(came) - page - lines_of_everything(restored) == set()
        ids = [cell.id for cell in restored.cells]
        assert len(set(ids)) == len(ids)
        own = [cell for cell in restored.cells if not cell.id.startswith("added-")]
        assert [cell.id for cell in own] == [cell.id for cell in students_copy(master).cells]
        assert restore(master, copy.deepcopy(came)) == restore(master, came)


def lines_of_everything(notebook):
    fence = re.compile("```|~~~")
    lines = {line.strip() for cell in notebook.cells for line in cell.source.splitlines()}
    return {line for line in lines if line and not fence.match(line)}
