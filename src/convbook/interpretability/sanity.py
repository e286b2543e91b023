"""Sanity checks of heat maps: their rank correlation with the trained network's while weights are randomized."""

import numpy as np
from scipy.stats import rankdata

from convbook.arguments import as_names, as_numbers, check_function, check_kind, check_rng
from convbook.interpretability.deconvnet import Network, check_network


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
    check_network(network)
    check_rng(rng)
    check_function(maps_of, "maps_of", "lambda network: {'saliency': saliency(network, images, classes)}")
    order = as_names(order, "order", "['output']")
    for name in order:
        network.up_to(name)  # raises if there is none, before anything is computed
    trained = maps_of(network)
    check_kind(trained, "what maps_of gave", dict, "a dict, method -> heat maps")
    correlations = {method: [_mean_correlation(method, maps, maps)] for method, maps in trained.items()}
    for name in order:
        network = randomize_layers(network, [name], rng)
        randomized = maps_of(network)
        if set(randomized) != set(trained):
            raise ValueError(
                f"maps_of gave {sorted(trained)} and later {sorted(randomized)}; expected the same methods"
            )
        for method, maps in randomized.items():
            correlations[method].append(_mean_correlation(method, trained[method], maps))
    return {method: np.array(values) for method, values in correlations.items()}


def _mean_correlation(method, trained, randomized):
    if np.shape(trained) != np.shape(randomized):
        raise ValueError(
            f"maps_of gave {method} as {np.shape(trained)} and later as {np.shape(randomized)}; expected maps of the"
            " same images"
        )
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
    check_network(network)
    check_rng(rng)
    parameters = dict(network.parameters)
    for name in as_names(names, "names", "['output']"):
        network.up_to(name)  # raises if there is none
        for key in [key for key in parameters if key.rpartition("/")[0] == name]:
            old = parameters[key]
            window = np.prod(old.shape[:-2])  # of a filter; 1 for a dense layer
            limit = np.sqrt(6 / (window * (old.shape[-2] + old.shape[-1]))) if old.ndim > 1 else 0
            parameters[key] = rng.uniform(-limit, limit, old.shape).astype(old.dtype)
    return Network(parameters, network.layers)
