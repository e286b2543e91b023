"""Checks of the exercises' answers: one sentence for the student, never a traceback.

A check compares an answer with the expected one. Where the answer is that of a known mistake, the sentence names the
mistake; so the checks need not be many, and what they say is of use.
"""

import numpy as np

from convbook.exercises.calling import CheckFailed, call, call_unchanged, type_name

__all__ = ["CheckFailed", "call", "call_unchanged", "expect", "expect_shape", "expect_that"]


def expect(answer, expected, message, mistakes=None, tolerance=1e-9):
    """Compare an answer with the expected one.

    Parameters
    ----------
    answer : number, array, str, set or bool
        The student's answer.
    expected : the same
        The correct one.
    message : str
        What the student reads if the answer is wrong.
    mistakes : dict, optional
        A sentence for each answer that a known mistake gives: `{sentence: answer}`.
    tolerance : float, default 1e-9
        How far numbers may lie apart, relative to the largest of the expected ones (and at least to 1).

    Raises
    ------
    CheckFailed
        If nothing is filled in, or the answer is not the expected one.
    """
    _check_filled_in(answer)
    if _is_equal(answer, expected, tolerance):
        return
    for sentence, wrong in (mistakes or {}).items():
        if _is_equal(answer, wrong, tolerance):
            raise CheckFailed(sentence)
    raise CheckFailed(_wrong_kind(answer, expected) or message)


def expect_shape(answer, shape, message):
    """Raise `CheckFailed`, with both shapes and the sentence `message`, unless the answer has this shape."""
    _check_filled_in(answer)
    numbers = _as_numbers(answer)
    if numbers is None or numbers.shape != tuple(shape):
        raise CheckFailed(f"{_wrong_kind(answer, np.zeros(shape))} {message}")


def expect_that(condition, message):
    """Raise `CheckFailed`, with the sentence `message`, unless the condition holds."""
    if not condition:
        raise CheckFailed(message)


def _check_filled_in(answer):
    if answer is None or answer is Ellipsis:
        raise CheckFailed("Nothing is filled in here yet.")


def _is_equal(answer, expected, tolerance):
    if isinstance(expected, str | bool | np.bool_ | set | frozenset):
        value = _as_builtin(answer)
        return isinstance(value, type(_as_builtin(expected))) and value == _as_builtin(expected)
    numbers = _as_numbers(answer)
    expected = np.asarray(expected, dtype=float)
    if numbers is None or numbers.shape != expected.shape:
        return False
    # Written so that a NaN is never the same as a number.
    return bool(np.all(np.abs(numbers - expected) <= tolerance * max(1.0, np.abs(expected).max(initial=0))))


def _wrong_kind(answer, expected):
    """A sentence on an answer that is of another kind or shape than the expected one, else None."""
    if isinstance(expected, str | bool | np.bool_ | set | frozenset):
        if isinstance(_as_builtin(answer), type(_as_builtin(expected))):
            return None
        words = "A set was expected, as in {1, 2}"
        if not isinstance(expected, set | frozenset):
            words = f"{'A text' if isinstance(expected, str) else 'True or False'} was expected"
        return f"{words}; {type_name(answer)} came."
    numbers, shape = _as_numbers(answer), np.shape(expected)
    if numbers is None:
        return f"Numbers were expected; {type_name(answer)} came."
    if numbers.shape != shape:
        kind = f"an array of shape {shape}" if shape else "a single number"
        return f"The answer has the shape {numbers.shape}; {kind} was expected."
    return "The answer has a number in it that is not finite." if not np.isfinite(numbers).all() else None


def _as_numbers(answer):
    try:
        return np.asarray(answer, dtype=float)
    except (TypeError, ValueError, OverflowError):
        return None


def _as_builtin(answer):
    """True and False of any kind as Python's; a list or the like as a set, where it can be one."""
    if isinstance(answer, np.bool_):
        return bool(answer)
    try:
        return set(answer) if isinstance(answer, frozenset | list | tuple | np.ndarray) else answer
    except TypeError:  # a list of lists, say
        return None
