"""What an instructor asks of the practice problems on a command line: whole numbers, and the kinds of a chapter."""

import re

from convbook.practice import drawing


def whole(name, text, default, low, high, why=""):
    """The number that a text such as COUNT=30 gives to `name`, or the default for none; ValueError in a sentence."""
    text = str(text).strip()
    if not text:
        return default
    if re.fullmatch(r"\d{1,9}", text, re.ASCII) and low <= int(text) <= high:
        return int(text)
    raise ValueError(f"{name} is {text[:20]}; expected a whole number from {low} to {high}{why}")


def seed(text):
    return whole("SEED", text, 1, 0, 999_999_999)


def kinds(text):
    """(number of the chapter, or None for all; its kinds of problem, in the book's order)."""
    chapters = sorted({kind.chapter for kind in drawing.kinds()})
    number = whole("N", text, None, chapters[0], chapters[-1], ", a chapter with problems to practice")
    return number, [kind for kind in drawing.kinds() if number in (None, kind.chapter)]
