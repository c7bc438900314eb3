"""A server that stands before the sample Strava and does to its answers what networks do."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import requests

ALWAYS = 10**9
LIST = "/api/v3/athlete/activities"

Fault = Callable[["Handler", requests.Response], None]


def cut_mid_body(handler: Handler, answer: requests.Response) -> None:
    """Announce the whole answer, send half of it, and close the socket."""
    handler.send_response(answer.status_code)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(answer.content)))
    handler.end_headers()
    handler.wfile.write(answer.content[: len(answer.content) // 2])
    handler.hang_up()


def hang_up(handler: Handler, answer: requests.Response) -> None:
    """Close the socket without a word."""
    handler.hang_up()


def truncated_json(handler: Handler, answer: requests.Response) -> None:
    """Half the JSON, as if it were all."""
    handler.answer(200, answer.content[: len(answer.content) // 2], "application/json")


def html(handler: Handler, answer: requests.Response) -> None:
    """The page of a gateway, with status 200."""
    handler.answer(200, b"<html><body>We are down for maintenance</body></html>", "text/html")


def server_error(handler: Handler, answer: requests.Response) -> None:
    """500, which is not tried again at once."""
    handler.answer(500, b'{"message": "Internal Server Error"}', "application/json")


def unavailable(handler: Handler, answer: requests.Response) -> None:
    """503, as gateways say it."""
    handler.answer(503, b"<h1>Service Unavailable</h1>", "text/html")


def refused_unforetold(handler: Handler, answer: requests.Response) -> None:
    """429 without a word of the limits."""
    handler.answer(429, b'{"message": "Rate Limit Exceeded", "errors": []}', "application/json")


class Handler(BaseHTTPRequestHandler):
    """Passes a request on, and its answer back, unless a fault stands in the way."""

    proxy: ClassVar[Proxy]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._pass_on(b"")

    def do_POST(self) -> None:
        self._pass_on(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def answer(self, status: int, body: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": len(body), **headers}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)

    def hang_up(self) -> None:
        self.close_connection = True
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *arguments: Any) -> None:
        pass

    def _pass_on(self, body: bytes) -> None:
        headers = {
            name: self.headers[name]
            for name in ("Authorization", "Content-Type")
            if name in self.headers
        }
        answer = requests.request(
            self.command,
            self.proxy.upstream + self.path,
            data=body,
            headers=headers,
            timeout=20,
            allow_redirects=False,
        )
        fault = self.proxy.fault_for(self.path)
        if fault is not None:
            fault(self, answer)
            return
        limits = {name: value for name, value in answer.headers.items() if "Limit" in name}
        self.answer(answer.status_code, answer.content, answer.headers["Content-Type"], **limits)


class Proxy:
    """The server; `on` says what goes wrong from now on."""

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream
        self._faults: list[tuple[str, int | None, Fault]] = []
        self._left: list[int] = []
        self._lock = threading.Lock()
        handler = type("BoundHandler", (Handler,), {"proxy": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def on(
        self, fault: Fault, *, path: str = LIST, page: int | None = None, times: int = ALWAYS
    ) -> None:
        """Have so many answers of an address (of a page of it) go wrong."""
        with self._lock:
            self._faults.append((path, page, fault))
            self._left.append(times)

    def heal(self) -> None:
        """From now on nothing goes wrong."""
        with self._lock:
            self._faults.clear()
            self._left.clear()

    def fault_for(self, address: str) -> Fault | None:
        split = urlsplit(address)
        number = int(parse_qs(split.query).get("page", ["0"])[0])
        with self._lock:
            for index, (path, page, fault) in enumerate(self._faults):
                if split.path == path and page in (None, number) and self._left[index] > 0:
                    self._left[index] -= 1
                    return fault
        return None

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)
