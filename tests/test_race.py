"""The race: what it measures, and that the record in the package holds what chapter 12 says of it."""

import copy

import numpy as np
import pytest

from convbook import RECIPES, Split, race_record
from convbook.tf import race


@pytest.fixture(scope="module")
def split():
    rng = np.random.default_rng(0)
    X, y = rng.random((40, 32, 32, 3), np.float32), np.arange(40) % 4
    return Split(X[:30], y[:30], X[30:], y[30:], np.arange(30), np.arange(30, 40), tuple("abcd"), "synthetic")


def test_a_recipe_is_timed_with_all_that_it_does(split):
    found = race.time_recipe(RECIPES["fast"], split, epochs=2)
    assert (found["epochs"], found["test_images"]) == (2, 10)
    assert 0 < found["seconds"] < 120
    assert 0 <= found["test_right"] <= 10


def test_overhead_is_the_median_of_ratios(split, monkeypatch):
    class Trained:
        def __init__(self, seconds):
            self.seconds = seconds

    ours = iter([[9, 2, 2], [9, 3, 3], [9, 8, 8]])
    monkeypatch.setattr(race.Recipe, "train", lambda *a, **k: Trained(next(ours)))
    plain = iter([[9, 2, 2], [9, 2, 2], [9, 1, 1]])
    monkeypatch.setattr(race._Clock, "on_train_end", lambda self, logs=None: setattr(self, "seconds", next(plain)))
    assert race.overhead(RECIPES["fast"], split, rounds=3) == 1.5  # of 1, 1.5 and 8


def test_plain_fit_is_timed_epoch_by_epoch(split):
    assert 0.1 < race.overhead(RECIPES["fast"], split, rounds=1, epochs=1) < 10


def test_the_kept_record_holds_what_the_book_claims():
    record = race_record()
    assert record["source"] == "lfw" and record["recipes"].keys() == RECIPES.keys()
    for name, recipe in RECIPES.items():
        assert record["recipes"][name]["epochs"] == recipe.epochs
    assert all(race.claims(record).values()), race.claims(record)


@pytest.mark.parametrize(
    ("recipe", "key", "value"),
    [
        ("fast", "seconds", 1000),
        ("fast", "test_right", 494),
        ("best", "seconds", 1e4),
        ("paper", "against_plain_fit", 1.06),
    ],
)
def test_a_claim_that_does_not_hold_is_found(recipe, key, value):
    record = copy.deepcopy(race_record())
    record["recipes"][recipe][key] = value
    assert list(race.claims(record).values()).count(False) == 1
