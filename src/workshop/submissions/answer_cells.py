"""Answers that are not in the cells for them: typed elsewhere, split, joined, in words where code should be, or turned.

The names that the students' copy shows are the sign: a cell that gives `dX_by_hand` a value is that answer.
"""

from itertools import takewhile

from workshop.submissions import cell_text
from workshop.submissions.cell_text import clean, similarity


def settle_by_names(page, pieces, before):
    """A piece that gives a value to the name of an answer is that answer, if the answer's own cell does not."""
    chosen = {}
    for i, names in page.names.items():
        own = [piece for piece in pieces if piece.home == i]
        missing = names.difference(*(page.filled_in(code(piece), i) for piece in own))
        for name in sorted(missing):
            found = [p for p in reversed(pieces) if name in page.filled_in(code(p), i)]
            found = [piece for piece in found if _may_answer(page, piece, i, own, before[piece])]
            if found:
                best = min(found, key=lambda piece: _rank(page, piece, i, before[piece]))
                chosen.setdefault(best, set()).add(i)
    return [part for piece in pieces for part in _by_answer(page, piece, chosen.get(piece, set()))]


def code(piece):
    """What a piece is as code: the cell's kind may have been changed by mistake."""
    return piece.source if piece.kind == "code" else cell_text.as_code(piece.source) or ""


def _may_answer(page, piece, i, own, before):
    """Whether a piece may be taken for an answer: one that is another cell's only if the answer's own cell is gone."""
    if piece.home is not None or piece.within is not None:
        return not own
    return not piece.doubled and (_is_near(page, before, i) or not page.given_after(i) & cell_text.reads(code(piece)))


def _is_near(page, before, i):
    return before >= 0 and page.section[before] == page.section[i]


def _rank(page, piece, i, before):
    """Lowest for a piece of the same exercise, then for one with most of the names, then for the one most alike."""
    return not _is_near(page, before, i), -len(page.filled_in(code(piece), i)), -similarity(piece.source, page.text(i))


def _by_answer(page, piece, answers):
    """A piece whose home is an answer, or its parts where it holds several answers."""
    if not answers:
        return [piece]
    answers = answers | ({piece.home} if piece.home in page.names else set())
    if len(answers) == 1:
        part = piece.part(0, code(piece), kind="code", within=None)
        part.settle(min(answers), "names" if piece.kind == "code" else "kind")
        return [part]
    texts = {}
    for one, i in zip(cell_text.statements(code(piece)), _owners(page, code(piece), answers), strict=True):
        texts.setdefault(i, []).append(one.text)
    parts = [piece.part(k, "\n".join(texts[i]), kind="code", within=None) for k, i in enumerate(texts)]
    for part, i in zip(parts, texts, strict=True):
        part.settle(i, piece.found_by if i == piece.home else "names")
    return parts


def _owners(page, source, answers):
    """The answer that each statement belongs to: what is shown to the one before, other helpers to the next."""
    parts = cell_text.statements(source)
    owners = [next((page.owner[n] for n in one.names if page.owner.get(n) in answers), None) for one in parts]
    for k in range(1, len(parts)):
        if owners[k] is None and parts[k].only_shows:
            owners[k] = owners[k - 1]
    for k in reversed(range(len(parts) - 1)):
        owners[k] = owners[k + 1] if owners[k] is None else owners[k]
    for k in range(1, len(parts)):
        owners[k] = owners[k - 1] if owners[k] is None else owners[k]
    return owners


def settle_helpers(page, pieces):
    """What stands around an answer that was known by its names: helpers above it, the rest of it below."""
    for k, piece in enumerate(pieces):
        if piece.home in page.names and piece.found_by in ("names", "kind"):
            above, below = [*takewhile(_is_free, reversed(pieces[:k]))], [*takewhile(_is_free, pieces[k + 1 :])]
            for other in above[: _reach(piece, above, _is_needed)] + below[: _reach(piece, below, _goes_on)]:
                other.settle(piece.home, "place")


def _reach(piece, others, belongs):
    """How many of the pieces next to an answer there are up to the last that belongs to it."""
    reach, group = 0, [piece.source]
    for k, other in enumerate(others):
        if belongs(group, other.source):
            group += [one.source for one in others[reach : k + 1]]
            reach = k + 1
    return reach


def _is_needed(group, source):
    return any(cell_text.names(source) & cell_text.reads(one) for one in group)


def _goes_on(group, source):
    return any(cell_text.names(one) & cell_text.reads(source) for one in group) or cell_text.completes(
        "\n".join(group), source
    )


def _is_free(piece):
    return piece.home is None and piece.within is None and not piece.doubled and piece.kind == "code"


def settle_words(page, pieces, before):
    """Words below a question whose own cell is as it was handed out are its answer."""
    for i in page.texts:
        own = [piece for piece in pieces if piece.home == i]
        if any(clean(piece.source) and clean(piece.source) != page.text(i) for piece in own):
            continue
        free = [piece for piece in pieces if piece.home is None and _are_words(piece) and clean(piece.source)]
        below = [p for p in free if before[p] >= i - 1 and page.section[before[p]] == page.section[i]]
        for piece in below or ([] if own or len(free) > 1 else free):
            piece.settle(i, "place")
            piece.within = None


def _are_words(piece):
    return not piece.doubled and (piece.kind == "markdown" or not cell_text.is_python(piece.source))
