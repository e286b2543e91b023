"""A submission put back into the form of the page: the page's own cells, with the student's answers and added cells."""

from dataclasses import dataclass, field

from nbformat.v4 import new_code_cell, new_markdown_cell

from workshop.submissions import cell_text
from workshop.submissions.cell_text import clean
from workshop.submissions.notebook_file import Note, Unreadable, read
from workshop.submissions.notes import notes_on
from workshop.submissions.page import Page
from workshop.submissions.recognition import anchors, recognize

__all__ = ["Note", "Unreadable", "read", "resemblance", "restore"]
BEFORE, SELF, AFTER = range(3)


@dataclass
class Answer:
    """What the submission has for one answer: its text, and earlier versions of it that are kept beside it."""

    source: str | None
    used: list = field(default_factory=list)
    earlier: list = field(default_factory=list)


def restore(master, submitted):
    """The page's own cells, in their order, each answer's with what the student wrote, and the cells that were added.

    Parameters
    ----------
    master : NotebookNode
        The exercise page with its solutions.
    submitted : NotebookNode
        What came back, as `read` gives it.

    Returns
    -------
    notebook : NotebookNode
        Sources, ids and nbgrader's metadata are the students' copy's, but for the answers. No line that the student
        wrote is left out: what is no answer is a cell of its own, without nbgrader's metadata.
    notes : list of Note
        What was put right, and what could not be matched; nothing if nothing was out of place.
    """
    page = Page(master)
    pieces = recognize(page, submitted)
    answers = {i: _answer(page, pieces, i) for i in (*page.names, *page.texts)}
    places, notes = _places(page, pieces, answers), notes_on(page, pieces, answers, submitted)
    cells = [((i, SELF, ()), cell) for i, cell in enumerate(page.cells)]
    for i, answer in answers.items():
        if answer.source is not None:
            page.cells[i].source = answer.source
        pictures = {name: data for piece in answer.used for name, data in piece.attachments.items()}
        if pictures and i in page.texts:
            page.cells[i].attachments = pictures
    added = sorted(places, key=places.get)
    ids = (new for n in range(1, 10**6) if (new := f"added-{n}") not in page.by_id)
    cells += [(places[piece], _added_cell(piece, new)) for piece, new in zip(added, ids, strict=False)]
    page.notebook.cells = [cell for _, cell in sorted(cells, key=lambda placed: placed[0])]
    return page.notebook, notes


def resemblance(master, submitted):
    """How much of the page a notebook has, unchanged, and how many of its answers' names get values: from 0 to 1."""
    page = Page(master)
    whole = "\n".join(["", *(clean(cell.source) for cell in submitted.cells), ""])
    given = [page.handed_out[i] - {""} for i in range(len(page.cells)) if not page.is_answer(i) and page.text(i)]
    found = [any(f"\n{text}\n" in whole for text in texts) for texts in given]
    names = {cell.metadata.get("nbgrader", {}).get("grade_id") for cell in submitted.cells}
    pieces = recognize(page, submitted)
    filled = {name for i in page.names for name in page.filled_in(_answer(page, pieces, i).source or "", i)}
    have = max(sum(found) / len(found), len(names.intersection(page.by_name)) / len(page.by_name))
    return have, len(filled) / max(1, len(page.owner))


def _added_cell(piece, new):
    if piece.kind == "code":
        return new_code_cell(piece.source, id=new)
    pictures = {"attachments": piece.attachments} if piece.attachments else {}
    return new_markdown_cell(piece.source, id=new, **pictures)


def _answer(page, pieces, i):
    found, given = [piece for piece in pieces if piece.home == i], page.text(i)
    if i in page.texts:
        used = [piece for piece in found if clean(piece.source) not in {"", given}]
        return Answer("\n\n".join(dict.fromkeys(piece.source for piece in used)) or None, used)
    texts = {clean(piece.source): piece for piece in found if cell_text.added_lines(piece.source, given)}
    written = [piece for piece in texts.values() if not cell_text.is_unchanged(piece.source, given)]
    remarks = [piece for piece in texts.values() if piece not in written]
    used, earlier = [], []
    for piece in reversed(written):
        again = any(page.filled_in(piece.source, i) & page.filled_in(later.source, i) for later in used)
        needed = any(cell_text.names(piece.source) & cell_text.reads(later.source) for later in used)
        (earlier if again and not needed else used).insert(0, piece)
    if not used:
        return Answer(remarks[0].source if remarks else None, [], remarks[1:])
    if len(used) > 1 and not cell_text.is_python(_joined(page, used, i)):
        earlier += [piece for piece in used if not page.filled_in(piece.source, i)]
        used = [piece for piece in used if piece not in earlier] or [earlier.pop()]
    return Answer(_joined(page, used, i), used, earlier + remarks)


def _joined(page, used, i):
    """The parts of an answer in one cell; what a part has as it was handed out would undo the others."""
    if len(used) == 1:
        return used[0].source
    named = [page.filled_in(piece.source, i) for piece in used]
    texts = []
    for k, piece in enumerate(used):
        elsewhere = set().union(*named[:k], *named[k + 1 :])
        for one in cell_text.statements(piece.source):
            if cell_text.added_lines(one.text, page.text(i)) or not one.names or not one.names <= elsewhere:
                texts.append(one.text)
    return "\n".join(texts)


def _places(page, pieces, answers):
    """Where the cells go that are nobody's: `{piece: (number of the page's cell, before or after it, order)}`."""
    before, places = anchors(pieces), {}
    for piece in pieces:
        if piece.home is None and clean(piece.source) and not (piece.doubled and _says_nothing_new(page, piece)):
            in_check = piece.within is not None and page.is_check(piece.within)
            at = before[piece] if piece.within is None else piece.within
            places[piece] = (at, BEFORE if in_check else AFTER, piece.order)
    places |= {piece: (i, BEFORE, piece.order) for i, answer in answers.items() for piece in answer.earlier}
    _move_up(places, [(piece, i) for i, answer in answers.items() for piece in answer.used])
    return places


def _move_up(places, used):
    """A cell goes before the cells that were below it and read what it defines, where these moved up."""
    readers = [(piece.order, piece.source, (i, BEFORE)) for piece, i in used]
    for piece in sorted((piece for piece in places if piece.kind == "code"), key=lambda one: one.order, reverse=True):
        above = [(source, at) for order, source, at in readers if order > piece.order and at < places[piece][:2]]
        names = cell_text.names(piece.source) if above else set()
        needed = [(*at, piece.order) for source, at in above if names & cell_text.reads(source)]
        places[piece] = min([places[piece], *needed])
        readers.append((piece.order, piece.source, places[piece][:2]))


def _says_nothing_new(page, piece):
    """Whether a second copy of a page's cell can go: but for a given cell of code, which may have reset a variable."""
    i = page.by_text[clean(piece.source)]
    return page.is_check(i) or page.is_text(i)
