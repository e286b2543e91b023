"""The gradients of a convolution, term by term, and as sums over every stop of a window."""

import numpy as np

from convbook import palette
from convbook.arguments import as_choice, check_shape
from convbook.plots.drawing import draw_box, draw_cells, draw_frame, format_number, hide_axes, symbol, symbols, write
from convbook.plots.relations import check_axes, check_fits, check_lengths, check_matrices, check_place, check_size
from convbook.plots.style import new_axes, row_count, styled

MARKS = "①②③④⑤⑥⑦⑧⑨"


def loss_gradient(letter, index=None):
    """The TeX of dL/d`letter`, or of one of its elements."""
    return rf"\partial L/\partial {letter if index is None else symbol(letter, index)}"


def panels(axes, count, columns, width, height, titled=True):
    """Flat axes without frames; made where none are given, with room for the titles if they are `titled`."""
    if axes is None:
        rows = row_count(count, columns)
        axes = new_axes(width, height * rows, rows, columns, squeeze=False)
        title, figure = 0.35 if titled else 0.05, axes[0, 0].figure  # inches
        figure.set_layout_engine(None)  # all know their places, and to fit them in would take as long as to draw them
        figure.subplots_adjust(0.01, 0.01, 0.99, 1 - title / (height * rows), 0.06, (title + 0.05) / height)
    check_axes(axes, count, columns * row_count(count, columns))
    for ax in np.ravel(axes):
        ax.axis("off")
    return np.ravel(axes)


def output_panels(axes, O_shape, X_shape):
    """Panels for the elements of the output, each with room for an array of shape `X_shape`."""
    columns = O_shape[1]
    return panels(axes, O_shape[0] * columns, columns, 4.8, 4.8 / columns * X_shape[0] / X_shape[1] + 0.35)


def draw_window(ax, i, j, shape, role):
    """The frame of a window whose upper left cell is row `i`, column `j`; it lies above the cells."""
    draw_frame(ax, j, i, shape[1], shape[0], palette.ROLES[role], 2.6, zorder=2)


def highlight(ax, i, j, role, dotted=False):
    """Give the cell in row `i`, column `j` the tint of `role` and a strong edge."""
    style = {"ls": (0, (1, 1.5)), "zorder": 1.2} if dotted else {"zorder": 2.1}
    draw_box(ax, j, i, 1, 1, role, edgecolor=palette.INK[role], lw=1.8, **style)


@styled
def follow_filter_element(X, F_shape, element, axes=None):
    """Every stop of the window, with the pixel that `element` of the filter meets there.

    `element` is (row, column) from 0. Returns the axes, one for each output.
    """
    check_place(element, "element", F_shape)
    O_shape = _output_shape(X, F_shape)
    return _stops(X, F_shape, {(i, j): (i + element[0], j + element[1]) for i, j in np.ndindex(*O_shape)}, axes)


@styled
def follow_pixel(X, F_shape, pixel, axes=None):
    """Every stop of the window, with the element of the filter that lies on `pixel` there, if the window covers it.

    `pixel` is (row, column) from 0. Returns the axes, one for each output.
    """
    O_shape = _output_shape(X, F_shape)
    check_place(pixel, "pixel", X.shape)
    return _stops(X, F_shape, dict.fromkeys(np.ndindex(*O_shape), tuple(pixel)), axes)


def _output_shape(X, F_shape):
    """Rows and columns of the output; raises where the filter does not fit into `X`."""
    check_matrices(X=X)
    check_fits(F_shape=F_shape, X=X.shape)
    O_shape = np.subtract(X.shape, F_shape) + 1
    check_size("X and F_shape", X.size * int(np.prod(O_shape)))
    return O_shape


def _stops(X, F_shape, pixels, axes):
    """A panel for each stop of the window, `pixels` being output -> the pixel that is highlighted there."""
    kh, kw = F_shape
    axes = output_panels(axes, np.subtract(X.shape, F_shape) + 1, X.shape)
    for ((i, j), pixel), ax in zip(pixels.items(), axes, strict=False):
        tags = np.full(X.shape, "", object)
        tags[i : i + kh, j : j + kw] = symbols("F", F_shape)
        met = tags[pixel] != ""
        draw_cells(ax, X, "input", tags=tags, size=12)
        highlight(ax, *pixel, "filter" if met else "input", dotted=not met)
        draw_window(ax, i, j, F_shape, "filter")
        meeting = f"meets {tags[pixel]}" if met else "is not covered"
        ax.set_title(f"${symbol('O', (i, j))}$:  ${symbol('X', pixel)}$ {meeting}")
        hide_axes(ax, X.shape[1], X.shape[0])
    return axes


@styled
def filter_gradient_terms(dO, X, elements, axes=None):
    """What adds up to an element of dL/dF: each dO, and the pixel that the element met on the way to that output.

    `elements` is a list of (row, column) from 0. Returns the axes, one for each of them.
    """
    check_matrices(X=X)
    check_fits(dO=dO.shape, X=X.shape)
    return _terms(dO, X, "XF", np.subtract(X.shape, dO.shape) + 1, elements, np.add, axes)


@styled
def input_gradient_terms(dO, F, elements, axes=None):
    """What adds up to an element of dL/dX: each dO that the pixel had a part in, and the filter element it met.

    `elements` is a list of (row, column) from 0. Returns the axes, one for each of them.
    """
    check_matrices(F=F)
    return _terms(dO, F, "FX", np.add(F.shape, dO.shape) - 1, elements, np.subtract, axes)


def _terms(dO, factors, letters, gradient_shape, elements, partner, axes):
    """A panel for each of `elements`; `partner(element, out)` says which of `factors` the output `out` goes with.

    A panel alone shows also where in the gradient its element stands; several have no room for that.
    """
    for element in elements:
        check_place(element, "an element of elements", gradient_shape)
    check_size(f"dO and {letters[0]}", (dO.size + factors.size) * len(elements))
    check_size(f"the products of dO and {letters[0]}", min(dO.size, factors.size), len(MARKS))
    alone = len(elements) == 1
    shapes = [dO.shape, factors.shape, gradient_shape] if alone else [dO.shape, factors.shape]
    width = sum(shape[1] for shape in shapes) + 1.2 * (len(shapes) - 1)
    height = max(shape[0] for shape in shapes)
    columns, inches = (1, 4.8) if alone else (2, 5.6)
    axes = panels(axes, len(elements), columns, inches, inches / columns * (height + 1.8) / (width + 0.7), False)
    roles = ["gradient", "input" if letters[0] == "X" else "filter", "gradient"]
    names = [loss_gradient("O"), letters[0], loss_gradient(letters[1])]
    for element, ax in zip(elements, axes, strict=False):
        pairs = [(out, tuple(partner(element, out))) for out in np.ndindex(dO.shape)]
        pairs = [(out, at) for out, at in pairs if min(at) >= 0 and np.all(np.less(at, factors.shape))]
        products = " + ".join(f"{_in_brackets(dO[out])}·{_in_brackets(factors[at])}" for out, at in pairs)
        total = format_number(sum(dO[out] * factors[at] for out, at in pairs))
        gradient = np.full(gradient_shape, "", object)
        gradient[element] = total
        cells = [[out for out, _ in pairs], [at for _, at in pairs], [element]]
        _draw_equation(ax, [dO, factors, gradient][: len(shapes)], roles, names, cells)
        written = f"${loss_gradient(letters[1], element)}$ = {products} = {total}"
        write(ax, width / 2, height + 0.5, written, 12 if alone else 10.5)
        ax.set(xlim=(-0.35, width + 0.35), ylim=(height + 1, -0.75), aspect="equal")
    return axes


def _draw_equation(ax, arrays, roles, names, cells):
    """Two arrays and their gradient in a row: all but `cells` faded, those that are multiplied marked alike."""
    x, height = 0, max(values.shape[0] for values in arrays)
    for values, role, name, chosen, sign in zip(arrays, roles, names, cells, ["", "•", "="], strict=False):
        marks, states = np.full(values.shape, "", object), np.full(values.shape, "faded", object)
        for mark, cell in zip(MARKS, chosen, strict=False):
            marks[cell], states[cell] = "" if sign == "=" else mark, ""
        write(ax, x - 0.6, height / 2, sign, 14, palette.MUTED)
        style = {"name": f"${name}$", "size": 12, "marks": marks, "states": states, "tag_role": "gradient"}
        draw_cells(ax, values, role, (x, (height - values.shape[0]) / 2), **style)
        x += values.shape[1] + 1.2


def _in_brackets(value):
    return f"({format_number(value)})" if value < 0 else format_number(value)


@styled
def gradient_windows(array, window, of, roles=("input", "gradient"), is_real=None, axes=None):
    """Every stop of `window` on `array`, laid out as the sums are; each title says which element of dL/d`of` it gives.

    Parameters
    ----------
    array, window : ndarray, 2-D
    of : {"F", "X"}
        Whose gradient the sums are.
    roles : (str, str)
        The colors of both.
    is_real : ndarray of bool, optional
        The cells of `array` that are no padding; without it, those outside of the window fade.
    """
    check_fits(window=window.shape, array=array.shape)
    check_size("array and window", array.size * int(np.prod(np.subtract(array.shape, window.shape) + 1)))
    as_choice(of, "of", ("F", "X"))
    check_lengths(**{"the two arrays": (array, window)}, roles=roles)
    if is_real is not None:
        check_shape(is_real, "is_real", array.shape, "that of array")
    kh, kw = window.shape
    rows, columns = np.subtract(array.shape, window.shape) + 1
    inches = 4.8 if columns < 3 else 6
    axes = panels(axes, rows * columns, columns, inches, inches / columns * array.shape[0] / array.shape[1] + 0.3)
    for (i, j), ax in zip(np.ndindex(rows, columns), axes, strict=False):
        here, tags = np.s_[i : i + kh, j : j + kw], np.full(array.shape, "", object)
        tags[here] = [[f"×{format_number(value)}" for value in row] for row in window]
        states = np.where(tags != "" if is_real is None else is_real, "", "faded")
        draw_cells(ax, array, roles[0], states=states, tags=tags, tag_role=roles[1], size=12)
        draw_window(ax, i, j, window.shape, roles[1])
        ax.set_title(f"${loss_gradient(of, (i, j))}$ = {format_number((array[here] * window).sum() + 0)}")
        hide_axes(ax, array.shape[1], array.shape[0])
    return axes
