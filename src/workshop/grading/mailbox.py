"""The messages of one process, as they come: whole ones, and only such as there are."""

import socket

from workshop.grading.inside import wire

PARTS = {wire.SHOWN: 3, wire.CALLBACK: 4, wire.DONE: 2, wire.RAISED: 3}
MOST_OF_A_CALLBACK = 8_000_000  # bytes; what we compute with is not counted as the student's time


class Closed(Exception):
    """The other end is no more."""


class Mailbox:
    """Collects the bytes that a connection has.

    Parameters
    ----------
    connection : socket
    function_of : callable
        What stands for a function of the other side: see `wire.unpack`.
    """

    def __init__(self, connection, function_of):
        self._connection, self._function_of, self._data = connection, function_of, bytearray()

    def fetch(self):
        """Take in what is there; raises `Closed` if nothing will ever come again."""
        try:
            data = self._connection.recv(1 << 20, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return
        except OSError:
            raise Closed from None
        if not data:
            raise Closed
        self._data += data

    def take(self):
        """The next whole message, or None; raises `WireError` if it is none that there may be."""
        size = wire.HEADER.size
        if len(self._data) < size:
            return None
        (length,) = wire.HEADER.unpack(self._data[:size])
        if length > wire.MOST_BYTES:
            raise wire.WireError("too long")
        if len(self._data) < size + length:
            return None
        text = bytes(self._data[size : size + length])
        del self._data[: size + length]
        message = wire.unpack(text, self._function_of)
        if not (isinstance(message, list) and message and message[0] in PARTS and len(message) == PARTS[message[0]]):
            raise wire.WireError("no message of these kinds")
        if message[0] == wire.CALLBACK and length > MOST_OF_A_CALLBACK:
            raise wire.WireError("too much for a call")
        return message
