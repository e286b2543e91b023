"""A student's function, called: with copies, within a time limit, and any error of it as a sentence."""

import signal
import threading
import types
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


def expect_without(function, *names):
    """Raise `CheckFailed` if the student's function is, or uses, what the exercise does without.

    Parameters
    ----------
    function : callable
        As the student wrote it; what is none passes.
    *names : str
        The names of functions, and of packages with all that is in them: "conv2d_input_grad", "scipy".
    """
    if used := next((found for found, roots in _used(function) if {found, *roots} & set(names)), None):
        raise CheckFailed(f"This exercise does without `{used}`, and you used it.")


@contextmanager
def in_words():
    """A check as a reader runs it: what is not there yet is said in a sentence, and so is that it is passed."""
    try:
        yield
    except NameError as error:
        raise CheckFailed(f"There is no `{error.name}` yet: run the cells above this one first.") from None
    print("Passed.")


def _used(function):
    """What a function is and what it uses: `(name, the package it comes from)`, so far as its code tells."""
    code = [getattr(function, "__code__", None)]
    yield getattr(function, "__name__", ""), _packages(function)
    for part in filter(None, code):
        code += [constant for constant in part.co_consts if hasattr(constant, "co_names")]
        for name in part.co_names:
            known = function.__globals__.get(name)
            yield name, {name.partition(".")[0], getattr(known, "__name__", ""), *_packages(known)}


def _packages(value):
    """The package of a function or a module, as a set: empty where there is none."""
    place = value.__name__ if isinstance(value, types.ModuleType) else getattr(value, "__module__", None)
    return {place.partition(".")[0]} if isinstance(place, str) else set()


def _run(function, args, options):
    """What `call` describes, but for the copies."""
    name = getattr(function, "__name__", "the function")
    too_long = f"`{name}` had not come to its end after {SECONDS} seconds: is there a loop that never stops?"
    if not callable(function):
        raise CheckFailed(f"A function was expected, but this is {type_name(function)}.")
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
        raise CheckFailed(f"`{name}` stopped with {type_name(error)}: {error}.") from None
    if result is None:
        raise CheckFailed(f"`{name}` returned nothing: is it written, and does it end with `return`?")
    return result


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


def type_name(value):
    """The name of a value's type with its article, as in "an int"."""
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"
