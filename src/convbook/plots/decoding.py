"""How much of the picture a layer gives back."""

import numpy as np

from convbook import palette
from convbook.plots.style import new_axes, styled

MARKS = (("output", "-", "o"), ("filter", "--", "s"), ("input", ":", "^"))


@styled
def recovery_curves(names, curves, ax=None):
    """What share of the pictures each layer gives back, a line for each network.

    Parameters
    ----------
    names : sequence of str
        The layers.
    curves : dict
        Label -> a share for each layer, 1 at the most. At most three.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = new_axes(7, 3.2) if ax is None else ax
    x = np.arange(len(names))
    for (label, shares), (role, line, mark) in zip(curves.items(), MARKS, strict=False):
        ax.plot(x, shares, ls=line, marker=mark, ms=6, color=palette.ROLES[role], label=label)
    first, *others = curves.values()
    for i, share in enumerate(first):
        lower = all(share <= other[i] for other in others)
        shift, side = (-0.05, "top") if lower and others else (0.04, "bottom")
        ax.text(
            i - 0.08, share + shift, f"{share:.2f}", ha="center", va=side, fontsize=8.5, color=palette.INK["output"]
        )
    ax.set_xticks(x, names)
    ax.set(ylim=(min(0, *map(min, curves.values())) - 0.06, 1.14), ylabel="share that comes back, $R^2$")
    ax.axhline(1, color=palette.LINE, lw=1, zorder=0)
    ax.legend(loc="lower left")
    return ax
