"""Links in the pages of a course: a page that is not there is not linked, and what is handed out leads to the web."""

import re
from urllib.parse import urljoin

LINK = re.compile(
    r"\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\]\((?![a-z]+:|#)(?P<path>[^()#\s]+)(?P<fragment>#[^()\s]*)?\)"
)


def without_missing(text, is_there):
    """Markdown in which the words of a link stand alone where its file is missing; `is_there` gets the link's path."""
    return LINK.sub(lambda link: link[0] if is_there(link["path"]) else link["text"], text)


def without_equations(text, numbered):
    """MyST in which only the equations with these numbers are linked."""
    return re.sub(r"\{eq\}`eq-(\d+)`", lambda role: role[0] if role[1] in numbered else f"({role[1]})", text)


def absolute(text, page, code):
    """Markdown whose links lead to the published pages.

    Parameters
    ----------
    text : str
    page : str
        The address of the page that it is from.
    code : str
        Where the repository shows the folder ``src``; if that is empty, the words of a link to it stand alone.
    """

    def rewrite(link):
        if link["path"].endswith(".py"):
            return f"[{link['text']}]({code}{link['path'].rpartition('../src/')[2]})" if code else link["text"]
        address = urljoin(page, re.sub(r"\.(?:ipynb|md|bib)$", ".html", link["path"]))
        fragment = "" if link["path"].endswith(".bib") else link["fragment"] or ""
        return f"[{link['text']}]({address}{re.sub('^#(?=eq-)', '#equation-', fragment)})"

    return LINK.sub(rewrite, text)
