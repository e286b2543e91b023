"""What a cell gave, as a notebook has it."""

import re

from nbformat.v4 import new_output

# Colors, what moves a terminal's cursor, and what turns the direction of writing.
CONTROL = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def plain(text):
    """A text without characters that no reader sees and a terminal obeys."""
    return CONTROL.sub("", text)


def as_output(kind, content):
    """What `Session.take_output` has."""
    if kind in ("stdout", "stderr"):
        return new_output("stream", name=kind, text=plain(content))
    options = {"execution_count": None} if kind == "execute_result" else {}
    return new_output(kind, data=content, **options)


def as_error(name, message):
    """An error by the name of its class, without a traceback."""
    return new_output("error", ename=name, evalue=plain(message), traceback=[])
