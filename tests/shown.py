"""What a figure shows, as numbers: what is written in it, what is drawn, and the arrays that its cell draws from."""

import ast
import contextlib
import io
import json
import linecache
import os
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.container import BarContainer
from matplotlib.image import AxesImage
from matplotlib.patches import Rectangle

MANY, VERY_MANY = 15, 120  # a curve, an array with more numbers than that counts with what stands out of it
NUMBER = r"[−-]?\d+(?:,\d{3})*(?:\.\d+)?"
WRITTEN = re.compile(rf"(?<![\w.])(?:(?<=\d)-)?{NUMBER}|(?<=[×^])\d+")
PRODUCT = re.compile(rf"\(?({NUMBER})\)?·\(?({NUMBER})\)?")
MARKS = {mark: n for n, mark in enumerate("①②③④⑤⑥⑦⑧⑨", 1)}


@dataclass
class Shown:
    """The numbers of one figure, sorted by how a text may speak of them."""

    words: str = ""  # all that is written, indices beside their letters: F11 for $F_{11}$
    written: list = field(default_factory=list)  # numbers in the order in which they are written in one drawing
    grids: list = field(default_factory=list)  # {(x, y): number} of the cells of one drawing
    lists: list = field(default_factory=list)  # numbers of an array, in its order
    tables: list = field(default_factory=list)  # arrays of two axes
    shapes: set = field(default_factory=set)
    values: list = field(default_factory=list)  # single numbers
    counts: set = field(default_factory=set)  # how many there are of something
    curves: list = field(default_factory=list)  # (x, y) of more than a few points
    panels: int = 0

    def single(self, at=()):
        """All numbers that a text may name alone, and those of the curves at each x in `at`."""
        found = [*self.values, *(n for numbers in self.lists + self.written for n in numbers)]
        for x, y in self.curves:
            found += [x[0], x[-1], y[0], y[-1], x.min(), x.max(), y.min(), y.max(), x[y.argmin()], x[y.argmax()]]
            found += [n for place in at for n in (*x[np.isclose(x, place)], *y[np.isclose(x, place)])]
        return np.array(found, float)


# ---- running ----


def run_page(path):
    """Run a chapter's notebook in its folder; yields (id, alt text, `Shown`) of each cell with a figure."""
    names, before = {"__name__": "__main__"}, os.getcwd()
    os.chdir(path.parent)
    try:
        for cell in json.loads(path.read_bytes())["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "code" and "%pip" not in source:
                last = run_cell(source, f"<{path.stem} {cell['id']}>", names, cell["metadata"].get("tags", []))
                if alt := cell["metadata"].get("mystnb", {}).get("image", {}).get("alt"):
                    yield cell["id"], alt, shown(map(plt.figure, plt.get_fignums()), [*used(source, names), last])
                plt.close("all")
    finally:
        os.chdir(before)
        plt.close("all")


def run_cell(source, file, names, tags):
    """Run a cell as Jupyter does; returns the value of a last line that is an expression."""
    linecache.cache[file] = len(source), None, source.splitlines(True), file  # where TensorFlow reads functions again
    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            exec(compile(ast.Module(body, []), file, "exec"), names)
            return eval(compile(ast.Expression(last.value), file, "eval"), names) if last else None
        except Exception:
            if "raises-exception" not in tags:
                raise


def used(source, names):
    """The values that a cell names: the numbers in its code, and the page's variables."""
    nodes = list(ast.walk(ast.parse(source)))
    named = {node.id for node in nodes if isinstance(node, ast.Name)}
    written = []
    for node in nodes:
        node = ast.Tuple(node.args) if isinstance(node, ast.Call) else node
        if isinstance(node, ast.Constant | ast.Tuple | ast.List):
            with contextlib.suppress(ValueError):  # it is not made of numbers alone
                written.append(ast.literal_eval(node))
    return [*written, *(names[name] for name in named if name in names)]


# ---- reading what is there ----


def shown(figures, values):
    """The `Shown` of the figures of a cell and of the values that it used."""
    found = Shown()
    for figure in figures:
        read_figure(figure, found)
    for value in values:
        read_value(value, found)
    return found


def plain(text):
    r"""A text without TeX: ``$\partial L/\partial F_{11}$ = 7`` becomes ``∂L/∂F11 = 7``."""
    return re.sub(r"[${}_^\\]", "", text.replace(r"\partial ", "∂"))


def numbers_in(text):
    """The numbers written in a text, without the indices of letters."""
    text = re.sub(r"\$[^$]*[A-Za-z]_[^$]*\$", " ", text)
    return [float(n.replace("−", "-").replace(",", "")) for n in WRITTEN.findall(text)]


def read_figure(figure, found):
    axes = figure.get_axes()
    titles = [ax.get_title(side) for ax in axes for side in ("left", "center", "right") if ax.get_title(side)]
    titles += [text.get_text() for legend in figure.legends for text in legend.get_texts()]
    found.counts.add(len(axes))
    found.panels += len(axes)
    for ax in axes:
        read_axes(ax, found)
    read_texts([*titles, *(text.get_text() for text in figure.texts)], found)
    read_texts(
        [text.get_text().rpartition("=")[2] for ax in axes for text in ax.texts if "=" in text.get_text()], found
    )


def read_texts(texts, found):
    """The numbers in texts that stand in this order; of sums of products also the products."""
    found.words += plain(" ".join(texts)) + "\n"
    found.written += [
        [n for text in texts for n in numbers_in(text)],
        [MARKS[c] for t in texts for c in t if c in MARKS],
    ]
    found.written += [[np.prod(sum(map(numbers_in, pair), [])) for pair in PRODUCT.findall(text)] for text in texts]


def read_axes(ax, found):
    texts = [text for text in ax.texts if text.get_text()]
    ticks = [t.get_text() for axis in (ax.xaxis, ax.yaxis) if ax.axison for t in axis.get_ticklabels()]
    legend = [text.get_text() for text in ax.get_legend().get_texts()] if ax.get_legend() else []
    read_texts([text.get_text() for text in texts], found)
    read_texts([ax.get_xlabel(), ax.get_ylabel(), *legend, *ticks], found)
    found.grids.append(
        {place(*text.get_position()): n[0] for text in texts if len(n := numbers_in(text.get_text())) == 1}
    )
    if ax.axison:
        found.values += [*ax.get_xlim(), *ax.get_ylim()]
    for bars in (each for each in ax.containers if isinstance(each, BarContainer)):
        found.lists += [[bar.get_height() for bar in bars], [bar.get_width() for bar in bars]]
    for line in ax.lines:
        read_curve(line.get_xdata(), line.get_ydata(), found)
    for points in ax.collections:
        read_curve(*np.ma.getdata(points.get_offsets()).reshape(-1, 2).T, found, many=3 * MANY)
    for image in (child for child in ax.get_children() if isinstance(child, AxesImage)):
        read_value(np.asarray(image.get_array()), found)
    kinds = Counter(type(patch).__name__ for patch in ax.patches)
    found.counts |= {len(ax.lines), len(ax.collections), len(ax.images), *kinds.values()}
    read_cells([place(*p.get_xy()) for p in ax.patches if isinstance(p, Rectangle) and p.get_width() == 1], found)


def place(x, y):
    return round(float(x), 3), round(float(y), 3)


def read_cells(corners, found):
    """The shapes of the blocks of cells that touch each other."""
    left = set(corners)
    while left:
        block, edge = set(), {left.pop()}
        while edge:
            block |= edge
            edge = {place(x + i, y + j) for x, y in edge for i, j in ((0, 1), (1, 0), (0, -1), (-1, 0))} & left
            left -= edge
        found.shapes.add((len({y for _, y in block}), len({x for x, _ in block})))
        found.counts.add(len(block))


def read_curve(x, y, found, many=MANY):
    x, y = np.asarray(x, float), np.asarray(y, float)
    finite = np.isfinite(x) & np.isfinite(y)
    x, y = x[finite], y[finite]
    found.counts.add(len(x))
    if len(x) > many:
        found.curves.append((x, y))
    else:
        found.lists += [x.tolist(), y.tolist()]


def read_value(value, found, depth=0):
    """Numbers, arrays of them, and whatever holds them."""
    if hasattr(value, "numpy"):
        value = value.numpy()
    if isinstance(value, bool | int | float | np.number):
        found.values.append(float(value))
    elif isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        read_array(value, found)
    elif isinstance(value, Mapping):
        read_value(list(value.values()), found, depth)
    elif isinstance(value, list | tuple | set) and depth < 4:
        parts = list(value)[:1000]
        found.counts.add(len(parts))
        if parts and all(isinstance(part, int | float | np.number) for part in parts):
            found.shapes.add(tuple(map(float, parts)))
            read_array(np.array(parts), found)
        else:
            for part in parts:
                read_value(part, found, depth + 1)


def read_array(array, found):
    found.shapes.add(array.shape)
    found.counts |= {array.size, *array.shape}
    if array.ndim == 1:
        read_curve(range(array.size), array, found)
    elif array.size <= VERY_MANY:
        found.lists.append(array.ravel().astype(float).tolist())
        found.tables += tables(array.astype(float))
    else:
        found.values += [float(array.min()), float(array.max())]


def tables(array):
    """The arrays of two axes in one: an image's channels, or the images, each by itself."""
    array = array.squeeze()
    if array.ndim <= 2:
        return [array] * (array.ndim == 2)
    return [table for axis in (0, -1) for part in np.moveaxis(array, axis, 0) for table in tables(part)]


def blocks(grid, height, width, apart=False):
    """The numbers of each block of cells in a drawing; with `apart` only of those with nothing on the left or right."""
    for x, y in grid:
        block = [grid.get(place(x + j, y + i)) for i, j in product(range(height), range(width))]
        beside = [place(x + j, y + i) in grid for i, j in product(range(height), (-1, width))]
        if None not in block and not (apart and any(beside)):
            yield block
