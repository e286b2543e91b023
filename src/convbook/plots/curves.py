"""Curves over epochs, layers or shifts, a line for each training, network or cell."""

import numpy as np

from convbook import palette
from convbook.plots.drawing import write
from convbook.plots.relations import check_at_most, check_each_length
from convbook.plots.style import DASHED, DOTTED, LINES, draw_lines, new_axes, styled

CELLS = (
    (palette.GRADIENT, DOTTED, "^"), (palette.FILTER, DASHED, "s"), (palette.INPUT, "-", "o"),
    (palette.OUTPUT, "-", "D"),
)  # fmt: skip
DECODERS = ((palette.OUTPUT, "-", "o"), (palette.FILTER, "--", "s"), (palette.INPUT, ":", "^"))
SEARCHES = ((palette.GRADIENT, "--", "s"), (palette.OUTPUT, "-", "o"), (palette.INPUT, ":", "^"))


@styled
def loss_curves(curves, ax=None):
    """The loss after each epoch, a line for each training, at most three, its name in the legend.

    Parameters
    ----------
    curves : dict
        Name -> sequence of float.
    """
    check_at_most(len(LINES), curves=curves)
    ax = ax or new_axes(6, 2.9)
    for (name, values), (color, dashes, marker) in zip(curves.items(), LINES, strict=False):
        ax.plot(np.arange(1, len(values) + 1), values, color=color, ls=dashes, marker=marker, ms=4.5, label=name)
    ax.set(xlabel="epoch", ylabel="loss", ylim=(0, None))
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.grid(axis="y")
    ax.legend(loc="upper right")
    return ax


@styled
def shift_curves(shifts, responses, ax=None):
    """Responses of cells to a shifted pattern, each as a fraction of its maximum; at most four cells.

    Parameters
    ----------
    shifts : sequence of int
        In pixels.
    responses : dict
        Name -> sequence of float, one for each shift.
    """
    check_at_most(len(CELLS), responses=responses)
    check_each_length(responses, "responses", len(shifts), "shifts")
    ax = ax or new_axes(6, 3.1)
    curves = {name: values / (np.max(values) or 1) for name, values in responses.items()}
    draw_lines(ax, shifts, curves, CELLS, ms=5)
    ax.set(xlabel="shift of the pattern, in pixels", ylabel="response / largest response", ylim=(-0.04, 1.08))
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.grid(axis="y")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2)
    return ax


@styled
def decoding_score_curves(names, curves, ax=None):
    """Decoding scores by layer, a line for each network.

    Parameters
    ----------
    names : sequence of str
        The layers.
    curves : dict
        Label -> R squared for each layer, 1 at the most. At most three; the first has its numbers at its points.
    """
    check_at_most(3, curves=curves)
    check_each_length(curves, "curves", len(names), "names")
    ax = ax or new_axes(7, 3.2)
    x = np.arange(len(names))
    draw_lines(ax, x, curves, DECODERS, ms=6)
    first, *others = curves.values()
    for i, score in enumerate(first):
        below = others and all(score <= other[i] for other in others)
        shift, side = (-0.05, "top") if below else (0.04, "bottom")
        write(ax, i - 0.08, score + shift, f"{score:.2f}", 8.5, palette.INK["output"], va=side)
    ax.set_xticks(x, names)
    ax.set(ylim=(min(0, *map(min, curves.values())) - 0.06, 1.14), ylabel="share that comes back, $R^2$")
    ax.axhline(1, color=palette.LINE, lw=1, zorder=0)
    ax.legend(loc="lower left")
    return ax


@styled
def representation_distance_curves(names, curves, ax=None):
    """Distances of representations on a logarithmic scale, a line for each way of finding images, by layer.

    Parameters
    ----------
    names : sequence of str
        The layers.
    curves : dict
        Label -> a positive number for each layer. At most three; the first has its numbers above the line, the
        others below.
    """
    check_at_most(3, curves=curves)
    check_each_length(curves, "curves", len(names), "names")
    ax = ax or new_axes(7, 3.2)
    x = np.arange(len(names))
    draw_lines(ax, x, curves, SEARCHES, ms=6)
    inks = (palette.INK[role] for role in ("gradient", "output", "input"))
    offset, side = 8, "bottom"
    for distances, ink in zip(curves.values(), inks, strict=False):
        style = {"ha": "center", "va": side, "fontsize": 8.5, "color": ink}
        for i, distance in enumerate(distances):
            words = f"{distance:.3f}" if distance >= 0.001 else f"{distance:.4f}"
            ax.annotate(words, (i, distance), (0, offset), textcoords="offset points", **style)
        offset, side = -9, "top"
    low = min(min(distances) for distances in curves.values())
    high = max(max(distances) for distances in curves.values())
    ax.set_yscale("log")
    ax.set_xticks(x, names)
    ax.set(xlim=(-0.3, len(names) - 0.5), ylim=(low / 3, high * 4), ylabel="distance between the representations")
    ax.legend(loc="lower right")
    return ax
