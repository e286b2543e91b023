"""An IPython shell as a notebook has it, without its history, and with streams that stop what prints too much."""

import base64
import io
import os
import sys

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

CHARACTERS = 100_000  # that a cell may print


class TooMuchOutput(Exception):
    """A cell that prints without end is stopped by it."""


class CountedStream(io.TextIOBase):
    """A stream that stops the cell once it has written too much."""

    encoding = "utf-8"

    def __init__(self, descriptor):
        self._descriptor, self._left = descriptor, CHARACTERS

    def reset(self):
        self._left = CHARACTERS

    def write(self, text):
        kept = text[: max(self._left, 0)].encode("utf-8", "replace")
        self._left -= len(text)
        while kept:
            kept = kept[os.write(self._descriptor, kept) :]
        if self._left < 0:
            raise TooMuchOutput(f"This cell printed more than {CHARACTERS:,} characters and was stopped.")
        return len(text)

    def fileno(self):
        return self._descriptor

    def isatty(self):
        return False

    def writable(self):
        return True


class Publisher(DisplayPublisher):
    """What is displayed: figures and the like."""

    def publish(self, data, metadata=None, **_):
        self.shell.show("display_data", _plain(data))


class Hook(DisplayHook):
    """The value of a cell's last line."""

    def write_format_data(self, format_dict, md_dict=None):
        self.shell.show("execute_result", _plain(format_dict))

    def start_displayhook(self):
        pass

    write_output_prompt = finish_displayhook = start_displayhook


class Shell(InteractiveShell):
    """`show(kind, data)` is to be set: it gets what is displayed."""

    display_pub_class, displayhook_class = Type(Publisher), Type(Hook)

    def showtraceback(self, *args, **options):
        pass  # the error is reported by itself

    showsyntaxerror = showindentationerror = showtraceback

    def enable_gui(self, gui=None):
        pass


def make_shell():
    """The shell, with both standard streams counted from now on."""
    sys.stdout, sys.stderr = CountedStream(1), CountedStream(2)
    return Shell.instance(config=Config(HistoryManager={"enabled": False}))


def _plain(data):
    """Pictures and texts, as texts."""
    pictures = {kind: data[kind] for kind in ("image/png", "image/jpeg") if kind in data}
    found = {kind: base64.b64encode(p).decode() if isinstance(p, bytes) else str(p) for kind, p in pictures.items()}
    return {"text/plain": str(data.get("text/plain", "")), **found}
