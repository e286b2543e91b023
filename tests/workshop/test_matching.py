"""A submission whose cells are in disorder: every answer is put where it belongs, and no line of a student is lost."""

import copy
import json
import os
import random
import re
from functools import cache
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from workshop.exercise_cells import is_answer, is_check, readers_copy, students_copy
from workshop.submissions.matching import Unreadable, read, restore

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


# ---- what students do to a page ----


def names_of(notebook):
    """The cells in their order: nbgrader's names, and the text of those that were added."""
    return [cell.metadata.get("nbgrader", {}).get("grade_id", cell.source) for cell in notebook.cells]


def around(notebook, text):
    """nbgrader's name of the cell before the one with this text, the cell, and the name of the one after it."""
    (k,) = [k for k, cell in enumerate(notebook.cells) if text in cell.source and "nbgrader" not in cell.metadata]
    names = names_of(notebook)
    return names[k - 1], notebook.cells[k], names[k + 1]


def altered(cell, **others):
    return nbformat.from_dict({**cell, **others})


def insert(notebook, name, *cells, after=True):
    at = notebook.cells.index(cell_of(notebook, name)) + after
    notebook.cells[at:at] = cells


def restored(notebook):
    return restore(master_of(), notebook)


def kinds(notes):
    return [note.kind for note in notes]


@pytest.fixture
def page():
    """The page of chapter 7 as it is handed out, with all answers."""
    return solved(master_of())


def test_a_cell_that_a_student_added_stays_where_it_was_and_nothing_is_said(page):
    insert(page, "imports", new_code_cell("import pandas as pd"))
    insert(page, "input-gradient", new_code_cell("def helper(x):\n    return x"), after=False)
    insert(page, "paint-falls", new_markdown_cell("A note of mine."))
    notebook, notes = restored(page)
    assert notes == []
    assert around(notebook, "pandas")[0] == "imports"
    assert around(notebook, "helper")[2] == "input-gradient"
    assert [around(notebook, "of mine")[k] for k in (0, 2)] == ["paint-falls", "paint-right"]
    assert all(cell.metadata == {} for cell in notebook.cells if cell.id.startswith("added-"))


def test_an_import_added_to_the_given_cell_runs_after_it(page):
    cell_of(page, "imports").source += "\nimport pandas as pd"
    notebook, notes = restored(page)
    assert cell_of(notebook, "imports").source == cell_of(solved(master_of()), "imports").source
    before, cell, _ = around(notebook, "pandas")
    assert (before, cell.source.strip()) == ("imports", "import pandas as pd")
    assert kinds(notes) == ["given cell changed"] and not notes[0].needs_you


def test_a_given_cell_that_was_changed_runs_as_the_student_left_it_after_the_pages_own(page):
    given = cell_of(page, "filters")
    given.source = changed_text = given.source.replace("/ 9", "/ 10")
    notebook, notes = restored(page)
    before, cell, _ = around(notebook, "/ 10")
    assert (before, cell.source) == ("filters", changed_text)
    assert kinds(notes) == ["given cell changed"] and "`filters`" in notes[0].says


def test_a_check_that_was_changed_is_the_pages_own_and_what_was_added_stands_before_it(page):
    check = cell_of(page, "nine-rates-shape")
    own, check.source = check.source, f"print(dX_by_hand)\n{check.source}"
    notebook, notes = restored(page)
    assert cell_of(notebook, "nine-rates-shape").source == own
    assert around(notebook, "print(dX_by_hand)")[::2] == ("nine-rates", "nine-rates-shape")
    assert kinds(notes) == ["check restored"] and not notes[0].needs_you


@pytest.mark.parametrize("check", ["nine-rates-shape", "nine-rates-right"])
def test_an_answer_that_is_only_in_a_check_is_kept_before_it_and_waits_for_a_decision(page, check):
    answer = cell_of(page, "nine-rates")
    cell_of(page, check).source, answer.source = f"{answer.source}\n{cell_of(page, check).source}", STUB
    notebook, notes = restored(page)
    assert cell_of(notebook, check).source == cell_of(students_copy(master_of()), check).source
    assert around(notebook, "dX_by_hand = [[")[2] == check
    assert kinds(notes) == ["check restored", "empty"] and notes[0].needs_you and "`dX_by_hand`" in notes[0].says


STUB = "dX_by_hand = ...  # three rows: [[., ., .], [., ., .], [., ., .]]\n# Your answer goes here."


@pytest.mark.parametrize("where", ["imports", "nine-rates-right", "judged", "unharmed-words"])
def test_an_answer_typed_anywhere_is_taken_while_its_cell_is_as_it_was_handed_out(page, where):
    answer = cell_of(page, "nine-rates").source
    cell_of(page, "nine-rates").source = STUB
    insert(page, where, new_code_cell(answer))
    notebook, notes = restored(page)
    assert cell_of(notebook, "nine-rates").source == answer
    assert kinds(notes) == ["cell retyped"] and "Exercise 1" in notes[0].says and not notes[0].needs_you
    assert not [cell for cell in notebook.cells if cell.id.startswith("added-")]


def test_what_an_answer_needs_moves_up_with_it(page):
    cell_of(page, "paint").source = students_copy(master_of()).cells[page.cells.index(cell_of(page, "paint"))].source
    late = ["rate = 2", "def helper(x):\n    return rate * x", "scratch = 1"]
    page.cells += [*map(new_code_cell, late), new_markdown_cell("Now exercise 3."), new_code_cell(PAINT)]
    notebook, _ = restored(page)
    names = names_of(notebook)
    order = [names.index(name) for name in (late[0], late[1], "paint", "paint-falls", late[2])]
    assert order == sorted(order)


PAINT = "def paint(X, F, T, learning_rate):\n    return helper(X)"


def test_helpers_beside_an_answer_become_part_of_it(page):
    cell_of(page, "paint").source = students_copy(master_of()).cells[page.cells.index(cell_of(page, "paint"))].source
    helpers = ["rate = 2", "rate += 1", "def helper(x):\n    return rate * x"]
    page.cells += map(new_code_cell, [*helpers, PAINT])
    notebook, notes = restored(page)
    assert cell_of(notebook, "paint").source == "\n".join([*helpers, PAINT])
    assert kinds(notes) == ["cell split"]


def test_a_variable_of_the_same_name_elsewhere_is_not_the_answer(page):
    """An exercise that was left out, and a later one that happens to use its name."""
    answer = cell_of(page, "unharmed")
    cell_of(page, "nine-rates").source = STUB
    answer.source = f"dX_by_hand = 3\n{answer.source}"
    notebook, notes = restored(page)
    assert cell_of(notebook, "unharmed").source == answer.source
    assert cell_of(notebook, "nine-rates").source == STUB
    assert kinds(notes) == ["empty"]


def test_a_cell_elsewhere_that_could_not_run_above_is_left_and_waits_for_a_decision(page):
    cell_of(page, "nine-rates").source = STUB
    insert(page, "unharmed", new_code_cell("dX_by_hand = list(filters)"))
    notebook, notes = restored(page)
    assert around(notebook, "list(filters)")[0] == "unharmed"
    assert kinds(notes) == ["empty", "unmatched"] and notes[1].needs_you and "list(filters)" in notes[1].says


def test_of_two_filled_copies_the_last_counts_the_other_stands_above_and_someone_looks(page):
    answer = cell_of(page, "nine-rates")
    again = copy.deepcopy(answer)
    again.source, again.id = "dX_by_hand = [[0, 0, 0]] * 3", "copy"
    page.cells.append(again)
    notebook, notes = restored(page)
    assert cell_of(notebook, "nine-rates").source == again.source
    assert around(notebook, answer.source)[2] == "nine-rates"
    assert kinds(notes) == ["cell copied"] and notes[0].needs_you


def test_a_filled_copy_of_an_empty_cell_counts_and_the_same_answer_twice_needs_nobody(page):
    for k, name in enumerate(("nine-rates", "judged")):
        page.cells.append(altered(cell_of(page, name), id=f"copy-{k}"))
    cell_of(page, "nine-rates").source = STUB
    wanted = answers(solved(master_of()))
    notebook, notes = restored(page)
    assert answers(notebook) == wanted
    assert kinds(notes) == ["cell copied"] * 2 and not any(note.needs_you for note in notes)


def test_a_function_cut_in_the_middle_is_one_again(page):
    answer = cell_of(page, "paint")
    wanted, lines = answer.source, answer.source.split("\n")
    answer.source = "\n".join(lines[:3])
    insert(page, "paint", altered(answer, source="\n".join(lines[3:]), id="rest"))
    notebook, notes = restored(page)
    assert cell_of(notebook, "paint").source == wanted
    assert kinds(notes) == ["cell split"]


def test_an_answer_in_words_is_found_below_its_question_and_its_pictures_stay(page):
    words = cell_of(page, "unharmed-words")
    picture = {"sketch.png": {"image/png": "aGVsbG8="}}
    insert(page, "unharmed-words", new_markdown_cell("Because. ![](attachment:sketch.png)", attachments=picture))
    words.source = cell_of(students_copy(master_of()), "unharmed-words").source
    notebook, notes = restored(page)
    assert cell_of(notebook, "unharmed-words").source.startswith("Because.")
    assert cell_of(notebook, "unharmed-words").attachments == picture
    assert kinds(notes) == ["cell retyped"]
    nbformat.validate(notebook)


def test_a_note_elsewhere_is_not_the_answer_in_words(page):
    words = cell_of(page, "unharmed-words")
    words.source = cell_of(students_copy(master_of()), "unharmed-words").source
    page.cells.insert(0, new_markdown_cell("Ada Lovelace, group 3"))
    notebook, notes = restored(page)
    assert cell_of(notebook, "unharmed-words").source == words.source
    assert kinds(notes) == ["empty"]


def test_words_in_a_cell_of_code_are_words(page):
    words = cell_of(page, "unharmed-words")
    wanted, words.cell_type = words.source, "code"
    notebook, notes = restored(page)
    assert cell_of(notebook, "unharmed-words").source == wanted
    assert cell_of(notebook, "unharmed-words").cell_type == "markdown"
    assert kinds(notes) == ["cell retyped"]


def test_an_answer_fenced_in_a_cell_of_text_is_code(page):
    answer = cell_of(page, "nine-rates")
    answer.cell_type, wanted, answer.source = "markdown", answer.source, f"```python\n{answer.source}\n```"
    notebook, notes = restored(page)
    assert (cell_of(notebook, "nine-rates").cell_type, cell_of(notebook, "nine-rates").source) == ("code", wanted)
    assert kinds(notes) == ["cell retyped"]


def test_an_exercise_that_was_deleted_is_back_and_empty(page):
    headings = [k for k, cell in enumerate(page.cells) if cell.source.startswith("## ")]
    del page.cells[headings[1] : headings[2]]
    notebook, notes = restored(page)
    assert [cell.id for cell in notebook.cells] == [cell.id for cell in students_copy(master_of()).cells]
    assert kinds(notes) == ["check restored", "cell restored", "empty"]
    assert notes[2].says.startswith("Exercise 2") and not any(note.needs_you for note in notes)


def test_code_that_matches_nothing_beside_an_empty_exercise_waits_for_a_decision(page):
    """The function was given another name."""
    headings = [k for k, cell in enumerate(page.cells) if cell.source.startswith("## ")]
    source = cell_of(page, "input-gradient").source.replace("input_gradient", "my_gradient")
    page.cells[headings[1] : headings[2]] = [new_code_cell(source)]
    notebook, notes = restored(page)
    assert source in [cell.source for cell in notebook.cells]
    assert kinds(notes)[-2:] == ["empty", "unmatched"] and notes[-1].needs_you
    assert "def my_gradient(dO, F):" in notes[-1].says


def test_a_cell_at_the_end_of_a_filled_exercise_is_not_suspected_because_the_next_is_empty(page):
    empty = cell_of(page, "input-gradient")
    empty.source = cell_of(students_copy(master_of()), "input-gradient").source
    insert(page, "nine-rates-right", new_code_cell("np.array(dX_by_hand).sum()"))
    assert kinds(restored(page)[1]) == ["empty"]


def test_an_answer_under_another_name_waits_for_a_decision(page):
    cell_of(page, "nine-rates").source = "result = [[1, 2, 3]] * 3"
    notebook, notes = restored(page)
    assert cell_of(notebook, "nine-rates").source == "result = [[1, 2, 3]] * 3"
    assert kinds(notes) == ["unmatched"] and notes[0].needs_you and "`dX_by_hand`" in notes[0].says


def test_a_part_that_is_left_out_is_said(page):
    cell_of(page, "fell").source = cell_of(students_copy(master_of()), "fell").source
    _, notes = restored(page)
    assert kinds(notes) == ["empty"] and "`fell`" in notes[0].says and not notes[0].needs_you


def test_an_answer_that_is_no_python_is_still_the_answer(page):
    cell_of(page, "nine-rates").source = broken = "dX_by_hand = [[1, 2"
    notebook, notes = restored(without_metadata(page))
    assert cell_of(notebook, "nine-rates").source == broken
    assert kinds(notes) == ["metadata lost"]


def test_an_id_on_another_cells_content_is_not_believed(page):
    one, other = cell_of(page, "nine-rates"), cell_of(page, "judged")
    wanted = answers(page)
    one.metadata, other.metadata, one.id, other.id = other.metadata, one.metadata, other.id, one.id
    notebook, _ = restored(page)
    assert answers(notebook) == wanted


def test_the_answers_to_another_page_are_kept_and_someone_looks():
    """Cells are numbered alike on all pages."""
    came = without_metadata(solved(master_of()))
    notebook, notes = restore(master_of(MASTERS[7]), came)
    assert lines_of_everything(came) - lines_of_everything(notebook) == set()
    assert any(note.needs_you for note in notes)


def test_a_remark_that_is_no_python_does_not_spoil_the_answer_beside_it(page):
    answer = cell_of(page, "nine-rates")
    insert(page, "nine-rates", altered(answer, source="ask Ben about this", id="remark"))
    notebook, _ = restored(page)
    assert cell_of(notebook, "nine-rates").source == answer.source
    assert around(notebook, "ask Ben")[2] == "nine-rates"


def test_a_given_cell_that_was_run_once_more_runs_once_more_and_a_check_does_not(page):
    filters, check = cell_of(page, "filters"), cell_of(page, "nine-rates-shape")
    insert(page, "unharmed", altered(filters, id="again"), altered(check, id="check-again"))
    notebook, notes = restored(page)
    assert notes == []
    assert [cell.source for cell in notebook.cells if cell.id.startswith("added-")] == [filters.source]
    assert around(notebook, filters.source)[0] == "unharmed"


def test_given_cells_with_one_anothers_ids_are_known_by_their_text(page):
    one, other = cell_of(page, "imports"), cell_of(page, "filters")
    wanted = students_copy(master_of())
    one.metadata, other.metadata, one.id, other.id = other.metadata, one.metadata, other.id, one.id
    notebook, notes = restored(page)
    assert [cell.id for cell in notebook.cells] == [cell.id for cell in wanted.cells]
    assert notes == []


def test_an_id_alone_on_something_else_is_not_believed(page):
    check = cell_of(page, "nine-rates-shape")
    check.metadata, check.source = {}, "scratch = 1 + 1"
    notebook, notes = restored(page)
    assert around(notebook, "scratch")[0] == "nine-rates"
    assert kinds(notes) == ["check restored"] and "missing" in notes[0].says


def test_a_page_cell_joined_to_an_answer_is_taken_out_once(page):
    given = cell_of(page, "filters")
    page.cells.remove(given)
    wanted = answers(page)
    for name in ("unharmed", "judged"):
        cell_of(page, name).source = f"{given.source}\n{cell_of(page, name).source}"
    notebook, notes = restored(page)
    assert answers(notebook)["unharmed"] == wanted["unharmed"]
    assert answers(notebook)["judged"] == f"{given.source}\n{wanted['judged']}"
    assert "cells joined" in kinds(notes) and not any(note.needs_you for note in notes)


@pytest.mark.parametrize("name", ["filters", "input-gradient-corner"])
def test_a_cell_that_was_changed_a_little_is_known_without_its_id(page, name):
    cell = cell_of(page, name)
    cell.metadata, cell.id, cell.source = {}, "other", cell.source.replace("1", "11")
    notebook, notes = restored(page)
    assert cell_of(notebook, name).source == cell_of(students_copy(master_of()), name).source
    assert kinds(notes) == ["given cell changed" if name == "filters" else "check restored"]
    assert "was changed" in notes[0].says


def test_a_blank_cell_is_the_check_that_is_hidden_there(page):
    cell = cell_of(page, "nine-rates-right")
    cell.metadata, cell.id = {}, "other"
    assert restored(page)[1] == []


def test_the_cell_in_the_exercise_itself_is_the_answer_not_one_of_the_same_name_elsewhere(page):
    insert(page, "imports", new_code_cell('true = {"a longer one"}\nunharmed = 3'))
    wanted = answers(solved(master_of()))
    assert answers(restored(without_metadata(without_ids(page)))[0]) == wanted


def test_a_remark_below_an_answer_in_words_is_no_part_of_it(page):
    wanted = cell_of(page, "unharmed-words").source
    insert(page, "unharmed-words", new_markdown_cell("Now lunch."))
    notebook, notes = restored(page)
    assert cell_of(notebook, "unharmed-words").source == wanted
    assert (notebook.cells[-1].source, notes) == ("Now lunch.", [])


def test_jupyters_own_commands_do_not_hide_a_name(page):
    answer = cell_of(page, "nine-rates")
    answer.source = f"%%time\n!pip list\n{answer.source}"
    notebook, notes = restored(without_metadata(page))
    assert cell_of(notebook, "nine-rates").source == answer.source
    assert kinds(notes) == ["metadata lost"]


# ---- reading ----


def written(tmp_path, content):
    path = tmp_path / "x.ipynb"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1"])
def test_a_notebook_is_read_in_any_encoding(encoding, tmp_path):
    text = json.dumps(new_notebook(cells=[new_code_cell("größe = 3")]), ensure_ascii=False)
    notebook, notes = read(written(tmp_path, text.encode(encoding)))
    assert notebook.cells[0].source == "größe = 3"
    assert kinds(notes) == (["encoding"] if encoding == "latin-1" else [])


def cell(**others):
    return {"cell_type": "code", "source": "x = 1", "metadata": {}, "outputs": [], "execution_count": None} | others


@pytest.mark.parametrize(
    ("given", "source"),
    [
        (cell(source=["a = 1\r\n", "b = 2"]), "a = 1\nb = 2"),
        (cell(source="a = 1\rb = 2"), "a = 1\nb = 2"),
        ({"cell_type": "code", "source": "x = 1"}, "x = 1"),
        (cell(metadata=None, outputs=None, id=17), "x = 1"),
        (cell(metadata={"nbgrader": 3, "tags": 4}, id="not valid!"), "x = 1"),
        (cell(source=None), ""),
        (cell(source={"a": 1}), ""),
        (cell(source=["a", 1, None, "b"]), "ab"),
        (cell(cell_type=["code"], source="half \ud800"), "half ?"),
        (cell(cell_type="markdown", attachments={"a": 3}), "x = 1"),
        ({"cell_type": "heading", "level": 2, "source": "Title"}, "## Title"),
        ({"cell_type": "code", "input": ["x = 1"], "prompt_number": 1}, "x = 1"),
    ],
)
def test_a_cell_is_read_whatever_is_missing_or_odd_in_it(given, source, tmp_path):
    notebook, _ = read(written(tmp_path, {"nbformat": 4, "nbformat_minor": 9, "cells": [given, given]}))
    assert [cell.source for cell in notebook.cells] == [source] * 2
    nbformat.validate(notebook)


def test_ids_are_kept_and_those_that_are_doubled_or_missing_are_numbered(tmp_path):
    cells = [cell(id="a"), cell(id="a"), cell(), cell(id="cell-without-id-1"), cell(metadata={"id": "colab"})]
    notebook, _ = read(written(tmp_path, {"cells": cells}))
    ids = [cell.id for cell in notebook.cells]
    assert ids == ["a", "cell-without-id-2", "cell-without-id-3", "cell-without-id-1", "colab"]


def test_cells_that_are_none_are_left_out_and_said(tmp_path):
    notebook, notes = read(written(tmp_path, {"cells": [1, None, [], cell()]}))
    assert len(notebook.cells) == 1 and kinds(notes) == ["unreadable"] and notes[0].needs_you


BIG = 60_000_000
UNREADABLE = {
    "empty": (b"", "is empty"),
    "blank": (b"\xef\xbb\xbf \n", "no notebook"),
    "text": (b"Dear instructor,", "no notebook"),
    "html": (b"<!DOCTYPE html><html>", "no notebook"),
    "a list": (b"[]", "no notebook"),
    "a number": (b"3", "no notebook"),
    "other JSON": (b'{"cells": 3}', "no notebook"),
    "old and broken": (b'{"worksheets": [{"cells": 1}]}', "no notebook"),
    "truncated": (json.dumps(new_notebook(cells=[new_code_cell("x = 1")])).encode()[:-30], "breaks off"),
    "truncated in a text": (b'{"cells": [{"source": "x = ', "breaks off"),
    "damaged": (b'{"cells": [}', "damaged in line 1"),
    "merge conflict": (b'{"cells": [\n<<<<<<< HEAD\n], "metadata": {}}', "damaged in line 2"),
    "nested": (b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
    "nested objects": (b'{"a":' * 100_000, "nested too deeply"),
    "a million lists": (b'{"cells": [' + b"[]," * 1_000_000 + b"[]]}", "a million values"),
    "a thousand cells": (json.dumps({"cells": [{"source": "x"}] * 1000}).encode(), "1,000 cells"),
    "much text": (json.dumps({"cells": [{"source": "x" * 21 * 2**20}]}).encode(), "20 MB"),
    "much code": (json.dumps({"cells": [cell(source="x = 1\n" * 500_000)]}).encode(), "300 kB of code"),
    "large": (b"{" + b" " * BIG, "50 MB"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0", "no notebook"),
}  # fmt: skip


@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_cannot_be_read_is_refused_in_a_sentence_that_names_it(kind, tmp_path):
    content, said = UNREADABLE[kind]
    with pytest.raises(Unreadable, match=said) as refused:
        read(written(tmp_path, content))
    assert "x.ipynb" in str(refused.value) and str(refused.value).endswith(".") and "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "value", ["NaN", "-Infinity", "1e999", "9" * 100_000, '"\\ud800"', "[" * 500 + "]" * 500, "null", "-0.0"]
)
def test_odd_values_outside_the_cells_do_no_harm(value, tmp_path):
    text = json.dumps({"cells": [cell(metadata={"x": "HERE"}, outputs="HERE")], "metadata": "HERE", "nbformat": "HERE"})
    notebook, _ = read(written(tmp_path, text.replace('"HERE"', value).encode()))
    assert notebook.cells[0].source == "x = 1"
    nbformat.validate(notebook)


def test_a_line_end_as_it_is_in_a_text_of_json_is_read(tmp_path):
    notebook, _ = read(written(tmp_path, b'{"cells": [{"cell_type": "code", "source": "a = 1\n\tb"}]}'))
    assert notebook.cells[0].source == "a = 1\n\tb"


def test_large_outputs_do_not_count(tmp_path):
    outputs = [{"output_type": "stream", "name": "stdout", "text": "x" * 25 * 2**20}]
    notebook, _ = read(written(tmp_path, {"cells": [cell(outputs=outputs)]}))
    assert notebook.cells[0].outputs == []


@pytest.mark.parametrize("kind", ["link", "folder", "pipe", "nothing"])
def test_what_is_no_file_is_not_opened(kind, tmp_path):
    path = tmp_path / "x.ipynb"
    if kind == "link":
        path.symlink_to("/etc/hostname")
    elif kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    with pytest.raises(Unreadable, match="x.ipynb"):
        read(path)


@pytest.mark.parametrize(
    "source",
    ["(" * 90_000, "-" * 90_000 + "1", "a" + ".a" * 40_000, "[" * 5000 + "]" * 5000, "x = " + "9" * 90_000, "x = '\0'",
     "f'{" * 500, "lambda: " * 10_000 + "1", "x" * 99_999, "if 1:\n " * 3000, "a," * 50_000, "\\\n" * 40_000],
    ids=lambda source: source[:6],
)  # fmt: skip
def test_code_that_breaks_a_parser_is_kept_and_breaks_nothing(source, page):
    insert(page, "paint", new_code_cell(source))
    cell_of(page, "judged").source = source
    notebook, _ = restored(page)
    assert [cell.source for cell in notebook.cells].count(source) == 2


def test_five_hundred_cells_of_any_kind_are_matched(page):
    rng = random.Random(1)
    own = page.cells
    page.cells = [altered(rng.choice(own), id=f"c{k}") for k in range(500)]
    for k, one in enumerate(page.cells):
        one.source += f"\nline_{k} = {k}"
    notebook, notes = restored(page)
    assert {f"line_{k} = {k}" for k in range(500)} <= lines_of_everything(notebook)
    assert len(notes) < 100
