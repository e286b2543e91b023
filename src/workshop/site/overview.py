"""For instructors: the prerequisites of each chapter as a drawing, its minutes and memory as a table.

Both are made from the chapters themselves, from their lines **You need** and from their words, and from the measured
runs; so they cannot say anything else than the chapters do.
"""

import json
import re
from html import escape
from importlib import resources

import nbformat
from docutils import nodes
from docutils.parsers.rst import Directive

from workshop import reading, toc
from workshop.exercise_cells import exercises

EXERCISE_MINUTES_PER_POINT = 5
COLUMN, ROW, WIDTH, HEIGHT, MARGIN = 226, 86, 200, 52, 34
# The main line runs down the middle; what branches off from it stands beside it.
BESIDE = {3: 0, 8: 2, 11: 2, 12: 2, 13: 2, 14: 2, 15: 0}


def setup(app):
    class ChapterMap(Directive):
        """The chapters, with an arrow from each to those that need it."""

        def run(self):
            return [nodes.raw("", chapter_map(pages(app.env)), format="html")]

    class ChapterTable(Directive):
        """Minutes and memory of each page."""

        def run(self):
            return [nodes.raw("", chapter_table(pages(app.env), _records()), format="html")]

    app.add_directive("chapter-map", ChapterMap)
    app.add_directive("chapter-table", ChapterTable)


class Page:
    """What a page of a chapter, and that of the chapter's exercises, say of themselves."""

    def __init__(self, docname, path, page=None):
        notebook = nbformat.read(path, as_version=4)
        opening = next(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
        self.docname, self.name = docname, docname.rpartition("/")[2]
        self.number, self.label = int(self.name[:2]), toc.label(path)
        self.title = re.match(rf"\s*# {self.label}\. (.+)", opening)[1]
        self.prerequisites = prerequisites(opening) - {self.number}
        self.time = reading.time_of(notebook)
        self.exercises = len(exercises(nbformat.read(page, as_version=4))[1]) if page else 0


def pages(env):
    """The pages of the chapters among those of a book."""
    found = []
    for docname in sorted(filter(toc.is_chapter, env.found_docs), key=toc.sort_key):
        folder, _, name = docname.rpartition("/")
        own = f"{folder}/exercises/{name}"
        found.append(Page(docname, env.doc2path(docname), env.doc2path(own) if own in env.found_docs else None))
    return found


def prerequisites(opening):
    """The numbers of the chapters that a chapter's line **You need** names."""
    line = re.search(r"\*\*You need\*\* (.*)", opening)[1]
    plain = re.sub(r"\]\([^)]*\)|\[", "", line)
    found = set()
    for listed in re.findall(r"chapters? (\d+(?:(?:,| and| to|, and) (?:chapter )?\d+)*)", plain):
        for first, last in re.findall(r"(\d+)(?: to (\d+))?", listed):
            found |= set(range(int(first), int(last or first) + 1))
    return found


def direct_dependencies(needed):
    """Of `{chapter: chapters it needs}` those that do not already come with another one."""

    def below(number):
        return needed[number] | {deep for n in needed[number] for deep in below(n)}

    return {n: {m for m in own if not any(m in below(other) for other in own - {m})} for n, own in needed.items()}


# ---- the drawing ----


def places(arrows):
    """A column and a row for each chapter: below all that it needs."""
    found = {}
    for number in sorted(arrows):
        column, row = BESIDE.get(number, 1), max((found[n][1] + 1 for n in arrows[number]), default=0)
        while (column, row) in found.values():
            row += 1
        found[number] = (column, row)
    return found


def chapter_map(found):
    first, needed = {}, {}
    for page in found:
        first.setdefault(page.number, page)
        needed.setdefault(page.number, set()).update(page.prerequisites)
    arrows = direct_dependencies(needed)
    at = places(arrows)
    corner = {n: (MARGIN + column * COLUMN, 4 + row * ROW) for n, (column, row) in at.items()}
    width = 2 * MARGIN + max(column for column, _ in at.values()) * COLUMN + WIDTH
    height = 8 + max(y for _, y in corner.values()) + HEIGHT
    lines = [_arrow(corner[before], corner[n]) for n, own in arrows.items() for before in sorted(own)]
    boxes = [_box(page, *corner[number]) for number, page in first.items()]
    said = "; ".join(f"{n} needs {_listed(own)}" for n, own in sorted(arrows.items()) if own)
    return (
        f'<figure class="cb-map"><svg viewBox="0 0 {width} {height}" role="group" '
        f'aria-label="{escape(f"Which chapter needs which: {said}.")}">'
        '<defs><marker id="cb-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
        'orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>' + "".join(lines + boxes) + "</svg></figure>"
    )


def _arrow(start, end):
    """From below one box to above another; past the boxes between them, if they stand in one column."""
    (x0, y0), (x1, y1) = start, end
    if x0 == x1 and y1 - y0 > ROW:
        side = 1 if x0 > COLUMN else 0
        x0, x1, out = x0 + side * WIDTH, x1 + side * WIDTH, (2 * side - 1) * MARGIN * 1.2
        y0, y1 = y0 + HEIGHT / 2, y1 + HEIGHT / 2
        return f'<path class="cb-way-to" d="M{x0} {y0} C{x0 + out} {y0} {x1 + out} {y1} {x1} {y1}"/>'
    if abs(x1 - x0) == COLUMN and y1 - y0 > ROW:  # down between the columns, into the side of the box
        gap, edge = max(x0, x1) - (COLUMN - WIDTH) / 2, x1 + WIDTH * (x0 > x1)
        return f'<path class="cb-way-to" d="M{x0 + WIDTH / 2} {y0 + HEIGHT}v13H{gap}V{y1 + HEIGHT / 2}H{edge}"/>'
    x0, x1, y0 = x0 + WIDTH / 2, x1 + WIDTH / 2, y0 + HEIGHT
    if abs(x1 - x0) > COLUMN:  # along the gaps: below its row, and between the columns
        gap = MARGIN + COLUMN - (COLUMN - WIDTH) / 2
        return f'<path class="cb-way-to" d="M{x0} {y0}V{y0 + 13}H{gap}V{y1 - 20}H{x1}V{y1}"/>'
    bend = (y1 - y0) / 2
    return f'<path class="cb-way-to" d="M{x0} {y0} C{x0} {y0 + bend} {x1} {y1 - bend} {x1} {y1}"/>'


def _box(page, x, y):
    first, second = _two_lines(page.title)
    return (
        f'<a href="{page.name}.html"><title>{escape(f"{page.number}. {page.title}")}</title>'
        f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="7"/>'
        f'<text class="cb-map-number" x="{x + 10}" y="{y + 33}">{page.number}</text>'
        f'<text x="{x + 44}" y="{y + (23 if second else 32)}">{escape(first)}</text>'
        f'<text x="{x + 44}" y="{y + 43}">{escape(second)}</text></a>'
    )


def _two_lines(title, most=19):
    first, rest = "", title.split()
    while rest and len(first) + len(rest[0]) < most:
        first = f"{first} {rest.pop(0)}".strip()
    second = " ".join(rest)
    return first, second if len(second) <= most + 1 else second[: most - 1].rsplit(" ", 1)[0].rstrip(",") + " …"


def _listed(numbers):
    return " and ".join(map(str, sorted(numbers)))


# ---- the table ----


def chapter_table(found, records):
    head = "".join(
        f'<th scope="col">{said}</th>'
        for said in ("page", "read, minutes", "pencil, minutes", "exercises, minutes", "run, one core", "peak memory")
    )
    body = "".join(_row(page, records.get(page.docname)) for page in found)
    return (
        '<div class="pst-scrollable-table-container" tabindex="0" role="group" aria-label="What the chapters take">'
        f'<table class="table cb-chapters"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _row(page, record):
    name = f'<th scope="row"><a href="{page.name}.html">{page.label}. {escape(page.title)}</a></th>'
    tasks = f'<a href="exercises/{page.name}.html">{page.exercises}</a>, {10 * EXERCISE_MINUTES_PER_POINT}'
    run = _duration(record["processor_seconds"]) if record else "not measured"
    memory = f"{record['peak_bytes'] / 1e6:,.0f} MB" if record else "not measured"
    cells = [*map(str, page.time.rounded()), tasks if page.exercises else "", run, memory]
    return f"<tr>{name}{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _duration(seconds):
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.1f} min"


def _records():
    file = resources.files("workshop") / "data" / "measured.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
