"""What is released on a day: ``make course CHAPTERS="1 2 7" SCHEDULE=dates.csv``.

The schedule has a line for each chapter: its number, the day from which its pages are there, that for its exercises
(empty: the same), and that for its solutions (empty: never), as in ``7,2026-11-30,2026-12-02,2026-12-20``. A line of
column names may come first. A chapter without a line is there from the beginning, without solutions.
"""

import csv
from dataclasses import dataclass
from datetime import date

COLUMNS = ("chapter", "from", "exercises from", "solutions from")


@dataclass(frozen=True)
class Released:
    """The numbers of the chapters whose pages, exercises and solutions are there."""

    chapters: frozenset
    exercises: frozenset
    solutions: frozenset = frozenset()


def released(chosen, schedule, today):
    """What is there on a day.

    Parameters
    ----------
    chosen : iterable of int
        The chapters of the course.
    schedule : dict
        As `read` gives it.
    today : datetime.date

    Returns
    -------
    Released
    """
    never = date.max
    days = {number: schedule.get(number, (date.min, date.min, never)) for number in chosen}
    return Released(*(frozenset(number for number, row in days.items() if row[i] <= today) for i in range(3)))


def read(path, known):
    """The schedule in a file: `{chapter: (pages, exercises, solutions)}`, three dates.

    Parameters
    ----------
    path : path
    known : collection of int
        The chapters that there are.

    Raises
    ------
    ValueError
        If a line is not understood; the message has its number, and says what is expected.
    """
    found = {}
    with open(path, encoding="utf-8-sig", newline="") as file:
        for line, row in enumerate(csv.reader(file), 1):
            cells = [cell.strip() for cell in row]
            if not any(cells) or (not found and not cells[0].isdigit()):
                continue
            try:
                number, days = _row(cells)
            except ValueError as error:
                raise ValueError(f"{path}, line {line}: {error}; expected are {', '.join(COLUMNS)}") from None
            if number not in known or number in found:
                raise ValueError(
                    f"{path}, line {line}: chapter {number} is {'listed twice' if number in found else 'not there'}"
                )
            found[number] = days
    return found


def _row(cells):
    """A chapter's number and its three days."""
    number, *said = cells + [""] * (len(COLUMNS) - len(cells))
    if len(said) != 3 or not number.isdigit():
        raise ValueError(f"{','.join(cells)} is no line of a schedule")
    pages = date.fromisoformat(said[0])
    exercises = date.fromisoformat(said[1]) if said[1] else pages
    solutions = date.fromisoformat(said[2]) if said[2] else date.max
    if not pages <= exercises <= solutions:
        raise ValueError("the pages come first, then the exercises, then the solutions")
    return int(number), (pages, exercises, solutions)
