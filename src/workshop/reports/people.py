"""Who is who on the roster, as learning platforms want to know it: by id, login, e-mail and name."""

import re
from dataclasses import dataclass

# The headings of rosters, for each field the likeliest first. Canvas has its own number in "ID", and tells "Section".
FIELDS = {
    "id": r"sis user id|sid|id number|student[ _]?id|matricul\w*|sis login id|login|user ?name|student|id",
    "login": r"sis login id|login id|login|user ?name",
    "email": r"e-?mail.*|mail",
    "name": r"student name|(?:full )?name|student",
    "first": r"first ?name|given name",
    "last": r"last ?name|surname|family name",
    "section": r"sections?",
}


@dataclass(frozen=True)
class Person:
    """A student; what the roster does not say is empty. `canvas` is Canvas's own number."""

    id: str
    name: str = ""
    email: str = ""
    login: str = ""
    canvas: str = ""
    section: str = ""


def people(roster):
    """The persons on a roster: `{each way in which one may be called, in small letters: Person}`.

    Parameters
    ----------
    roster : list of list of str
        With a row of headings, or else `[id, email, name]` in each row.
    """
    rows = [[str(field).strip() for field in row] for row in roster if any(row)]
    heads = [head.lower() for head in rows[0]] if rows else []
    columns = {what: _column(heads, pattern) for what, pattern in FIELDS.items()}
    columns = {what: column for what, column in columns.items() if column is not None}
    if columns:
        rows = rows[1:]
        if {"id", "section"} <= {*heads} and "login" in columns:
            columns["canvas"] = heads.index("id")
    else:
        columns = {"id": 0, "email": 1, "name": 2}
    found = {}
    for row in rows:
        values = {what: row[column] for what, column in columns.items() if column < len(row)}
        first, last = values.pop("first", ""), values.pop("last", "")
        values["name"] = values.get("name") or f"{first} {last}".strip()
        one = Person(values.pop("id", ""), **values)
        for called in (one.email.partition("@")[0], one.name, one.email, one.canvas, one.login, one.id):
            found[called.casefold()] = one
    return found


def _column(heads, pattern):
    """The column whose heading comes first among those of a pattern; None if none does."""
    for alternative in pattern.split("|"):
        for column, head in enumerate(heads):
            if re.fullmatch(alternative, head):
                return column
    return None
