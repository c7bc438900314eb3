"""What one call may cost at most: seconds from its start to its end, and bytes of its answer.

The timeouts of requests and urllib3 apply to each wait for a byte. A server that sends a byte a
second never exceeds them, neither in the headers nor in the body, and would hold a thread, and
perhaps the lock of a refresh, for as long as it likes. So each read from a connection looks at
the time that is left, and counts what has arrived. That needs no thread that watches, and closes
the connection in the thread that uses it. Two steps look after themselves: a TLS handshake and
the sending of a request each have a timeout as a whole.

Only looking up the name of a host cannot be interrupted. Connections are therefore opened in a
thread, which is left to itself if it takes too long.
"""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, InvalidStateError
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache
from http.client import HTTPResponse
from time import monotonic
from typing import TYPE_CHECKING, Any

from urllib3.connection import HTTPConnection

from ..errors import Unavailable, UnexpectedAnswer

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAX_SECONDS = 45.0
"""The longest that a call takes, with its retries. Less than others wait for a refresh."""

MAX_BYTES = 16_000_000
"""The most bytes of an answer, as sent and after decompression. Pages of the list have some 300
thousand, and the streams of 60 hours, recorded every second, have 16 million."""


class Deadline:
    """The time at which a call has to end."""

    def __init__(self) -> None:
        self._ends_at = monotonic() + MAX_SECONDS

    def remaining(self) -> float:
        """Return the seconds until the deadline; raises Unavailable once it has passed.

        urllib3 does not retry after this error, as it would after a timeout.
        """
        remaining = self._ends_at - monotonic()
        if remaining <= 0:
            raise Unavailable(
                f"Strava did not send a complete answer within {MAX_SECONDS:.0f} seconds. Check "
                "the network, and try again in a moment."
            )
        return remaining


_deadline: ContextVar[Deadline] = ContextVar("deadline")
"""The deadline of the call that this thread makes. urllib3 tells its connections only a number of
seconds."""


@contextmanager
def deadline() -> Iterator[None]:
    """Set the deadline for everything that happens in the context."""
    token = _deadline.set(Deadline())
    try:
        yield
    finally:
        _deadline.reset(token)


def check_length(length: int) -> None:
    """Raise UnexpectedAnswer if an answer of this many bytes is too large."""
    if length > MAX_BYTES:
        raise UnexpectedAnswer(
            f"Strava sent an answer of more than {MAX_BYTES // 1_000_000} MB, which Logbook does "
            "not read."
        )


@cache
def bounded(connection: type[HTTPConnection]) -> type[HTTPConnection]:
    """Return a subclass of a class of connections that keeps the bounds."""
    if issubclass(connection, _Connection):
        return connection
    return type(f"Bounded{connection.__name__}", (_Connection, connection), {})


class _Reader(io.RawIOBase):
    """Reads from a socket until the deadline, and at most MAX_BYTES."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket) -> None:
        self._raw, self._sock = raw, sock
        self._timeout = sock.gettimeout()
        self._deadline = _deadline.get(Deadline())
        self._received = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int | None:
        remaining = self._deadline.remaining()
        self._sock.settimeout(min(self._timeout or remaining, remaining))
        count = self._raw.readinto(buffer)
        self._received += count or 0
        check_length(self._received)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(HTTPResponse):
    """A response whose headers and body are read within the bounds."""

    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp = io.BufferedReader(_Reader(self.fp.detach(), sock))


class _Connection(HTTPConnection):
    """A connection that is open before the deadline, and reads responses within the bounds."""

    response_class = _Response

    def _new_conn(self) -> socket.socket:
        remaining = _deadline.get(Deadline()).remaining()
        return _open_in_time(super()._new_conn, remaining)


def _open_in_time(connect: Callable[[], socket.socket], seconds: float) -> socket.socket:
    """Return the socket that `connect` opens; close one that is opened too late."""
    outcome: Future[socket.socket] = Future()

    def work() -> None:
        try:
            opened = connect()
        except Exception as error:
            with suppress(InvalidStateError):
                outcome.set_exception(error)
            return
        try:
            outcome.set_result(opened)
        except InvalidStateError:
            opened.close()

    threading.Thread(target=work, name="connection opener", daemon=True).start()
    try:
        return outcome.result(seconds)
    except TimeoutError:
        if outcome.cancel():
            raise Unavailable(
                "The connection to Strava could not be opened in time. Check the network, and try "
                "again in a moment."
            ) from None
        return outcome.result()
