"""What all figures share: the palette as matplotlib settings, and axes made on demand."""

import functools

import matplotlib.pyplot as plt

from convbook import palette

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
    """Run a drawing function under the book's settings, leaving the reader's own as they were."""

    @functools.wraps(draw)
    def wrapper(*args, **kwargs):
        plt.draw_if_interactive()  # load the backend out here: leaving the context would undo what it switches on
        with plt.rc_context(STYLE):
            return draw(*args, **kwargs)

    return wrapper


def new_axes(width, height, rows=1, columns=1, **options):
    """A figure of `width` x `height` inches with `rows` x `columns` axes; the axes alone are returned."""
    _, axes = plt.subplots(rows, columns, figsize=(width, height), layout="constrained", **options)
    return axes
