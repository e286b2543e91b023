"""The recipes: each step changes one thing, and what they hand to Keras is what they say."""

from dataclasses import fields

import keras
import numpy as np
import pytest
from numpy.testing import assert_allclose

from convbook import (
    BEST_STEPS,
    FAST_STEPS,
    RECIPES,
    Recipe,
    Split,
    four_layer_cnn,
    one_cycle,
    predict_with_augmentation,
)


@pytest.fixture(scope="module")
def split():
    """Sixty pictures of three 'people', 16x16: bright above, in the middle, below."""
    rng = np.random.default_rng(0)
    y = np.arange(60) % 3
    X = 0.2 * rng.random((60, 16, 16, 3)).astype(np.float32)
    for image, person in zip(X, y, strict=True):
        image[5 * person : 5 * person + 5] += 0.7
    return Split(X[:45], y[:45], X[45:], y[45:], np.arange(45), np.arange(45, 60), ("a", "b", "c"), "synthetic")


def changed(one, other):
    return {field.name for field in fields(one) if getattr(one, field.name) != getattr(other, field.name)}


@pytest.mark.parametrize("steps", [list(FAST_STEPS.values())[1:], list(BEST_STEPS.values())])
def test_each_step_changes_one_idea(steps):
    together = [{"learning_rate", "warmup"}, {"learning_rate", "warmup", "weight_decay"}]  # a schedule and its peak
    for before, after in zip(steps[:-1], steps[1:], strict=True):
        assert len(changed(before, after)) == 1 or changed(before, after) in together
    assert all(step.augment is None or step.augment.mirror for step in steps)


def test_the_last_steps_are_the_recipes_and_the_papers_is_the_papers():
    assert RECIPES["fast"] == list(FAST_STEPS.values())[-1]
    assert RECIPES["best"] == list(BEST_STEPS.values())[-1]
    paper = RECIPES["paper"]
    assert (paper.epochs, paper.batch_size, paper.learning_rate, paper.filters) == (100, 128, 0.001, None)
    assert paper.model(34, (64, 64, 3)).count_params() == 1_183_714


def test_one_cycle_climbs_in_a_line_and_falls_as_a_cosine():
    rate = one_cycle(0.01, steps=100, warmup=0.2)
    at = [float(rate(step)) for step in (0, 10, 20, 60, 100)]
    assert_allclose(at, [0.0005, (0.0005 + 0.01) / 2, 0.01, 0.005, 0], atol=1e-8)
    assert float(one_cycle(0.01, 100, warmup=0)(0)) == pytest.approx(0.01)


def test_four_layer_cnn_has_the_parameters_one_counts_by_hand():
    model = four_layer_cnn(34, (32, 32, 3), filters=(16, 32, 64, 128))
    convolutions = 9 * (3 * 16 + 16 * 32 + 32 * 64 + 64 * 128)
    normalization = 4 * (16 + 32 + 64 + 128)  # mean, variance, scale and shift
    assert model.count_params() == convolutions + normalization + (2 * 2 * 128 + 1) * 34
    plain = four_layer_cnn(34, (32, 32, 3), filters=(16, 32, 64, 128), normalize=False)
    assert plain.count_params() == convolutions + (16 + 32 + 64 + 128) + (2 * 2 * 128 + 1) * 34


def test_pooling_before_relu_gives_what_relu_before_pooling_gives():
    X = np.random.default_rng(0).normal(size=(2, 8, 8, 3)).astype(np.float32)
    pool, relu = keras.layers.MaxPooling2D(2), keras.layers.ReLU()
    assert_allclose(pool(relu(X)), relu(pool(X)))


@pytest.mark.parametrize(("argument", "message"), [((1, (64, 64, 3)), "n_classes"), ((3, (8, 64, 3)), "at least 16")])
def test_four_layer_cnn_refuses_what_makes_no_sense(argument, message):
    with pytest.raises(ValueError, match=message):
        four_layer_cnn(*argument)


def test_a_recipe_reaches_the_optimizer_and_the_loss(split):
    recipe = Recipe(
        filters=(4, 4, 4, 4), batch_size=15, learning_rate=0.02, warmup=0.5, weight_decay=0.1, label_smoothing=0.2
    )
    model = recipe.model(3, (16, 16, 3))
    recipe.train(model, split, epochs=2, evaluate_test=False, progress=False)
    assert isinstance(model.optimizer, keras.optimizers.AdamW)
    assert model.optimizer.weight_decay == 0.1
    assert model.loss.label_smoothing == 0.2
    assert int(model.optimizer.iterations) == 2 * 3
    assert float(model.optimizer.learning_rate) == pytest.approx(0, abs=1e-9)  # the cycle ends with the training


@pytest.mark.slow
def test_it_learns_and_its_augmentation_is_seeded(split):
    recipe = Recipe(
        filters=(8, 8, 8, 8), batch_size=15, learning_rate=0.02, warmup=0.3, augment=RECIPES["fast"].augment
    )
    losses = []
    for seed in (0, 0, 1):
        model = recipe.model(3, (16, 16, 3), seed=0)
        history = recipe.train(model, split, epochs=12, seed=seed, evaluate_test=False, progress=False)
        losses.append(history.loss)
        assert history.test_loss == []
    assert losses[0] == losses[1] != losses[2]
    assert (recipe.predict(model, split.X_test).argmax(axis=1) == split.y_test).mean() > 0.9


def test_averaging_is_the_mean_over_ten_copies():
    class Mean:
        """In place of a network: predicts the mean of the left half and of the right half."""

        asked = []
        inputs = layers = ()

        def __call__(self, X, training):
            self.asked.append(X)
            return np.stack([X[:, :, :2].mean(axis=(1, 2, 3)), X[:, :, 2:].mean(axis=(1, 2, 3))], axis=1)

    X = np.zeros((1, 4, 4, 1))
    X[0, :, 0] = 1  # left column
    answer = predict_with_augmentation(Mean(), X, distance=1)
    assert len(Mean.asked) == 10
    # five copies: the column stays three times, is doubled by the border once, leaves once: 3 * 1/2 + 1 + 0 of 5,
    # on the left, and the same on the right for the five mirrored ones
    assert_allclose(answer, [[(3 * 0.5 + 1) / 10, (3 * 0.5 + 1) / 10]])
