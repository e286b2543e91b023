"""Of what kind an answer is: filled in at all, a number or several, a text, a set."""

import numbers
from collections.abc import Set

import numpy as np

from convbook.exercises.calling import CheckFailed, type_name

NO_NUMBERS = str | bool | np.bool_ | set | frozenset  # kinds of answers that are right or wrong as a whole


def check_filled_in(answer):
    """Raise `CheckFailed` for what stands in the page before a student writes."""
    if answer is None or answer is Ellipsis:
        raise CheckFailed("Nothing is filled in here yet.")
    if _has_gaps(answer):
        raise CheckFailed("One place, at least, is not filled in yet.")


def _has_gaps(answer):
    if isinstance(answer, list | tuple):
        return any(item is None or item is Ellipsis or _has_gaps(item) for item in answer)
    return False


def wrong_kind(answer, expected):
    """A sentence on an answer that is of another kind or shape than the expected one, else None."""
    if isinstance(expected, NO_NUMBERS):
        if isinstance(as_builtin(answer), type(as_builtin(expected))):
            return None
        words = f"{'A text' if isinstance(expected, str) else 'True or False'} was expected"
        if isinstance(expected, set | frozenset):
            words = f"A set was expected, as in {_example(expected)}"
        return (
            f"{words}; {'{}, an empty dict,' if isinstance(answer, dict) and not answer else type_name(answer)} came."
        )
    found, shape = as_numbers(answer), np.shape(expected)
    if found is None:
        return f"Numbers were expected; {_no_numbers(answer)} came."
    if found.shape != shape:
        kind = f"an array of shape {shape}" if shape else "a single number"
        came = f"has the shape {found.shape}" if found.ndim else "is a single number"
        return f"The answer {came}; {kind} was expected."
    if not np.isfinite(found).all():
        where = f" The first is at [{', '.join(map(str, np.argwhere(~np.isfinite(found))[0]))}]." if shape else ""
        return f"The answer has a number in it that is not finite.{where}" if shape else "This number is not finite."
    return None


def _example(expected):
    """A set of the kind that was expected."""
    kinds = {type(item) for item in expected}
    return '{"one", "other"}' if kinds == {str} else "{(0, 1), (2, 3)}" if kinds == {tuple} else "{1, 2}"


def _no_numbers(answer):
    try:
        if np.asarray(answer).dtype.kind == "c":
            return "complex ones"
    except ValueError:
        return "rows of different lengths"
    return type_name(answer)


def as_numbers(answer):
    """The answer as floats, or None: texts, complex numbers and a lone True or False are no numbers here."""
    try:
        found = np.asarray(answer)
        if found.dtype.kind == "O" and not all(isinstance(item, numbers.Real) for item in found.flat):
            return None
        if found.dtype.kind not in "biufO" or (found.ndim == 0 and found.dtype.kind == "b"):
            return None
        return found.astype(float)
    except (TypeError, ValueError, OverflowError):
        return None


def as_builtin(answer):
    """True and False of any kind as Python's; a list or the like as a set, where it can be one, of tuples if need be.

    Texts come without blanks around them and in small letters.
    """
    if isinstance(answer, np.bool_):
        return bool(answer)
    if isinstance(answer, str):
        return answer.strip().lower()
    if not isinstance(answer, Set | list | tuple | np.ndarray):  # a Set is also the keys of a dict
        return answer
    try:
        return {_as_item(item) for item in answer}
    except TypeError:  # a list of dicts, say
        return None


def spelled(answer, item):
    """What became `item` in `as_builtin`, as the student wrote it."""
    return next((one for one in answer if isinstance(one, str) and _as_item(one) == item), item)


def _as_item(item):
    if isinstance(item, np.generic | np.ndarray):
        item = item.tolist()
    return tuple(item) if isinstance(item, list) else as_builtin(item) if isinstance(item, str) else item
