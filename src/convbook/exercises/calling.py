"""A student's function, called: with copies, within a time limit, and any error of it as a sentence."""

import signal
import threading
import weakref
from contextlib import contextmanager, nullcontext

import numpy as np

from convbook.exercises.uses import uses, watching

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
        What it is called with; arrays, also those in dicts, lists and tuples, are copied first, so that it cannot
        change those of the check.

    Raises
    ------
    CheckFailed
        If it is not written yet, stops with an error, returns nothing, or takes longer than 10 seconds.
    """
    return _run(function, [_copy(arg) for arg in args], options)


def call_unchanged(function, *args, **options):
    """Call the student's function as `call` does, and raise `CheckFailed` too if it changes what it was given."""
    args = [_copy(arg) for arg in args]
    given = [_copy(arg) for arg in args]
    result = _run(function, args, options)
    for arg, before in zip(args, given, strict=True):
        if not _is_unchanged(arg, before):
            kind = "dict" if isinstance(before, dict) else "array"
            raise CheckFailed(f"You changed the {kind} you were given.")
    return result


def expect_without(function, *names, called_with=None):
    """Raise `CheckFailed` if the student's function is, or uses, what the exercise does without.

    Parameters
    ----------
    function : callable
        As the student wrote it; what is none passes. Where it is called in another process, it has a method `uses`,
        which says what `uses.uses` would there.
    *names : str
        The names of functions, each with the one that does the same by loops, and of packages with all that is in
        them: "conv2d_input_grad", "scipy".
    called_with : tuple, optional
        Arguments; with them it is called once more, and what it calls then counts, too.
    """
    seen = set()
    if called_with is not None:
        with watching() as seen:
            call(function, *called_with)
    elsewhere = getattr(type(function), "uses", None)
    known = [*(function.uses() if elsewhere else uses(function)), *seen]
    if used := [found for found, roots in known if {found.removesuffix("_loops"), *roots} & set(names)]:
        raise CheckFailed(f"This exercise does without `{used[0]}`, and you used it.")


@contextmanager
def in_words():
    """A check as a reader runs it: what is not there yet is said in a sentence, and so is that it is passed."""
    try:
        yield
    except NameError as error:
        raise CheckFailed(f"There is no `{error.name}` yet: run the cells above this one first.") from None
    print("Passed.")


def _run(function, args, options):
    """What `call` describes, but for the copies."""
    name = getattr(function, "__name__", "the function")
    too_long = f"`{name}` had not come to its end after {SECONDS} seconds: is there a loop that never stops?"
    if not callable(function):
        raise CheckFailed(f"A function was expected, but this is {type_name(function)}.")
    if function in _timed_out:
        raise CheckFailed(too_long)
    try:
        with nullcontext() if getattr(function, "limits_itself", False) else _time_limit():
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
    if type(arg) in (list, tuple):
        return type(arg)(map(_copy, arg))
    return arg.copy() if isinstance(arg, np.ndarray) else arg


def _is_unchanged(arg, before):
    if isinstance(before, dict):
        return arg.keys() == before.keys() and all(_is_unchanged(arg[key], before[key]) for key in before)
    if isinstance(before, list | tuple):
        return len(arg) == len(before) and all(map(_is_unchanged, arg, before))
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
