"""Proxies, also SOCKS: used, or named without their password when they fail."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import responses

from strava import errors
from strava.api.client import Client
from strava.api.responses import json_body
from strava.api.transport import new_session, send
from strava.sample import create_sample

from .conftest import API

STRAVA = "http://strava.invalid/api/v3"
"""Only a proxy that resolves names itself can find this host: the domain never exists."""
PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the proxies of this computer."""
    for name in PROXY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


class SocksServer:
    """A SOCKS5 server (RFC 1928) that connects everyone to one server, whatever they ask for.

    With a password, it asks for it as in RFC 1929. `asked` holds what it was asked for. `relays` is
    False to end each connection once it is made.
    """

    def __init__(
        self, target: str, password: bytes | None = None, reply: int = 0, *, relays: bool = True
    ) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname or "", parts.port or 0)
        self._password, self._reply, self._relays = password, reply, relays
        self.asked: list[tuple[str, int]] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop accepting connections."""
        # On Linux, closing alone would not wake the thread.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, client.makefile("rb") as stream, contextlib.suppress(OSError):
            (_, methods) = stream.read(2)
            offered = stream.read(methods)
            if self._password is not None:
                if 2 not in offered:
                    client.sendall(b"\x05\xff")
                    return
                client.sendall(b"\x05\x02")
                (_, length) = stream.read(2)
                stream.read(length)
                accepted = stream.read(stream.read(1)[0]) == self._password
                client.sendall(b"\x01\x00" if accepted else b"\x01\x01")
                if not accepted:
                    return
            else:
                client.sendall(b"\x05\x00")
            (_, _, _, kind) = stream.read(4)
            name = stream.read(stream.read(1)[0] if kind == 3 else 4)
            port = int.from_bytes(stream.read(2))
            self.asked.append((name.decode() if kind == 3 else socket.inet_ntoa(name), port))
            client.sendall(bytes([5, self._reply, 0, 1, 0, 0, 0, 0, 0, 0]))
            if self._reply == 0 and self._relays:
                self._relay(client)

    def _relay(self, client: socket.socket) -> None:
        with socket.create_connection(self._target) as server:
            back = threading.Thread(target=_copy, args=(server, client), daemon=True)
            back.start()
            _copy(client, server)
            back.join(5)


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


@pytest.fixture
def serve_socks(serve: Callable[[Any], str]) -> Iterator[Callable[..., SocksServer]]:
    """Start a SOCKS server in front of the sample Strava; stop it after the test."""
    servers: list[SocksServer] = []
    sample = serve(create_sample(activities=[]))

    def start(**options: Any) -> SocksServer:
        servers.append(SocksServer(sample, **options))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def ask(url: str = STRAVA) -> None:
    """Ask Strava for something that needs a token, once; raises Unauthorized if that works."""
    with new_session() as session:
        json_body(send(session, "GET", f"{url}/athlete"), datetime.now(UTC))


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"])
def test_strava_is_reached_through_a_socks_proxy(
    serve_socks: Callable[..., SocksServer], monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    server = serve_socks()
    monkeypatch.setenv(variable, f"socks5h://127.0.0.1:{server.port}")
    with pytest.raises(errors.Unauthorized):
        ask()
    assert set(server.asked) == {("strava.invalid", 80)}


def test_socks_proxy_is_used_for_https(
    serve_socks: Callable[..., SocksServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve_socks(relays=False)
    monkeypatch.setenv("HTTPS_PROXY", f"socks5h://127.0.0.1:{server.port}")
    # The sample has no certificate, so the connection ends before it would be needed.
    with pytest.raises(errors.StravaError) as caught:
        ask("https://strava.invalid/api/v3")
    assert "proxy 127" not in str(caught.value)
    assert set(server.asked) == {("strava.invalid", 443)}


def test_socks_proxy_with_a_password_is_used(
    serve_socks: Callable[..., SocksServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve_socks(password=b"5ecret")
    monkeypatch.setenv("ALL_PROXY", f"socks5h://me:5ecret@127.0.0.1:{server.port}")
    with pytest.raises(errors.Unauthorized):
        ask()


@pytest.mark.parametrize(
    ("options", "user", "reason"),
    [
        ({"password": b"5ecret"}, "", "user name and password"),
        ({"password": b"5ecret"}, "me:wr0ng@", "user name and password"),
        ({"reply": 2}, "", "does not let Logbook reach Strava"),
        ({"reply": 4}, "", "does not let Logbook reach Strava"),
        ({"reply": 5}, "", "refuse"),
    ],
)
def test_socks_proxy_that_refuses_is_named_without_its_password(
    serve_socks: Callable[..., SocksServer],
    monkeypatch: pytest.MonkeyPatch,
    options: dict[str, Any],
    user: str,
    reason: str,
) -> None:
    server = serve_socks(**options)
    monkeypatch.setenv("ALL_PROXY", f"socks5h://{user}127.0.0.1:{server.port}")
    assert_named(f"127.0.0.1:{server.port}", reason)


@pytest.mark.parametrize("scheme", ["http", "https", "socks4", "socks4a", "socks5", "socks5h"])
def test_proxy_that_does_not_run_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch, scheme: str, port: int
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"{scheme}://me:5ecret@127.0.0.1:{port}")
    # These two resolve the name of Strava on this computer. 192.0.2.1 is for documentation.
    host = "192.0.2.1" if scheme in ("socks4", "socks5") else "strava.invalid"
    assert_named(f"127.0.0.1:{port}", "refuses connections", f"http://{host}/api/v3")


@pytest.mark.parametrize("scheme", ["http", "socks5h"])
def test_proxy_with_an_unknown_host_is_named(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    monkeypatch.setenv("ALL_PROXY", f"{scheme}://me:5ecret@proxy.invalid:3128")
    assert_named("proxy.invalid:3128", "proxy")


@pytest.mark.parametrize(
    ("address", "named", "reason"),
    [
        ("htp://me:5ecret@127.0.0.1:3128", "127.0.0.1:3128", "htp://"),
        ("socks://127.0.0.1:1080", "127.0.0.1:1080", "socks://"),
        ("http://", "proxy", "Logbook"),
        ("http://127.0.0.1:port", "127.0.0.1:port", "proxy"),
        ("http://[::1", "proxy", "proxy"),
    ],
)
@pytest.mark.parametrize("variable", ["HTTP_PROXY", "ALL_PROXY"])
def test_proxy_with_a_wrong_address_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, address: str, named: str, reason: str
) -> None:
    monkeypatch.setenv(variable, address)
    assert_named(named, reason)


def test_proxy_that_wants_a_password_is_named(
    network: responses.RequestsMock, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    tunnel = OSError("Tunnel connection failed: 407 Proxy Authentication Required")
    network.get(f"{API}/athlete", body=requests.exceptions.ProxyError(tunnel))
    with pytest.raises(errors.Unavailable, match=r"The proxy proxy\.example:3128 asks for a user"):
        client.get("/athlete")


def test_missing_package_for_socks_is_named(
    network: responses.RequestsMock, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "socks4://proxy.example")
    missing = requests.exceptions.InvalidSchema("Missing dependencies for SOCKS support.")
    network.get(f"{API}/athlete", body=missing)
    with pytest.raises(errors.Unavailable, match=r"The proxy proxy\.example needs .* PySocks"):
        client.get("/athlete")


@pytest.mark.parametrize(
    "error", [requests.ConnectionError(), requests.ReadTimeout(), requests.exceptions.SSLError()]
)
@pytest.mark.parametrize("scheme", ["http", "socks5h"])
def test_other_errors_do_not_blame_the_proxy(
    network: responses.RequestsMock,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    scheme: str,
    error: Exception,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"{scheme}://proxy.example:1")
    network.get(f"{API}/athlete", body=error)
    with pytest.raises(errors.Unavailable) as caught:
        client.get("/athlete")
    assert "proxy.example" not in str(caught.value)


def test_loopback_addresses_are_reached_without_a_socks_proxy(
    serve: Callable[[Any], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5h://127.0.0.1:9")
    with pytest.raises(errors.Unauthorized):
        ask(f"{serve(create_sample(activities=[]))}/api/v3")


def assert_named(proxy: str, reason: str, url: str = STRAVA) -> None:
    with pytest.raises(errors.Unavailable) as caught:
        ask(url)
    sentence = str(caught.value)
    assert proxy in sentence
    assert reason in sentence
    assert "5ecret" not in sentence
    assert "wr0ng" not in sentence
