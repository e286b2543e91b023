"""The suites of others, run again, and the page that tells of them."""

from pathlib import Path

import numpy as np
import pytest

from convbook.nn import conv, pooling
from workshop.others import Outcome, libraries, onnx_cases, page, published

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def found():
    return page.outcomes()


def test_no_case_of_any_suite_is_wrong(found):
    assert [outcome for outcome in found if outcome.wrong] == []


def test_most_cases_can_be_expressed_and_a_reason_stands_beside_each_that_cannot(found):
    passed = [outcome for outcome in found if outcome.suite == "ONNX" and not outcome.reason]
    assert len(passed) > 90
    assert all(np.isnan(outcome.error) for outcome in found if outcome.reason)
    assert {"Conv", "ConvTranspose", "MaxPool", "AveragePool", "Softmax"} <= {outcome.operation for outcome in passed}


def test_the_page_has_these_tables(found):
    text = (ROOT / page.PAGE).read_text(encoding="utf-8")
    assert page.with_tables(text, found) == text


def test_a_wrong_convolution_and_a_wrong_pooling_would_be_seen(monkeypatch):
    right = conv.conv2d
    monkeypatch.setattr(conv, "conv2d", lambda X, F, *args, **options: right(X, F[::-1], *args, **options))
    monkeypatch.setattr(pooling, "max_pool2d", lambda X, *args: pooling.avg_pool2d(X, *args))
    for suite, operations in (
        (onnx_cases, {"MaxPool", "GlobalMaxPool"}),  # all filters of its convolutions are full of ones
        (published, {"convolution", "max pooling"}),
        (libraries, {"convolution, valid", "convolution, same", "convolution with stride", "max pooling"}),
    ):
        assert {outcome.operation for outcome in suite.outcomes() if outcome.wrong} >= operations


def test_an_error_that_is_no_number_is_wrong():
    assert Outcome("a", "b", "c", np.nan, 1).wrong
    assert not Outcome("a", "b", "c", np.nan, 1, "windows in 3 dimensions").wrong
    assert Outcome("a", "b", "c", 2.0, 1).wrong and not Outcome("a", "b", "c", 0.5, 1).wrong
