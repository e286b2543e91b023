"""The page to practice on: the kinds of problem by chapter, and for each a file of problems, loaded when asked for.

Without a script the page shows one example of each kind, with its solution folded.
"""

import hashlib
import json
import re
import shutil
from html import escape
from pathlib import Path

import nbformat
from docutils.nodes import make_id

from convbook import nn, practice, questions
from convbook.practice import drawing, wording
from convbook.practice.problem import LEVELS
from convbook.questions.question import shown
from convbook.widgets._base import side_by_side, table
from workshop import toc

SCRIPT = Path(practice.__file__).with_name("practice.js")


def setup(app):
    from docutils import nodes
    from docutils.parsers.rst import Directive

    class Practice(Directive):
        """All kinds of problem, and a place to work on them: ``:::{practice}``."""

        def run(self):
            env = self.state.document.settings.env
            folder, kinds = Path(env.doc2path(env.docname)).parent, drawing.kinds()
            if env.config.convbook_course:  # a part of the chapters
                kinds = [kind for kind in kinds if (folder / f"{kind.section.partition('#')[0]}.ipynb").is_file()]
            return [nodes.raw("", html(folder, kinds), format="html")]

    app.add_directive("practice", Practice)
    app.connect("config-inited", _write, priority=910)
    app.connect("doctree-resolved", _link_kinds)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _write(app, config):
    """The problems of all kinds, drawn anew only when what draws them has changed."""
    rooms = (Path(room.__file__).parent for room in (practice, nn, questions))
    sources = b"".join(path.read_bytes() for room in rooms for path in sorted(room.glob("*.py")))
    made = Path(app.outdir).parent / "site-assets" / f"practice-{hashlib.sha256(sources).hexdigest()[:12]}"
    for old in set(made.parent.glob("practice-*")) - {made}:
        shutil.rmtree(old)
    (made / "practice").mkdir(parents=True, exist_ok=True)
    for kind in drawing.kinds():
        file = made / "practice" / f"{kind.name}.js"
        if not file.exists():
            file.write_text(drawing.script(kind.name), encoding="utf-8")
    config.html_static_path.append(str(made))


def _link_kinds(app, doctree, docname):
    """Below a section of a chapter, what one can practice of it."""
    from docutils import nodes

    by_section = {}
    for kind in drawing.kinds():
        page, _, anchor = kind.section.partition("#")
        if toc.is_chapter(docname) and page == docname.rpartition("/")[2]:
            by_section.setdefault(anchor, []).append(kind)
    for section in doctree.findall(nodes.section):
        for anchor in by_section.keys() & set(section["ids"]):
            links = ", ".join(f'<a href="practice.html#{k.name}">{escape(k.title)}</a>' for k in by_section.pop(anchor))
            last = next((i for i, child in enumerate(section) if isinstance(child, nodes.section)), len(section))
            section.insert(last, nodes.raw("", f'<p class="cb-to-practice">Practice: {links}</p>', format="html"))
    if by_section:
        raise ValueError(f"{docname} has no section #{', #'.join(sorted(by_section))}, which a kind of problem names")


def html(folder, kinds):
    """The widget of the page in `folder`, where the chapters lie: its state, and one example of each kind."""
    told = [_told(kind, folder) for kind in kinds]
    state = {"kinds": told, "files": "../_static/practice/", "levels": LEVELS}
    examples = "\n".join(map(_example, kinds, told))
    return (
        f'<div class="cb-widget" data-widget="Practice" data-state="{escape(json.dumps(state, ensure_ascii=False))}">'
        f'<div class="cbw-static">{examples}</div></div>'
    )


def _told(kind, folder):
    page, _, anchor = kind.section.partition("#")
    told = {"name": kind.name, "title": kind.title, "idea": kind.idea, "chapter": kind.chapter}
    return told | {"link": f"{page}.html#{anchor}", "section": _heading(folder / f"{page}.ipynb", anchor)}


def _heading(path, anchor):
    """The words of the heading that has an anchor in a chapter."""
    for cell in nbformat.read(path, as_version=4).cells:
        for heading in re.findall(r"^#+ (.+)$", cell.source, re.MULTILINE) if cell.cell_type == "markdown" else ():
            if make_id(heading) == anchor:
                return heading
    raise ValueError(f"{path.name} has no section #{anchor}")


def _example(kind, told):
    problem, asked = drawing.example(kind.name)
    tables = (
        table(matrix, *name.partition(" ")[:1], wording.ROLES[wording.role_of(name)], name.partition(" ")[2])
        for name, matrix in problem.given.items()
    )
    steps = "".join(f"<li>{wording.html(step)}</li>" for step in drawing.solution(problem, asked))
    return (
        f'<p id="{kind.name}"><strong>{escape(kind.title)}</strong> '
        f'(<a href="{told["link"]}">chapter {kind.chapter}</a>). {wording.html(problem.asks)}</p>'
        f"{side_by_side(*tables)}<details><summary>The solution</summary><ol>{steps}</ol>{shown(asked)}</details>"
    )
