"""A practice problem outside its page: its words as HTML, its matrices as tables, an answer to it as a text."""

import json
import re
from html import escape
from pathlib import Path

import yaml

from convbook.practice import drawing
from convbook.practice.wording import ROLES, indexed, role_of, written
from convbook.widgets._base import number, table
from workshop import toc

LETTER = re.compile(r"[^\W\d_]")
TYPED = re.compile(r"(dO|[XFO])(\d)(\d)")


def words(text):
    """A text with its numbers filled in, as HTML: names such as X₁₂ in italics, nothing in color."""
    return written(escape(text, quote=False), lambda _, shown: f"<i>{shown}</i>" if LETTER.search(shown) else shown)


def matrix(name, values):
    """A matrix as an HTML table below its name: "X", or "X channel 2"."""
    letter, _, what = name.partition(" ")
    return table(values, letter, ROLES[role_of(letter)], what)


def given(problem):
    """The tables of what is given, each as HTML."""
    return [matrix(name, values) for name, values in problem.given.items()]


def steps(problem, asked):
    """The way to the answer, each step as HTML."""
    return [words(step) for step in drawing.solution(problem, asked)]


def answer(asked, value):
    """The right answer, or that of a mistake, as a line of text."""
    kind = asked["kind"]
    if kind == "matrix":
        text = "; ".join(", ".join(map(number, row)) for row in value)
    elif kind == "size":
        text = "×".join(map(number, value))
    elif kind == "places":
        text = ", ".join(indexed(asked["letter"], *place) for place in value)
    elif kind == "formula":
        text = TYPED.sub(lambda name: indexed(name[1], int(name[2]) - 1, int(name[3]) - 1), value).replace("*", "·")
    else:
        text = value if isinstance(value, str) else number(value)
    return f"{text} {asked['unit']}" if "unit" in asked else text


def title_of_book(root="."):
    return yaml.safe_load((Path(root) / "_config.yml").read_text(encoding="utf-8"))["title"]


def title_of_chapter(number, root="."):
    """The heading of a chapter's first page, without its number."""
    page = Path(root) / f"{toc.chapter(root, number)[0]}.ipynb"
    first = json.loads(page.read_text(encoding="utf-8"))["cells"][0]["source"]
    return re.search(r"^# (?:\d+\. )?(.+)$", "".join(first), re.MULTILINE)[1]
