"""Feedback for students: points and a sentence for each exercise at the top, and no traceback anywhere."""

import re

from latex2mathml.converter import convert
from nbformat.v4 import new_markdown_cell
from nbgrader.preprocessors import NbGraderPreprocessor

from workshop.exercise_cells import HIDDEN, exercises, is_check

# Their messages are sentences already.
READABLE_ERRORS = {"CheckFailed", "TooMuchOutput", "TookTooLong", "NotRun"}


class ReadableErrors(NbGraderPreprocessor):
    """Puts a sentence in the place of each traceback, keeps hidden checks hidden, and sums it all up at the top.

    Formulas become MathML: a page of nbgrader's has nothing that sets them without a network.

    Comes after nbgrader's `GetGrades`, which leaves the points in the cells.
    """

    def preprocess(self, notebook, resources):
        for cell in notebook.cells:
            for output in cell.get("outputs", []):
                if output.output_type == "error":
                    output.traceback = [sentence(output.ename, output.evalue)]
            if cell.cell_type == "markdown":
                cell.source = FORMULA.sub(_as_mathml, cell.source)
            if is_check(cell):
                cell.source = HIDDEN.sub("# A hidden check.\n", cell.source)
        notebook.cells.insert(0, new_markdown_cell(summary(notebook)))
        return notebook, resources


# Code comes first, for a dollar in it begins no formula.
FORMULA = re.compile(
    r"(?P<code>(`+).+?\2)|\$\$(?P<block>.+?)\$\$|\$(?P<inline>[^\s$`](?:[^$`\n]*[^\s$`])?)\$", re.DOTALL
)


def _as_mathml(match):
    if match["code"]:
        return match[0]
    display = "block" if match["block"] else "inline"
    try:
        return convert(match[display], display=display).replace(r"\_", "_")
    except Exception:  # a student's own, and not LaTeX
        return match[0]


# nbgrader's own list at the top counts cells and names no exercise.
STYLE = "<style>#toc { display: none } .text_cell_render td, .text_cell_render th { padding-right: 1.5em }</style>"


def summary(notebook):
    """A table with the points of each exercise and what its checks said."""
    rows = ["| exercise | points | |", "|---|---|---|"]
    for heading, cells in exercises(notebook)[1]:
        graded = [cell.metadata.nbgrader for cell in cells if cell.metadata.get("nbgrader", {}).get("grade")]
        got, of = sum(g.get("score") or 0 for g in graded), sum(g.get("points") or 0 for g in graded)
        told = [out.traceback[0] for cell in cells for out in cell.get("outputs", []) if out.output_type == "error"]
        said = "right" if got == of else " ".join(dict.fromkeys(told)).replace("|", "/")
        rows.append(f"| {heading['number']}. {heading['title']} | {got:g} of {of:g} | {said} |")
    return "\n".join([*rows, "", STYLE])


def sentence(name, message):
    """What is said of an error, given its type's name and its message."""
    message = message.strip()
    if name in READABLE_ERRORS:
        return message
    if name == "NotImplementedError":
        return "Nothing is filled in here yet."
    if name == "KeyboardInterrupt":
        return "This cell was interrupted, since it ran for too long."
    if name == "NameError" and (found := re.match(r"name '(\w+)' is not defined", message)):
        return f"There is no `{found[1]}` here: is the cell that makes it filled in, and does it run?"
    if name in ("SyntaxError", "IndentationError", "TabError"):
        line = re.search(r"line (\d+)", message)
        said = re.sub(r"\s*\([^()]*line \d+\)", "", message)
        return f"Python could not read this cell{f' from line {line[1]} on' if line else ''}: {said}."
    return f"This cell stopped with {'an' if name[0] in 'AEIOU' else 'a'} {name}: {message}."
