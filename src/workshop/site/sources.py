"""Below the cell that first uses a function of the package stands its source, folded; its name in a cell leads there.

The source is that of the checkout that builds the pages, so text and code are of one commit, and no network is needed.
A link of a notebook to a function's file, ``[`conv2d`](../src/convbook/nn/conv.py)``, leads to the fold, too.
"""

import json
import re
from html import escape

from docutils import nodes

from workshop import sources
from workshop.toc import is_chapter

LINK = re.compile(r"\[`(?P<label>[\w.]+)`\]\((?:\.\./)+src/convbook/[\w/]+\.py\)")
LIST = sources.LIST.replace("<details>", '<details class="cb-source">')
CELL = re.compile(r'<div class="cell_input.*?</pre>', re.DOTALL)
IMPORT = '<span class="kn">import</span>'
# A name, or two with a dot between them, that is neither behind another dot nor given as an argument's name.
NAME = re.compile(
    r'(?<!<span class="o">\.</span>)(?P<one><span class="n">(?P<name>\w+)</span>)'
    r'(?P<more><span class="o">\.</span><span class="n">(?P<part>\w+)</span>)?(?!<span class="o">=</span>)'
)
# What has no color of its own needs no tag: half of the weight.
PLAIN = re.compile(r'<span class="[npw]">([^<]*)</span>')


class Folds(nodes.General, nodes.Element):
    """The folds below one cell. It holds no text, so the search of the pages does not find every line of code."""


def setup(app):
    app.add_node(Folds, html=(_write, None))
    app.connect("source-read", _lead_to_the_folds)
    app.connect("doctree-read", _place)
    app.connect("html-page-context", _link_names)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _lead_to_the_folds(app, docname, source):
    if is_chapter(docname):
        notebook = json.loads(source[0])
        for cell in notebook["cells"]:
            if cell["cell_type"] == "markdown":
                text = "".join(cell["source"]).replace(sources.LIST, LIST)
                cell["source"] = LINK.sub(r'<a href="#source-\g<label>"><code>\g<label></code></a>', text)
        source[0] = json.dumps(notebook)


def _place(app, document):
    if not is_chapter(app.env.docname):
        return
    cells = [box for box in document.findall(nodes.container) if box.get("nb_element") == "cell_code"]
    cells = [(box, code) for box in cells if (code := box.next_node(nodes.literal_block))]
    found = sources.first_uses([code.astext() for _, code in cells])
    # Where a cell that answers a question is the first, and stays folded, the next that is in view has the source.
    found |= sources.first_uses(["" if "tag_answer" in box["classes"] else code.astext() for box, code in cells])
    for i, (box, _) in enumerate(cells):
        own = {label: source for label, (at, source) in found.items() if at == i}
        if own:
            box.parent.insert(box.parent.index(box) + 1, Folds(own=own, on_page=set(found)))
    for _, source in found.values():
        for shown in (source, *sources.helpers(source).values()):  # of what it calls the page names the lines
            app.env.note_dependency(str(sources.SRC.parent / shown.path))


def _write(translator, node):
    folds = [_fold(translator, label, source, node["on_page"]) for label, source in node["own"].items()]
    translator.body.append(f'<div class="cb-sources"><span aria-hidden="true">source</span>{"".join(folds)}</div>\n')
    raise nodes.SkipNode


def _fold(translator, label, source, on_page):
    lines = f"lines {source.first} to {source.last}" if source.first < source.last else f"line {source.first}"
    place = f"{source.path}, {lines}"
    if address := repository_address(translator.config, source):
        place = f'<a class="reference external" href="{escape(address)}">{place}</a>'
    called = {name: repository_address(translator.config, what) for name, what in sources.helpers(source).items()}
    called |= {name: f"#source-{name}" for name in set(called) & on_page}
    code = translator.highlighter.highlight_block(source.text, "python").replace("<pre>", '<pre tabindex="0">', 1)
    code = PLAIN.sub(r"\1", _linked(code, called))
    return (
        f'<details class="cb-source"><summary><span class="visually-hidden">source of </span>{label}</summary>'
        f'<div id="source-{label}"><p>{place}</p><div class="highlight-python">{code}</div></div></details>'
    )


def repository_address(config, source):
    """Where the repository that ``_config.yml`` names shows the lines; None if it names none."""
    options = config.html_theme_options
    if not options.get("repository_url"):
        return None
    branch = options.get("repository_branch") or "main"
    url = options["repository_url"].rstrip("/")
    return f"{url}/blob/{branch}/{source.path}#L{source.first}-L{source.last}"


def _link_names(app, pagename, templatename, context, doctree):
    """In each cell but the imports, a name that has its fold on the page leads there where it stands first."""
    labels = re.findall(r'<div id="source-([\w.]+)">', context.get("body") or "")
    targets = {label: f"#source-{label}" for label in labels}
    if targets:
        context["body"] = CELL.sub(
            lambda cell: cell[0] if IMPORT in cell[0] else _linked(cell[0], targets), context["body"]
        )


def _linked(code, targets):
    """Highlighted code with the first of each of these names linked; `targets` are addresses, or None for no link."""
    left = {name: address for name, address in targets.items() if address}

    def link(found):
        if address := left.pop(f"{found['name']}.{found['part']}", None):
            return f'<a href="{escape(address)}">{found[0]}</a>'
        if address := left.pop(found["name"], None):
            return f'<a href="{escape(address)}">{found["one"]}</a>{found["more"] or ""}'
        return found[0]

    return NAME.sub(link, code)
