"""Numbers of the student's own: an exercise whose heading's cell names its arrays gets others for each student.

In the master the heading's cell has them in its metadata, as in ``"vary": {"F": [[3, 0], [-2, 1]]}``. What is drawn has
zeros and signs at the same places. It stands wherever the array stood: as a matrix in the text, and as rows of numbers
in the code, so the checks compute the right answer from it.
"""

import hashlib
import re
from copy import deepcopy

import numpy as np
from nbgrader.preprocessors import NbGraderPreprocessor

from workshop.exercise_cells import exercises

LARGEST = 7  # of the numbers that are drawn, without their signs


class ForgetVariants(NbGraderPreprocessor):
    """What is handed out does not say which arrays are drawn."""

    def preprocess_cell(self, cell, resources, index):
        cell.metadata.pop("vary", None)
        return cell, resources


def can_vary(master):
    """The numbers of the exercises that name arrays to draw."""
    return [int(heading["number"]) for heading, cells in exercises(master)[1] if cells[0].metadata.get("vary")]


def vary(master, student, secret=""):
    """The page with a student's own numbers.

    Parameters
    ----------
    master : notebook
    student : str
        The same numbers come for the same student, page and secret.
    secret : str, optional
        Without it nobody can tell the numbers of a student.

    Returns
    -------
    notebook

    Raises
    ------
    ValueError
        If an array is not both in the text and in the checks of its exercise.
    """
    own = deepcopy(master)
    for heading, cells in exercises(own)[1]:
        for name, usual in cells[0].metadata.pop("vary", {}).items():
            seed = hashlib.sha256("/".join([secret, student, heading["title"], name]).encode()).digest()
            drawn = draw(np.array(usual), np.random.default_rng(list(seed)))
            replaced = {kind: _replace(cells, kind, np.array(usual), drawn) for kind in (_matrix, _rows)}
            if missing := [kind for kind, count in replaced.items() if not count]:
                where = {_matrix: "its text", _rows: "its checks"}[missing[0]]
                raise ValueError(f"Exercise {heading['number']}: the array {name} is not in {where} as `vary` has it.")
    return own


def draw(usual, rng):
    """Whole numbers with the signs and zeros of the usual ones, and not the same as they."""
    while True:
        drawn = np.sign(usual) * rng.integers(1, LARGEST + 1, usual.shape)
        if (drawn != usual).any():
            return drawn


def _replace(cells, kind, usual, drawn):
    """Write an array in the place of another, in cells of the kind; return how often."""
    found, count = re.compile(_as_pattern(kind(usual))), 0
    for cell in cells:
        if (cell.cell_type == "markdown") == (kind is _matrix):
            cell.source, times = found.subn(lambda _: kind(drawn), cell.source)
            count += times
    return count


def _matrix(array):
    """An array as LaTeX has it: `3 & 0 \\ -2 & 1`."""
    return r" \\ ".join(" & ".join(map(str, row)) for row in np.atleast_2d(array))


def _rows(array):
    """An array as Python has it: `[[3, 0], [-2, 1]]`."""
    return str(np.atleast_2d(array).tolist())


def _as_pattern(text):
    """The text, with blanks and line breaks anywhere between its numbers and signs, and a comma after the last row."""
    parts = [re.escape(part) for part in re.findall(r"-?\d+|\\\\|[^\s]", text)]
    return r"(?<![\d-])" * text[0].isdigit() + r"\s*".join(parts).replace(r"\]\s*\]", r"\]\s*,?\s*\]")
