"""No call takes longer, and no answer is larger, than the bounds allow."""

from __future__ import annotations

import gzip
import socket
import threading
import tracemalloc
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from strava import errors
from strava.api import bounds, transport
from strava.api.client import Client
from strava.api.oauth import Credentials, OAuth

from ..clock import Clock
from ..raw_server import RawServer
from .conftest import always_the_same_token

Serve = Callable[[Callable[[], Iterable[bytes]]], RawServer]
OK = b"HTTP/1.1 200 OK\r\n"
MB = 1_000_000


@pytest.fixture
def serve_raw() -> Iterator[Serve]:
    """A function that starts a server, which stops when the test ends."""
    servers: list[RawServer] = []

    def start(respond: Callable[[], Iterable[bytes]]) -> RawServer:
        servers.append(RawServer(respond))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


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


def list_page(url: str) -> None:
    Client(always_the_same_token, url).page(1)


def get(path: str) -> Callable[[str], None]:
    def call(url: str) -> None:
        Client(always_the_same_token, url).get(path)

    return call


def oauth(url: str) -> OAuth:
    return OAuth(url, Credentials("1", "secret"))


CALLS: dict[str, Callable[[str], Any]] = {
    "list": list_page,
    "profile": get("/athlete"),
    "detail": get("/activities/1"),
    "streams": get("/activities/1/streams"),
    "laps": get("/activities/1/laps"),
    "gear": get("/gear/b1"),
    "exchange": lambda url: oauth(url).exchange("code"),
    "refresh": lambda url: oauth(url).refresh("token"),
    "check of the credentials": lambda url: oauth(url).check_credentials(),
    "revocation": lambda url: oauth(url).revoke("token"),
}
every_call = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)

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


def deflated(block: bytes, count: int) -> bytes:
    """Return what unpacks to a block many times, without packing it many times."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return (packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)) * count


ZEROS = bytes(MB)
BOMBS = {
    "deflate": deflated(ZEROS, 1000),
    "gzip": b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + deflated(ZEROS, 1000),
    "x-gzip": gzip.compress(ZEROS) * 1000,
}
"""About 1 MB each, and a gigabyte once unpacked. The last consists of many members."""


@pytest.fixture
def one_megabyte(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lower limit, so that tests need not send as much."""
    monkeypatch.setattr(bounds, "MAX_BYTES", MB)


@pytest.fixture
def memory() -> Iterator[Callable[[], int]]:
    """A function that returns the most bytes that were allocated at a time since the start."""
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()


def endless(beginning: bytes, part: bytes = b" " * 65_536) -> Callable[[], Iterator[bytes]]:
    """Return a function that yields 1.5 GB."""

    def respond() -> Iterator[bytes]:
        yield beginning
        for _ in range(1500 * MB // len(part)):
            yield part

    return respond


LARGE = {
    "with a length": OK + b"Content-Length: 1500000000\r\n\r\n",
    "without a length": OK + b"\r\n",
    "in chunks": OK + b"Transfer-Encoding: chunked\r\n\r\n5dc00000\r\n",
    "redirect": b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n",
    "refusal": b"HTTP/1.1 401 Unauthorized\r\n\r\n",
    "error that is retried": b"HTTP/1.1 503 Down\r\nContent-Length: 1500000000\r\n\r\n",
    "size of a chunk": OK + b"Transfer-Encoding: chunked\r\n\r\n1;",
}


@pytest.mark.usefixtures("one_megabyte")
class TestSize:
    """Answers of a gigabyte and more."""

    @pytest.mark.parametrize("status", ["200 OK", "403 Forbidden", "302 Found\r\nLocation: /"])
    @pytest.mark.parametrize(("encoding", "bomb"), BOMBS.items(), ids=BOMBS)
    def test_body_is_counted_while_it_is_unpacked(
        self, serve_raw: Serve, memory: Callable[[], int], encoding: str, bomb: bytes, status: str
    ) -> None:
        headers = f"HTTP/1.1 {status}\r\nContent-Encoding: {encoding}\r\n\r\n"
        server = serve_raw(lambda: [headers.encode(), *[bomb] * 50])
        with pytest.raises(errors.UnexpectedAnswer, match="more than 1 MB") as caught:
            get("/athlete")(server.url)
        server.close()
        # The error, which has the traceback, does not keep the connection open.
        assert (caught.value.response, server.hung_up) == (None, 1)
        assert memory() < 4 * MB

    @pytest.mark.parametrize("beginning", LARGE.values(), ids=LARGE)
    def test_no_more_is_read_than_allowed(
        self, serve_raw: Serve, memory: Callable[[], int], beginning: bytes
    ) -> None:
        server = serve_raw(endless(beginning))
        with pytest.raises(errors.UnexpectedAnswer):
            get("/athlete")(server.url)
        server.close()
        # What the client does not read waits in the buffers of the operating system.
        assert server.sent < 20 * MB
        assert (server.requests, server.hung_up) == (1, 1)
        assert memory() < 4 * MB

    @every_call
    def test_every_call_has_a_limit(self, serve_raw: Serve, call: Callable[[str], Any]) -> None:
        server = serve_raw(endless(LARGE["with a length"]))
        with pytest.raises(errors.UnexpectedAnswer, match="more than 1 MB"):
            call(server.url)

    @pytest.mark.parametrize("encoding", ["gzip, gzip", "gzip,deflate", "gzip, identity"])
    def test_body_that_is_compressed_several_times_is_not_unpacked(
        self, serve_raw: Serve, encoding: str
    ) -> None:
        body = gzip.compress(gzip.compress(b"{}"))
        server = serve_raw(lambda: [OK + f"Content-Encoding: {encoding}\r\n\r\n".encode(), body])
        with pytest.raises(errors.UnexpectedAnswer):
            get("/athlete")(server.url)

    def test_body_of_just_the_largest_size_is_read(self, serve_raw: Serve) -> None:
        body = gzip.compress(b"[" + b" " * (MB - 2) + b"]")
        server = serve_raw(lambda: [OK + b"Content-Encoding: gzip\r\n\r\n", body])
        assert Client(always_the_same_token, server.url).get("/athlete") == []


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
