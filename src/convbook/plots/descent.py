"""Gradient descent: one update, on a parabola, on the contours of a loss, and its factors."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from convbook import palette
from convbook.arguments import check_shape
from convbook.plots.convolution import matrices
from convbook.plots.drawing import draw_arrow, write
from convbook.plots.relations import (
    check_at_most,
    check_distinct,
    check_increasing,
    check_lengths,
    check_some_positive,
    check_vector,
)  # fmt: skip
from convbook.plots.style import DASHED, DOTTED, flat_axes, new_axes, row_count, styled

VALLEY = LinearSegmentedColormap.from_list("valley", [palette.TINT["filter"], palette.PAPER, palette.TINT["input"]])
LINES = ((palette.MUTED, DOTTED), (palette.TEXT, "-"), (palette.MUTED, DASHED))  # a loss has no color of a role
WALK = palette.INK["filter"]  # what walks is a filter


@styled
def update_step(F_old, dF, F_new, ax=None):
    """One update: the old filter, less alpha times its gradient, is the new filter; all of shape (kh, kw)."""
    for name, filter_ in (("dF", dF), ("F_new", F_new)):
        check_shape(filter_, name, F_old.shape, "that of F_old")
    filters = {"F old": F_old, "∂L/∂F": dF, "F new": np.round(F_new, 6)}
    ax = ax or new_axes(0.62 * (3 * F_old.shape[1] + 2.7), 0.62 * (len(F_old) + 1.3))  # wide enough for two digits
    return matrices(filters, ["filter", "gradient", "filter"], ["− α", "="], ax=ax)


@styled
def parabola_descents(x, losses, paths, titles, axes=None):
    """The same parabola several times, each time with the path of another descent on it.

    Parameters
    ----------
    x, losses : ndarray, (n,)
        The parabola.
    paths : sequence of ndarray, (steps + 1, 2)
        Each row a place and its loss; the first row is the start. Places beyond the ends of `x` are cut off.
    titles : sequence of str
        One for each path.
    """
    check_vector(losses=losses)
    check_lengths(x=x, losses=losses)
    check_increasing(x=x)
    check_lengths(paths=paths, titles=titles)
    for path in paths:
        check_shape(path, "a path in paths", (len(path), 2), "a place and its loss in each row")
    rows = row_count(len(paths), 2)
    axes = flat_axes(axes, 5.6, 1.95 * rows, rows, 2, count=len(paths), sharex=True, sharey=True)
    for path, title, ax in zip(paths, titles, axes, strict=False):
        ax.plot(x, losses, color=palette.LINE, lw=2.5, zorder=1)
        ax.set(title=title, xlim=(x[0], x[-1]), ylim=(losses.min() - 0.8, losses.max()))
        _draw_path(ax, *np.asarray(path).T)
        ax.tick_params(length=0)
    for ax in axes[len(paths) :]:
        ax.axis("off")
    for ax in axes[-2:]:
        ax.set_xlabel("$F_{11}$")
    for ax in axes[::2]:
        ax.set_ylabel("$L$", rotation=0, labelpad=8)
    return axes


@styled
def contour_descents(x, y, losses, paths, titles, axes=None):
    """Up to three descents on the contours of a loss, and in a last panel how the loss went in each.

    Parameters
    ----------
    x : ndarray, (m,)
    y : ndarray, (n,)
    losses : ndarray, (n, m)
        The loss at each place of the map; x goes to the right, y upwards.
    paths : sequence of ndarray, (steps + 1, 3)
        Each row a place (x, y) and its loss; the first row is the start.
    titles : sequence of str
        One for each path; there are axes for each, and one for the losses.
    """
    check_shape(losses, "losses", (len(y), len(x)), "a row for each of y, a column for each of x")
    check_increasing(x=x, y=y)
    if not 0.001 < np.ptp(x) / np.ptp(y) < 1000:  # they have one scale
        raise ValueError(f"x reaches over {np.ptp(x):g} and y over {np.ptp(y):g}; expected ranges of about one size")
    check_lengths(paths=paths, titles=titles)
    check_at_most(len(LINES), paths=paths)
    check_distinct(titles=titles)
    if losses.min() == losses.max():
        raise ValueError(f"losses holds {losses.min():g} everywhere; expected a loss with contours")
    for path in paths:
        check_shape(path, "a path in paths", (len(path), 3), "a place (x, y) and its loss in each row")
    check_some_positive("paths", *(path[:, 2] for path in paths))
    axes = flat_axes(axes, 5.7, 5.9, 2, 2, count=len(paths) + 1)
    low = np.unravel_index(losses.argmin(), losses.shape)
    levels = losses.min() + (losses.max() - losses.min()) * np.linspace(0, 1, 10) ** 2
    for path, title, ax in zip(paths, titles, axes, strict=False):
        ax.contourf(x, y, losses, levels, cmap=VALLEY)
        ax.contour(x, y, losses, levels[1:-1], colors=palette.MUTED, linewidths=0.6, alpha=0.7)
        ax.plot(x[low[1]], y[low[0]], "+", color=palette.TEXT, ms=11, mew=1.6, zorder=2)
        ax.set(title=title, xlabel="$F_{11}$", aspect="equal", xlim=(x[0], x[-1]), ylim=(y[0], y[-1]))
        ax.locator_params(nbins=5)
        _draw_path(ax, *np.asarray(path).T[:2])
        ax.set_ylabel("$F_{12}$", rotation=0, labelpad=10)
        ax.tick_params(length=0)
    curves = {title: np.asarray(path)[:, 2] for title, path in zip(titles, paths, strict=True)}
    decay_curves(curves, "the loss, step by step", ax=axes[len(paths)])
    return axes


def _draw_path(ax, x, y):
    """Dots, joined by arrows where there is room for one; the first is hollow. The axes cut off what lies outside."""
    ax.plot(x, y, "o", color=WALK, ms=4.5, mec=palette.PAPER, mew=0.6, zorder=3)
    ax.plot(x[:1], y[:1], "o", mfc=palette.PAPER, mec=WALK, mew=1.6, ms=7, zorder=4)
    places = list(zip(x, y, strict=True))
    spans = np.ptp([ax.get_xlim(), ax.get_ylim()], axis=1)
    for start, end in zip(places, places[1:], strict=False):
        if np.hypot(*(np.subtract(end, start) / spans)) >= 0.03:
            draw_arrow(ax, start, end, WALK, 1, head=8, zorder=2, in_layout=False)


@styled
def decay_curves(curves, title="", ax=None, *, log_steps=False):
    """Up to three courses of a number that should shrink, over the steps, on a logarithmic scale.

    Parameters
    ----------
    curves : dict
        Name -> values, the first of them before the first step.
    title : str
    log_steps : bool
        Steps on a logarithmic scale too, from step 1 on; step 0 stands to the left of it.
    """
    check_at_most(len(LINES), curves=curves)
    check_some_positive("curves", *curves.values())
    ax = ax or new_axes(5.7, 3.3)
    for (name, values), (color, dashes) in zip(curves.items(), LINES, strict=False):
        ax.plot(np.arange(len(values)), values, color=color, ls=dashes, label=name)
    ax.set(title=title, xlabel="steps", yscale="log")
    if log_steps:  # linear up to step 1, since a logarithmic scale has no place for 0
        ax.set_xscale("symlog", linthresh=1, linscale=0.3)
        ax.set_xlim(0, None)
    ax.grid(axis="y")
    ax.tick_params(length=0)
    ax.minorticks_off()
    ax.legend(loc="best", handlelength=2.6, frameon=True, facecolor=palette.PAPER, edgecolor="none", framealpha=1)
    return ax


@styled
def descent_factors(curvatures, ax=None):
    """By what a step multiplies the distance along each direction, without its sign, for each learning rate.

    The flattest direction is dashed, the steepest a solid line, those between them are pale. A dot marks the learning
    rate at which the larger of the two is smallest, a vertical line the limit.

    Parameters
    ----------
    curvatures : sequence of float
        The eigenvalues of the Hessian, all above 0.
    """
    if len(curvatures) < 2:
        raise ValueError(f"curvatures has {len(curvatures)} element; expected two directions or more")
    ax = ax or new_axes(5.7, 3.6)
    flattest, *between, steepest = np.sort(curvatures)
    limit, best = 2 / steepest, 2 / (flattest + steepest)
    alphas = np.linspace(0, 1.25 * limit, 501)
    for curvature in between:
        ax.plot(alphas, abs(1 - alphas * curvature), color=palette.LINE, lw=1.2, zorder=1)
    ax.plot(alphas, abs(1 - alphas * flattest), color=palette.MUTED, ls=DASHED, label="flattest direction")
    ax.plot(alphas, abs(1 - alphas * steepest), color=palette.TEXT, label="steepest direction")
    ax.axhline(1, color=palette.LINE, lw=1)
    ax.axvline(limit, color=palette.MUTED, lw=1.2, ls=DOTTED)
    ax.plot(best, 1 - best * flattest, "o", color=WALK, ms=8, mec=palette.PAPER, zorder=4)
    write(ax, limit + 0.012 * limit, 0.06, "limit", 9, palette.MUTED, ha="left")
    words = f"best α = {best:.4f}\nfactor {1 - best * flattest:.3f}"
    ax.annotate(words, (best, 1), (-8, 8), textcoords="offset points", fontsize=9, ha="right", va="bottom", color=WALK)
    ax.set(xlabel="α", ylabel="|1 − αλ|", xlim=(0, alphas[-1]), ylim=(0, 1.45))
    ax.tick_params(length=0)
    ax.legend(loc="upper left", ncols=2)
    return ax
