"""A server that answers each request with bytes as they are, whatever HTTP says."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable


class RawServer:
    """Reads a request from each connection, and sends what `respond` yields until it is closed.

    `requests` counts the requests, `sent` the bytes sent so far, and `hung_up` the connections
    that the client has closed before everything was sent.
    """

    def __init__(self, respond: Callable[[], Iterable[bytes]]) -> None:
        self.requests = self.sent = self.hung_up = 0
        self._respond = respond
        self._is_closing = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        """Wait until everything has been sent, and stop the server."""
        if self._is_closing:
            return
        self._is_closing = True
        # The thread waits for a connection.
        socket.create_connection(self._listener.getsockname()).close()
        self._thread.join(10)
        assert not self._thread.is_alive()
        self._listener.close()

    def _run(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            with connection:
                connection.settimeout(10)
                if connection.recv(65536):
                    self.requests += 1
                    self._send(connection)
                elif self._is_closing:
                    return

    def _send(self, connection: socket.socket) -> None:
        try:
            for part in self._respond():
                connection.sendall(part)
                self.sent += len(part)
        except OSError:
            self.hung_up += 1
