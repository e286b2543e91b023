"""The course of a training, and the readings of the paper beside its own number."""

import numpy as np

from .. import palette
from .style import new_axes, styled


@styled
def training_curves(history, axes=None):
    """The paper's Fig. 5: accuracy on the left, loss on the right, with the test part's curves beside them.

    Parameters
    ----------
    history : History
        From `train`, or any object with lists of its four names.
    axes : pair of matplotlib.axes.Axes, optional

    Returns
    -------
    ndarray of matplotlib.axes.Axes
    """
    axes = new_axes(7.2, 3, 1, 2) if axes is None else np.ravel(axes)
    epochs = np.arange(1, len(history.loss) + 1)
    for ax, name in zip(axes, ("accuracy", "loss"), strict=True):
        ax.plot(epochs, getattr(history, name), color=palette.INPUT, label="training part")
        ax.plot(epochs, getattr(history, f"test_{name}"), color=palette.GRADIENT, ls=(0, (4, 1.5)), label="test part")
        ax.set(xlabel="epoch", title=name.capitalize(), ylim=(0, 1.02 if name == "accuracy" else None))
        ax.grid(axis="y")
        ax.legend(loc="lower right" if name == "accuracy" else "upper right")
    return axes


@styled
def readings(names, accuracies, paper, interval, ax=None):
    """One dot a run, one row a reading, the paper's value as a line and what chance allows around it as a band.

    Parameters
    ----------
    names : sequence of str
        The readings, from top to bottom.
    accuracies : sequence of sequences of float
        For each reading the test accuracies of its runs, from 0 to 1.
    paper : float
        The accuracy to compare with.
    interval : (float, float)
        The accuracies that agree with `paper`.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = new_axes(7, 0.42 * len(names) + 1) if ax is None else ax
    ax.axvspan(*interval, color=palette.TINT["filter"], lw=0)
    ax.axvline(paper, color=palette.INK["filter"], lw=1.5, ls="--")
    ax.text(paper, -0.75, f"paper {paper:.2%}", ha="center", va="bottom", color=palette.INK["filter"], fontsize=9)
    for row, values in enumerate(accuracies):
        ax.plot(values, np.full(len(values), row), "o", color=palette.INPUT, ms=7, mec="white", mew=0.8)
    ax.set_yticks(range(len(names)), names)
    ax.set(ylim=(len(names) - 0.4, -0.7), xlabel="test accuracy")
    ax.xaxis.set_major_formatter(lambda x, _: f"{x:.0%}")
    ax.grid(axis="x")
    ax.set_axisbelow(True)
    ax.tick_params(length=0)
    return ax
