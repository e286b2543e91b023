"""The map of the ways to look into a network, and what heat maps are worth."""

import numpy as np
from matplotlib.patches import FancyArrowPatch, Rectangle

from convbook import palette
from convbook.plots.style import new_axes, styled

LINES = (  # color, dashes, mark: told apart without color
    (palette.INK["input"], "-", "o"),
    (palette.INK["filter"], (0, (5, 1.5)), "s"),
    (palette.INK["output"], "-", "D"),
    (palette.INK["gradient"], (0, (5, 1.5)), "^"),
    (palette.MUTED, (0, (1, 1.2)), "v"),
    (palette.TEXT, (0, (1, 1.2)), "x"),
)


@styled
def method_map(stations, methods, ax=None):
    """Where each method begins in the network, and where it arrives: a row for each method under the stations.

    Parameters
    ----------
    stations : sequence of str
        The network from the picture to the answer.
    methods : sequence of (name, begin, end, how)
        `begin` and `end` are stations; `how` is "once" (one pass) or "search" (many small steps, a bold double
        line). Where both are the same station, nothing travels: the method measures there, and a ring is drawn.
        A row (name,) alone is a heading.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    rows = len(methods)
    ax = new_axes(7.2, 0.36 * rows + 0.75) if ax is None else ax
    places = {name: x for x, name in enumerate(stations)}
    for name, x in places.items():
        end = name in (stations[0], stations[-1])
        role = ("input" if name == stations[0] else "output") if end else "filter"
        ax.add_patch(
            Rectangle((x - 0.42, -1.32), 0.84, 0.8, facecolor=palette.TINT[role], edgecolor=palette.ROLES[role])
        )
        ax.text(x, -0.92, name, ha="center", va="center", fontsize=9)
        ax.plot([x, x], [-0.5, rows - 0.5], color=palette.LINE, lw=0.8, zorder=0)
        if not end or name == stations[0]:
            _arrow(ax, x + 0.43, x + 0.58, -0.92, palette.MUTED, 0.9)
    for row, (name, *route) in enumerate(methods):
        weight = {} if route else {"fontweight": "bold", "color": palette.MUTED}
        ax.text(
            -0.62 if route else -3.05, row, name, ha="right" if route else "left", va="center", fontsize=9, **weight
        )
        if route:
            _route(ax, row, places[route[0]], places[route[1]], route[2])
    ax.set(xlim=(-3.1, len(stations) - 0.5), ylim=(rows - 0.4, -1.45))
    ax.axis("off")
    return ax


def _route(ax, row, begin, end, how):
    color = palette.INK["gradient"] if how == "search" else palette.INK["input"]
    if begin == end:
        ax.plot(begin, row, "o", ms=10, mfc="none", mec=color, mew=1.8)
        return
    ax.plot(begin, row, "o", color=color, ms=6)
    for shift in (-0.09, 0.09) if how == "search" else (0,):
        _arrow(ax, begin, end, row + shift, color, 1.7)


def _arrow(ax, x_from, x_to, y, color, width):
    style = {"arrowstyle": "-|>", "mutation_scale": 6 + 3 * width, "shrinkA": 0, "shrinkB": 0, "lw": width}
    ax.add_patch(FancyArrowPatch((x_from, y), (x_to, y), color=color, **style))


@styled
def flipping_curves(curves, axes=None, *, ylabel="what is left of the answer"):
    """What is left of the answer as the picture goes: a panel for each kind of filling, a line for each order.

    Parameters
    ----------
    curves : dict
        Panel's title -> dict of order's name -> ndarray (N, steps + 1), one curve for each face; their mean is
        drawn. At most six orders; the last but one and the last are dotted, as controls.
    axes : sequence of matplotlib.axes.Axes, optional
    ylabel : str

    Returns
    -------
    ndarray of matplotlib.axes.Axes
    """
    axes = new_axes(7.2, 3.4, 1, len(curves), sharey=True, squeeze=False) if axes is None else axes
    axes = np.ravel(axes)
    for ax, (title, lines) in zip(axes, curves.items(), strict=True):
        for (name, each), (color, dashes, mark) in zip(lines.items(), LINES, strict=False):
            mean = np.mean(each, axis=0)
            share = np.linspace(0, 1, len(mean))
            ax.plot(share, mean, color=color, ls=dashes, marker=mark, ms=4, lw=1.4, label=name)
        ax.set(title=title, xlabel="share of the picture replaced", ylim=(0, 1), xlim=(-0.01, 1.01))
        ax.xaxis.set_major_formatter(lambda x, _: f"{x:.0%}")
        ax.grid(axis="y")
    axes[0].set_ylabel(ylabel)
    axes[-1].legend(loc="upper right")
    return axes


@styled
def interval_rows(names, groups, axes=None, *, xlabel=""):
    """A panel for each group, in it a row for each name: a dot, and a line for the interval around it.

    Parameters
    ----------
    names : sequence of str
        From top to bottom.
    groups : dict
        Panel's title -> (values, intervals): (M,) and (2, M).
    axes : sequence of matplotlib.axes.Axes, optional
    xlabel : str

    Returns
    -------
    ndarray of matplotlib.axes.Axes
        A thin line at 0; intervals that lie wholly to its left are green, to its right vermillion, others gray.
    """
    wide = {"sharey": True, "squeeze": False}
    axes = np.ravel(new_axes(7.2, 0.34 * len(names) + 0.9, 1, len(groups), **wide) if axes is None else axes)
    rows = np.arange(len(names))
    for ax, (title, (values, (low, high))) in zip(axes, groups.items(), strict=True):
        ax.axvline(0, color=palette.TEXT, lw=1)
        for row, value, lower, upper in zip(rows, values, low, high, strict=True):
            color = palette.OUTPUT if upper < 0 else palette.GRADIENT if lower > 0 else palette.MUTED
            mark = "o" if upper < 0 else "s" if lower > 0 else "d"
            ax.plot([lower, upper], [row, row], color=color, lw=2.4, solid_capstyle="butt")
            ax.plot(value, row, mark, color=color, ms=7, mec="white", mew=0.8)
        ax.set(title=title, xlabel=xlabel, ylim=(len(names) - 0.5, -0.5))
        ax.set_yticks(rows, names)
        ax.tick_params(axis="y", length=0)
        ax.grid(axis="x")
        ax.set_axisbelow(True)
    return axes


@styled
def sanity_curves(steps, curves, ax=None):
    """How alike heat maps stay while one layer after the other is drawn anew, a line for each method.

    Parameters
    ----------
    steps : sequence of str
        The layers in the order in which they are drawn anew; the point before the first is the trained network.
    curves : dict
        Method -> sequence of correlations, one more than steps. At most six.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = new_axes(7, 3.5) if ax is None else ax
    x = np.arange(len(steps) + 1)
    for (name, values), (color, dashes, mark) in zip(curves.items(), LINES, strict=False):
        ax.plot(x, values, color=color, ls=dashes, marker=mark, ms=5, lw=1.5, label=name)
    ax.axhline(0, color=palette.TEXT, lw=0.8)
    ax.set_xticks(x, ["trained", *(f"+ {name}" for name in steps)])
    ax.set(
        ylabel="rank correlation with the trained one's", ylim=(-0.25, 1.08), xlabel="drawn anew, from the output down"
    )
    ax.grid(axis="y")
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return ax


def around_gray(signal):
    """A signal with three channels as a picture: gray where it is 0, its largest absolute value at full light or dark.

    Parameters
    ----------
    signal : ndarray, (H, W, 3)

    Returns
    -------
    ndarray, (H, W, 3)
        From 0 to 1.
    """
    signal = np.asarray(signal, float)
    return 0.5 + signal / (2 * (np.abs(signal).max() or 1))
