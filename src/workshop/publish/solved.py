"""An exercise page with its solutions, for a course that releases them; the hidden checks stay hidden."""

import itertools
import re

import nbformat

from workshop import sources
from workshop.exercise_cells import HIDDEN, is_check, is_solution

MARKERS = re.compile(r"^[ \t]*### (?:BEGIN|END) SOLUTION\n?", re.MULTILINE)


def solved_copy(notebook):
    """A copy of a master with every solution, in code and in words, and without the hidden checks."""
    cells = []
    for cell, after in itertools.pairwise([*notebook.cells, None]):
        if _asks(cell) or (is_solution(cell) and after is not None and _asks(after)):
            continue  # the page asks in the place of the answer's cell
        cells.append(nbformat.from_dict(cell))
        cells[-1].metadata.pop("nbgrader", None)
        cells[-1].source = MARKERS.sub("", HIDDEN.sub("", cell.source)).rstrip("\n")
        if is_check(cell):
            cells[-1].outputs, cells[-1].execution_count = [], None
    cells = [cell for cell in cells if cell.source]
    cells[0].source = cells[0].source.replace("# Exercises", "# Solutions", 1)
    return nbformat.from_dict({**notebook, "cells": cells})


def _asks(cell):
    return is_solution(cell) and cell.cell_type == "code" and sources.asks(sources._parse(cell.source))
