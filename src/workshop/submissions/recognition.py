"""Which cell of a submission is which cell of the page: by name and id, by its text, by the names it gives values.

A submission is taken as pieces. A piece is a cell, or a part of one where cells were joined. Its `home` is the number
of the page's cell that it is, or whose answer it is; what a student added has none.
"""

from dataclasses import dataclass, field, replace

from workshop.submissions import cell_text
from workshop.submissions.answer_cells import settle_by_names, settle_helpers, settle_words
from workshop.submissions.cell_text import clean, similarity

LOCATED = ("id", "text", "joined", "kind")  # the ways to know a home that say where the cell was, too
ALIKE, HARDLY_ALIKE = 0.6, 0.3  # fractions of the words that two cells share


@dataclass(eq=False)
class Piece:
    """A cell of a submission, or a part of one.

    `order` is its place in the submission. `found_by` says what its home was known by: "id", "text",
    "joined" (by its text, in a cell with others), "kind" (in a cell of text instead of code, or the other way round),
    "names" or "place".
    `within` is the number of the page's cell into which the student wrote this; `doubled`: a copy of a page's cell.
    """

    order: tuple
    kind: str
    source: str
    home: int | None = None
    found_by: str = ""
    within: int | None = None
    doubled: bool = False
    attachments: dict = field(default_factory=dict)

    def settle(self, home, found_by):
        self.home, self.found_by = home, found_by

    def part(self, number, source, **others):
        return replace(self, order=(*self.order, number), source=source, **others)


def recognize(page, submitted):
    """The pieces of a submission, in their order."""
    pieces = []
    for i, cell in enumerate(submitted.cells):
        if clean(cell.source) not in page.solutions:
            kind = "code" if cell.cell_type == "code" else "markdown"
            pieces.append(Piece((i,), kind, cell.source, attachments=cell.get("attachments", {})))
            _settle_by_id(page, pieces[-1], cell)
    _settle_by_text(page, pieces)
    _settle_kinds(page, pieces)
    missing = _missing(page, pieces)
    pieces = [part for piece in pieces for part in _joined_cells(page, piece, missing)]
    _settle_by_similarity(page, pieces)
    _settle_blanks(page, pieces)
    pieces = [part for piece in pieces for part in _students_part(page, piece)]
    pieces = settle_by_names(page, pieces, anchors(pieces))
    settle_helpers(page, pieces)
    settle_words(page, pieces, anchors(pieces))
    return pieces


def anchors(pieces):
    """For each piece, the number of the page's cell that stands before it; -1 where there is none."""
    last, found = -1, {}
    for piece in pieces:
        if piece.home is not None and (piece.found_by in LOCATED or piece.home > last):
            last = piece.home
        found[piece] = last
    return found


def _settle_by_id(page, piece, cell):
    name = cell.metadata.get("nbgrader", {}).get("grade_id")
    for claimed, alike in ((page.by_name.get(name), 0), (page.by_id.get(cell.get("id")), HARDLY_ALIKE)):
        if piece.home is None and claimed is not None and _is_plausible(page, piece, claimed, alike):
            piece.settle(claimed, "id")


def _is_plausible(page, piece, i, alike=0):
    """Whether a piece can be the page's cell that its id names: ids are copied, and number the cells of other pages."""
    text = clean(piece.source)
    if text in page.handed_out[i] or not text:
        return True
    if page.by_text.get(text, i) != i:
        return False
    resembles = page.text(i) in text or similarity(text, page.text(i)) >= alike
    if i in page.names:
        if piece.kind != "code":
            code = cell_text.as_code(text)
            return code is not None and bool(page.filled_in(code, i))
        owners = page.owners(text)
        return i in owners or (not owners and resembles)
    if page.is_text(i) or (piece.kind != "code" and i not in page.texts):
        return page.text(i) in text or similarity(text, page.text(i)) >= HARDLY_ALIKE
    return i in page.texts or resembles


def _settle_by_text(page, pieces):
    for piece in pieces:
        home = page.by_text.get(clean(piece.source))
        if piece.home is None and home is not None:
            piece.settle(home, "text")
    first = {}
    for piece in sorted(pieces, key=lambda piece: _is_changed(page, piece)):  # an unchanged one is believed first
        if piece.home is not None and not page.is_answer(piece.home) and first.setdefault(piece.home, piece) != piece:
            piece.doubled = not _is_changed(page, piece)
            piece.settle(None, "")


def _settle_kinds(page, pieces):
    for piece in pieces:
        if piece.home in page.names and piece.kind != "code" and _is_changed(page, piece):
            piece.kind, piece.source, piece.found_by = "code", cell_text.as_code(piece.source), "kind"
        elif piece.home in page.texts and piece.kind == "code":
            piece.kind, piece.found_by = "markdown", "kind"


def _is_changed(page, piece):
    return piece.home is not None and clean(piece.source) not in page.handed_out[piece.home]


def _missing(page, pieces):
    return set(range(len(page.cells))) - {piece.home for piece in pieces}


def _joined_cells(page, piece, missing):
    """A piece without the page's cells that were joined to it; they are pieces of their own."""
    text = f"\n{clean(piece.source)}\n"
    for i in sorted(missing, key=lambda i: -len(page.text(i))):
        before, found, after = text.partition(f"\n{page.text(i)}\n") if page.text(i) else (text, "", "")
        if not found or page.is_answer(i):
            continue
        missing.discard(i)
        parts = [piece.part(0, before), piece.part(1, page.text(i)), piece.part(2, after)]
        parts[1].settle(i, "joined")
        for part in (parts[0], parts[2]):
            if piece.home is not None and not _is_plausible(page, part, piece.home):
                part.settle(None, "")
        parts = [part for part in parts if clean(part.source)]
        return [one for part in parts for one in (_joined_cells(page, part, missing) if part.home != i else [part])]
    return [piece]


def _settle_by_similarity(page, pieces):
    """A cell without its id, that a student changed a little, or of another version of the page."""
    for piece in pieces:
        if piece.home is not None or piece.doubled or (piece.kind == "code" and page.owners(piece.source)):
            continue
        alike = [
            (similarity(piece.source, page.text(i)), i)
            for i in _missing(page, pieces)
            if not page.is_answer(i) and page.cells[i].cell_type == piece.kind
        ]
        if alike and max(alike)[0] >= ALIKE:
            piece.settle(max(alike)[1], "text")


def _settle_blanks(page, pieces):
    """Checks that are hidden altogether are blank in the students' copy: a blank cell is the next of them."""
    before = anchors(pieces)
    for piece in pieces:
        following = next((i for i in range(before[piece] + 1, len(page.cells)) if not page.is_answer(i)), None)
        blank = piece.home is None and not clean(piece.source)
        if blank and following in _missing(page, pieces) and not page.text(following):
            piece.settle(following, "text")
            before = anchors(pieces)


def _students_part(page, piece):
    """What a student wrote into a cell that is no answer's becomes a piece of its own, and the cell is as it was."""
    if piece.home is None or page.is_answer(piece.home) or not _is_changed(page, piece):
        return [piece]
    i, text = piece.home, f"\n{clean(piece.source)}\n"
    own = "\n".join(cell_text.added_lines(piece.source, page.text(i)))
    if (given := f"\n{page.text(i)}\n") in text and page.text(i):
        own = text.replace(given, "\n", 1)
    elif piece.kind == "code" and not (page.is_check(i) and cell_text.is_python(own)):
        own = piece.source  # a given cell that was changed runs as the student left it
    part = piece.part(1, own, within=i)
    part.settle(None, "")
    return [piece.part(0, page.text(i)), *([part] if clean(own) else [])]
