"""Checks of the exercises' answers: one sentence or two for the student, never a traceback.

What a check says climbs a ladder: nothing is filled in yet; no number; another shape; not finite; a usual mistake, by
its name, or two of them; what is different, and where. Where one cell checks several answers, `name="fell"` says which.
"""

import functools
import itertools
import re

import numpy as np

from convbook.exercises.answers import NO_NUMBERS, as_builtin, as_numbers, check_filled_in, spelled, wrong_kind
from convbook.exercises.calling import CheckFailed, call, call_unchanged, expect_without, in_words
from convbook.exercises.differences import difference, differs, tolerated

__all__ = [
    "AUTODIFF", "OTHER_PACKAGES", "CheckFailed", "as_array", "call", "call_unchanged", "expect", "expect_names",
    "expect_shape", "expect_statements", "expect_that", "expect_without", "in_words",
]  # fmt: skip
# For `expect_without`: what finds a gradient by itself, and what is not NumPy.
AUTODIFF = ("numerical_gradient", "autograd", "jax", "keras", "tensorflow", "torch")
OTHER_PACKAGES = (*AUTODIFF[1:], "cv2", "scipy", "skimage", "sklearn")


def _named(check):
    """The check, with an option: the name of the answer, with which a failure's sentence then begins."""

    @functools.wraps(check)
    def named(*args, name="", **options):
        try:
            return check(*args, **options)
        except CheckFailed as failed:
            raise CheckFailed(f"`{name}`: {failed}" if name else str(failed)) from None

    return named


@_named
def expect(answer, right, message="", mistakes=None, tolerance=None):
    """Compare an answer with the right one.

    Parameters
    ----------
    answer : number, array, str, set or bool
        The student's answer.
    right : the same, or callable
        The right one; or a function that gives it, and, with arguments, what mistakes give.
    message : str, optional
        What the student reads first if the answer is wrong and no known mistake gives it. What differs follows.
    mistakes : dict, optional
        A sentence for each answer that a known mistake gives, `{sentence: answer}`. Where `right` is a function, an
        answer may be a dict of arguments of it, `{sentence: {"turned": False}}`; then two mistakes made at once are
        known, too.
    tolerance : float, optional
        How far numbers may lie apart, relative to the largest of the right ones: if not given, five digits have to
        be right, and whole numbers all have to.

    Raises
    ------
    CheckFailed
        If nothing is filled in, or the answer is not the right one.
    """
    check_filled_in(answer)
    expected = right() if callable(right) else right
    if not isinstance(expected, NO_NUMBERS):
        tolerance = tolerated(expected, tolerance)
    if _is_equal(answer, expected, tolerance):
        return
    if said := wrong_kind(answer, expected):
        raise CheckFailed(said)
    single = {said: right(**wrong) if _is_switch(right, wrong) else wrong for said, wrong in (mistakes or {}).items()}
    for sentence, wrong in itertools.chain(single.items(), _pairs(right, mistakes or {})):
        if not _is_equal(wrong, expected, tolerance) and _is_equal(answer, wrong, tolerance):
            raise CheckFailed(sentence)
    known = {said: wrong for said, wrong in single.items() if np.shape(wrong) == np.shape(expected)}
    raise CheckFailed(
        _in_places(answer, expected, known, tolerance)
        or f"{message} {_difference(answer, expected, tolerance)}".strip()
    )


@_named
def expect_shape(answer, shape, message=""):
    """Raise `CheckFailed`, with both shapes and then `message`, unless the answer is finite numbers of this shape."""
    as_array(answer, shape, message)


@_named
def as_array(answer, shape, message=""):
    """The answer as an array of floats, for a check that goes on with it; raises as `expect_shape` does."""
    check_filled_in(answer)
    if said := wrong_kind(answer, np.zeros(shape)):
        raise CheckFailed(f"{said} {message}".strip())
    return as_numbers(answer)


@_named
def expect_names(answer, names, message=""):
    """Raise `CheckFailed` unless the answer is a set, or can be one, and all that it holds is among the `names`."""
    check_filled_in(answer)
    if said := wrong_kind(answer, set(names)):
        raise CheckFailed(f"{said} {message}".strip())
    if strange := sorted(as_builtin(answer) - as_builtin(set(names)), key=str):
        raise CheckFailed(f"{spelled(answer, strange[0])!r} is not one of those to choose from. {message}".strip())


def expect_statements(answer, true, why):
    """Judge each statement by itself.

    Parameters
    ----------
    answer : set of str
        The letters of the statements that the student takes for true; a text such as "AC" does, too.
    true : set of str
        Those that are true.
    why : dict
        For each statement, true or not, what to think of again if it was judged wrongly: `{letter: sentence}`.

    Raises
    ------
    CheckFailed
        If the answer is no set of these letters, or a statement is judged wrongly; it names each of them.
    """
    check_filled_in(answer)
    if isinstance(answer, str):  # "A and C", or "AC"
        answer = set(re.findall(r"\b\w\b", answer)) or set(answer)
    expect_names(answer, set(why))
    judged = set(map(str.upper, as_builtin(answer)))
    wrong = sorted(judged ^ set(true))
    if wrong:
        raise CheckFailed(" ".join(f"{letter} is {_judged(letter in judged)}: {why[letter]}" for letter in wrong))


def expect_that(condition, message):
    """Raise `CheckFailed`, with the sentence `message`, unless the condition holds."""
    if not condition:
        raise CheckFailed(message)


def _judged(held_true):
    return "not true" if held_true else "true"


def _is_switch(right, wrong):
    """Whether a mistake is told by arguments of `right`."""
    return callable(right) and isinstance(wrong, dict)


def _pairs(right, mistakes):
    """What two of the mistakes give at once: `(sentence, answer)`."""
    switches = [(said, wrong) for said, wrong in mistakes.items() if _is_switch(right, wrong)]
    for (one, first), (other, second) in itertools.combinations(switches, 2):
        if not first.keys() & second.keys():
            yield f"{one} {other}", right(**first, **second)


def _in_places(answer, right, known, tolerance):
    """Mistakes that were made at some places only, or one here and another there; else None."""
    if not known or np.ndim(right) == 0:
        return None
    answer, right = as_numbers(answer), np.asarray(right, dtype=float)
    wrong = differs(answer, right, tolerance)
    made = {said: wrong & ~differs(answer, np.asarray(other, dtype=float), tolerance) for said, other in known.items()}
    alone = [said for said, places in made.items() if (places == wrong).all()]
    if len(alone) == 1:
        places = [f"[{', '.join(map(str, place))}]" for place in np.argwhere(wrong)]
        others = f" and {len(places) - 3} more" if len(places) > 3 else ""
        return f"At {', '.join(places[:3])}{others}: {alone[0]}"
    for one, other in itertools.combinations(made, 2):
        if not alone and ((made[one] | made[other]) == wrong).all():
            return f"{one} {other}"
    return None


def _difference(answer, right, tolerance):
    if isinstance(right, bool | np.bool_):
        return "It is the other of the two."
    if isinstance(right, str):
        return f"It is not {answer!r}."
    if isinstance(right, set | frozenset):
        too_many, missing = as_builtin(answer) - as_builtin(right), len(as_builtin(right) - as_builtin(answer))
        lines = [f"{spelled(answer, min(too_many, key=str))!r} does not belong in it."] if too_many else []
        return " ".join(lines + ([f"{missing} {'is' if missing == 1 else 'are'} missing."] if missing else []))
    return difference(as_numbers(answer), right, tolerance)


def _is_equal(answer, expected, tolerance):
    if isinstance(expected, NO_NUMBERS):
        value = as_builtin(answer)
        return isinstance(value, type(as_builtin(expected))) and value == as_builtin(expected)
    found, expected = as_numbers(answer), np.asarray(expected, dtype=float)
    if found is None or found.shape != expected.shape or not np.isfinite(found).all():
        return False
    return not differs(found, expected, tolerance).any()
