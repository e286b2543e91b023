"""The input gradient of a convolution: with the rotated filter, and as scattered filters."""

import numpy as np
from matplotlib.patches import FancyBboxPatch

from convbook import palette
from convbook.plots.drawing import (
    draw_arrow,
    draw_cell,
    draw_cells,
    format_number,
    hide_axes,
    set_sheet,
    symbol,
    symbols,
    write,
)
from convbook.plots.gradients import draw_window, highlight, loss_gradient, output_panels
from convbook.plots.relations import check_fits, check_matrices, check_size
from convbook.plots.style import DOTTED, new_axes, styled

GAP = 1.1
BETWEEN_STOPS = 0.7


@styled
def window_coverage(X_shape, F_shape, ax=None):
    """How many windows cover each pixel, with the frames of all windows drawn into one another. Returns the axes."""
    check_fits(F_shape=F_shape, X_shape=X_shape)
    (rows, columns), (kh, kw) = X_shape, F_shape
    O_shape = rows - kh + 1, columns - kw + 1
    counts = np.zeros(X_shape, int)
    for i, j in np.ndindex(O_shape):
        counts[i : i + kh, j : j + kw] += 1
    ax = ax or new_axes(3.4, 3.4 * (rows + 1) / (columns + 1))
    draw_cells(ax, counts, "input", size=15)
    dashes = ["-", (0, (4, 1.5)), DOTTED, (0, (4, 1.2, 1, 1.2))]
    for k, (i, j) in enumerate(np.ndindex(O_shape)):
        inset = 0.07 + 0.06 * (k % 4)
        style = {"facecolor": "none", "edgecolor": palette.FILTER, "lw": 2, "ls": dashes[k % 4], "zorder": 2}
        corner, size = (j + inset, i + inset), (kw - 2 * inset, kh - 2 * inset)
        ax.add_patch(FancyBboxPatch(corner, *size, boxstyle="round,pad=0,rounding_size=0.06", **style))
        if i in (0, O_shape[0] - 1):
            y, align = (-0.14, "bottom") if i == 0 else (rows + 0.14, "top")
            x = j + kw / 2 + (j - (O_shape[1] - 1) / 2) * 0.6
            write(ax, x, y, f"${symbol('O', (i, j))}$", 12, palette.INK["output"], va=align)
    hide_axes(ax, columns, rows, pad=0.5)
    return ax


@styled
def input_local_gradients(F, O_shape, axes=None):
    """The derivative of each output with respect to each pixel: the filter at the window's place, and 0 around it.

    Returns the axes, one for each output.
    """
    check_matrices(F=F)
    X_shape = np.add(O_shape, F.shape) - 1
    check_size("F and O_shape", int(np.prod(X_shape) * np.prod(O_shape)))
    axes = output_panels(axes, O_shape, X_shape)
    for (i, j), ax in zip(np.ndindex(*O_shape), axes, strict=False):
        window = np.s_[i : i + F.shape[0], j : j + F.shape[1]]
        derivatives = np.zeros(X_shape, F.dtype)
        derivatives[window] = F
        tags = np.full(X_shape, "", object)
        tags[window] = symbols("F", F.shape)
        draw_cells(ax, derivatives, "filter", states=np.where(tags == "", "faded", ""), tags=tags, size=12)
        draw_window(ax, i, j, F.shape, "filter")
        ax.set_title(rf"$\partial {symbol('O', (i, j))}/\partial X$")
        hide_axes(ax, X_shape[1], X_shape[0])
    return axes


@styled
def rotated_filter(F_shape=(2, 2), ax=None):
    """Left: the stops that cover one pixel, and what it meets. Right: the same, written where the outputs stand.

    The pixel is the first that all elements of the filter come to lie on. Returns the axes.
    """
    kh, kw = F_shape
    rows, columns = 2 * kh - 1, 2 * kw - 1
    height, left = kh * rows + (kh - 1) * GAP, kw * columns + (kw - 1) * BETWEEN_STOPS
    ax = ax or new_axes(6, 6 * (height + 1.2) / (left + kw + 3.2))
    for i, j in np.ndindex(kh, kw):
        _stop_over_pixel(ax, j * (columns + BETWEEN_STOPS), i * (rows + GAP), F_shape, (i, j))
    rotated_middle = _draw_rotation(ax, F_shape, left + 2.2, height / 2)
    bracket = {"color": palette.MUTED, "lw": 1.6, "solid_joinstyle": "round"}
    ax.plot([left + 0.3, left + 0.6, left + 0.6, left + 0.3], [0, 0, height, height], **bracket)
    draw_arrow(ax, (left + 0.6, rotated_middle), (left + 1.9, rotated_middle), lw=1.6, head=18)
    set_sheet(ax, -0.3, left + 2.2 + kw + 0.7, height + 0.2, -1)
    return ax


def _draw_rotation(ax, F_shape, x, middle):
    """The right part of `rotated_filter`: what the pixel met, each at its output's place; below it the filter as it is.

    Returns the height at which the upper grid has its middle.
    """
    (kh, kw), letters = F_shape, symbols("F", F_shape)
    top, below, center = middle - kh - 0.9, middle + 1.3, x + kw / 2
    outputs = symbols("O", F_shape)
    draw_cells(ax, letters[::-1, ::-1], "filter", (x, top), size=13, marks=outputs, tag_role="output")
    draw_cells(ax, letters, "filter", (x, below), size=13, states="faded")
    draw_arrow(ax, (center, below - 0.12), (center, top + kh + 0.12), lw=1.6, head=18)
    write(ax, center, top - 0.25, "what the pixel met,\nat the outputs' places", va="bottom")
    write(ax, center + 0.2, middle + 0.2, "half a turn", color=palette.MUTED, ha="left")
    write(ax, center, below + kh + 0.25, "the filter as it is", color=palette.MUTED, va="top")
    return top + kh / 2


def _stop_over_pixel(ax, x, y, F_shape, stop):
    """One stop of the window in the left part of `rotated_filter`: the filter's letters on blank pixels."""
    (kh, kw), (i, j) = F_shape, stop
    letters = np.full((2 * kh - 1, 2 * kw - 1), "", object)
    letters[i : i + kh, j : j + kw] = symbols("F", F_shape)
    met = letters[kh - 1, kw - 1]
    letters[kh - 1, kw - 1] = ""
    draw_cells(ax, letters, "input", (x, y))
    pixel = x + kw - 1, y + kh - 1
    draw_cell(ax, *pixel, met, "filter", size=13, mark=f"${symbol('X', (kh - 1, kw - 1))}$", tag_role="input")
    draw_window(ax, y + i, x + j, F_shape, "filter")
    highlight(ax, pixel[1], pixel[0], "filter")
    words = f"on the way to ${symbol('O', stop)}$"
    write(ax, x + kw - 0.5, y - 0.2, words, 10.5, palette.INK["output"], va="bottom")


@styled
def scattered_filters(dO, F, ax=None):
    """The input gradient by scattering: each dO times the filter, added at its window. Returns the axes."""
    check_matrices(F=F)
    rows, columns = (int(length) for length in np.add(dO.shape, F.shape) - 1)
    check_size("dO and F", rows * columns * dO.size)
    width, height = dO.shape[1] * (columns + GAP), dO.shape[0] * (rows + GAP) - 0.4
    ax = ax or new_axes(5.8, 5.8 * (height + 0.8) / (width + columns + 0.8))
    total = np.zeros((rows, columns), np.result_type(dO, F))
    for i, j in np.ndindex(dO.shape):
        x, y = j * (columns + GAP), i * (rows + GAP)
        window = np.s_[i : i + F.shape[0], j : j + F.shape[1]]
        products = np.full(total.shape, "", object)
        products[window] = [[format_number(value) for value in row] for row in dO[i, j] * F + 0]  # -0.0 + 0 is 0
        total[window] += dO[i, j] * F
        name = f"{format_number(dO[i, j])}·$F$ at ${symbol('O', (i, j))}$"
        states = np.where(products == "", "faded", "")
        draw_cells(ax, products, "filter", (x, y), states=states, name=name, size=12)
        if (i, j) != (0, 0):
            write(ax, x - GAP / 2, y + rows / 2, "+", 14, palette.MUTED)
    top = (height - 0.7 - rows) / 2
    write(ax, width - GAP / 2, top + rows / 2, "=", 14, palette.MUTED)
    draw_cells(ax, total, "gradient", (width, top), name=f"${loss_gradient('X')}$", size=12)
    set_sheet(ax, -GAP, width + columns + 0.2, height, -0.9)
    return ax
