"""Do heat maps show the network? How much of them is left when its weights are drawn anew."""

import numpy as np

from convbook.arguments import as_numbers
from convbook.interpretability.deconvnet import Network


def surviving_correlations(maps_of, network, order, rng):
    """How alike heat maps stay while one layer after the other loses what it learned (Adebayo et al. 2018).

    Parameters
    ----------
    maps_of : function
        From a network to a dict, method -> heat maps (N, h, w) of the same N pictures.
    network : Network
        The trained one.
    order : sequence of str
        Layers, the first to be drawn anew first; each stays drawn anew.
    rng : numpy.random.Generator

    Returns
    -------
    dict
        Method -> ndarray (len(order) + 1,): the mean over pictures of the rank correlation with the trained network's
        maps, beginning with the trained network itself. Maps that are the same everywhere have none and are left out.
    """
    trained = maps_of(network)
    alike = {method: [_mean_correlation(maps, maps)] for method, maps in trained.items()}
    for name in order:
        network = randomized(network, [name], rng)
        for method, maps in maps_of(network).items():
            alike[method].append(_mean_correlation(trained[method], maps))
    return {method: np.array(values) for method, values in alike.items()}


def _mean_correlation(before, after):
    found = np.array([rank_correlation(*pair) for pair in zip(before, after, strict=True)])
    return found[np.isfinite(found)].mean() if np.isfinite(found).any() else np.nan


def rank_correlation(a, b):
    """Spearman's correlation of two heat maps: 1 if both put all places in the same order, 0 if unrelated.

    Equal values share the mean of their ranks. A map that has the same value everywhere puts nothing in order, and
    its correlation is NaN.
    """
    ranks = [_ranks(as_numbers(values, name).ravel()) for values, name in ((a, "a"), (b, "b"))]
    if len(ranks[0]) != len(ranks[1]):
        raise ValueError(f"a has {len(ranks[0])} places and b {len(ranks[1])}; expected two maps of one size")
    (a, b), scale = ranks, np.sqrt((ranks[0] ** 2).sum() * (ranks[1] ** 2).sum())
    return float(a @ b / scale) if scale > 0 else float("nan")


def _ranks(values):
    """Each value's rank, less the mean rank."""
    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2)[which] - (len(values) + 1) / 2


def randomized(network, names, rng):
    """The network with the weights of some layers drawn anew, as before training: Glorot's uniform, biases 0.

    Parameters
    ----------
    network : Network
    names : sequence of str
        Layers, such as ``("output", "dense2")``.
    rng : numpy.random.Generator

    Returns
    -------
    Network
        The other layers share their arrays with `network`.

    Raises
    ------
    ValueError
        If there is no such layer.
    """
    parameters = dict(network.parameters)
    for name in names:
        network.upto(name)  # tells if there is none
        for key in [key for key in parameters if key.startswith(f"{name}/")]:
            old = parameters[key]
            taps = np.prod(old.shape[:-2])  # of a filter; 1 for a dense layer
            limit = np.sqrt(6 / (taps * (old.shape[-2] + old.shape[-1]))) if old.ndim > 1 else 0
            parameters[key] = rng.uniform(-limit, limit, old.shape).astype(old.dtype)
    return Network(parameters, network.layers)
