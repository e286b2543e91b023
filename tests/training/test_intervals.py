"""Intervals and chances: against numbers that can be worked out by hand, by counting, or by drawing."""

import numpy as np
import pytest

from convbook import accuracy_interval, count_probabilities, tail_probability, two_sided_probability


def test_all_right_leaves_open_what_would_give_all_right_in_one_of_forty():
    low, high = accuracy_interval(10, 10)
    assert high == 1
    assert low**10 == pytest.approx(0.025)  # as many right, by chance, at the lower end


def test_none_right_is_the_mirror_image_of_all_right():
    low, high = accuracy_interval(0, 10)
    assert low == 0
    assert 1 - high == pytest.approx(accuracy_interval(10, 10)[0])


def test_one_of_two_worked_by_hand():
    """At least one right has the chance 1 - (1 - p)**2, at most one 1 - p**2; each is 0.025 at an end."""
    low, high = accuracy_interval(1, 2)
    assert low == pytest.approx(1 - np.sqrt(0.975))
    assert high == pytest.approx(np.sqrt(0.975))


def test_the_papers_result_has_three_points_either_way():
    low, high = accuracy_interval(495, 593)
    assert low < 495 / 593 < high
    margin = 1.96 * np.sqrt(495 / 593 * 98 / 593 / 593)  # the normal approximation, as chapter 12 has it
    assert low == pytest.approx(495 / 593 - margin, abs=0.003)
    assert high == pytest.approx(495 / 593 + margin, abs=0.003)


def test_a_higher_level_gives_a_wider_interval():
    assert accuracy_interval(495, 593, 0.99)[0] < accuracy_interval(495, 593)[0]


@pytest.mark.parametrize(("right", "chance"), [(0, 1), (1, 3 / 4), (2, 1 / 4)])
def test_two_throws_of_a_fair_coin(right, chance):
    assert tail_probability(right, 2, [0.5], exact=True) == pytest.approx(chance)


@pytest.mark.parametrize(("right", "chance"), [(0, 1), (1, 5 / 8), (2, 3 / 8)])
def test_two_runs_of_one_half_worked_by_hand(right, chance):
    """p = 1/2, a coin's variance 1/8, of two runs 3/16: the coin itself then has 1/8, so both right 1/4 + 1/8."""
    assert tail_probability(right, 2, [0.5, 0.5]) == pytest.approx(chance)


def test_mean_and_variance_are_those_of_the_formula():
    accuracies, n = [0.78, 0.80, 0.79, 0.83], 593
    tail = np.array([tail_probability(k, n, accuracies) for k in range(n + 1)])
    chances = tail - np.append(tail[1:], 0)
    shares = np.arange(n + 1) / n
    mean = np.sum(chances * shares)
    assert mean == pytest.approx(0.8)
    variance = np.sum(chances * (shares - mean) ** 2)
    s2 = (0.02**2 + 0 + 0.01**2 + 0.03**2) / 3
    assert s2 > 0.8 * 0.2 / n, "the runs scatter by more than a coin"
    assert variance == pytest.approx((1 + 1 / 4) * s2)


def test_one_run_counts_as_a_sample_of_its_own():
    """Two samples of n differ by twice a coin's variance; drawn here."""
    rng = np.random.default_rng(0)
    p = rng.beta(471, 122, size=200_000)  # what a run of 471 right and 122 wrong leaves open
    drawn = np.mean(rng.binomial(593, p) >= 495)
    assert tail_probability(495, 593, [471 / 593]) == pytest.approx(drawn, rel=0.05)


def test_what_is_not_known_exactly_is_less_unlikely():
    chances = [
        tail_probability(495, 593, [0.79], exact=True),
        tail_probability(495, 593, [0.79] * 5),
        tail_probability(495, 593, [0.79]),
    ]
    assert chances == sorted(chances)
    assert chances[0] < chances[2]


def test_three_throws_of_a_fair_coin_count_by_count():
    assert count_probabilities(3, [0.5], exact=True) == pytest.approx([1 / 8, 3 / 8, 3 / 8, 1 / 8])


@pytest.mark.parametrize("accuracies", [[0.79], [0.78, 0.80, 0.83], [0.0], [1.0, 1.0]])
def test_the_counts_add_up_to_the_tails(accuracies):
    counts = count_probabilities(593, accuracies)
    assert counts.sum() == pytest.approx(1)
    for correct in (0, 480, 495, 593):
        assert counts[correct:].sum() == pytest.approx(tail_probability(correct, 593, accuracies), abs=1e-12)


@pytest.mark.parametrize(("correct", "chance"), [(0, 1 / 4), (1, 1), (2, 1), (3, 1 / 4)])
def test_both_sides_of_three_throws_of_a_fair_coin(correct, chance):
    """None or fewer has the chance 1/8, and so has three or more; one or fewer has 1/2."""
    assert two_sided_probability(correct, 3, [0.5], exact=True) == pytest.approx(chance)


def test_a_reading_far_above_the_papers_result_makes_it_as_unlikely_as_one_far_below():
    above, below = (two_sided_probability(495, 593, [k / 593]) for k in (495 + 27, 495 - 29))
    assert above < 0.05
    assert below < 0.05
    assert tail_probability(495, 593, [(495 + 27) / 593]) > 0.95


def test_always_right_and_never_right_are_certain():
    assert tail_probability(593, 593, [1.0, 1.0]) == 1
    assert tail_probability(1, 593, [0.0]) == 0
    assert tail_probability(1, 1, [0.25, 0.75]) == pytest.approx(0.5)


def test_runs_as_far_apart_as_can_be_give_all_or_nothing():
    assert tail_probability(1, 10, [0.0, 1.0]) == pytest.approx(0.5, abs=1e-6)
    assert tail_probability(10, 10, [0.0, 1.0]) == pytest.approx(0.5, abs=1e-6)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ((594, 593), ValueError, "correct is 594 of n = 593"),
        ((-1, 593), ValueError, "correct"),
        ((0, 0), ValueError, "n"),
        ((1.5, 593), TypeError, "correct"),
        ((495, 593, 95), ValueError, "level is 95; expected a number between 0 and 1"),
    ],
)
def test_an_interval_of_what_cannot_be_is_refused(arguments, error, words):
    with pytest.raises(error, match=words):
        accuracy_interval(*arguments)


@pytest.mark.parametrize("accuracies", [[], 0.8, [79.4], [-0.1], [float("nan")], ["0.8"]])
def test_accuracies_that_are_no_shares_are_refused(accuracies):
    with pytest.raises((TypeError, ValueError), match="^accuracies"):
        tail_probability(495, 593, accuracies)
