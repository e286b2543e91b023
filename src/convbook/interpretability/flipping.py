"""Are heat maps right? What is left of an answer when the pixels that they call hot are replaced."""

import numpy as np

from convbook.arguments import as_int, as_numbers


def in_regions(heat, regions):
    """The mean of a heat map in each region of a grid: (N, H, W) -> (N, regions, regions).

    A map with fewer places than the grid has regions gives each region the number of the place that it lies in.

    Raises
    ------
    ValueError
        If neither side divides the other.
    """
    heat = as_numbers(heat, "heat", {3: "(N, H, W)"})
    for axis in (1, 2):
        side = heat.shape[axis]
        if side % regions and regions % side:
            raise ValueError(
                f"heat has {side} places on a side; expected a number that divides {regions}, or that it divides"
            )
        if side < regions:
            heat = heat.repeat(regions // side, axis=axis)
        else:
            cut = (*heat.shape[:axis], regions, side // regions, *heat.shape[axis + 1 :])
            heat = heat.reshape(cut).mean(axis=axis + 1)
    return heat


def flip(images, heat, n, fill, regions=8):
    """Replace the `n` hottest regions of each picture by what `fill` has there.

    Parameters
    ----------
    images, fill : ndarray, (N, H, W, C)
        `fill` may lack the first axis, or have it of length 1: then it is the same for all pictures.
    heat : ndarray, (N, h, w)
        The hotter, the sooner; among equals the upper left one first.
    n : int
    regions : int
        How many regions a side has; the pictures' sides are a multiple of it.

    Returns
    -------
    ndarray, (N, H, W, C)
    """
    images = as_numbers(images, "images", {4: "(N, H, W, C)"})
    order = np.argsort(-in_regions(heat, regions).reshape(len(images), -1), axis=1, kind="stable")
    flipped = np.zeros(order.shape, bool)
    np.put_along_axis(flipped, order[:, : as_int(n, "n", 0)], True, axis=1)
    mask = flipped.reshape(-1, regions, regions)
    for axis, side in ((1, images.shape[1]), (2, images.shape[2])):
        if side % regions:
            raise ValueError(f"regions is {regions}; expected a number that divides {side}, the side of the pictures")
        mask = mask.repeat(side // regions, axis=axis)
    return np.where(mask[..., None], np.asarray(fill, images.dtype), images)


def flipping_curves(answer, images, classes, heat, fill, *, regions=8, step=4):
    """What is left of an answer as more and more of the picture is replaced, the hottest regions first.

    Samek et al. (2016) call it region perturbation, most relevant first.

    Parameters
    ----------
    answer : function
        From images (N, H, W, C) to one number for each class, (N, K): probabilities or scores, of any model.
    images : ndarray, (N, H, W, C)
    classes : sequence of int, (N,)
        The class asked about, for each picture.
    heat : ndarray, (N, h, w)
    fill : ndarray, (N, H, W, C) or (H, W, C)
        What the regions are replaced by.
    regions : int
        On a side.
    step : int
        Regions replaced from one point of the curve to the next; it divides their number.

    Returns
    -------
    ndarray, (N, steps + 1)
        From the whole picture to none of it.
    """
    total, rows = regions**2, np.arange(len(images))
    if total % as_int(step, "step", 1):
        raise ValueError(f"step is {step}; expected a number that divides {total}, the number of regions")
    counts = range(0, total + 1, step)
    flipped = (flip(images, heat, n, fill, regions) for n in counts)
    return np.stack([np.asarray(answer(X))[rows, classes] for X in flipped], axis=1)


def curve_area(curves):
    """The area under each curve (N, steps + 1) over the share of the picture from 0 to 1, by trapezoids: (N,)."""
    curves = as_numbers(curves, "curves", {2: "(N, steps + 1)"})
    return (curves[:, :-1] + curves[:, 1:]).mean(axis=1) / 2


def bootstrap_interval(values, rng, level=0.95, draws=2000):
    """Where the mean of `values` would lie if other faces had been drawn: the percentile bootstrap.

    Parameters
    ----------
    values : array_like, (N,) or (N, M)
        One for each face; with a second axis, an interval for each of its M columns, from the same draws.
    rng : numpy.random.Generator
    level : float between 0 and 1
    draws : int
        Samples of N faces, drawn from the N with replacement.

    Returns
    -------
    ndarray, (2,) or (2, M)
        Lower and upper end.
    """
    values = as_numbers(values, "values")
    if not 0 < level < 1:
        raise ValueError(f"level is {level!r}; expected a number between 0 and 1, such as 0.95")
    n = len(values)
    times = rng.multinomial(n, np.full(n, 1 / n), size=as_int(draws, "draws", 1))  # how often each face was drawn
    return np.quantile(times @ values / n, ((1 - level) / 2, (1 + level) / 2), axis=0)
