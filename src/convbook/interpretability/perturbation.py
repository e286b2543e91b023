"""How faithful are heat maps? The class score as the regions that they mark as most relevant are perturbed."""

import numpy as np
from scipy.integrate import trapezoid

from convbook.arguments import as_int, as_numbers, as_share, check_rng
from convbook.interpretability.predictions import as_fill, as_images, class_outputs


def region_means(heat, regions):
    """The mean of a heat map in each region of a grid: (N, H, W) -> (N, regions, regions).

    In a map with fewer positions than the grid has regions, each region gets the value of the position that it lies
    in. ValueError if neither side divides the other.
    """
    heat, regions = as_numbers(heat, "heat", {3: "(N, H, W)"}), as_int(regions, "regions", 1)
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


def perturb_regions(images, heat, n, fill, regions=8):
    """Replace the `n` most relevant regions of each image by what `fill` has there.

    Parameters
    ----------
    images, fill : ndarray, (N, H, W, C)
        `fill` may lack the first axis, or have it of length 1: then it is the same for all images.
    heat : ndarray, (N, h, w)
        Among equal regions the upper left one comes first.
    n : int
    regions : int
        How many regions a side has; the images' sides are a multiple of it.

    Returns
    -------
    ndarray, (N, H, W, C)
    """
    images, means = as_numbers(images, "images", {4: "(N, H, W, C)"}), region_means(heat, regions)
    if len(means) != len(images):
        raise ValueError(f"heat has {len(means)} maps for {len(images)} pictures; expected one for each")
    if as_int(n, "n", 0) > regions**2:
        raise ValueError(f"n is {n}; expected 0 to {regions**2}, the number of regions")
    order = np.argsort(-means.reshape(len(images), -1), axis=1, kind="stable")
    perturbed = np.zeros(order.shape, bool)
    np.put_along_axis(perturbed, order[:, :n], True, axis=1)
    mask = perturbed.reshape(-1, regions, regions)
    for axis in (1, 2):
        side = images.shape[axis]
        if side % regions:
            raise ValueError(f"regions is {regions}; expected a number that divides {side}, the side of the pictures")
        mask = mask.repeat(side // regions, axis=axis)
    return np.where(mask[..., None], as_fill(fill, images.shape).astype(images.dtype), images)


def perturbation_curves(predict, images, classes, heat, fill, *, regions=8, step=4):
    """The class score as more and more of the image is perturbed, the most relevant regions first (Samek et al. 2016).

    Parameters
    ----------
    predict, images, classes
        As for `occlusion`.
    heat, fill, regions
        As for `perturb_regions`.
    step : int
        Regions replaced from one point of the curve to the next; it divides their number.

    Returns
    -------
    ndarray, (N, steps + 1)
        From the whole image to none of it.
    """
    images, total = as_images(images), as_int(regions, "regions", 1) ** 2
    if total % as_int(step, "step", 1):
        raise ValueError(f"step is {step}; expected a number that divides {total}, the number of regions")
    curves = []
    for n in range(0, total + 1, step):
        perturbed = perturb_regions(images, heat, n, fill, regions)
        curves.append(class_outputs(predict, perturbed, classes))
    return np.stack(curves, axis=1)


def curve_area(curves):
    """The area under each curve (N, steps + 1) over the fraction of the image from 0 to 1, by trapezoids: (N,)."""
    curves = as_numbers(curves, "curves", {2: "(N, steps + 1)"})
    if curves.shape[1] < 2:
        raise ValueError(
            f"curves has shape {curves.shape}; expected at least two points, as there is no area below one"
        )
    return trapezoid(curves, axis=1) / (curves.shape[1] - 1)


def bootstrap_interval(values, rng, level=0.95, draws=2000):
    """Percentile bootstrap confidence interval of the mean of `values`.

    Parameters
    ----------
    values : array_like, (N,) or (N, M)
        With a second axis, an interval for each of its M columns, from the same draws.
    rng : numpy.random.Generator
    level : float between 0 and 1
    draws : int
        Samples of N, drawn from the N with replacement.

    Returns
    -------
    ndarray, (2,) or (2, M)
        Lower and upper end.
    """
    values = as_numbers(values, "values", {1: "(N,)", 2: "(N, M)"})
    check_rng(rng)
    level = as_share(level, "level")
    n = len(values)
    times = rng.multinomial(n, np.full(n, 1 / n), size=as_int(draws, "draws", 1))  # how often each value was drawn
    return np.quantile(times @ values / n, ((1 - level) / 2, (1 + level) / 2), axis=0)
