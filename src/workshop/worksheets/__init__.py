"""Sheets of practice problems to hand out, no two the same, and their keys: ``make worksheet N=7 COUNT=30 SEED=1``.

All sheets ask the same kinds of problem, with other numbers on each, and a seed gives the same sheets everywhere.
`pages` writes the sheets, `keys` what is needed to grade them, `pdf` prints them where a Chromium is at hand.
"""

from dataclasses import dataclass
from math import lcm

import numpy as np

from convbook.practice import drawing


@dataclass(frozen=True)
class Worksheets:
    """The sheets of a class: `sheets[k]` is [(problem, what `Question` asks)], one for each of the `kinds`."""

    chapter: int | None
    level: int
    seed: int
    kinds: list
    sheets: list
    notes: list

    @property
    def name(self):
        chapter = "mix" if self.chapter is None else f"{self.chapter:02}"
        return f"{chapter}-level{self.level}-seed{self.seed}-problems{len(self.kinds)}"

    @property
    def told(self):
        chapter = "a mix of chapters" if self.chapter is None else f"chapter {self.chapter}"
        return f"{chapter}, level {self.level}, seed {self.seed}"


def draw(chapter, kinds, *, level, seed, count, problems):
    """The sheets of a class.

    Parameters
    ----------
    chapter : int or None
        Whose kinds these are; None if they are of all chapters.
    kinds : list of Kind
        What to choose from, in the book's order.
    level, seed, count, problems : int
        `count` sheets with `problems` of the kinds each. The k-th sheet is the same for every `count`.

    Raises
    ------
    ValueError
        If there are not so many different sheets.
    """
    rng = np.random.default_rng([seed, level, problems])
    chosen = [kinds[i] for i in sorted(rng.choice(len(kinds), problems, replace=False))]
    made = [drawing.fresh(kind.name, level, seed, count) for kind in chosen]
    different = lcm(*map(len, made))
    if count > different:
        raise ValueError(
            f"COUNT is {count}, but with these kinds there are only {different} different sheets; ask for fewer, for "
            "another LEVEL or for more PROBLEMS"
        )
    notes = [
        f"{kind.title}: there are only {len(found)} of them at level {level}, so later sheets repeat them."
        for kind, found in zip(chosen, made, strict=True)
        if len(found) < count
    ]
    sheets = [[found[k % len(found)] for found in made] for k in range(count)]
    return Worksheets(chapter, level, seed, chosen, sheets, notes)
