"""No answer is larger than the bounds allow, as sent or once unpacked."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from strava import errors
from strava.api import bounds
from strava.api.client import Client

from .calls import every_call, get
from .conftest import Serve, always_the_same_token

OK = b"HTTP/1.1 200 OK\r\n"
MB = 1_000_000


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
