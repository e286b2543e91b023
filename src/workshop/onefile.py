"""A built page as one HTML file: styles, scripts, fonts, images and formulas inline, so that it opens anywhere."""

import re
from base64 import b64encode
from mimetypes import guess_type
from urllib.parse import urljoin, urlparse

from bs4 import BeautifulSoup
from bs4.element import Script, Stylesheet

# What leads through a whole book, or searches it.
WHOLE_BOOK = (
    "#pst-primary-sidebar, #pst-primary-sidebar-modal, #pst-search-dialog, .primary-toggle, .search-button__button, "
    ".prev-next-footer, link[rel=preload], link[rel=next], link[rel=prev], link[rel=search]"
)
SEARCH_SCRIPTS = {"searchtools.js", "language_data.js", "searchindex.js"}
SOURCE_MAP = re.compile(r"^(?://|/\*)# sourceMappingURL=.*$", re.MULTILINE)
MATHJAX, WIDGETS = "tex-chtml.js", "widgets-"
# Where the widgets' script looks for what a reader asks for, and where one file has it: in an element of that name.
DATA_BESIDE = "`${here}widget-data/${name}.${need}.js`"
DATA_INSIDE = '"data:text/javascript," + document.getElementById(`${name}.${need}`).text'


def one_file(page, published):
    """The HTML of a built page that needs no other file and no network.

    Parameters
    ----------
    page : Path
        A page below the folder of the built book.
    published : str
        Where this page is published: its links to other pages lead there.

    Returns
    -------
    str
    """
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    for tag in soup.select(WHOLE_BOOK):
        tag.decompose()
    _inline_references(soup, page)
    for link in soup.select("link[rel=stylesheet]"):
        link.replace_with(_tag(soup, "style", Stylesheet(_style(_file_of_url(page, link["href"])))))
    for name, selector in {"src": 'img:not([src^="data:"])', "href": "link[rel=icon]"}.items():
        for tag in soup.select(selector):
            tag[name] = _data(_file_of_url(page, tag[name]))
    _inline_scripts(soup, page)
    for tag in soup.select("a[href]"):
        if not tag["href"].startswith("#"):
            tag["href"] = urljoin(published, tag["href"])
    return str(soup)


def _file_of_url(page, address):
    """The file that an address on the page names."""
    return page.parent / urlparse(address).path


def _tag(soup, name, text, **attributes):
    tag = soup.new_tag(name, attrs=attributes)
    tag.append(text)
    return tag


def _data(file):
    """A file as an address that holds it."""
    return f"data:{guess_type(file.name)[0]};base64,{b64encode(file.read_bytes()).decode()}"


def _style(sheet):
    """A style sheet with what it imports and shows inside."""
    text = SOURCE_MAP.sub("", sheet.read_text(encoding="utf-8"))
    text = re.sub(r'@import "([^"]+)";', lambda m: _style(sheet.parent / m[1]), text)

    def picture(match):
        file = sheet.parent / match[1]
        # The theme's icons are drawn by the book's own style sheet: its fonts of icons are never seen.
        return "none" if "webfonts" in file.parts or not file.is_file() else f"url({_data(file)})"

    return re.sub(r"""url\((?!["']?data:)["']?([^"')]+)["']?\)""", picture, text)


def _inline_scripts(soup, page):
    """Every script in its place; those that wait for the end of the page at its end, where they need not wait."""
    for script in soup.select("script[src]"):
        file = _file_of_url(page, script["src"])
        if file.name in SEARCH_SCRIPTS:
            script.decompose()
            continue
        text = _mathjax(file) if file.name == MATHJAX else file.read_text(encoding="utf-8")
        if file.name.startswith(WIDGETS):
            text = text.replace(DATA_BESIDE, DATA_INSIDE)
            _inline_data(soup, file.parent / "widget-data")
        if script.has_attr("defer"):
            soup.body.append(script.extract())
        del script["src"], script["defer"]
        script.append(_script(text))


def _script(text):
    """JavaScript that HTML lets stand between its tags."""
    return Script(re.sub(r"<(?=/script|!--)", r"<\\", SOURCE_MAP.sub("", text), flags=re.IGNORECASE))


def _inline_data(soup, folder):
    """What the page's widgets ask for when a reader does."""
    shown = {tag["data-widget"] for tag in soup.select("[data-widget]")}
    for file in sorted(folder.glob("*.js")):
        if file.name.split(".")[0] in shown:
            text = Script(file.read_text(encoding="utf-8").strip())
            soup.body.append(_tag(soup, "script", text, id=file.stem, type="text/plain"))


def _mathjax(file):
    """MathJax with its extension and its fonts inside: it asks for no file any more."""

    def font(match):
        return _data(file.parent / "output/chtml/fonts/woff-v2" / match[1])

    core = re.sub(r"%%URL%%/([\w-]+\.woff)", font, file.read_text(encoding="utf-8"))
    extension = (file.parent / "input/tex/extensions/html.js").read_text(encoding="utf-8")
    # The extension is there before MathJax starts, which it does when this script has ended: nothing is left to load.
    return f"MathJax.loader.load = [];\n{core}\n;{extension}"


def _inline_references(soup, page):
    """The works that the page cites, as a list at its end."""
    links = soup.select(".bibtex-citation a")
    if not links:
        return
    there = BeautifulSoup(_file_of_url(page, links[0]["href"]).read_text(encoding="utf-8"), "html.parser")
    section = _tag(soup, "section", _tag(soup, "h2", "References"), id="works-cited")
    cited = {link: urlparse(link["href"]).fragment for link in links}
    section.append(_tag(soup, "ul", ""))
    for name in dict.fromkeys(cited.values()):
        work = there.find(id=name).p.extract()
        section.ul.append(_tag(soup, "li", work, id=f"work-{name}"))
    for link, name in cited.items():
        link["href"] = f"#work-{name}"
    soup.select_one(".bd-article section").append(section)
