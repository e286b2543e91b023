"""A classifier's mistakes: confusion matrix, recalls, and reliability diagram."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import PercentFormatter

from convbook import palette
from convbook.arguments import check_shape
from convbook.plots.drawing import write
from convbook.plots.relations import check_increasing, check_lengths, check_some_positive, check_vector
from convbook.plots.style import flat_axes, new_axes, styled

SHARES = LinearSegmentedColormap.from_list("convbook shares", (palette.PAPER, "#9CCBE8", palette.INPUT, "#06304A"))


@styled
def confusion_matrix(counts, names, ax=None):
    """A confusion matrix: rows are the true labels, columns the predictions; the color is the fraction of the row.

    Parameters
    ----------
    counts : ndarray, (K, K)
    names : sequence of str
        The labels; columns carry only their numbers, which stand before the names.
    """
    check_shape(counts, "counts", (len(names), len(names)), "a row and a column for each of names")
    totals = counts.sum(axis=1, keepdims=True)
    shares = counts / np.maximum(totals, 1)
    k = len(counts)
    ax = ax or new_axes(7.4, 0.165 * k + 0.7)
    ax.imshow(shares, cmap=SHARES, vmin=0, vmax=1, interpolation="nearest", aspect="auto")
    for i, j in np.argwhere(counts):
        color = palette.PAPER if shares[i, j] > 0.45 else palette.TEXT
        size = 7.5 if counts[i, j] < 100 else 6.2  # three digits are to stay in their cell
        write(ax, j, i, counts[i, j], size, color, fontweight="bold" if i != j else "normal")
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
def recalls(counts, recalls, accuracy, balanced, names=None, ax=None):
    """Recall of each person against the number of training images; both means as lines.

    Parameters
    ----------
    counts : sequence of int
        Training pictures of each person; the axis is logarithmic.
    recalls : sequence of float
        The fraction of each person's test pictures that is classified correctly, from 0 to 1.
    accuracy : float
        The mean over pictures, dashed.
    balanced : float
        The mean over people, dotted.
    names : sequence of str, optional
        For the dot with the most pictures, and for the three with the lowest recalls.
    """
    check_vector(counts=counts)
    check_lengths(counts=counts, recalls=recalls)
    if names is not None:
        check_lengths(counts=counts, names=names)
    if counts.min() <= 0:
        raise ValueError(f"counts holds {counts.min()}; expected numbers above 0, as the axis is logarithmic")
    ax = ax or new_axes(7, 3.6)
    ax.scatter(counts, recalls, s=40, color=palette.INPUT, edgecolor=palette.PAPER, lw=0.8, zorder=3, clip_on=False)
    for value, name, color, dashes in (
        (accuracy, "accuracy, mean over photographs", palette.GRADIENT, (0, (5, 2))),
        (balanced, "balanced accuracy, mean over people", palette.OUTPUT, (0, (1, 1.4))),
    ):
        ax.axhline(value, color=color, ls=dashes, lw=1.6, label=f"{name}: {value:.0%}")
    extremes = [np.argmax(counts), *np.argsort(recalls, kind="stable")[:3]]
    for k in extremes if names is not None else ():
        offset, align = (-7, "right") if counts[k] > 3 * np.median(counts) else (7, "left")
        style = {"textcoords": "offset points", "ha": align, "va": "center", "fontsize": 8.5}
        ax.annotate(names[k], (counts[k], recalls[k]), (offset, 0), **style)
    ax.set(xscale="log", xlabel="training photographs", ylabel="recall", ylim=(0, 1))
    ticks = [n for n in (10, 20, 50, 100, 200, 400) if counts.min() * 0.8 <= n <= counts.max() * 1.25]
    ax.set_xticks(ticks, map(str, ticks))
    ax.minorticks_off()
    ax.set_yticks(np.linspace(0, 1, 5))
    ax.yaxis.set_major_formatter(PercentFormatter(1, 0))
    ax.legend(loc="lower right", fontsize=8.5)
    return ax


@styled
def reliability_diagram(confidence, accuracy_by_bin, counts, edges, axes=None):
    """Reliability diagram: accuracy by confidence; below, the number of predictions in each bin.

    Parameters
    ----------
    confidence, accuracy_by_bin, counts : sequence of float
        Of each bin with predictions: mean probability, fraction of correct ones, number.
    edges : ndarray
        Borders of all bins.
    """
    check_vector(counts=counts)
    check_lengths(confidence=confidence, accuracy_by_bin=accuracy_by_bin, counts=counts)
    check_increasing(edges=edges)
    check_some_positive("counts", counts)
    axes = flat_axes(axes, 5.2, 5, 2, sharex=True, height_ratios=(3, 1))
    above, below = axes
    bins = np.clip(np.searchsorted(edges, confidence) - 1, 0, len(edges) - 2)
    width = np.diff(edges)[bins]
    middles = edges[bins] + width / 2
    above.plot([0, 1], [0, 1], color=palette.MUTED, lw=1, ls=(0, (4, 3)), label="perfectly calibrated")
    tinted = {"color": palette.TINT["output"], "edgecolor": palette.OUTPUT}
    above.bar(middles, accuracy_by_bin, 0.92 * width, label="correct answers", **tinted)
    for k, x in enumerate(middles):
        ends, label = [accuracy_by_bin[k], confidence[k]], "distance" if k == 0 else None
        above.plot([x, x], ends, color=palette.GRADIENT, lw=2.2, label=label)
    below.bar(middles, counts, 0.92 * width, color=palette.INPUT)
    for x, count in zip(middles, counts, strict=True):
        write(below, x, count, f"{count:g}", 8, va="bottom")
    above.set(ylim=(0, 1.05), ylabel="share of correct answers")
    below.set(xlim=(0, 1), ylim=(0, 1.25 * max(counts)), xlabel="probability of the answer", ylabel="answers")
    above.legend(loc="upper left")
    return axes
