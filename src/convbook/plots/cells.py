"""What cells answer while a pattern moves."""

import numpy as np

from convbook import palette
from convbook.plots.style import new_axes, styled

LINES = ((palette.GRADIENT, (0, (1, 1.2)), "^"), (palette.FILTER, (0, (4, 1.5)), "s"), (palette.INPUT, "-", "o"),
         (palette.OUTPUT, "-", "D"))  # fmt: skip


@styled
def shift_curves(shifts, answers, ax=None):
    """What cells answer while a pattern is moved past them, each as a share of its strongest answer; at most four.

    Parameters
    ----------
    shifts : sequence of int
        In pixels.
    answers : dict
        Name -> sequence of float, one for each shift.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = new_axes(6, 3.1) if ax is None else ax
    for (name, values), (colour, dashes, marker) in zip(answers.items(), LINES, strict=False):
        values = np.asarray(values, float)
        ax.plot(shifts, values / (values.max() or 1), color=colour, ls=dashes, marker=marker, ms=5, label=name)
    ax.set(xlabel="shift of the pattern, in pixels", ylabel="answer, of its largest", ylim=(-0.04, 1.08))
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.grid(axis="y")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2)
    return ax
