"""The Sphinx extension of the book: what its pages need beyond the theme, all of it offline.

`fonts` and `icons`; `to_myst` for citations and formulas, `sources` for the code under a cell, `questions` and their
answers, `exercises` for their boxes, `solutions` to have or withhold, `practice` for problems without end;
`hero_figure` on the first page, `overview` for instructors, `pages` for what stands on every page.
"""

import inspect
import re
import shutil
from importlib import metadata
from pathlib import Path

import convbook
from convbook import palette
from convbook.equations import color
from convbook.widgets import _scripts
from workshop.site import fonts, hero_figure, icons, pages, practice, to_myst

HERE = Path(__file__).parent
# Of MathJax's 24 MB the pages use this much.
MATHJAX = ["tex-chtml.js", "input/tex/extensions/html.js", "output/chtml/fonts/woff-v2/*.woff"]
STYLES = ["fonts.css", "icons.css", "palette.css", "book.css"]


def setup(app):
    from docutils import nodes
    from docutils.parsers.rst import Directive
    from sphinx.transforms.post_transforms import SphinxPostTransform

    class ColorMaths(SphinxPostTransform):
        """Wraps X, F, O and the loss's gradient in the macros of their roles."""

        default_priority = 5
        formats = ("html",)

        def run(self, **kwargs):
            for node in self.document.findall(lambda n: isinstance(n, nodes.math | nodes.math_block)):
                node[:] = [nodes.Text(color.color(node.astext()))]

    class Punctuation(SphinxPostTransform):
        """Keeps what follows a formula without a space, such as a full stop, on the formula's line."""

        default_priority = 6
        formats = ("html",)

        def run(self, **kwargs):
            for node in list(self.document.findall(nodes.math)):
                after = node.next_node(descend=False, siblings=True)
                mark = re.match(r"[^\s\w(]+", after) if isinstance(after, nodes.Text) else None
                if mark:
                    together = nodes.inline(classes=["cb-together"])
                    siblings = after.parent  # an equal text may precede it
                    place = next(i for i, sibling in enumerate(siblings) if sibling is after)
                    siblings[place] = nodes.Text(after[mark.end() :])
                    node.replace_self(together)
                    together += [node, nodes.Text(mark[0])]

    class WindowPicture(Directive):
        """The drawing of a convolution on the first page."""

        def run(self):
            return [nodes.raw("", hero_figure.html(), format="html")]

    class InToc(Directive):
        """What stands in it is shown once _toc.yml names the page: `:::{in-toc} book/11-faces`."""

        required_arguments, has_content = 1, True

        def run(self):
            node = self.state_machine.node.copy()  # a card looks at what it stands in
            if self.arguments[0] in app.config.external_site_map:
                self.state.nested_parse(self.content, self.content_offset, node)
            return node.children

    app.add_post_transform(ColorMaths)
    app.add_post_transform(Punctuation)
    app.add_directive("window-picture", WindowPicture)
    app.add_directive("in-toc", InToc)
    app.connect("config-inited", _configure, priority=900)
    app.connect("source-read", to_myst.read_chapter)
    app.connect("doctree-read", _number_as_in_the_paper)
    app.connect("html-page-context", pages.add_page_header, priority=900)
    app.connect("html-page-context", _add_widgets)
    app.connect("build-finished", pages.write_index_redirect, priority=100)
    for style in STYLES:
        app.add_css_file(style, priority=900)  # after the theme's and the other extensions'
    app.add_js_file("book.js", loading_method="defer")
    return {"version": metadata.version("convbook"), "parallel_read_safe": True, "parallel_write_safe": True}


def mathjax_folder():
    """Where the package sphinx-mathjax-offline keeps MathJax."""
    inside = next(f for f in metadata.files("sphinx-mathjax-offline") if f.name == "tex-chtml.js")
    return Path(inside.locate()).parent


def mathjax_config():
    return {
        "loader": {"load": ["[tex]/html"]},
        "tex": {
            "packages": {"[+]": ["html"]},
            "macros": {macro: [rf"\class{{cb-{role}}}{{#1}}", 1] for role, macro in color.MACROS.items()},
        },
        "options": {"enableMenu": False},  # its extras would be asked for elsewhere
    }


def _number_as_in_the_paper(app, document):
    """The equation with the label ``eq-7`` is (7) on every page; Sphinx would count anew on each."""
    from docutils import nodes

    equations = app.env.get_domain("math").equations
    for block in document.findall(nodes.math_block):
        named = re.fullmatch(r"eq-(\d+)", block.get("label") or "")
        if named:
            block["number"] = int(named[1])
            equations[block["label"]] = (app.env.docname, int(named[1]))


def _write_widgets(made):
    """The widgets' style, and beside it what a page loads only when its reader asks for it."""
    files = {"widgets.css": _scripts.read("widgets.css")}
    files |= {f"widget-data/{name}": text for name, text in _scripts.page_data().items()}
    for name, text in files.items():
        (made / name).parent.mkdir(exist_ok=True)
        (made / name).write_text(text, encoding="utf-8")


def _add_widgets(app, pagename, templatename, context, doctree):
    """The widgets of this page, and no others, as one script."""
    names = sorted(set(re.findall(r'data-widget="(\w+)"', context.get("body") or "")))
    if "Practice" in names:
        names = sorted({*names, "Question"})  # whose place to answer it has
    if names:
        paths = {name: _script_of(name) for name in names}
        file = Path(app.outdir) / "_static" / f"widgets-{'-'.join(names)}.js"
        file.parent.mkdir(exist_ok=True)
        file.write_text(_scripts.page_script(paths), encoding="utf-8")
        app.add_css_file("widgets.css", priority=950)
        app.add_js_file(file.name, loading_method="defer")


def _script_of(name):
    return practice.SCRIPT if name == "Practice" else Path(inspect.getfile(getattr(convbook, name))).with_suffix(".js")


def _configure(app, config):
    made = Path(app.outdir).parent / "site-assets" / fonts.fingerprint()
    made.mkdir(parents=True, exist_ok=True)
    if not (made / "fonts.css").exists():
        (made / "fonts.css").write_text(fonts.css(), encoding="utf-8")
    (made / "icons.css").write_text(icons.css(), encoding="utf-8")
    (made / "palette.css").write_text(palette.css("html", 'html[data-theme="dark"]'), encoding="utf-8")
    _write_widgets(made)
    for pattern in MATHJAX:
        for file in mathjax_folder().glob(pattern):
            target = made / "mathjax" / file.relative_to(mathjax_folder())
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
    config.html_static_path += [str(HERE / "assets"), str(made)]
    config.templates_path += [str(HERE / "templates")]
    config.mathjax_path = "mathjax/tex-chtml.js"
    config.mathjax3_config = mathjax_config()
