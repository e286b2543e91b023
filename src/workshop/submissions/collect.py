"""Finding a class's notebooks in what came back: every file is accounted for, and everyone on the roster."""

import atexit
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat

from workshop.submissions.choosing import REFUSED, Handed, choose
from workshop.submissions.listing import CHECKPOINTS, METADATA, NOTEBOOK, apart, safe, shown, unpack, walk
from workshop.submissions.notebook_file import Note, Unreadable
from workshop.submissions.platforms import owner_of_file, owners_of_folder, read_gradescope
from workshop.submissions.roster import read_roster


@dataclass(frozen=True)
class Submission:
    """What was found of a student: the notebook to grade, None if there is none, and notes.

    `student` can be the name of a folder; `listing.name_of` gives the name as it was.
    """

    student: str
    path: Path | None
    notes: tuple = ()


def find(folder, master, roster=None, into=None):
    """Find the submissions of an assignment.

    Parameters
    ----------
    folder : path
        A folder, or a zip file as platforms export it. In it each student has a notebook `STUDENT.ipynb`, a folder
        `STUDENT`, or what a platform makes of these: see `platforms`.
    master : path
        The exercise page.
    roster : path, optional
        A CSV file with the class: see `roster.read_roster`.
    into : path, optional
        Where a zip file is unpacked; if not given, in a folder that goes when Python ends.

    Returns
    -------
    submissions : list of Submission
        In the order of their names; with a roster, also of those who handed in nothing.
    notes : list of Note
        What concerns no student.

    Raises
    ------
    Unreadable
        If the folder is none, and no zip file either.
    """
    folder, master = Path(folder), Path(master)
    root, notes = _opened(folder, into)
    found, more = _by_owner(root, master.name, roster)
    students, unnamed = _by_student(found, read_roster(roster) if roster else None)
    page = nbformat.read(master, as_version=4)
    submissions = []
    for student, (handed, said) in students.items():
        if handed is None:
            submissions.append(Submission(student, None, tuple(said)))
            continue
        chosen, also = choose(student, handed, page, master.name)
        submissions.append(Submission(student, chosen and chosen.path, (*said, *also)))
    submissions.sort(key=lambda one: (one.student.casefold(), one.student))
    return submissions, notes + more + unnamed


def _opened(folder, into):
    """The folder in which the students' files are, and notes; a zip file is unpacked."""
    if folder.is_dir():
        return _inner(folder), []
    if not folder.is_file():
        raise Unreadable(f"{folder} is neither a folder nor a zip file: name the one in which the submissions are.")
    if into is None:
        into = tempfile.mkdtemp()
        atexit.register(shutil.rmtree, into, ignore_errors=True)
    notes = unpack(folder, Path(into))
    root = _inner(Path(into), zipped=True)
    if root != Path(into):
        said = f"{folder.name} holds one folder, {shown(root.name)}: the students were looked for in it."
        notes.append(Note("folder", said))
    return root, notes


def _inner(folder, zipped=False):
    """The only folder in a folder, where that is an export's own and not a student's."""
    inside = [(path, kind) for path, kind in walk(folder) if len(path.parts) < 3 and kind != "system"]
    top = [path for path, kind in inside if len(path.parts) == 1]
    below = [(path, kind) for path, kind in inside if len(path.parts) == 2]
    if len(top) != 1 or dict(inside)[top[0]] != "folder":
        return folder
    is_export = any(path.name == METADATA for path, _ in below)
    several = sum(kind == "folder" or bool(NOTEBOOK.search(path.name)) for path, kind in below) > 1
    return folder / top[0] if is_export or (zipped and several) else folder


def _by_owner(root, called, roster):
    """Owner -> what each handed in; and notes on what is nobody's."""
    gradescope = read_gradescope(root / METADATA)
    found, notes, system = {}, [], 0
    for path, kind in walk(root):
        top, is_inside = (path.parts or ("",))[0], len(path.parts) > 1
        if kind == "system" or top == CHECKPOINTS:
            system += 1
        elif (gradescope and path == Path(METADATA)) or _is_same(root / path, roster):
            continue
        elif is_inside or kind in ("folder", "locked") and top:
            for owner in owners_of_folder(top, gradescope):
                own = found.setdefault(owner, [])
                if kind != "folder":
                    hidden = "checkpoint" if CHECKPOINTS in path.parts and kind == "file" else kind
                    own.append(Handed(root / path, shown(path), path.name, hidden))
        else:
            owner, name, late = owner_of_file(path.name, called)
            if owner:
                found.setdefault(owner, []).append(Handed(root / path, shown(path), name, kind, late))
            else:
                notes.append(_on_nobodys(path, kind))
    if system:
        notes.append(Note("system files", f"{system} files of operating systems and editors were passed over."))
    return found, notes


def _is_same(path, roster):
    return roster is not None and path.name == Path(roster).name and path.resolve() == Path(roster).resolve()


def _on_nobodys(path, kind):
    name = shown(path) if path.parts else "the folder"
    if kind in REFUSED:
        return Note("refused", f"{name} {REFUSED[kind]}: look at it.", needs_you=True)
    if NOTEBOOK.search(path.name):
        said = f"{name} does not say whose it is: put it into a folder with the student's name."
        return Note("no student", said, needs_you=True)
    return Note("other files", f"{name} is no notebook and does not say whose it is; it was left.")


def _by_student(found, roster):
    """Student -> `(what was handed in, notes)`, None for who is missing; and notes on names that cannot be used."""
    groups = {student: [] for student in roster.students} if roster else {}
    unlisted = {}
    for owner in found:
        student = roster.find([*owner.ids, owner.name]) if roster else None
        if student is None or any(one.number != owner.number for one in groups[student] if one.number and owner.number):
            unlisted[owner] = _unlisted_name(owner, found)
        else:
            groups[student].append(owner)
    students, notes = {}, []
    for name, owners in [*groups.items(), *((name, [owner]) for owner, name in unlisted.items())]:
        student = safe(name)
        if student is None:
            said = f"The name {shown(name[:40])}… is too long for a folder: give the student's files a shorter one."
            notes.append(Note("name", said, needs_you=True))
            continue
        said, handed = [], [one for owner in owners for one in found[owner]]
        if roster and owners and owners[0] in unlisted:
            said = [Note("not on the roster", f"{shown(name)} is not on the roster, or could be several who are.")]
        if not owners:
            handed, said = None, [Note("missing", f"{shown(name)} is on the roster, and nothing was found.")]
        students[apart(student, students)] = (handed, said)
    return students, notes


def _unlisted_name(owner, found):
    """The name, with the platform's number if another has the same."""
    is_only = sum(other.name == owner.name for other in found) == 1
    return owner.name if is_only or not owner.number else f"{owner.name}_{owner.number}"
