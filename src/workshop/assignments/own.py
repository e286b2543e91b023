"""Copies with numbers of the student's own, in the course's folder `own`, and the master that belongs to each."""

from secrets import token_hex

import nbformat

from workshop.assignments.variants import can_vary, vary
from workshop.exercise_cells import students_copy
from workshop.submissions.listing import safe


def make_own(course, students):
    """Give each student a copy of every page that draws numbers, in `own/NN/STUDENT`.

    Parameters
    ----------
    course : Course
    students : list of str

    Returns
    -------
    dict
        `{NN: the numbers of the exercises that draw}`.
    """
    folder, found = course.folder / "own", {}
    folder.mkdir(exist_ok=True)
    if not (folder / "secret").exists():
        (folder / "secret").write_text(token_hex(16), encoding="utf-8")
    for name in sorted(place.name for place in (course.folder / "source").glob("[0-9][0-9]")):
        master = nbformat.read(course.master(name), as_version=4)
        numbers = can_vary(master)
        if numbers:
            found[name] = numbers
            for student in map(safe, students):
                (folder / name / student).mkdir(parents=True, exist_ok=True)
                own = students_copy(master_for(course.folder, name, student, master))
                nbformat.write(own, folder / name / student / course.master(name).name)
    return found


def handed_in_usual(usual, own, submitted):
    """Whether a student with the master `own` handed in the copy with the usual numbers."""
    texts = {cell.source.strip() for cell in submitted.cells}
    shown = [(a.source.strip(), b.source.strip()) for a, b in zip(usual.cells, own.cells, strict=True)]
    shown = [(a, b) for a, b in shown if a != b and a.startswith("## ")]
    return any(a in texts for a, _ in shown) and not any(b in texts for _, b in shown)


def master_for(folder, name, student, master):
    """The master with the student's own numbers, if a copy with such is in the course's folder; else as it is."""
    folder = folder / "own"
    if not (folder / name / student).is_dir():
        return master
    return vary(master, student, (folder / "secret").read_text(encoding="utf-8"))
