"""What an instructor asks of the practice problems on a command line: whole numbers, and the kinds of a chapter."""

import re

from convbook.practice import drawing


def whole(name, text, default, low, high):
    """The number that a text such as COUNT=30 gives to `name`, or the default for none; ValueError in a sentence."""
    text = str(text).strip()
    if not text:
        return default
    if re.fullmatch(r"\d{1,9}", text, re.ASCII) and low <= int(text) <= high:
        return int(text)
    raise ValueError(f"{name} is {text[:20]}; expected a whole number from {low} to {high}")


def seed(text):
    return whole("SEED", text, 1, 0, 999_999_999)


def kinds(text):
    """(number of the chapter, or None for all; its kinds of problem, in the book's order)."""
    chapters = sorted({kind.chapter for kind in drawing.kinds()})
    number = whole("N", text, None, 1, 99)
    if number not in (None, *chapters):
        raise ValueError(
            f"Chapter {number} has no problems to practice; N is a chapter from {chapters[0]} to {chapters[-1]}, "
            "or left out for a mix of all"
        )
    return number, [kind for kind in drawing.kinds() if number in (None, kind.chapter)]
