"""Channels that add up, and a linear layer as a matrix."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from convbook import palette
from convbook.arguments import check_shape
from convbook.plots.drawing import draw_box, draw_cells, draw_frame, format_number, hide_axes, symbol, write
from convbook.plots.relations import check_lengths, check_matrices, check_output
from convbook.plots.style import new_axes, styled

WEIGHTS = LinearSegmentedColormap.from_list("weights", [palette.TINT["filter"], palette.FILTER])


@styled
def channel_sum(X, F, contributions, names, ax=None):
    """The paper's Fig. 3: a row for each channel (its plane, its filter plane, what they give), and at the end the sum.

    The first stop of the window is tinted, and the numbers that come of it are framed.

    Parameters
    ----------
    X : ndarray, (H, W, C)
    F : ndarray, (kh, kw, C)
    contributions : ndarray, (H_out, W_out, C)
        What each channel contributes to the output, which is their sum.
    names : sequence of str
        The channels.
    """
    out_height, out_width, channels = contributions.shape
    check_shape(X, "X", (*X.shape[:2], channels), "a plane for each of the contributions' channels")
    check_shape(F, "F", (*F.shape[:2], channels), "a plane for each of the contributions' channels")
    check_output("contributions", contributions, X, F)
    check_lengths(contributions=contributions[0, 0], names=names)
    lefts = 1.7 + np.cumsum([0, X.shape[1] + 1.1, F.shape[1] + 1.1, out_width + 1.5])
    width, pitch = lefts[-1] + out_width, X.shape[0] + 0.7
    height = len(names) * pitch - 0.1
    ax = ax or new_axes(7, 7 * (height + 0.3) / (width + 0.3))
    middle = 0.3 + height / 2
    middle_of_sums = lefts[2] + out_width / 2
    for c, name in enumerate(names):
        top = 0.6 + c * pitch
        _channel_row(ax, X[..., c], F[..., c], contributions[..., c], name, lefts, top)
        if c:
            write(ax, middle_of_sums, top - 0.35, "+", 14, palette.MUTED)
    brace = lefts[2] + out_width + np.array([0.3, 0.6, 0.6, 0.3])
    ax.plot(brace, [1, 1, height - 0.4, height - 0.4], color=palette.MUTED, lw=1.2, solid_joinstyle="round")
    write(ax, brace[0] + 0.75, middle, "=", 14, palette.MUTED)
    _output_block(ax, contributions.sum(axis=2), lefts[3], middle)
    write(ax, lefts[0] + X.shape[1] / 2, 0.25, "$X$", 13, palette.INK["input"])
    write(ax, lefts[1] + F.shape[1] / 2, 0.25, "$F$", 13, palette.INK["filter"])
    write(ax, lefts[3] + out_width / 2, middle - out_height / 2 - 0.35, "$O$", 13, palette.INK["output"])
    write(ax, middle_of_sums, 0.25, "contributions", color=palette.INK["output"])
    hide_axes(ax, width, height)
    return ax


def _channel_row(ax, X, F, contribution, name, lefts, top):
    """One channel: its name, and three matrices on one line."""
    middle = top + X.shape[0] / 2
    write(ax, lefts[0] - 0.35, middle, name, 11, ha="right")
    states = np.full(X.shape, "", object)
    states[: F.shape[0], : F.shape[1]] = "window"
    draw_cells(ax, X, "input", (lefts[0], top), states=states)
    draw_frame(ax, lefts[0], top, F.shape[1], F.shape[0], palette.FILTER)
    write(ax, lefts[0] + X.shape[1] + 0.55, middle, "∗", 14, palette.MUTED)
    draw_cells(ax, F, "filter", (lefts[1], middle - F.shape[0] / 2))
    write(ax, lefts[1] + F.shape[1] + 0.55, middle, "=", 14, palette.MUTED)
    _output_block(ax, contribution, lefts[2], middle)


def _output_block(ax, O, left, middle):
    """An output centered on the line y = `middle`, its first number framed."""
    top = middle - O.shape[0] / 2
    draw_cells(ax, O, "output", (left, top))
    draw_frame(ax, left, top, 1, 1, palette.OUTPUT)


@styled
def dense_matrix(M, X, O, weight_names, ax=None):
    """A linear layer as a matrix: inputs above its columns, outputs beside its rows; equal weights have one shade.

    Parameters
    ----------
    M : ndarray, (outputs, inputs)
    X, O : ndarray
        The input and the output; they are laid out row by row.
    weight_names : ndarray of str, (outputs, inputs)
        Which weight stands where; "" where none does.
    """
    check_matrices(X=X)
    rows, columns = M.shape
    check_shape(M, "M", (O.size, X.size), "a row for each number of O, a column for each of X")
    check_shape(weight_names, "weight_names", M.shape, "one for each weight of M")
    ax = ax or new_axes(7, 7 * (rows + 2.6) / (columns + 3.4))
    kinds = sorted(set(np.ravel(weight_names)) - {""})
    shades = dict(zip(kinds, WEIGHTS(np.linspace(0.05, 0.95, len(kinds))), strict=True))
    draw_cells(ax, np.reshape(X, (1, -1)), "input", (0, 0.6))
    draw_cells(ax, np.reshape(O, (-1, 1)), "output", (columns + 0.9, 2))
    for (i, j), label in np.ndenumerate(weight_names):
        _weight(ax, j, 2 + i, M[i, j], label, shades.get(label))
    for x, index in enumerate(np.ndindex(np.shape(X))):
        write(ax, x + 0.5, 0.32, f"${symbol('X', index)}$", 10.5, palette.INK["input"])
    for y, index in enumerate(np.ndindex(np.shape(O))):
        write(ax, columns + 2.35, y + 2.5, f"${symbol('O', index)}$", 10.5, palette.INK["output"])
        write(ax, columns + 0.45, y + 2.5, "=", 14, palette.MUTED)
    hide_axes(ax, columns + 2.8, rows + 2)
    return ax


def _weight(ax, x, y, value, label, shade):
    """A cell of the matrix: a weight with its letter, or a pale 0 where the layer has none."""
    if label:
        draw_box(ax, x, y, 1, 1, "filter", facecolor=shade, zorder=2)
        write(ax, x + 0.5, y + 0.77, label, 8)
        write(ax, x + 0.5, y + 0.36, format_number(value), 11)
    else:
        draw_box(ax, x, y, 1, 1, "filter", facecolor=palette.PAPER, edgecolor=palette.LINE)
        write(ax, x + 0.5, y + 0.5, format_number(value), 11, palette.MUTED)
