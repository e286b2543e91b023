"""Computational graphs with both passes, and a convolution layer between its neighbors."""

import numpy as np
from matplotlib.patches import FancyBboxPatch

from convbook import palette
from convbook.arguments import check_shape
from convbook.plots.checks import text
from convbook.plots.drawing import draw_arrow, draw_cells, format_number, hide_axes, set_sheet, write
from convbook.plots.relations import check_distinct, check_known, check_matrices, check_output
from convbook.plots.style import new_axes, styled

COLUMN, ROW = 1.75, 1.5  # from the middle of a node to that of the next one
NODE_WIDTH, NODE_HEIGHT = 0.9, 0.7
INCH = 0.6  # of one unit
ASIDE = 0.08  # how far the two arrows of an edge lie from its middle
FORWARD = {"color": palette.MUTED, "head": 9, "shrink": 0, "zorder": 2}
BACKWARD = FORWARD | {"color": palette.GRADIENT, "ls": (0, (3, 1.6))}


@styled
def computational_graph(
    nodes, values, local_derivatives, gradients=None, *, names=None, roles=None, of="L", at=0.5, ax=None
):
    """A computational graph: values in boxes, local derivatives on the edges, gradients above and below the boxes.

    Parameters
    ----------
    nodes : dict
        Name -> (column, row), the place of its box; halves are allowed, rows count downwards.
    values : dict
        Name -> the number in the box after the forward pass; a node may have none.
    local_derivatives : dict
        (from, to) -> the derivative of `to` with respect to `from`: a number, a text, or None.
    gradients : dict, optional
        Name -> what the backward pass brings there, written above the boxes of the upper half and below the others.
        With it each edge also has the dashed arrow back.
    names : dict, optional
        Name -> what the box says instead, such as ``"u = x·w"``; ``$...$`` is set as maths.
    roles : dict, optional
        Name -> "input", "filter", "output" or "gradient"; the others are gray.
    of : str
        What the gradients are gradients of.
    at : float
        Where on its arrow a derivative stands, from 0 to 1; less than a half where arrows cross.
    """
    check_known(nodes, "nodes", values=values, gradients=gradients or (), names=names or (), roles=roles or ())
    check_distinct(**{"the places of nodes": nodes.values()})
    check_known(nodes, "nodes", local_derivatives=[name for edge in local_derivatives for name in edge])
    for name in {*nodes} - {*(names or ())} | {*(gradients or ())}:
        text(f"${name}$", "the name of one of nodes, as maths")
    text(rf"$\partial {of}$", "of, as maths")
    places = {name: (column * COLUMN, row * ROW) for name, (column, row) in nodes.items()}
    x, y = np.transpose(list(places.values()))
    left, right = x.min() - 0.72, x.max() + 0.72
    middle = (y.min() + y.max()) / 2
    above = [name for name in gradients or () if places[name][1] < middle]
    below = [name for name in gradients or () if name not in above]
    top, bottom = y.min() - (0.78 if above else 0.45), y.max() + (0.78 if below else 0.45)
    ax = ax or new_axes(INCH * (right - left) + 0.1, INCH * (bottom - top) + 0.1)
    for (start, end), derivative in local_derivatives.items():
        _edge(ax, places[start], places[end], derivative, at, both=gradients is not None)
    for name, place in places.items():
        _node(ax, place, (names or {}).get(name, f"${name}$"), values.get(name), (roles or {}).get(name))
        if gradients and name in gradients:
            words = rf"$\partial {of}/\partial {name}$ = {_text(gradients[name])}"
            side = -1 if name in above else 1
            write(ax, place[0], place[1] + side * (NODE_HEIGHT / 2 + 0.22), words, 9, palette.INK["gradient"])
    set_sheet(ax, left, right, bottom, top)
    return ax


def _text(value):
    return value if isinstance(value, str) else format_number(value, 4)


def _node(ax, place, name, value, role):
    face, edge, ink = palette.SURFACE, palette.MUTED, palette.TEXT
    if role:
        face, edge, ink = palette.TINT[role], palette.ROLES[role], palette.INK[role]
    x, y = place
    _rounded_box(ax, x - NODE_WIDTH / 2, y - NODE_HEIGHT / 2, NODE_WIDTH, NODE_HEIGHT, face, edge)
    write(ax, x, y - (0 if value is None else 0.14), name, 9.2, ink, zorder=4)
    if value is not None:
        write(ax, x, y + 0.15, _text(value), 12, zorder=4)


def _rounded_box(ax, x, y, width, height, face=palette.SURFACE, edge=palette.MUTED):
    style = {"boxstyle": "round,pad=0.1", "lw": 1.1, "zorder": 3, "facecolor": face, "edgecolor": edge}
    ax.add_patch(FancyBboxPatch((x + 0.1, y + 0.1), width - 0.2, height - 0.2, **style))


def _edge(ax, start, end, derivative, at, both):
    end_height = 0.2 * np.sign(end[1] - start[1])  # what comes from above meets the upper half of a box
    a, b = np.array(start) + [NODE_WIDTH / 2 + 0.08, end_height], np.array(end) - [NODE_WIDTH / 2 + 0.08, end_height]
    along = (b - a) / np.linalg.norm(b - a)
    above = np.array([along[1], -along[0]])
    aside = ASIDE * above if both else np.zeros(2)
    draw_arrow(ax, a + aside, b + aside, **FORWARD)
    if both:
        draw_arrow(ax, b - aside, a - aside, **BACKWARD)
    if derivative is not None:
        x, y = a + at * (b - a) + (0.24 * above if abs(along[1]) < 0.6 else 0)  # on a steep arrow, above a flat one
        text = derivative if isinstance(derivative, str) else f"×{_text(derivative)}"
        if not isinstance(derivative, str) and derivative < 0:
            text = f"×({_text(derivative)})"
        box = {"boxstyle": "round,pad=0.12", "facecolor": palette.PAPER, "edgecolor": "none"}
        write(ax, x, y, text, 9.5, palette.INK["gradient"] if both else palette.TEXT, bbox=box, zorder=5)


@styled
def convolution_layer(X, F, O, L, dO, tasks=("", ""), ax=None):
    """The paper's Fig. 4: `X` and `F` enter a convolution, `O` and the loss leave it; below, the gradients come back.

    Those of `X` and `F` are empty cells, as they are not known yet.

    Parameters
    ----------
    X, F, O : ndarray, two axes each
    L : float
        The loss.
    dO : ndarray, shape of `O`
        Its gradient with respect to the output.
    tasks : (str, str)
        What is written beside the gradients of `F` and `X`.
    """
    check_matrices(X=X, F=F)
    check_output("O", O, X, F)
    check_shape(dO, "dO", O.shape, "that of O")
    (x_rows, columns), (f_rows, _), (o_rows, o_columns) = (np.shape(M) for M in (X, F, O))
    half = x_rows + f_rows + 2.5  # the height of one pass
    layer = columns + 2.6  # where the convolution's box begins, the output and the loss's box
    out = layer + 4.4
    loss = out + o_columns + 1.4
    ax = ax or new_axes(0.36 * (loss + 2.7), 0.36 * (2 * half + 0.9))
    _stage(ax, layer, half, 3, "convolution")
    _stage(ax, loss, half, 2.3, f"loss\n\n$L$ = {_text(L)}")
    ax.plot([-0.2, loss + 2.5], [half, half], color=palette.LINE, lw=1, ls=(0, (4, 3)), zorder=0)
    for M, name, top in ((X, "X", 0.8), (F, "F", x_rows + 2.1)):
        y = _named_block(ax, M, name, columns / 2, top)
        draw_arrow(ax, (columns + 0.2, y), (layer - 0.1, y), **FORWARD)
    for M, name, top, task in ((F, "F", half + 1.1, tasks[0]), (X, "X", half + f_rows + 2.4, tasks[1])):
        y = _named_block(ax, M, name, columns / 2, top, "empty", "gradient")
        draw_arrow(ax, (layer - 0.1, y), (columns + 0.2, y), **BACKWARD)
        write(ax, (columns + layer) / 2, y - 0.45, task, 9, palette.INK["gradient"])
    middle = out + o_columns / 2
    y = _named_block(ax, O, "O", middle, (half - o_rows) / 2 + 0.3)
    y_back = _named_block(ax, dO, "O", middle, half + (half - o_rows) / 2 + 0.3, "", "gradient")
    for x in (layer + 3, out + o_columns):
        draw_arrow(ax, (x + 0.2, y), (x + 1.2, y), **FORWARD)
        draw_arrow(ax, (x + 1.2, y_back), (x + 0.2, y_back), **BACKWARD)
    hide_axes(ax, loss + 2.3, 2 * half + 0.3, pad=0.2)
    return ax


def _named_block(ax, M, name, middle, top, states="", role=None):
    """`M`, or a gradient of its shape, with its name above. Returns the height of its middle."""
    label = rf"$\partial L/\partial {name}$" if role == "gradient" else f"${name}$"
    role = role or {"X": "input", "F": "filter", "O": "output"}[name]
    rows, columns = np.shape(M)
    draw_cells(ax, M, role, (middle - columns / 2, top), states=states)
    write(ax, middle, top - 0.42, label, 11.5, palette.INK[role])
    return top + rows / 2


def _stage(ax, x, half, width, words):
    _rounded_box(ax, x, 0.4, width, 2 * half - 0.4)
    write(ax, x + width / 2, half / 2 + 0.3, words, zorder=4)
    write(ax, x + width / 2, 1.5 * half + 0.3, "backward", 10, palette.INK["gradient"], zorder=4)
