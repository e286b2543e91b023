"""The gradients of a convolution as a whole: what slides over what, and why the filter stands turned."""

import numpy as np
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from convbook import palette
from convbook.plots.gradients import _letter, _letters, _light, _loss_gradient, _panels, _window, draw_cell, draw_cells
from convbook.plots.grids import _bare, _number
from convbook.plots.style import new_axes, styled

ARROW = {"arrowstyle": "-|>", "mutation_scale": 18, "color": palette.MUTED, "lw": 1.6}


@styled
def gradient_windows(big, small, of, roles=("input", "gradient"), real=None, axes=None):
    """Every stop of `small` on `big`, arranged as the answers are; each title says which element of dL/d`of` it gives.

    Parameters
    ----------
    big, small : ndarray, 2-D
    of : {"F", "X"}
        Whose gradient the sums are.
    roles : (str, str)
        The colours of both.
    real : ndarray of bool, optional
        The cells of `big` that are no padding.
    axes : sequence of matplotlib.axes.Axes, optional
        One for each sum.

    Returns
    -------
    ndarray of matplotlib.axes.Axes
    """
    big, small = np.asarray(big), np.asarray(small)
    (kh, kw), (rows, columns) = small.shape, np.subtract(big.shape, small.shape) + 1
    inches = 4.8 if columns < 3 else 6
    axes = _panels(rows * columns, columns, inches, inches / columns * big.shape[0] / big.shape[1] + 0.3, axes)
    for (i, j), ax in zip(np.ndindex(rows, columns), axes, strict=False):
        window, tags = np.s_[i : i + kh, j : j + kw], np.full(big.shape, "", object)
        tags[window] = np.reshape([f"×{_number(value)}" for value in small.ravel()], small.shape)
        draw_cells(ax, big, roles[0], lit=tags != "" if real is None else real, tags=tags, tag_role=roles[1])
        _window(ax, i, j, small.shape, roles[1])
        ax.set_title(f"${_loss_gradient(of, (i, j))}$ = {_number((big[window] * small).sum() + 0)}")
        _bare(ax, big.shape[1], big.shape[0])
    return axes


@styled
def window_cover(X_shape, F_shape, ax=None):
    """How many windows cover each pixel, with the frames of all windows drawn into one another. Returns the axes."""
    O_shape = tuple(np.subtract(X_shape, F_shape) + 1)
    counts = np.zeros(X_shape, int)
    for i, j in np.ndindex(O_shape):
        counts[i : i + F_shape[0], j : j + F_shape[1]] += 1
    if ax is None:
        ax = new_axes(3.4, 3.4 * (X_shape[0] + 1) / (X_shape[1] + 1))
    draw_cells(ax, counts, "input", size=15)
    styles = ["-", (0, (4, 1.5)), (0, (1, 1.2)), (0, (4, 1.2, 1, 1.2))]
    for k, (i, j) in enumerate(np.ndindex(O_shape)):
        inset = 0.07 + 0.06 * (k % 4)
        box = ((j + inset, i + inset), F_shape[1] - 2 * inset, F_shape[0] - 2 * inset)
        style = {"facecolor": "none", "edgecolor": palette.FILTER, "lw": 2, "ls": styles[k % 4], "zorder": 2}
        ax.add_patch(FancyBboxPatch(*box, boxstyle="round,pad=0,rounding_size=0.06", **style))
        if i in (0, O_shape[0] - 1):
            above = i == 0
            at = (j + F_shape[1] / 2 + (j - (O_shape[1] - 1) / 2) * 0.6, -0.14 if above else X_shape[0] + 0.14)
            style = {"ha": "center", "va": "bottom" if above else "top", "color": palette.INK["output"]}
            ax.text(*at, f"${_letter('O', (i, j))}$", fontsize=12, **style)
    _bare(ax, X_shape[1], X_shape[0], pad=0.5)
    return ax


@styled
def input_local_gradients(F, O_shape, axes=None):
    """The rate of each output in each pixel: the filter, laid where the window stood, and 0 around it.

    Returns the axes, one for each output.
    """
    F, X_shape = np.asarray(F), np.add(O_shape, np.shape(F)) - 1
    axes = _panels(np.prod(O_shape), O_shape[1], 4.8, 4.8 / O_shape[1] * X_shape[0] / X_shape[1] + 0.35, axes)
    for (i, j), ax in zip(np.ndindex(*O_shape), axes, strict=False):
        window = np.s_[i : i + F.shape[0], j : j + F.shape[1]]
        rates, lit, tags = np.zeros(X_shape, F.dtype), np.zeros(X_shape, bool), np.full(X_shape, "", object)
        rates[window], lit[window], tags[window] = F, True, _letters("F", F.shape)
        draw_cells(ax, rates, "filter", lit=lit, tags=tags)
        _window(ax, i, j, F.shape, "filter")
        ax.set_title(rf"$\partial {_letter('O', (i, j))}/\partial X$")
        _bare(ax, X_shape[1], X_shape[0])
    return axes


@styled
def why_turned(F_shape=(2, 2), ax=None):
    """Left: the stops that cover one pixel, and what it meets. Right: the same, written where the outputs stand.

    The pixel is the first that all elements of the filter come to lie on. Returns the axes.
    """
    (kh, kw), pixel = F_shape, (F_shape[0] - 1, F_shape[1] - 1)
    side, gap = np.array([2 * kh - 1, 2 * kw - 1]), 1.1
    height, left = kh * side[0] + (kh - 1) * gap, kw * side[1] + (kw - 1) * 0.7
    if ax is None:
        ax = new_axes(6, 6 * (height + 1.2) / (left + kw + 3.2))
    for stop in np.ndindex(F_shape):
        x, y = stop[1] * (side[1] + 0.7), stop[0] * (side[0] + gap)
        _stop_over_pixel(ax, (x, y), side, F_shape, stop, pixel)
    turned_at = _draw_turn(ax, F_shape, left + 2.2, height / 2)
    bracket = {"color": palette.MUTED, "lw": 1.6, "solid_joinstyle": "round"}
    ax.plot([left + 0.3, left + 0.6, left + 0.6, left + 0.3], [0, 0, height, height], **bracket)
    ax.add_patch(FancyArrowPatch((left + 0.6, turned_at), (left + 1.9, turned_at), **ARROW))
    ax.set(xlim=(-0.3, left + 2.2 + kw + 0.7), ylim=(height + 0.2, -1), aspect="equal")
    ax.axis("off")
    return ax


def _draw_turn(ax, F_shape, x, middle):
    """The right part of `why_turned`: what the pixel met, each at its output's place; below it the filter as it is.

    Returns the height at which the upper grid has its middle.
    """
    (kh, kw), letters = F_shape, _letters("F", F_shape)
    top, below, centre = middle - kh - 0.9, middle + 1.3, x + kw / 2
    draw_cells(ax, letters[::-1, ::-1], "filter", (x, top), size=13, marks=_letters("O", F_shape), tag_role="output")
    draw_cells(ax, letters, "filter", (x, below), size=13, lit=False)
    ax.add_patch(FancyArrowPatch((centre, below - 0.12), (centre, top + kh + 0.12), **ARROW))
    words = {"fontsize": 10, "color": palette.MUTED}
    ax.text(centre, top - 0.25, "what the pixel met,\nat the outputs' places", ha="center", va="bottom", fontsize=10)
    ax.text(centre + 0.2, middle + 0.2, "half a turn", ha="left", va="center", **words)
    ax.text(centre, below + kh + 0.25, "the filter as it is", ha="center", va="top", **words)
    return top + kh / 2


def _stop_over_pixel(ax, at, side, F_shape, stop, pixel):
    """One stop of the window in the left part of `why_turned`: the filter's letters on blank pixels."""
    for i, j in np.ndindex(*side):
        tap = (i - stop[0], j - stop[1])
        covered = 0 <= tap[0] < F_shape[0] and 0 <= tap[1] < F_shape[1]
        here = (i, j) == pixel
        role = "filter" if here else "input"
        letter, mark = f"${_letter('F', tap)}$" if covered else "", f"${_letter('X', pixel)}$" if here else ""
        draw_cell(ax, at[0] + j, at[1] + i, letter, role, 13 if here else 11, mark, tag_role="input")
    _window(ax, at[1] + stop[0], at[0] + stop[1], F_shape, "filter")
    _light(ax, (at[1] + pixel[0], at[0] + pixel[1]), "filter")
    title = f"on the way to ${_letter('O', stop)}$"
    ax.text(
        at[0] + side[1] / 2, at[1] - 0.2, title, ha="center", va="bottom", fontsize=10.5, color=palette.INK["output"]
    )


@styled
def stamps(dO, F, ax=None):
    """Each dO stamps the filter, times itself, on its window; where stamps overlap they add. Returns the axes."""
    dO, F = np.asarray(dO), np.asarray(F)
    side, gap = np.add(dO.shape, F.shape) - 1, 1.1
    width, height = dO.shape[1] * (side[1] + gap), dO.shape[0] * (side[0] + gap) - 0.4
    if ax is None:
        ax = new_axes(5.8, 5.8 * (height + 0.8) / (width + side[1] + 0.8))
    total = np.zeros(side, np.result_type(dO, F))
    for i, j in np.ndindex(dO.shape):
        stamp, lit = np.full(side, "", object), np.zeros(side, bool)
        window = np.s_[i : i + F.shape[0], j : j + F.shape[1]]
        stamp[window], lit[window] = np.vectorize(_number)(dO[i, j] * F + 0), True  # -0.0 + 0 is 0
        total[window] += dO[i, j] * F
        at = (j * (side[1] + gap), i * (side[0] + gap))
        name = f"{_number(dO[i, j])}·$F$ at ${_letter('O', (i, j))}$"
        draw_cells(ax, stamp, "filter", at, lit=lit, name=name)
        if (i, j) != (0, 0):
            ax.text(
                at[0] - gap / 2, at[1] + side[0] / 2, "+", ha="center", va="center", fontsize=14, color=palette.MUTED
            )
    top = (height - 0.7 - side[0]) / 2
    ax.text(width - gap / 2, top + side[0] / 2, "=", ha="center", va="center", fontsize=14, color=palette.MUTED)
    draw_cells(ax, total, "gradient", (width, top), name=f"${_loss_gradient('X')}$")
    ax.set(xlim=(-gap, width + side[1] + 0.2), ylim=(height, -0.9), aspect="equal")
    ax.axis("off")
    return ax
