"""Channels that add up, the volumes of a network, and a convolution written as a matrix."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Polygon, Rectangle

from convbook import palette
from convbook.plots.grids import _bare, _frame, _number, draw_matrix
from convbook.plots.style import new_axes, styled

WEIGHTS = LinearSegmentedColormap.from_list("weights", [palette.TINT["filter"], palette.FILTER])


@styled
def channel_sum(X, F, shares, names, ax=None):
    """The paper's Fig. 3: a row for each channel (its plane, its filter plane, what they give), and at the end the sum.

    The first stop of the window is lit, and the numbers that come of it are framed.

    Parameters
    ----------
    X : ndarray, (H, W, C)
    F : ndarray, (kh, kw, C)
    shares : ndarray, (H_out, W_out, C)
        What each channel contributes to the output, which is their sum.
    names : sequence of str
        The channels.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    X, F, shares = map(np.asarray, (X, F, shares))
    starts = 1.7 + np.cumsum([0, X.shape[1] + 1.1, F.shape[1] + 1.1, shares.shape[1] + 1.5])
    width, pitch = starts[-1] + shares.shape[1], X.shape[0] + 0.7
    height = len(names) * pitch - 0.7 + 0.6
    ax = new_axes(7, 7 * (height + 0.3) / (width + 0.3)) if ax is None else ax
    for c, name in enumerate(names):
        _channel_row(ax, X[..., c], F[..., c], shares[..., c], name, (starts, 0.6 + c * pitch))
        if c:
            _sign(ax, starts[2] + shares.shape[1] / 2, 0.6 + c * pitch - 0.35, "+")
    middle = 0.6 + (height - 0.6) / 2
    _brace(ax, starts[2] + shares.shape[1] + 0.3, 1, height - 0.4)
    _block(ax, shares.sum(axis=2), "output", (starts[3], middle), shares.shape[:2])
    for title, role, M, x in zip("XFO", ("input", "filter", "output"), (X, F, shares), starts[[0, 1, 3]], strict=True):
        y = 0.25 if title != "O" else middle - M.shape[0] / 2 - 0.35
        ax.text(x + M.shape[1] / 2, y, f"${title}$", ha="center", va="center", fontsize=13, color=palette.INK[role])
    ax.text(
        starts[2] + shares.shape[1] / 2, 0.25, "contributions", ha="center", va="center", color=palette.INK["output"]
    )
    _bare(ax, width, height)
    return ax


def _channel_row(ax, X, F, share, name, at):
    """One channel: its name, and three matrices on one line."""
    starts, top = at
    middle = top + X.shape[0] / 2
    ax.text(starts[0] - 0.35, middle, name, ha="right", va="center", fontsize=11, color=palette.TEXT)
    lit = np.zeros(X.shape, bool)
    lit[: F.shape[0], : F.shape[1]] = True
    draw_matrix(X, ax, "input", (starts[0], top), lit=lit)
    _frame(ax, starts[0], top, F.shape[1], F.shape[0], palette.FILTER)
    _sign(ax, starts[0] + X.shape[1] + 0.55, middle, "∗")
    draw_matrix(F, ax, "filter", (starts[1], middle - F.shape[0] / 2))
    _sign(ax, starts[1] + F.shape[1] + 0.55, middle, "=")
    _block(ax, share, "output", (starts[2], middle), share.shape)


def _block(ax, M, role, at, shape):
    """A matrix centred on the line y = at[1], its first number framed."""
    top = at[1] - shape[0] / 2
    draw_matrix(M, ax, role, (at[0], top))
    _frame(ax, at[0], top, 1, 1, palette.ROLES[role])


def _sign(ax, x, y, sign):
    ax.text(x, y, sign, ha="center", va="center", fontsize=14, color=palette.MUTED)


def _brace(ax, x, top, bottom):
    middle = (top + bottom) / 2
    xs, ys = [x, x + 0.3, x + 0.3, x], [top, top, bottom, bottom]
    ax.plot(xs, ys, color=palette.MUTED, lw=1.2, solid_joinstyle="round")
    _sign(ax, x + 0.75, middle, "=")


@styled
def volumes(shapes, names, filters, ax=None):
    """Layer outputs as blocks, drawn to scale: as high and deep as they have rows and columns, as long as channels.

    Parameters
    ----------
    shapes : sequence of (H, W, C)
        The input first.
    names : sequence of str
        One for each block.
    filters : sequence of str
        The filters that made each block, or "".
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = new_axes(7, 2.15) if ax is None else ax
    ground, x = max(h for h, _, _ in shapes), 0
    for n, ((h, w, c), name, made_by) in enumerate(zip(shapes, names, filters, strict=True)):
        long, lean = 0.42 * c, 0.3 * w
        if n:
            arrow = {"arrowstyle": "-|>", "color": palette.MUTED, "lw": 1}
            ax.annotate("", (x - 4, ground - 4), (x - 22, ground - 4), arrowprops=arrow)
        _cuboid(ax, (x, ground), (long, h, lean), "output" if n else "input")
        lines = ((name, palette.TEXT), (f"{h}×{w}×{c}", palette.INK["output" if n else "input"]))
        for line, (text, colour) in enumerate((*lines, (made_by, palette.INK["filter"]))):
            y = ground + 7 + 10.5 * line
            ax.text(x + (long + lean) / 2, y, text, ha="center", va="top", fontsize=8.5, color=colour)
        x += long + lean + 26
    ax.set(xlim=(-9, x - 18), ylim=(ground + 50, -18), aspect="equal")
    ax.axis("off")
    return ax


def _cuboid(ax, at, size, role):
    """A block in oblique view: its front stands on `at` (lower left); `size` is its length, height and lean."""
    (x, y), (long, high, lean) = at, size
    rise = lean * 0.8
    front = [(x, y), (x + long, y), (x + long, y - high), (x, y - high)]
    top = [(x, y - high), (x + long, y - high), (x + long + lean, y - high - rise), (x + lean, y - high - rise)]
    side = [(x + long, y), (x + long, y - high), (x + long + lean, y - high - rise), (x + long + lean, y - rise)]
    for corners, face in ((front, palette.TINT[role]), (top, palette.SURFACE), (side, palette.TINT[role])):
        ax.add_patch(Polygon(corners, facecolor=face, edgecolor=palette.ROLES[role], lw=0.9, joinstyle="round"))


@styled
def dense_matrix(M, X, O, labels, ax=None):
    """A linear layer as a matrix: inputs above its columns, outputs beside its rows; equal weights have one shade.

    Parameters
    ----------
    M : ndarray, (outputs, inputs)
    X, O : ndarray
        The input and the output; they are laid out row by row.
    labels : ndarray of str, (outputs, inputs)
        Which weight stands where; "" where none does.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    rows, columns = M.shape
    ax = new_axes(7, 7 * (rows + 2.6) / (columns + 3.4)) if ax is None else ax
    kinds = sorted(set(np.ravel(labels)) - {""})
    shades = dict(zip(kinds, WEIGHTS(np.linspace(0.05, 0.95, len(kinds))), strict=True))
    draw_matrix(np.reshape(X, (1, -1)), ax, "input", (0, 0.6))
    draw_matrix(np.reshape(O, (-1, 1)), ax, "output", (columns + 0.9, 2))
    for (i, j), label in np.ndenumerate(labels):
        _weight(ax, (j, 2 + i), M[i, j], label, shades.get(label))
    for (i, j), x in zip(np.ndindex(np.shape(X)), range(columns), strict=True):
        _letter(ax, x + 0.5, 0.32, f"$X_{{{i + 1}{j + 1}}}$", "input")
    for (i, j), y in zip(np.ndindex(np.shape(O)), range(rows), strict=True):
        _letter(ax, columns + 2.35, y + 2.5, f"$O_{{{i + 1}{j + 1}}}$", "output")
        _sign(ax, columns + 0.45, y + 2.5, "=")
    _bare(ax, columns + 2.8, rows + 2)
    return ax


def _weight(ax, at, value, label, shade):
    """A cell of the matrix: a weight with its letter, or a pale 0 where the layer has none."""
    x, y = at[0] + 0.5, at[1] + 0.5
    edge, above = (palette.ROLES["filter"], 2) if label else (palette.LINE, 1)
    face = shade if label else palette.PAPER
    ax.add_patch(Rectangle(at, 1, 1, facecolor=face, edgecolor=edge, lw=0.8, zorder=above))
    number, colour = ((x, y - 0.14), palette.TEXT) if label else ((x, y), palette.MUTED)
    ax.text(*number, _number(value), ha="center", va="center", fontsize=11, color=colour, zorder=3)
    ax.text(x, y + 0.27, label, ha="center", va="center", fontsize=8, color=palette.TEXT, zorder=3)


def _letter(ax, x, y, letter, role):
    ax.text(x, y, letter, ha="center", va="center", fontsize=10.5, color=palette.INK[role])
