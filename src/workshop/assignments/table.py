"""The class's points as a spreadsheet: a row for each student, a column for each check."""

import csv
import io
from datetime import datetime

from workshop.assignments.gradebook import graded_students, points
from workshop.assignments.records import read_class


def write_table(course, name):
    """Write `points-07.csv` with all who were ever graded and those who are missing; the one before is kept.

    Returns
    -------
    Path
        The table; versions before it are in `versions`, if they differ.
    """
    most = course.max_points(name)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["student", "points", "of", *most])
    graded = graded_students(course.folder, name)
    for student in graded:
        found = points(course.folder, name, student)
        row = [found.get(cell) for cell in most]
        writer.writerow(
            [_plain(student), sum(filter(None, row)), sum(most.values()), *("" if p is None else p for p in row)]
        )
    whole = read_class(course.folder, name)
    for student in sorted({*whole["missing"], *whole["ungraded"]} - set(graded)):
        writer.writerow([_plain(student), "", sum(most.values()), *[""] * len(most)])
    return _replace(course.folder / f"points-{name}.csv", text.getvalue())


def _plain(name):
    """A name that a spreadsheet does not take for a formula."""
    return f"'{name}" if name[:1] in "=+-@\t\r" else name


def _replace(file, text):
    """Write a file; if there was another one, that goes into `versions`."""
    if file.exists() and file.read_text(encoding="utf-8") != text:
        kept = file.parent / "versions"
        kept.mkdir(exist_ok=True)
        file.rename(kept / f"{file.stem}-{datetime.now():%Y-%m-%d-%H%M%S-%f}.csv")
    with open(file, "w", newline="", encoding="utf-8") as target:
        target.write(text)
    return file
