"""The loss for local filters against loops and finite differences, and what training with it changes."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from numpy.testing import assert_allclose, assert_array_equal

from convbook import (
    finetune_filters,
    load_faces,
    locality,
    location_templates,
    mutual_information,
    paper_cnn,
    representations,
    split_faces,
)
from convbook.interpretability.local_filters import template_loss
from convbook.nn.gradcheck import numerical_gradient


@pytest.fixture(scope="module")
def maps():
    return np.random.default_rng(0).random((5, 4, 4, 2)) * 2


TEMPLATES = location_templates(4, tau=12)


def gradient(maps, rule):
    x = tf.Variable(maps)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(template_loss(x, tf.constant(TEMPLATES), rule))
    return tape.gradient(loss, x).numpy()


def test_the_exact_loss_is_minus_the_information(maps):
    assert_allclose(template_loss(maps, tf.constant(TEMPLATES)), -mutual_information(maps, TEMPLATES), rtol=1e-9)


def test_its_slope_agrees_with_finite_differences(maps):
    expected = numerical_gradient(lambda x: -mutual_information(x, TEMPLATES).sum(), maps)
    assert_allclose(gradient(maps, "exact"), expected, atol=1e-7)


def test_the_other_slope_draws_each_map_to_its_own_template(maps):
    got = gradient(maps, "target")
    prior = 1 / len(TEMPLATES)
    for c in range(2):
        fits = np.exp([[np.sum(x * T) for x in maps[..., c]] for T in TEMPLATES])
        given = fits / fits.sum(axis=1, keepdims=True)  # p(x | T)
        for n in range(5):
            own = maps[n, ..., c].argmax()
            p = given[own, n]
            # d/ds of p log(p / q) with p = e^s / Z, Z and q constant: p (log(p / q) + 1)
            weight = prior * p * (np.log(p / np.mean(given[:, n])) + 1)
            assert_allclose(got[n, ..., c], -weight * TEMPLATES[own], rtol=1e-9)


@pytest.fixture(scope="module")
def trained():
    split = split_faces(load_faces("synthetic", size=24), test_fraction=0.9, seed=0)
    model = paper_cnn(34, (24, 24, 3), seed=1)
    return model, split


def test_the_loss_makes_filters_local_and_leaves_what_is_below_alone(trained):
    model, split = trained
    before = [w.copy() for w in model.get_weights()]
    tuned = {
        rule: finetune_filters(model, split, rule=rule, strength=1.0, epochs=2, learning_rate=1e-3)
        for rule in ("none", "target")
    }
    for was, now in zip(before, model.get_weights(), strict=True):
        assert_array_equal(was, now)
    for copy in tuned.values():
        assert_array_equal(copy.get_layer("conv2").get_weights()[0], before[2])
        assert not np.array_equal(copy.get_layer("conv3").get_weights()[0], before[4])
    means = {
        rule: np.nanmean(locality(representations(copy, "conv3", split.X_test[:100]), radius=1))
        for rule, copy in tuned.items()
    }
    assert means["target"] > means["none"] + 0.03


def test_the_seed_decides_the_order_of_the_faces_and_the_dropout_masks(trained):
    one, same, other = (finetune_filters(*trained, rule="none", epochs=1, seed=seed) for seed in (0, 0, 1))
    for a, b in zip(one.get_weights(), same.get_weights(), strict=True):
        assert_allclose(a, b, atol=1e-6)
    assert not np.allclose(one.get_layer("dense1").get_weights()[0], other.get_layer("dense1").get_weights()[0])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"rule": "mask"}, "rule is 'mask'"),
        ({"layer": "conv9"}, "layer is 'conv9'; expected one of .*conv3"),
        ({"layer": "dense1"}, r"layer 'dense1' has maps \(128,\); expected square maps"),
    ],
)
def test_what_cannot_be_fine_tuned_is_told(trained, given, message):
    with pytest.raises(ValueError, match=message):
        finetune_filters(*trained, **given)


def test_a_model_that_gives_scores_is_refused(trained):
    model, split = trained
    scores = keras.Sequential([keras.Input((24, 24, 3)), *model.layers[:-1], keras.layers.Dense(34)])
    with pytest.raises(ValueError, match="probabilities"):
        finetune_filters(scores, split)
