"""Exercise pages as a reader sees them, made from the notebooks that nbgrader takes (see `workshop.exercise_cells`).

An exercise becomes a box of sphinx-exercise, its hints (`<details>` in the notebook) and solutions folded; without
solutions, when the book is built so. Downloads and links to Colab give the students' copy.
"""

import os
import re
from pathlib import Path

import nbformat
from docutils import nodes
from sphinx_exercise.nodes import exercise_node, solution_node

from workshop import toc
from workshop.exercise_cells import REGION, exercises, is_answer, is_check, is_solution, students_copy

FOLDER = "/exercises/"  # a page in it has the name of its chapter, one folder higher
STUDENTS_BRANCH = "students"
HINT = re.compile(r"<details>\s*<summary>(?P<title>.*?)</summary>\s*(?P<text>.*?)\s*</details>\s*", re.DOTALL)
MARKERS = re.compile(r"^[ \t]*### (?:BEGIN|END) (?:SOLUTION|HIDDEN TESTS)\n?", re.MULTILINE)
HIDDEN_FROM_HERE = re.compile(r"^([ \t]*)### BEGIN HIDDEN TESTS$", re.MULTILINE)


def setup(app):
    app.setup_extension("sphinx_exercise")
    app.add_config_value("convbook_solutions", os.environ.get("SOLUTIONS", "1") != "0", "env")
    app.connect("config-inited", _disable_numfig, priority=950)
    app.connect("source-read", _read)
    app.connect("doctree-resolved", _simplify_titles)
    app.connect("html-page-context", _link_students_notebook, priority=850)
    app.connect("html-page-context", _link_chapter_and_exercises, priority=950)
    app.connect("build-finished", _write_students_notebooks)


def _disable_numfig(app, config):
    config.numfig = False  # sphinx-exercise turns it on; "Fig. 2" is the paper's


def _read(app, docname, source):
    if FOLDER in docname:
        notebook = nbformat.reads(source[0], as_version=4)
        source[0] = nbformat.writes(page(notebook, docname, app.config.convbook_solutions))


def _simplify_titles(app, doctree, docname):
    """The boxes are called "By hand, 2 points" and "Solution"; their contents need no name of their own."""
    for box in doctree.findall(lambda node: isinstance(node, exercise_node | solution_node)):
        title = box.next_node(nodes.title)
        said = title.astext().removeprefix("Exercise").strip(" ()") if isinstance(box, exercise_node) else "Solution"
        title[:] = [nodes.Text(said)]
        for content in box.findall(nodes.section):
            content["ids"] = []


def _link_students_notebook(app, pagename, templatename, context, doctree):
    """On an exercise page, the buttons that open the notebook elsewhere open the branch with the students' copies."""
    if FOLDER not in pagename:
        return
    groups = [group for group in context.get("header_buttons", []) if "buttons" in group]
    for group in groups:
        group["buttons"] = [button for button in group["buttons"] if button.get("text") != "Binder"]
        for button in group["buttons"]:
            if button.get("text") == "Colab":
                button["url"] = re.sub(rf"blob/.+/{pagename}\.ipynb", students_path(pagename), button["url"])


def students_path(pagename):
    """Where the students' copy of an exercise page lies in the repository."""
    name = pagename.rpartition("/")[2]
    return f"blob/{STUDENTS_BRANCH}/{name[:2]}/{name}.ipynb"


def _link_chapter_and_exercises(app, pagename, templatename, context, doctree):
    """From a chapter to its exercises in one click, and back."""
    if doctree is None or not context.get("body"):
        return
    folder, _, name = pagename.rpartition("/")
    if FOLDER in pagename:
        way = f'<a class="cb-way" href="../{name}.html">Back to the chapter</a>'
    else:  # a chapter's further pages, 04b and 04c, lead there too
        of_chapter = f"{folder}{FOLDER}{name[:2]}-" if toc.is_chapter(pagename) else None
        found = [page for page in app.env.found_docs if of_chapter and page.startswith(of_chapter)]
        if not found:
            return
        way = f'<a class="cb-way" href="exercises/{found[0].rpartition("/")[2]}.html">Exercises</a>'
    context["body"] = context["body"].replace('<p class="cb-ways">', f'<p class="cb-ways">{way}', 1)


def _write_students_notebooks(app, exception):
    """What an exercise page lets one download is the students' copy."""
    for docname in app.env.found_docs:
        if FOLDER in docname and exception is None:
            notebook = nbformat.read(app.env.doc2path(docname), as_version=4)
            nbformat.write(students_copy(notebook), Path(app.outdir) / "_sources" / f"{docname}.ipynb")


# ---- the page ----


def page(notebook, docname, solutions):
    """The notebook as the page's source: the boxes of sphinx-exercise around its cells."""
    opening, found = exercises(notebook)
    cells = [*opening]
    for heading, own in found:
        cells += _exercise(heading, own, f"ex-{docname.rpartition('/')[2][:2]}-{heading['number']}", solutions)
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
            asked.append(_markdown(cell, f"```python\n{REGION.sub(_ellipsis, cell.source).rstrip()}\n```"))
            solved.append(_code(cell))
        elif is_answer(cell):
            solved.append(_markdown(cell, cell.source))
        else:
            asked.append(cell)
    title = _markdown(cells[0], f"## {heading['number']}. {heading['title']}\n")
    asked[0] = _markdown(cells[0], (cells[0].source + "\n")[heading.end() :].strip())
    made = [title, *_directive("exercise", f"{heading['kind']}\n:label: {label}\n:nonumber:", asked), *hints]
    return made + (_directive("solution", f"{label}\n:class: dropdown", solved) if solutions else [])


def _directive(kind, options, cells):
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


def _ellipsis(region):
    return region["indent"] + "..." if region["indent"] else ""
