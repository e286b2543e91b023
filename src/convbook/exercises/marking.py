"""Checks of the exercises' answers: one sentence for the student, never a traceback.

A check compares an answer with the expected one. Where the answer is that of a known mistake, the sentence names the
mistake; so the checks need not be many, and what they say is of use.
"""

import signal
import threading
import weakref
from contextlib import contextmanager

import numpy as np

SECONDS = 10  # for one call of a student's function; what the exercises ask for takes a tenth of a second
_timed_out = weakref.WeakSet()  # functions that were stopped once are not called again


class CheckFailed(AssertionError):
    """A check that an answer did not pass; its message is for the student."""

    def _render_traceback_(self):  # what Jupyter shows of it
        return [str(self)]


def call(function, *args, **options):
    """Call the student's function and return its result.

    Parameters
    ----------
    function : callable
        As the student wrote it.
    *args, **options
        What it is called with; arrays, and dicts of arrays, are copied first, so that it cannot change those of the
        check.

    Raises
    ------
    CheckFailed
        If it is not written yet, stops with an error, returns nothing, takes longer than 10 seconds, or changes a
        dict that it was given.
    """
    args = [_copy(arg) for arg in args]
    given = [_copy(arg) for arg in args]
    result = _run(function, args, options)
    _check_unchanged(args, given, dict)
    return result


def call_unchanged(function, *args, **options):
    """Call the student's function as `call` does, and raise `CheckFailed` too if it changes an array it was given."""
    args = [_copy(arg) for arg in args]
    given = [_copy(arg) for arg in args]
    result = _run(function, args, options)
    _check_unchanged(args, given, (dict, np.ndarray))
    return result


def _run(function, args, options):
    """What `call` describes, but for the copies."""
    name = getattr(function, "__name__", "the function")
    too_long = f"`{name}` had not come to its end after {SECONDS} seconds: is there a loop that never stops?"
    if not callable(function):
        raise CheckFailed(f"A function was expected, but this is {_type_name(function)}.")
    if function in _timed_out:
        raise CheckFailed(too_long)
    try:
        with _time_limit():
            result = function(*args, **options)
    except _TimeLimitExceeded:
        _timed_out.add(function)
        raise CheckFailed(too_long) from None
    except NotImplementedError:
        raise CheckFailed(f"`{name}` is not written yet.") from None
    except Exception as error:
        raise CheckFailed(f"`{name}` stopped with {_type_name(error)}: {error}.") from None
    if result is None:
        raise CheckFailed(f"`{name}` returned nothing: does it end with `return`?")
    return result


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


def _copy(arg):
    if isinstance(arg, dict):
        return {key: _copy(value) for key, value in arg.items()}
    return arg.copy() if isinstance(arg, np.ndarray) else arg


def _check_unchanged(args, given, kinds):
    for arg, before in zip(args, given, strict=True):
        if isinstance(before, kinds) and not _is_unchanged(arg, before):
            kind = "dict" if isinstance(before, dict) else "array"
            raise CheckFailed(f"You changed the {kind} you were given.")


def _is_unchanged(arg, before):
    if isinstance(before, dict):
        return arg.keys() == before.keys() and all(_is_unchanged(arg[key], before[key]) for key in before)
    if isinstance(before, np.ndarray):
        return isinstance(arg, np.ndarray) and np.array_equal(arg, before)
    return arg is before or bool(np.all(arg == before))


def _check_filled_in(answer):
    if answer is None or answer is Ellipsis:
        raise CheckFailed("Nothing is filled in here yet.")


class _TimeLimitExceeded(BaseException):  # not an Exception: `except Exception` in a loop must not catch it
    pass


@contextmanager
def _time_limit():
    """Stop what takes longer, where there is an alarm: in the main thread, and not on Windows."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_):
        raise _TimeLimitExceeded

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


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
        return f"{words}; {_type_name(answer)} came."
    numbers, shape = _as_numbers(answer), np.shape(expected)
    if numbers is None:
        return f"Numbers were expected; {_type_name(answer)} came."
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


def _type_name(value):
    """The name of a value's type with its article, as in "an int"."""
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"
