"""A network as a row of volumes, what its filters learned, and how three kinds of steps go downhill."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from convbook import palette
from convbook.plots.style import new_axes, styled

SIGNED = LinearSegmentedColormap.from_list("weights", [palette.TEXT, palette.PAPER, palette.FILTER])
LINES = ((palette.INPUT, "-", "o"), (palette.GRADIENT, (0, (4, 1.5)), "s"), (palette.OUTPUT, (0, (1, 1.2)), "^"))
GAP, DEPTH, BAR = 5.6, 0.4, 1.2  # in pixels of the first volume: between volumes, from map to map, width of a vector


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
        Which operations have parameters; they are written in the filters' colour.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = new_axes(6, 1.85) if ax is None else ax
    top, x = max(shape[0] + _back(shape) for shape in shapes if len(shape) == 3) / 2 + 1.5, 0
    for k, shape in enumerate(shapes):
        if k:
            _operation(ax, x, top, operations[k - 1], learned[k - 1])
            x += GAP
        x += _volume(ax, x, shape, "output" if k else "input", top)
    ax.set(xlim=(-1, x + 1), ylim=(-top - 2.5, top + 3.4), aspect="equal")
    ax.axis("off")
    return ax


def _back(shape):
    """How far the last sheet of a stack stands behind the first."""
    return DEPTH * (-(-shape[2] // 8) - 1)


def _volume(ax, x, shape, role, top):
    style = {"facecolor": palette.TINT[role], "edgecolor": palette.ROLES[role], "lw": 0.8}
    if len(shape) == 3:
        (height, width, _), back = shape, _back(shape)
        for shift in np.arange(back, -DEPTH / 2, -DEPTH):
            ax.add_patch(Rectangle((x + shift, shift - (height + back) / 2), width, height, **style))
        width += back
    else:
        height, width = min(2 * np.sqrt(shape[0]), 2 * top - 1), BAR
        ax.add_patch(Rectangle((x, -height / 2), width, height, **style))
    ax.text(x + width / 2, -top - 0.6, "×".join(map(str, shape)), ha="center", va="top", fontsize=9)
    return width


def _operation(ax, x, top, text, learned):
    ink = palette.INK["filter"] if learned else palette.MUTED
    ax.annotate("", (x + GAP - 1, 0), (x + 1, 0), arrowprops={"arrowstyle": "-|>", "color": ink, "lw": 1.2})
    weight = "bold" if learned else "normal"
    ax.text(x + GAP / 2, top, text, ha="center", va="bottom", fontsize=8.5, color=ink, fontweight=weight)


@styled
def filter_grid(F, columns=8, ax=None):
    """All filters of a layer that looks at one channel: orange above 0, white at 0, dark below, one scale for all.

    Parameters
    ----------
    F : ndarray, (kh, kw, 1, K)
    columns : int
        Filters in a row.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    F = np.asarray(F)[:, :, 0]
    kh, kw, K = F.shape
    rows = -(-K // columns)
    ax = new_axes(6, 6 * rows * (kh + 1) / (columns * (kw + 1))) if ax is None else ax
    limit = np.abs(F).max() or 1
    for k in range(K):
        x, y = (k % columns) * (kw + 1), (k // columns) * (kh + 1)
        extent = (x, x + kw, y + kh, y)
        ax.imshow(F[..., k], cmap=SIGNED, vmin=-limit, vmax=limit, extent=extent, interpolation="nearest")
        ax.add_patch(Rectangle((x, y), kw, kh, facecolor="none", edgecolor=palette.FILTER, lw=0.8))
    ax.set(xlim=(-0.2, columns * (kw + 1) - 0.8), ylim=(rows * (kh + 1) - 0.8, -0.2), aspect="equal")
    ax.axis("off")
    return ax


@styled
def loss_curves(losses, ax=None):
    """The loss after each epoch, a line for each training, at most three, its name in the legend.

    Parameters
    ----------
    losses : dict
        Name -> sequence of float.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = new_axes(6, 2.9) if ax is None else ax
    for (name, values), (colour, dashes, marker) in zip(losses.items(), LINES, strict=False):
        ax.plot(np.arange(1, len(values) + 1), values, color=colour, ls=dashes, marker=marker, ms=4.5, label=name)
    ax.set(xlabel="epoch", ylabel="loss", ylim=(0, None))
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.grid(axis="y")
    ax.legend(loc="upper right")
    return ax


@styled
def valley_paths(curvatures, paths, axes=None):
    """Steps down the loss ``(a*x**2 + b*y**2) / 2``, a panel for each kind of step, over lines of equal loss.

    Parameters
    ----------
    curvatures : (a, b)
    paths : dict
        Name -> ndarray (steps + 1, 2), the places (x, y) from the start on.
    axes : sequence of matplotlib.axes.Axes, optional

    Returns
    -------
    ndarray of matplotlib.axes.Axes
    """
    axes = new_axes(7, 2.5, 1, len(paths), sharey=True) if axes is None else axes
    axes, (a, b) = np.ravel(axes), curvatures
    everywhere = np.concatenate([np.asarray(path) for path in paths.values()])
    reach = 1.15 * np.abs(everywhere).max(axis=0)
    x, y = np.meshgrid(np.linspace(-reach[0], reach[0], 121), np.linspace(-reach[1], reach[1], 121))
    loss = (a * x**2 + b * y**2) / 2
    levels = loss.max() * np.array([0.005, 0.03, 0.1, 0.22, 0.4, 0.65])
    for ax, (name, path) in zip(axes, paths.items(), strict=True):
        path = np.asarray(path)
        ax.contour(x, y, loss, levels, colors=palette.LINE, linewidths=1)
        ax.plot(*path.T, "o-", color=palette.GRADIENT, ms=3.2, lw=1.1)
        ax.plot(0, 0, "+", color=palette.TEXT, ms=9, mew=1.6)
        ax.set(title=name, xlabel="first parameter")
    axes[0].set_ylabel("second parameter")
    return axes
