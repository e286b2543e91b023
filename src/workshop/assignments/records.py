"""What is kept of each submission beside nbgrader's gradebook, as JSON: the report is made of it.

`records/07/STUDENT.json` has its points, what was said, what happened and the answers; `.class.json` has what
concerns no one who was graded. A file beside each received notebook says how it was called, and what was put right.
"""

import json
from dataclasses import asdict
from datetime import datetime

from workshop.assignments.feedback import sentence
from workshop.exercise_cells import is_answer, is_check
from workshop.submissions.notebook_file import Note
from workshop.submissions.roster import read_rows

EVENTS = {
    "timeout",
    "idle",
    "memory",
    "processes",
    "ended",
    "tampered",
    "gone",
    "check",
    "crashed",
    "given",
    "feedback",
}  # that need eyes


def write(course, name, student, points, verdict):
    """Record a submission that was graded; return the record."""
    notebook = course.autograded(name, student)
    known = notebook.metadata.get("convbook", {})
    errors = {
        cell.metadata.nbgrader.grade_id: output
        for cell in filter(is_check, notebook.cells)
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    }
    answers = {cell.metadata.nbgrader.grade_id: cell for cell in filter(is_answer, notebook.cells)}
    record = {
        "student": student, "assignment": name, "graded": f"{datetime.now():%Y-%m-%dT%H:%M:%S}",
        "file": known.get("file", ""), "points": points, "of": course.max_points(name),
        "said": {check: sentence(error.ename, error.evalue) for check, error in errors.items()},
        "events": verdict["events"], "alone": verdict["alone"], "seconds": verdict["seconds"],
        "notes": known.get("notes", []) + [_as_note(event, verdict) for event in verdict["events"]],
        "answers": {key: cell.source for key, cell in answers.items() if cell.cell_type == "code"},
        "words": {key: cell.source for key, cell in answers.items() if cell.cell_type == "markdown"},
    }  # fmt: skip
    _write(course.folder / "records" / name / f"{student}.json", record)
    return record


def _as_note(event, verdict):
    kind, cell, said = event
    twice = " It was run once more alone, with the same result." if verdict["alone"] else ""
    return {"kind": kind, "says": f"{said}{twice}", "needs_you": kind in EVENTS, "cell": cell}


def read_all(folder, name):
    """All records of an assignment, by student."""
    files = sorted((folder / "records" / name).glob("[!.]*.json"))
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in files}


def read_class(folder, name):
    """What is recorded of the class: `notes`, `missing`, `ungraded` and `roster`."""
    file = _class_file(folder, name)
    empty = {"notes": [], "missing": [], "ungraded": [], "roster": []}
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else empty


def write_class(folder, name, found, notes, roster=None):
    """Record what concerns nobody who was graded: whoever handed in earlier is not missing."""
    before, without = read_class(folder, name), [one for one in found if one.path is None]
    rows = read_rows(roster) if roster else before["roster"]
    here = {one.student for one in found if one.path} | {path.name for path in (folder / "received" / name).glob("*")}
    earlier = set(before["ungraded"])  # what they handed in then is still to be asked for
    without = [one for one in without if not (one.student in earlier and _is_missing(one))]
    kinds = {one.student: {note.kind for note in one.notes} for one in without}
    missing, ungraded = (
        sorted({*before[key], *(one for one in kinds if ("missing" in kinds[one]) == (key == "missing"))} - here)
        for key in ("missing", "ungraded")
    )
    kept = [note for note in before["notes"] if note.get("student") in set(ungraded) - set(kinds)]
    listed = [*kept, *(asdict(note) for note in notes)]
    listed += [asdict(note) | {"student": one.student} for one in without for note in one.notes]
    _write(_class_file(folder, name), {"notes": listed, "missing": missing, "ungraded": ungraded, "roster": rows})


def _is_missing(submission):
    return any(note.kind == "missing" for note in submission.notes)


def write_unreadable(folder, name, student, said):
    """Record that a student's notebook could not be read."""
    record = read_class(folder, name)
    record["notes"].append({"kind": "unreadable", "says": said, "needs_you": True, "student": student})
    _write(_class_file(folder, name), record)


def write_received(notebook, called, notes):
    """Record how a received notebook was called, and the notes on its way here."""
    _write(notebook.with_suffix(".json"), {"file": called, "notes": [asdict(note) for note in notes]})


def read_received(notebook):
    """What `write_received` recorded: the name, and the notes."""
    known = json.loads(notebook.with_suffix(".json").read_text(encoding="utf-8"))
    return known["file"], [Note(**note) for note in known["notes"]]


def _class_file(folder, name):
    return folder / "records" / name / ".class.json"  # no student is called so


def _write(file, record):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(record, indent=1, ensure_ascii=False), encoding="utf-8")
