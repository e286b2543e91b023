"""Feedback as a page that runs nothing and asks for nothing: what students wrote is in it, and may be anything.

Each cell's text and each output in HTML is cleaned by itself: what is not on the lists below is gone or is text, and a
tag that is not closed ends with its cell. A policy in the page's head tells the browser the same.
"""

import re
from html import escape
from importlib import resources
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import bleach
from bs4 import BeautifulSoup
from nbconvert.exporters import HTMLExporter
from traitlets import Unicode

from workshop.address import repository
from workshop.reports.style import POLICY, style
from workshop.standalone import published_at

ROOT = Path(__file__).parents[3]
TAGS = {
    "a", "b", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5",
    "h6", "hr", "i", "img", "kbd", "li", "main", "ol", "p", "pre", "s", "section", "small", "span", "strong", "sub",
    "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
MATH = {
    "math", "menclose", "mfrac", "mi", "mn", "mo", "mover", "mpadded", "mphantom", "mroot", "mrow", "mspace", "msqrt",
    "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover",
}  # fmt: skip
SIZES = {
    "columnalign", "columnspacing", "display", "displaystyle", "fence", "form", "height", "linethickness", "lspace",
    "mathvariant", "maxsize", "minsize", "movablelimits", "rowspacing", "rspace", "scriptlevel", "separator",
    "stretchy", "width",
}  # fmt: skip
ATTRIBUTES = {
    "*": ["class", "id", "title"], "a": ["href"], "img": ["src", "alt"], "ol": ["start"],
    "th": ["scope", "colspan", "rowspan"], "td": ["colspan", "rowspan"],
}  # fmt: skip
GONE = ["script", "style", "iframe", "object", "embed", "svg", "template", "noscript", "head", "title", "textarea"]
PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+")


class FeedbackPage(HTMLExporter):
    """nbconvert's exporter with a template of ours, whose page has no script in it and asks for nothing."""

    raw_template = Unicode((resources.files("workshop.reports") / "feedback.html.j2").read_text(encoding="utf-8"))
    export_from_notebook = None

    def default_filters(self):
        yield from super().default_filters()
        home = published()
        yield "cleaned", lambda html: clean(html, home)

    def from_notebook_node(self, nb, resources=None, **options):
        body, resources = super().from_notebook_node(nb, resources, **options)
        title = nb.metadata.get("title") or resources.get("metadata", {}).get("name") or "Feedback"
        return whole_page(title, body), resources


def whole_page(title, body):
    """A page of its own around a body that is clean."""
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">{POLICY}'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title>'
        f"<style>{style()}</style></head>\n<body>{body}</body></html>\n"
    )


def clean(body, home=""):
    """HTML without whatever runs, loads or leads nowhere.

    Parameters
    ----------
    body : str
        HTML from anybody.
    home : str
        The address of the published exercise pages, from which links to chapters lead on; empty if there is none.
    """
    soup = BeautifulSoup(body.replace("<!--", "&lt;!--"), "html.parser")
    for text in soup.find_all(string=re.compile("[\ue000\ue001]")):
        text.replace_with(re.sub("[\ue000\ue001]", "", text))
    for gone in soup(GONE):
        gone.decompose()
    for picture in soup("img"):
        _keep_picture(soup, picture)
    formulas = _take_formulas(soup)
    protocols = {"http", "https", "mailto", "data"}
    text = bleach.clean(str(soup), tags=TAGS, attributes=ATTRIBUTES, protocols=protocols, strip=True)
    text = re.sub("\ue000(\\d+)\ue001", lambda found: formulas[int(found[1])], text)
    soup = BeautifulSoup(text, "html.parser")
    places = {tag["id"] for tag in soup(id=True)}
    for link in soup("a"):
        _keep_link(link, home, places)
    return str(soup)


def _take_formulas(soup):
    """Take out MathML that is nothing else, leaving numbers, and return it: a list of texts."""
    formulas = []
    for math in soup("math"):
        parts = [math, *math.find_all(True)]
        if math.find_parent("math") is None and all(part.name in MATH for part in parts):
            for part in parts:
                part.attrs = {name: value for name, value in part.attrs.items() if name in SIZES}
            math.replace_with(soup.new_string(f"\ue000{len(formulas)}\ue001"))
            formulas.append(str(math))
    return formulas


def published(root=ROOT):
    """The address of the published exercise pages, or an empty text."""
    try:
        return published_at(repository(root)[0], "book/exercises/index")
    except (ValueError, OSError, KeyError, TypeError):
        return ""


def _keep_picture(soup, picture):
    """Pictures that are in the page stay; in the place of others stand their words."""
    source = picture.get("src", "")
    if not PICTURE.fullmatch(source):
        said = picture.get("alt") or source if not source.startswith("data:") else ""
        picture.replace_with(soup.new_string(f"[A picture that is not in this file: {said}]" if said else ""))


def _keep_link(link, home, places):
    """Links into the page and to other addresses stay; one to a chapter leads to the published book."""
    target = link.get("href", "").strip()
    parts = urlsplit(target)
    if parts.scheme in ("http", "https", "mailto"):
        link["rel"] = "noopener noreferrer nofollow"
    elif target.startswith("#") and target[1:] in places:
        pass
    elif home and not parts.scheme and not parts.netloc and re.search(r"\.(?:ipynb|md|bib)$", parts.path):
        page = urljoin(home, re.sub(r"\.(?:ipynb|md|bib)$", ".html", parts.path))
        fragment = f"#{parts.fragment}" if parts.fragment and not parts.path.endswith(".bib") else ""
        link["href"], link["rel"] = page + fragment, "noopener noreferrer"
    else:
        link.unwrap()
