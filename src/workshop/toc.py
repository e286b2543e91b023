"""The chapters as ``_toc.yml`` lists them: number, file, and which of them have exercises."""

import re
from pathlib import Path

import yaml


def chapters(root):
    """Number -> path of each chapter below `root`, without its ending, such as ``book/07-input-gradient``."""
    return {_number(entry): entry["file"] for entry in _entries(root)}


def chapters_with_exercises(root):
    """The numbers of the chapters that have an exercise page below them."""
    return [_number(entry) for entry in _entries(root) if entry.get("sections")]


def chapter(root, number):
    """The path of one chapter, as in `chapters`; ValueError if there is none of that `number`."""
    found = chapters(root)
    if number not in found:
        raise ValueError(f"There is no chapter {number}; the chapters are {min(found)} to {max(found)}")
    return found[number]


def _entries(root):
    toc = yaml.safe_load((Path(root) / "_toc.yml").read_text(encoding="utf-8"))
    listed = [entry for part in toc["parts"] for entry in part["chapters"]]
    return [entry for entry in listed if re.match(r"\d\d-", Path(entry["file"]).name)]


def _number(entry):
    return int(Path(entry["file"]).name[:2])
