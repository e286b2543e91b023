"""All problems of the page: its answer from elsewhere, its mistakes apart, its steps right, its file small."""

import json
import re
from collections import Counter

import numpy as np
import pytest
import sympy

from convbook.practice import drawing
from convbook.practice.problem import LEVELS
from convbook.practice.wording import plain

from .answers import ANSWERS, NUMBER, Told

KINDS = [kind.name for kind in drawing.kinds()]
SUM = re.compile(r"(?<!log )(?<![\d.])((?:[−\d.()/·]|(?<=[\d)]) [+−] )*[\d)]) = (−?[\d.]*\d)")


def problems(name):
    return [one for made in drawing.drawn(name).values() for one in made]


def equal(one, other):
    if isinstance(one, str) or isinstance(other, sympy.Basic):
        return sympy.expand(sympy.sympify(str(one).replace("^", "**")) - other) == 0
    return np.shape(one) == np.shape(other) and np.allclose(np.array(one, float), np.array(other, float), atol=1e-5)


def test_there_are_kinds_for_every_chapter_that_computes_by_hand():
    assert len(KINDS) >= 25
    assert set(KINDS) == set(ANSWERS)
    assert {kind.chapter for kind in drawing.kinds()} == set(range(2, 10))


@pytest.mark.parametrize("name", KINDS)
def test_another_way_gives_the_same_answer(name):
    for problem, asked in problems(name):
        right = ANSWERS[name](Told(problem, asked))
        if asked["kind"] == "choice":
            assert asked["right"].startswith(right)
        elif asked["kind"] == "places":
            assert set(map(tuple, asked["right"])) == right, plain(problem.asks)
        else:
            assert equal(asked["right"], right), (plain(problem.asks), problem.given, asked["right"], right)


@pytest.mark.parametrize("name", KINDS)
def test_no_mistake_is_right_or_another_mistake(name):
    for problem, asked in problems(name):
        answers = [asked["right"], *(mistake["answer"] for mistake in asked["mistakes"])]
        told = f"{plain(problem.asks)}: {answers}"
        if asked["kind"] == "formula":
            answers = [sympy.sympify(answer) for answer in answers]
        for i, answer in enumerate(answers):
            for other in answers[:i]:
                assert answer != other, told
                if asked["kind"] in ("number", "matrix"):
                    assert np.shape(answer) == np.shape(other), told
                    whole = np.array([answer, other]) % 1 == 0
                    assert not (np.isclose(answer, other, rtol=0.005) & ~whole.all(axis=0)).all(), told
        assert len(answers) > 2, told
        assert len({mistake["says"] for mistake in asked["mistakes"]}) == len(asked["mistakes"])


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_has_two_hundred_problems_in_three_levels_and_a_small_file(name):
    made = drawing.drawn(name)
    assert list(made) == list(LEVELS)
    assert all(len(found) >= 50 for found in made.values())
    asked = {
        (plain(problem.asks), json.dumps(drawing.given(problem)), str(asked.get("of")))
        for problem, asked in problems(name)
    }
    assert len(asked) == len(problems(name)) >= 200
    assert len(drawing.script(name).encode()) <= 80_000


@pytest.mark.parametrize("name", KINDS)
def test_the_steps_compute_rightly_and_end_with_the_answer(name):
    for problem, asked in problems(name):
        steps = [plain(step) for step in drawing.solution(problem, asked)]
        for formula, result in SUM.findall("\n".join(steps).replace(", rounded down,", "//1")):
            value = eval(formula.replace("−", "-").replace("·", "*"), {"__builtins__": {}})
            assert float(result.replace("−", "-")) == pytest.approx(value, rel=2e-3, abs=1e-3), steps
        for factor, stamp in re.findall(r"(−?\d+) times the filter is (.*), from", "\n".join(steps)):
            expected = [int(factor.replace("−", "-")) * number for number in problem.given["F"].ravel()]
            assert [int(number.replace("−", "-")) for number in NUMBER.findall(stamp)] == expected
        for number, i, j in re.findall(r"the (−?\d+) in row (\d+), column (\d+)", "\n".join(steps)):
            assert problem.given["X"][int(i) - 1, int(j) - 1] == int(number.replace("−", "-"))
        said = Counter(NUMBER.findall(steps[-1]))
        if asked["kind"] in ("number", "size", "matrix"):
            right = NUMBER.findall(plain(drawing.rows(asked["right"], "n")))
            assert not Counter(right) - said, (steps[-1], asked["right"])
        assert all(re.search(r"[.:]$", step) and "{" not in step for step in steps)


def test_the_same_problems_are_drawn_again():
    before = drawing.script("update")
    drawing.drawn.cache_clear()
    assert drawing.script("update") == before
