"""The HTTP server: what it refuses before it is stored, and how many it serves at once.

It runs in this process, over sockets.
"""

from __future__ import annotations

import socket
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from strava import http_server
from strava.web import admission
from strava.web.headers import security_headers

from .actions import wait_until
from .running_server import LARGE, RunningServer

LIMIT = 64 * 1024
SMALLER_PIECES = 1000


@pytest.fixture
def server() -> Iterator[RunningServer]:
    running = RunningServer()
    yield running
    running.stop()


def request(*headers: str, method: str = "POST", path: str = "/", host: str = "localhost") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode()


def chunked(body: bytes, size: int) -> bytes:
    chunks = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"


def send_until_it_fails(connection: socket.socket) -> None:
    for _ in range(1_000):
        connection.sendall(b"x" * 1_000_000)


def test_body_up_to_the_limit_is_accepted(server: RunningServer) -> None:
    body = b"x" * LIMIT
    assert server.send(request(f"Content-Length: {LIMIT}"), body)[::2] == (200, str(LIMIT))
    for size in (LIMIT, SMALLER_PIECES):
        answer = server.send(request("Transfer-Encoding: chunked"), chunked(body, size))
        assert answer[::2] == (200, str(LIMIT))


def test_larger_body_is_refused_when_its_length_is_announced(server: RunningServer) -> None:
    # Only the headers are sent: the answer does not wait for the body.
    for length in (LIMIT + 1, 300_000_000, 1_500_000_000, 10**30):
        status, _, body = server.send(request(f"Content-Length: {length}"))
        assert (status, body) == (
            413,
            "This is more than Logbook accepts. Send less, and try again.\n",
        )
    assert server.requests == 0


def test_client_that_waits_for_permission_gets_none_for_a_larger_body(
    server: RunningServer,
) -> None:
    expect = "Expect: 100-continue"
    assert server.send(request(f"Content-Length: {10**9}", expect))[0] == 413
    assert (
        server.send(request("Content-Length: 9", expect, "Origin: http://evil.example"))[0] == 403
    )


def test_larger_body_in_chunks_is_refused_as_soon_as_the_limit_is_passed(
    server: RunningServer,
) -> None:
    endless = chunked(b"x" * (LIMIT + 1), LIMIT + 1).removesuffix(b"0\r\n\r\n")
    assert server.send(request("Transfer-Encoding: chunked"), endless)[0] == 413
    assert server.requests == 0


@pytest.mark.parametrize(
    "framing",
    [b"\r\n" * LIMIT, b"1" * 2 * LIMIT, b"1\r\nx\r\n" * LIMIT, b"0\r\nA: " + b"x" * 3 * LIMIT],
)
def test_chunks_that_are_mostly_framing_are_refused(server: RunningServer, framing: bytes) -> None:
    assert server.send(request("Transfer-Encoding: chunked"), framing, b"\r\n")[0] == 413


def test_address_can_have_a_limit_of_its_own(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(admission.BODY_LIMITS, "/import", 2 * LIMIT)
    length, body = f"Content-Length: {2 * LIMIT}", b"x" * 2 * LIMIT
    assert server.send(request(length, path="/import"), body)[::2] == (200, str(2 * LIMIT))
    assert server.send(request(f"Content-Length: {2 * LIMIT + 1}", path="/import"))[0] == 413
    assert server.send(request(length, path="/other"))[0] == 413


@pytest.mark.parametrize(
    ("host", "header", "status"),
    [
        ("evil.example", "Accept: */*", 400),
        ("localhost", "Origin: http://evil.example", 403),
        ("localhost", "Origin: null", 403),
        ("localhost", "Sec-Fetch-Site: cross-site", 403),
    ],
)
def test_request_of_another_site_is_refused_before_its_body_is_read(
    server: RunningServer, host: str, header: str, status: int
) -> None:
    for body in ("Content-Length: 60000", "Transfer-Encoding: chunked"):
        assert server.send(request(header, body, host=host))[0] == status
    assert server.requests == 0


def test_response_arrives_although_the_client_sends_the_whole_body(server: RunningServer) -> None:
    body = b"x" * 4_000_000
    status, _, text = server.send(request(f"Content-Length: {len(body)}"), body)
    assert status == 413
    assert "more than Logbook accepts" in text


def test_bytes_after_a_refusal_are_limited(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_server, "MAX_DISCARDED_BYTES", 1_000_000)
    with server.connect() as connection:
        connection.sendall(request(f"Content-Length: {10**12}"))
        with pytest.raises(ConnectionError):
            send_until_it_fails(connection)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET http://[bad HTTP/1.1\r\n\r\n", 400),
        (request("Content-Length: x"), 400),
        (request(f"Content-Length: {'9' * 5000}"), 400),
        (request(f"X: {'x' * LIMIT}"), 431),
        (request("Transfer-Encoding: gzip"), 501),
        (request(method="GET", path="/bug"), 500),
    ],
)
def test_error_pages_of_the_server_are_sentences_with_the_security_headers(
    server: RunningServer, sent: bytes, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    answered, headers, body = server.send(sent)
    assert answered == status
    assert security_headers().items() <= headers.items()
    assert body.endswith(".\n")
    assert "generated by" not in body
    # The queue is reported if the thread of an earlier request is not ready yet.
    logged = [record for record in caplog.records if record.name != "waitress.queue"]
    assert bool(logged) == (status == 500)


def test_idle_connections_do_not_keep_a_new_one_waiting(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_server, "_IDLE_SECONDS", 0)
    monkeypatch.setattr(http_server, "MAX_IDLE_CONNECTIONS", 20)
    idle = [server.connect() for _ in range(120)]
    try:
        assert server.send(request(method="GET"))[0] == 200
        assert len(server.connections) < 30
    finally:
        for connection in idle:
            connection.close()


def test_idle_connections_give_way_when_no_more_are_accepted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(http_server, "MAX_CONNECTIONS", 40)
    monkeypatch.setattr(http_server, "_IDLE_SECONDS", 1000)
    server = RunningServer()
    half = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nx"
    idle = [server.connect() for _ in range(50)]
    try:
        for connection in idle:
            connection.sendall(half)
        wait_until(lambda: len(server.connections) >= 40)
        monkeypatch.setattr(http_server, "_IDLE_SECONDS", 0)
        assert server.send(request(method="GET"))[0] == 200
        assert len(server.connections) < 30
    finally:
        for connection in idle:
            connection.close()
        server.stop()


def test_hundred_and_twenty_connections_are_served(server: RunningServer) -> None:
    connections = [server.connect() for _ in range(120)]
    try:
        for connection in connections:
            connection.sendall(request(method="GET"))
        assert all(connection.recv(12) == b"HTTP/1.1 200" for connection in connections)
    finally:
        for connection in connections:
            connection.close()


def test_little_of_a_response_waits_in_memory_for_a_client_that_does_not_read(
    server: RunningServer,
) -> None:
    server.shorten_send_buffers()
    connections = [socket.socket() for _ in range(10)]
    tracemalloc.start()
    try:
        for connection in connections:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect(server.address)
            connection.sendall(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
        wait_until(lambda: server.waiting_bytes() > 8 * LARGE)
        assert tracemalloc.get_traced_memory()[0] < 5 * LARGE
    finally:
        tracemalloc.stop()
        for connection in connections:
            connection.close()
        wait_until(lambda: server.waiting_bytes() == 0)


def test_responses_are_not_kept_with_their_connections(server: RunningServer) -> None:
    connections = [server.connect() for _ in range(20)]
    tracemalloc.start()
    try:
        for connection in connections:
            connection.sendall(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
            received = 0
            while received < LARGE:
                received += len(connection.recv(65536))
        wait_until(lambda: tracemalloc.get_traced_memory()[0] < 5 * LARGE)
    finally:
        tracemalloc.stop()
        for connection in connections:
            connection.close()


def test_file_that_is_being_sent_is_closed_when_the_server_stops(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(b"x" * LARGE)
    with path.open("rb") as file:
        server = RunningServer(file)
        server.shorten_send_buffers()
        with socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect(server.address)
            connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            wait_until(lambda: server.waiting_bytes() > LARGE // 2)
            server.stop()
        assert file.closed
