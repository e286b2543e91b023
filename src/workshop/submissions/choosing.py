"""Which of a student's files is graded, and what is said of the others."""

from dataclasses import dataclass
from pathlib import Path

from workshop.submissions.listing import NOTEBOOK
from workshop.submissions.matching import resemblance
from workshop.submissions.notebook_file import Note, Unreadable, read

MOST = 20  # notebooks of one student that are compared
OF_THE_PAGE, BY_NAMES = 0.25, 0.6  # the fractions of the page, or of its answers' names, that make it this page's
AS_GOOD = 0.15  # two that differ by less in the cells they have match equally well
ADVICE = {".zip": "unpack it where it lies", ".7z": "unpack it where it lies", ".rar": "unpack it where it lies"}
REFUSED = {
    "link": "is a link, and links are not followed",
    "special": "is no file",
    "deep": "lies too many folders down",
    "locked": "could not be opened",
}


@dataclass(frozen=True)
class Handed:
    """A file that came back: where it is, its path in the class's folder, what the student called it, what it is."""

    path: Path
    shown: str
    name: str
    kind: str = "file"
    late: bool = False

    @property
    def is_notebook(self):
        return self.kind == "file" and bool(NOTEBOOK.search(self.name))


@dataclass(frozen=True)
class Candidate:
    """A notebook that was read, and how much of the page it has: see `matching.resemblance`."""

    handed: Handed
    cells: list
    given: float
    named: float
    when: float

    @property
    def is_of_the_page(self):
        return self.given >= OF_THE_PAGE or self.named >= BY_NAMES


def choose(student, handed, page, called):
    """The notebook to grade, and notes.

    Parameters
    ----------
    student : str
    handed : list of Handed
        All that came from this student.
    page : NotebookNode
        The master.
    called : str
        What the assignment's file is called.

    Returns
    -------
    Handed or None, list of Note
    """
    notes = [
        Note("refused", f"{student}: {one.shown} {REFUSED[one.kind]}: ask for the notebook itself.", True)
        for one in handed
        if one.kind in REFUSED
    ]
    candidates, more = _read([one for one in handed if one.is_notebook], student, page)
    notes += more
    ours = [one for one in candidates if one.is_of_the_page]
    for one in candidates:
        if not one.is_of_the_page:
            said = f"{student}: {one.handed.shown} is a notebook, but hardly has a cell of {called}: look at it."
            notes.append(Note("another page", said, needs_you=True))
    others = [one for one in handed if one.kind == "file" and not one.is_notebook]
    if not ours:
        return None, notes + _on_no_notebook(student, handed, others, called, bool(notes))
    best, more = _best(ours, student)
    notes += more
    if best.handed.name != called:
        notes.append(Note("renamed", f"{student}: {best.handed.shown} was taken for {called}."))
    if best.handed.late:
        notes.append(Note("late", f"{student}: {best.handed.shown} came late, as its name says."))
    if others:
        said = f"{student}: not read, as they are no notebooks: {_listed(others)}."
        notes.append(Note("other files", said))
    return best.handed, notes


def _read(notebooks, student, page):
    candidates, notes = [], []
    if len(notebooks) > MOST:
        said = f"{student} handed in {len(notebooks)} notebooks; only the newest {MOST} were compared: look at them."
        notes.append(Note("two files", said, needs_you=True))
        notebooks = sorted(notebooks, key=lambda one: one.path.stat().st_mtime)[-MOST:]
    for one in notebooks:
        try:
            notebook, _ = read(one.path)
        except Unreadable as error:
            notes.append(Note("unreadable", f"{student}: {error}", needs_you=True))
            continue
        cells = [(cell.cell_type, cell.source) for cell in notebook.cells]
        candidates.append(Candidate(one, cells, *resemblance(page, notebook), one.path.stat().st_mtime))
    return candidates, notes


def _best(candidates, student):
    """The one with answers; of several, that with most of the page's cells; of those that are alike, the newest."""
    filled = [one for one in candidates if one.named] or candidates
    most = max(one.given for one in filled)
    alike = [one for one in filled if one.given > most - AS_GOOD]
    best = max(alike, key=lambda one: (one.when, one.named, str(one.handed.path)))
    left = [one for one in candidates if one is not best]
    if not left:
        return best, []
    why = "the only one with answers" if len(filled) == 1 else "the newest" if len(alike) > 1 else "the most complete"
    if all(one.cells == best.cells for one in left):
        why = "all have the same cells"
    differ = any(one.named and one.cells != best.cells for one in left) and bool(best.named)
    said = f"{student} handed in {len(candidates)} notebooks; {best.handed.shown} was taken ({why}) and "
    said += f"{_listed([one.handed for one in left])} left."
    return best, [Note("two files", said + (" Both hold answers: look which was meant." if differ else ""), differ)]


def _on_no_notebook(student, handed, others, called, is_said):
    ask = f"ask for {called}"
    if others:
        advice = {ADVICE.get(Path(one.name).suffix.lower(), ask) for one in others}
        said = (
            f"{student} handed in {_listed(others)} and no notebook that can be graded: {', or '.join(sorted(advice))}."
        )
    elif any(one.kind == "checkpoint" for one in handed):
        said = f"{student} handed in only what Jupyter saved on its own, in .ipynb_checkpoints: {ask}, or move it out."
    elif is_said:
        return []
    else:
        said = f"{student} handed in an empty folder: {ask}."
    return [Note("no notebook", said, needs_you=True)]


def _listed(files, most=5):
    more = f" and {len(files) - most} more" if len(files) > most else ""
    return ", ".join(one.shown for one in files[:most]) + more
