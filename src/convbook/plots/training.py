"""The course of a training, and the readings of the paper beside its own number."""

import numpy as np

from convbook import palette
from convbook.plots.style import new_axes, styled


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
def readings(names, accuracies, intervals, paper, chances=None, ax=None):
    """One row a reading: a dot for each run, a line across for their mean, a band for what the test part leaves open.

    Parameters
    ----------
    names : sequence of str
        The readings, from top to bottom.
    accuracies : sequence of sequences of float
        For each reading the test accuracies of its runs, from 0 to 1.
    intervals : sequence of (float, float)
        For each reading the accuracies that its mean stands for.
    paper : float
        The accuracy to compare with, a dashed line through all rows.
    chances : sequence of str, optional
        A few words at the end of each row.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = new_axes(7, 0.44 * len(names) + 1) if ax is None else ax
    ax.axvline(paper, color=palette.INK["filter"], lw=1.5, ls="--", zorder=1)
    ax.text(paper, -0.75, f"paper {paper:.2%}", ha="center", va="bottom", color=palette.INK["filter"], fontsize=9)
    for row, (values, (low, high)) in enumerate(zip(accuracies, intervals, strict=True)):
        ax.barh(row, high - low, left=low, height=0.5, color=palette.TINT["input"], lw=0, zorder=0)
        mean = np.mean(values)
        ax.plot([mean, mean], [row - 0.25, row + 0.25], color=palette.INK["input"], lw=2)
        ax.plot(values, np.full(len(values), row), "o", color=palette.INPUT, ms=6, mec="white", mew=0.8)
    for row, words in enumerate(chances or ()):
        ax.annotate(words, (1.01, row), xycoords=("axes fraction", "data"), va="center", fontsize=9)
    return _name_rows(ax, names, "test accuracy")


@styled
def steps(names, accuracies, ax=None):
    """What each idea bought: one row an idea, a dot for each run, a line from mean to mean with the gain in points.

    Parameters
    ----------
    names : sequence of str
        The ideas in the order in which they were added, from top to bottom.
    accuracies : sequence of sequences of float
        For each idea the accuracies of its runs, from 0 to 1.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = new_axes(7, 0.44 * len(names) + 0.8) if ax is None else ax
    means = [np.mean(values) for values in accuracies]
    ax.plot(means, range(len(names)), color=palette.LINE, lw=2, zorder=1)
    for row, (mean, values) in enumerate(zip(means, accuracies, strict=True)):
        gain = f"  {100 * (mean - means[row - 1]):+.1f}" if row else ""
        color = palette.OUTPUT if row == 0 or mean >= means[row - 1] else palette.GRADIENT
        ax.plot(values, np.full(len(values), row), "o", color=color, ms=4.5, alpha=0.5, mew=0)
        ax.plot(mean, row, "D", color=color, ms=7, mec="white", mew=0.8)
        ax.annotate(f"{mean:.1%}{gain}", (1.01, row), xycoords=("axes fraction", "data"), va="center", fontsize=9)
    return _name_rows(ax, names, "accuracy on the validation part, and the gain in points")


def _name_rows(ax, names, label):
    """A name before each row from the top down, and percent below."""
    ax.set_yticks(range(len(names)), names)
    ax.set(ylim=(len(names) - 0.4, -0.7), xlabel=label)
    ax.xaxis.set_major_formatter(lambda x, _: f"{x:.0%}")
    ax.grid(axis="x")
    ax.set_axisbelow(True)
    ax.tick_params(length=0)
    return ax


@styled
def step_sizes(schedules, ax=None):
    """The step size from the first update to the last, a line for each schedule.

    Parameters
    ----------
    schedules : dict of str to array_like, (updates,)
        A name, and the step sizes.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = new_axes(7, 2.4) if ax is None else ax
    looks = zip((palette.GRADIENT, palette.INPUT, palette.OUTPUT), ("-", (0, (4, 1.5)), ":"), strict=True)
    for (name, rates), (color, style) in zip(schedules.items(), looks, strict=False):
        ax.plot(rates, color=color, ls=style, label=name)
    ax.set(xlabel="update", ylabel="step size", ylim=(0, None))
    ax.grid(axis="y")
    ax.legend()
    return ax
