"""Waitress with Logbook's limits: which requests it answers, and how much it reads and holds.

Waitress by itself has one limit for all addresses, and stores up to that before anything can
refuse a request. Here the headers decide as soon as they have been read.
"""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from typing import Any

from waitress.adjustments import Adjustments
from waitress.buffers import OverflowableBuffer
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import MultiSocketServer, TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher
from waitress.utilities import Error, RequestEntityTooLarge

from .web.admission import Refusal, max_body_bytes, refusal

MAX_HEADER_BYTES = 64 * 1024
MAX_BUFFERED_BYTES = 64 * 1024
"""The bytes of a response that wait in memory for a slow browser. The rest waits in a file."""
MAX_CONNECTIONS = 400
"""The number of connections at once. More wait until one of them is closed, or idle."""
MAX_IDLE_CONNECTIONS = 200
"""The number of connections from which on a new one replaces those that are idle longest."""
MAX_DISCARDED_BYTES = 16 * 1024 * 1024
"""The number of bytes read from a client that sends on after its request has been refused."""

_IDLE_SECONDS = 1.0
"""A connection without a request is idle after that time. Until then its request may arrive."""
_SENTENCES = {
    400: "This request is not valid HTTP.",
    413: "This is more than Logbook accepts. Send less, and try again.",
    431: "The headers of this request are larger than Logbook accepts.",
    501: "Logbook does not accept this transfer encoding.",
}
_INTERNAL_ERROR = (
    "Something went wrong in Logbook. If it happens again, report it with the log in the terminal."
)


def create_server(
    app: Any,
    sockets: list[socket.socket],
    connections: dict[int, Any],
    dispatcher: ThreadedTaskDispatcher,
) -> MultiSocketServer:
    """Return a server that answers at these sockets, which listen already."""
    limit = _connection_limit()
    adjustments = Adjustments(
        ident=None,
        connection_limit=limit,
        max_request_header_size=MAX_HEADER_BYTES,
        outbuf_overflow=MAX_BUFFERED_BYTES,
        # `select` cannot wait for file numbers above 1,023.
        asyncore_use_poll=True,
    )
    for one in sockets:
        Server(
            app,
            connections,
            True,
            one,
            dispatcher=dispatcher,
            adj=adjustments,
            sockinfo=(one.family, one.type, one.proto, one.getsockname()),
            bind_socket=False,
        )
    return MultiSocketServer(connections, adjustments, dispatcher=dispatcher)


def _connection_limit() -> int:
    """Return MAX_CONNECTIONS, or less if this process may open only few files."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return MAX_CONNECTIONS
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MAX_CONNECTIONS if files < 0 else max(32, min(MAX_CONNECTIONS, files - 64))


class Refused(Error):
    """A request that is not answered."""

    def __init__(self, refused: Refusal) -> None:
        super().__init__(refused.sentence)
        self.code, self.reason = int(refused.status[:3]), refused.status[4:]


class Parser(HTTPRequestParser):
    """A request that is being read. `error` is set as soon as it is refused or too large."""

    path: str

    def received(self, data: bytes) -> int:
        """Read the next bytes, and return how many of them belong to this request."""
        consumed = super().received(data)
        if self.error is None and self.headers_finished and not self.empty:
            self.error = self._fault()
        if self.error is None:
            return consumed
        self.completed = True
        # Waitress would ask for the body of a request that it has refused.
        self.expect_continue = False
        return len(data)

    def parse_header(self, header_plus: bytes) -> None:
        """Read the headers; raises ParsingError."""
        try:
            super().parse_header(header_plus)
        except ValueError:  # of an address or a number that Python does not read
            raise ParsingError("Invalid header") from None

    def _fault(self) -> Error | None:
        if not self.body_bytes_received:
            refused = refusal(str(self.command), lambda name: self.headers.get(name, ""))
            if refused is not None:
                return Refused(refused)
        limit = max_body_bytes(self.path)
        is_too_large = self.content_length > limit
        if self.chunked and self.body_rcv is not None:
            # What frames the chunks is kept until it is complete.
            is_too_large = len(self.body_rcv) > limit or self.body_bytes_received > 2 * limit
        return RequestEntityTooLarge("") if is_too_large else None


class ErrorPage(ErrorTask):
    """The response to a request that Waitress itself refuses, or after an error in a page."""

    def execute(self) -> None:
        """Send the response. Waitress closes the connection after it."""
        request: Any = self.request
        error: Error = request.error
        sentence = error.body if isinstance(error, Refused) else _SENTENCES.get(error.code)
        page = Refusal(f"{error.code} {error.reason}", sentence or _INTERNAL_ERROR)
        self.status = page.status
        self.response_headers = list(page.headers.items())
        self.set_close_on_finish()
        self.content_length = len(page.body)
        if isinstance(self.channel, Channel):
            self.channel.discards = True
        self.write(page.body)


class Channel(HTTPChannel):
    """A connection. After a refusal, it reads on for a while before it is closed.

    Otherwise the system would reset the connection, and the client might lose the response.
    """

    parser_class = Parser
    error_task_class = ErrorPage

    discards = False
    """Whether the next close has to wait until the client has read the response."""
    _is_half_closed = False
    _discarded = 0

    def is_idle(self, now: float) -> bool:
        """Return whether neither a request nor a response is under way."""
        busy = self.requests or self.total_outbufs_len
        return not busy and not self.will_close and self.last_activity < now - _IDLE_SECONDS

    def _flush_some(self, do_close: bool = True) -> bool:
        sent: bool = super()._flush_some(do_close)  # type: ignore[misc]
        if sent and not self.total_outbufs_len:
            # Waitress would keep the last response of each connection in memory.
            for buffer in self.outbufs:
                buffer.close()
            self.outbufs = [OverflowableBuffer(self.adj.outbuf_overflow)]
            self.current_outbuf_count = 0
        return sent

    def handle_close(self) -> None:
        """Close the connection, or right after a refusal only its sending half."""
        if self.discards and self.connected and self.socket is not None:
            self.discards = self.will_close = False
            with suppress(OSError):
                self.socket.shutdown(socket.SHUT_WR)
                self._is_half_closed = True
                return
        super().handle_close()

    def close(self) -> None:
        """Close the connection when the server stops, and the files that were being sent."""
        for buffer in self.outbufs:
            buffer.close()
        super().close()

    def handle_read(self) -> None:
        """Read the next bytes, and discard them after a refusal."""
        if not self._is_half_closed:
            super().handle_read()
            return
        try:
            # This closes the connection if the client has closed it.
            self._discarded += len(self.recv(self.adj.recv_bytes))
        except OSError:
            self.handle_close()
        if self._discarded > MAX_DISCARDED_BYTES and self.connected:
            self.handle_close()


class Server(TcpWSGIServer):
    """A listening socket."""

    channel_class = Channel
    _map: dict[int, Any]

    def readable(self) -> bool:
        """Return whether to accept connections. Idle ones give way when there is no room left."""
        if len(self._map) >= self.adj.connection_limit:
            self._make_room()
        return bool(super().readable())

    def handle_accept(self) -> None:
        """Accept a connection, if necessary in place of one that is idle."""
        self._make_room()
        super().handle_accept()

    def _make_room(self) -> None:
        """Close connections that are idle, the longest first, until there is room for another."""
        channels = [one for one in self._map.values() if isinstance(one, Channel)]
        staying = [one for one in channels if not one.will_close]
        surplus = len(staying) + 1 - min(MAX_IDLE_CONNECTIONS, self.adj.connection_limit // 2)
        if surplus > 0:
            now = time.time()
            idle = [one for one in staying if one.is_idle(now)]
            for one in sorted(idle, key=lambda one: one.last_activity)[:surplus]:
                one.will_close = True
