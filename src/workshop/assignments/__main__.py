"""The commands behind `make assignments` and `make grade`."""

import argparse
import sys
from pathlib import Path

import nbformat

from workshop.assignments.course import Course
from workshop.assignments.grade import checks_of, enter, grade_class
from workshop.assignments.own import make_own
from workshop.grading.bubblewrap import NoSandbox
from workshop.places import course_folder
from workshop.submissions.roster import read_roster


def main(arguments=None):
    options = _options(arguments)
    try:
        folder = course_folder(".", options.course)
        return _make(Course(folder), options) if options.command == "make" else _grade(folder, options)
    except (NoSandbox, FileNotFoundError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1


def _options(arguments):
    parser = argparse.ArgumentParser(prog="python -m workshop.assignments", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("make", help="make the students' notebooks")
    make.add_argument("masters", nargs="+", type=Path)
    make.add_argument("--own", type=Path, help="a table of the class: each gets other numbers, where a page has such")
    grade = commands.add_parser("grade", help="grade what came back")
    grade.add_argument("chapter", type=int)
    grade.add_argument("--from", dest="folder", type=Path, help="a folder, or an archive, with what came back")
    grade.add_argument("--roster", type=Path, help="a table of the class: who is missing is said")
    grade.add_argument("--students", default="", help="only these, separated by commas")
    grade.add_argument("--exercises", default="", help="only the points of these, as in 1,3; the others' stay")
    grade.add_argument("--marks", type=Path, help="marks for explanations, as the report saves them: they are entered")
    grade.add_argument("--jobs", type=int, help="how many submissions run at once")
    grade.add_argument("--unsafe", action="store_true", help="without a sandbox")
    for command in (make, grade):
        command.add_argument("--course", default="", help="the course's folder")
    return parser.parse_args(arguments)


def _make(course, options):
    made = course.make(options.masters)
    print(f"{len(made)} assignments: students get those in {course.folder / 'release'}.")
    if options.own:
        students = read_roster(options.own).students
        for name, numbers in make_own(course, students).items():
            listed = ", ".join(map(str, numbers))
            print(f"Chapter {int(name)}, exercise {listed}: {len(students)} copies in {course.folder / 'own' / name}.")
    return 0


def _grade(folder, options):
    name = f"{options.chapter:02}"
    numbers = [int(number) for number in options.exercises.split(",") if number.strip()]
    master = nbformat.read(Course(folder).master(name), as_version=4)
    course = Course(folder, options.unsafe, checks_of(master, numbers))
    if options.marks:
        return 1 if enter(course, name, options.marks) else 0
    students = [student.strip() for student in options.students.split(",") if student.strip()]
    not_graded = grade_class(course, name, options.folder, options.roster, students, options.jobs)
    return 1 if not_graded else 0


if __name__ == "__main__":
    sys.exit(main())
