"""The numbers in the alternative text of a figure are those that it shows, or that its cell draws from.

A row such as "2 0 1" must be a whole row, "rows 1 2 and minus 1 1" a whole array or block of cells, "3 by 3" a shape,
three numbers or more in a list must come in that order, "w = 2" must be written so, "four panels" must be as many, and
a single number or a name such as conv1 or AlexNet must be there, the number rounded to its own digits.

Not held: colors, sides and directions, other numbers in words, what a number belongs to, and so two that are exchanged;
nor the pages that take more than `LONGEST` or train as the paper does.
"""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from indices import from_zero
from shown import blocks, run_page, shown

from convbook import plots
from workshop import toc

ROOT = Path(__file__).parents[2]
MEASURED = json.loads((ROOT / "src" / "workshop" / "data" / "measured.json").read_text(encoding="utf-8"))
LONGEST = 60  # seconds of work; what takes longer is left out
LEFT_OUT = "paper_epochs"  # the paper's training, which tests cut short

NUMBER = re.compile(r"(?:(?P<minus>minus |[−-])(?=\d))?(?<![\w.])(?P<digits>\d+(?:,\d{3})*(?:\.\d+)?)(?!\w)")
SAID_BY_THE_PAGE = ("run of 100 epochs",)  # and in no figure
LABEL = re.compile(r"\b[A-Za-z]+-?\d+\b|\b[A-Z][a-z]+[A-Z]\w*")  # F11, conv1, VGG-16, AlexNet
WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
PANELS = re.compile(rf"\b({'|'.join(WORDS)}) panels", re.IGNORECASE)
NAMED = re.compile(r"(?<!\w)(?P<name>[A-Za-z]+\d*)(?: =)? $")
BETWEEN = {" ": "row", " by ": "shape", "×": "shape"}
LISTED = {", ", " and ", ", and ", ", then ", " then "}
ROUNDED = re.compile(r"(about|near|nearly|around|rounded to) $")
COUNTED = re.compile(r" (?!(?:by|and|to|at|for|in|is|of|with|the|on|then|lies?) )[a-z]")


class Said:
    """One number of a text: its value and digits, and what stands before and behind it."""

    def __init__(self, match, before, after):
        digits = match["digits"].replace(",", "")
        self.text, self.before = match[0], before
        self.value = float(digits) * (-1 if match["minus"] else 1)
        self.decimals = len(digits.partition(".")[2])
        self.percent = bool(re.match(r" ?%| percent", after))
        self.after_percents = False
        self.counts = bool(COUNTED.match(after))
        self.name = (found := NAMED.search(before)) and found["name"]

    def is_one_of(self, numbers):
        numbers = np.asarray(numbers, float)
        return self._is_one_of(numbers * 100 if self.percent else numbers) or (
            self.after_percents and self._is_one_of(100 * numbers, rounded=True)
        )

    def _is_one_of(self, numbers, rounded=False):
        zeros = (
            len(self.text) - len(self.text.rstrip("0"))
            if self.value and not self.decimals and ROUNDED.search(self.before)
            else 0
        )
        rounded = rounded or self.decimals or self.percent or ROUNDED.search(self.before)
        return bool(
            (abs(numbers - self.value) <= (0.5000001 * 10.0 ** (zeros - self.decimals) if rounded else 1e-6)).any()
        )


def read(alt):
    """The numbers of a text: [(kind, [[Said, ...], ...])], where neighbors of one kind and length stand together."""
    units, end, found = [], 0, []
    for match in NUMBER.finditer(LABEL.sub(lambda label: "x" * len(label[0]), alt)):
        said = Said(match, alt[end : match.start()], alt[match.end() :])
        said.after_percents = " percent" in alt[: match.start()]
        kind = BETWEEN.get(said.before)
        if units and kind and units[-1][0] in ("single", kind):
            units[-1] = kind, [*units[-1][1], said]
        else:
            units.append(("single", [said]))
        end = match.end()
    for kind, unit in units:
        alike = found and found[-1][0] == kind != "shape" and len(found[-1][1][-1]) == len(unit)
        if alike and unit[0].before in LISTED:
            found[-1][1].append(unit)
        else:
            found.append((kind, [unit]))
    for _, together in found:
        for unit in together:  # 15, 8 and 13 percent
            unit[0].percent |= together[-1][0].percent and unit[0].decimals == together[-1][0].decimals
    return found


# ---- what is looked for ----


def same(said, numbers):
    return len(said) == len(numbers) and all(s.is_one_of([n]) for s, n in zip(said, numbers, strict=True))


def is_shape(said, seen):
    """Whether it is a shape, or the end of one."""
    wanted, n = tuple(s.value for s in said), len(said)
    shapes = [*seen.shapes, *map(tuple, seen.written)]
    return any(wanted == tuple(shape[i : i + n]) for shape in shapes for i in range(len(shape) - n + 1))


def is_table(rows, seen):
    """Whether it is a whole array, a block of cells; or, a single row, one of a drawing or the numbers of a block."""
    flat, height, width = sum(rows, []), len(rows), len(rows[0])
    arrays = [table.ravel() for table in seen.tables if table.shape == (height, width)]
    arrays += [block for grid in seen.grids for block in blocks(grid, height, width, apart=height == 1)]
    if height == 1:
        arrays += [row for table in seen.tables for row in table] + seen.lists
        folds = [(n, width // n) for n in range(2, width + 1) if width % n == 0]
        arrays += [block for grid in seen.grids for fold in folds for block in blocks(grid, *fold)]
    return any(same(flat, array) for array in arrays)


def is_list(said, seen):
    """Whether these numbers are written in this order, with others between them, or follow each other in an array."""
    n = len(said)
    parts = [window for table in seen.tables for window in windows(table)] if n in (4, 6, 9) else []
    following = (numbers[i : i + n] for numbers in seen.lists for i in range(len(numbers) - n + 1))
    return any(same(said, numbers) for numbers in [*parts, *following]) or any(in_order(said, w) for w in seen.written)


def windows(table):
    """The windows of two or three rows and columns in a small array."""
    for height, width in ((2, 2), (2, 3), (3, 2), (3, 3)):
        for i in range(table.shape[0] - height + 1):
            for j in range(table.shape[1] - width + 1):
                yield table[i : i + height, j : j + width].ravel()


def in_order(said, numbers):
    left = iter(numbers)
    return all(any(s.is_one_of([n]) for n in left) for s in said)


def is_there(said, seen, numbers):
    """Whether a single number is there: beside its name, where anything is written beside that."""
    if said.name:
        beside = re.findall(rf"(?<!\w){said.name}(?: =)? (−?\d[\d,]*(?:\.\d+)?)", seen.words)
        if beside:
            return said.is_one_of([float(n.replace("−", "-").replace(",", "")) for n in beside])
    return said.is_one_of([*numbers, *(seen.counts if said.counts else ())])


def unfounded(alt, seen):
    """What a text says and its figure does not show."""
    for words in SAID_BY_THE_PAGE:
        alt = alt.replace(words, "")
    groups = read(alt)
    numbers = seen.single(at=[s.value for _, units in groups for unit in units for s in unit])
    missing = [label for label in LABEL.findall(alt) if label.lower() not in seen.words.lower()]
    missing += [f"{word} panels" for word in PANELS.findall(alt) if WORDS.index(word.lower()) != seen.panels]
    for kind, units in groups:
        if kind == "shape":
            lost = [unit for unit in units if not is_shape(unit, seen)]
        elif kind == "row":
            lost = [] if is_table(units, seen) else [sum(units, [])]
        elif len(units) > 2:
            lost = [] if is_list(sum(units, []), seen) else [sum(units, [])]
        else:
            lost = [unit for unit in units if not is_there(unit[0], seen, numbers)]
        missing += [" ".join(said.text for said in unit) for unit in lost]
    return missing


# ---- tests ----


def pages():
    for path in (path for paths in toc.pages(ROOT).values() for path in paths):
        source = (ROOT / f"{path}.ipynb").read_text(encoding="utf-8")
        if (
            '"alt"' in source
            and LEFT_OUT not in source
            and MEASURED.get(path, {}).get("processor_seconds", 0) < LONGEST
        ):
            yield pytest.param(ROOT / f"{path}.ipynb", "load_faces" in source, id=Path(path).name)


@pytest.mark.slow
@pytest.mark.parametrize(("path", "faces"), [*pages()])
def test_the_numbers_in_an_alternative_text_are_those_of_its_figure(path, faces, request, monkeypatch):
    if faces:
        request.getfixturevalue("lfw_home")
        monkeypatch.setenv("CONVBOOK_FACES", "lfw")
    faults = []
    for cell, alt, seen in run_page(path):
        faults += [f"{cell}: {numbers} is not shown" for numbers in unfounded(alt, seen)]
        faults += [f"{cell}: {words!r} counts from 0" for words in from_zero(seen.words)]
        faults += [
            f"{cell}: {number} might be any number" for number, other in changed(alt) if not unfounded(other, seen)
        ]
    assert not faults, "\n".join(faults)


def changed(alt):
    """Each number of a text, and the text with another one in its place, which no figure shows."""
    for words in SAID_BY_THE_PAGE:
        alt = alt.replace(words, "")
    for match in NUMBER.finditer(LABEL.sub(lambda label: "x" * len(label[0]), alt)):
        yield match[0], alt[: match.start("digits")] + "98765.4321" + alt[match.end("digits") :]


def test_a_changed_number_is_told_with_its_cell():
    cell, alt, seen = next(run_page(ROOT / "book" / "04b-pooling.ipynb"))
    assert (cell, unfounded(alt, seen)) == ("cell-049", [])
    assert "Average: 1 1.25, 1 1.5" in alt
    assert unfounded(alt.replace("1 1.25", "1 1.75"), seen) == ["1 1.75 1 1.5"]


def test_a_name_that_is_not_written_and_a_wrong_count_of_panels_are_told():
    seen = shown([plots.time_bars(["AlexNet", "VGG-16"], [1, 2]).figure], [])
    assert unfounded("One panels: AlexNet, VGG-16.", seen) == []
    assert unfounded("Two panels: LeNet, VGG-19.", seen) == ["LeNet", "VGG-19", "Two panels"]


MATRICES = "A 3 by 3 input with rows 2 0 1, 1 3 2 and 0 1 1, and a 2 by 2 filter with rows 1 2 and minus 1 1."


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("3 by 3", "3 by 4", "3 4"),
        ("1 3 2", "1 2 2", "2 0 1 1 2 2 0 1 1"),
        ("and minus 1 1", "and 1 1", "1 2 1 1"),
        ("rows 1 2 and", "rows 2 1 and", "2 1 minus 1 1"),
    ],
)
def test_rows_must_be_those_of_a_whole_array(right, wrong, told):
    ax = plots.matrices({"X": [[2, 0, 1], [1, 3, 2], [0, 1, 1]], "F": [[1, 2], [-1, 1]]}, ["input", "filter"])
    seen = shown([ax.figure], [])
    assert unfounded(MATRICES, seen) == []
    assert unfounded(MATRICES.replace(right, wrong), seen) == [told]


LOSS = "The loss of seed 7 over 60 steps: it starts at 0.70, is about 0.54 at step 15, and ends at 0.23, 34 percent."


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("0.70", "0.71"), ("0.54", "0.53"), ("0.23", "0.22"), ("60 steps", "61 steps"), ("34 p", "33 p"), ("d 7", "d 8")],
)
def test_of_a_curve_its_ends_and_the_places_that_are_named_count(right, wrong):
    losses = 0.7 * np.exp(-np.arange(60) / 54)
    ax = plots.loss_curves({"seed 7": losses})
    seen = shown([ax.figure], [losses[-1] / losses[0]])
    assert unfounded(LOSS, seen) == []
    assert unfounded(LOSS.replace(right, wrong), seen) != []
