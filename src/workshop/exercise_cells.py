"""The cells of the exercise notebooks: which are answers, checks and solutions, and the copies that are handed out.

Each exercise starts with a heading `## 1. Title` and a line in italics that says its kind and its points. nbgrader's
metadata says which cells are answers and which are checks; solutions in words carry the tag `solution`,
and so do the questions that the page asks in their place, with the text of each in the cell before it.

The notebook is the *master*. A *student's* copy is graded: solutions and hidden checks are gone. In a *reader's* copy
every check is there and speaks.
"""

import re
from textwrap import indent

import nbformat

# What stands in the students' copy in the place of a solution.
STUB = "# Your answer goes here."
TEXT_STUB = "*Your answer goes here.*"
HEADING = re.compile(r"## (?P<number>\d+)\. (?P<title>.+)\n\s*\*(?P<kind>[^*\n]+)\*\n")
REGION = re.compile(r"^(?P<indent>[ \t]*)### BEGIN SOLUTION\n.*?^[ \t]*### END SOLUTION$", re.DOTALL | re.MULTILINE)
MARKERS = re.compile(r"^[ \t]*### (?:BEGIN|END) HIDDEN TESTS\n?", re.MULTILINE)
CHECK = "# @title Check: run me"  # the line that Colab shows of it
FOLD = {"jupyter": {"source_hidden": True}, "cellView": "form"}  # metadata: its code is folded, in Jupyter and Colab
HIDDEN = re.compile(r"^[ \t]*### BEGIN HIDDEN TESTS\n.*?^[ \t]*### END HIDDEN TESTS\n?", re.DOTALL | re.MULTILINE)


def is_answer(cell):
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def is_check(cell):
    return bool(cell.metadata.get("nbgrader", {}).get("grade")) and not is_answer(cell)


def is_solution(cell):
    return "solution" in cell.metadata.get("tags", [])


def exercises(notebook):
    """The cells before the first exercise, and then those of each: `(cells, [(match of the heading, cells), ...])`."""
    opening, found = [], []
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (heading := HEADING.match(cell.source + "\n")):
            found.append((heading, []))
        (found[-1][1] if found else opening).append(cell)
    return opening, found


def students_copy(notebook):
    """The notebook without solutions, hidden checks and outputs; equal to what nbgrader releases (a test compares)."""
    copy = _copy(notebook, lambda source: HIDDEN.sub("", source))
    for cell in copy.cells:
        if "nbgrader" in cell.metadata:  # an editor lets nobody delete these cells, or change a check
            cell.metadata.update({"deletable": False} if is_answer(cell) else {"deletable": False, "editable": False})
    return copy


def readers_copy(notebook):
    """The notebook without solutions and outputs; every check is there, its code folded where the editor can do so."""
    copy = _copy(notebook, lambda source: MARKERS.sub("", source))
    for cell in filter(is_check, copy.cells):
        cell.source = f"{CHECK}\ndef check():\n{indent(cell.source, '    ')}\n\n\nwith marking.in_words():\n    check()"
        cell.metadata.update(FOLD)
    for cell in copy.cells:
        cell.metadata.pop("nbgrader", None)  # its cells could not be deleted or copied
    return copy


def _copy(notebook, checked):
    copy = nbformat.from_dict({**notebook, "cells": [cell.copy() for cell in notebook.cells if not is_solution(cell)]})
    for cell in copy.cells:
        cell.metadata = cell.metadata.copy()
        cell.metadata.pop("vary", None)
        if cell.cell_type == "code":
            cell.source = checked(REGION.sub(_stub, cell.source)).rstrip("\n")
            cell.outputs, cell.execution_count = [], None
        elif is_answer(cell):
            cell.source = TEXT_STUB
    return copy


def _stub(region):
    return "\n".join(region["indent"] + line for line in STUB.splitlines())
