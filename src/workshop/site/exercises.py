"""Exercise pages as a reader sees them, made from the notebooks that nbgrader takes (see `workshop.exercise_cells`).

An exercise becomes a box of sphinx-exercise, its hints (`<details>` in the notebook) and solutions folded, and between
them the questions that can be answered in the page. Downloads, Colab and Binder give the readers' copy, whose checks
all speak. A book that is built without solutions has no such questions either, and gives the students' copy.
"""

import itertools
import os
import re
from pathlib import Path

import nbformat
from docutils import nodes
from sphinx_exercise.nodes import exercise_node, solution_node

from workshop import toc
from workshop.exercise_cells import REGION, exercises, is_answer, is_check, is_solution, readers_copy, students_copy
from workshop.site.questions import is_question
from workshop.site.solutions import with_solutions
from workshop.students import READERS, STUDENTS

FOLDER = "/exercises/"  # a page in it has the name of its chapter, one folder higher
HINT = re.compile(r"<details>\s*<summary>(?P<title>.*?)</summary>\s*(?P<text>.*?)\s*</details>\s*", re.DOTALL)
MARKERS = re.compile(r"^[ \t]*### (?:BEGIN|END) (?:SOLUTION|HIDDEN TESTS)\n?", re.MULTILINE)
HIDDEN_FROM_HERE = re.compile(r"^([ \t]*)### BEGIN HIDDEN TESTS$", re.MULTILINE)


def setup(app):
    app.setup_extension("sphinx_exercise")
    solutions = with_solutions(Path(app.outdir).parent, os.environ.get("SOLUTIONS", ""))
    app.add_config_value("convbook_solutions", solutions, "env")
    app.add_config_value("convbook_course", False, "html")  # its exercises are the students' copies already
    app.connect("config-inited", _disable_numfig, priority=950)
    app.connect("source-read", _read)
    app.connect("doctree-resolved", _simplify_titles)
    app.connect("html-page-context", _link_copies, priority=850)
    app.connect("html-page-context", _link_chapter_and_exercises, priority=950)
    app.connect("build-finished", _write_copies)


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


def _link_copies(app, pagename, templatename, context, doctree):
    """On an exercise page, the buttons that open the notebook elsewhere open the branch with the copies."""
    if FOLDER not in pagename or app.config.convbook_course:
        return
    solutions = app.config.convbook_solutions
    branch = READERS if solutions else STUDENTS
    for group in [group for group in context.get("header_buttons", []) if "buttons" in group]:
        group["buttons"] = [button for button in group["buttons"] if solutions or button.get("text") != "Binder"]
        for button in group["buttons"]:
            if button.get("text") == "Colab":
                path = f"blob/{branch}/{copy_path(pagename)}"
                button["url"] = re.sub(rf"blob/.+/{pagename}\.ipynb", path, button["url"])
            elif button.get("text") == "Binder":
                url, query = button["url"].split("?urlpath=")
                opened = query.replace(f"{pagename}.ipynb", copy_path(pagename))
                button["url"] = f"{url.rpartition('/')[0]}/{branch}?urlpath={opened}"


def copy_path(pagename):
    """Where the copy of an exercise page lies in its branch."""
    name = pagename.rpartition("/")[2]
    return f"{name[:2]}/{name}.ipynb"


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


def _write_copies(app, exception):
    """What an exercise page lets one download is the copy without solutions."""
    copy = readers_copy if app.config.convbook_solutions else students_copy
    for docname in app.env.found_docs:
        if FOLDER in docname and exception is None:
            notebook = nbformat.read(app.env.doc2path(docname), as_version=4)
            nbformat.write(copy(notebook), Path(app.outdir) / "_sources" / f"{docname}.ipynb")


# ---- the page ----


def page(notebook, docname, solutions):
    """The notebook as the page's source: the boxes of sphinx-exercise around its cells."""
    opening, found = exercises(notebook)
    cells = [*opening]
    for heading, own in found:
        cells += _exercise(heading, own, f"ex-{docname.rpartition('/')[2][:2]}-{heading['number']}", solutions)
    return nbformat.from_dict({**notebook, "cells": cells})


def _exercise(heading, cells, label, solutions):
    asked, hints, answered, solved = [], [], [], []
    for cell, after in itertools.pairwise([*cells, None]):
        if is_question(cell) or (is_solution(cell) and after is not None and is_question(after)):
            answered.append(cell)
        elif cell.cell_type == "markdown" and cell.source.startswith("<details>"):
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
    made = [title, *_directive("exercise", f"{heading['kind']}\n:label: {label}\n:nonumber:", asked)]
    if not solutions:
        return made + hints
    return [*made, *answered, *hints, *_directive("solution", f"{label}\n:class: dropdown", solved)]


def _directive(kind, options, cells):
    start, end = f":::{{{kind}-start}} {options}\n:::", f":::{{{kind}-end}}\n:::"
    return [nbformat.v4.new_markdown_cell(start), *cells, nbformat.v4.new_markdown_cell(end)]


def _markdown(cell, source):
    new = nbformat.v4.new_markdown_cell(source)
    new.id = f"{cell.id}-{'t' if source.startswith('##') else 'm'}"
    return new


def _code(cell):
    new = cell.copy()
    new.source = MARKERS.sub(
        "", HIDDEN_FROM_HERE.sub(r"\1# In a graded copy, what follows is hidden.", cell.source)
    ).rstrip()
    return new


def _hint(found):
    return f":::{{admonition}} {found['title']}\n:class: hint dropdown\n{found['text']}\n:::\n"


def _ellipsis(region):
    return region["indent"] + "..." if region["indent"] else ""
