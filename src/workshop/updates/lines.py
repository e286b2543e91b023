"""Three-way merge of lines: a conflict is where both sides changed the same line, and nowhere else.

``git merge-file`` also stops where neighboring lines were changed. In a notebook a line is often a whole paragraph, so
that a correction in one and an addition below it would already be a conflict.
"""

from difflib import SequenceMatcher

OURS, MIDDLE, THEIRS = "<<<<<<< this copy", "=======", ">>>>>>> upstream"


def merge_lines(base, ours, theirs):
    """Merge two changed copies of a list of lines.

    Parameters
    ----------
    base, ours, theirs : list of str
        Lines without their ends.

    Returns
    -------
    list of str
        The merged lines; both versions of a conflict stand between markers, as git writes them.
    bool
        Whether there is a conflict.
    """
    merged, at, conflict = [], 0, False
    for first, last, changes in _groups(base, ours, theirs):
        own, other = (_apply(base, first, last, changes[side]) for side in (OURS, THEIRS))
        merged += base[at:first]
        if not changes[THEIRS] or own == other:
            merged += own
        elif not changes[OURS]:
            merged += other
        else:
            merged += [OURS, *own, MIDDLE, *other, THEIRS]
            conflict = True
        at = last
    return merged + base[at:], conflict


def _groups(base, ours, theirs):
    """Changes that touch one another, together: `[(first, last, {side: changes}), ...]`, as lines of `base`."""
    found = [(*change, side) for side, lines in ((OURS, ours), (THEIRS, theirs)) for change in _changes(base, lines)]
    groups = []
    for first, last, lines, side in sorted(found, key=lambda change: change[:2]):
        if not (groups and _touch(*groups[-1][:2], first, last)):
            groups.append([first, last, {OURS: [], THEIRS: []}])
        groups[-1][1] = max(groups[-1][1], last)
        groups[-1][2][side].append((first, last, lines))
    return groups


def _changes(base, lines):
    """`[(first, last, new lines), ...]`; where as many lines came as went, each for itself."""
    for kind, first, last, start, end in SequenceMatcher(None, base, lines, autojunk=False).get_opcodes():
        if kind == "replace" and last - first == end - start:
            yield from ((first + i, first + i + 1, [lines[start + i]]) for i in range(end - start))
        elif kind != "equal":
            yield first, last, lines[start:end]


def _touch(first, last, other_first, other_last):
    """Whether two ranges share a line, or are insertions at the same place."""
    return (first < other_last and other_first < last) or (first == last == other_first == other_last)


def _apply(base, first, last, changes):
    """Lines `first` to `last` of `base` with some changes."""
    made, at = [], first
    for begin, end, lines in changes:
        made += [*base[at:begin], *lines]
        at = end
    return made + base[at:last]
