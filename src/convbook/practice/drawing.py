"""Problems for a page: drawn from fixed seeds, no two the same, and packed so that a page only fills numbers in."""

import json
from functools import cache
from itertools import islice

import numpy as np

from convbook.practice import (  # noqa: F401
    activations,
    counting,
    filter_gradients,
    forward,
    input_gradients,
    losses,
    pooling,
    sizes,
    terms,
    updates,
)
from convbook.practice.problem import KINDS, LEVELS
from convbook.practice.wording import ROLES, role_of, rows, template
from convbook.widgets._base import _nested

PER_LEVEL, TRIES, MISTAKES = 68, 40, 2


def kinds():
    """All kinds, in the order of the chapters."""
    return sorted(KINDS.values(), key=lambda kind: kind.chapter)


def unseen(name, level, rng, tries, seen):
    """(problem, what `Question` asks) of one level, those that are not in `seen` yet and have mistakes to name."""
    for _ in range(tries):
        problem, asked = KINDS[name].problem(rng, level)
        key = problem.asks, json.dumps(given(problem)), json.dumps(asked.get("of"))
        if key not in seen and len(asked["mistakes"]) >= MISTAKES:
            seen.add(key)
            yield problem, asked


def distinct(name, seen):
    """(level, problem, what `Question` asks), from fixed seeds, level after level while there are new ones."""
    for level in LEVELS:
        rng = np.random.default_rng([level, *name.encode()])
        for problem, asked in unseen(name, level, rng, PER_LEVEL * TRIES, seen):
            yield level, problem, asked
            if len(seen) >= PER_LEVEL * level:  # a level makes up for what those before it lack
                break


def fresh(name, level, seed, count):
    """Up to `count` problems of a kind and a level, other ones for each seed; fewer if the kind has no more."""
    rng = np.random.default_rng([seed, level, *name.encode()])
    return list(islice(unseen(name, level, rng, 500 + 20 * count, set()), count))


def example(name):
    """The first problem of a kind, and what `Question` asks of it."""
    return next(distinct(name, set()))[1:]


@cache
def drawn(name):
    """{level: [(problem, what `Question` asks)]}: all problems of a kind."""
    made = {level: [] for level in LEVELS}
    for level, problem, asked in distinct(name, set()):
        made[level].append((problem, asked))
    return made


def solution(problem, asked):
    """The steps of a problem; where the answer is a matrix, the last has all its numbers, as in the page's script."""
    role = next(mark for mark, role in ROLES.items() if role == asked.get("role")) if asked["kind"] == "matrix" else ""
    return [*problem.steps, *([f"Row by row: {rows(asked['right'], role)}."] if role else [])]


def given(problem):
    return [[letter, _nested(np.asarray(matrix, float))] for letter, matrix in problem.given.items()]


def packed(name):
    """What a page gets of a kind: {"templates", "options", "levels": {level: [problem]}}.

    A problem is [asks, given, right, [[sentence, answer]], steps, of]; a text is [number of its template, *numbers].
    """
    templates = {}

    def text(words):
        form, values = template(words)
        return [templates.setdefault(form, len(templates)), *values]

    def pack(problem, asked):
        mistakes = [[text(mistake["says"]), rounded(mistake["answer"])] for mistake in asked["mistakes"]]
        parts = [text(problem.asks), given(problem), rounded(asked["right"]), mistakes, list(map(text, problem.steps))]
        return [*parts, asked["of"]] if "of" in asked else parts

    levels = {level: [pack(*one) for one in made] for level, made in drawn(name).items()}
    first = drawn(name)[1][0][1]
    options = {key: first[key] for key in ("kind", "choices", "unit", "role", "letter") if key in first}
    letters = {letter for made in drawn(name).values() for problem, _ in made for letter in problem.given}
    options["roles"] = {letter: ROLES[role_of(letter)] for letter in sorted(letters)}
    return {"options": options, "templates": list(templates), "levels": levels}


def rounded(answer):
    """Numbers to eight figures, lists and texts as they are."""
    if isinstance(answer, list):
        return [rounded(part) for part in answer]
    return float(f"{answer:.8g}") if isinstance(answer, float) else answer


def script(name):
    """A kind's problems as a script that hands them to the page that asked for it."""
    text = json.dumps(packed(name), ensure_ascii=False, separators=(",", ":"))
    return f'convbook.arrived["practice/{name}"]({text});\n'
