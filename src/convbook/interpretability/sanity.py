"""Sanity checks of heat maps: their rank correlation with the trained network's while weights are randomized."""

import numpy as np
from scipy.stats import rankdata

from convbook.arguments import as_numbers
from convbook.interpretability.deconvnet import Network


def cascading_randomization(maps_of, network, order, rng):
    """The rank correlation of heat maps while layers are randomized one after the other (Adebayo et al. 2018).

    Parameters
    ----------
    maps_of : function
        From a network to a dict, method -> heat maps (N, h, w) of the same N images.
    network : Network
        The trained one.
    order : sequence of str
        Layers, the first to be randomized first; each stays randomized.
    rng : numpy.random.Generator

    Returns
    -------
    dict
        Method -> ndarray (len(order) + 1,): the mean over images of the rank correlation with the trained network's
        maps, beginning with the trained network itself. Maps that are the same everywhere have none and are left out.
    """
    trained = maps_of(network)
    correlations = {method: [_mean_correlation(maps, maps)] for method, maps in trained.items()}
    for name in order:
        network = randomize_layers(network, [name], rng)
        for method, maps in maps_of(network).items():
            correlations[method].append(_mean_correlation(trained[method], maps))
    return {method: np.array(values) for method, values in correlations.items()}


def _mean_correlation(trained, randomized):
    correlations = np.array([rank_correlation(a, b) for a, b in zip(trained, randomized, strict=True)])
    finite = correlations[np.isfinite(correlations)]
    return finite.mean() if len(finite) else np.nan


def rank_correlation(a, b):
    """Spearman's correlation of two heat maps: 1 if both put all positions in the same order, 0 if unrelated.

    Equal values share the mean of their ranks; NaN for a map that has the same value everywhere.
    """
    ranks_a = rankdata(as_numbers(a, "a"))
    ranks_b = rankdata(as_numbers(b, "b"))
    if len(ranks_a) != len(ranks_b):
        raise ValueError(f"a has {len(ranks_a)} places and b {len(ranks_b)}; expected two maps of one size")
    if np.ptp(ranks_a) == 0 or np.ptp(ranks_b) == 0:
        return float("nan")
    return float(np.corrcoef(ranks_a, ranks_b)[0, 1])


def randomize_layers(network, names, rng):
    """A copy of the network with the weights of some layers reinitialized: Glorot uniform, biases 0.

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
        network.up_to(name)  # raises if there is none
        for key in [key for key in parameters if key.startswith(f"{name}/")]:
            old = parameters[key]
            window = np.prod(old.shape[:-2])  # of a filter; 1 for a dense layer
            limit = np.sqrt(6 / (window * (old.shape[-2] + old.shape[-1]))) if old.ndim > 1 else 0
            parameters[key] = rng.uniform(-limit, limit, old.shape).astype(old.dtype)
    return Network(parameters, network.layers)
