"""No call takes longer than the bounds allow."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from strava import errors
from strava.api import bounds, transport
from strava.api.client import Client

from ..clock import Clock
from ..raw_server import RawServer
from .calls import every_call, get
from .conftest import Serve, always_the_same_token

OK = b"HTTP/1.1 200 OK\r\n"
MB = 1_000_000


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of deadlines. It moves only when a test moves it."""
    clock = Clock(0)
    monkeypatch.setattr(bounds, "monotonic", clock)
    return clock


@pytest.fixture
def trickle(serve_raw: Serve, seconds: Clock) -> Callable[..., RawServer]:
    """A function that starts a server which sends a beginning at once, and then a byte a second."""

    def start(beginning: bytes, rest: bytes) -> RawServer:
        def respond() -> Iterator[bytes]:
            yield beginning
            # Longer than any client waits, as it has to hang up.
            for number in range(1_000_000):
                seconds.now += 1
                yield rest[number : number + 1] or b"\n"

        return serve_raw(respond)

    return start


SLOW = {
    "status line": (b"", OK),
    "headers": (OK, b"X-Odd: 1\r\n" * 100),
    "one header": (OK, b"X-Odd: " + b"x" * 10_000),
    "interim responses": (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
    "body": (OK + b"Content-Length: 1000\r\n\r\n", b"[" + b" " * 998 + b"]"),
    "body without a length": (OK + b"\r\n", b"[" + b" " * 998 + b"]"),
    "compressed body": (
        OK + b"Content-Encoding: gzip\r\n\r\n",
        gzip.compress(b"[" + bytes(range(32, 127)) * 9 + b"]"),
    ),
    "chunks": (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n" * 100),
    "size of a chunk": (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"0" * 1000),
    "trailers": (OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X-Odd: 1\r\n" * 100),
    "redirect": (b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n", b" " * 1000),
    "refusal": (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 1000\r\n\r\n", b" " * 1000),
    "error that is retried": (b"HTTP/1.1 503 Down\r\nContent-Length: 1000\r\n\r\n", b" " * 1000),
}


class TestDeadline:
    """A server that sends a byte a second."""

    @pytest.mark.parametrize(("beginning", "rest"), SLOW.values(), ids=SLOW)
    def test_answer_that_trickles_ends_the_call_at_the_deadline(
        self, trickle: Callable[..., RawServer], beginning: bytes, rest: bytes
    ) -> None:
        server = trickle(beginning, rest)
        with pytest.raises(errors.Unavailable, match="within 45 seconds"):
            get("/athlete")(server.url)
        server.close()
        assert (server.requests, server.hung_up) == (1, 1)

    @every_call
    def test_every_call_has_a_deadline(
        self, trickle: Callable[..., RawServer], call: Callable[[str], Any]
    ) -> None:
        server = trickle(OK + b"Content-Length: 10000\r\n\r\n", b" " * 10_000)
        with pytest.raises(errors.Unavailable, match="within 45 seconds"):
            call(server.url)
        server.close()
        assert (server.requests, server.hung_up) == (1, 1)

    def test_retries_share_one_deadline(
        self, serve_raw: Serve, seconds: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        retries = transport.RETRIES.new(backoff_factor=0, backoff_jitter=0)
        monkeypatch.setattr("strava.api.client.RETRIES", retries)

        def respond() -> Iterator[bytes]:
            seconds.now += 20
            yield b"HTTP/1.1 503 Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

        server = serve_raw(respond)
        with pytest.raises(errors.Unavailable, match="within 45 seconds"):
            get("/athlete")(server.url)
        assert server.requests == 3

    def test_next_call_over_the_same_connection_has_its_own_deadline(
        self, serve: Callable[[Any], str], seconds: Clock
    ) -> None:
        def application(_environ: Any, start_response: Any) -> list[bytes]:
            seconds.now += 40
            start_response("200 OK", [("Content-Type", "application/json")])
            return [b"{}"]

        client = Client(always_the_same_token, serve(application))
        assert [client.get("/athlete") for _ in range(3)] == [{}, {}, {}]

    def test_silent_server_ends_the_call_at_the_deadline_and_gets_one_request(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(bounds, "MAX_SECONDS", 0.05)
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"http://127.0.0.1:{silent.getsockname()[1]}"
            with pytest.raises(errors.Unavailable, match="did not send"):
                get("/athlete")(url)
            silent.accept()[0].close()
            silent.settimeout(0)
            with pytest.raises(BlockingIOError):
                silent.accept()

    def test_name_that_is_looked_up_forever_ends_the_call_at_the_deadline(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        found, opened = threading.Event(), threading.Event()

        def look_up(*arguments: Any, **options: Any) -> Any:
            assert found.wait(10)
            opened.set()
            raise socket.gaierror

        monkeypatch.setattr(bounds, "MAX_SECONDS", 0.05)
        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        with pytest.raises(errors.Unavailable, match="could not be opened in time"):
            get("/athlete")("http://strava.invalid")
        found.set()
        assert opened.wait(10)

    def test_connection_that_opens_too_late_is_closed(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        here, there = socket.socketpair()
        late = threading.Event()

        def connect(*arguments: Any, **options: Any) -> socket.socket:
            assert late.wait(10)
            return here

        monkeypatch.setattr(bounds, "MAX_SECONDS", 0.05)
        monkeypatch.setattr("urllib3.util.connection.create_connection", connect)
        with pytest.raises(errors.Unavailable, match="could not be opened in time"):
            get("/athlete")("http://strava.invalid")
        late.set()
        there.settimeout(10)
        assert there.recv(1) == b""
        there.close()


def test_cookies_are_neither_kept_nor_sent(serve: Callable[[Any], str]) -> None:
    received = []

    def application(environ: Any, start_response: Any) -> list[bytes]:
        received.append(environ.get("HTTP_COOKIE"))
        start_response("200 OK", [("Set-Cookie", "a=b; Path=/"), ("Set-Cookie", "c=d")])
        return [b"{}"]

    client = Client(always_the_same_token, serve(application))
    client.get("/athlete")
    client.get("/athlete")
    assert received == [None, None]
