"""Starts the servers to measure, each in its own process on a free port, and calls them."""

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
UNREACHABLE = "http://127.0.0.1:9"
"""An address without a server, used instead of Strava: after 15 minutes, pages start a sync."""
DATASETTE_SETTINGS = {
    # Raise the limits that would truncate or reject what is measured here.
    "sql_time_limit_ms": "120000",
    "facet_time_limit_ms": "120000",
    "max_csv_mb": "0",
    "max_returned_rows": "1000000",
    # This would try every column of the table as a facet; Logbook has no equivalent.
    "suggest_facets": "off",
}
START_TIMEOUT = 60.0
SAMPLE_INTERVAL = 0.1


class Response(NamedTuple):
    """A response, with the milliseconds from the request to the last byte."""

    status: int
    body: bytes
    milliseconds: float
    etag: str = ""


class Server:
    """A running server, called over one connection that stays open, as by a browser."""

    def __init__(self, pid: int, port: int) -> None:
        self.pid = pid
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self._connection = HTTPConnection("127.0.0.1", port)

    def get(self, address: str, headers: Mapping[str, str] = MappingProxyType({})) -> Response:
        """Send a request and read the whole response."""
        try:
            return self._request(address, headers)
        except ConnectionError:
            # Servers close connections that are idle for a few seconds. Time a new one instead.
            self._connection.close()
            return self._request(address, headers)

    def _request(self, address: str, headers: Mapping[str, str]) -> Response:
        started = time.perf_counter()
        self._connection.request("GET", address, headers=headers)
        response = self._connection.getresponse()
        body = response.read()
        milliseconds = (time.perf_counter() - started) * 1000
        return Response(response.status, body, milliseconds, response.getheader("ETag", ""))

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


@contextmanager
def logbook(settings: Settings, strava: str = UNREACHABLE) -> Iterator[Server]:
    """Run `python app.py` with the database of these settings, and what it takes for Strava."""
    environment = {
        "INSTANCE_PATH": str(settings.instance_path),
        "DATABASE_URL": str(settings.database_url),
        "STRAVA_CLIENT_ID": str(settings.client_id),
        "STRAVA_CLIENT_SECRET": str(settings.client_secret),
        "STRAVA_OAUTH_URL": f"{strava}/oauth",
        "STRAVA_API_URL": f"{strava}/api/v3",
    }
    port = free_port()
    command = [sys.executable, "app.py", "--no-browser", "--host", "127.0.0.1", "--port", str(port)]
    with running(command, port, environment) as server:
        yield server


@contextmanager
def datasette(settings: Settings) -> Iterator[Server]:
    """Run Datasette with the same database file."""
    port = free_port()
    command = [sys.executable, "-m", "datasette", "serve", str(settings.database_file)]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    for name, value in DATASETTE_SETTINGS.items():
        command += ["--setting", name, value]
    with running(command, port, {}) as server:
        yield server


@contextmanager
def bare_view(kilobytes: int) -> Iterator[Server]:
    """Run a Flask view that returns a constant text of this length."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.bare_view", str(port), str(kilobytes)]
    with running(command, port, {}) as server:
        yield server


@contextmanager
def running(command: Sequence[str], port: int, environment: dict[str, str]) -> Iterator[Server]:
    """Run a server in the folder of app.py until the block ends."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    server = Server(process.pid, port)
    try:
        if not _wait_until_listening(process, port):
            raise SystemExit(f"The server does not start: {' '.join(command)}")
        yield server
    finally:
        server.close()
        process.terminate()
        process.wait()


def _wait_until_listening(process: subprocess.Popen[bytes], port: int) -> bool:
    """Return whether a process accepts connections before it exits or times out."""
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return True
        except ConnectionError:
            time.sleep(0.02)
    return False


def free_port() -> int:
    """Return a port that no server uses."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def resident_megabytes(pid: int) -> float:
    """Return the resident memory of a process, as reported by `ps` (on macOS and Linux)."""
    result = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True
    )
    return int(result.stdout) / 1024


def peak_megabytes(pid: int) -> float:
    """Return the highest resident memory of a process so far; other than on Linux, its current."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return resident_megabytes(pid)
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines["VmHWM"].split()[0]) / 1024


class MemoryGrowth:
    """A context manager that measures by how many megabytes the memory of a process grows.

    It samples the memory ten times per second, so it may miss shorter peaks.
    """

    def __init__(self, pid: int) -> None:
        self.megabytes = 0.0
        self._pid = pid
        self._before = 0.0
        self._stopped = threading.Event()
        self._sampler = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> MemoryGrowth:
        self._before = resident_megabytes(self._pid)
        self._sampler.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._sampler.join()

    def _sample(self) -> None:
        stopped = False
        while not stopped:
            stopped = self._stopped.wait(SAMPLE_INTERVAL)
            self.megabytes = max(self.megabytes, resident_megabytes(self._pid) - self._before)
