"""Bars: photographs of each person, times, and fractions of blank channels and zeros."""

import numpy as np

from convbook import palette
from convbook.plots.drawing import write
from convbook.plots.relations import check_lengths, check_some_positive, check_vector
from convbook.plots.style import new_axes, styled


@styled
def class_counts(names, counts, ax=None):
    """A horizontal bar a person, the one with the most photographs on top.

    Parameters
    ----------
    names : sequence of str
    counts : sequence of int
        Photographs of each.
    """
    check_vector(counts=counts)
    check_lengths(names=names, counts=counts)
    check_some_positive("counts", counts)
    order = np.argsort(counts, kind="stable")[::-1]
    ax = ax or new_axes(5, 0.18 * len(names) + 0.5)
    ax.barh(range(len(names)), np.asarray(counts)[order], color=palette.INPUT, height=0.72)
    for row, k in enumerate(order):
        write(ax, counts[k] + min(4, 0.05 * counts.max()), row, str(counts[k]), 8, palette.MUTED, ha="left")
    ax.set_yticks(range(len(names)), np.asarray(names)[order], fontsize=8)
    ax.set(ylim=(len(names) - 0.4, -0.6), xlabel="photographs")
    ax.tick_params(length=0)
    ax.spines["left"].set_visible(False)
    return ax


@styled
def time_bars(names, seconds, ax=None):
    """How long each way took, from top to bottom, on a scale on which each line is ten times the one before.

    Parameters
    ----------
    names : sequence of str
    seconds : sequence of float
    """
    check_lengths(names=names, seconds=seconds)
    ax = ax or new_axes(7, 0.42 * len(names) + 0.7)
    milliseconds = 1000 * np.asarray(seconds)
    ax.barh(range(len(names)), milliseconds, 0.6, color=palette.TINT["input"], edgecolor=palette.INPUT)
    for y, value in enumerate(milliseconds):
        write(ax, value * 1.15, y, f"{float(f'{value:.2g}'):g} ms", 9, ha="left")
    ax.set(xscale="log", xlabel="milliseconds; each line is ten times the one before")
    ax.set_yticks(range(len(names)), names)
    ax.set_xlim(milliseconds.min() / 3, milliseconds.max() * 5)
    ax.grid(axis="x")
    ax.invert_yaxis()
    return ax


@styled
def blank_and_zero_fractions(names, blank, zero, ax=None):
    """Two bars a layer: the fraction of blank channels, and of activations that are 0.

    Parameters
    ----------
    names : sequence of str
        The layers.
    blank, zero : sequence of float, or of ndarray (N,)
        Fractions from 0 to 1: one number a layer, or one for each picture. The bar is their mean; the thin line
        spans the middle nine tenths of the pictures, from the 5th to the 95th percentile.
    """
    check_lengths(names=names, blank=blank, zero=zero)
    ax = ax or new_axes(7, 3.1)
    striped = {"color": palette.TINT["gradient"], "edgecolor": palette.GRADIENT, "hatch": "//"}
    _draw_means(ax, zero, -0.2, label="activations that are 0", color=palette.OUTPUT)
    _draw_means(ax, blank, 0.2, label="channels that are blank", **striped)
    ax.set_xticks(range(len(names)), names)
    ax.set(ylim=(0, 1.18), ylabel="share", yticks=np.linspace(0, 1, 6))
    ax.legend(loc="upper left", ncols=2)
    return ax


def _draw_means(ax, values, shift, **style):
    """A bar for the mean of each of `values`, `shift` beside its tick, and a line for its spread if it has one."""
    means = [float(np.mean(value)) for value in values]
    ax.bar(np.arange(len(means)) + shift, means, 0.38, **style)
    for i, (mean, value) in enumerate(zip(means, values, strict=True)):
        low, high = np.percentile(value, (5, 95))
        if np.size(value) > 1:
            ax.plot([i + shift, i + shift], [low, high], color=palette.TEXT, lw=1.2, solid_capstyle="butt")
        write(ax, i + shift, max(mean, high) + 0.015, f"{mean:.0%}", 8.5, va="bottom")
