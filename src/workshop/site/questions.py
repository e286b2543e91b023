"""Questions of the pages: what gives an answer away is folded, and the contents know how many each page asks.

In a notebook a question is text, then a cell with a `Question`, then what answers it: the cells with the tag `answer`
that follow. On a page only the place to answer is seen of the second, and the third is folded below it.
"""

import json
import re
from html import unescape
from pathlib import Path

from convbook.practice.drawing import kinds

MARK = 'data-widget="Question"'
STANDING = '<div class="cb-standing"><p>This list needs JavaScript: it is made on your device.</p></div>'
WAYS = re.compile(r'<p class="cb-ways">.*?</p>')
ASKS = re.compile(r"\*\*(?:Predict|By hand|Question)\.\*\*")


def setup(app):
    from docutils import nodes
    from docutils.parsers.rst import Directive

    class WhereYouStand(Directive):
        """What the reader answered, drawn by a script from what the browser keeps."""

        def run(self):
            return [nodes.raw("", STANDING, format="html")]

    app.add_directive("where-you-stand", WhereYouStand)
    app.connect("html-page-context", _add, priority=950)
    app.connect("source-read", _read, priority=400)  # before an exercise page becomes boxes
    app.connect("env-purge-doc", lambda app, env, docname: _all(env).pop(docname, None))
    app.connect("env-merge-info", lambda app, env, names, other: _all(env).update(_all(other)))
    app.connect("build-finished", _write)
    app.add_js_file("counts.js", loading_method="defer", priority=850)
    app.add_js_file("answers.js", loading_method="defer", priority=860)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _all(env):
    if not hasattr(env, "convbook_questions"):
        env.convbook_questions = {}
    return env.convbook_questions


def _read(app, docname, source):
    withheld = "/exercises/" in docname and not app.config.convbook_solutions
    if withheld or not source[0].lstrip().startswith("{"):
        return
    notebook = json.loads(source[0])
    notebook["cells"], found = folded(notebook["cells"], docname)
    if found:
        _all(app.env)[docname] = found
        source[0] = json.dumps(notebook)


def _add(app, pagename, templatename, context, doctree):
    """Below a page's title, how many questions it asks; on the page that lists them, what it needs for that."""
    asked, body = len(_all(app.env).get(pagename, ())), context.get("body") or ""
    if asked:
        line = f'<p class="cb-asked">This page asks {asked} question{"s" if asked > 1 else ""}.</p>'
        context["body"] = WAYS.sub(lambda ways: ways[0] + line, body, count=1)
    if STANDING in body:
        app.add_js_file("questions.js", loading_method="defer", priority=870)
        app.add_js_file("standing.js", loading_method="defer", priority=880)


def folded(cells, docname):
    """The cells with each question marked and its answer in a fold, and what is known of each question: a list."""
    made, found, heading, text, inside = [], [], "", "", False
    for cell in cells:
        answers = "answer" in cell["metadata"].get("tags", [])
        if answers and not found:
            raise ValueError(f"{docname}: no question stands above the cell {cell['id']}, which has the tag `answer`")
        if answers != inside:
            start = f'<details class="cb-answer" data-of="{found[-1]["key"]}"><summary>The answer</summary>'
            made.append(_html(f"{found[-1]['key']}-{len(made)}", start if answers else "</details>"))
            inside = answers
        if cell["cell_type"] == "markdown":
            text = "".join(cell["source"])
            heading = (re.findall(r"^#+ (.+)$", text, re.MULTILINE) or [heading])[-1]
        elif html := _question(cell):
            found.append(_mark(cell, html, docname, _plain(heading), _plain(ASKS.split(text)[-1])))
        made.append(cell)
    if inside:
        made.append(_html(f"{found[-1]['key']}-{len(made)}", "</details>"))
    return made, found


def _mark(cell, html, docname, heading, asks):
    """Give a question's cell its key, and hide its code; -> what the page that lists the questions says of it."""
    key = f"{docname}#{cell['id']}"
    cell["outputs"][0]["data"]["text/html"] = html.replace(MARK, f'{MARK} data-key="{key}" id="{cell["id"]}"', 1)
    cell["metadata"]["tags"] = [*cell["metadata"].get("tags", []), "remove-input"]
    state = json.loads(unescape(re.search(r'data-state="([^"]*)"', html)[1]))
    return {"key": key, "idea": state["question"].get("idea", heading), "heading": heading, "asks": asks}


def is_question(cell):
    return _question(cell) is not None


def _question(cell):
    """The HTML of a cell's question; None if it has none."""
    for output in cell.get("outputs", []):
        html = "".join(output.get("data", {}).get("text/html", ""))
        if MARK in html:
            return html
    return None


def _html(name, source):
    return {"cell_type": "markdown", "id": re.sub(r"\W", "-", name)[-60:], "metadata": {}, "source": source}


def _plain(text):
    """Markdown as plain words."""
    text = re.sub(r"<[^<>]+>|\*\*|`|\$", "", re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text))
    return re.sub(r"\\\w+|[{}]", "", text).strip()


def _write(app, exception):
    """How many questions each page has, for every page; and all of them, for the page that lists them."""
    if exception is not None or app.builder.name != "html":
        return
    found = sorted(_all(app.env).items())
    counts = {docname: len(own) for docname, own in found}
    everything = {docname: {"title": app.env.titles[docname].astext(), "asked": own} for docname, own in found}
    everything = {"pages": everything, "kinds": [[kind.name, kind.title, kind.idea] for kind in kinds()]}
    for name, value in {"counts": counts, "questions": everything}.items():
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        script = Path(app.outdir) / "_static" / f"{name}.js"
        script.write_text(f"(window.convbook ??= {{}}).{name} = {text};\n", encoding="utf-8")
