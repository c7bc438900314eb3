"""The HTTP server over a small application, in a thread."""

from __future__ import annotations

import socket
import threading
from typing import Any, BinaryIO

from waitress.task import ThreadedTaskDispatcher
from waitress.wasyncore import close_all

from strava import http_server

LARGE = 1_000_000


class RunningServer:
    """A server over an application that counts requests and answers with the size of the body,

    or with `file`, if there is one.
    """

    def __init__(self, file: BinaryIO | None = None) -> None:
        self.file = file
        self.requests = 0
        self.connections: dict[int, Any] = {}
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=300)
        self.address = self._listener.getsockname()
        self._dispatcher = ThreadedTaskDispatcher()
        self._dispatcher.set_thread_count(2)
        self.server = http_server.create_server(
            self._answer, [self._listener], self.connections, self._dispatcher
        )
        self._is_stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _answer(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.requests += 1
        if environ["PATH_INFO"] == "/bug":
            raise RuntimeError("boom")
        if self.file is not None:
            start_response("200 OK", [("Content-Length", str(LARGE))])
            return environ["wsgi.file_wrapper"](self.file)
        if environ["PATH_INFO"] == "/large":
            start_response("200 OK", [("Content-Length", str(LARGE))])
            return [b"x" * LARGE]
        body = str(len(environ["wsgi.input"].read())).encode()
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body]

    def _run(self) -> None:
        while not self._is_stopping.is_set():
            self.server.asyncore.loop(timeout=0.02, use_poll=True, map=self.connections, count=1)

    def stop(self) -> None:
        self._is_stopping.set()
        self._thread.join(10)
        self._dispatcher.shutdown(timeout=5)
        close_all(self.connections)

    def shorten_send_buffers(self) -> None:
        """Let the system take little of a response for a client that does not read."""
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 32 * 1024)

    def waiting_bytes(self) -> int:
        """Return the bytes of all responses that no client has read yet."""
        return sum(getattr(one, "total_outbufs_len", 0) for one in [*self.connections.values()])

    def connect(self) -> socket.socket:
        return socket.create_connection(self.address, timeout=10)

    def send(self, *pieces: bytes) -> tuple[int, dict[str, str], str]:
        """Send bytes over a new connection; return the status, headers and body of the response."""
        with self.connect() as connection:
            for piece in pieces:
                connection.sendall(piece)
            answer = b""
            while piece := connection.recv(65536):
                answer += piece
        head, _, body = answer.decode().partition("\r\n\r\n")
        first, *lines = head.split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        return int(first.split()[1]), headers, body
