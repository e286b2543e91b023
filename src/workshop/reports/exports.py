"""The points as tables for learning platforms, and the feedback as an archive.

Canvas: its gradebook's import takes what its export gives, here the columns that it needs and one assignment
(https://community.canvaslms.com/t5/Instructor-Guide/How-do-I-import-grades-in-the-Gradebook/ta-p/807). Moodle: *Grades,
Import, CSV file* asks for the column that says who it is and for the one with the points
(https://docs.moodle.org/en/Grade_import). Gradescope documents no import of points from elsewhere; its roster's form
(https://guides.gradescope.com/hc/en-us/articles/21926598776333-Adding-Students-and-Staff), with the points in a column
more, can be joined to its own exports by e-mail or SID.
"""

import csv
import io
import re
import zipfile
from pathlib import Path

from workshop.reports.people import Person, people
from workshop.reports.records import points, unmarked

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")  # with these a spreadsheet begins a formula (OWASP, CSV injection)
# "Ada Lovelace_12345_assignsubmission_file", the folder of a submission as Moodle exports it.
MOODLE = re.compile(r"[^/]*_\d+_assignsubmission_\w+?_?(?=/|$)")


def guarded(text):
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def unguarded(text):
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def tables(assignment, marks=None):
    """The points as each platform takes them in: `{file name: text}`.

    Parameters
    ----------
    assignment : Assignment
    marks : dict, optional
        What was given by hand, as `marks.hand_marks` has it.

    Returns
    -------
    dict
        A student with something still to be marked has no points: a blank leaves what a platform has.
    """
    title, known = f"Exercises {int(assignment.name)}", people(assignment.roster)
    records = [_with_marks(record, (marks or {}).get(record["student"], {})) for record in assignment.graded]
    most = max((points(record)[1] for record in records), default=0)
    canvas = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", title], ["    Points Possible"]]
    canvas[1] += ["", "", "", "", f"{most:g}"]
    moodle = [["ID number", "Email address", "Full name", title]]
    gradescope = [["Name", "Email", "SID", title, f"{title} - Max Points"]]
    for record in records:
        student = record["student"]
        person = known.get(student.casefold(), Person(student))
        name, login = person.name or student, person.login or person.email or person.id
        got = "" if unmarked(record) else f"{points(record)[0]:g}"
        canvas.append([name, person.canvas, person.id, login, person.section, got])
        moodle.append([person.id, person.email, name, got])
        gradescope.append([name, person.email, person.id, got, f"{most:g}"])
    made = {"canvas": canvas, "moodle": moodle, "gradescope": gradescope}
    return {f"{platform}-{assignment.name}.csv": _csv(rows) for platform, rows in made.items()}


def feedback_archive(assignment, target):
    """Write a zip with each student's feedback, in the folders that Moodle exported the submissions in, if it did.

    Moodle's *Upload multiple feedback files in a zip* finds the student by the number in the folder's name, so such a
    name is used as it came: `Name_12345_assignsubmission_file`. Otherwise each student has a folder.

    Returns
    -------
    list of str
        The students for whom there is no feedback.
    """
    without = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for record in assignment.graded:
            student = record["student"]
            file = assignment.feedback(student)
            if file is None:
                without.append(student)
                continue
            moodle = MOODLE.search(record.get("file", "")) or MOODLE.search(student)
            folder = moodle[0] if moodle else re.sub(r"[/\\:\0]", "-", student)
            archive.write(assignment.course / file, f"{folder}/feedback-{assignment.name}.html")
    return without


def write_exports(assignment, marks=None):
    """Write all of it into the folder `exports` of the course; return the paths."""
    folder = Path(assignment.course) / "exports"
    folder.mkdir(exist_ok=True)
    made = []
    for name, text in tables(assignment, marks).items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
        made.append(folder / name)
    made.append(folder / f"feedback-{assignment.name}.zip")
    feedback_archive(assignment, made[-1])
    return made


def _with_marks(record, own):
    given = {cell: got for cell, (got, _) in own.items() if got is not None}
    return {**record, "points": {**record.get("points", {}), **given}}


def _csv(rows):
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[guarded(field) for field in row] for row in rows])
    return text.getvalue()
