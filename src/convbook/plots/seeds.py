"""Networks compared over a few seeds."""

import numpy as np

from convbook import palette
from convbook.plots.style import new_axes, styled

SEEDS = ((palette.INPUT, "-", "o"), (palette.GRADIENT, (0, (4, 1.5)), "s"), (palette.OUTPUT, (0, (1, 1.2)), "^"))


@styled
def seeds_compared(names, accuracies, intervals, ax=None):
    """One row a network, and a line a seed from row to row: where lines cross, the order depends on the seed.

    Parameters
    ----------
    names : sequence of str
        The networks, from top to bottom.
    accuracies : array_like, (networks, seeds)
        From 0 to 1; at most three seeds.
    intervals : sequence of (float, float)
        For each network the accuracies that its mean stands for, drawn as a band.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If there is not one row of accuracies for each name, or more than three seeds.
    """
    accuracies, rows = np.asarray(accuracies, float), range(len(names))
    if accuracies.ndim != 2 or len(accuracies) != len(names) or accuracies.shape[1] > len(SEEDS):
        raise ValueError(
            f"accuracies has shape {accuracies.shape}; expected a row for each of {len(names)} names,"
            f" with 1 to {len(SEEDS)} seeds"
        )
    ax = new_axes(7, 0.52 * len(names) + 1.2) if ax is None else ax
    for row, (values, (low, high)) in enumerate(zip(accuracies, intervals, strict=True)):
        ax.barh(row, high - low, left=low, height=0.62, color=palette.SURFACE, edgecolor=palette.LINE, lw=0.8, zorder=0)
        ax.plot([values.mean()] * 2, [row - 0.31, row + 0.31], color=palette.TEXT, lw=2, zorder=2)
        words = f"{values.mean():.1%}, {values.min():.1%} to {values.max():.1%}"
        ax.annotate(words, (1.01, row), xycoords=("axes fraction", "data"), va="center", fontsize=9)
    for seed, (values, (color, dashes, marker)) in enumerate(zip(accuracies.T, SEEDS, strict=False)):
        look = {"color": color, "marker": marker, "ms": 6.5, "mec": palette.PAPER, "mew": 0.8, "lw": 1.2}
        ax.plot(values, rows, ls=dashes, label=f"seed {seed}", zorder=3, **look)
    ax.use_sticky_edges = False  # a band at the rim would else touch it
    ax.margins(x=0.04)
    ax.set_yticks(rows, names)
    ax.set(ylim=(len(names) - 0.5, -0.5), xlabel="test accuracy")
    ax.xaxis.set_major_formatter(lambda x, _: f"{x:.0%}")
    ax.grid(axis="x")
    ax.set_axisbelow(True)
    ax.tick_params(length=0)
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=len(SEEDS))
    return ax
