"""Right answers that are written otherwise than the page's own: no check may fail for them."""

from collections import Counter

import pytest
from exercises.feeding import PAGES, answers, exercise_of, failed, parts

RIGHT = [pytest.param(page, right, id=f"{page}: {right['way']}") for page in PAGES for right in answers("right", page)]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(("page", "right"), RIGHT)
def test_a_right_answer_is_right_however_it_is_written(page, right):
    assert failed(page, right["cell"], right["code"]) == {}


@pytest.mark.parametrize("page", PAGES)
def test_each_exercise_is_answered_in_four_styles_one_of_them_in_single_precision(page):
    styles = Counter(exercise_of(page, right["cell"]) for right in answers("right", page))
    single = {exercise_of(page, right["cell"]) for right in answers("right", page) if "float32" in right["code"]}
    assert {number: styles[number] >= 4 for number in parts(page)} == dict.fromkeys(parts(page), True)
    assert {number for number in parts(page) if number not in single} <= WORDS.get(page, set())


WORDS = {"10": {5}}  # an exercise whose answers are names and letters alone


def test_no_answer_is_written_twice():
    codes = [(page, right["cell"], right["code"].strip()) for page in PAGES for right in answers("right", page)]
    assert sorted(set(codes)) == sorted(codes)
