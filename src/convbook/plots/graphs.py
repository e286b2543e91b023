"""Computational graphs with both passes, a layer between its neighbours, and curves with their slopes."""

import numpy as np
from matplotlib.patches import FancyBboxPatch

from convbook import palette
from convbook.plots.grids import draw_matrix
from convbook.plots.style import new_axes, styled

APART, WIDE, HIGH = (1.55, 1.36), 0.9, 0.7  # columns and rows of a graph, and the box of a node
INCH = 0.6  # of one unit
AWAY = 0.08  # how far the two arrows of an edge lie from its middle
BACKWARD = {"color": palette.GRADIENT, "ls": (0, (3, 1.6))}


@styled
def computational_graph(nodes, values, rates, gradients=None, *, names=None, roles=None, of="L", at=0.5, ax=None):
    """Numbers in boxes, arrows to what is computed from them, and on each arrow the local rate.

    Parameters
    ----------
    nodes : dict
        Name -> (column, row), the place of its box; halves are allowed, rows count downwards.
    values : dict
        Name -> the number in the box after the forward pass; a node may have none.
    rates : dict
        (from, to) -> how many times as fast `to` moves as `from`: a number, a text, or None.
    gradients : dict, optional
        Name -> what the backward pass brings there. With it each edge also has the dashed arrow back.
    names : dict, optional
        Name -> what the box says instead, such as ``"u = x·w"``; ``$...$`` is set as maths.
    roles : dict, optional
        Name -> "input", "filter", "output" or "gradient"; the others are gray.
    of : str
        What the gradients are gradients of.
    at : float
        Where on its arrow a rate stands, from 0 to 1; less than a half where arrows cross.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    places = {name: (column * APART[0], row * APART[1]) for name, (column, row) in nodes.items()}
    x, y = np.transpose(list(places.values()))
    left, right, top, bottom = x.min() - 0.72, x.max() + 0.72, y.min() - 0.45, y.max() + (0.78 if gradients else 0.45)
    ax = new_axes(INCH * (right - left) + 0.1, INCH * (bottom - top) + 0.1) if ax is None else ax
    for (start, end), rate in rates.items():
        _edge(ax, places[start], places[end], rate, at, both=gradients is not None)
    for name, place in places.items():
        _node(ax, place, (names or {}).get(name, f"${name}$"), values.get(name), (roles or {}).get(name))
        if gradients and name in gradients:
            _told(
                ax,
                place[0],
                place[1] + HIGH / 2 + 0.22,
                rf"$\partial {of}/\partial {name}$ = {_number(gradients[name])}",
            )
    ax.set(xlim=(left, right), ylim=(bottom, top), aspect="equal")
    ax.axis("off")
    return ax


def _node(ax, place, name, value, role):
    face, edge = (palette.TINT[role], palette.ROLES[role]) if role else (palette.SURFACE, palette.MUTED)
    _box(ax, place[0] - WIDE / 2, place[1] - HIGH / 2, WIDE, HIGH, facecolor=face, edgecolor=edge)
    ink = palette.INK[role] if role else palette.TEXT
    up = 0 if value is None else 0.14
    ax.text(place[0], place[1] - up, name, ha="center", va="center", fontsize=9.2, color=ink, zorder=4)
    if value is not None:
        ax.text(place[0], place[1] + 0.15, _number(value), ha="center", va="center", fontsize=12, zorder=4)


def _box(ax, x, y, wide, high, **colours):
    inner = (x + 0.1, y + 0.1), wide - 0.2, high - 0.2
    ax.add_patch(FancyBboxPatch(*inner, boxstyle="round,pad=0.1", lw=1.1, zorder=3, **colours))


def _edge(ax, start, end, rate, at, both):
    end_height = 0.2 * np.sign(end[1] - start[1])  # what comes from above meets the upper half of a box
    a, b = np.array(start) + [WIDE / 2 + 0.08, end_height], np.array(end) - [WIDE / 2 + 0.08, end_height]
    along = (b - a) / np.linalg.norm(b - a)
    above = np.array([along[1], -along[0]])
    aside = AWAY * above if both else np.zeros(2)
    _arrow(ax, a + aside, b + aside, color=palette.MUTED)
    if both:
        _arrow(ax, b - aside, a - aside, **BACKWARD)
    if rate is not None:
        place = a + at * (b - a) + (0.24 * above if abs(along[1]) < 0.6 else 0)  # on a steep arrow, above a flat one
        text = rate if isinstance(rate, str) else f"×{_number(rate)}" if rate >= 0 else f"×({_number(rate)})"
        box = {"boxstyle": "round,pad=0.12", "facecolor": palette.PAPER, "edgecolor": "none"}
        colour = palette.INK["gradient"] if both else palette.TEXT
        ax.text(*place, text, ha="center", va="center", fontsize=9.5, color=colour, bbox=box, zorder=5)


def _arrow(ax, start, end, **how):
    how = {"arrowstyle": "-|>", "lw": 1.2, "shrinkA": 0, "shrinkB": 0, "mutation_scale": 9} | how
    ax.annotate("", end, start, arrowprops=how, zorder=2)


def _number(value):
    return value if isinstance(value, str) else f"{value:.4g}".replace("-", "−")


def _told(ax, x, y, text, size=9, **options):
    ax.text(
        x, y, text, **{"ha": "center", "va": "center", "fontsize": size, "color": palette.INK["gradient"], **options}
    )


@styled
def layer(X, F, O, L, dO, dF=None, dX=None, tasks=("", ""), ax=None):
    """The paper's Fig. 4: `X` and `F` enter a convolution, `O` and the loss leave it; below, the gradients come back.

    Parameters
    ----------
    X, F, O : ndarray, two axes each
    L : float
        The loss.
    dO : ndarray, shape of `O`
        Its gradient with respect to the output.
    dF, dX : ndarray, optional
        Those with respect to filter and input; empty cells where they are not known yet.
    tasks : (str, str)
        What is written beside `dF` and `dX`.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    (x_rows, columns), (f_rows, _), (o_rows, o_columns) = (np.shape(M) for M in (X, F, O))
    half, box = x_rows + f_rows + 2.5, columns + 2.6  # the height of one pass, and where the convolution's box begins
    out = box + 4.4
    loss = out + o_columns + 1.4
    ax = new_axes(0.36 * (loss + 2.7), 0.36 * (2 * half + 0.9)) if ax is None else ax
    for x, wide, words in ((box, 3, "convolution"), (loss, 2.3, f"loss\n\n$L$ = {_number(L)}")):
        _stage(ax, x, half, wide, words)
    ax.plot([-0.2, loss + 2.5], [half, half], color=palette.LINE, lw=1, ls=(0, (4, 3)), zorder=0)
    for M, name, top in ((X, "X", 0.8), (F, "F", x_rows + 2.1)):
        y = _block(ax, M, name, columns / 2, top)
        _arrow(ax, (columns + 0.2, y), (box - 0.1, y), color=palette.MUTED)
    for M, like, name, top, task in ((dF, F, "F", half + 1.1, tasks[0]), (dX, X, "X", half + f_rows + 2.4, tasks[1])):
        y = _block(ax, M, name, columns / 2, top, like)
        _arrow(ax, (box - 0.1, y), (columns + 0.2, y), **BACKWARD)
        _told(ax, (columns + box) / 2, y - 0.45, task)
    for M, like, top in ((O, None, (half - o_rows) / 2), (dO, O, half + (half - o_rows) / 2)):
        y = _block(ax, M, "O", out + o_columns / 2, top + 0.3, like)
        how = {"color": palette.MUTED} if like is None else BACKWARD
        for x in (box + 3, out + o_columns):
            ends = [(x + 0.2, y), (x + 1.2, y)]
            _arrow(ax, *(ends if like is None else ends[::-1]), **how)
    ax.set(xlim=(-0.2, loss + 2.5), ylim=(2 * half + 0.5, -0.2), aspect="equal")
    ax.axis("off")
    return ax


def _block(ax, M, name, middle, top, like=None):
    """`M` with its name above; a gradient of `like` is vermillion, and has empty cells if it is None."""
    M, hidden = (np.zeros(np.shape(like)), True) if M is None else (np.asarray(M), False)
    role = "gradient" if like is not None else {"X": "input", "F": "filter", "O": "output"}[name]
    label = rf"$\partial L/\partial {name}$" if like is not None else f"${name}$"
    draw_matrix(M, ax, role, (middle - M.shape[1] / 2, top), hidden=np.full(M.shape, hidden))
    _told(ax, middle, top - 0.42, label, 11.5, color=palette.INK[role])
    return top + M.shape[0] / 2


def _stage(ax, x, half, wide, words):
    _box(ax, x, 0.4, wide, 2 * half - 0.4, facecolor=palette.SURFACE, edgecolor=palette.MUTED)
    ax.text(x + wide / 2, half / 2 + 0.3, words, ha="center", va="center", fontsize=10, zorder=4)
    _told(ax, x + wide / 2, 1.5 * half + 0.3, "backward", 10, zorder=4)


@styled
def slopes(panels, axes=None):
    """Curves of a loss, one to a panel, each with short tangents and the number of their slope.

    Parameters
    ----------
    panels : dict
        Name of the x axis -> (x, y, touching): the curve, and a list of (x, slope, place), where `place` is the side
        of the point on which its slope is written, "left" or "right".
    axes : sequence of matplotlib.axes.Axes, optional

    Returns
    -------
    ndarray of matplotlib.axes.Axes
    """
    if axes is None:
        axes = new_axes(min(7, 3.6 * len(panels)), 2.7, 1, len(panels), squeeze=False)
    axes = np.ravel(axes)
    for ax, (name, (x, y, touching)) in zip(axes, panels.items(), strict=True):
        x, y = np.asarray(x), np.asarray(y)
        ax.plot(x, y, color=palette.TEXT, lw=1.6)
        for at, slope, side in touching:
            _tangent(ax, at, np.interp(at, x, y), slope, side, np.ptp(x), np.ptp(y))
        ax.set(xlabel=name, ylim=(min(0, y.min()) - 0.06 * np.ptp(y), None))
        ax.grid(color=palette.LINE, lw=0.6)
    axes[0].set_ylabel("loss")
    return axes


def _tangent(ax, x, y, slope, side, wide, tall):
    reach = 0.15 * wide / np.hypot(1, slope * wide / tall)  # as long on the page whether flat or steep
    ax.plot([x - reach, x + reach], [y - slope * reach, y + slope * reach], color=palette.GRADIENT, lw=2, zorder=3)
    ax.plot(x, y, "o", color=palette.GRADIENT, ms=5, zorder=4)
    sign = 1 if side == "right" else -1
    _told(ax, x + sign * 0.05 * wide, y + 0.07 * tall, f"slope {_number(slope)}", ha="left" if sign > 0 else "right")
