"""Exercise pages: from the master, as nbgrader has it, to what a reader sees, and to the students' copy.

A master is plain Markdown and code that reads well in any Jupyter. Each exercise starts with a heading `## 1. Title`
and a line in italics that says its kind and its points; a hint is a `<details>`; nbgrader's metadata says which cells
are answers and which are checks; solutions in words carry the tag `solution`. For the built page this becomes
sphinx-exercise's boxes, with hints and solutions folded; without solutions, when the book is built so.
"""

import os
import re
from functools import partial

import nbformat

FOLDER = "book/exercises/"
HEADING = re.compile(r"## (?P<number>\d+)\. (?P<title>.+)\n\s*\*(?P<kind>[^*\n]+)\*\n")
HINT = re.compile(r"<details>\s*<summary>(?P<title>.*?)</summary>\s*(?P<text>.*?)\s*</details>\s*", re.DOTALL)
REGION = re.compile(r"^(?P<indent>[ \t]*)### BEGIN SOLUTION\n.*?^[ \t]*### END SOLUTION$", re.DOTALL | re.MULTILINE)
HIDDEN = re.compile(r"^[ \t]*### BEGIN HIDDEN TESTS\n.*?^[ \t]*### END HIDDEN TESTS\n?", re.DOTALL | re.MULTILINE)
MARKERS = re.compile(r"^[ \t]*### (?:BEGIN|END) (?:SOLUTION|HIDDEN TESTS)\n?", re.MULTILINE)
HIDDEN_FROM_HERE = re.compile(r"^([ \t]*)### BEGIN HIDDEN TESTS$", re.MULTILINE)


def setup(app):
    app.setup_extension("sphinx_exercise")
    app.add_config_value("convbook_solutions", os.environ.get("SOLUTIONS", "1") != "0", "env")
    app.connect("source-read", _read)
    app.connect("config-inited", _number_nothing, priority=950)


def _number_nothing(app, config):
    config.numfig = False  # sphinx-exercise turns it on; "Fig. 2" is the paper's


def _read(app, docname, source):
    if docname.startswith(FOLDER):
        notebook = nbformat.reads(source[0], as_version=4)
        source[0] = nbformat.writes(page(notebook, docname, app.config.convbook_solutions))


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


# ---- the students' copy ----


def students_copy(notebook, code_stub, text_stub):
    """The notebook without solutions, hidden checks and outputs; equal to what nbgrader releases (a test compares)."""
    copy = nbformat.from_dict({**notebook, "cells": [cell.copy() for cell in notebook.cells if not is_solution(cell)]})
    for cell in copy.cells:
        if cell.cell_type == "code":
            cell.source = HIDDEN.sub("", REGION.sub(partial(_stub, code_stub), cell.source)).rstrip("\n")
            cell.outputs, cell.execution_count = [], None
        elif is_answer(cell):
            cell.source = text_stub
    return copy


def _stub(code_stub, region):
    return "\n".join(region["indent"] + line for line in code_stub.splitlines())


# ---- the page ----


def page(notebook, docname, solutions):
    """The notebook as the page's source: the boxes of sphinx-exercise around its cells."""
    opening, found = exercises(notebook)
    cells = [*opening]
    for heading, own in found:
        cells += _exercise(heading, own, f"ex-{docname.removeprefix(FOLDER)[:2]}-{heading['number']}", solutions)
    return nbformat.from_dict({**notebook, "cells": cells})


def _exercise(heading, cells, label, solutions):
    asked, hints, solved = [], [], []
    for cell in cells:
        if cell.cell_type == "markdown" and cell.source.startswith("<details>"):
            hints.append(_markdown(cell, HINT.sub(_hint, cell.source)))
        elif is_solution(cell):
            solved.append(cell)
        elif is_check(cell):
            solved.append(_code(cell))
        elif is_answer(cell) and cell.cell_type == "code":
            asked.append(_markdown(cell, f"```python\n{REGION.sub(_dots, cell.source)}\n```"))
            solved.append(_code(cell))
        elif is_answer(cell):
            solved.append(_markdown(cell, cell.source))
        else:
            asked.append(cell)
    title = _markdown(cells[0], f"## {heading['number']}. {heading['title']}\n")
    asked[0] = _markdown(cells[0], (cells[0].source + "\n")[heading.end() :].strip())
    made = [title, *_gate("exercise", f"{heading['kind']}\n:label: {label}\n:nonumber:", asked), *hints]
    return made + (_gate("solution", f"{label}\n:class: dropdown", solved) if solutions else [])


def _gate(kind, options, cells):
    start, end = f":::{{{kind}-start}} {options}\n:::", f":::{{{kind}-end}}\n:::"
    return [nbformat.v4.new_markdown_cell(start), *cells, nbformat.v4.new_markdown_cell(end)]


def _markdown(cell, source):
    new = nbformat.v4.new_markdown_cell(source)
    new.id = f"{cell.id}-{'t' if source.startswith('##') else 'm'}"
    return new


def _code(cell):
    new = cell.copy()
    new.source = MARKERS.sub("", HIDDEN_FROM_HERE.sub(r"\1# Students do not see what follows.", cell.source)).rstrip()
    return new


def _hint(found):
    return f":::{{admonition}} {found['title']}\n:class: hint dropdown\n{found['text']}\n:::\n"


def _dots(region):
    return region["indent"] + "..."
