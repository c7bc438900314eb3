"""A client whose requests are answered without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import responses

from strava.api.client import Client

from ..raw_server import RawServer

Serve = Callable[[Callable[[], Iterable[bytes]]], RawServer]
API = "https://www.strava.com/api/v3"
ACTIVITIES = f"{API}/athlete/activities"


def always_the_same_token(refused: str | None) -> str:
    return "first"


def fault(resource: str, field: str, code: str = "invalid") -> dict[str, Any]:
    """Return the body of a refusal, as Strava documents it."""
    return {
        "message": "Error",
        "errors": [{"resource": resource, "field": field, "code": code}],
    }


@pytest.fixture
def client() -> Client:
    return Client(always_the_same_token, API)


@pytest.fixture
def network() -> Iterator[responses.RequestsMock]:
    """Responses registered here replace the network; each must be used."""
    with responses.RequestsMock() as mock:
        yield mock


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
def netrc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A .netrc with a password for Strava's host, which requests sends by default."""
    file = tmp_path / "netrc"
    file.write_text("machine www.strava.com login someone password else\n")
    file.chmod(0o600)
    monkeypatch.setenv("NETRC", str(file))
