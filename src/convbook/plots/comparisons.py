"""Networks compared: what they cost, and what their cells answer when a pattern moves."""

import numpy as np

from .. import palette
from .style import new_axes, styled

LINES = ((palette.GRADIENT, (0, (1, 1.2)), "^"), (palette.FILTER, (0, (4, 1.5)), "s"), (palette.INPUT, "-", "o"),
         (palette.OUTPUT, "-", "D"))  # fmt: skip


@styled
def network_costs(names, parameters, multiply_adds, depths, ax=None):
    """Parameters over multiply-adds, a disc for each network with its name and its depth, both axes logarithmic.

    Parameters
    ----------
    names : sequence of str
    parameters, multiply_adds, depths : sequences of int
        The area of a disc grows with the depth.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = new_axes(6, 4.2) if ax is None else ax
    x, y = np.asarray(multiply_adds, float), np.asarray(parameters, float)
    area = 40 + 9 * np.asarray(depths, float)
    ax.scatter(x, y, area, color=palette.TINT["output"], edgecolor=palette.OUTPUT, lw=1.2, zorder=3)
    for name, depth, *place, size in zip(names, depths, x, y, area, strict=True):
        text = f"{name}\n{depth} layers deep"
        away = (0, -np.sqrt(size / np.pi) - 3)
        ax.annotate(text, place, away, textcoords="offset points", ha="center", va="top", fontsize=9, zorder=4)
    ax.set(xscale="log", yscale="log", xlabel="multiply-adds for one picture", ylabel="parameters")
    ax.set_xlim(x.min() / 4, x.max() * 6)
    ax.set_ylim(y.min() / 5, y.max() * 3)
    ax.grid(color=palette.LINE, lw=0.6)
    return ax


@styled
def shift_curves(shifts, answers, ax=None):
    """What cells answer while a pattern is moved past them, each as a share of its strongest answer; at most four.

    Parameters
    ----------
    shifts : sequence of int
        In pixels.
    answers : dict
        Name -> sequence of float, one for each shift.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = new_axes(6, 3.1) if ax is None else ax
    for (name, values), (colour, dashes, marker) in zip(answers.items(), LINES, strict=False):
        values = np.asarray(values, float)
        ax.plot(shifts, values / (values.max() or 1), color=colour, ls=dashes, marker=marker, ms=5, label=name)
    ax.set(xlabel="shift of the pattern, in pixels", ylabel="answer, of its largest", ylim=(-0.04, 1.08))
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.grid(axis="y")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2)
    return ax
