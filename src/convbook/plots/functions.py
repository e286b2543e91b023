"""Functions and their slopes: losses with tangents, activations with their derivatives."""

import numpy as np
from matplotlib.ticker import MaxNLocator, MultipleLocator

from convbook import palette
from convbook.arguments import check_shape
from convbook.plots.drawing import format_number, write
from convbook.plots.relations import check_at_most, check_each_length, check_increasing
from convbook.plots.style import DASHED, DOTTED, flat_axes, new_axes, styled


@styled
def slopes(panels, axes=None):
    """Loss curves, one to a panel, with short tangents and their slopes.

    Parameters
    ----------
    panels : dict
        Name of the x axis -> (x, y, tangents): the curve, and a list of (x, slope, side), where `side` is the side of
        the point on which its slope is written, "left" or "right".
    """
    for name, (x, y, tangents) in panels.items():
        check_each_length({"y": y}, f"panels[{name!r}]", len(x), "x")
        check_increasing(**{f"x of panels[{name!r}]": x})
        if not np.ptp(y) or any(not x[0] <= at <= x[-1] for at, _, _ in tangents):
            raise ValueError(f"panels[{name!r}] has one y alone, or a tangent beside x; expected tangents of a curve")
    axes = flat_axes(axes, min(7, 3.6 * len(panels)), 2.7, 1, len(panels))
    for ax, (name, (x, y, tangents)) in zip(axes, panels.items(), strict=True):
        ax.plot(x, y, color=palette.TEXT, lw=1.6)
        for at, slope, side in tangents:
            _tangent(ax, at, np.interp(at, x, y), slope, side, np.ptp(x), np.ptp(y))
        ax.set(xlabel=name, ylim=(min(0, y.min()) - 0.06 * np.ptp(y), None))
        ax.grid(color=palette.LINE, lw=0.6)
    axes[0].set_ylabel("loss")
    return axes


def _tangent(ax, x, y, slope, side, width, height):
    reach = 0.15 * width / np.hypot(1, slope * width / height)  # as long on the page whether flat or steep
    ax.plot([x - reach, x + reach], [y - slope * reach, y + slope * reach], color=palette.GRADIENT, lw=2, zorder=3)
    ax.plot(x, y, "o", color=palette.GRADIENT, ms=5, zorder=4)
    shift, align = (0.05 * width, "left") if side == "right" else (-0.05 * width, "right")
    write(ax, x + shift, y + 0.07 * height, f"slope {format_number(slope, 4)}", 9, palette.INK["gradient"], ha=align)


@styled
def activation_curves(z, functions, axes=None):
    """Each function in the upper row, its slope below it.

    Parameters
    ----------
    z : ndarray, (n,)
        Where the functions were taken.
    functions : dict
        Name -> (values, slopes), each (n,) or (n, up to 3): several lines differ in their dashes.
    axes : ndarray of matplotlib.axes.Axes, (2, number of curves), optional
    """
    check_increasing(z=z)
    for name, lines in functions.items():
        for values in lines:
            check_shape(values, f"functions[{name!r}]", (len(z), *values.shape[1:]), "a row for each of z")
            check_at_most(3, **{f"a row of functions[{name!r}]": np.atleast_1d(values[0])})
    if axes is not None:
        check_shape(axes, "axes", (2, len(functions)), "two for each of functions")
    else:
        axes = new_axes(7, 3.7, 2, len(functions), squeeze=False, sharex=True)
    for (name, (values, slopes)), (above, below) in zip(functions.items(), np.transpose(axes), strict=True):
        below.sharey(axes[1, 0])  # one scale for all slopes: their sizes are what the reader compares
        _draw_columns(above, z, np.reshape(values, (len(z), -1)), "output", numbered=True)
        _draw_columns(below, z, np.reshape(slopes, (len(z), -1)), "gradient")
        above.set_title(name, loc="center")
        above.yaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 5, 10]))
        below.set_xlabel("z")
        below.tick_params(labelleft=below is axes[1, 0])
    axes[1, 0].yaxis.set_major_locator(MultipleLocator(0.25))
    axes[0, 0].set_ylabel("value", color=palette.INK["output"])
    axes[1, 0].set_ylabel("slope", color=palette.INK["gradient"])
    return axes


def _draw_columns(ax, z, lines, role, numbered=False):
    """One line for each column, told apart by dashes, and if there are several by their numbers at the left end."""
    for k, (line, dashes) in enumerate(zip(lines.T, ("-", DASHED, DOTTED), strict=False), start=1):
        ax.plot(z, line, color=palette.ROLES[role], ls=dashes)
        if numbered and lines.shape[1] > 1:
            ax.annotate(f"$P_{k}$", (z[0], line[0]), (2, 4), textcoords="offset points", fontsize=9)
    ax.axhline(0, color=palette.LINE, lw=0.8, zorder=0)
    ax.axvline(0, color=palette.LINE, lw=0.8, zorder=0)
    ax.margins(x=0)
    ax.set_xticks([np.ceil(z[0]), 0, np.floor(z[-1])])
