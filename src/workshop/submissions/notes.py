"""What an instructor is told about a submission whose cells were not where they should be."""

from workshop.submissions import cell_text
from workshop.submissions.answer_cells import code
from workshop.submissions.cell_text import clean
from workshop.submissions.notebook_file import Note
from workshop.submissions.recognition import LOCATED, anchors

QUOTED = 3  # cells


def notes_on(page, pieces, answers, submitted):
    """Notes on what `restore` did, in the order of their kinds, none where nothing was out of place."""
    lost = not any(cell.metadata.get("nbgrader", {}).get("grade_id") in page.by_name for cell in submitted.cells)
    said = "nbgrader's metadata was missing from all cells and is back."
    notes = [Note("metadata lost", said)] if lost else []
    notes += _on_the_page(page, pieces, lost)
    notes += _on_foreign_cells(page, pieces, answers)
    for i, answer in answers.items():
        notes += _on_answer(page, i, answer, pieces, lost)
    return [*notes, *_on_what_is_empty(page, answers), *_on_what_is_left(page, pieces, answers)]


def _name(page, i):
    """An answer's names as they are called in a sentence."""
    return " and ".join(f"`{name}`" for name in sorted(page.names[i])) if i in page.names else "the explanation"


def _exercise(page, i):
    return f"Exercise {page.section[i]}" if page.section[i] else "The opening"


def _cell_names(page, cells):
    return ", ".join(f"`{page.cells[i].metadata.get('nbgrader', {}).get('grade_id', 'the first cell')}`" for i in cells)


def _on_the_page(page, pieces, lost):
    found = [piece for piece in pieces if piece.home is not None]
    missing = sorted(set(range(len(page.cells))) - {piece.home for piece in found})
    checks = [i for i in missing if page.is_check(i) and (page.text(i) or not lost)]
    notes = []
    if checks:
        notes.append(Note("check restored", f"Checks that were missing are back: {_cell_names(page, checks)}."))
    texts = [i for i in missing if page.is_text(i)]
    given = [i for i in missing if not (page.is_text(i) or page.is_check(i) or page.is_answer(i))]
    back = [*([f"{len(texts)} with text"] if texts else []), *([_cell_names(page, given)] if given else [])]
    if back:
        notes.append(Note("cell restored", f"Cells of the page that were missing are back: {', '.join(back)}."))
    homes = list(dict.fromkeys(piece.home for piece in found if piece.found_by in LOCATED))
    if homes != sorted(homes):
        notes.append(Note("reordered", "The cells were in another order; they are in the page's again."))
    if any(piece.found_by == "joined" for piece in found):
        notes.append(Note("cells joined", "Cells of the page had been joined with others; they are apart again."))
    return notes


def _on_foreign_cells(page, pieces, answers):
    """On what was written into the page's own cells."""
    notes = []
    for piece in pieces:
        if (i := piece.within) is None:
            continue
        what = "the check" if page.is_check(i) else "the text" if page.is_text(i) else "the given cell"
        where = "before" if page.is_check(i) else "after"
        kind = {"the check": "check restored", "the text": "text changed", "the given cell": "given cell changed"}[what]
        only = [n for j in page.names for n in page.filled_in(code(piece), j) - _filled(page, answers[j], j)]
        said = f"{_exercise(page, i)}: {what}{_own_name(page, i)} was changed; the page's own is back, and what was "
        said += f"written into it is a cell {where} it."
        if only:
            said += f" Only there does `{min(only)}` get a value: look at it."
        notes.append(Note(kind, said, needs_you=bool(only)))
    return notes


def _own_name(page, i):
    return f" {_cell_names(page, [i])}" if "nbgrader" in page.cells[i].metadata else ""


def _filled(page, answers, i):
    return page.filled_in(answers[i].source or "", i)


def _on_answer(page, i, answer, pieces, lost):
    where, what = _exercise(page, i), _name(page, i)
    own = [piece for piece in pieces if piece.home == i]
    again = [piece for piece in answer.earlier if i in page.names and page.filled_in(piece.source, i)]
    if again:
        said = f"{where}: {what} is filled in {len(again) + 1} times, differently; the last one counts, and what came "
        yield Note("cell copied", f"{said}before it is in a cell above: look which was meant.", needs_you=True)
    elif len(answer.used) > 1:
        said = f"{where}: {what} stood in {len(answer.used)} cells; they were put together in their order."
        yield Note("cell split", said)
    elif sum(piece.found_by == "id" for piece in own) > 1:
        yield Note(
            "cell copied", f"{where}: the cell for {what} is there more than once; the one that is filled in counts."
        )
    elif any(piece.found_by in ("names", "place") for piece in answer.used) and not lost:
        yield Note("cell retyped", f"{where}: {what} stood in another cell and was put into its own.")
    if any(piece.found_by == "kind" for piece in answer.used):
        kinds = ("text", "code") if i in page.names else ("code", "text")
        yield Note(
            "cell retyped", "{}: {} stood in a cell of {} and was put into its own, of {}.".format(where, what, *kinds)
        )
    if i in page.names and answer.used and not _filled(page, answer, i):
        yield Note("unmatched", f"{where}: the answer's cell gives no value to {what}: look at it.", needs_you=True)


def _filled(page, answer, i):
    return page.filled_in(answer.source or "", i)


def _empty(page, answers):
    """The answers with something missing, and what it is called."""
    for i, answer in answers.items():
        if i in page.texts and not answer.used:
            yield i, ["the explanation"]
        elif i in page.names and (missing := page.names[i] - _filled(page, answer, i)):
            yield i, [f"`{name}`" for name in sorted(missing)]


def _on_what_is_empty(page, answers):
    empty = dict(_empty(page, answers))
    for section in sorted({page.section[i] for i in empty}):
        own = [i for i in answers if page.section[i] == section]
        if not any(answers[i].used for i in own):
            yield Note("empty", f"Exercise {section}: nothing was filled in.")
        elif names := [
            name
            for i in own
            if i in page.texts or _filled(page, answers[i], i) or not answers[i].used
            for name in empty.get(i, [])
        ]:
            yield Note("empty", f"Exercise {section}: not filled in: {', '.join(names)}.")


def _on_what_is_left(page, pieces, answers):
    """On cells that a student added and that may be an answer that is missing."""
    empty = dict(_empty(page, answers))
    missing = {name for i in empty if i in page.names for name in page.names[i] - _filled(page, answers[i], i)}
    sections = {page.section[i] for i in empty}
    left = []
    for piece, around in zip(pieces, _sections(page, pieces), strict=True):
        in_code = piece.kind == "code" and not cell_text.does_nothing(piece.source)
        near = not sections.isdisjoint(around) and (in_code or piece.kind != "code") or (in_code and 0 in around)
        free = piece.home is None and not piece.doubled and piece.within is None and clean(piece.source)
        if empty and free and (near or missing & cell_text.names(piece.source)):
            left.append(f"“{cell_text.lines(piece.source)[0][:60]}”")
    if left:
        more = f" and {len(left) - QUOTED} more" if len(left) > QUOTED else ""
        said = "Something is not filled in, and cells that were added match nothing of the page: "
        said += f"{', '.join(left[:QUOTED])}{more}. Look whether the answer is there."
        yield Note("unmatched", said, needs_you=True)


def _sections(page, pieces):
    """For each piece, the exercises to which its place can belong; 0 is among them at the beginning and at the end."""
    before, following, found = anchors(pieces), None, []
    for piece in reversed(pieces):
        first = page.section[before[piece]] if before[piece] >= 0 else 0
        last = first if following is None else page.section[following]
        if following and page.section[following - 1] != last:  # a heading: what stands before it is not of its exercise
            last -= 1
        found.append({*range(first, last + 1), *([0] if following is None else [])})
        if piece.home is not None and piece.found_by in LOCATED:
            following = piece.home
    return found[::-1]
