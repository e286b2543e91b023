"""A limit on what the cells of a submission print; it works inside their kernel."""

import sys

CHARACTERS = 100_000


class TooMuchOutput(Exception):
    def _render_traceback_(self):
        return [str(self)]


class LimitedStream:
    """A stream that stops the cell once it has written too much, and writes nothing more of it."""

    def __init__(self, stream, limit=CHARACTERS):
        self._stream, self._limit, self._left = stream, limit, limit

    def reset(self, *_):
        self._left = self._limit

    def write(self, text):
        kept = text[: max(self._left, 0)]
        self._left -= len(text)
        self._stream.write(kept)
        if self._left < 0:
            raise TooMuchOutput(f"This cell printed more than {self._limit:,} characters and was stopped.")
        return len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def __getattr__(self, name):
        return getattr(self._stream, name)


def limit_output():
    """Limit both streams of the running kernel, for each cell anew."""
    from IPython import get_ipython

    for name in ("stdout", "stderr"):
        limited = LimitedStream(getattr(sys, name))
        setattr(sys, name, limited)
        get_ipython().events.register("pre_run_cell", limited.reset)
