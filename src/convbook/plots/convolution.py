"""A convolution in numbers: matrices side by side, every stop of the window, a filter as it is trained."""

import numpy as np

from convbook import palette
from convbook.arguments import check_shape
from convbook.plots.drawing import draw_arrow, draw_cells, draw_frame, format_number, hide_axes, write
from convbook.plots.relations import check_lengths, check_matrices, check_output, check_size
from convbook.plots.style import flat_axes, new_axes, row_count, styled


@styled
def matrices(matrices_by_name, roles, signs=None, ax=None, *, dashed=None):
    """Matrices side by side, each with its name above and a sign before it.

    Parameters
    ----------
    matrices_by_name : dict
        Name -> 2-D array, from left to right.
    roles : sequence of {"input", "filter", "output", "gradient"}
        The color of each.
    signs : sequence of str, optional
        What stands between them, such as ``["∗", "="]``; one fewer than the matrices.
    dashed : sequence of (ndarray of bool or None), optional
        For each matrix, its cells that were thrown away, or the zeros that were put there: pale and dashed.
    """
    arrays = list(matrices_by_name.values())
    check_lengths(matrices_by_name=arrays, roles=roles)
    if signs:
        check_lengths(**{"matrices_by_name after the first": arrays[1:]}, signs=signs)
    height = max(M.shape[0] for M in arrays)
    width = sum(M.shape[1] for M in arrays) + 1.2 * (len(arrays) - 1)
    signs = ["", *(signs or [""] * (len(arrays) - 1))]
    dashed = dashed or [None] * len(arrays)
    check_lengths(matrices_by_name=arrays, dashed=dashed)
    for M, mask in zip(arrays, dashed, strict=True):
        if mask is not None:
            check_shape(mask, "a mask in dashed", M.shape, "that of its matrix")
    cell = min(0.52, 6.7 / width)  # inches
    ax = ax or new_axes(cell * width + 0.3, cell * (height + 1) + 0.2)
    x = 0
    for name, M, role, sign, mask in zip(matrices_by_name, arrays, roles, signs, dashed, strict=True):
        if x:
            write(ax, x - 0.6, 1 + height / 2, sign, 15, palette.MUTED)
        top = 1 + (height - M.shape[0]) / 2
        draw_cells(ax, M, role, (x, top), states="" if mask is None else np.where(mask, "dashed", ""))
        write(ax, x + M.shape[1] / 2, top - 0.45, name, 12, palette.INK[role], fontstyle="italic")
        x += M.shape[1] + 1.2
    hide_axes(ax, width, height + 1)
    return ax


@styled
def convolution_steps(X, F, O, axes=None):
    """Every stop of the window: the input with the filter's numbers on it, and the output as far as it is known.

    Parameters
    ----------
    X : ndarray, (H, W)
    F : ndarray, (kh, kw)
    O : ndarray, (H - kh + 1, W - kw + 1)
        Their convolution, stride 1; there are axes for each of its elements.
    """
    _check_convolution(X, F, O)
    (height, columns), (kh, kw) = X.shape, F.shape
    left, top = columns + 1.6, (height - O.shape[0]) / 2
    width = left + O.shape[1]
    rows = row_count(O.size, 2)
    axes = flat_axes(axes, 7, rows * (0.4 + 3.4 * height / width), rows, min(2, O.size), count=O.size)
    for step, ((i, j), ax) in enumerate(zip(np.ndindex(O.shape), axes, strict=False)):
        states, tags = np.full(X.shape, "", object), np.full(X.shape, "", object)
        states[i : i + kh, j : j + kw] = "window"
        tags[i : i + kh, j : j + kw] = [[f"×{format_number(value)}" for value in row] for row in F]
        draw_cells(ax, X, "input", states=states, tags=tags)
        draw_frame(ax, j, i, kw, kh, palette.FILTER)
        draw_cells(ax, O, "output", (left, top), states=_empty_after(step, O.shape))
        draw_frame(ax, left + j, top + i, 1, 1, palette.OUTPUT)
        draw_arrow(ax, (columns + 0.25, height / 2), (left - 0.25, height / 2))
        ax.set_title(f"Step {step + 1}: row {i + 1}, column {j + 1} of the output")
        hide_axes(ax, width, height)
    return axes


def _check_convolution(X, F, O):
    """Raise unless `O` has the shape that the convolution of `X` with `F` has, and there is room for all its stops."""
    check_matrices(X=X, F=F)
    check_output("O", O, X, F)
    check_size("X and O", X.size * O.size)


def _empty_after(step, shape):
    """The states of output cells of which only the first `step` + 1 are computed."""
    return np.where(np.arange(np.prod(shape)).reshape(shape) > step, "empty", "")


@styled
def window_sums(X, F, O, axes=None):
    """What lay under the filter at each stop of the window, and the sum, laid out as the output is.

    The cells that the filter counts (where it is not 0) are tinted and framed; those that also hold something are
    circled. Arguments and axes are those of `convolution_steps`.
    """
    _check_convolution(X, F, O)
    (rows, columns), (kh, kw) = O.shape, F.shape
    axes = flat_axes(axes, 1.7 * columns, 1.95 * rows, rows, columns)
    for (i, j), ax in zip(np.ndindex(O.shape), axes, strict=True):
        window = X[i : i + kh, j : j + kw]
        draw_cells(ax, window, "input", states=np.where(F != 0, "window", ""))
        for y, x in np.argwhere(F):
            draw_frame(ax, x + 0.06, y + 0.06, 0.88, 0.88, palette.FILTER, 1.8)
            if window[y, x]:
                ax.plot(x + 0.5, y + 0.5, "o", ms=19, mfc="none", mec=palette.INK["filter"], mew=1.6)
        hide_axes(ax, kw, kh, pad=0.1)
        ax.set_title(f"sum {O[i, j]:g}", loc="center", color=palette.INK["output"], fontsize=12)
    return axes


@styled
def filter_stages(stages, titles, axes=None):
    """A filter at several stages of its training, its numbers with two digits.

    Parameters
    ----------
    stages : sequence of ndarray, (kh, kw)
    titles : sequence of str
    """
    rows = row_count(len(stages), 3)
    check_lengths(stages=stages, titles=titles)
    axes = flat_axes(axes, 5.6, 2.1 * rows, rows, 3, count=len(stages))
    for ax in axes:
        ax.axis("off")
    for F, title, ax in zip(stages, titles, axes, strict=False):
        draw_cells(ax, np.round(F, 2) + 0.0, "filter")  # + 0.0: no minus before a zero
        hide_axes(ax, np.shape(F)[1], np.shape(F)[0], pad=0.05)
        ax.set_title(title, loc="center")
    return axes
