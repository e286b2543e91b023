"""Plain Markdown to MyST: the chapters' citations, numbered formulas, and links to them.

JupyterLab, Colab and GitHub know none of MyST's roles. So a notebook cites by links that read well anywhere,
``[Dumoulin and Visin (2016)](references.bib#dumoulin2016guide)`` in a sentence and
``([Soydaner, 2018](references.bib#soydaner2018training))`` behind it, numbers a formula by ``\\tag{7}`` and leads to it
by ``[(7)](#eq-7)`` or, from another chapter, ``[(7)](06-filter-gradient.ipynb#eq-7)``; the line ``<a id="eq-7"></a>``
above the formula is where the link goes in the notebook itself. While the pages are built, these
become the roles, before the notebook is parsed. A citation that says other than references.bib is a warning.
"""

import json
import re
from functools import cache
from pathlib import Path

ADDRESS = r"\((?:\.\./)?references\.bib#(?P<key>[\w-]+)\)"
NAMED = re.compile(r"\[(?P<text>[^\[\]]+\(\d{4}\))\]" + ADDRESS)
BESIDE = re.compile(r"\[(?P<text>[^\[\]]+, \d{4})\]" + ADDRESS)
_ONE = re.sub(r"\?P<\w+>", "?:", BESIDE.pattern)
IN_PARENTHESES = re.compile(rf"\({_ONE}(?:;\s{_ONE})*\)")
FORMULA = re.compile(r"\$\$(?P<latex>(?:(?!\$\$).)+?)\s*\\tag\{(?P<number>\d+)\}\s*\$\$", re.DOTALL)
ANCHOR = re.compile(r'<a id="eq-\d+"></a>\s*(?=\$\$)')
EQUATION = re.compile(r"\[\((\d+)\)\]\((?:(?:\.\./)?[\w-]+\.ipynb)?#eq-\1\)")
# What looks like one of these links and is none.
LEFT_OVER = re.compile(r"\[[^\[\]]*\]\([^()\s]*(?:references\.bib|#eq-)[^()\s]*\)")


def to_myst(text, entries):
    """The Markdown of a cell with MyST's roles in it.

    Parameters
    ----------
    text : str
    entries : dict of str to pybtex.database.Entry
        The bibliography, by key.

    Returns
    -------
    text : str
    wrong : list of str
        A sentence for each citation that does not say what its entry does, and for each link that is not understood.
    """
    wrong = []

    def role(kind, citations, form):
        for link in citations:
            wrong.extend(_mistakes(link, entries, form))
        return f"{{cite:{kind}}}`{','.join(link['key'] for link in citations)}`"

    text = IN_PARENTHESES.sub(lambda group: role("p", [*BESIDE.finditer(group[0])], "{}, {}"), text)
    text = NAMED.sub(lambda link: role("t", [link], "{} ({})"), text)
    text = ANCHOR.sub("", text)
    text = FORMULA.sub(r"$$\g<latex>$$ (eq-\g<number>)", text)
    text = EQUATION.sub(r"{eq}`eq-\1`", text)
    return text, wrong + [f"{link} is neither a citation nor an equation's number" for link in LEFT_OVER.findall(text)]


def authors(entry):
    """Who wrote it, as the pages say: one name, two names, or the first "et al."."""
    from pybtex.richtext import Text

    names = [" ".join(person.prelast_names + person.last_names) for person in entry.persons["author"]]
    first, *others = (str(Text.from_latex(name)) for name in names)
    return first if not others else f"{first} and {others[0]}" if len(others) == 1 else f"{first} et al."


def read_chapter(app, docname, source):
    """Sphinx's "source-read": what is parsed of a notebook, in place."""
    from sphinx.util import logging

    if Path(app.env.doc2path(docname)).suffix != ".ipynb":
        return
    notebook = json.loads(source[0])
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"], wrong = to_myst("".join(cell["source"]), _entries(app))
            for each in wrong:
                logging.getLogger(__name__).warning(each, location=docname)
    source[0] = json.dumps(notebook)


def _mistakes(link, entries, form):
    if link["key"] not in entries:
        return [f"references.bib has no {link['key']}"]
    said, entry = " ".join(link["text"].split()), entries[link["key"]]
    right = form.format(authors(entry), entry.fields["year"])
    return [] if said == right else [f"{link['key']} is cited as {said!r}; references.bib has {right!r}"]


def _entries(app):
    return _parsed(*(Path(app.srcdir, file) for file in app.config.bibtex_bibfiles))


@cache
def _parsed(*files):
    from pybtex.database.input.bibtex import Parser

    return Parser().parse_files(map(str, files)).entries
