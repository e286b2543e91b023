"""Who needs the instructor's eyes, the most urgent first: what happened, and what to do."""

from dataclasses import dataclass

from workshop.exercise_cells import exercises
from workshop.reports.similarity import identical, similar

# For each kind of note: how urgent it is, lowest first, and what to do.
TAMPERED = "What came out could not be read, as hardly happens by itself. Read the code before you trust the points."
RUN = "Read its code. `make grade` with STUDENT= runs it again, alone."
KINDS = {
    "tampered": (0, TAMPERED),
    "crashed": (1, "Grading it failed. Grade it by hand, and report what happened."),
    "check": (1, "A check could make no sense of an answer. Read the answer; if it is right, give the points by hand."),
    "missing": (2, "Ask for it, or note why there is none."),
    "unreadable": (2, "Ask for the notebook again."),
    "no notebook": (2, "Ask for the notebook."),
    "refused": (2, "Ask for the notebook itself."),
    "no student": (2, "See whose it is, and grade it under that name."),
    "another page": (2, "Ask for the right one."),
    "name": (2, "See whose it is."),
    "two files": (3, "See that the right one was graded."),
    "timeout": (4, RUN),
    "idle": (4, RUN),
    "memory": (4, RUN),
    "processes": (4, RUN),
    "ended": (4, RUN),
    "gone": (4, RUN),
    "output": (4, RUN),
    "unmatched": (5, "See whether an answer is there, and give its points by hand."),
    "cell copied": (5, "See which answer was meant."),
    "unusual": (6, "Read that code once."),
    "identical": (7, "Read them side by side, and ask."),
    "similar": (7, "Read both side by side; students who work together write like this, too."),
}
ALWAYS = {"tampered", "crashed", "check"}  # also when a note does not ask for it
OTHER = (5, "Look at it.")


@dataclass(frozen=True)
class Case:
    """What somebody should look at."""

    urgency: int
    kind: str
    students: tuple
    says: str
    do: str


def cases(assignment):
    """What needs eyes, by urgency, and what is only good to know.

    Parameters
    ----------
    assignment : Assignment

    Returns
    -------
    urgent, known : lists of Case
    """
    number = _exercise_numbers(assignment)
    urgent, known = [_case("missing", [student], "Nothing was handed in.") for student in assignment.missing], []
    noted = [([note["student"]] if note.get("student") else [], note) for note in assignment.notes]
    for record in assignment.records:
        noted += [([record["student"]], note) for note in _notes(record)]
    for students, note in noted:
        if note["kind"] == "missing":
            continue
        where = number.get(note.get("cell"))
        says = note["says"].removeprefix(f"{students[0]}: ") if students else note["says"]
        case = _case(note["kind"], students, f"Exercise {where}: {says}" if where else says)
        (urgent if note.get("needs_you") or case.kind in ALWAYS else known).append(case)
    explained = {student for case in urgent if case.kind != "missing" for student in case.students}
    urgent = [case for case in urgent if case.kind != "missing" or not explained.intersection(case.students)]
    same = identical(assignment.records, assignment.master)
    for students, own in same:
        (known if own else urgent).append(_case("identical", students, _on_identical(own)))
    named = [set(students) for students, _ in same]
    urgent += [
        _case("similar", pair.students, pair.says())
        for pair in similar(assignment.records, assignment.master)
        if not any(set(pair.students) <= one for one in named)
    ]
    return _sorted(urgent), _sorted(known)


def _on_identical(own):
    whose = ", and they are those of the book's own solutions" if own else ""
    return f"All answers in code are the same in every character{whose}."


def _case(kind, students, says):
    urgency, do = KINDS.get(kind, OTHER)
    return Case(urgency, kind, tuple(students), says, do)


def _sorted(found):
    return sorted(dict.fromkeys(found), key=lambda case: (case.urgency, case.students))


def _notes(record):
    """The notes of a record, and its events if they are not among these."""
    notes = record.get("notes", [])
    kinds = {note["kind"] for note in notes}
    again = " It was run once more alone, with the same result." if record.get("alone") else ""
    events = [
        {"kind": kind, "says": f"{says}{again}", "needs_you": kind != "output", "cell": cell}
        for kind, cell, says in record.get("events", [])
        if kind not in kinds
    ]
    return [*notes, *events]


def _exercise_numbers(assignment):
    """The number of the exercise that each cell is in, by the cell's id."""
    found = exercises(assignment.master)[1]
    return {cell.get("id"): int(heading["number"]) for heading, cells in found for cell in cells}
