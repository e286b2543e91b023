"""Reading a notebook that somebody else saved, whatever its encoding and version; nothing in it is run or believed.

Kept are the cells, in the latest format: their kind, source, id, nbgrader's name of the cell, pictures in the text.
Outputs and all other metadata go; ids that are missing, invalid or doubled are numbered.
"""

import json
import re
import stat
from dataclasses import dataclass
from pathlib import Path

import nbformat

LARGEST_FILE, LARGEST, MOST_CODE = 50_000_000, 20_000_000, 300_000  # with outputs, without, code alone
MOST_VALUES, MOST_CELLS = 1_000_000, 500  # what a file of this size may hold bounds the memory that it takes
ID = re.compile(r"[\w-]{1,64}", re.ASCII)
KINDS = {"code": "code", "markdown": "markdown", "heading": "markdown", "html": "markdown"}


@dataclass(frozen=True)
class Note:
    """One thing that an instructor is told: a short fixed word, a sentence, and whether it waits for a decision."""

    kind: str
    says: str
    needs_you: bool = False


class Unreadable(ValueError):
    """A file that cannot be graded; the message names it, says why, and what to do."""


def read(path, called=None):
    """The notebook in a file, and notes on what was put right.

    Parameters
    ----------
    path : path
    called : str, optional
        How notes name the file, if not by its own name.

    Returns
    -------
    notebook : NotebookNode
        In nbformat 4.5, without outputs.
    notes : list of Note

    Raises
    ------
    Unreadable
        If it is no notebook, or too large.
    """
    path = Path(path)
    called = called or path.name
    text, notes = _decoded(_bytes(path, called), called)
    data = _parsed(text, called)
    cells, old = _listed(data, called)
    if len(cells) > MOST_CELLS:
        raise Unreadable(f"{called} has {len(cells):,} cells, and at most {MOST_CELLS:,} are read: look at it.")
    if old:
        notes.append(Note("old format", f"{called} was saved in an old format of notebooks; it was converted."))
    whole = [cell for cell in cells if isinstance(cell, dict)]
    if len(whole) < len(cells):
        said = f"{called}: {len(cells) - len(whole)} of {len(cells)} cells are damaged and were left out: look at it."
        notes.append(Note("unreadable", said, needs_you=True))
    kept = _with_ids([_cell(cell) for cell in whole])
    if sum(len(cell["source"]) for cell in kept if cell["cell_type"] == "code") > MOST_CODE:
        raise Unreadable(f"{called} has more than 300 kB of code: look at it.")
    if sum(len(cell["source"]) + len(repr(cell.get("attachments", ""))) for cell in kept) > LARGEST:
        raise Unreadable(f"{called} has more than 20 MB without its outputs: ask for a smaller one.")
    return nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": kept}), notes


def decode(data):
    """Text from bytes in UTF-8, 16 or 32, or in Latin-1 if they are none of these: `(text, whether it was one)`."""
    try:
        return data.decode(json.detect_encoding(data)).removeprefix("\ufeff"), True
    except UnicodeDecodeError:
        return data.decode("latin-1"), False


def _bytes(path, called):
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable(f"{called} is a link or no file, and was not opened: ask for the notebook itself.")
        if status.st_size > LARGEST_FILE:
            raise Unreadable(f"{called} has more than 50 MB: ask for it with its outputs cleared.")
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{called} could not be opened ({error.strerror}): ask for it again.") from None
    if not data.strip(b"\0 \r\n\t"):
        raise Unreadable(f"{called} is empty: ask for it again.")
    return data


def _decoded(data, name):
    text, known = decode(data)
    said = f"{name} is not in UTF-8; it was read as Latin-1, so letters such as ä may have changed."
    return text, [] if known else [Note("encoding", said)]


def _parsed(text, name):
    if sum(map(text.count, "[{,")) > MOST_VALUES:
        raise Unreadable(f"{name} holds more than a million values: ask for it with its outputs cleared.")
    try:
        # A whole number may have a million digits; as a float it takes no time.
        return json.loads(text, parse_int=float, strict=False)
    except json.JSONDecodeError as error:
        if not text.lstrip().startswith("{"):
            said = "is no notebook, whatever its name: ask for the .ipynb file"
        elif error.msg.startswith("Unterminated") or not text[error.pos :].strip():
            said = "breaks off before its end: ask for it again"
        else:
            said = f"is damaged in line {error.lineno}: ask for it again"
    except (RecursionError, ValueError):
        said = "is nested too deeply for a notebook: look at it"
    raise Unreadable(f"{name} {said}.")


def _listed(data, name):
    """The cells, and whether they were in the worksheets of formats 1 to 3."""
    data = data if isinstance(data, dict) else {}
    if isinstance(data.get("cells"), list):
        return data["cells"], False
    sheets = data.get("worksheets")
    if isinstance(sheets, list) and all(isinstance(s, dict) and isinstance(s.get("cells"), list) for s in sheets):
        return [cell for sheet in sheets for cell in sheet["cells"]], True
    raise Unreadable(f"{name} is JSON but no notebook: ask for the .ipynb file.")


def _cell(cell):
    metadata = cell.get("metadata") if isinstance(cell.get("metadata"), dict) else {}
    nbgrader = metadata.get("nbgrader") if isinstance(metadata.get("nbgrader"), dict) else {}
    kind = KINDS.get(str(cell.get("cell_type")), "raw")
    kept = {"cell_type": kind, "source": _text(cell.get("source", cell.get("input"))), "metadata": {}}
    if cell.get("cell_type") == "heading":
        level = cell.get("level")
        kept["source"] = "#" * (int(level) if level in (1, 2, 3, 4, 5, 6) else 1) + " " + kept["source"]
    if isinstance(nbgrader.get("grade_id"), str):
        kept["metadata"] = {"nbgrader": {"grade_id": _text(nbgrader["grade_id"])}}
    if kind == "code":
        kept |= {"outputs": [], "execution_count": None}
    elif _are_pictures(cell.get("attachments")):
        kept["attachments"] = cell["attachments"]
    found = [own for own in (cell.get("id"), metadata.get("id")) if isinstance(own, str) and ID.fullmatch(own)]
    return kept | {"id": found[0] if found else None}  # Colab keeps the id in the metadata


def _text(source):
    parts = source if isinstance(source, list) else [source]
    text = "".join(part for part in parts if isinstance(part, str))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair could not be saved


def _are_pictures(attachments):
    """Whether these are the attachments of a cell: file name -> {media type: data}."""
    return isinstance(attachments, dict) and all(
        isinstance(one, dict) and all(isinstance(data, str) for data in one.values()) for one in attachments.values()
    )


def _with_ids(cells):
    taken, numbers = {cell["id"] for cell in cells}, iter(range(1, 10 * MOST_CELLS))
    seen = set()
    for cell in cells:
        if cell["id"] is None or cell["id"] in seen:
            cell["id"] = next(new for n in numbers if (new := f"cell-without-id-{n}") not in taken)
        seen.add(cell["id"])
    return cells
