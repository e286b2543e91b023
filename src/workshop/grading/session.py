"""A submission's sandbox with its nodes, what was printed and shown in it, and the processor time that it took."""

import contextlib
import os
import time

import psutil

from workshop.grading.limits import LIMITS
from workshop.grading.node import Node
from workshop.grading.sandbox import Sandbox

PICTURES = 30  # that a submission may show
PICTURE_SIZE = 1_000_000  # characters


class Session:
    """A sandbox, from its start to the end of the `with` block.

    Attributes
    ----------
    root : Node
        The first node: nothing has been run in it.
    seconds : float
        Processor time that all of it has used so far.
    """

    def __init__(self, limits=LIMITS, unsafe=False):
        self.limits, self.seconds, self.nodes, self.root = limits, 0.0, [], None
        self.known = set()  # all processes that are or were nodes
        self.began, self._output, self._pictures = time.monotonic(), [], 0
        self.sources, self.given = [], ""  # the cells of the student's so far, and those of the book's own
        self.sandbox = Sandbox(limits, unsafe)

    def __enter__(self):
        self.root = Node(self, self.sandbox.socket)
        return self

    def __exit__(self, *_):
        for node in list(self.nodes):
            node.close()
        self.sandbox.kill()

    def measure(self):
        """The processor time used so far."""
        self.seconds = max(self.seconds, self.measured().seconds)
        return self.seconds

    def measured(self, node=None):
        """What the sandbox uses while the node has something to do."""
        return self.sandbox.measure(self.waiting(node), self.known)

    def waiting(self, node):
        """The processes of all other nodes."""
        return {other.pid for other in self.nodes if other is not node}

    def clear(self):
        """End all processes that are no nodes."""
        for _ in range(5):
            known = {node.pid for node in self.nodes}
            others = [process for process in self.sandbox.processes() if process.pid not in known]
            for process in others:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
            if not others:
                return

    def drain(self):
        """Take in what was printed; what is over the limit is dropped."""
        for stream, name in self.sandbox.streams.items():
            for _ in range(100):  # more may come all the time
                try:
                    data = os.read(stream.fileno(), 1 << 16)
                except BlockingIOError:
                    break
                if not data:
                    break
                self._keep(name, data)

    def show(self, kind, data):
        """Keep what a cell displays: texts, and pictures."""
        kind = "execute_result" if kind == "execute_result" else "display_data"
        kept = {}
        for form, text in data.items() if isinstance(data, dict) else ():
            if form == "text/plain" and isinstance(text, str):
                kept[form] = text[: self.limits.characters // 10]
            elif form in ("image/png", "image/jpeg") and isinstance(text, str) and len(text) <= PICTURE_SIZE:
                self._pictures += 1
                if self._pictures <= PICTURES and text.isascii() and not set("<>\"'&") & set(text):
                    kept[form] = text
        if kept and len(self._output) < 1000:
            self._output.append((kind, kept))

    def take_output(self):
        """The outputs since the last time, as `(kind, content)`; `kind` is that of a notebook's output, or a stream."""
        self.drain()
        taken, self._output = self._output, []
        return taken

    def _keep(self, name, data):
        printed = sum(len(text) for kind, text in self._output if kind == name)
        text = data[: max(self.limits.characters - printed, 0)].decode("utf-8", "replace")
        if text and self._output and self._output[-1][0] == name:
            text = self._output.pop()[1] + text
        if text and len(self._output) < 1000:
            self._output.append((name, text))
