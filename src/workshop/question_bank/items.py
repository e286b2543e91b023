"""A question of a bank: what is asked, the right answer, what each mistake answers and is told, the solution."""

import math
import re
from dataclasses import dataclass
from html import escape

import numpy as np

from convbook.practice import drawing
from convbook.practice.problem import LEVELS
from workshop import problem_text

CHOSEN = ("choice", "places", "formula")
ROUNDED = "Round to three figures where an answer is not a whole number."
AS_CHOICE = {  # what the page has written or marked is chosen here
    r"Write a name such as .*": "Which of these is it?",
    r"Write (\S+) as a sum of products.*": r"Which of these is \1?",
    r"Mark all (\w+) that ([^(]*?)( \(.*\))?\.$": r"Which list has all \1 that \2\3, and no other?",
}


@dataclass(frozen=True)
class Item:
    """A question; texts are HTML.

    `right` and the answers of `mistakes`, [(answer, sentence)], are lists of numbers or, where there are `choices`, a
    text among these. `shape` is that of the numbers: (), (rows, columns), or (how many,) for a size.
    """

    name: str
    kind: object
    level: int
    asks: str
    tables: list
    right: object
    mistakes: list
    choices: list
    shape: tuple
    unit: str
    steps: list

    @property
    def title(self):
        return f"{self.kind.title} ({self.name.rpartition('-')[2]})"


def drawn(kinds, seed, count):
    """[(kind, items)]: `count` questions of each kind, of all levels in turn; fewer if a kind has no more."""
    made = []
    for kind in kinds:
        shares = {level: len(range(level - 1, count, len(LEVELS))) for level in LEVELS}
        problems = [
            (level, *one) for level, share in shares.items() for one in drawing.fresh(kind.name, level, seed, share)
        ]
        made.append((kind, [item(kind, i, *problem) for i, problem in enumerate(problems, 1)]))
    return made


def item(kind, i, level, problem, asked):
    """The i-th question of a kind."""
    answers = [asked["right"], *(mistake["answer"] for mistake in asked["mistakes"])]
    choices, shape, asks = [], (), problem_text.words(problem.asks)
    if asked["kind"] in CHOSEN:
        answers = [problem_text.answer(asked, answer) for answer in answers]
        choices = asked.get("choices") or sorted(answers)
        for typed_there, here in AS_CHOICE.items():
            asks = re.sub(typed_there, here, asks)
    else:
        shape = np.shape(asked["right"])
        answers = [list(numbers(answer)) for answer in answers]
        asks += "" if all(value.is_integer() for answer in answers for value in answer) else f" {ROUNDED}"
    says = [problem_text.words(mistake["says"]) for mistake in asked["mistakes"]]
    mistakes = list(zip(answers[1:], says, strict=True))
    tables, steps = problem_text.given(problem), problem_text.steps(problem, asked)
    if asked["kind"] == "places":
        tables.append(problem_text.matrix(asked["letter"], asked["of"]))
    unit = escape(asked.get("unit", ""))
    return Item(f"{kind.name}-{i:02}", kind, level, asks, tables, answers[0], mistakes, choices, shape, unit, steps)


def numbers(answer):
    """All numbers of an answer, row by row."""
    if isinstance(answer, list):
        for part in answer:
            yield from numbers(part)
    else:
        yield float(drawing.rounded(round(float(answer), 10)))  # what is 0 but for the computer's rounding is 0


def tolerance(value):
    """How far an answer may be from a number: a whole number is met exactly, another to three figures."""
    return 0 if value == int(value) else 10.0 ** (math.floor(math.log10(abs(value))) - 2)


def typed(value):
    """A number as a platform reads it: 3, -0.25."""
    return str(int(value)) if value == int(value) else f"{value:.8g}"


def is_near(one, other):
    """Whether an answer counts as a number."""
    return abs(one - other) <= tolerance(other) * 1.000001
