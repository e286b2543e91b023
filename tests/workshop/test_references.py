"""The references: all 33 of the paper are among ours, with their DOI, and each entry is cited somewhere in the book."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from pybtex.database import parse_file

BOOK = Path(__file__).parents[2] / "book"
ENTRIES = parse_file(str(BOOK / "references.bib")).entries

# The paper's list: how the title begins, the year, and the DOI if there is one. Where the paper errs, what is right:
# it has [16] with the year in which it appeared online.
PAPER = {
    1: ("deep learning", 2016, None),
    2: ("hands on machine learning with scikit learn and tensorflow", 2017, None),
    3: ("deep learning", 2015, "10.1038/nature14539"),
    4: ("gradient based learning applied to document recognition", 1998, "10.1109/5.726791"),
    5: ("imagenet classification with deep convolutional neural networks", 2012, "10.1145/3065386"),
    6: ("densely connected convolutional networks", 2017, "10.1109/CVPR.2017.243"),
    7: ("deep residual learning for image recognition", 2016, "10.1109/CVPR.2016.90"),
    8: ("very deep convolutional networks for large scale image recognition", 2014, "10.48550/arXiv.1409.1556"),
    9: ("going deeper with convolutions", 2015, "10.1109/CVPR.2015.7298594"),
    10: ("deep learning with python", 2018, None),
    11: ("how convolutional neural networks see the world", 2018, "10.3934/mfc.2018008"),
    12: ("visualizing and understanding convolutional networks", 2014, "10.1007/978-3-319-10590-1_53"),
    13: ("visualizing deep convolutional neural networks using natural", 2016, "10.1007/s11263-016-0911-8"),
    14: ("understanding neural networks through deep visualization", 2015, "10.48550/arXiv.1506.06579"),
    15: ("interpretable convolutional neural networks", 2018, "10.1109/CVPR.2018.00920"),
    16: ("evaluating the visualization of what a deep neural network has", 2017, "10.1109/TNNLS.2016.2599820"),
    17: ("understanding neural networks via feature visualization", 2019, "10.48550/arXiv.1904.08939"),
    18: ("cognitron", 1975, "10.1007/BF00342633"),
    19: ("neocognitron", 1980, "10.1007/BF00344251"),
    20: ("receptive fields of single neurones in the cat s striate cortex", 1959, "10.1113/jphysiol.1959.sp006308"),
    21: ("receptive fields binocular interaction and functional", 1962, "10.1113/jphysiol.1962.sp006837"),
    22: ("receptive fields and functional architecture of monkey striate", 1968, "10.1113/jphysiol.1968.sp008455"),
    23: ("the quest for artificial intelligence", 2009, "10.1017/CBO9780511819346"),
    24: ("a fast learning algorithm for deep belief nets", 2006, "10.1162/neco.2006.18.7.1527"),
    25: ("pattern recognition and machine learning", 2006, None),
    26: ("training deep neural network based hyper autoencoders", 2018, None),
    27: ("a guide to convolution arithmetic for deep learning", 2016, "10.48550/arXiv.1603.07285"),
    28: ("learning representations by back propagating errors", 1986, "10.1038/323533a0"),
    29: ("convolutions and backpropagations", 2018, None),
    30: ("deepface closing the gap", 2014, "10.1109/CVPR.2014.220"),
    31: ("convolutional face finder", 2004, "10.1109/TPAMI.2004.97"),
    32: ("labeled faces in the wild a database for studying face recognition", 2007, None),
    33: ("adam a method for stochastic optimization", 2014, "10.48550/arXiv.1412.6980"),
}


def plain(title):
    """A title in small letters, without TeX, with one space for whatever stands between its words."""
    return " ".join(re.findall(r"[a-z0-9]+", re.sub(r"[{}\\]", "", title).lower()))


def keys_of(number):
    begins, year, _ = PAPER[number]
    return [
        key
        for key, entry in ENTRIES.items()
        if plain(entry.fields["title"]).startswith(begins) and entry.fields["year"] == str(year)
    ]


def pages():
    """The text of each page: of notebooks, that of the cells that are not code."""
    for path in sorted(BOOK.rglob("*.md")):
        yield path.name, path.read_text(encoding="utf-8")
    for path in sorted(BOOK.rglob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        yield path.name, "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def cited():
    """How often each key is cited: in a role such as {cite:p} on the book's own pages, by a link in a notebook."""
    found = Counter()
    for name, text in pages():
        found.update(key for _, key in linked(text))
        if name.endswith(".md"):
            roles = re.findall(r"\{cite(?::\w+)?\}`([^`]+)`", text)
            found.update(key.strip() for keys in roles for key in keys.split(","))
    return found


def linked(text):
    """The citations in plain Markdown: (what is read, key)."""
    return re.findall(r"\[([^\[\]]+)\]\(references\.bib#([^)]+)\)", text)


def test_the_list_here_is_the_papers_in_length():
    assert list(PAPER) == list(range(1, 34))


@pytest.mark.parametrize("number", PAPER)
def test_each_reference_of_the_paper_is_there_once_with_its_doi_and_cited(number):
    keys = keys_of(number)
    assert len(keys) == 1, f"the paper's reference {number}, {PAPER[number][0]!r}, is there {len(keys)} times: {keys}"
    doi = PAPER[number][2]
    if doi:
        assert ENTRIES[keys[0]].fields.get("doi", "").lower() == doi.lower()
    assert cited()[keys[0]] > 0, f"{keys[0]} is cited on no page"


def test_every_entry_is_cited_and_every_citation_has_its_entry():
    found = cited()
    assert sorted(ENTRIES.keys() - found.keys()) == [], "entries that no page cites"
    assert sorted(found.keys() - ENTRIES.keys()) == [], "citations without an entry"


def test_no_work_is_there_twice():
    titles = Counter((plain(entry.fields["title"]), entry.fields["year"]) for entry in ENTRIES.values())
    dois = Counter(entry.fields["doi"].lower() for entry in ENTRIES.values() if "doi" in entry.fields)
    assert [each for each, times in (titles + dois).items() if times > 1] == []


@pytest.mark.parametrize("key", list(ENTRIES))
def test_an_entry_says_who_what_and_when_and_its_doi_is_one(key):
    entry = ENTRIES[key]
    assert entry.persons.get("author")
    assert {"title", "year"} <= entry.fields.keys()
    assert re.fullmatch(r"(19|20)\d\d", entry.fields["year"])
    if "doi" in entry.fields:
        assert re.fullmatch(r"10\.\d{4,9}/\S+", entry.fields["doi"])
    if arxiv := re.search(r"arXiv:(\d{4}\.\d{4,5})", entry.fields.get("journal", "")):
        assert entry.fields["doi"] == f"10.48550/arXiv.{arxiv[1]}"


def test_the_slip_in_the_papers_own_list_is_among_the_errata():
    (key,) = keys_of(3)
    assert (ENTRIES[key].fields["volume"], ENTRIES[key].fields["pages"]) == ("521", "436--444")
    errata = (BOOK / "errata.md").read_text(encoding="utf-8")
    assert "volume 521" in errata
    assert ENTRIES[key].fields["doi"] in errata
