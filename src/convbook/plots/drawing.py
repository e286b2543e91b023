"""The vocabulary of the drawings: cells with numbers, boxes, frames, words and arrows; one unit a cell, y downwards."""

import numpy as np
from matplotlib.patches import FancyArrowPatch, Rectangle

from convbook import palette

CELL_STATES = {  # what differs from a cell in the color of its role
    "": {},
    "window": {"facecolor": palette.TINT["filter"]},
    "empty": {"facecolor": "none"},
    "faded": {"facecolor": "none", "edgecolor": palette.LINE, "zorder": 0.9},
    "dashed": {"facecolor": palette.SURFACE, "edgecolor": palette.MUTED, "lw": 0.6, "ls": (0, (2, 2)), "zorder": 0.9},
}


def format_number(value, digits=6):
    """A number with a true minus sign and at most so many digits."""
    return f"{value:.{digits}g}".replace("-", "−")


def symbol(letter, index):
    """The letter with its place counted from 1, as in ``X_{11}``; TeX without its dollar signs."""
    return f"{letter}_{{{index[0] + 1}{index[1] + 1}}}"


def symbols(letter, shape):
    """An array of texts such as ``$F_{11}$``, each with its place."""
    return np.array([f"${symbol(letter, index)}$" for index in np.ndindex(*shape)], object).reshape(shape)


def write(ax, x, y, text, size=10, color=palette.TEXT, ha="center", va="center", **options):
    """Words with their middle at (x, y), in points of `size`."""
    ax.text(x, y, text, ha=ha, va=va, fontsize=size, color=color, **options)


def draw_box(ax, x, y, width, height, role, **style):
    """A rectangle in the tint of its role, with an edge in its color; (x, y) is the corner with the lowest numbers."""
    style = {"facecolor": palette.TINT[role], "edgecolor": palette.ROLES[role], "lw": 0.8} | style
    ax.add_patch(Rectangle((x, y), width, height, **style))


def draw_frame(ax, x, y, width, height, color, lw=2.2, **style):
    """A bold rectangle without a filling."""
    style = {"facecolor": "none", "edgecolor": color, "lw": lw, "joinstyle": "round"} | style
    ax.add_patch(Rectangle((x, y), width, height, **style))


def draw_arrow(ax, start, end, color=palette.MUTED, lw=1.2, *, head=10, shrink=2, **options):
    """An arrow between two points, its head of `head` points; it keeps `shrink` points away from both."""
    style = {"mutation_scale": head, "shrinkA": shrink, "shrinkB": shrink, "color": color, "lw": lw}
    ax.add_patch(FancyArrowPatch(start, end, arrowstyle="-|>", **style | options))


def draw_cell(ax, x, y, value, role, state="", size=11, mark="", tag="", tag_role="filter"):
    """One cell with its upper left corner at (x, y): a number or a text, aside if there is a mark or a tag."""
    draw_box(ax, x, y, 1, 1, role, **CELL_STATES[state])
    if state != "empty":
        text = value if isinstance(value, str) else format_number(value)
        middle = (x + (0.58 if mark else 0.5), y + (0.61 if mark else 0.42 if tag else 0.5))
        pale = state in ("faded", "dashed")
        write(ax, *middle, text, size - 1.5 * (state == "dashed"), palette.MUTED if pale else palette.TEXT)
    small = {"size": max(8, 0.68 * size), "color": palette.INK[tag_role]}
    if mark:
        write(ax, x + 0.06, y + 0.06, mark, ha="left", va="top", **small)
    if tag:
        write(ax, x + 0.95, y + 0.96, tag, ha="right", va="bottom", **small)


def draw_cells(ax, values, role, at=(0, 0), *, states="", size=11, marks="", tags="", tag_role="filter", name=""):
    """Draw an array of numbers or texts as a grid of cells, its upper left corner at (x, y) = `at`.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    values : array_like, 2-D
    role : {"input", "filter", "output", "gradient"}
    at : (x, y)
    states : str or ndarray of str
        "window" for cells under the filter, "empty" for those not computed yet, "faded" for those that do not count,
        "dashed" for those thrown away or put there; "" for all others.
    size : float
        Of the numbers, in points.
    marks, tags : str or ndarray of str
        What stands in the upper left and in the lower right corner of each cell, the latter in the ink of `tag_role`.
    name : str
        Stands above the grid.
    """
    values = np.asarray(values)
    states, marks, tags = (np.broadcast_to(words, values.shape) for words in (states, marks, tags))
    for i, j in np.ndindex(values.shape):
        corner = at[0] + j, at[1] + i
        draw_cell(ax, *corner, values[i, j], role, states[i, j], size, marks[i, j], tags[i, j], tag_role)
    if name:
        middle = at[0] + values.shape[1] / 2
        write(ax, middle, at[1] - 0.16, name, size, palette.INK[role], va="bottom")


def hide_axes(ax, width, height, pad=0.15):
    """Leave nothing of the axes but room for a drawing from (0, 0) to (width, height), y downwards."""
    set_sheet(ax, -pad, width + pad, height + pad, -pad)


def set_sheet(ax, left, right, bottom, top):
    """Leave nothing of the axes but room for a drawing with these limits, as wide as high a unit."""
    ax.set(xlim=(left, right), ylim=(bottom, top), aspect="equal")
    ax.axis("off")
