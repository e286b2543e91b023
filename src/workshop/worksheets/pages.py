"""The sheets as one HTML file: a page each, or as many pages as its problems need; A4 and US Letter both hold one."""

from functools import cache
from html import escape
from importlib import resources
from math import ceil

import numpy as np

from convbook.practice.wording import indexed, plain
from convbook.widgets._base import number, table_body
from workshop import problem_text
from workshop.site import fonts

FACES = [face for face in fonts.FACES if face[:2] in (("Source Serif", 400), ("Source Sans", 600))]
# All in millimeters, as in worksheets.css: the least that a page has for problems, and what they need of it.
FIRST_PAGE, NEXT_PAGE, GAP = 202, 222, 5
LINE, TITLE, CELL, CAPTION, ROOM = 5.4, 8, 6.2, 6.5, 27
WIDTH, LETTERS_A_LINE = 84, 44
RULES = "The first index counts the rows. The stride is 1, and there is no padding, where nothing else is said."


def html(given, root="."):
    """All sheets of a class."""
    book = problem_text.title_of_book(root)
    title = "A mix of chapters" if given.chapter is None else f"Chapter {given.chapter}"
    about = "" if given.chapter is None else problem_text.title_of_chapter(given.chapter, root)
    pages = []
    for k, sheet in enumerate(given.sheets, 1):
        parts = paginated(given.kinds, sheet)
        for i, part in enumerate(parts):
            page = f", page {i + 1} of {len(parts)}" if len(parts) > 1 else ""
            head = (
                f'<header><p class="about"><b>{title}</b> {escape(about)}</p><p class="number">Sheet {k}</p>'
                f'<p class="who">Name <span></span> Date <span></span></p><p class="rules">{RULES}</p></header>'
            )
            if i:
                head = f'<header><p class="about">Sheet {k}{page}</p></header>'
            foot = f"<footer><span>{escape(book)}</span><span>Sheet {k}{page}: {given.told}</span></footer>"
            name = f' id="sheet-{k}"' if not i else ""
            pages.append(f'<section class="page"{name}>{head}{"".join(part)}{foot}</section>')
    return document(f"{title}: sheets 1 to {len(given.sheets)}, {given.told}", "sheets", pages)


def document(title, name, parts):
    """A page of its own, with all that it needs inside."""
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{style()}</style></head>\n'
        f'<body class="{name}">\n' + "\n".join(parts) + "\n</body></html>\n"
    )


@cache
def style():
    """The style sheet, with its fonts inside."""
    return fonts.css(FACES) + (resources.files("workshop") / "data" / "worksheets.css").read_text(encoding="utf-8")


def paginated(kinds, sheet):
    """The problems of a sheet as HTML, on as few pages as they need, and evenly spread over these."""
    heights = [height(*problem) for problem in sheet]
    fewest = len(packed(heights, 1))
    parts = next(parts for parts in (packed(heights, k / 20) for k in range(1, 21)) if len(parts) == fewest)
    return [[one(k + 1, kinds[k], *sheet[k]) for k in part] for part in parts]


def packed(heights, share):
    """Which problems come on each page, if only a share of its room is used where more than one is on it."""
    parts, room = [[]], FIRST_PAGE * share
    for k, needed in enumerate(heights):
        if needed > room and parts[-1]:
            parts.append([])
            room = NEXT_PAGE * share
        parts[-1].append(k)
        room -= needed + GAP
    return parts


def one(k, kind, problem, asked):
    """A problem: on the left what is asked, on the right squared paper and a place for the answer."""
    tables = problem_text.given(problem)
    if asked["kind"] == "places":
        tables.append(names(asked))
    stage = f'<div class="given">{"".join(tables)}</div>' if tables else ""
    return (
        f'<article class="problem"><div class="asked"><h2><span>{k}</span> {escape(kind.title)}</h2>'
        f'<p>{problem_text.words(problem.asks)}</p>{stage}</div><div class="room"><div class="squares"></div>'
        f"{place(asked)}</div></article>"
    )


def names(asked):
    """The matrix whose places are marked, with the name of each in its place."""
    rows, columns = np.shape(asked["of"])
    cells = [[indexed(asked["letter"], i, j) for j in range(columns)] for i in range(rows)]
    return f'<table class="cbw-grid mark cbw-{asked["role"]}">{table_body(cells)}</table>'


def place(asked):
    """Where the answer is written: a line, an empty matrix, or boxes to tick; none where a matrix is marked."""
    if asked["kind"] == "places":
        return ""
    if asked["kind"] == "choice":
        boxes = "".join(f'<p class="tick"><span></span>{escape(choice)}</p>' for choice in asked["choices"])
        return f"<div>{boxes}</div>"
    blank = '<span class="line"></span>'
    if asked["kind"] == "matrix":
        rows, columns = asked["shape"]
        row = f"<tr>{'<td></td>' * columns}</tr>"
        blank = f'<table class="blank">{row * rows}</table>'
    return f'<div class="place"><b>Answer</b>{blank}{escape(asked.get("unit", ""))}</div>'


def height(problem, asked):
    """The least height of a problem, estimated from above."""
    left = TITLE + LINE * ceil(len(plain(problem.asks)) / LETTERS_A_LINE)
    matrices = [*problem.given.values(), *([asked["of"]] if asked["kind"] == "places" else [])]
    x = tall = 0
    for values in map(np.asarray, matrices):
        width = values.shape[1] * max(CELL, 3 + 2.1 * max(len(number(value)) for value in values.flat)) + 4
        if x + width > WIDTH:
            left, x, tall = left + tall, 0, 0
        x, tall = x + width, max(tall, CAPTION + CELL * len(values) + 2)
    lines = {"choice": 7 * len(asked.get("choices", ())), "matrix": 8.2 * asked.get("shape", (0,))[0] + 3, "places": 0}
    return max(left + tall, ROOM + lines.get(asked["kind"], 11))
