"""nbgrader's gradebook: kept before each run, read, and brought up to a master that has changed."""

from contextlib import closing
from datetime import datetime
from sqlite3 import connect

from nbgrader.api import Comment, Grade, Gradebook
from nbgrader.preprocessors import SaveCells

KEPT = 50  # versions


class UpdateCells(SaveCells):
    """Takes a changed master in, also when it has been graded: the grades of all checks that it still has stay.

    A check that is new has no grade for those who were graded before; one that is gone takes its grades with it.
    """

    def _create_notebook(self, notebook):
        if self.assignment_id in {assignment.name for assignment in self.gradebook.assignments}:
            known = self.gradebook.find_assignment(self.assignment_id).notebooks
            for graded in [one for one in known if one.name == self.notebook_id and one.submissions]:
                self._align(graded)
        super()._create_notebook(notebook)

    def _align(self, graded):
        """Make the graded notebook have the cells that the new one has."""
        gradebook, where = self.gradebook, (self.notebook_id, self.assignment_id)
        kinds = (
            (graded.grade_cells, self.new_grade_cells, gradebook.add_grade_cell, Grade),
            (graded.solution_cells, self.new_solution_cells, gradebook.add_solution_cell, Comment),
            (graded.source_cells, self.new_source_cells, gradebook.add_source_cell, None),
        )
        for old, new, add, record in kinds:
            for cell in [cell for cell in old if cell.name not in new]:
                gradebook.db.delete(cell)
            gradebook.db.commit()
            for name in sorted(set(new) - {cell.name for cell in old}):
                cell = add(name, *where, **new[name])
                if record:
                    gradebook.db.add_all(record(cell_id=cell.id, notebook=each) for each in graded.submissions)
            gradebook.db.commit()


def open_gradebook(course):
    """The gradebook of a course's folder, as a context."""
    return Gradebook(f"sqlite:///{course / 'gradebook.db'}", "convbook")


def keep_version(course):
    """Copy the gradebook into `versions`, if it has changed since the last time; return the copy, or None."""
    book, kept = course / "gradebook.db", course / "versions"
    if not book.exists():
        return None
    kept.mkdir(exist_ok=True)
    copies = sorted(kept.glob("gradebook-*.db"))
    target = kept / f"gradebook-{datetime.now():%Y-%m-%d-%H%M%S-%f}.db"
    with closing(connect(book)) as source, closing(connect(target)) as copy:  # whole, even if somebody writes to it
        source.backup(copy)
    if copies and copies[-1].read_bytes() == target.read_bytes():
        target.unlink()
        return copies[-1]
    for old in copies[: len(copies) + 1 - KEPT]:
        old.unlink()
    return target


def points(course, name, student):
    """The points of a submission for each graded cell, in no order; None for what is still to be marked."""
    with open_gradebook(course) as gradebook:
        notebooks = gradebook.find_submission(name, student).notebooks
        return {grade.name: _score(grade) for notebook in notebooks for grade in notebook.grades}


def max_points(course, name):
    """The most points that each graded cell of the assignment can give."""
    with open_gradebook(course) as gradebook:
        notebooks = gradebook.find_assignment(name).notebooks
        return {cell.name: cell.max_score for notebook in notebooks for cell in notebook.grade_cells}


def graded_students(course, name):
    """Those who have a submission for the assignment."""
    with open_gradebook(course) as gradebook:
        return sorted(submission.student.id for submission in gradebook.find_assignment(name).submissions)


def _score(grade):
    if grade.manual_score is None and grade.auto_score is None:
        return None if grade.max_score else 0
    return grade.score
