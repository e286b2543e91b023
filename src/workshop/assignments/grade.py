"""A class graded: from a folder with what came back to points, feedback, a record of each submission, and a report."""

import shutil
import time
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import nbformat

from workshop.assignments import records
from workshop.assignments.code_notes import notes_on_code
from workshop.assignments.gradebook import keep_version
from workshop.assignments.own import handed_in_usual, master_for
from workshop.assignments.table import write_table
from workshop.exercise_cells import exercises
from workshop.grading.judged import judged
from workshop.reports.marks import enter_marks
from workshop.reports.page import write_report
from workshop.submissions import collect, matching
from workshop.submissions.notebook_file import Note, Unreadable, read

EYES = "needs your eyes"
USUAL = "This is the copy with the usual numbers, not the student's own; it was graded on the usual ones."


class Run:
    """One run of the grader on one assignment.

    Parameters
    ----------
    course : Course
    name : str
        The assignment, as in "07".
    say : callable
        Gets each line for the instructor.
    """

    def __init__(self, course, name, say=print):
        self.course, self.name, self.say, self.masters = course, name, say, {}
        self.received = course.folder / "received" / name
        self.records = course.folder / "records" / name
        self.records.mkdir(parents=True, exist_ok=True)

    def take_in(self, folder, roster=None):
        """Find the submissions in a folder and keep them as they came; return the students whose notebook was found."""
        before = set(self.students())
        found, notes = collect.find(folder, self.course.master(self.name), roster)
        records.write_class(self.course.folder, self.name, found, notes, roster)
        for note in notes:
            self.say(note.says)
        for submission in found:
            if submission.path is None and submission.student in before:
                continue  # whoever handed in earlier is not missing
            if submission.path is None:
                self.say(f"{submission.student}: not graded. {' '.join(note.says for note in submission.notes)}")
            else:
                self._keep(submission)
        return [submission.student for submission in found if submission.path]

    def _keep(self, submission):
        kept, path = self.received / submission.student, Path(submission.path)
        kept.mkdir(parents=True, exist_ok=True)
        target = kept / f"{datetime.now():%Y-%m-%d-%H%M%S-%f}.ipynb"
        shutil.copyfile(path, target)
        records.write_received(target, f"{path.parent.name}/{path.name}", submission.notes)

    def students(self):
        """Those whose notebooks were taken in, now or before."""
        return sorted(folder.name for folder in self.received.glob("*") if folder.is_dir())

    def restore(self, students):
        """Put each one's latest notebook in order: `{student: path}`; what cannot be read is said, and left out."""
        restored = {}
        for student in students:
            latest = max((self.received / student).glob("*.ipynb"))
            name, notes = records.read_received(latest)
            try:
                submitted, seen = read(latest, called=name)
            except Unreadable as error:
                self.say(f"{student}: not graded. {error}")
                records.write_unreadable(self.course.folder, self.name, student, str(error))
                continue
            usual = nbformat.read(self.course.master(self.name), as_version=4)
            master = master_for(self.course.folder, self.name, student, usual)
            if handed_in_usual(usual, master, submitted):
                master = usual
                notes = [*notes, Note("usual numbers", USUAL, True)]
            notebook, matched = matching.restore(master, submitted)
            notes = [*notes, *seen, *matched, *notes_on_code(master, notebook)]
            self.masters[student] = self.records / f".{student}-master.ipynb"
            nbformat.write(master, self.masters[student])
            notebook.metadata["convbook"] = {"file": name, "notes": [asdict(note) for note in notes]}
            restored[student] = self.course.submit(self.name, student, notebook)
        return restored

    def grade(self, restored, jobs=None):
        """Run and check the notebooks, and enter what they got; a line for each, as they come.

        Returns
        -------
        list of str
            The students whose notebook could not be graded.
        """
        course, failed, of = self.course, [], sum(self.course.max_points(self.name).values())
        verdicts = judged(self.masters, restored, jobs, course.limits, course.unsafe)
        for student, verdict in verdicts:
            try:
                course.autograde(self.name, student, verdict)
            except RuntimeError as error:
                failed.append(student)
                self.say(f"{student}: not graded. {str(error).strip().splitlines()[-1]}")
                continue
            points = course.points_of(self.name, student)
            try:
                course.write_feedback(self.name, student)
            except RuntimeError:
                verdict["events"].append(
                    ["feedback", "", "There is no feedback page: something in it cannot be shown."]
                )
            self.masters[student].unlink()
            record = records.write(course, self.name, student, points, verdict)
            eyes = f"  {EYES}" if any(note["needs_you"] for note in record["notes"]) else ""
            self.say(f"{student}  {sum(filter(None, points.values())):g} of {of:g}{eyes}")
        return failed


def grade_class(course, name, folder=None, roster=None, students=(), jobs=None, say=print):
    """Grade those who handed in, or some of them, and bring the class's tables and the report up to date.

    Parameters
    ----------
    course : Course
    name : str
    folder : path, optional
        What came back. Without it, those are graded again who were before.
    roster : path, optional
        A table of the class.
    students : list of str, optional
        Only these.

    Returns
    -------
    int
        How many could not be graded.
    """
    begin = time.monotonic()
    keep_version(course.folder)
    run = Run(course, name, say)
    found = run.take_in(folder, roster) if folder else run.students()
    chosen = [student for student in found if not students or student in students]
    for student in sorted(set(students) - set(found)):
        say(f"{student}: nothing was handed in under this name.")
    if not chosen:
        say(f"There is nothing to grade for chapter {int(name)}: make grade N={int(name)} FROM=folder")
        return 1
    restored = run.restore(chosen)
    failed = run.grade(restored, jobs)
    if failed and len(failed) == len(restored):
        return len(chosen)
    say(f"{len(restored) - len(failed)} graded in {time.monotonic() - begin:.0f} s.")
    write_up(course, name, say)
    return len(chosen) - len(restored) + len(failed)


def write_up(course, name, say=print):
    """Bring the class's table, the report and the exports up to date."""
    sheet = write_table(course, name)
    report, *_ = write_report(course.folder, name)
    say(f"Points: {sheet}\nReport: {report}\nFeedback, and tables for platforms: {course.folder / 'exports'}")


def enter(course, name, marks, say=print):
    """Enter marks that were given by hand, and bring all up to date that shows them; return how many had no place."""
    keep_version(course.folder)
    marks = marks if marks.exists() else course.folder / marks  # the report says to save it there
    students, unplaced = enter_marks(course.folder, name, marks)
    for student in students:
        course.write_feedback(name, student)
    for problem in unplaced:
        say(problem)
    say(f"Marks of {len(students)} entered.")
    write_up(course, name, say)
    return len(unplaced)


def checks_of(master, numbers):
    """The names of the graded cells of some exercises, by their numbers; raises ValueError if there is no such one."""
    by_number = {int(heading["number"]): cells for heading, cells in exercises(master)[1]}
    if missing := set(numbers) - set(by_number):
        raise ValueError(f"There is no exercise {min(missing)}: the page has {', '.join(map(str, by_number))}.")
    cells = [cell for number in numbers for cell in by_number[number]]
    return [cell.metadata.nbgrader.grade_id for cell in cells if cell.metadata.get("nbgrader", {}).get("grade")]
