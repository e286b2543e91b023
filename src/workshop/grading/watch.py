"""What a request may use, watched while it runs: processor time, memory, processes; wall time only as a backstop."""

import time

from workshop.grading.outputs import plain

ENDED = "Python came to its end in this cell."
POLL = 0.05  # seconds between two looks
LONGEST_MESSAGE = 1000  # characters
GRACE = 2  # seconds of processor time between the interrupt and the end


class Stopped(BaseException):  # no Exception: no check takes it for an error of the student's function
    """A request that was not answered.

    `kind` is "timeout", "idle", "memory", "processes", "ended" or "tampered"; the message is for the student.
    """

    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind

    def of(self, name):
        """The same, said of a function."""
        said = str(self).replace("This ", f"`{name}` ", 1).replace(ENDED, f"`{name}` ended Python.")
        return Stopped(self.kind, f"{said} Is there a loop that never ends?" if self.kind == "timeout" else said)


class Raised(Exception):
    """An error of the student's code: the name of its class, and its message."""

    def __init__(self, name, message):
        self.name, said = as_told(name, message)
        super().__init__(said)


def as_told(name, message):
    """The name of an error's class and its message as the other side tells them, fit for a sentence."""
    fit = isinstance(name, str) and name.isidentifier() and len(name) <= 60
    return [name if fit else "Exception", plain(str(message))[:LONGEST_MESSAGE]]


class Watch:
    """One request: begins where it is made.

    Parameters
    ----------
    node : Node
        The process that has it; others, which wait, use no more than they did.
    seconds : float
        Processor time that it may use.
    """

    def __init__(self, node, seconds):
        self._node, self._session, self._seconds = node, node.session, seconds
        self._from, self._last = None, None
        self._idle, self._looked = 0.0, time.monotonic()

    def exceeded(self):
        """What it used too much of, as `Stopped`, or None."""
        now = time.monotonic()
        if self._from is not None and now - self._looked < POLL:
            return None
        passed, self._looked = now - self._looked, now
        limits, use = self._session.limits, self._session.measured(self._node)
        if self._from is None:
            self._from = self._last = use.seconds
        resting = 0 if use.busy or use.seconds != self._last else 1 / 6 if use.blocked else 1
        self._idle, self._last = self._idle + resting * passed, use.seconds
        self._session.seconds = max(self._session.seconds, use.seconds)
        if use.memory > limits.memory:
            return Stopped("memory", f"This used more than {limits.memory / 1000:g} GB of memory and was stopped.")
        if use.processes > limits.processes:
            return Stopped("processes", f"This started more than {limits.processes} processes and was stopped.")
        if use.seconds - self._from > self._seconds:
            return Stopped("timeout", f"This computed for more than {self._seconds:g} seconds and was stopped.")
        if self._session.seconds > limits.seconds:
            return Stopped("timeout", f"All cells together computed for more than {limits.seconds:g} seconds.")
        if self._idle > limits.idle_seconds:
            waited = f"This waited for {limits.idle_seconds:g} seconds without computing anything and was stopped."
            return Stopped("idle", waited)
        if now - self._session.began > limits.wall_seconds:
            return Stopped("timeout", f"This had not come to its end after {limits.wall_seconds / 60:g} minutes.")
        return None
