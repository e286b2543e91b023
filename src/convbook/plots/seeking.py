"""How far from its goal a search for pictures ends, and what a training changed, unit by unit."""

import numpy as np

from convbook import palette
from convbook.plots.style import new_axes, styled

MARKS = (("gradient", "--", "s"), ("output", "-", "o"), ("input", ":", "^"))  # role, line, mark of each curve


@styled
def code_gaps(names, curves, ax=None):
    """Distances on a logarithmic scale, a line for each way of finding pictures and a place for each layer.

    Parameters
    ----------
    names : sequence of str
        The layers.
    curves : dict
        Label -> a positive number for each layer. At most three; the first has its numbers above the line, the
        others below.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = new_axes(7, 3.2) if ax is None else ax
    x, first = np.arange(len(names)), next(iter(curves.values()))
    for (label, gaps), (role, line, mark) in zip(curves.items(), MARKS, strict=False):
        ax.plot(x, gaps, ls=line, marker=mark, ms=6, color=palette.ROLES[role], label=label)
        above = gaps is first
        for i, gap in enumerate(gaps):
            ax.annotate(
                f"{gap:.3f}" if gap >= 0.001 else f"{gap:.4f}",
                (i, gap),
                xytext=(0, 8 if above else -9),
                textcoords="offset points",
                ha="center",
                va="bottom" if above else "top",
                fontsize=8.5,
                color=palette.INK[role],
            )
    ax.set_yscale("log")
    ax.set_xticks(x, names)
    low, high = (f(f(gaps) for gaps in curves.values()) for f in (min, max))
    ax.set(xlim=(-0.3, len(names) - 0.5), ylim=(low / 3, high * 4), ylabel="distance of the codes")
    ax.legend(loc="lower right")
    return ax


@styled
def before_after(before, after, labels, ax=None, *, even=None):
    """A dot for each unit: a measure of it after one training over that after another, with the line of no change.

    Parameters
    ----------
    before, after : ndarray, (C,)
        NaN is left out.
    labels : (str, str)
        What stands at the two axes.
    ax : matplotlib.axes.Axes, optional
    even : float, optional
        What chance gives, as a thin line on both axes.

    Returns
    -------
    matplotlib.axes.Axes
        Units that grew are full dots above the line, the others empty ones.
    """
    ax = new_axes(4.2, 4.2) if ax is None else ax
    before, after = np.asarray(before, float), np.asarray(after, float)
    there = np.isfinite(before) & np.isfinite(after)
    before, after = before[there], after[there]
    grew, top = after > before, 1.06 * max(before.max(), after.max())
    ax.plot([0, top], [0, top], color=palette.MUTED, lw=1, ls=(0, (4, 3)), zorder=0)
    if even is not None:
        ax.axhline(even, color=palette.LINE, lw=1, zorder=0)
        ax.axvline(even, color=palette.LINE, lw=1, zorder=0)
        ax.text(top * 0.99, even, "an even map", ha="right", va="bottom", fontsize=8.5, color=palette.MUTED)
    ax.scatter(before[grew], after[grew], s=18, color=palette.OUTPUT)
    ax.scatter(before[~grew], after[~grew], s=18, facecolor="none", edgecolor=palette.GRADIENT)
    ax.text(0.13 * top, 0.93 * top, f"{grew.sum()} of {len(grew)} above the line", color=palette.INK["output"])
    ax.set(xlim=(0, top), ylim=(0, top), xlabel=labels[0], ylabel=labels[1], aspect="equal")
    return ax
