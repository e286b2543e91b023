"""What the checks of the exercises say: one sentence for the student, never a traceback.

A check compares an answer with the right one. Where the answer is that of a known mistake, the sentence names the
mistake; so the checks need not be many, and what they say is of use.
"""

import signal
import threading
import weakref
from contextlib import contextmanager

import numpy as np

SECONDS = 10  # for one call of a student's function; what the exercises ask for takes a tenth of a second
_endless = weakref.WeakSet()  # functions that were stopped once are not called again


class NotYet(AssertionError):
    """A check that an answer did not pass; its message is for the student."""

    def _render_traceback_(self):  # what Jupyter shows of it
        return [str(self)]


def answer(function, *args, **options):
    """What the student's function returns.

    Parameters
    ----------
    function : callable
        As the student wrote it.
    *args, **options
        What it is called with; arrays are copied first, so that it cannot change those of the check.

    Returns
    -------
    object
        What it returned.

    Raises
    ------
    NotYet
        If it is not written yet, stops with an error, returns nothing or takes longer than 10 seconds.
    """
    name = getattr(function, "__name__", "the function")
    if not callable(function):
        raise NotYet(f"A function was expected, but this is {_article(type(function).__name__)}.")
    if function in _endless:
        raise NotYet(_too_long(name))
    args = [arg.copy() if isinstance(arg, np.ndarray) else arg for arg in args]
    try:
        with _time_limit():
            result = function(*args, **options)
    except _TooLong:
        _endless.add(function)
        raise NotYet(_too_long(name)) from None
    except NotImplementedError:
        raise NotYet(f"`{name}` is not written yet.") from None
    except Exception as error:
        raise NotYet(f"`{name}` stopped with {_article(type(error).__name__)}: {error}.") from None
    if result is None:
        raise NotYet(f"`{name}` returned nothing: does it end with `return`?")
    return result


def expect(got, right, otherwise, mistakes=None, tolerance=1e-9):
    """Compare an answer with the right one.

    Parameters
    ----------
    got : number, array, str, set or bool
        The student's answer.
    right : the same
        The right one.
    otherwise : str
        What a wrong answer is told.
    mistakes : dict, optional
        A sentence for each answer that a known mistake gives: `{sentence: answer}`.
    tolerance : float, default 1e-9
        How far numbers may lie apart, relative to the largest of the right ones (and at least to 1).

    Raises
    ------
    NotYet
        If nothing is filled in, or the answer is not the right one.
    """
    if got is None or got is Ellipsis:
        raise NotYet("Nothing is filled in here yet.")
    if _same(got, right, tolerance):
        return
    for sentence, wrong in (mistakes or {}).items():
        if _same(got, wrong, tolerance):
            raise NotYet(sentence)
    raise NotYet(_wrong_kind(got, right) or otherwise)


def expect_shape(got, shape, otherwise):
    """Raise `NotYet`, with both shapes and the sentence `otherwise`, unless the answer has this shape."""
    if got is None or got is Ellipsis:
        raise NotYet("Nothing is filled in here yet.")
    numbers = _numbers(got)
    if numbers is None or numbers.shape != tuple(shape):
        raise NotYet(f"{_wrong_kind(got, np.zeros(shape))} {otherwise}")


def expect_that(condition, otherwise):
    """Raise `NotYet`, with the sentence `otherwise`, unless the condition holds."""
    if not condition:
        raise NotYet(otherwise)


class _TooLong(BaseException):  # not an Exception: `except Exception` in a loop must not catch it
    pass


def _too_long(name):
    return f"`{name}` had not come to its end after {SECONDS} seconds: is there a loop that never stops?"


@contextmanager
def _time_limit():
    """Stop what takes longer, where there is an alarm: in the main thread, and not on Windows."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_):
        raise _TooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _same(got, right, tolerance):
    if isinstance(right, str | bool | np.bool_ | set | frozenset):
        plain = _plain(got)
        return isinstance(plain, type(_plain(right))) and plain == _plain(right)
    numbers = _numbers(got)
    right = np.asarray(right, dtype=float)
    if numbers is None or numbers.shape != right.shape:
        return False
    # Written so that a NaN is never the same as a number.
    return bool(np.all(np.abs(numbers - right) <= tolerance * max(1.0, np.abs(right).max(initial=0))))


def _wrong_kind(got, right):
    """What is said of an answer that is of another kind or shape than the right one, else nothing."""
    if isinstance(right, set | frozenset):
        return None if isinstance(_plain(got), set) else f"A set was expected, as in {{1, 2}}; {_what(got)} came."
    if isinstance(right, str | bool | np.bool_):
        kind = "A text" if isinstance(right, str) else "True or False"
        return None if isinstance(_plain(got), type(_plain(right))) else f"{kind} was expected; {_what(got)} came."
    numbers, shape = _numbers(got), np.shape(right)
    if numbers is None:
        return f"Numbers were expected; {_what(got)} came."
    if numbers.shape != shape:
        wanted = f"an array of shape {shape}" if shape else "a single number"
        return f"The answer has the shape {numbers.shape}; {wanted} was expected."
    return "The answer has a number in it that is not finite." if not np.isfinite(numbers).all() else None


def _numbers(got):
    try:
        return np.asarray(got, dtype=float)
    except (TypeError, ValueError, OverflowError):
        return None


def _plain(got):
    """True and False of any kind as Python's; a list or the like as a set, where it can be one."""
    if isinstance(got, np.bool_):
        return bool(got)
    try:
        return set(got) if isinstance(got, frozenset | list | tuple | np.ndarray) else got
    except TypeError:  # a list of lists, say
        return None


def _what(got):
    return _article(type(got).__name__)


def _article(name):
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"
