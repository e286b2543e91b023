"""Three-way merge of notebooks: cell by cell, and in a cell line by line.

Cells are the same if they have the same id. Where upstream added cells at the place where this copy has its own,
upstream's come first. Outputs are never a conflict: a cell that only upstream changed or ran again has upstream's, one
that was changed here keeps its own until the page is run again.

Notebooks are taken as the JSON that they are stored in: to import nbformat takes longer than a merge.
"""

import json
from copy import deepcopy

from workshop.updates.lines import merge_lines

LIST = "sources"  # the id of the cell that `workshop.sources` makes anew when the page is run


def read(text):
    """A notebook, each source in one piece; ValueError or KeyError if `text` is none, or of a format before 4."""
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
    return notebook


def write(notebook):
    """The text of a notebook, as nbformat writes it."""
    cells = [{**cell, "source": cell["source"].splitlines(keepends=True)} for cell in notebook["cells"]]
    return json.dumps({**notebook, "cells": cells}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def merge_notebooks(base, ours, theirs):
    """Merge two changed copies of a notebook.

    Parameters
    ----------
    base, ours, theirs : dict
        What both come from, this copy's and upstream's, as `read` gives them.

    Returns
    -------
    dict
        The merged notebook; conflicts stand between markers in the sources of its cells.
    list of str
        A line for each conflict, and for each cell that one side deleted and the other changed.
    bool
        Whether there is a conflict.
    """
    base, ours, theirs = map(_with_ids, (base, ours, theirs))
    for side in (ours, theirs):
        _take_ids(side, base)
    _tell_apart(base, ours, theirs)
    sides = [{cell["id"]: cell for cell in notebook["cells"]} for notebook in (base, ours, theirs)]
    cells, notes, conflict = [], [], False
    for name in _order(*map(list, sides)):
        cell, note, both = _merge_cell(*(side.get(name) for side in sides))
        conflict = conflict or both
        cells += [cell] if cell else []
        notes += [f"cell {name}: {note}"] if note else []
    ran = [cell for cell in cells if cell.get("execution_count") is not None]
    for count, cell in enumerate(ran, 1):
        cell["execution_count"] = count
    metadata = _newer(base["metadata"], ours["metadata"], theirs["metadata"])
    return {**theirs, "metadata": metadata, "cells": cells}, notes, conflict


def stale(merged, ours, theirs):
    """Whether a merged page must be run again: its code is neither this copy's nor upstream's."""
    code = [[cell["source"] for cell in notebook["cells"] if "outputs" in cell] for notebook in (merged, ours, theirs)]
    return code[0] not in code[1:]


def _with_ids(notebook):
    """A copy in which every cell has an id; notebooks had none before format 4.5."""
    notebook, taken = deepcopy(notebook), set()
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = _free(cell.get("id", f"cell-{number:03}"), taken)
        taken.add(cell["id"])
    return {**notebook, "nbformat_minor": max(5, notebook["nbformat_minor"])}


def _take_ids(side, base):
    """Give a cell of `side` that `base` has, changed or not, the id that it has there.

    An editor may have given all cells new ids: what is not found by its id is found by its text.
    """
    left, new = {cell["id"]: cell for cell in base["cells"]}, list(side["cells"])
    for same in (lambda *cells: _same_id(*cells) and _same(*cells), _same, _same_id):
        for cell in list(new):
            if found := next((old for old in left.values() if same(cell, old)), None):
                cell["id"] = left.pop(found["id"])["id"]
                new = [other for other in new if other is not cell]
    for cell in new:
        others = {other["id"] for other in (*base["cells"], *side["cells"]) if other is not cell}
        cell["id"] = _free(cell["id"], others)


def _tell_apart(base, ours, theirs):
    """Give this copy's new cells other ids than upstream's new ones, unless they are the same."""
    known = {cell["id"] for cell in base["cells"]}
    added = {cell["id"]: cell for cell in theirs["cells"] if cell["id"] not in known}
    taken = {cell["id"] for notebook in (base, ours, theirs) for cell in notebook["cells"]}
    for cell in ours["cells"]:
        if cell["id"] in added and not _same(cell, added[cell["id"]]):
            cell["id"] = _free(cell["id"], taken)
            taken.add(cell["id"])


def _same_id(cell, old):
    return cell["id"] == old["id"]


def _same(cell, old):
    return (cell["cell_type"], cell["source"]) == (old["cell_type"], old["source"])


def _free(name, taken):
    """`name`, or with a number behind it, so that it is not among `taken`."""
    names = [name, *(f"{name[:50]}-{number}" for number in range(2, len(taken) + 3))]
    return next(each for each in names if each not in taken)


def _order(base, ours, theirs):
    """The ids of all cells in the merged order: upstream's, or this copy's if only this one moved any."""
    moved = [_of(side, base) != _of(base, side) for side in (ours, theirs)]
    spine, other = (ours, theirs) if moved == [True, False] else (theirs, ours)
    order = list(spine)
    for name in [name for name in other if name not in spine]:
        before = other[: other.index(name)]
        at = order.index(before[-1]) + 1 if before else 0
        while spine is theirs and name not in base and at < len(order) and order[at] not in (*base, *ours):
            at += 1
        order.insert(at, name)
    return order


def _of(some, others):
    return [name for name in some if name in others]


def _merge_cell(base, ours, theirs):
    """The merged cell, None for one that is gone; what a reader must look at, if anything; whether it is a conflict."""
    if base is None:
        return theirs or ours, "", False
    if ours is None:
        return None, "" if theirs is None or _same(theirs, base) else "deleted here, changed upstream: left out", False
    if theirs is None:
        return (None, "", False) if _same(ours, base) else (ours, "changed here, deleted upstream: kept", False)
    lines, conflict = merge_lines(*(cell["source"].split("\n") for cell in (base, ours, theirs)))
    if conflict and base["id"] == LIST:
        lines, conflict = theirs["source"].split("\n"), False
    changed_upstream = not _same(theirs, base) or theirs.get("outputs") != base.get("outputs")
    merged = deepcopy(theirs if _same(ours, base) and changed_upstream else ours)
    merged["source"] = "\n".join(lines)
    merged["metadata"] = _newer(base["metadata"], ours["metadata"], theirs["metadata"])
    return merged, "both sides changed the same line" if conflict else "", conflict


def _newer(base, ours, theirs):
    """The value that was changed, key by key; this copy's where both were."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        base, kept = base if isinstance(base, dict) else {}, {}
        for key in {**ours, **theirs}:
            value = _newer(base.get(key), ours.get(key), theirs.get(key))
            kept |= {} if value is None else {key: value}
        return kept
    return theirs if ours == base else ours
