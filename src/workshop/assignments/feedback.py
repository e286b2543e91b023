"""Feedback for students: points and a sentence for each exercise at the top, and no traceback anywhere."""

import re
from html import escape

from latex2mathml.converter import convert
from nbformat.v4 import new_markdown_cell
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from workshop.exercise_cells import HIDDEN, STUB, TEXT_STUB, exercises, is_answer, is_check
from workshop.reports.feedback_page import FeedbackPage

__all__ = ["READABLE_ERRORS", "FeedbackPage", "ReadableErrors", "sentence", "summary"]
# Their messages are sentences already.
READABLE_ERRORS = {"CheckFailed", "TooMuchOutput", "TookTooLong", "NotRun", "Stopped"}
NOT_READ = "Your instructor has not read this yet."
NOTHING = "Nothing here yet."
NO_RESPONSE = "No response."  # nbgrader's own comment on a cell that is as it was handed out
# What a student is told of what was put right; whatever else was noted is for the instructor.
PUT_RIGHT = {
    "check restored": "Your copy had lost a check, or a check was changed; it was put back as it was.",
    "cell restored": "Your copy had lost cells of the page; they were put back.",
    "given cell changed": "A cell that was given had been changed; it was put back, and what you wrote is beside it.",
    "metadata lost": "Your copy had lost what the grader knows its cells by; they were recognized by their text.",
    "reordered": "The cells of your copy were in another order; they are in that of the page again.",
    "cells joined": "Cells of your copy had been joined; they are apart again.",
    "cell copied": "An answer was in your copy more than once; the last one counts.",
    "cell retyped": "An answer was not in its own cell; it was put there.",
    "encoding": "Your file was not saved as UTF-8; letters such as ä may have changed.",
}
STOPPED = {"timeout", "idle", "memory", "processes", "ended", "output", "gone"}


class ReadableErrors(NbGraderPreprocessor):
    """Puts a sentence in the place of each traceback, keeps hidden checks hidden, and sums it all up at the top.

    Formulas become MathML, which a browser shows without a script. What is known of the run comes in the notebook's
    metadata, as `convbook`: "notes", "events" and "alone", as in a record.

    Comes after nbgrader's `GetGrades`, which leaves the points in the cells.
    """

    def preprocess(self, notebook, resources):
        manual = _manual(resources)
        notebook.cells = [cell for cell in notebook.cells if "remove-cell" not in cell.metadata.get("tags", [])]
        left = LONGEST_TEXTS
        for cell in notebook.cells:
            for output in cell.get("outputs", []):
                if output.output_type == "error":
                    output.traceback = [sentence(output.ename, output.evalue)]
            if is_answer(cell):
                cell.metadata["said"] = _said_of_answer(cell, manual)
            if cell.cell_type == "markdown":
                left = _shorten(cell, left)
                cell.source = FORMULA.sub(_as_mathml, cell.source)
            if is_check(cell):
                cell.source = HIDDEN.sub("# A hidden check.\n", cell.source).strip() or "# A hidden check."
        notebook.cells.insert(0, new_markdown_cell(summary(notebook)))
        return notebook, resources


LONGEST_TEXT, LONGEST_TEXTS = (
    10_000,
    60_000,
)  # characters of a text cell, and of all; what is longer takes long to clean
MISSING_PICTURE = re.compile(r"!\[([^\]]*)\]\(attachment:([^)]*)\)")


def _shorten(cell, left):
    """Cut a text that is very long, and leave out pasted pictures that are lost; return what is left for others."""
    most = min(LONGEST_TEXT, left)
    if len(cell.source) > most:
        cell.source = f"{cell.source[:most]}\n\n(The rest of this text is not shown.)"
    there = cell.get("attachments", {})
    cell.source = MISSING_PICTURE.sub(lambda found: found[0] if found[2] in there else f"[{found[1]}]", cell.source)
    return left - len(cell.source)


# Code comes first, for a dollar in it begins no formula.
FORMULA = re.compile(
    r"(?P<code>(`+).+?\2)|\$\$(?P<block>.+?)\$\$|\$(?P<inline>[^\s$`](?:[^$`\n]*[^\s$`])?)\$", re.DOTALL
)


# What the converter does not know, and what it knows instead.
ENVIRONMENTS = {r"\{aligned\}": "{split}", r"\{gathered\}": "{matrix}", r"\\\\\[\w+\]": r"\\\\"}


def _as_mathml(match):
    if match["code"]:
        return match[0]
    display = "block" if match["block"] else "inline"
    source = match[display]
    for unknown, known in ENVIRONMENTS.items():
        source = re.sub(unknown, known, source)
    try:
        return convert(source, display=display).replace(r"\_", "_")
    except Exception:  # a student's own, and not LaTeX
        return match[0]


def _manual(resources):
    """The points that the instructor gave by hand, by the cell's name."""
    known = resources.get("nbgrader", {})
    if "db_url" not in known:
        return {}
    with Gradebook(known["db_url"]) as gradebook:
        notebook = gradebook.find_submission_notebook(known["notebook"], known["assignment"], known["student"])
        return {grade.name: grade.manual_score for grade in notebook.grades if grade.manual_score is not None}


def _said_of_answer(cell, manual):
    """What stands below an answer: the instructor's points and comment, or that there are none yet."""
    meta = cell.metadata.nbgrader
    comment = (meta.get("comment") or "").strip()
    said = [comment] if comment not in ("", NO_RESPONSE) else []
    if not meta.get("grade"):
        return said or ([NOTHING] if cell.source.strip() in ("", STUB) else [])
    if meta.grade_id in manual and meta.get("points"):
        said.insert(0, f"{manual[meta.grade_id]:g} of {meta.points:g}.")
    is_empty = cell.source.strip() in ("", TEXT_STUB, TEXT_STUB.strip("*"))
    return said or [NOTHING if is_empty else NOT_READ]


def summary(notebook):
    """A table with the points of each exercise and what its checks said, and what else a student should know."""
    rows = "".join(_row(heading, cells) for heading, cells in exercises(notebook)[1])
    words = [
        f"<li>Your explanation in exercise {heading['number']}: {_html(' '.join(cell.metadata['said']))}</li>"
        for heading, cells in exercises(notebook)[1]
        for cell in cells
        if is_answer(cell) and cell.metadata.nbgrader.get("grade") and cell.metadata.get("said")
    ]
    known = [f"<li>{_html(said)}</li>" for said in _put_right(notebook.metadata.get("convbook", {}))]
    listed = f"<ul>{''.join(words + known)}</ul>" if words + known else ""
    head = '<tr><th scope="col">exercise</th><th scope="col">points</th><th scope="col">what was found</th></tr>'
    return f"<h1>Your feedback</h1><table><thead>{head}</thead><tbody>{rows}</tbody></table>{listed}"


def _row(heading, cells):
    graded = [cell.metadata.nbgrader for cell in cells if cell.metadata.get("nbgrader", {}).get("grade")]
    unread = [
        c.metadata.nbgrader.points for c in cells if is_answer(c) and _is_unread(c) and c.metadata.nbgrader.points
    ]
    got, of = sum(g.get("score") or 0 for g in graded), sum(g.get("points") or 0 for g in graded)
    told = [out.traceback[0] for cell in cells for out in cell.get("outputs", []) if out.output_type == "error"]
    said = (
        ["right"]
        if of and got == of
        else [said for said in dict.fromkeys(told) if not any(said in other for other in told if other != said)]
    )
    if unread:
        said.append(f"{sum(unread):g} of these points are for your explanation. {NOT_READ}")
    elif not said:
        said = ["Not all points; see the comments below." if of else "This exercise gives no points."]
    points = f"{got:g} of {of:g}" if of else "none"
    name = f"{heading['number']}. {_html(heading['title'])}"
    return f'<tr><td>{name}</td><td class="fb-points">{points}</td><td>{_html(" ".join(said))}</td></tr>'


def _is_unread(cell):
    return cell.metadata.nbgrader.get("grade") and NOT_READ in cell.metadata.get("said", [])


def _put_right(known):
    """Sentences on what was put right, and on what was stopped."""
    notes = known.get("notes", [])
    said = [PUT_RIGHT[note["kind"]] for note in notes if note.get("kind") in PUT_RIGHT]
    again = " It was run once more alone, with the same result." if known.get("alone") else ""
    said += [f"{text}{again}" for kind, _, text in known.get("events", []) if kind in STOPPED]
    return dict.fromkeys(said)


def _html(text):
    """Text as HTML that Markdown leaves alone, with `code` as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(" ".join(text.split())))


def sentence(name, message):
    """What is said of an error, given its type's name and its message."""
    name, message = name or "error", message.strip()
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
