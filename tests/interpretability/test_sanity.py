"""What is left of heat maps under other weights: against SciPy, and with maps that must change or must not."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from convbook import (
    cascading_randomization,
    class_scores,
    network_from_keras,
    paper_cnn,
    randomize_layers,
    rank_correlation,
    saliency,
)


@pytest.mark.parametrize("ties", [False, True])
def test_the_rank_correlation_is_scipys_and_that_of_ranks_by_counting(ties):
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 9, 7))
    b += a
    if ties:
        a, b = a.round(), np.maximum(b, 0)
    assert_allclose(rank_correlation(a, b), stats.spearmanr(a.ravel(), b.ravel()).statistic, atol=1e-12)
    ranks = [[(x > X).sum() + (x == X).sum() / 2 for x in X.ravel()] for X in (a, b)]
    assert_allclose(rank_correlation(a, b), np.corrcoef(ranks)[0, 1], atol=1e-12)


def test_the_rank_correlation_does_not_see_scale_and_says_so_of_a_map_without_order():
    a = np.random.default_rng(0).random((4, 4))
    assert_allclose(rank_correlation(a, np.exp(5 * a)), 1)
    assert_allclose(rank_correlation(a, -a), -1)
    assert np.isnan(rank_correlation(a, np.ones((4, 4))))
    with pytest.raises(ValueError, match="expected two maps of one size"):
        rank_correlation(a, a[:2])


def test_only_the_named_layers_are_drawn_anew_as_keras_draws_them():
    model = paper_cnn(5, (24, 24, 3), seed=0)
    network = network_from_keras(model)
    other = randomize_layers(network, ("output", "conv2"), np.random.default_rng(0))
    changed = [
        name for name in network.parameters if not np.array_equal(network.parameters[name], other.parameters[name])
    ]
    assert changed == ["conv2/F", "output/W"]  # the biases were 0 and stay it
    for name in changed:  # both are draws from the same uniform distribution, whose limit Keras knows
        old, new = np.abs(network.parameters[name]), np.abs(other.parameters[name])
        assert_allclose(new.max(), old.max(), rtol=0.05)
        assert_allclose(new.mean(), old.mean(), rtol=0.1)
        assert new.dtype == old.dtype


def test_drawing_a_layer_anew_changes_the_answer_and_the_gradient():
    network, X = network_from_keras(paper_cnn(5, (24, 24, 3), seed=0)), np.random.default_rng(1).random((2, 24, 24, 3))
    other = randomize_layers(network, ["dense2"], np.random.default_rng(0))
    assert np.abs(class_scores(network, X) - class_scores(other, X)).max() > 1e-3
    assert np.abs(saliency(network, X, [0, 1]) - saliency(other, X, [0, 1])).max() > 1e-4
    with pytest.raises(ValueError, match="no layer 'dense7'"):
        randomize_layers(network, ["dense7"], np.random.default_rng(0))


def test_a_map_that_looks_at_no_weights_survives_and_one_that_is_a_layers_weights_goes_with_that_layer():
    network = network_from_keras(paper_cnn(5, (24, 24, 3), seed=0))

    def maps_of(network):
        return {
            "picture": np.arange(24.0).reshape(2, 3, 4),
            "dense2": np.stack([network.parameters["dense2/W"]] * 2),
            "flat": np.ones((2, 3, 4)),
        }

    alike = cascading_randomization(maps_of, network, ["output", "dense2", "conv1"], np.random.default_rng(5))
    assert_allclose(alike["picture"], 1)
    assert_allclose(alike["dense2"][:2], 1)
    assert np.abs(alike["dense2"][2:]).max() < 0.05
    assert np.isnan(alike["flat"]).all()


def test_layers_that_were_drawn_anew_stay_so():
    network, seen = network_from_keras(paper_cnn(5, (24, 24, 3), seed=0)), []
    cascading_randomization(lambda net: seen.append(net) or {}, network, ["output", "dense2"], np.random.default_rng(0))
    first, second, third = (each.parameters for each in seen)
    assert first is network.parameters
    assert second["output/W"] is third["output/W"] is not first["output/W"]
    assert second["dense2/W"] is first["dense2/W"] is not third["dense2/W"]


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ({"network": paper_cnn(5, (24, 24, 3))}, TypeError, "network is of type Sequential.*expected a Network"),
        ({"maps_of": "saliency"}, TypeError, "maps_of is 'saliency'; expected a function"),
        ({"order": "output"}, TypeError, r"order is 'output'; expected a sequence of names, such as \['output'\]"),
        ({"order": ["output", "dense7"]}, ValueError, "no layer 'dense7'"),
        ({"rng": 0}, TypeError, "rng is 0; expected a random generator"),
    ],
)
def test_what_cannot_be_randomized_is_told_before_anything_is_computed(given, error, said):
    seen = []
    right = {"maps_of": lambda net: seen.append(net) or {}, "order": ["output"], "rng": np.random.default_rng(0)}
    right["network"] = network_from_keras(paper_cnn(5, (24, 24, 3), seed=0))
    with pytest.raises(error, match=said):
        cascading_randomization(**right | given)
    assert seen == []


def test_maps_of_other_images_or_methods_are_told():
    network, rng = network_from_keras(paper_cnn(5, (24, 24, 3), seed=0)), np.random.default_rng(0)
    for later, said in (
        ({"a": np.eye(4)[None]}, r"a as \(2, 4, 4\) and later as \(1, 4, 4\)"),
        ({"b": 0}, "the same methods"),
    ):
        given = iter([{"a": np.stack([np.eye(4)] * 2)}, later])
        with pytest.raises(ValueError, match=said):
            cascading_randomization(lambda _, given=given: next(given), network, ["output"], rng)
