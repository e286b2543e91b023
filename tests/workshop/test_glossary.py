"""The glossary: every word leads to the section that sets it in bold, and every word that a chapter names is there."""

import json
import re
from pathlib import Path

import pytest

BOOK = Path(__file__).parents[2] / "book"
ENTRY = re.compile(r"^(\S.*)\n  (.+) \[Chapter (\d+)\]\((\S+\.ipynb)#(\S+)\)$", re.MULTILINE)
ENTRIES = {term: rest for term, *rest in ENTRY.findall((BOOK / "glossary.md").read_text(encoding="utf-8"))}
BOLD = re.compile(r"\*\*([^*]+)\*\*")
# How a chapter writes a word where it explains it, if not as the glossary does.
WRITTEN = {
    "C-cell": "C-cells",
    "full convolution": "full",
    "ReLU": "rectified linear unit",
    "S-cell": "S-cells",
    "shared weights": "shared",
    "weight decay": "Idea 7: weight decay.",
}


def sections(path):
    """Slug of a heading -> the words in bold below it, up to the next heading."""
    slug, found = None, {}
    for cell in json.loads(path.read_bytes())["cells"]:
        for line in "".join(cell["source"]).splitlines() if cell["cell_type"] == "markdown" else ():
            if line.startswith("#"):
                slug = re.sub(r"[^\w\- ]", "", line.strip("# ").lower()).replace(" ", "-")
            found.setdefault(slug, set()).update(BOLD.findall(line))
    return found


def test_the_words_are_in_order_and_each_is_there_once():
    terms = re.findall(r"^(\S.*)\n  ", (BOOK / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert terms == sorted(set(terms), key=str.lower) and set(terms) == set(ENTRIES)
    assert len(terms) > 100


@pytest.mark.parametrize("term", ENTRIES)
def test_a_word_leads_to_where_its_chapter_explains_it(term):
    _, number, file, slug = ENTRIES[term]
    assert re.match(rf"{int(number):02}[b-z]?-", file)
    bold = {word.lower() for word in sections(BOOK / file)[slug]}
    assert WRITTEN.get(term, term).lower() in bold


def test_what_a_chapter_gives_a_name_is_in_the_glossary():
    named = set()
    for path in sorted(BOOK.glob("[0-9]*.ipynb")):
        text = "\n".join("".join(cell["source"]) for cell in json.loads(path.read_bytes())["cells"])
        named |= set(re.findall(r"called (?:the |an? )?\*\*([^*]+)\*\*", text))
    assert len(named) > 20
    known = {word.lower() for word in (*ENTRIES, *WRITTEN.values())}
    assert {word.lower() for word in named} <= known
