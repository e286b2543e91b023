"""Methods that explain a network's predictions, and the evaluation of heat maps."""

import numpy as np
from matplotlib.ticker import PercentFormatter

from convbook import palette
from convbook.arguments import check_shape
from convbook.plots.drawing import draw_arrow, draw_box, write
from convbook.plots.relations import check_at_most, check_distinct, check_each_length, check_intervals
from convbook.plots.style import DOTTED, draw_lines, flat_axes, new_axes, shown, styled

METHODS = (  # color, dashes, marker: told apart without color
    (palette.INK["input"], "-", "o"), (palette.INK["filter"], (0, (5, 1.5)), "s"),
    (palette.INK["output"], "-", "D"), (palette.INK["gradient"], (0, (5, 1.5)), "^"),
    (palette.MUTED, DOTTED, "v"), (palette.TEXT, DOTTED, "x"),
)  # fmt: skip


@styled
def explanation_methods(stations, methods, ax=None):
    """Where each method begins in the network, and where it arrives: a row for each method under the stations.

    Parameters
    ----------
    stations : sequence of str
        The network from the picture to its prediction.
    methods : sequence of (name, begin, end, how)
        `begin` and `end` are stations; `how` is "once" (one pass) or "search" (many small steps, a bold double
        line). Where both are the same station, nothing travels: the method measures there, and a ring is drawn.
        A row (name,) alone is a heading.
    """
    check_distinct(stations=stations)
    for name, *route in methods:
        if route and (len(route) < 3 or {*route[:2]} - {*stations} or route[2] not in ("once", "search")):
            wanted = f"two of the stations {', '.join(stations)}, and 'once' or 'search'"
            raise ValueError(f"methods has {route} after the name {name!r}; expected nothing, or {wanted}")
    ax = ax or new_axes(7.2, 0.36 * len(methods) + 0.75)
    last = len(stations) - 1
    for x, name in enumerate(stations):
        role = {0: "input", last: "output"}.get(x, "filter")
        draw_box(ax, x - 0.42, -1.32, 0.84, 0.8, role, lw=1)
        write(ax, x, -0.92, name, 9)
        ax.plot([x, x], [-0.5, len(methods) - 0.5], color=palette.LINE, lw=0.8, zorder=0)
        if x < last:
            draw_arrow(ax, (x + 0.43, -0.92), (x + 0.58, -0.92), lw=0.9, head=8.7, shrink=0)
    for row, (name, *route) in enumerate(methods):
        if route:
            write(ax, -0.62, row, name, 9, ha="right")
            _draw_route(ax, row, stations.index(route[0]), stations.index(route[1]), route[2])
        else:
            write(ax, -3.05, row, name, 9, palette.MUTED, ha="left", fontweight="bold")
    ax.set(xlim=(-3.1, len(stations) - 0.5), ylim=(len(methods) - 0.4, -1.45))
    ax.axis("off")
    return ax


def _draw_route(ax, row, begin, end, how):
    color = palette.INK["gradient"] if how == "search" else palette.INK["input"]
    if begin == end:
        ax.plot(begin, row, "o", ms=10, mfc="none", mec=color, mew=1.8)
        return
    ax.plot(begin, row, "o", color=color, ms=6)
    for shift in (-0.09, 0.09) if how == "search" else (0,):
        draw_arrow(ax, (begin, row + shift), (end, row + shift), color, 1.7, head=11.1, shrink=0)


@styled
def perturbation_curves(scores, axes=None):
    """The class score as the image is perturbed: a panel for each filling, a line for each order of regions.

    Parameters
    ----------
    scores : dict
        Panel's title -> dict of order's name -> ndarray (N, steps + 1), one curve for each face; their mean is
        drawn. At most six orders; the last but one and the last are dotted, as controls.
    """
    for title, orders in scores.items():
        steps = next(iter(orders.values())).shape[1]
        for name, values in orders.items():
            wanted = (len(values), steps)
            check_shape(values, f"scores[{title!r}][{name!r}]", wanted, "as many steps as the first order of the panel")
    axes = flat_axes(axes, 7.2, 3.4, 1, len(scores), sharey=True)
    for ax, (title, orders) in zip(axes, scores.items(), strict=True):
        means = {name: np.mean(values, axis=0) for name, values in orders.items()}
        steps = len(next(iter(means.values())))
        draw_lines(ax, np.linspace(0, 1, steps), means, METHODS, ms=4, lw=1.4)
        ax.set(title=title, xlabel="fraction of the picture replaced", ylim=(0, 1), xlim=(-0.01, 1.01))
        ax.xaxis.set_major_formatter(PercentFormatter(1, 0))
        ax.grid(axis="y")
    axes[0].set_ylabel("probability of the name given")
    axes[-1].legend(loc="upper right")
    return axes


@styled
def sanity_curves(steps, curves, ax=None):
    """How similar heat maps stay while one layer after the other is randomized, a line for each method.

    Parameters
    ----------
    steps : sequence of str
        The layers in the order in which they are randomized; the point before the first is the trained network.
    curves : dict
        Method -> sequence of correlations, one more than steps; NaN is a gap. At most six.
    """
    check_at_most(len(METHODS), curves=curves)
    check_each_length(curves, "curves", len(steps) + 1, "steps, and one before them")
    ax = ax or new_axes(7, 3.5)
    x = np.arange(len(steps) + 1)
    draw_lines(ax, x, curves, METHODS, ms=5, lw=1.5)
    ax.axhline(0, color=palette.TEXT, lw=0.8)
    ax.set_xticks(x, ["trained", *(f"+ {name}" for name in steps)])
    lowest = min(values[np.isfinite(values)].min() for values in curves.values())
    ax.set(ylabel="rank correlation with the original map", ylim=(min(-0.25, lowest - 0.08), 1.08))
    ax.set_xlabel("layers with random weights, from the output down")
    ax.grid(axis="y")
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return ax


@styled
def interval_rows(names, estimates, axes=None, *, xlabel=""):
    """A panel for each group, in it a row for each name: a dot, and a line for the interval around it.

    Parameters
    ----------
    names : sequence of str
        From top to bottom.
    estimates : dict
        Panel's title -> (values, intervals): (M,) and (2, M).
    xlabel : str

    Returns
    -------
    ndarray of matplotlib.axes.Axes
        A thin line at 0; intervals that lie wholly to its left are green, to its right vermillion, others gray.
    """
    for title, (values, intervals) in estimates.items():
        check_shape(values, f"the values of estimates[{title!r}]", (len(names),), "one for each of names")
        what = f"the intervals of estimates[{title!r}]"
        check_shape(intervals, what, (2, len(names)), "low and high of each of names")
        check_intervals(intervals.T, what)
    axes = flat_axes(axes, 7.2, 0.34 * len(names) + 0.9, 1, len(estimates), sharey=True)
    rows = np.arange(len(names))
    for ax, (title, (values, (low, high))) in zip(axes, estimates.items(), strict=True):
        ax.axvline(0, color=palette.TEXT, lw=1)
        for row, value, lower, upper in zip(rows, values, low, high, strict=True):
            color, mark = palette.MUTED, "d"
            if upper < 0:
                color, mark = palette.OUTPUT, "o"
            elif lower > 0:
                color, mark = palette.GRADIENT, "s"
            ax.plot([lower, upper], [row, row], color=color, lw=2.4, solid_capstyle="butt")
            ax.plot(value, row, mark, color=color, ms=7, mec="white", mew=0.8)
        ax.set(title=title, xlabel=xlabel, ylim=(len(names) - 0.5, -0.5))
        ax.set_yticks(rows, names)
        ax.tick_params(axis="y", length=0)
        ax.grid(axis="x")
    return axes


@styled
def signed_squares(face, squares, axes=None, *, titles=("", ""), label=""):
    """A face under a grid, and beside it the number of each square, colored by its sign, with a scale.

    Parameters
    ----------
    face : ndarray, (H, W, 3)
    squares : ndarray, (rows, columns)
        One number for each square of the grid.
    axes : two of matplotlib.axes.Axes, optional
    titles : (str, str)
    label : str
        What the numbers are, beside the scale.

    Returns
    -------
    ndarray of matplotlib.axes.Axes
        Red is above 0, blue below, white at 0.
    """
    axes = flat_axes(axes, 7.4, 3.5, 1, 2, width_ratios=(1, 1.25))
    rows, columns = squares.shape
    extent = (-0.5, columns - 0.5, rows - 0.5, -0.5)
    axes[0].imshow(shown(face), extent=extent, interpolation="bicubic")
    limit = np.abs(squares).max() or 1
    drawn = axes[1].imshow(squares, cmap="RdBu_r", vmin=-limit, vmax=limit)
    for i, j in np.ndindex(rows, columns):
        color = palette.PAPER if abs(squares[i, j]) > 0.6 * limit else palette.TEXT
        write(axes[1], j, i, f"{squares[i, j]:.1f}".replace("-0.0", "0.0").replace("-", "−"), 7.5, color)
    for ax, title in zip(axes, titles, strict=True):
        for k in range(1, max(rows, columns)):
            ax.axhline(k - 0.5, color=palette.LINE, lw=0.6)
            ax.axvline(k - 0.5, color=palette.LINE, lw=0.6)
        ax.set_title(title)
        ax.set(xlim=extent[:2], ylim=extent[2:])
        ax.set_xticks(range(columns), range(1, columns + 1))
        ax.set_yticks(range(rows), range(1, rows + 1))
        ax.tick_params(length=0)
    axes[1].figure.colorbar(drawn, ax=axes[1], fraction=0.046, pad=0.03, label=label)
    return axes
