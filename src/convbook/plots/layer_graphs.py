"""Networks as graphs of layers: outputs as stacks of sheets, each with its layer below, and arrows between them."""

import textwrap
from types import SimpleNamespace

import numpy as np

from convbook import palette
from convbook.plots.drawing import draw_arrow, draw_box, set_sheet, write
from convbook.plots.relations import check_distinct, check_known, check_lengths
from convbook.plots.style import new_axes, shown, styled

SHEET, MOST, LETTERS = 0.032, 12, 12  # inches from sheet to sheet; sheets at most; letters in a line
TALLEST, LEAST, LINE, LETTER = 0.5, 0.09, 0.15, 0.07  # inches: the largest map, the smallest, a line, a letter


@styled
def layer_graph(boxes, arrows, *, maps_per_sheet=32, names=False, ax=None):
    """A network or a block of one, read off a model: what each layer gives, and which layers take it.

    Parameters
    ----------
    boxes : sequence
        Each with `name`, `shape` ((H, W, C) or (D,)), `labels` (what made it: pairs of a text and whether it has
        parameters, and with them the filters' color), `position` (column, row) and `is_input`.
    arrows : sequence of (name, name)
    maps_per_sheet : int
        A stack has a sheet for each so many of its maps, and 12 at most.
    names : bool
        Write the name above each stack.
    """
    check_known([box.name for box in boxes], "boxes", arrows=[name for arrow in arrows for name in arrow])
    for name, values in (("names", [box.name for box in boxes]), ("places", [box.position for box in boxes])):
        check_distinct(**{f"the {name} of boxes": values})
    side = max([box.shape[0] for box in boxes if len(box.shape) == 3 and box.shape[0] > 1], default=1)
    sizes = {box.name: _size(box.shape, side, maps_per_sheet) for box in boxes}
    text = {box.name: [line for line, *_ in _lines(box)] for box in boxes}
    up = max(height for _, height, _ in sizes.values()) / 2 + (0.2 if names else 0.06)
    down = max(sizes[box.name][1] / 2 + LINE * len(text[box.name]) for box in boxes) + 0.06
    wide = max(max(sizes[name][0] + 0.24, LETTER * max(map(len, text[name])) + 0.08) for name in text)
    centers = {box.name: (wide * box.position[0], -(up + down + 0.06) * box.position[1]) for box in boxes}
    arcs = _arcs(boxes, arrows)
    x, y = np.transpose(list(centers.values()))
    top, bottom = y.max() + up + (0.14 + 0.1 * max(arcs.values()) if arcs else 0), y.min() - down - 0.04
    left, right = x.min() - wide / 2, x.max() + wide / 2
    ax = ax or new_axes(right - left, top - bottom)
    for box in boxes:
        _stack(ax, box, centers[box.name], *sizes[box.name], names)
    for start, end in arrows:
        joins = sum(other == end for _, other in arrows) > 1
        turn = centers[end][0] - wide / 2 if joins else centers[start][0] + wide / 2
        _arrow(ax, centers[start], centers[end], sizes[start], sizes[end], arcs.get((start, end), 0), turn)
    set_sheet(ax, left, right, bottom, top)
    return ax


@styled
def network_row(image, shapes, captions, ax=None):
    """A network from a picture to its answer: the picture itself, then what each operation makes of it.

    Parameters
    ----------
    image : ndarray, (H, W) or (H, W, 3)
        Values from 0 to 1.
    shapes : sequence of tuples
        (H, W, C) or (D,): what each operation gives.
    captions : sequence of sequences of (str, bool)
        For each, what it does, and whether that has weights; those are written in the filters' color.
    """
    check_lengths(shapes=shapes, captions=captions)
    shape = (*image.shape, 1)[:3]
    boxes = [SimpleNamespace(name="0", shape=shape, labels=[("photograph", False)], position=(0, 0), is_input=True)]
    for n, (shape, labels) in enumerate(zip(shapes, captions, strict=True), start=1):
        boxes.append(SimpleNamespace(name=str(n), shape=shape, labels=labels, position=(n, 0), is_input=False))
    ax = layer_graph(boxes, [(str(n), str(n + 1)) for n in range(len(shapes))], maps_per_sheet=16, ax=ax)
    frame = ax.patches[0]  # of the picture: it is drawn first
    (left, low), width, height = frame.get_xy(), frame.get_width(), frame.get_height()
    view = ax.axis()
    ax.imshow(shown(image), cmap="gray", vmin=0, vmax=1, extent=(left, left + width, low, low + height), zorder=3)
    ax.axis(view)
    return ax


def _lines(box):
    """The lines of text below a stack, each with its color and weight."""
    ink = {True: (palette.INK["filter"], "bold"), False: (palette.MUTED, "normal")}
    lines = [(line, *ink[learned]) for word, learned in box.labels for line in textwrap.wrap(word, LETTERS)]
    return [*lines, ("×".join(map(str, box.shape)), palette.TEXT, "normal")]


def _size(shape, side, maps_per_sheet):
    """Width and height of a stack, and how many sheets it has; a row of numbers is a bar."""
    if len(shape) == 1 or shape[0] == 1:
        return 0.11, float(np.clip(0.075 * np.sqrt(shape[-1]), 0.2, 0.95)), 1
    sheets = int(np.clip(-(-shape[2] // maps_per_sheet), 1, MOST))
    face = max(TALLEST * shape[0] / side, LEAST)
    back = SHEET * (sheets - 1)
    return face + back, face + back, sheets


def _stack(ax, box, center, width, height, sheets, names):
    role = "input" if box.is_input else "output"
    left, low = center[0] - width / 2, center[1] - height / 2
    back = SHEET * (sheets - 1)
    for shift in np.linspace(back, 0, sheets):
        draw_box(ax, left + shift, low + shift, width - back, height - back, role, zorder=2)
    if names:
        write(ax, center[0], center[1] + height / 2 + 0.05, box.name, 9, va="bottom")
    for k, (text, ink, weight) in enumerate(_lines(box)):
        write(ax, center[0], low - 0.05 - LINE * k, text, 8.2, ink, va="top", fontweight=weight)


def _arcs(boxes, arrows):
    """Which arrows must go over what stands between: how high, by how many columns they pass."""
    places = {box.name: box.position for box in boxes}
    arcs = {}
    for start, end in arrows:
        (a, row), (b, other) = places[start], places[end]
        between = [c for c, r in places.values() if a < c < b and r == row]
        if row == other and between:
            arcs[start, end] = b - a - 1
    return arcs


def _arrow(ax, start, end, size, other, passed, turn):
    """From one stack to another; to another row it goes by way of `turn`, so that a fork's lines run in their rows."""
    style = {"lw": 1.1, "head": 9, "shrink": 0}
    if passed:
        a, b = (start[0], start[1] + size[1] / 2 + 0.03), (end[0], end[1] + other[1] / 2 + 0.03)
        draw_arrow(ax, a, b, connectionstyle=f"arc3,rad={-0.5 / (passed + 1):.3f}", zorder=3, **style)
        return
    a, b = (start[0] + size[0] / 2 + 0.04, start[1]), (end[0] - other[0] / 2 - 0.04, end[1])
    if start[1] != end[1]:
        ax.plot([a[0], turn, turn], [a[1], a[1], b[1]], color=palette.MUTED, lw=1.1, zorder=1)
        a = (turn, b[1])
    draw_arrow(ax, a, b, zorder=1, **style)
