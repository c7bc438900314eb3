"""Servers under measurement, each a process of its own on a free port, and the client for them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from strava.settings import Settings

ROOT = Path(__file__).parent.parent
NOBODY = "http://127.0.0.1:9"
"""Where nobody listens. A copy that is a quarter of an hour old asks there, not Strava."""
DATASETTE_SETTINGS = {
    # Limits that would cut off or refuse what is measured here.
    "sql_time_limit_ms": "120000",
    "facet_time_limit_ms": "120000",
    "max_csv_mb": "0",
    "max_returned_rows": "1000000",
    # Tries each column of the table for a facet that might be offered; Logbook offers none.
    "suggest_facets": "off",
}
LONGEST_START = 60.0
LOOK_EVERY = 0.1


class Answer(NamedTuple):
    """What came, and the milliseconds from the request to the last byte."""

    status: int
    body: bytes
    milliseconds: float


class Server:
    """A server that runs, asked over one connection that stays open, as a browser does."""

    def __init__(self, pid: int, port: int) -> None:
        self.pid = pid
        self.url = f"http://127.0.0.1:{port}"
        self._connection = HTTPConnection("127.0.0.1", port)

    def get(self, address: str, headers: Mapping[str, str] = MappingProxyType({})) -> Answer:
        """Ask, and read all of the answer."""
        try:
            return self._ask(address, headers)
        except ConnectionError:
            # Servers close connections that are idle for some seconds; the next one counts.
            self._connection.close()
            return self._ask(address, headers)

    def _ask(self, address: str, headers: Mapping[str, str]) -> Answer:
        started = time.perf_counter()
        self._connection.request("GET", address, headers=headers)
        response = self._connection.getresponse()
        body = response.read()
        return Answer(response.status, body, (time.perf_counter() - started) * 1000)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


@contextmanager
def logbook(settings: Settings) -> Iterator[Server]:
    """`python app.py` over a copy."""
    environment = {
        "INSTANCE_PATH": str(settings.instance_path),
        "DATABASE_URL": str(settings.database_url),
        "STRAVA_CLIENT_ID": str(settings.client_id),
        "STRAVA_CLIENT_SECRET": str(settings.client_secret),
        "STRAVA_OAUTH_URL": f"{NOBODY}/oauth",
        "STRAVA_API_URL": f"{NOBODY}/api/v3",
    }
    port = free_port()
    command = ["app.py", "--no-browser", "--host", "127.0.0.1", "--port", str(port)]
    with _running(command, port, environment) as server:
        yield server


@contextmanager
def datasette(settings: Settings) -> Iterator[Server]:
    """Datasette over the same file."""
    port = free_port()
    command = ["-m", "datasette", "serve", str(settings.database_file)]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    for name, value in DATASETTE_SETTINGS.items():
        command += ["--setting", name, value]
    with _running(command, port, {}) as server:
        yield server


@contextmanager
def _running(command: Sequence[str], port: int, environment: dict[str, str]) -> Iterator[Server]:
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    server = Server(process.pid, port)
    try:
        if not _listens(process, port):
            raise SystemExit(f"It does not start: {' '.join(command)}")
        yield server
    finally:
        server.close()
        process.terminate()
        process.wait()


def _listens(process: subprocess.Popen[bytes], port: int) -> bool:
    """Whether it does before it ends or takes too long."""
    end = time.monotonic() + LONGEST_START
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return True
        except ConnectionError:
            time.sleep(0.02)
    return False


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def resident_megabytes(pid: int) -> float:
    """The memory a process holds, as `ps` tells it (macOS and Linux)."""
    told = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True
    )
    return int(told.stdout) / 1024


class Growth:
    """By how many megabytes the memory of a process grew at most, while this is entered.

    Looked at ten times a second, so what is shorter may be missed.
    """

    def __init__(self, pid: int) -> None:
        self.megabytes = 0.0
        self._pid = pid
        self._before = 0.0
        self._over = threading.Event()
        self._looks = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Growth:
        self._before = resident_megabytes(self._pid)
        self._looks.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._looks.join()

    def _look(self) -> None:
        over = False
        while not over:
            over = self._over.wait(LOOK_EVERY)
            self.megabytes = max(self.megabytes, resident_megabytes(self._pid) - self._before)
