"""The chapters as ``_toc.yml`` lists them: number, files, and which of them have exercises.

A long chapter goes on on further pages: ``04b-activations`` follows ``04-stride-pooling-activation``, below it in the
contents and before its exercises.
"""

import re
from pathlib import Path

import yaml

PAGE = re.compile(r"(?P<number>\d\d)(?P<letter>[b-z]?)-[\w-]+")


def chapters(root):
    """Number -> path of the first page of each chapter below `root`, without its ending: ``book/07-input-gradient``."""
    return {number: paths[0] for number, paths in pages(root).items()}


def pages(root):
    """Number -> paths of all pages of each chapter, in the order in which they are read."""
    found = {}
    for entry in _entries(root):
        found[int(_page(entry["file"])["number"])] = [entry["file"], *filter(is_chapter, _below(entry))]
    return found


def chapters_with_exercises(root):
    """The numbers of the chapters that have an exercise page below them."""
    return [int(_page(entry["file"])["number"]) for entry in _entries(root) if not all(map(is_chapter, _below(entry)))]


def chapter(root, number):
    """The paths of one chapter's pages, as in `pages`; ValueError if there is none of that `number`."""
    found = pages(root)
    if number not in found:
        raise ValueError(f"There is no chapter {number}; the chapters are {min(found)} to {max(found)}")
    return found[number]


def is_chapter(path):
    """Whether a page or notebook belongs to a chapter: ``book/07-input-gradient``, but not that of its exercises."""
    return _page(path) is not None and Path(path).parent.name != "exercises"


def label(path):
    """How a chapter's page is called: "4" for its first one, then "4b"."""
    found = _page(path)
    return f"{int(found['number'])}{found['letter']}"


def sort_key(path):
    """Orders the pages of all chapters as they are read."""
    return _page(path)["number"], _page(path)["letter"]


def _page(path):
    return PAGE.fullmatch(Path(path).name.removesuffix(".ipynb"))


def _entries(root):
    toc = yaml.safe_load((Path(root) / "_toc.yml").read_text(encoding="utf-8"))
    listed = [entry for part in toc["parts"] for entry in part["chapters"]]
    return [entry for entry in listed if is_chapter(entry["file"])]


def _below(entry):
    return [section["file"] for section in entry.get("sections", [])]
