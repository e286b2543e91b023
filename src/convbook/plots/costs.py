"""What networks cost."""

import numpy as np

from convbook import palette
from convbook.plots.style import new_axes, styled


@styled
def network_costs(names, parameters, multiply_adds, depths, sides=None, ax=None):
    """Parameters over multiply-adds, a disc for each network with its name and its depth, both axes logarithmic.

    Parameters
    ----------
    names : sequence of str
    parameters, multiply_adds, depths : sequences of int
        The area of a disc grows with the depth.
    sides : sequence of {"left", "right"}, optional
        On which side of its disc a name stands; to the right if not given.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = new_axes(6, 4) if ax is None else ax
    x, y = np.asarray(multiply_adds, float), np.asarray(parameters, float)
    area = 30 + 3.5 * np.asarray(depths, float)
    ax.scatter(x, y, area, color=palette.TINT["output"], edgecolor=palette.OUTPUT, lw=1.2, zorder=3)
    for name, depth, side, *place, size in zip(names, depths, sides or ["right"] * len(x), x, y, area, strict=True):
        away = (1 if side == "right" else -1) * (np.sqrt(size / np.pi) + 4)
        style = {"ha": "left" if side == "right" else "right", "va": "center", "fontsize": 9, "zorder": 4}
        ax.annotate(f"{name}\n{depth} layers deep", place, (away, 0), textcoords="offset points", **style)
    ax.set(xscale="log", yscale="log", xlabel="multiply-adds for one picture", ylabel="parameters")
    ax.set_xlim(x.min() / 4, x.max() * 40)
    ax.set_ylim(y.min() / 3, y.max() * 3)
    ax.grid(color=palette.LINE, lw=0.6)
    return ax
