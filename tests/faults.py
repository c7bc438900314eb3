"""A proxy in front of the sample Strava that makes its responses fail as networks do."""

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
"""Sends something else, or nothing, instead of the sample's response."""


def cut_mid_body(handler: Handler, response: requests.Response) -> None:
    """Announce the whole body, send half of it, and close the connection."""
    handler.send_response(response.status_code)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(response.content)))
    handler.end_headers()
    handler.wfile.write(response.content[: len(response.content) // 2])
    handler.hang_up()


def hang_up(handler: Handler, response: requests.Response) -> None:
    """Close the connection without a response."""
    handler.hang_up()


def truncated_json(handler: Handler, response: requests.Response) -> None:
    """Send half of the JSON as a complete response."""
    handler.respond(200, response.content[: len(response.content) // 2], "application/json")


def html(handler: Handler, response: requests.Response) -> None:
    """Send a gateway's maintenance page with status 200."""
    handler.respond(200, b"<html><body>We are down for maintenance</body></html>", "text/html")


def server_error(handler: Handler, response: requests.Response) -> None:
    """Send 500, which Logbook does not retry immediately."""
    handler.respond(500, b'{"message": "Internal Server Error"}', "application/json")


def invalid_utf_8(handler: Handler, response: requests.Response) -> None:
    """Send the response with a byte in it that is not UTF-8."""
    body = response.content.replace(b'"name":"', b'"name":"\xff', 1)
    handler.respond(200, body, "application/json")


def too_deep(handler: Handler, response: requests.Response) -> None:
    """Send lists within lists, more than Python can read."""
    handler.respond(200, b"[" * 100_000 + b"]" * 100_000, "application/json")


def unavailable(handler: Handler, response: requests.Response) -> None:
    """Send 503 with an HTML body, as gateways do."""
    handler.respond(503, b"<h1>Service Unavailable</h1>", "text/html")


def rate_limited_without_headers(handler: Handler, response: requests.Response) -> None:
    """Send 429 without any rate limit headers."""
    handler.respond(429, b'{"message": "Rate Limit Exceeded", "errors": []}', "application/json")


class Handler(BaseHTTPRequestHandler):
    """Forwards a request, and returns the response or injects a fault."""

    proxy: ClassVar[Proxy]
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # Otherwise each response waits 40 ms for an acknowledgment.

    def do_GET(self) -> None:
        self._forward(b"")

    def do_POST(self) -> None:
        self._forward(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def respond(self, status: int, body: bytes, content_type: str, **headers: str) -> None:
        """Send a response with these headers."""
        headers = {"Content-Type": content_type, "Content-Length": str(len(body)), **headers}
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def hang_up(self) -> None:
        """Send what was written so far and close the connection."""
        self.close_connection = True
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *arguments: Any) -> None:
        """Log nothing: pytest would show it as the output of a failed test."""

    def _forward(self, body: bytes) -> None:
        headers = {
            name: self.headers[name]
            for name in ("Authorization", "Content-Type")
            if name in self.headers
        }
        response = self.proxy.session.request(
            self.command,
            self.proxy.upstream + self.path,
            data=body,
            headers=headers,
            timeout=20,
            allow_redirects=False,
        )
        fault = self.proxy.fault_for(self.path) or self.proxy.fault_in(response)
        if fault is not None:
            fault(self, response)
            return
        content_type = response.headers["Content-Type"]
        limits = {
            name: value for name, value in response.headers.items() if "ratelimit" in name.lower()
        }
        self.respond(response.status_code, response.content, content_type, **limits)


class Proxy:
    """The proxy server. It forwards everything until a test injects faults."""

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream
        self.session = requests.Session()
        self.session.trust_env = False
        self._faults: list[tuple[str, int | None, Fault]] = []
        self._remaining: list[int] = []
        self._broken: dict[int, Fault] = {}
        self._outage: Fault | None = None
        self._outage_page: int | None = None
        self._pages_sent: set[int] = set()
        self._lock = threading.Condition()
        handler = type("BoundHandler", (Handler,), {"proxy": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def inject(
        self, fault: Fault, *, path: str = LIST, page: int | None = None, times: int = ALWAYS
    ) -> None:
        """Make the next `times` responses for a path fail, or only those for one page of it."""
        with self._lock:
            self._faults.append((path, page, fault))
            self._remaining.append(times)

    def start_outage(self, fault: Fault, *, page: int) -> None:
        """Make all responses fail from this page of 200 activities on.

        The pages before it, which are fetched at the same time, are sent first.
        """
        with self._lock:
            self._outage, self._outage_page, self._pages_sent = fault, page, set()

    def break_activity(self, activity_id: int, fault: Fault) -> None:
        """Make every response fail that contains an activity."""
        with self._lock:
            self._broken[activity_id] = fault

    def mend_activity(self, activity_id: int) -> None:
        """Undo `break_activity`."""
        with self._lock:
            del self._broken[activity_id]

    def fault_in(self, response: requests.Response) -> Fault | None:
        """Return the fault of the first broken activity in a response."""
        with self._lock:
            broken = dict(self._broken)
        for activity_id, fault in broken.items():
            if response.ok and f'"id":{activity_id},'.encode() in response.content:
                return fault
        return None

    def clear(self) -> None:
        """Remove all faults."""
        with self._lock:
            self._faults.clear()
            self._remaining.clear()
            self._broken.clear()
            self._outage = self._outage_page = None

    def fault_for(self, address: str) -> Fault | None:
        """Return the fault to inject into the response for an address, and count it."""
        parts = urlsplit(address)
        query = parse_qs(parts.query)
        number = int(query.get("page", ["0"])[0])
        is_page = "before" in query and query["per_page"] == ["200"]
        with self._lock:
            if is_page and number == self._outage_page:
                before = set(range(1, number))
                self._lock.wait_for(lambda: before <= self._pages_sent, 10)
                self._outage_page = None
            if self._outage is not None and self._outage_page is None:
                return self._outage
            if is_page:
                self._pages_sent.add(number)
                self._lock.notify_all()
            for index, (path, page, fault) in enumerate(self._faults):
                if parts.path == path and page in (None, number) and self._remaining[index] > 0:
                    self._remaining[index] -= 1
                    return fault
        return None

    def close(self) -> None:
        """Stop the server."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)
        self.session.close()
