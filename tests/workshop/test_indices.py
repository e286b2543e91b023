"""Rows, channels and their like are counted from 1 in prose, figures and widgets, from 0 in code alone."""

from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from indices import from_zero

import convbook
from convbook.widgets import widget_modules

BOOK = Path(__file__).parents[2] / "book"
PAGES = sorted([*BOOK.rglob("*.ipynb"), *BOOK.glob("*.md")])
# Formulas in which a 0 says how many steps were taken, and not at which place.
EXCEPTIONS = ("With $X_0$ for the whole picture", "P_k(X_0)", "X = X_0")


def texts_of(path):
    """Prose and alternative texts of a page."""
    if path.suffix == ".md":
        return [path.read_text(encoding="utf-8")]
    cells = nbformat.read(path, as_version=4).cells
    prose = [cell.source for cell in cells if cell.cell_type == "markdown"]
    return prose + [cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "") for cell in cells]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_page_counts_from_one(path):
    found = [sentence for text in texts_of(path) for sentence in from_zero(text)]
    assert [sentence for sentence in found if not any(words in sentence for words in EXCEPTIONS)] == []


@pytest.mark.parametrize("name", sorted(widget_modules()))
def test_a_widget_counts_from_one_where_no_script_runs(name):
    form = BeautifulSoup(getattr(convbook, name)().static_html(), "html.parser")
    labels = [str(value) for tag in form.find_all() for value in tag.attrs.values()]
    assert from_zero(". ".join([form.get_text(" "), *labels])) == []


@pytest.mark.parametrize(
    "text",
    [
        "It is brightest in channel 0.", "Rows 0 and 1 are dark.", "Add $X_{00} F_{00}$.", "Filter 0 is blank.",
        "The sum is $X_0 + X_1$.", "The gradient $\\partial L/\\partial F_{01}$.", "Pixel X10 is read twice.",
        "The zeroth row.", "As in $O_{i,0}$.", "People of class 0, all of them.", "Its 0th row.", "Layer 0 is dark.",
    ],
)  # fmt: skip
def test_what_counts_from_zero_is_found(text):
    assert from_zero(f"We look at it. {text} It is so.") == [text]


@pytest.mark.parametrize(
    "text",
    [
        "In code, it is channel 0.", "Call `F[0, 0]` the first.", "Its rows are 2 0 1 and 0 1 1.", "With seed 0.",
        "The one-hot row 0, 1, 0 has one 1.", "The slope at 0 is $w_{0.5}$.", "Take $X_{10,10}$ and $X_{105}$.",
        "Python counts them: row 0, row 1.", "It has 30 channels, 0 of them blank.", "A row 0.5 wide.",
    ],
)  # fmt: skip
def test_what_is_no_index_is_left_alone(text):
    assert from_zero(text) == []
