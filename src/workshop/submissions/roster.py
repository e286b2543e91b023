"""The list of a class: who should have handed in, and which of them a submission is from."""

import csv
import unicodedata
from pathlib import Path

from workshop.submissions.notebook_file import decode

# What the column with the ids is called, the likeliest first; the others tell more names of the same student.
ID_COLUMNS = (
    "student_id", "student id", "student", "id", "username", "user name", "user", "login", "login id", "sis login id",
    "sis user id", "sis id", "id number", "sid", "email", "e-mail", "email address", "mail", "name", "full name",
)  # fmt: skip
FIRST, LAST = (
    {"first name", "first_name", "firstname", "given name"},
    {"last name", "last_name", "surname", "family name"},
)
NO_STUDENT = {"points possible", "student, test", "test student"}  # Canvas adds such lines


class Roster:
    """The students of a class, in the order of their list.

    Parameters
    ----------
    names : dict
        Student -> all names that one is known by.
    """

    def __init__(self, names):
        self.students = list(names)
        self._known = [(form, {}) for form in (plain, squeezed)]
        for student, own in names.items():
            for form, known in self._known:
                for name in {form(name) for name in own} - {""}:
                    known.setdefault(name, []).append(student)

    def find(self, names):
        """The one student who has one of the names, tried in this order; None if there is none, or several."""
        found = [known.get(form(name), []) for form, known in self._known for name in names]
        return next((students[0] for students in found if len(students) == 1), None)


def read_rows(path):
    """The lines of a CSV file that are not empty, separated by commas, semicolons or tabs."""
    lines = decode(Path(path).read_bytes())[0].splitlines()
    start = lines[0] if lines else ""
    table = csv.reader(lines, delimiter=max(",;\t", key=start.count))
    return [[cell.strip() for cell in row] for row in table if any(cell.strip() for cell in row)]


def read_roster(path):
    """The students in a CSV file with or without a header."""
    rows = read_rows(path)
    header = [cell.casefold() for cell in rows[0]] if rows else []
    known = {*ID_COLUMNS, *FIRST, *LAST}
    if known & {*header}:
        rows = rows[1:]
    else:
        header = [""] * max(map(len, rows), default=0)
    rows = [row + [""] * (len(header) - len(row)) for row in rows if row[0].casefold() not in NO_STUDENT]
    telling = [k for k, name in enumerate(header) if name in known or not any(header)]
    return Roster(
        {one: _names(header, row, telling) | {one} for one, row in zip(_ids(header, rows), rows, strict=True)}
    )


def _ids(header, rows):
    """The first column with ids in which no two lines are the same; else whole lines."""
    columns = [header.index(name) for name in ID_COLUMNS if name in header] or [0]
    for column in columns:
        ids = [row[column] for row in rows]
        if all(ids) and len({*map(plain, ids)}) == len(ids):
            return ids
    return [", ".join(filter(None, row)) for row in rows]


def _names(header, row, telling):
    names = {row[k] for k in telling} - {""}
    first = [row[k] for k, name in enumerate(header) if name in FIRST]
    last = [row[k] for k, name in enumerate(header) if name in LAST]
    if first and last:
        names |= {f"{first[0]} {last[0]}", f"{last[0]} {first[0]}"}
        names -= {first[0], last[0]}
    elif not any(header):
        names |= {f"{a} {b}" for a, b in zip(row, row[1:], strict=False)}
    names |= {name.partition("@")[0] for name in names if "@" in name}
    return names | {_turned(name) for name in names}


def _turned(name):
    """First Last, for "Last, First"; and the other way round."""
    last, comma, first = name.partition(",")
    if comma:
        return f"{first.strip()} {last.strip()}"
    first, blank, last = name.rpartition(" ")
    return f"{last} {first}" if blank else name


def plain(name):
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def squeezed(name):
    """Only letters and digits, as Canvas writes names."""
    return "".join(filter(str.isalnum, plain(name)))
