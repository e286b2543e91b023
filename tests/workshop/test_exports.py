"""Tables for learning platforms in the form that each documents, and the feedback as an archive."""

import csv
import io
import zipfile

import pytest
from fake_class import full_record, write_class, write_feedback

from workshop.reports.exports import feedback_archive, guarded, tables, unguarded, write_exports
from workshop.reports.people import Person, people
from workshop.reports.records import Assignment

CANVAS = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Exercises 7"]  # Canvas's Instructor Guide
ROSTER = [["1001", "ada@example.edu", "Lovelace, Ada"], ["ben", "ben@example.edu", 'Ben "Big" Müller']]


def graded(course, students=("1001", "ben"), roster=ROSTER, **others):
    return Assignment(write_class(course, "07", [full_record("07", s) | others for s in students], roster=roster), "07")


def table(assignment, platform, marks=None):
    text = tables(assignment, marks)[f"{platform}-07.csv"]
    return list(csv.reader(io.StringIO(text, newline="")))


def test_canvas_gets_its_columns_the_row_of_possible_points_and_a_row_for_each_student(tmp_path):
    head, possible, *students = table(graded(tmp_path), "canvas")
    assert head == CANVAS
    assert possible == ["    Points Possible", "", "", "", "", "10"]
    assert students == [
        ["Lovelace, Ada", "", "1001", "ada@example.edu", "", "10"],
        ['Ben "Big" Müller', "", "ben", "ben@example.edu", "", "10"],
    ]


def test_moodle_gets_a_column_that_identifies_and_one_with_the_points(tmp_path):
    head, first, _ = table(graded(tmp_path), "moodle")
    assert dict(zip(head, first, strict=True)) == {
        "ID number": "1001", "Email address": "ada@example.edu", "Full name": "Lovelace, Ada", "Exercises 7": "10",
    }  # fmt: skip


def test_gradescopes_roster_has_the_points_in_a_column_more(tmp_path):
    head, first, _ = table(graded(tmp_path), "gradescope")
    assert head[:3] == ["Name", "Email", "SID"]
    assert first == ["Lovelace, Ada", "ada@example.edu", "1001", "10", "10"]


def test_every_line_of_a_table_has_the_same_columns_whatever_the_names_are(tmp_path):
    students = ["=cmd|' /C calc'!A0", "O'Neil, Ann", "new\nline", 'quo"te', "Zoë Łuk", "+1", "@at", "-x"]
    assignment = graded(tmp_path, [s.replace("/", "-") for s in students], roster=[])
    for platform in ("canvas", "moodle", "gradescope"):
        rows = table(assignment, platform)
        assert {len(row) for row in rows} == {len(rows[0])}
        assert not any(field.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for field in row)
        assert "Zoë Łuk" in [field for row in rows for field in row]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "ada", "'quoted", "", "5"])
def test_a_guarded_text_comes_back_as_it_was(text):
    assert unguarded(guarded(text)) == text


def test_points_that_are_still_to_be_given_by_hand_leave_a_blank_and_marks_fill_it(tmp_path):
    record = full_record("07", "ada")
    record["of"]["unharmed-words"], record["points"]["unharmed-words"] = 2.0, None
    assignment = Assignment(write_class(tmp_path, "07", [record]), "07")
    assert table(assignment, "canvas")[1:] == [
        ["    Points Possible", "", "", "", "", "12"], ["ada", "", "ada", "ada", "", ""],
    ]  # fmt: skip
    assert table(assignment, "canvas", {"ada": {"unharmed-words": (1.5, "")}})[2][-1] == "11.5"


CANVAS_EXPORT = [
    [*CANVAS[:-1], "Homework 1 (42)"], ["    Points Possible", "", "", "", "", "10"],
    ["L, Ada", "7", "1001", "ada", "A", "9"],
]  # fmt: skip


@pytest.mark.parametrize(
    ("roster", "called", "person"),
    [
        ([["1001", "ada@x.edu", "Ada L"]], "1001", Person("1001", "Ada L", "ada@x.edu")),
        (CANVAS_EXPORT, "l, ada", Person("1001", "L, Ada", login="ada", canvas="7", section="A")),
        ([["Student", "ID", "SIS Login ID", "Section"], ["L, Ada", "7", "ada", "A"]],
         "ada", Person("ada", "L, Ada", login="ada", canvas="7", section="A")),
        ([["First name", "Surname", "ID number", "Email address"], ["Ada", "L", "1001", "ada@x.edu"]],
         "ada", Person("1001", "Ada L", "ada@x.edu")),
        ([["Name", "Email", "SID"], ["Ada L", "ada@x.edu", "1001"]], "ada l", Person("1001", "Ada L", "ada@x.edu")),
        ([["ada"], ["ben"]], "ada", Person("ada")),
    ],
)  # fmt: skip
def test_a_roster_is_read_by_its_headings_as_platforms_write_them(roster, called, person):
    assert people(roster)[called] == person


def test_a_roster_from_canvas_gives_canvas_its_own_columns_back(tmp_path):
    assert table(graded(tmp_path, ["L, Ada"], roster=CANVAS_EXPORT), "canvas")[2] == [
        "L, Ada",
        "7",
        "1001",
        "ada",
        "A",
        "10",
    ]


def test_the_archive_has_a_file_for_each_student_and_says_who_has_none(tmp_path):
    assignment = graded(tmp_path, ("ada", "O'Neil, Ann", "zed"))
    for student in ("ada", "O'Neil, Ann"):
        write_feedback(tmp_path, "07", student, f"<p>{student}</p>")
    assert feedback_archive(assignment, tmp_path / "x.zip") == ["zed"]
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        assert archive.namelist() == ["O'Neil, Ann/feedback-07.html", "ada/feedback-07.html"]
        assert archive.read("ada/feedback-07.html") == b"<p>ada</p>"


def moodles_number(path):
    """The participant that Moodle's importer reads off a path: `mod/assign/feedback/file/importziplib.php`."""
    for part in path.split("/"):
        info = part.split("_", 4)
        if len(info) >= 4 and info[1].isdigit() and info[2:4] == ["assignsubmission", "file"]:
            return int(info[1])
    return None


@pytest.mark.parametrize("where", ["student", "file"])
def test_a_submission_from_moodle_goes_back_into_the_folder_that_moodle_gave_it(tmp_path, where):
    folder = "Ada Lovelace_12345_assignsubmission_file"
    student = folder if where == "student" else "ada"
    assignment = graded(tmp_path, [student], file=f"{folder}/07.ipynb" if where == "file" else "07.ipynb")
    write_feedback(tmp_path, "07", student)
    feedback_archive(assignment, tmp_path / "x.zip")
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        assert [moodles_number(name) for name in archive.namelist()] == [12345]


def test_all_exports_are_written_into_one_folder_as_utf_8_without_a_mark(tmp_path):
    made = write_exports(graded(tmp_path))
    assert [path.name for path in made] == ["canvas-07.csv", "moodle-07.csv", "gradescope-07.csv", "feedback-07.zip"]
    assert made[0].read_bytes().startswith(b"Student,") and "Müller" in made[0].read_text(encoding="utf-8")
