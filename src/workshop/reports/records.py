"""What grading left in the course's folder: a record for each student, notes on the class, and the master."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat

from workshop.exercise_cells import exercises, is_answer
from workshop.reports.sentences import known_sentences


@dataclass(frozen=True)
class Exercise:
    """An exercise of the page: its heading, and the names of its graded cells and of those in words."""

    number: int
    title: str
    graded: tuple
    words: tuple


@dataclass(frozen=True)
class Explanation:
    """A question that is answered in words, its model answer, and the points that it can give."""

    name: str
    exercise: int
    question: str
    model: str
    points: float


class Assignment:
    """An assignment of a course after grading.

    Parameters
    ----------
    course : path
        The course's folder.
    name : str
        The chapter's two digits.

    Attributes
    ----------
    records : list of dict
        By student: see `workshop.assignments.grade`. A record without `of` is of a submission that was not graded.
    notes, missing, roster : list
        Of the class: what concerns no single student, who handed nothing in, and `[id, email, name]` of everybody.

    Raises
    ------
    FileNotFoundError
        If nothing was graded yet.
    """

    def __init__(self, course, name):
        self.course, self.name = Path(course), name
        folder = self.course / "records" / name
        read = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json"))}
        if not read:
            raise FileNotFoundError(f"{folder} has no records: `make grade N={int(name)} FROM=folder` writes them")
        whole = read.pop(".class", {})
        self.records = [read[student] for student in sorted(read)]
        self.notes, self.missing, self.roster = (whole.get(part) or [] for part in ("notes", "missing", "roster"))

    @cached_property
    def graded(self):
        return [record for record in self.records if record.get("of")]

    @cached_property
    def master(self):
        return nbformat.read(next((self.course / "source" / self.name).glob("*.ipynb")), as_version=4)

    @cached_property
    def title(self):
        """What the page says at its top."""
        opening = next(cell.source for cell in self.master.cells if cell.cell_type == "markdown")
        return opening.splitlines()[0].lstrip("# ")

    @cached_property
    def exercises(self):
        return [_exercise(heading, cells) for heading, cells in exercises(self.master)[1]]

    @cached_property
    def explanations(self):
        return [one for heading, cells in exercises(self.master)[1] for one in _explanations(heading, cells)]

    @cached_property
    def known(self):
        return known_sentences(self.master)

    def feedback(self, student):
        """The path of a student's feedback below the course's folder, or None if there is none."""
        found = sorted((self.course / "feedback" / student / self.name).glob("*.html"))
        return found[0].relative_to(self.course) if found else None


def points(record, cells=None):
    """The points that a record has so far, and the most that there are, over some cells or all."""
    of = {cell: most for cell, most in record.get("of", {}).items() if cells is None or cell in cells}
    return sum(record.get("points", {}).get(cell) or 0 for cell in of), sum(of.values())


def unmarked(record):
    """The cells with points that are still to be given by hand."""
    got = record.get("points", {})
    return [cell for cell, most in record.get("of", {}).items() if most and got.get(cell) is None]


def _exercise(heading, cells):
    graded = tuple(c.metadata.nbgrader.grade_id for c in cells if c.metadata.get("nbgrader", {}).get("grade"))
    words = tuple(c.metadata.nbgrader.grade_id for c in cells if is_answer(c) and c.cell_type == "markdown")
    return Exercise(int(heading["number"]), heading["title"], graded, words)


def _explanations(heading, cells):
    for before, cell in zip(cells, cells[1:], strict=False):
        if is_answer(cell) and cell.cell_type == "markdown":
            meta = cell.metadata.nbgrader
            yield Explanation(
                meta.grade_id, int(heading["number"]), before.source, cell.source, meta.get("points", 0) or 0
            )
