"""The commands behind `make assignments` and `make grade`."""

import argparse
import sys
import time
from pathlib import Path

from workshop.assignments.course import Course

NOT_GRADED = "not graded"


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m workshop.assignments", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("make", help="make the students' notebooks")
    make.add_argument("masters", nargs="+", type=Path)
    grade = commands.add_parser("grade", help="grade what came back")
    grade.add_argument("chapter", type=int)
    grade.add_argument("--from", dest="folder", type=Path, help="STUDENT.ipynb or folders STUDENT in this folder")
    for command in (make, grade):
        command.add_argument("--course", type=Path, default=Path("_build/assignments"))
    options = parser.parse_args(arguments)
    course = Course(options.course)
    if options.command == "make":
        made = course.make(options.masters)
        print(f"{len(made)} assignments: students get those in {options.course / 'release'}.")
        return 0
    return grade_all(course, f"{options.chapter:02}", options.folder)


def grade_all(course, name, folder=None):
    """Grade a class, print a line for each student, and leave a spreadsheet and the feedback in the course's folder."""
    students = course.collect(name, folder) if folder else course.students(name)
    if not students:
        print(
            f"Nobody's notebook for chapter {name} was found. Name their folder: make grade N={int(name)} FROM=folder"
        )
        return 1
    start, table, failed = time.monotonic(), {}, []
    width, of = max(map(len, students)), sum(course.max_points(name).values())
    for student in students:
        try:
            table[student] = course.grade(name, student)
            print(f"{student:{width}}  {sum(table[student].values()):g} of {of:g}", flush=True)
        except RuntimeError as error:
            table[student] = {}
            failed.append(student)
            print(f"{student:{width}}  {NOT_GRADED}: {str(error).strip().splitlines()[-1]}", flush=True)
    sheet = course.folder / f"points-{name}.csv"
    course.write_points(name, table, sheet)
    seconds = time.monotonic() - start
    print(f"{len(students)} graded in {seconds:.0f} s. Points: {sheet}. Feedback: {course.folder / 'feedback'}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
