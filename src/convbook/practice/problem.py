"""What a problem to practice is, and how a kind of problem is registered: a function ``(rng, level) -> Problem``."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from convbook.questions.question import asked

LEVELS = {1: "small numbers", 2: "negative numbers, too", 3: "larger"}
FEW = 3  # mistakes that are kept where an answer has many numbers
KINDS = {}  # name -> Kind, in the order of the modules


@dataclass(frozen=True)
class Problem:
    """What is asked, in the marks of `wording`: words, matrices, the answer, usual mistakes, and the way there.

    `given` is {letter: matrix}, the letter perhaps with words behind it ("X channel 2"); `mistakes` is {sentence:
    answer}. The answer and the answers of mistakes are what `Question` takes, and so are the `options`.
    """

    asks: str
    right: object
    mistakes: dict
    steps: list
    given: dict = field(default_factory=dict)
    options: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """A kind of problem: `section` is where the book teaches it, as in "02-convolution#a-window-slides"."""

    name: str
    title: str
    idea: str
    section: str
    draw: Callable
    options: dict

    @property
    def chapter(self):
        return int(self.section[:2])

    def problem(self, rng, level):
        """(a problem, what `Question` asks of it), with the mistakes that differ from the answer and one another."""
        drawn = self.draw(rng, level)
        options = self.options | drawn.options
        apart, answers = {}, [drawn.right]
        for sentence, answer in drawn.mistakes.items():
            no_size = isinstance(answer, tuple) and min(answer) < 1
            if "choices" in options or not (no_size or any(alike(answer, other) for other in answers)):
                apart[sentence] = answer
                answers.append(answer)
        most = FEW if np.ndim(drawn.right) == 2 and np.size(drawn.right) > 8 else len(apart)
        return drawn, asked(drawn.right, dict(list(apart.items())[:most]), **options)


def kind(name, title, idea, section, **options):
    """Registers the function below it as a kind of problem; `options` are those of `Question`."""

    def register(draw):
        KINDS[name] = Kind(name, title, idea, section, draw, options)
        return draw

    return register


def alike(one, other):
    """Whether a page could take one answer for the other: equal, or too close for what a reader would type.

    Arrays of different shapes are alike, too: a page has places for one of them only.
    """
    if isinstance(one, str):
        return sorted(one.split(" + ")) == sorted(other.split(" + "))
    if isinstance(one, set):
        return one == other
    one, other = np.asarray(one, float), np.asarray(other, float)
    if one.shape != other.shape:
        return True
    whole = (one % 1 == 0) & (other % 1 == 0)
    return bool(np.all(np.where(whole, one == other, abs(one - other) <= 0.006 + 0.05 * abs(other))))
