"""A class of forty, of all kinds that come, graded with one command."""

import csv

import class_of_forty
import pytest
from grading.sandboxed import needs_sandbox

from workshop.assignments.course import Course
from workshop.assignments.grade import grade_class

pytestmark = [pytest.mark.slow, needs_sandbox]


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The course after grading, what each was to get, and all that was said."""
    folder = tmp_path_factory.mktemp("class")
    expected = class_of_forty.write(folder / "in")
    course, said = Course(folder / "course"), []
    course.make([class_of_forty.MASTER])
    grade_class(course, "07", folder / "in", folder / "in.csv", say=said.append)
    return course, expected, said


def test_each_of_forty_gets_what_the_answers_earn(graded):
    course, expected, _ = graded
    with open(course.folder / "points-07.csv", newline="", encoding="utf-8") as file:
        found = {row["student"]: float(row["points"]) if row["points"] else None for row in csv.DictReader(file)}
    assert len(expected) == 40
    assert found == {**expected, "late": None}


def test_nobody_is_lost_and_each_has_feedback_or_is_named(graded):
    course, expected, said = graded
    for student, points in expected.items():
        (line,) = [line for line in said if line.split(" ")[0].rstrip(":") == student]
        if points is None:
            assert "not graded" in line
        else:
            assert f"  {points:g} of 10" in line and course.feedback("07", student).is_file()


def test_the_report_names_who_needs_eyes_and_counts_the_mistakes(graded):
    course, _, _ = graded
    page = (course.folder / "report-07.html").read_text(encoding="utf-8")
    without = (course.folder / "report-07-without-names.html").read_text(encoding="utf-8")
    made = class_of_forty.forty()
    unusual = [
        s for s, (_, content, _) in made.items() if not isinstance(content, bytes) and "sqlite3" in str(content.cells)
    ]
    for student in [*unusual, "late"]:
        assert student in page
    assert all(f">{student}<" not in without and f"{student}.ipynb" not in without for student in made)
