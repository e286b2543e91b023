"""How a classifier errs: tables and calibration worked by hand, and scikit-learn beside them."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.metrics import balanced_accuracy_score, confusion_matrix

from convbook import calibration, frequent_confusions, recalls, worst_mistakes

COUNTS = np.array([[8, 2, 0], [2, 1, 1], [0, 0, 4]])


@pytest.fixture
def answered():
    """Probabilities of three labels for five pictures, and the right labels."""
    p = np.array([[0.9, 0.1, 0.0], [0.2, 0.8, 0.0], [0.05, 0.0, 0.95], [0.5, 0.3, 0.2], [0.0, 0.98, 0.02]])
    return p, np.array([0, 0, 1, 0, 2])


def test_confusions_are_sorted_by_number_and_then_by_share():
    found = frequent_confusions(COUNTS)
    assert [(c.true_label, c.predicted_label, c.n_confused, c.n_images) for c in found] == [
        (1, 0, 2, 4),
        (0, 1, 2, 10),
        (1, 2, 1, 4),
    ]
    assert frequent_confusions(COUNTS, 1) == found[:1]
    assert frequent_confusions(np.eye(3)) == []


def test_recall_by_hand_and_its_mean_is_scikit_learns_balanced_accuracy():
    assert_allclose(recalls(COUNTS), [0.8, 0.25, 1])
    rng = np.random.default_rng(0)
    labels, answers = rng.integers(0, 5, 100), rng.integers(0, 5, 100)
    wanted = balanced_accuracy_score(labels, answers)
    assert recalls(confusion_matrix(labels, answers)).mean() == pytest.approx(wanted)


def test_a_label_that_nobody_has_gets_no_recall():
    assert_array_equal(np.isnan(recalls([[0, 0], [1, 1]])), [True, False])


def test_the_worst_mistakes_are_those_that_were_surest(answered):
    found = worst_mistakes(*answered)
    assert [(m.image_index, m.true_label, m.predicted_label) for m in found] == [(4, 2, 1), (2, 1, 2), (1, 0, 1)]
    assert_allclose([found[0].predicted_probability, found[0].true_probability], [0.98, 0.02])
    assert worst_mistakes(*answered, 1) == found[:1]


def test_calibration_by_hand(answered):
    found = calibration(*answered, bins=2)  # one answer at 0.5 (right), four above it (one of them right)
    assert_array_equal(found.counts, [1, 4])
    assert_allclose(found.confidence, [0.5, (0.9 + 0.8 + 0.95 + 0.98) / 4])
    assert_allclose(found.accuracy, [1, 0.25])
    assert found.expected_calibration_error == pytest.approx((1 * 0.5 + 4 * (0.9075 - 0.25)) / 5)


def test_bins_without_answers_are_left_out_and_all_answers_are_counted():
    rng = np.random.default_rng(1)
    p = rng.dirichlet([0.3] * 6, 400)
    labels = np.array([rng.choice(6, p=row) for row in p])
    found = calibration(p, labels, bins=20)
    assert found.counts.sum() == 400
    assert len(found.counts) == len(found.accuracy) == len(found.confidence) < 20
    assert found.expected_calibration_error < 0.1  # the labels were drawn with these very probabilities


def test_whoever_is_always_sure_and_right_half_the_time_is_wrong_by_a_half():
    assert calibration(np.eye(2)[[0, 1, 0, 1]], np.array([0, 1, 1, 0])).expected_calibration_error == 0.5


@pytest.mark.parametrize("function", [calibration, worst_mistakes])
def test_what_does_not_belong_together_is_told(function):
    with pytest.raises(ValueError, match=r"labels has shape \(4,\); expected \(3,\), one class for each"):
        function(np.full((3, 2), 0.5), np.zeros(4, int))
    with pytest.raises(ValueError, match="do not sum to 1"):
        function(np.ones((3, 2)), np.zeros(3, int))


@pytest.mark.parametrize("function", [calibration, worst_mistakes])
@pytest.mark.parametrize("labels", [[0, 1, -1], [0, 1, 2], ["a", "b", "c"], [0.0, 1.0, 0.0]])
def test_a_label_that_is_no_class_is_told(function, labels):
    with pytest.raises((TypeError, ValueError), match="^labels ha?"):
        function(np.full((3, 2), 0.5), labels)


def test_counts_that_are_no_square_are_told():
    with pytest.raises(ValueError, match=r"shape \(2, 3\)"):
        recalls(np.ones((2, 3)))
