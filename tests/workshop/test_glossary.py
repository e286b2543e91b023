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
# What a student of the field looks up first.
LOOKED_UP = """
adversarial, attribution, backpropagation, bottleneck, dot product, embedding, epoch, feature visualization,
fine-tuning, fully convolutional, generalization, global average pooling, growth rate, hyperparameter, layer,
locally connected, logits, network, overfitting, receptive field, residual, subgradient, transfer learning, unit, weight
"""
LINK = re.compile(r"\]\((\S+\.ipynb)#(\S+?)\)")


def sections(path):
    """Slug of a heading -> the words in bold below it, up to the next heading."""
    slug, found = None, {}
    for cell in json.loads(path.read_bytes())["cells"]:
        for line in "".join(cell["source"]).splitlines() if cell["cell_type"] == "markdown" else ():
            if line.startswith("#"):
                slug = re.sub(r"[^\w\- ]", "", line.strip("# ").lower()).replace(" ", "-")
            found.setdefault(slug, set()).update(BOLD.findall(line))
    return found


def prose(path):
    """What a page says in words: without code, formulas, and the addresses of its links."""
    cells = (c for c in json.loads(path.read_bytes())["cells"] if c["cell_type"] == "markdown")
    text = "\n".join("".join(cell["source"]) for cell in cells)
    return re.sub(r"`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$|\]\([^)\s]*\)", " ", text, flags=re.DOTALL)


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


def test_the_words_that_are_looked_up_first_are_in_the_glossary():
    assert not {word.strip() for word in LOOKED_UP.split(",")} - set(ENTRIES)


def test_backpropagation_says_what_it_costs():
    assert "forward passes" in ENTRIES["backpropagation"][0]


@pytest.mark.parametrize("term", ENTRIES)
def test_every_link_of_a_word_leads_to_a_heading_or_an_anchor_of_a_page_that_uses_the_word(term):
    meaning, _, *at = ENTRIES[term]
    for file, slug in [at, *LINK.findall(meaning)]:
        said = prose(BOOK / file)
        assert slug in sections(BOOK / file) or f'<a id="{slug}"' in said
        word = re.escape(WRITTEN.get(term, term)).replace(r"\ ", r"\s+")
        assert re.search(rf"\b{word}", said, re.IGNORECASE), f"{file} does not say {term!r}"
