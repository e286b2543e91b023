"""Explanations, to be read beside the model answer: what to look for is in `rubrics.toml`, what stands out is said."""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import resources

from workshop.exercise_cells import TEXT_STUB
from workshop.reports.records import Explanation

FEW_WORDS = 8


@dataclass(frozen=True)
class Text:
    """What a student wrote; `remark` is what stands out in it, or empty."""

    student: str
    text: str
    remark: str


@dataclass(frozen=True)
class Reading:
    """A question with its model answer, what to look for, and what the students wrote."""

    asked: Explanation
    look_for: tuple
    texts: tuple
    empty: tuple


@cache
def rubrics():
    """What to look for: page -> cell -> list of sentences."""
    return tomllib.loads((resources.files("workshop.reports") / "rubrics.toml").read_text(encoding="utf-8"))


def readings(assignment):
    """The explanations of an assignment that are to be read.

    Parameters
    ----------
    assignment : Assignment

    Returns
    -------
    list of Reading
    """
    return [_reading(assignment, asked) for asked in assignment.explanations]


def is_empty(text):
    return plain(text) in ("", plain(TEXT_STUB))


def plain(text):
    """A text without what makes no difference: case, blanks, emphasis and punctuation."""
    return " ".join(re.findall(r"\w+", text.lower()))


def _reading(assignment, asked):
    look_for = rubrics().get(assignment.name, {}).get(asked.name, ())
    given = {record["student"]: record.get("words", {}).get(asked.name, "") for record in assignment.graded}
    filled = {student: text for student, text in given.items() if not is_empty(text)}
    same = Counter(map(plain, filled.values()))
    texts = [Text(student, text, _remark(student, same, filled, asked)) for student, text in filled.items()]
    return Reading(asked, tuple(look_for), tuple(texts), tuple(sorted(given.keys() - filled.keys())))


def _remark(student, same, filled, asked):
    words = plain(filled[student])
    if same[words] > 1:
        others = [other for other, text in filled.items() if plain(text) == words and other != student]
        return f"Word for word as {', '.join(others)} wrote."
    if words == plain(asked.model):
        return "Word for word the model answer."
    return "Very short." if len(words.split()) < FEW_WORDS else ""
