"""A Sphinx extension for courses that are not on GitHub: where the theme's buttons and the code's links lead to."""

import re
from html import escape

from workshop.site.pages import TITLE


def setup(app):
    app.add_config_value("convbook_binder", "", "html")
    app.connect("html-page-context", _lead_to_gitlab, priority=890)  # before the site puts buttons below the title
    app.connect("html-page-context", _offer_the_download, priority=910)  # and after it
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _lead_to_gitlab(app, pagename, templatename, context, doctree):
    """The theme does not find a repository in a subgroup, and the site shows code as GitHub does."""
    for button in _buttons(context):
        if button.get("text") == "Binder":
            button["url"] = re.sub(r"^[^?]+", app.config.convbook_binder, button["url"])
        elif button.get("label") == "source-repository-button":
            button["icon"] = "fas fa-code"  # the site has no other
    url = app.config.html_theme_options.get("repository_url")
    if url and context.get("body"):
        context["body"] = context["body"].replace(f'"{url}/blob/', f'"{url}/-/blob/')


def _offer_the_download(app, pagename, templatename, context, doctree):
    """Below the title, where it is the only button: the site has buttons there only if there are several."""
    body = context.get("body") or ""
    urls = [button["url"] for button in _buttons(context) if button.get("text") == ".ipynb"]
    if doctree is not None and urls and 'class="cb-ways"' not in body:
        link = f'<a class="cb-way" href="{escape(urls[0])}" download>Download the notebook</a>'
        context["body"] = TITLE.sub(lambda title: f'{title[0]}<p class="cb-ways">{link}</p>', body, count=1)


def _buttons(context):
    """The theme's buttons, those in its groups too."""
    for button in context.get("header_buttons", []):
        yield button
        yield from button.get("buttons", [])
