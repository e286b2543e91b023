"""What answers a misconception, from `answers.toml`: a section of the book, a widget and its setting, a sentence."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import nbformat
from docutils.nodes import make_id

import convbook
from convbook.questions import usual
from workshop import toc
from workshop.address import repository
from workshop.standalone import published_at

ROOT = Path(__file__).parents[3]
PLACE = re.compile(r"(?P<page>\d\d[b-z]?) (?P<rest>.+)")


@dataclass(frozen=True)
class Answer:
    """A section by its page and heading, where it is, what to open there, and what to say."""

    page: str
    heading: str
    address: str
    widget: str
    say: str


@cache
def answers():
    """The entries of `answers.toml`: for each page, by its two digits, a list of dicts."""
    return tomllib.loads((resources.files("workshop.reports") / "answers.toml").read_text(encoding="utf-8"))


def answer(name, exercise, check, said, root=ROOT):
    """What answers something that a check of an exercise said.

    Parameters
    ----------
    name : str
        The page, by its two digits.
    exercise : int
    check : str
        The name of the check.
    said : str
        One of the `misconceptions` in the sentence.
    root : path
        The repository.

    Returns
    -------
    Answer or None
        None where the page has no entry for the exercise.
    """
    for entry in answers().get(name, []):
        if "says" in entry:
            fits = any(sentence(text) in said for text in entry["says"])
        else:
            fits = check in entry.get("checks", ()) or exercise == entry.get("exercise")
        if fits:
            return _answer(entry, root)
    return None


def sentence(text):
    """A text of `says`: the sentence whose name it is in `convbook.questions.usual`, or the text itself."""
    return getattr(usual, text, text) if text.isupper() else text


@cache
def sections(page, root=ROOT):
    """The headings on a page of the book, and the text of its code; `page` is as in "07b"."""
    path = _path(page, root)
    cells = nbformat.read(Path(root) / f"{path}.ipynb", as_version=4).cells
    prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    return re.findall(r"^##+ (.+)$", prose, re.MULTILINE), code


def _answer(entry, root):
    page, heading = PLACE.fullmatch(entry["section"]).groups()
    path = _path(page, root)
    try:
        address = f"{published_at(repository(root)[0], path)}#{make_id(heading)}"
    except (ValueError, OSError, KeyError):
        address = ""
    return Answer(page.lstrip("0"), heading, address or f"{path}.ipynb", widget(entry.get("widget")), entry["say"])


def widget(text):
    """“07b Stepper: the fifth pixel” as words: the widget's title on the page, where it is, and what to set."""
    if not text:
        return ""
    page, rest = PLACE.fullmatch(text).groups()
    name, _, setting = rest.partition(": ")
    return f"“{getattr(convbook, name).title}” on page {page.lstrip('0')}: {setting}"


@cache
def _path(page, root):
    """The path of the page whose name begins with, say, "07b"."""
    found = {Path(path).name.partition("-")[0]: path for paths in toc.pages(root).values() for path in paths}
    return found[page]
