"""The process in the sandbox: it runs the cells of one submission and answers what the judge asks.

It talks over a socket, whose number is its only argument, in messages of `wire`. A *node* is a process that waits at
one point of the notebook; `fork` makes another of it, so that no cell and no check can spoil what comes after it. All
that students print goes to the standard streams, which the other side counts.
"""

import builtins
import os
import signal
import socket
import sys

import wire
from shell import make_shell
from wire import CALLBACK, DONE, RAISED, SHOWN


class Channel:
    """Messages over a socket, and the functions that were sent over it, by number."""

    def __init__(self, connection):
        self.connection = connection
        self._functions = []

    def send(self, *message):
        self.connection.sendall(wire.pack(list(message), self._number_of))

    def receive(self):
        head = self._exactly(wire.HEADER.size)
        return wire.unpack(self._exactly(*wire.HEADER.unpack(head)), self._callback)

    def function(self, number):
        return self._functions[number]

    def _number_of(self, function):
        self._functions.append(function)
        return len(self._functions) - 1

    def _exactly(self, size):
        data = bytearray()
        while len(data) < size:
            part = self.connection.recv(min(size - len(data), 1 << 20))
            if not part:
                os._exit(0)  # the other side has gone
            data += part
        return bytes(data)

    def _callback(self, number, name):
        def call(*args, **options):
            self.send(CALLBACK, number, args, options)
            how, *rest = self.receive()
            if how == DONE:
                return rest[0]
            kind = getattr(builtins, rest[0], ValueError)
            raise (kind if isinstance(kind, type) and issubclass(kind, Exception) else ValueError)(rest[1])

        call.__name__ = name
        return call


class Node:
    """One process of the chain, and its shell."""

    def __init__(self, connection, shell):
        self.channel, self.shell = Channel(connection), shell

    def serve(self):
        """Do what the other side asks, in the names of the methods below; Ctrl-C comes from there, too."""
        while True:
            what, *rest = self.channel.receive()
            try:
                signal.signal(signal.SIGINT, signal.default_int_handler)
                answer = DONE, getattr(self, what)(*rest)
            except BaseException as error:  # of the student's function
                answer = RAISED, type(error).__name__, _message(error)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            if os.getpid() != self.pid:  # a cell that forks has made it
                os._exit(0)
            try:
                self.channel.send(*answer)
            except wire.WireError as error:
                self.channel.send(RAISED, "ValueError", str(error))

    def given(self, source):
        """Run a cell of the book's own: nothing of it is shown."""
        exec(compile(source, "given", "exec"), self.shell.user_ns)
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].close("all")

    def run(self, source):
        """Run a student's cell, and return the error that stopped it: [its class, its message], or None."""
        sys.stdout.reset(), sys.stderr.reset()
        self.shell.show = lambda kind, data: self.channel.send(SHOWN, kind, data)
        result = self.shell.run_cell(source)
        error = result.error_before_exec or result.error_in_exec
        return error and [type(error).__name__, _message(error)]

    def has(self, names):
        return [name for name in names if name in self.shell.user_ns]

    def get(self, name):
        return self.shell.user_ns[name]

    def call(self, function, args, options):
        """What a function of the student's returns, and those arguments that it changed: `{position: value}`."""
        before = [wire.pack(arg) for arg in map(_plain, args)]
        result = self._function(function)(*args, **options)
        after = [wire.pack(arg) for arg in map(_plain, args)]
        return result, {i: args[i] for i in range(len(args)) if before[i] != after[i]}

    def uses(self, function, args, options):
        """What a student's function uses: `[name, packages]` of each; with arguments, also what it then calls."""
        from convbook.exercises.uses import uses, watching

        function = self._function(function)
        found = [*uses(function)]
        if args is not None:
            with watching() as seen:
                function(*args, **options)
            found += seen
        return [[name, sorted(packages)] for name, packages in found]

    def fork(self):
        """Let another process go on from here; the other side gets its socket and a handle by which to stop it."""
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # whatever a cell has made of it
        ours, theirs = socket.socketpair()
        between = os.fork()
        if between == 0:
            if os.fork():
                os._exit(0)  # its child belongs to the first process now, which clears up after it
            self.channel.connection.close()
            ours.close()
            Node(theirs, self.shell).begin()
        theirs.close()
        os.waitpid(between, 0)
        socket.send_fds(self.channel.connection, [b"."], [ours.fileno()])
        ours.close()

    def begin(self):
        """Hand over what stops this process, and serve."""
        self.pid = os.getpid()
        handle = [os.pidfd_open(self.pid)] if hasattr(os, "pidfd_open") else []  # macOS has none
        socket.send_fds(self.channel.connection, [b"."], handle)
        self.channel.send(DONE, self.pid)
        self.serve()

    def _function(self, function):
        return self.channel.function(function) if isinstance(function, int) else self.shell.user_ns[function]


def _plain(value):
    return None if callable(value) else value


def _message(error):
    try:
        return str(error)[:2000]
    except Exception:  # a class of the student's own
        return ""


def main():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection = socket.socket(fileno=int(sys.argv[1]))
    Node(connection, make_shell()).begin()


if __name__ == "__main__":
    main()
