"""Small matrices with their numbers, and the window that slides over them."""

import numpy as np
from matplotlib.patches import Rectangle

from convbook import palette
from convbook.plots.style import new_axes, styled


def draw_matrix(M, ax, role, at=(0, 0), *, lit=None, corner=None, hidden=None, ghosts=None):
    """Draw `M` as a grid of cells whose upper left corner is at (x, y) = `at`; one unit a cell, y downwards.

    `lit` marks the cells under the window; `corner` holds a small number for each of them (the filter); `hidden`
    marks the cells that are not computed yet, `ghosts` those thrown away or put there, which are pale and dashed.
    """
    M = np.asarray(M)
    lit, hidden, ghosts = (np.zeros(M.shape, bool) if mask is None else mask for mask in (lit, hidden, ghosts))
    for (i, j), value in np.ndenumerate(M):
        x, y = at[0] + j, at[1] + i
        face = palette.TINT["filter" if lit[i, j] else role] if not hidden[i, j] else "none"
        style = {"facecolor": face, "edgecolor": palette.ROLES[role], "lw": 0.8}
        if ghosts[i, j]:
            style = {
                "facecolor": palette.SURFACE,
                "edgecolor": palette.MUTED,
                "lw": 0.6,
                "ls": (0, (2, 2)),
                "zorder": 0.9,
            }
        ax.add_patch(Rectangle((x, y), 1, 1, **style))
        if not hidden[i, j]:
            middle = 0.44 if lit[i, j] and corner is not None else 0.5
            size, colour = (9.5, palette.MUTED) if ghosts[i, j] else (11, palette.TEXT)
            ax.text(x + middle, y + middle, _number(value), ha="center", va="center", fontsize=size, color=colour)
        if lit[i, j] and corner is not None:
            ax.text(
                x + 0.93, y + 0.93, f"×{_number(corner[i, j])}",
                ha="right", va="bottom", fontsize=8, color=palette.INK["filter"],
            )  # fmt: skip
    return ax


def _number(value):
    return f"{value:g}".replace("-", "−")


def _frame(ax, x, y, width, height, colour, lw=2.2):
    ax.add_patch(Rectangle((x, y), width, height, facecolor="none", edgecolor=colour, lw=lw, joinstyle="round"))


def _bare(ax, width, height, pad=0.15):
    ax.set(xlim=(-pad, width + pad), ylim=(height + pad, -pad), aspect="equal")
    ax.axis("off")


@styled
def matrices(named, roles, signs=None, ax=None, *, ghosts=None):
    """Matrices side by side, each with its name above and a sign before it.

    Parameters
    ----------
    named : dict
        Name -> 2-D array, from left to right.
    roles : sequence of {"input", "filter", "output", "gradient"}
        The colour of each.
    signs : sequence of str, optional
        What stands between them, such as ``["∗", "="]``; one fewer than the matrices.
    ax : matplotlib.axes.Axes, optional
    ghosts : sequence of (ndarray of bool or None), optional
        For each matrix, its cells that were thrown away, or the zeros that were put there: pale and dashed.

    Returns
    -------
    matplotlib.axes.Axes
    """
    arrays = [np.asarray(M) for M in named.values()]
    height = max(M.shape[0] for M in arrays)
    width = sum(M.shape[1] for M in arrays) + 1.2 * (len(arrays) - 1)
    if ax is None:
        cell = min(0.52, 6.7 / width)  # inches
        ax = new_axes(cell * width + 0.3, cell * (height + 1) + 0.2)
    signs, ghosts = signs or [""] * (len(arrays) - 1), ghosts or [None] * len(arrays)
    x = 0
    for name, M, role, sign, ghost in zip(named, arrays, roles, ["", *signs], ghosts, strict=True):
        if x:
            ax.text(x - 0.6, 1 + height / 2, sign, ha="center", va="center", fontsize=15, color=palette.MUTED)
        top = 1 + (height - M.shape[0]) / 2
        draw_matrix(M, ax, role, (x, top), ghosts=ghost)
        ax.text(
            x + M.shape[1] / 2, top - 0.45, name,
            ha="center", va="center", fontsize=12, fontstyle="italic", color=palette.INK[role],
        )  # fmt: skip
        x += M.shape[1] + 1.2
    _bare(ax, width, height + 1)
    return ax


@styled
def convolution_steps(X, F, O, axes=None):
    """Every stop of the window: the input with the filter's numbers on it, and the output as far as it is known.

    Parameters
    ----------
    X : ndarray, (H, W)
    F : ndarray, (kh, kw)
    O : ndarray, (H - kh + 1, W - kw + 1)
        Their convolution, stride 1.
    axes : sequence of matplotlib.axes.Axes, optional
        One for each element of `O`.

    Returns
    -------
    ndarray of matplotlib.axes.Axes
    """
    X, F, O = map(np.asarray, (X, F, O))
    width, height = X.shape[1] + 1.6 + O.shape[1], X.shape[0]
    if axes is None:
        columns = 2 if O.size > 1 else 1
        rows = -(-O.size // columns)
        axes = new_axes(7, rows * (0.4 + 3.4 * height / width), rows, columns, squeeze=False)
    axes = np.ravel(axes)
    for step, ((i, j), ax) in enumerate(zip(np.ndindex(O.shape), axes, strict=False)):
        lit = np.zeros(X.shape, bool)
        lit[i : i + F.shape[0], j : j + F.shape[1]] = True
        corner = np.zeros(X.shape)
        corner[lit] = F.ravel()
        draw_matrix(X, ax, "input", lit=lit, corner=corner)
        _frame(ax, j, i, F.shape[1], F.shape[0], palette.FILTER)
        left, top = X.shape[1] + 1.6, (height - O.shape[0]) / 2
        draw_matrix(O, ax, "output", (left, top), hidden=np.arange(O.size).reshape(O.shape) > step)
        _frame(ax, left + j, top + i, 1, 1, palette.OUTPUT)
        ax.annotate(
            "", (left - 0.25, height / 2), (X.shape[1] + 0.25, height / 2),
            arrowprops={"arrowstyle": "-|>", "color": palette.MUTED, "lw": 1.2},
        )  # fmt: skip
        ax.set_title(f"Step {step + 1}: row {i}, column {j}")
        _bare(ax, width, height)
    return axes
