"""Walks down a loss: on a parabola, on the map of a valley, and the filter that is found on the way."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import FancyArrowPatch

from convbook import palette
from convbook.plots.grids import draw_matrix, matrices
from convbook.plots.style import new_axes, styled

VALLEY = LinearSegmentedColormap.from_list("valley", [palette.TINT["filter"], palette.PAPER, palette.TINT["input"]])
LINES = (  # told apart by dashes and by the words beside them, too
    (palette.MUTED, (0, (1, 1.2))),
    (palette.INPUT, "-"),
    (palette.GRADIENT, (0, (5, 1.5))),
)


@styled
def update_step(F_old, dF, F_new, ax=None):
    """One update: the old filter, less alpha times its gradient, is the new filter; all of shape (kh, kw)."""
    named = {"F old": F_old, "∂L/∂F": dF, "F new": np.round(F_new, 6)}
    if ax is None:  # cells wide enough for numbers of two digits
        rows, columns = np.shape(F_old)
        ax = new_axes(0.62 * (3 * columns + 2.7), 0.62 * (rows + 1.3))
    return matrices(named, ["filter", "gradient", "filter"], ["− α", "="], ax=ax)


@styled
def parabola_walks(x, losses, walks, titles, axes=None):
    """The same parabola several times, each time with another walk on it.

    Parameters
    ----------
    x, losses : ndarray, (n,)
        The parabola.
    walks : sequence of ndarray, (steps + 1, 2)
        Each row a place and its loss; the first row is the start. Places beyond the ends of `x` are cut off.
    titles : sequence of str
        One for each walk.
    axes : sequence of matplotlib.axes.Axes, optional

    Returns
    -------
    ndarray of matplotlib.axes.Axes
    """
    rows = -(-len(walks) // 2)
    axes = new_axes(5.6, 1.95 * rows, rows, 2, sharex=True, sharey=True, squeeze=False) if axes is None else axes
    axes = np.ravel(axes)
    for walk, title, ax in zip(walks, titles, axes, strict=False):
        ax.plot(x, losses, color=palette.LINE, lw=2.5, zorder=1)
        ax.set(title=title, xlim=(x[0], x[-1]), ylim=(losses.min() - 0.8, losses.max()))
        _walk(ax, *np.asarray(walk).T, palette.GRADIENT)
        ax.tick_params(length=0)
    for ax in axes[len(walks) :]:
        ax.axis("off")
    for ax in axes[-2:]:
        ax.set_xlabel("$F_{11}$")
    for ax in axes[::2]:
        ax.set_ylabel("$L$", rotation=0, labelpad=8)
    return axes


@styled
def contour_walks(x, y, losses, walks, titles, axes=None):
    """Up to three walks on the map of a loss, and in a last panel how the loss went in each.

    Parameters
    ----------
    x : ndarray, (m,)
    y : ndarray, (n,)
    losses : ndarray, (n, m)
        The loss at each place of the map; x goes to the right, y upwards.
    walks : sequence of ndarray, (steps + 1, 3)
        Each row a place (x, y) and its loss; the first row is the start.
    titles : sequence of str
        One for each walk.
    axes : sequence of matplotlib.axes.Axes, optional
        One for each walk and one for the losses.

    Returns
    -------
    ndarray of matplotlib.axes.Axes
    """
    axes = np.ravel(new_axes(5.7, 5.9, 2, 2) if axes is None else axes)
    low = np.unravel_index(losses.argmin(), losses.shape)
    levels = losses.min() + (losses.max() - losses.min()) * np.linspace(0, 1, 10) ** 2
    for walk, title, (colour, _), ax in zip(walks, titles, LINES, axes, strict=False):
        ax.contourf(x, y, losses, levels, cmap=VALLEY)
        ax.contour(x, y, losses, levels[1:-1], colors=palette.MUTED, linewidths=0.6, alpha=0.7)
        ax.plot(x[low[1]], y[low[0]], "+", color=palette.TEXT, ms=11, mew=1.6, zorder=2)
        ax.set(title=title, xlabel="$F_{11}$", aspect="equal", xlim=(x[0], x[-1]), ylim=(y[0], y[-1]))
        ax.locator_params(nbins=5)
        _walk(ax, *np.asarray(walk).T[:2], colour)
        ax.set_ylabel("$F_{12}$", rotation=0, labelpad=10)
        ax.tick_params(length=0)
    curves = {title: np.asarray(walk)[:, 2] for title, walk in zip(titles, walks, strict=True)}
    decay_curves(curves, "the loss, step by step", ax=axes[len(walks)])
    return axes


@styled
def decay_curves(curves, title="", ax=None, *, log_steps=False):
    """Up to three courses of a number that should shrink, over the steps, on a logarithmic scale.

    Parameters
    ----------
    curves : dict
        Name -> values, the first of them before the first step. The name stands at the curve's end.
    title : str
    ax : matplotlib.axes.Axes, optional
    log_steps : bool
        Steps on a logarithmic scale too: then from the value after step 1.

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = new_axes(5.7, 3.3) if ax is None else ax
    for (name, values), (colour, dashes) in zip(curves.items(), LINES, strict=False):
        first = int(log_steps)  # a logarithmic scale has no place for step 0
        ax.plot(np.arange(first, len(values)), values[first:], color=colour, ls=dashes, label=name)
    ax.set(title=title, xlabel="steps", yscale="log", xscale="log" if log_steps else "linear")
    ax.grid(axis="y")
    ax.tick_params(length=0)
    ax.minorticks_off()
    ax.legend(loc="best", handlelength=2.6, frameon=True, facecolor=palette.PAPER, edgecolor="none", framealpha=1)
    return ax


@styled
def filter_stages(filters, titles, axes=None):
    """A filter at several stages of its learning, its numbers with two digits.

    Parameters
    ----------
    filters : sequence of ndarray, (kh, kw)
    titles : sequence of str
    axes : sequence of matplotlib.axes.Axes, optional

    Returns
    -------
    ndarray of matplotlib.axes.Axes
    """
    rows = -(-len(filters) // 3)
    axes = np.ravel(new_axes(5.6, 2.1 * rows, rows, 3, squeeze=False) if axes is None else axes)
    for ax in axes:
        ax.axis("off")
    for F, title, ax in zip(filters, titles, axes, strict=False):
        F = np.round(F, 2) + 0.0  # no minus before a zero
        draw_matrix(F, ax, "filter")
        ax.set(xlim=(-0.05, F.shape[1] + 0.05), ylim=(F.shape[0] + 0.05, -0.05), aspect="equal")
        ax.set_title(title, loc="center")
    return axes


def _walk(ax, x, y, colour):
    """Dots, joined by arrows where there is room for one; the first is hollow. The axes cut off what lies outside."""
    ax.plot(x, y, "o", color=colour, ms=4.5, mec=palette.PAPER, mew=0.6, zorder=3)
    ax.plot(x[:1], y[:1], "o", mfc=palette.PAPER, mec=colour, mew=1.6, ms=7, zorder=4)
    places, spans = list(zip(x, y, strict=True)), np.ptp([ax.get_xlim(), ax.get_ylim()], axis=1)
    for start, end in zip(places, places[1:], strict=False):
        if np.hypot(*(np.subtract(end, start) / spans)) < 0.03:
            continue
        arrow = FancyArrowPatch(
            start, end, arrowstyle="-|>", mutation_scale=8, lw=1, color=colour, shrinkA=2, shrinkB=2, zorder=2
        )
        arrow.set_in_layout(False)
        ax.add_patch(arrow)
