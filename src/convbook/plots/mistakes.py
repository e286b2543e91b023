"""How a classifier errs."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from convbook import palette
from convbook.plots.style import new_axes, styled

SHARES = LinearSegmentedColormap.from_list("convbook shares", (palette.PAPER, "#9CCBE8", palette.INPUT, "#06304A"))


@styled
def confusion_grid(counts, names, ax=None):
    """A confusion matrix: rows are the true labels, columns the answers; the colour is the share of the row.

    Parameters
    ----------
    counts : ndarray, (K, K)
    names : sequence of str
        The labels; columns carry only their numbers, which stand before the names.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    counts = np.asarray(counts)
    totals = counts.sum(axis=1, keepdims=True)
    shares = counts / np.maximum(totals, 1)
    k = len(counts)
    ax = new_axes(7.4, 0.165 * k + 0.7) if ax is None else ax
    ax.imshow(shares, cmap=SHARES, vmin=0, vmax=1, interpolation="nearest", aspect="auto")
    for i, j in np.argwhere(counts):
        dark = shares[i, j] > 0.45
        ax.text(
            j, i, counts[i, j], ha="center", va="center", fontsize=7.5,
            color=palette.PAPER if dark else palette.TEXT, fontweight="bold" if i != j else "normal",
        )  # fmt: skip
    ax.set_xticks(range(k), range(1, k + 1), fontsize=7)
    ax.set_yticks(range(k), [f"{name}  {i}" for i, name in enumerate(names, start=1)], fontsize=8.5)
    ax.set_xticks(np.arange(k - 1) + 0.5, minor=True)
    ax.set_yticks(np.arange(k - 1) + 0.5, minor=True)
    ax.grid(which="minor", color=palette.LINE, lw=0.4)
    ax.tick_params(which="both", length=0)
    ax.xaxis.tick_top()
    ax.set_title("the network's answer", fontsize=9)
    return ax


@styled
def recalls(counts, recalls, accuracy, balanced, names=None, ax=None, *, named=4):
    """How much of each person is recognized, against how many pictures there are; both kinds of mean as lines.

    Parameters
    ----------
    counts : sequence of int
        Training pictures of each person; the axis is logarithmic.
    recalls : sequence of float
        The part of each person's test pictures that is named right, from 0 to 1.
    accuracy : float
        The mean over pictures, dashed.
    balanced : float
        The mean over people, dotted.
    names : sequence of str, optional
        For the dot with the most pictures, and for those with the lowest recalls.
    ax : matplotlib.axes.Axes, optional
    named : int
        How many dots carry their names.

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = new_axes(7, 3.6) if ax is None else ax
    counts, recalls = np.asarray(counts), np.asarray(recalls)
    ax.scatter(counts, recalls, s=40, color=palette.INPUT, edgecolor=palette.PAPER, lw=0.8, zorder=3, clip_on=False)
    for value, name, color, dashes in (
        (accuracy, "accuracy, mean over photographs", palette.GRADIENT, (0, (5, 2))),
        (balanced, "balanced accuracy, mean over people", palette.OUTPUT, (0, (1, 1.4))),
    ):
        ax.axhline(value, color=color, ls=dashes, lw=1.6, label=f"{name}: {value:.0%}")
    for k in () if names is None else (int(np.argmax(counts)), *np.argsort(recalls, kind="stable")[: named - 1]):
        right = counts[k] > 3 * np.median(counts)
        ax.annotate(
            names[k], (counts[k], recalls[k]), (-7 if right else 7, 0), textcoords="offset points",
            ha="right" if right else "left", va="center", fontsize=8.5,
        )  # fmt: skip
    ax.set(xscale="log", xlabel="training photographs", ylabel="named right", ylim=(0, 1))
    ticks = [n for n in (10, 20, 50, 100, 200, 400) if counts.min() * 0.8 <= n <= counts.max() * 1.25]
    ax.set_xticks(ticks, map(str, ticks))
    ax.minorticks_off()
    ax.set_yticks(np.linspace(0, 1, 5), [f"{share:.0%}" for share in np.linspace(0, 1, 5)])
    ax.legend(loc="lower right", fontsize=8.5)
    return ax


@styled
def reliability(confidence, accuracy, counts, edges, axes=None):
    """Certainty beside truth: how often answers of each degree of certainty are right; below, how many there are.

    Parameters
    ----------
    confidence, accuracy, counts : sequence of float
        Of each bin with answers: mean probability, share of right ones, number.
    edges : ndarray
        Borders of all bins.
    axes : two matplotlib.axes.Axes, optional

    Returns
    -------
    ndarray of two matplotlib.axes.Axes
    """
    if axes is None:
        axes = new_axes(5.2, 5, 2, sharex=True, height_ratios=(3, 1))
    above, below = axes
    width = edges[1] - edges[0]
    bins = np.clip(np.searchsorted(edges, confidence) - 1, 0, len(edges) - 2)
    middles = edges[bins] + width / 2
    above.plot([0, 1], [0, 1], color=palette.MUTED, lw=1, ls=(0, (4, 3)), label="certainty as it should be")
    above.bar(
        middles, accuracy, 0.92 * width, color=palette.TINT["output"], edgecolor=palette.OUTPUT, label="right answers"
    )
    for x, right, sure in zip(middles, accuracy, confidence, strict=True):
        above.plot([x, x], [right, sure], color=palette.GRADIENT, lw=2.2, label="distance" if x == middles[0] else None)
    below.bar(middles, counts, 0.92 * width, color=palette.INPUT)
    for x, count in zip(middles, counts, strict=True):
        below.text(x, count, f"{count:g}", ha="center", va="bottom", fontsize=8)
    above.set(ylim=(0, 1.05), ylabel="share of right answers")
    below.set(xlim=(0, 1), ylim=(0, 1.25 * max(counts)), xlabel="probability of the answer", ylabel="answers")
    above.legend(loc="upper left")
    return np.array([above, below])
