"""What all figures share: the palette as matplotlib settings, dashes, and axes made on demand."""

import functools

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import PercentFormatter

from convbook import palette
from convbook.plots.checks import PANELS
from convbook.plots.parameters import checked
from convbook.plots.relations import check_axes

MOST_INCHES = 200
DASHED, DOTTED = (0, (4, 1.5)), (0, (1, 1.2))
LINES = ((palette.INPUT, "-", "o"), (palette.GRADIENT, DASHED, "s"), (palette.OUTPUT, DOTTED, "^"))
STYLE = {
    "figure.dpi": 130,
    "figure.facecolor": palette.PAPER,
    "axes.facecolor": palette.PAPER,
    "axes.edgecolor": palette.LINE,
    "axes.labelcolor": palette.TEXT,
    "axes.titlecolor": palette.TEXT,
    "axes.titlesize": 10.5,
    "axes.titlelocation": "left",
    "axes.labelsize": 10,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": palette.TEXT,
    "xtick.color": palette.MUTED,
    "ytick.color": palette.MUTED,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "grid.color": palette.LINE,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "lines.linewidth": 1.8,
}


def styled(draw):
    """Check a figure's arguments, and draw it under the book's settings, leaving the reader's own as they were."""
    draw = checked(draw)

    @functools.wraps(draw)
    def wrapper(*args, **kwargs):
        plt.draw_if_interactive()  # load the backend out here: leaving the context would undo what it switches on
        with plt.rc_context(STYLE):
            return draw(*args, **kwargs)

    return wrapper


def new_axes(width, height, rows=1, columns=1, **options):
    """A figure of `width` x `height` inches with `rows` x `columns` axes; the axes alone are returned."""
    if max(width, height) > MOST_INCHES or rows * columns > PANELS:
        size = f"{width:.0f} by {height:.0f} inches, with {rows * columns} panels"
        wanted = f"at most {MOST_INCHES} inches and {PANELS} panels"
        raise ValueError(f"ax or axes would be {size}; expected {wanted}: draw less, or pass your own")
    _, axes = plt.subplots(rows, columns, figsize=(width, height), layout="constrained", **options)
    return axes


def flat_axes(axes, width, height, rows=1, columns=1, *, count=None, **options):
    """The axes that were given for `count` panels, or else new ones as in `new_axes`, in a flat array."""
    if axes is None:
        return np.ravel(new_axes(width, height, rows, columns, **options))
    check_axes(axes, rows * columns if count is None else count, rows * columns)
    return np.ravel(axes)


def shown(image):
    """An image as a screen shows it: what is outside of its range is cut off; gray integers become parts of 255."""
    if image.dtype.kind not in "iu":
        return image.clip(0, 1)
    return image.clip(0, 255) if image.ndim > 2 else image.clip(0, 255) / 255


def row_count(items, columns):
    """How many rows `items` things take, with `columns` in each."""
    return -(-items // columns)


def draw_lines(ax, x, curves, styles=LINES, **options):
    """A line for each of `curves`, name -> values over `x`, with its (color, dashes, marker); no more than `styles`."""
    for (name, values), (color, dashes, marker) in zip(curves.items(), styles, strict=False):
        ax.plot(x, values, color=color, ls=dashes, marker=marker, label=name, **options)


def draw_rows(ax, names, xlabel, margin):
    """Name the rows of a chart of fractions from the top down; `margin` is the room above and below them, in rows."""
    ax.set_yticks(range(len(names)), names)
    ax.set(ylim=(len(names) - 1 + margin[1], -margin[0]), xlabel=xlabel)
    ax.xaxis.set_major_formatter(PercentFormatter(1, 0))
    ax.grid(axis="x")
    ax.tick_params(length=0)
