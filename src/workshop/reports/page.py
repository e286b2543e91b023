"""The report of an assignment: one page for the instructor, or one without names to show to the class."""

import re
from importlib import resources
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment
from markupsafe import Markup, escape

from workshop.reports.attention import cases
from workshop.reports.charts import histogram
from workshop.reports.explanations import readings
from workshop.reports.exports import write_exports
from workshop.reports.marks import LINES, hand_marks, is_filled_in, marks_table
from workshop.reports.numbers import FEW, mean_and_spread, outcomes, times, totals
from workshop.reports.records import Assignment
from workshop.reports.similarity import SMALLEST_CLASS
from workshop.reports.style import style


def report(course, name, names=True):
    """The report as one page of HTML that needs nothing else.

    Parameters
    ----------
    course : path
        The course's folder, with the records that grading left; links to feedback are relative to it.
    name : str
        The assignment, by its two digits.
    names : bool, default True
        Whether students are named. Without names it can be shown to the class: there is no list of anybody, no
        explanation, and whatever fewer than three students did is not told apart.

    Returns
    -------
    str
    """
    assignment = Assignment(course, name)
    got, of = totals(assignment)
    urgent, known = cases(assignment) if names else ([], [])
    mean, spread = mean_and_spread(got)
    middle, slowest = times(assignment)
    values = {
        "assignment": assignment, "names": names, "handed_in": len(assignment.graded), "of": of, "mean": mean,
        "spread": spread, "median": middle, "slowest": slowest, "urgent": urgent, "known": known, "lines": LINES,
        "histogram": Markup(histogram(got, of, 0 if names else FEW)), "outcomes": outcomes(assignment, names),
        "readings": readings(assignment) if names else [], "marks": hand_marks(course, name) if names else {},
        "few": 0 if names else FEW, "compared": len(assignment.graded) >= SMALLEST_CLASS,
        "smallest": SMALLEST_CLASS, "style": Markup(style()), "script": Markup(_file("marks.js")),
    }  # fmt: skip
    return _template().render(values)


def write_report(course, name):
    """Write the report in both forms, the table for marks and the exports; return the paths.

    A table for marks that is there and was filled in is left alone.
    """
    course = Path(course)
    assignment = Assignment(course, name)
    marks = course / f"marks-{name}.csv"
    pages = {course / f"report-{name}.html": True, course / f"report-{name}-without-names.html": False}
    for file, named in pages.items():
        file.write_text(report(course, name, named), encoding="utf-8")
    if assignment.explanations and not is_filled_in(marks):
        marks.write_text(marks_table(assignment), encoding="utf-8-sig", newline="")  # the mark tells Excel of UTF-8
    return [*pages, *([marks] if marks.exists() else []), *write_exports(assignment, hand_marks(course, name))]


def _template():
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"points": _points, "code": _code, "address": _address}
    return environment.from_string(_file("report.html.j2"))


def _file(name):
    return (resources.files("workshop.reports") / name).read_text(encoding="utf-8")


def _points(number):
    return "–" if number is None else f"{round(number, 2):g}"


def _code(text):
    """Text with `code` as code; everything else in it is text."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def _address(assignment, student):
    """The relative address of a student's feedback, or an empty text."""
    file = assignment.feedback(student)
    return quote(file.as_posix()) if file else ""
