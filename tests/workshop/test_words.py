"""American spelling, and the field's words in place of private ones, in all that a reader can see."""

import re
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
SEEN = [
    *(ROOT / "book").rglob("*.ipynb"),
    *(ROOT / "book").glob("*.md"),
    *ROOT.glob("*.md"),
    *(ROOT / "src").rglob("*.py"),
    *(ROOT / "src").rglob("*.js"),
    *(ROOT / "src").rglob("*.toml"),
]
SEEN = sorted(path for path in SEEN if not {".ipynb_checkpoints"} & set(path.parts) and "egg-info" not in str(path))
BRITISH = re.compile(
    r"\b\w*(?:colour|neighbour|behaviour|favour|honour|labour|flavour|rigour|centred|grey)\w*"
    r"|\b(?:centre|fibre|metre|learnt|spelt|whilst|amongst|towards|artefact|judgement|licence|defence|programme|catalogue)s?\b"
    r"|\b\w*(?:organ|recogn|minim|maxim|normal|summar|initial|general|regular|visual|optim|penal|real|util|categor|random"
    r"|local|factor|parametr|discret|linear|vector|standard|memor|symmetr|emphas|synthes)is(?:e[ds]?|ing|ations?)\b"
    r"|\banaly(?:se|sed|sing)\b|\b(?:un)?(?:model|label|travel|signal)l(?:ed|ing|ers?)\b"
    r"|[\d}][ \u00a0\u2009]%(?=[.,;:)\"\u2019]|\s+(?:[a-z]{2,}|[A-Z(])\b|\s*$)",  # "86 %"
    re.IGNORECASE,
)
PRIVATE = re.compile(
    r"\b(?:test|training) part\b|\banswer(?:s|ed)? rightly\b|\bjudged right\b|\bright answers\b"
    r"|\brate of the loss\b|\bwhat a layer sees\b|\b(?:walk_back|count_right|chance_of)\b",
    re.IGNORECASE,
)


def text_of(path):
    """What stands in a file; of a notebook its cells and alternative texts."""
    if path.suffix != ".ipynb":
        return path.read_text(encoding="utf-8")
    cells = nbformat.read(path, as_version=4).cells
    alts = [cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "") for cell in cells]
    return "\n".join([cell.source for cell in cells] + alts)


def found(pattern, text):
    return [text[max(0, m.start() - 30) : m.end() + 30] for m in pattern.finditer(text)]


@pytest.mark.parametrize("path", SEEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_words_are_american_and_the_fields(path):
    text = text_of(path)
    assert not found(BRITISH, text) + found(PRIVATE, text)


@pytest.mark.parametrize(
    "text",
    ["a grey picture", "Colours", "is normalised", "vectorised", "unlabelled", "moves towards 0", "learnt", "86 % of"],
)
def test_british_spelling_is_found(text):
    assert found(BRITISH, text)


@pytest.mark.parametrize(
    "text",
    [
        "gray",
        "color",
        "normalized",
        "an analysis, two analyses",
        "modeled",
        "the promise",
        "axis",
        "86% of",
        "5 % 2",
        "k % 2",
    ],
)
def test_american_spelling_passes(text):
    assert not found(BRITISH, text)
