"""Training curves, and the accuracies of runs, recipes and networks beside one another."""

import numpy as np

from convbook import palette
from convbook.plots.drawing import write
from convbook.plots.relations import check_at_most, check_intervals, check_lengths
from convbook.plots.style import DASHED, LINES, draw_lines, draw_rows, flat_axes, new_axes, styled


@styled
def training_curves(history, axes=None, *, watched="test"):
    """The paper's Fig. 5: accuracy on the left, loss on the right, with the curves of the test set beside them.

    Parameters
    ----------
    history : History
        From `train`, or any object with lists of its four names.
    watched : {"test", "val"}
        Which other set the history has, as in `test_loss` or `val_loss`.
    """
    other = {"test": "test set", "val": "validation set"}[watched]
    check_lengths(**{f"history.{name}": values for name, values in vars(history).items()})
    if not hasattr(history, f"{watched}_loss") or not hasattr(history, f"{watched}_accuracy"):
        raise ValueError(f"watched is {watched!r}, but history has no {watched}_loss and {watched}_accuracy")
    axes = flat_axes(axes, 7.2, 3, 1, 2)
    epochs = np.arange(1, len(history.loss) + 1)
    styles = ((palette.INPUT, "-", ""), (palette.GRADIENT, DASHED, ""))
    for ax, name in zip(axes, ("accuracy", "loss"), strict=True):
        curves = {"training set": getattr(history, name), other: getattr(history, f"{watched}_{name}")}
        draw_lines(ax, epochs, curves, styles)
        ax.set(xlabel="epoch", title=name.capitalize(), ylim=(0, 1.02 if name == "accuracy" else None))
        ax.grid(axis="y")
        ax.legend(loc="lower right" if name == "accuracy" else "upper right")
    return axes


@styled
def learning_rate_schedules(schedules, ax=None):
    """Learning rate schedules, a line for each.

    Parameters
    ----------
    schedules : dict of str to array_like, (updates,)
        A name, and the learning rates from the first update to the last. At most three.
    """
    styles = ((palette.GRADIENT, "-"), (palette.INPUT, DASHED), (palette.OUTPUT, ":"))
    check_at_most(len(styles), schedules=schedules)
    ax = ax or new_axes(7, 2.4)
    for (name, rates), (color, dashes) in zip(schedules.items(), styles, strict=False):
        ax.plot(rates, color=color, ls=dashes, label=name)
    ax.set(xlabel="update", ylabel="learning rate", ylim=(0, None))
    ax.grid(axis="y")
    ax.legend()
    return ax


@styled
def variant_accuracies(names, accuracies, intervals, paper, row_labels=(), ax=None):
    """Test accuracies of each variant: a dot for each run, a line for their mean, a band for its confidence interval.

    Parameters
    ----------
    names : sequence of str
        The variants, from top to bottom.
    accuracies : sequence of sequences of float
        For each variant the test accuracies of its runs, from 0 to 1.
    intervals : sequence of (float, float)
        For each variant the accuracies that its mean stands for.
    paper : float
        The accuracy to compare with, a dashed line through all rows.
    row_labels : sequence of str, optional
        A few words at the end of each row.
    """
    check_lengths(names=names, accuracies=accuracies, intervals=intervals)
    if row_labels:
        check_lengths(names=names, row_labels=row_labels)
    check_intervals(intervals, "intervals")
    ax = ax or new_axes(7, 0.44 * len(names) + 1)
    ink = palette.INK["filter"]
    ax.axvline(paper, color=ink, lw=1.5, ls="--", zorder=1)
    write(ax, paper, -0.75, f"paper {paper:.2%}", 9, ink, va="bottom")
    for row, (values, (low, high)) in enumerate(zip(accuracies, intervals, strict=True)):
        ax.barh(row, high - low, left=low, height=0.5, color=palette.TINT["input"], lw=0, zorder=0)
        _draw_mean(ax, np.mean(values), row, 0.25, palette.INK["input"])
        ax.plot(values, np.full(len(values), row), "o", color=palette.INPUT, ms=6, mec="white", mew=0.8)
    for row, words in enumerate(row_labels):
        _label_row(ax, row, words)
    draw_rows(ax, names, "test accuracy", margin=(0.7, 0.6))
    return ax


@styled
def accuracy_by_step(names, accuracies, ax=None):
    """Accuracy after each change of a recipe: a dot for each run, and the gain in points from mean to mean.

    Parameters
    ----------
    names : sequence of str
        The changes in the order in which they were added, from top to bottom.
    accuracies : sequence of sequences of float
        For each change the accuracies of its runs, from 0 to 1.
    """
    check_lengths(names=names, accuracies=accuracies)
    ax = ax or new_axes(7, 0.44 * len(names) + 0.8)
    means = [np.mean(values) for values in accuracies]
    ax.plot(means, range(len(names)), color=palette.LINE, lw=2, zorder=1)
    for row, (mean, values) in enumerate(zip(means, accuracies, strict=True)):
        gain = f"  {100 * (mean - means[row - 1]):+.1f}" if row else ""
        color = palette.OUTPUT if row == 0 or mean >= means[row - 1] else palette.GRADIENT
        ax.plot(values, np.full(len(values), row), "o", color=color, ms=4.5, alpha=0.5, mew=0)
        ax.plot(mean, row, "D", color=color, ms=7, mec="white", mew=0.8)
        _label_row(ax, row, f"{mean:.1%}{gain}")
    draw_rows(ax, names, "accuracy on the validation set, and the gain in points", margin=(0.7, 0.6))
    return ax


@styled
def seed_comparison(names, accuracies, intervals, ax=None):
    """One row a network, a line a seed from row to row: lines that lean the same way agree on the better of two rows.

    Where two lines cross, two networks disagree about which seed is better.

    Parameters
    ----------
    names : sequence of str
        The networks, from top to bottom.
    accuracies : array_like, (networks, seeds)
        From 0 to 1; at most three seeds.
    intervals : sequence of (float, float)
        For each network the accuracies that its mean stands for, drawn as a band.

    Raises
    ------
    ValueError
        If there is not one row of accuracies for each name, or more than three seeds.
    """
    check_lengths(names=names, intervals=intervals)
    seeds, rows = len(accuracies[0]), range(len(names))
    if {*map(len, accuracies)} != {seeds} or len(accuracies) != len(names) or seeds > len(LINES):
        raise ValueError(
            f"accuracies has {len(accuracies)} rows; expected a row for each of {len(names)} names,"
            f" with 1 to {len(LINES)} seeds"
        )
    check_intervals(intervals, "intervals")
    accuracies = np.array(accuracies)
    ax = ax or new_axes(7, 0.52 * len(names) + 1.2)
    for row, (values, (low, high)) in enumerate(zip(accuracies, intervals, strict=True)):
        ax.barh(row, high - low, left=low, height=0.62, color=palette.SURFACE, edgecolor=palette.LINE, lw=0.8, zorder=0)
        _draw_mean(ax, values.mean(), row, 0.31, palette.TEXT)
        _label_row(ax, row, f"{values.mean():.1%}, {values.min():.1%} to {values.max():.1%}")
    for seed, (values, (color, dashes, marker)) in enumerate(zip(accuracies.T, LINES, strict=False)):
        style = {"color": color, "marker": marker, "ms": 6.5, "mec": palette.PAPER, "mew": 0.8, "lw": 1.2}
        ax.plot(values, rows, ls=dashes, label=f"seed {seed}", zorder=3, **style)
    ax.use_sticky_edges = False  # a band at the rim would else touch it
    ax.margins(x=0.04)
    draw_rows(ax, names, "test accuracy", margin=(0.5, 0.5))
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=len(LINES))
    return ax


def _draw_mean(ax, mean, row, reach, color):
    ax.plot([mean, mean], [row - reach, row + reach], color=color, lw=2, zorder=2)


def _label_row(ax, row, words):
    """Words at the right end of a row."""
    ax.annotate(words, (1.01, row), xycoords=("axes fraction", "data"), va="center", fontsize=9)
