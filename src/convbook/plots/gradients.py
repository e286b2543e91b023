"""The gradients of a convolution, term by term: who met whom, and what slides over what."""

import numpy as np
from matplotlib.patches import Rectangle

from convbook import palette
from convbook.plots.grids import _bare, _number
from convbook.plots.style import new_axes, styled

MARKS = "①②③④⑤⑥⑦⑧⑨"


def draw_cells(ax, values, role, at=(0, 0), *, lit=True, marks=None, tags=None, tag_role="filter", name="", size=12):
    """Draw numbers or words as a grid of cells; those that are not `lit` fade.

    `marks` stand in the upper left corner of a cell, `tags` in its lower right one; `name` stands above the grid.
    """
    values = np.asarray(values)
    lit = np.broadcast_to(lit, values.shape)
    for (i, j), value in np.ndenumerate(values):
        mark, tag = ("" if words is None else words[i, j] for words in (marks, tags))
        draw_cell(ax, at[0] + j, at[1] + i, value, role if lit[i, j] else None, size, mark, tag, tag_role)
    if name:
        middle = at[0] + values.shape[1] / 2
        ax.text(middle, at[1] - 0.16, name, ha="center", va="bottom", fontsize=size, color=palette.INK[role])


def draw_cell(ax, x, y, value, role=None, size=12, mark="", tag="", tag_role="filter"):
    """One cell with its upper left corner at (x, y): its value, moved aside for a mark or a tag in a corner."""
    face, edge = (palette.TINT[role], palette.ROLES[role]) if role else ("none", palette.LINE)
    ax.add_patch(Rectangle((x, y), 1, 1, facecolor=face, edgecolor=edge, lw=0.8, zorder=1.1 if role else 1))
    middle = (x + (0.58 if mark else 0.5), y + (0.61 if mark else 0.42 if tag else 0.5))
    text = value if isinstance(value, str) else _number(value)
    ax.text(*middle, text, ha="center", va="center", fontsize=size, color=palette.TEXT if role else palette.MUTED)
    ink = {"fontsize": max(8, 0.68 * size), "color": palette.INK[tag_role]}
    ax.text(x + 0.06, y + 0.06, mark, ha="left", va="top", **ink)
    ax.text(x + 0.95, y + 0.96, tag, ha="right", va="bottom", **ink)


def _letter(letter, index):
    """The letter with its place, counted from 1."""
    return f"{letter}_{{{index[0] + 1}{index[1] + 1}}}"


def _loss_gradient(letter, index=None):
    return rf"\partial L/\partial {letter if index is None else _letter(letter, index)}"


def _letters(letter, shape):
    """An array of names such as F₁₁, each with its place."""
    names = [f"${_letter(letter, index)}$" for index in np.ndindex(shape)]
    return np.array(names, object).reshape(shape)


def _panels(count, columns, width, height, axes, titled=True):
    """A flat array of axes without frames; made where none are given, with room for the titles if they are `titled`."""
    if axes is None:
        rows = -(-count // columns)
        axes = new_axes(width, height * rows, rows, columns, squeeze=False)
        title, figure = 0.35 if titled else 0.05, axes[0, 0].figure  # inches
        figure.set_layout_engine(None)  # all know their places, and to fit them in would take as long as to draw them
        figure.subplots_adjust(0.01, 0.01, 0.99, 1 - title / (height * rows), 0.06, (title + 0.05) / height)
    for ax in np.ravel(axes):
        ax.axis("off")
    return np.ravel(axes)


# ---- one element of the filter, or of the input, at every stop of the window ----


@styled
def follow_filter_element(X, F_shape, element, axes=None):
    """Every stop of the window, with the pixel that `element` of the filter meets there.

    `element` is (row, column) from 0. Returns the axes, one for each output.
    """
    return _stops(np.asarray(X), F_shape, lambda i, j: (i + element[0], j + element[1]), axes)


@styled
def follow_pixel(X, F_shape, pixel, axes=None):
    """Every stop of the window, with the element of the filter that lies on `pixel` there, if the window covers it.

    `pixel` is (row, column) from 0. Returns the axes, one for each output.
    """
    return _stops(np.asarray(X), F_shape, lambda i, j: pixel, axes)


def _stops(X, F_shape, pixel_at, axes):
    (kh, kw), O_shape = F_shape, np.subtract(X.shape, F_shape) + 1
    axes = _panels(np.prod(O_shape), O_shape[1], 4.8, 4.8 / O_shape[1] * X.shape[0] / X.shape[1] + 0.35, axes)
    for (i, j), ax in zip(np.ndindex(*O_shape), axes, strict=False):
        tags = np.full(X.shape, "", object)
        tags[i : i + kh, j : j + kw] = _letters("F", F_shape)
        pixel = pixel_at(i, j)
        met = tags[pixel] != ""
        draw_cells(ax, X, "input", tags=tags)
        _light(ax, pixel, "filter" if met else "input", dotted=not met)
        _window(ax, i, j, F_shape, "filter")
        name = f"${_letter('X', pixel)}$"
        meeting = f"{name} meets {tags[pixel]}" if met else f"{name} is not covered"
        ax.set_title(f"${_letter('O', (i, j))}$:  {meeting}")
        _bare(ax, X.shape[1], X.shape[0])
    return axes


def _window(ax, i, j, shape, role):
    """The frame of a window whose upper left cell is row `i`, column `j`; it lies above the cells."""
    style = {"facecolor": "none", "edgecolor": palette.ROLES[role], "lw": 2.6, "joinstyle": "round", "zorder": 2}
    ax.add_patch(Rectangle((j, i), shape[1], shape[0], **style))


def _light(ax, cell, role, dotted=False):
    """Give one cell the tint of `role` and a strong edge."""
    face, edge = palette.TINT[role], palette.INK[role]
    style = {"ls": (0, (1, 1.5)) if dotted else "-", "lw": 1.8, "zorder": 1.2 if dotted else 2.1}
    ax.add_patch(Rectangle(cell[::-1], 1, 1, facecolor=face, edgecolor=edge, **style))


# ---- the terms of one element of a gradient ----


@styled
def filter_gradient_terms(dO, X, elements, axes=None):
    """What adds up to an element of dL/dF: each dO, and the pixel that the element met on the way to that output.

    `elements` is a list of (row, column) from 0. Returns the axes, one for each of them.
    """
    dO, X = np.asarray(dO), np.asarray(X)
    return _terms(dO, X, "XF", np.subtract(X.shape, dO.shape) + 1, elements, np.add, axes)


@styled
def input_gradient_terms(dO, F, elements, axes=None):
    """What adds up to an element of dL/dX: each dO that the pixel had a part in, and the filter element it met.

    `elements` is a list of (row, column) from 0. Returns the axes, one for each of them.
    """
    dO, F = np.asarray(dO), np.asarray(F)
    return _terms(dO, F, "FX", np.add(F.shape, dO.shape) - 1, elements, np.subtract, axes)


def _terms(dO, met, letters, answer_shape, elements, partner, axes):
    """A panel for each of `elements`; `partner(element, out)` says which cell of `met` the output `out` goes with.

    A panel alone shows also where in the gradient its element stands; several have no room for that.
    """
    columns, shapes = min(2, len(elements)), [dO.shape, met.shape, answer_shape][: 3 if len(elements) == 1 else 2]
    width, height = sum(shape[1] for shape in shapes) + 1.2 * (len(shapes) - 1), max(shape[0] for shape in shapes)
    inches = 4.8 if columns == 1 else 5.6
    axes = _panels(len(elements), columns, inches, inches / columns * (height + 1.8) / (width + 0.7), axes, False)
    roles = ["gradient", "input" if letters[0] == "X" else "filter", "gradient"]
    names = [_loss_gradient("O"), letters[0], _loss_gradient(letters[1])]
    for element, ax in zip(elements, axes, strict=False):
        pairs = [(out, tuple(partner(element, out))) for out in np.ndindex(dO.shape)]
        pairs = [(out, at) for out, at in pairs if min(at) >= 0 and np.all(np.less(at, met.shape))]
        sum_of_terms = _products([(dO[out], met[at]) for out, at in pairs])
        answer = np.full(answer_shape, "", object)
        answer[element] = sum_of_terms.split(" = ")[1]
        places = [[out for out, _ in pairs], [at for _, at in pairs], [element]]
        _draw_equation(ax, [dO, met, answer][: len(shapes)], roles, names, places)
        written = f"${_loss_gradient(letters[1], element)}$ = {sum_of_terms}"
        ax.text(width / 2, height + 0.5, written, ha="center", va="center", fontsize=12 if columns == 1 else 10.5)
        ax.set(xlim=(-0.35, width + 0.35), ylim=(height + 1, -0.75), aspect="equal")
    return axes


def _draw_equation(ax, arrays, roles, names, places, size=12):
    """Two arrays and their answer in a row: the cells at `places` lit, those that belong together marked alike."""
    x, height = 0, max(values.shape[0] for values in arrays)
    for values, role, name, lit_places, sign in zip(arrays, roles, names, places, ["", "•", "="], strict=False):
        marks = np.full(values.shape, "", object)
        for mark, place in zip(MARKS, lit_places, strict=False):
            marks[place] = mark
        at = (x, (height - values.shape[0]) / 2)
        ax.text(x - 0.6, height / 2, sign, ha="center", va="center", fontsize=size + 2, color=palette.MUTED)
        marked = {"marks": None if sign == "=" else marks, "lit": marks != "", "tag_role": "gradient"}
        draw_cells(ax, values, role, at, name=f"${name}$", size=size, **marked)
        x += values.shape[1] + 1.2


def _products(terms):
    """The sum as one would write it: 1·2 + (−1)·1 = 1."""
    written = " + ".join(f"{_in_brackets(a)}·{_in_brackets(b)}" for a, b in terms)
    return f"{written} = {_number(sum(a * b for a, b in terms))}"


def _in_brackets(value):
    return f"({_number(value)})" if value < 0 else _number(value)
