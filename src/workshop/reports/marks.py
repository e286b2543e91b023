"""Marks given by hand: a table to fill in, or to save from the report, and its way into nbgrader's gradebook.

A row is a student and a cell; then come the points, what was found of each line of the rubric ("yes", "partly" or
"no"), and a comment. Rows that are blank are left out.
"""

import csv
import io
from pathlib import Path

from workshop.reports.explanations import readings, rubrics
from workshop.reports.exports import guarded, unguarded
from workshop.reports.records import Assignment

LINES = 3  # of a rubric, at most
COLUMNS = ["student", "cell", "points", *map(str, range(1, LINES + 1)), "comment"]
FILLED = COLUMNS[2:]
FOUND = {"yes": "✓", "partly": "partly:", "no": "missing:"}


def marks_table(assignment):
    """The table, still empty: a row for each explanation that is filled in, with its text at the end."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*COLUMNS, "text"])
    for reading in readings(assignment):
        for one in reading.texts:
            blank = [""] * (len(COLUMNS) - 2)
            writer.writerow([guarded(one.student), reading.asked.name, *blank, guarded(one.text)])
    return text.getvalue()


def enter_marks(course, name, table):
    """Put points and comments into the gradebook.

    Parameters
    ----------
    course : path
        The course's folder.
    name : str
        The assignment, by its two digits.
    table : path
        As `marks_table` made it, or the report saved it; commas or semicolons, as a spreadsheet writes them.

    Returns
    -------
    entered : list of str
        The students who got a mark or a comment; their feedback is to be made anew.
    problems : list of str
        Sentences on the rows that could not be entered.
    """
    from workshop.assignments.gradebook import open_gradebook

    assignment, entered, problems = Assignment(course, name), [], []
    asked = {one.name: one for one in assignment.explanations}
    with open_gradebook(Path(course)) as gradebook:
        for number, row in enumerate(_rows(table), start=2):
            given = {column: (row.get(column) or "").strip() for column in COLUMNS}
            if not any(given[column] for column in FILLED):
                continue
            student, cell = unguarded(given["student"]), asked.get(given["cell"])
            said = _problem(assignment, student, cell, given)
            if said:
                problems.append(f"Line {number}: {said}")
                continue
            _enter(gradebook, assignment, student, cell, given)
            entered.append(student)
    return sorted(set(entered)), problems


def is_filled_in(table):
    """Whether somebody wrote into a table."""
    return Path(table).exists() and any((row.get(column) or "").strip() for row in _rows(table) for column in FILLED)


def hand_marks(course, name):
    """What was given by hand: `{student: {cell: (points or None, comment)}}`; nothing where there is no gradebook."""
    if not (Path(course) / "gradebook.db").exists():
        return {}
    from nbgrader.api import MissingEntry

    from workshop.assignments.gradebook import open_gradebook

    found = {}
    with open_gradebook(Path(course)) as gradebook:
        try:
            submissions = gradebook.find_assignment(name).submissions
        except MissingEntry:
            return {}
        for submission in submissions:
            own = found.setdefault(submission.student.id, {})
            for notebook in submission.notebooks:
                comments = {comment.name: comment.manual_comment or "" for comment in notebook.comments}
                for grade in notebook.grades:
                    if grade.manual_score is not None or comments.get(grade.name):
                        own[grade.name] = (grade.manual_score, comments.get(grade.name, ""))
    return found


def _rows(table):
    text = Path(table).read_text(encoding="utf-8-sig")
    delimiter = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    return csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)


def _problem(assignment, student, cell, given):
    """Why a row cannot be entered; None if it can."""
    if student not in {record["student"] for record in assignment.graded}:
        return f"nobody called {student!r} was graded."
    if cell is None:
        return f"{given['cell']!r} is not an explanation of this page."
    if strange := [given[line] for line in COLUMNS[3:-1] if given[line].lower() not in ("", *FOUND)]:
        return f"{strange[0]!r} is none of {', '.join(FOUND)}."
    if given["points"]:
        try:
            points = float(given["points"].replace(",", "."))
        except ValueError:
            return f"{given['points']!r} is no number of points."
        if not 0 <= points <= cell.points:
            return f"{points:g} points; the cell can give {cell.points:g}."
    return None


def _enter(gradebook, assignment, student, cell, given):
    page = next((assignment.course / "source" / assignment.name).glob("*.ipynb")).stem
    where = (cell.name, page, assignment.name, student)
    if given["points"]:
        gradebook.find_grade(*where).manual_score = float(given["points"].replace(",", "."))
    if comment := comment_of(assignment.name, cell.name, given):
        gradebook.find_comment(*where).manual_comment = comment
    gradebook.db.commit()


def comment_of(name, cell, given):
    """What the student reads: the comment, and below it what was found of each line of the rubric."""
    lines = rubrics().get(name, {}).get(cell, ())
    found = [(given[str(number)].lower(), line) for number, line in enumerate(lines, start=1)]
    rubric = [f"{FOUND[mark]} {line}" for mark, line in found if mark]
    return "\n".join([*([unguarded(given["comment"])] if given["comment"] else []), *rubric])
