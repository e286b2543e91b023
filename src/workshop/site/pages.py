"""Additions to each built page: its part of the book, launch links, and a frame around its opening lines."""

import re
from functools import partial
from html import escape
from pathlib import Path

ICON_SCRIPT = re.compile(
    r"\s*<!-- So that users can add custom icons -->|\s*<script[^>]*fontawesome\.js[^>]*></script>"
)
OPENING = re.compile(r"(?:\s*<p><strong>You (?:will|need)\b.*?</p>)+", re.DOTALL)
TITLE = re.compile(r"<h1\b.*?</h1>", re.DOTALL)


def add_page_header(app, pagename, templatename, context, doctree):
    """Put the part above the title, the ways to run the chapter below it, and its opening lines into a frame."""
    context["without_icon_script"] = lambda html: ICON_SCRIPT.sub("", html)
    context["generate_toctree_html"] = partial(_named_contents, context["generate_toctree_html"])
    if doctree is None or not context.get("body"):
        return
    part, ways = _part(app, pagename), _launch_links(context)
    body = TITLE.sub(lambda title: part + title.group() + ways, context["body"], count=1)
    body = body.replace('role="doc-biblioentry"', 'role="listitem"')  # the older role is no longer to be used
    context["body"] = OPENING.sub(lambda lines: f'<div class="cb-opening">{lines.group()}</div>', body, count=1)


def _named_contents(generate, *args, **options):
    """The theme's table of contents; what unfolds a chapter's exercises is an arrow, and gets a name here."""
    return str(generate(*args, **options)).replace("<summary>", '<summary aria-label="Exercises">')


def _part(app, pagename):
    """The part of the book, from _toc.yml; a page below a chapter is in the chapter's part."""
    site = app.config.external_site_map
    chapter = next((name for name in site if any(pagename in below.items for below in site[name].subtrees)), pagename)
    pages = {pagename} if chapter == site.root.docname else {pagename, chapter}
    caption = next((part.caption for part in site.root.subtrees if pages & set(part.items)), None)
    return f'<p class="cb-part">{escape(caption)}</p>' if caption else ""


def _launch_links(context):
    ways = []
    for group in context.get("header_buttons", []):
        for button in group.get("buttons", []):
            if button.get("text") in ("Colab", "Binder"):
                button["icon"] = None  # their logos would only say the word beside them again
                ways.append(f'<a class="cb-way" href="{escape(button["url"])}">Open in {button["text"]}</a>')
            elif button.get("text") == ".ipynb":
                ways.append(f'<a class="cb-way" href="{escape(button["url"])}" download>Download the notebook</a>')
    return f'<p class="cb-ways">{"".join(ways)}</p>' if len(ways) > 1 else ""


def write_index_redirect(app, exception):
    """`index.html` above the pages: it leads to the first of them."""
    if exception is None and app.builder.name == "html":
        first, title = f"{app.config.master_doc}.html", escape(app.config.html_title)
        (Path(app.outdir) / "index.html").write_text(
            '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
            f'<title>{title}</title><meta http-equiv="refresh" content="0; url={first}"></head>'
            f'<body><p><a href="{first}">{title}</a></p></body></html>\n',
            encoding="utf-8",
        )
