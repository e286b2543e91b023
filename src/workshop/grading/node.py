"""One process of a sandbox that waits for what to do, seen from outside: asked, watched, and ended if need be."""

import contextlib
import os
import select
import signal
import socket

from workshop.grading.inside import wire
from workshop.grading.inside.wire import CALLBACK, DONE, RAISED, SHOWN
from workshop.grading.mailbox import Closed, Mailbox
from workshop.grading.remote import Remote
from workshop.grading.watch import ENDED, GRACE, POLL, Raised, Stopped, Watch, as_told

NO_ANSWER = "The process that ran this gave no answer that could be read."


class Node:
    """A process, by the socket to which it listens.

    Parameters
    ----------
    session : Session
    connection : socket

    Raises `Stopped` if no process of the sandbox answers there.
    """

    def __init__(self, session, connection):
        self.session, self._connection = session, connection
        self._connection.settimeout(60)
        self._functions, self._handle, self.pid = [], None, None
        self._mailbox = Mailbox(connection, lambda number, name: Remote(self, number, name))
        session.nodes.append(self)
        self._handle = self._descriptor()
        self.pid = self._await(session.limits.cell_seconds)
        if self._handle is not None:
            self.pid = _pid_of(self._handle)
        if self.pid not in {process.pid for process in session.sandbox.processes()}:
            raise Stopped("tampered", NO_ANSWER)
        session.known.add(self.pid)

    def given(self, source):
        """Run a cell of the book's own."""
        self.request("given", source, seconds=self.session.limits.seconds)

    def run(self, source):
        """Run a student's cell.

        Returns
        -------
        list or None
            The error that stopped it: the name of its class, and its message.

        Raises
        ------
        Stopped
            If it had to be killed: then this node is no more.
        """
        error = self.request("run", source, seconds=self.session.limits.cell_seconds, interrupt=True)
        if error is not None and not (isinstance(error, list) and len(error) == 2):
            self._end(Stopped("tampered", NO_ANSWER))
        return error and as_told(*error)

    def check_memory(self):
        """End the process if it keeps so much memory that it could not be forked; raises `Stopped` then."""
        most = self.session.limits.memory / 2
        if self.session.measured(self).memory > most:
            self._end(Stopped("memory", f"This kept more than {most / 1000:g} GB of memory and was stopped."))

    def fork(self):
        """Another node that goes on from here."""
        self._send("fork")
        descriptor = self._descriptor()
        self._await(self.session.limits.cell_seconds)
        try:
            connection = socket.socket(fileno=descriptor)
        except (OSError, TypeError):  # none, or something else
            self._end(Stopped("tampered", NO_ANSWER))
        return Node(self.session, connection)

    def request(self, what, *details, seconds=None, interrupt=False):
        """Have something done, and return what comes back; meanwhile functions of ours may be called.

        Raises
        ------
        Raised
            If it raised an error.
        Stopped
            If it used more than it may, and was killed, or has ended.
        """
        self._send(what, *details)
        return self._await(seconds or self.session.limits.call_seconds, interrupt)

    def close(self):
        """End the process; the first one stays, for with it the sandbox ends."""
        if self not in self.session.nodes or self is self.session.root:
            return
        self._signal(signal.SIGKILL)
        self._connection.close()
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
        self.session.nodes.remove(self)

    def _await(self, seconds, interrupt=False):
        watch, cut_short = Watch(self, seconds), None
        while True:
            message = self._message()
            if exceeded := watch.exceeded():
                if cut_short or not interrupt or exceeded.kind not in ("timeout", "idle"):
                    self._end(cut_short or exceeded)
                cut_short, watch = exceeded, Watch(self, GRACE)
                self._signal(signal.SIGINT)
            if message is None:
                continue
            kind, *rest = message
            if kind == SHOWN:
                self.session.show(*rest)
            elif kind == CALLBACK:
                self._callback(*rest)
            elif cut_short:
                return ["TookTooLong", str(cut_short)]
            elif kind == DONE:
                return rest[0]
            else:
                raise Raised(*rest)

    def _end(self, stopped):
        """Kill what would not end."""
        self.session.drain()
        self.close()
        self.session.clear()
        raise stopped

    def _message(self):
        """The next message, or None if none came in a while."""
        try:
            if (message := self._mailbox.take()) is not None:
                return message
            ready, _, _ = select.select([self._connection, *self.session.sandbox.open_streams()], [], [], POLL)
            if self._connection in ready:
                self._mailbox.fetch()
            self.session.drain()
            return self._mailbox.take()
        except Closed:
            return self._end(Stopped("ended", ENDED))
        except wire.WireError:
            return self._end(Stopped("tampered", NO_ANSWER))

    def _callback(self, number, args, options):
        """The student's code calls a function that it was given."""
        try:
            self._send(DONE, self._functions[number](*args, **options))
        except Exception as error:  # for the student's code, as if it were in the same process
            self._send(RAISED, type(error).__name__, str(error))

    def _send(self, *message):
        try:
            self._connection.sendall(wire.pack(list(message), self._number_of))
        except OSError:
            self._end(Stopped("ended", ENDED))

    def _number_of(self, function):
        self._functions.append(function)
        return len(self._functions) - 1

    def _descriptor(self):
        """The one descriptor that is sent with a single byte, or None."""
        watch = Watch(self, self.session.limits.cell_seconds)
        while not select.select([self._connection], [], [], POLL)[0]:
            if exceeded := watch.exceeded():
                self._end(exceeded)
        try:
            data, descriptors, _, _ = socket.recv_fds(self._connection, 1, 1)
        except OSError:
            data, descriptors = b"", []
        if data != b".":
            for descriptor in descriptors:
                os.close(descriptor)
            self._end(Stopped("ended", ENDED))
        return descriptors[0] if descriptors else None

    def _signal(self, number):
        with contextlib.suppress(OSError):
            if self._handle is not None:
                signal.pidfd_send_signal(self._handle, number)
            elif self.session.sandbox.unsafe:
                os.kill(self.pid, number)


def _pid_of(handle):
    """The process of a pidfd, as it is called here; None if it is something else."""
    with open(f"/proc/self/fdinfo/{handle}", encoding="ascii", errors="replace") as lines:
        return next((int(line.split()[1]) for line in lines if line.startswith("Pid:")), None)
