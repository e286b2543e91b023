"""Answers that students really give: each fails the checks that it must, loses points, and is told what is wrong."""

import re
from collections import Counter

import pytest
from exercises.feeding import PAGES, answers, exercise_of, failed, parts, points

WRONG = [
    pytest.param(page, wrong, id=f"{page}: {wrong['mistake']}") for page in PAGES for wrong in answers("wrong", page)
]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(("page", "wrong"), WRONG)
def test_a_wrong_answer_fails_the_checks_it_should_and_is_told_why(page, wrong):
    said = failed(page, wrong["cell"], wrong["code"])
    assert set(said) == set(wrong["fails"])
    assert wrong["says"] in " ".join(said.values())
    assert sum(points(page)[check] for check in said) > 0


@pytest.mark.parametrize("page", PAGES)
def test_each_page_has_25_mistakes_and_each_exercise_some_of_them(page):
    wrongs = answers("wrong", page)
    made = Counter(exercise_of(page, wrong["cell"]) for wrong in wrongs)
    assert len({(wrong["cell"], wrong["mistake"]) for wrong in wrongs}) == len(wrongs) >= 25
    assert {number: made[number] >= 3 for number in parts(page)} == dict.fromkeys(parts(page), True)


@pytest.mark.parametrize("page", PAGES)
def test_answers_that_fit_one_shape_or_one_check_only_are_among_them(page):
    mistakes = " ".join(wrong["mistake"] for wrong in answers("wrong", page))
    assert re.search(r"taken for granted|whatever|written down|for one size|the first (check|box)", mistakes)
