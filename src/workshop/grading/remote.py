"""A student's function as checks see it: it can be called, and its name is known; its code stays where it is."""

import builtins
import contextlib

import numpy as np

from workshop.grading.mentioned import mentioned
from workshop.grading.watch import Raised, Stopped


class Remote:
    """Calls a function in a node.

    Parameters
    ----------
    node : Node
    function : int or str
        By which the node knows it.
    name : str
        How it is called.
    """

    limits_itself = True  # so no check has to

    def __init__(self, node, function, name):
        self._node, self._function, self.__name__ = node, function, name
        self.stopped = None  # why it was stopped, when it was called
        self._last = None, {}  # what it was called with

    def __call__(self, *args, **options):
        if self.stopped:
            raise self.stopped
        self._last = args, options
        try:
            result, changed = self._node.request("call", self._function, args, options)
        except Stopped as stopped:
            self.stopped = stopped.of(self.__name__)
            raise self.stopped from None
        except Raised as error:
            raise _class_of(error.name)(str(error)) from None
        for place, value in changed.items():
            _change(args[place], value)
        return result

    def uses(self):
        """What it uses: `(name, packages)` of each, by its text, and as seen there, in its code and in a call of it.

        The text is what counts if the student's process tells less.
        """
        session = self._node.session
        found = list(mentioned(self.__name__, session.sources, session.given))
        with contextlib.suppress(Raised, TypeError, ValueError):  # there, it may have been spoiled
            told = self._node.request("uses", self._function, *self._last)
            found += [(str(name), frozenset(map(str, packages))) for name, packages in told]
        return found


def _class_of(name):
    """The error's class, where it is one of Python's, or one that is called as it is."""
    known = getattr(builtins, name, None)
    if (
        isinstance(known, type)
        and issubclass(known, Exception)
        and not issubclass(known, UnicodeError | ExceptionGroup)
    ):
        return known
    return type(name, (Exception,), {})


def _change(arg, value):
    """Make an argument what the function made of it."""
    if isinstance(arg, np.ndarray) and isinstance(value, np.ndarray) and value.shape == arg.shape:
        arg[...] = value
    elif isinstance(arg, list) and isinstance(value, list):
        arg[:] = value
    elif isinstance(arg, dict) and isinstance(value, dict):
        arg.clear()
        arg.update(value)
