"""A network as a row of volumes, what networks cost, where the cost arises, and what it buys."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Polygon
from matplotlib.ticker import MultipleLocator, PercentFormatter

from convbook import palette
from convbook.arguments import check_shape
from convbook.plots.drawing import draw_arrow, draw_box, set_sheet, write
from convbook.plots.relations import check_lengths
from convbook.plots.style import draw_rows, flat_axes, new_axes, styled

GAP, SHEET, BAR = 5.6, 0.4, 1.2  # in pixels of the first volume: between volumes, from sheet to sheet, a vector's width


@styled
def volumes(shapes, names, made_by, ax=None):
    """Layer outputs as blocks, drawn to scale: as high and deep as they have rows and columns, as long as channels.

    Parameters
    ----------
    shapes : sequence of (H, W, C)
        The input first.
    names : sequence of str
        One for each block.
    made_by : sequence of str
        The filters that made each block, or "".
    """
    check_lengths(shapes=shapes, names=names, made_by=made_by)
    _check_volumes(shapes)
    ax = ax or new_axes(7, 2.15)
    ground, x = max(h for h, _, _ in shapes), 0
    for n, ((h, w, c), name, maker) in enumerate(zip(shapes, names, made_by, strict=True)):
        role = "output" if n else "input"
        length, lean = 0.42 * c, 0.3 * w
        if n:
            draw_arrow(ax, (x - 22, ground - 4), (x - 4, ground - 4), lw=1)
        _draw_block(ax, x, ground, length, h, lean, role)
        lines = ((name, palette.TEXT), (f"{h}×{w}×{c}", palette.INK[role]), (maker, palette.INK["filter"]))
        for k, (text, ink) in enumerate(lines):
            write(ax, x + (length + lean) / 2, ground + 7 + 10.5 * k, text, 8.5, ink, va="top")
        x += length + lean + 26
    set_sheet(ax, -9, x - 18, ground + 50, -18)
    return ax


def _check_volumes(shapes):
    for shape in shapes:
        if len(shape) != 3:
            raise ValueError(f"shapes has {shape}; expected (H, W, C)")


def _draw_block(ax, x, y, length, height, lean, role):
    """A block in oblique view: the lower left corner of its front stands on (x, y)."""
    rise, right, top = lean * 0.8, x + length, y - height
    front = [(x, y), (right, y), (right, top), (x, top)]
    lid = [(x, top), (right, top), (right + lean, top - rise), (x + lean, top - rise)]
    side = [(right, y), (right, top), (right + lean, top - rise), (right + lean, y - rise)]
    for corners, face in ((front, palette.TINT[role]), (lid, palette.SURFACE), (side, palette.TINT[role])):
        ax.add_patch(Polygon(corners, facecolor=face, edgecolor=palette.ROLES[role], lw=0.9, joinstyle="round"))


@styled
def layer_volumes(shapes, operations, learned, ax=None):
    """What an image becomes on its way through a network: stacks of maps, then rows of numbers.

    Parameters
    ----------
    shapes : sequence of tuples
        (H, W, C) or (D,): the input, and what each operation makes of it. A stack shows one sheet per eight maps.
    operations : sequence of str
        What is done between them, one fewer than the shapes.
    learned : sequence of bool
        Which operations have parameters; they are written in the filters' color.
    """
    _check_volumes(shapes[:1])
    check_lengths(**{"shapes after the first": shapes[1:]}, operations=operations, learned=learned)
    ax = ax or new_axes(6, 1.85)
    top = max(shape[0] + _depth(shape) for shape in shapes if len(shape) == 3) / 2 + 1.5
    x = _draw_volume(ax, 0, shapes[0], "input", top)
    for shape, operation, has_parameters in zip(shapes[1:], operations, learned, strict=True):
        ink, weight = (palette.INK["filter"], "bold") if has_parameters else (palette.MUTED, "normal")
        draw_arrow(ax, (x + 1, 0), (x + GAP - 1, 0), ink)
        write(ax, x + GAP / 2, top, operation, 8.5, ink, va="bottom", fontweight=weight)
        x += GAP
        x += _draw_volume(ax, x, shape, "output", top)
    set_sheet(ax, -1, x + 1, -top - 2.5, top + 3.4)
    return ax


def _depth(shape):
    """How far the last sheet of a stack stands behind the first."""
    return SHEET * (-(-shape[2] // 8) - 1)


def _draw_volume(ax, x, shape, role, top):
    """A stack of sheets, or a bar for a vector, with its shape below. Returns its width."""
    if len(shape) == 3:
        height, width, _ = shape
        depth = _depth(shape)
        for shift in np.arange(depth, -SHEET / 2, -SHEET):
            draw_box(ax, x + shift, shift - (height + depth) / 2, width, height, role)
        width += depth
    else:
        height, width = min(2 * np.sqrt(shape[0]), 2 * top - 1), BAR
        draw_box(ax, x, -height / 2, width, height, role)
    write(ax, x + width / 2, -top - 0.6, "×".join(map(str, shape)), 9, va="top")
    return width


@styled
def cost_and_error(names, multiply_adds, errors, parameters, sides=None, ax=None):
    """Error over multiply-adds (logarithmic), a disc for each network with its name, its error and its parameters.

    Parameters
    ----------
    names : sequence of str
    multiply_adds, parameters : sequences of int
        The area of a disc grows with the parameters.
    errors : sequence of float
        From 0 to 1.
    sides : sequence of {"left", "right"}, optional
        On which side of its disc a name stands; to the right if not given.
    """
    check_lengths(names=names, multiply_adds=multiply_adds, errors=errors, parameters=parameters)
    if sides is not None:
        check_lengths(names=names, sides=sides)
    ax = ax or new_axes(6.4, 3.8)
    x, millions = multiply_adds, parameters / 1e6
    areas = 30 + 6 * millions
    ax.scatter(x, errors, areas, color=palette.TINT["output"], edgecolor=palette.OUTPUT, lw=1.2, zorder=3)
    for k, name in enumerate(names):
        on_right = sides is None or sides[k] == "right"
        distance = np.sqrt(areas[k] / np.pi) + 4
        style = {"ha": "left" if on_right else "right", "va": "center", "fontsize": 9, "zorder": 4}
        offset = (distance if on_right else -distance, 0)
        words = f"{name}\n{errors[k]:.1%}, {millions[k]:.0f} million"
        ax.annotate(words, (x[k], errors[k]), offset, textcoords="offset points", **style)
    ax.set(xscale="log", xlabel="multiply-adds for one picture", ylabel="top-5 error")
    ax.set_xlim(x.min() / 8, x.max() * 8)
    ax.set_ylim(0, 1.15 * max(errors))
    ax.yaxis.set_major_locator(MultipleLocator(0.05))
    ax.yaxis.set_major_formatter(PercentFormatter(1, 0))
    ax.grid(color=palette.LINE, lw=0.6)
    return ax


@styled
def cost_shares(names, shares, places, axes=None):
    """Where the cost of networks arises: for each measure a bar a network, cut into its places.

    Parameters
    ----------
    names : sequence of str
        The networks, from top to bottom.
    shares : dict of str to array_like, (networks, places)
        For each measure, such as "parameters", fractions that add up to 1 in each row; from a tenth on they are
        written down.
    places : sequence of str
        From the input to the output; the last is drawn in the filters' color.
    """
    for title, fractions in shares.items():
        wanted = (len(names), len(places))
        check_shape(fractions, f"shares[{title!r}]", wanted, "a row for each of names, a column for each of places")
        if abs(fractions.sum(axis=1) - 1).max() > 0.01:
            raise ValueError(f"shares[{title!r}] has rows that add up to {fractions.sum(axis=1)}; expected 1 for each")
    apart = {"wspace": 0.1}  # a panel's 100% and the next one's 0%
    axes = flat_axes(axes, 7.4, 0.42 * len(names) + 1.2, 1, len(shares), sharey=True, gridspec_kw=apart)
    fade = LinearSegmentedColormap.from_list("places", (palette.TINT["output"], palette.INK["output"]))
    faces = [*fade(np.linspace(0, 1, len(places) - 1)), palette.TINT["filter"]]
    for ax, (title, fractions) in zip(axes, shares.items(), strict=True):
        left = np.cumsum(fractions, axis=1) - fractions
        for j, (place, face) in enumerate(zip(places, faces, strict=True)):
            hatch = palette.HATCH["filter"] if j == len(places) - 1 else ""
            style = {"color": face, "edgecolor": palette.PAPER, "lw": 0.8, "hatch": hatch}
            ax.barh(range(len(names)), fractions[:, j], 0.7, left[:, j], label=place, **style)
        dark = (len(places) - 1) / 2
        for row, j in np.argwhere(fractions >= 0.1):
            ink = palette.PAPER if dark <= j < len(places) - 1 else palette.TEXT
            write(ax, left[row, j] + fractions[row, j] / 2, row, f"{fractions[row, j]:.0%}", 8, ink)
        draw_rows(ax, names, title, margin=(0.5, 0.5))
        ax.set_xlim(0, 1)
    axes[0].figure.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=len(places))
    return axes
