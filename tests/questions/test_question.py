"""What a `Question` takes, what it keeps, and what it refuses."""

import json
import re
from html import unescape

import numpy as np
import pytest
import sympy

from convbook import Question


def kept(question):
    return json.loads(unescape(re.search(r'data-state="([^"]*)"', question.html())[1]))["question"]


F11, dO12 = sympy.symbols("F11 dO12")
CHOICES = ["rises", "falls"]


@pytest.mark.parametrize(
    ("right", "options", "kind", "stored"),
    [
        (11, {}, "number", 11),
        (np.float32(0.5), {}, "number", 0.5),
        (np.int64(-3), {}, "number", -3),
        (np.eye(2), {}, "matrix", [[1, 0], [0, 1]]),
        ((5, 5, 8), {}, "size", [5, 5, 8]),
        (np.ones((3, 2)).shape, {}, "size", [3, 2]),
        ("falls", {"choices": CHOICES, "mistakes": {"No: it was downhill.": "rises"}}, "choice", "falls"),
        ({"falls"}, {"choices": CHOICES}, "choices", ["falls"]),
        ({(1, 0), (0, 1)}, {"of": np.eye(2)}, "places", [[0, 1], [1, 0]]),
        ((0, 1), {"of": np.eye(2)}, "places", [[0, 1]]),
        (F11 * dO12, {}, "formula", "F11*dO12"),
        (F11**2 - dO12, {}, "formula", "F11^2 - dO12"),
        ("falls", {"mistakes": {"No: it was downhill.": "rises"}}, "choice", "falls"),
        (None, {}, "words", None),
    ],
)
def test_the_type_of_the_answer_says_what_is_asked(right, options, kind, stored):
    question = Question(right, **options)
    assert (kept(question)["kind"], kept(question)["right"]) == (kind, stored)
    assert question.html() == Question(right, **options).html()


def test_without_scripts_the_answer_is_folded():
    assert "<details><summary>The answer</summary><p>5×5×8</p></details>" in Question((5, 5, 8)).html()
    assert "<p>87%</p>" in Question(87, unit="%").html()
    assert "<p>row 1, column 2</p>" in Question((0, 1), of=np.eye(2)).html()
    assert "<details>" not in Question().html()


@pytest.mark.parametrize(
    ("right", "mistakes", "options", "words"),
    [
        ("left", {}, {"choices": CHOICES}, "right and mistakes also have 'left'"),
        (np.ones(3), {}, {}, "right has 1 axes"),
        (np.ones((3, 13)), {}, {}, "at most 12"),
        (float("nan"), {}, {}, "right"),
        (11, {"No.": "eleven"}, {}, "No"),
    ],
)
def test_what_no_reader_could_answer_is_refused(right, mistakes, options, words):
    with pytest.raises((TypeError, ValueError), match=words):
        Question(right, mistakes, **options)


@pytest.mark.parametrize(
    ("right", "mistakes", "options", "words"),
    [
        (11, {"You forgot the middle.": 11}, {}, "You forgot the middle"),
        (11, {"Once.": 6, "Twice.": 6.0}, {}, "Twice"),
        (np.eye(2), {"Turned.": np.eye(2)[::-1, ::-1]}, {}, "Turned"),
        ("falls", {"Downhill.": "rises", "On other faces.": "falls"}, {}, "other faces"),
        ("falls", {}, {"choices": CHOICES}, "no sentence for 'rises'"),
    ],
)
def test_a_mistake_that_is_none_on_these_data_is_left_out_with_a_warning(right, mistakes, options, words):
    with pytest.warns(UserWarning, match=words) as said:
        question = Question(right, mistakes, **options).question
    assert said[0].filename == __file__
    assert len(question["mistakes"]) == max(len(mistakes) - 1, 0)


def test_an_unknown_option_is_named():
    with pytest.raises(TypeError, match="'hnit'"):
        Question(11, hnit="Count.")
