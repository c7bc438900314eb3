"""The server under attack and under load: `python -m benchmarks.load`.

It runs `python app.py` with 10,000 activities, and a fake Strava whose every response is a gzip
bomb: 1 MB that unpacks to 1 GB. Each step does what an attacker would, and the table has the
memory of the server after it, and at its highest until then. It should stay under 150 MB. At the
end, 200 browsers request pages at once, each over a connection that stays open.

Everything stays on loopback, and each step ends at a limit of its own. The times depend on the
computer and include those of the client, which shares it.
"""

from __future__ import annotations

import gzip
import re
import select
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import requests

from .copies import make_copy
from .servers import Server, logbook, peak_megabytes, resident_megabytes
from .table import print_table

ACTIVITIES = 10_000
BOMB_MEGABYTES = 1_000
PARAMETERS = 4_000
BROWSERS = 200
REQUESTS_PER_BROWSER = 5
MAX_MEGABYTES = 150
TIMEOUT = 120.0
"""Seconds after which a request, or waiting for a sync, is given up."""
PIECE = bytes(64 * 1024)
ADDRESSES = (
    "/activities",
    "/activities?sport=Run&sort=distance",
    "/activities?q=morning",
    "/activities?from=2025-01-01&to=2025-12-31",
    "/settings",
)
"""The pages that the browsers request in turns."""


class BombHandler(BaseHTTPRequestHandler):
    """Answers every request with JSON that is small as gzip and large without."""

    body = b""

    def do_GET(self) -> None:
        """Send the bomb."""
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        try:
            self.wfile.write(self.body)
        except ConnectionError:
            self.close_connection = True

    do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


@contextmanager
def bomb_strava() -> Iterator[str]:
    """Run the fake Strava in a thread, and yield its address."""
    # Gzip allows one member after another, and each of these unpacks to ten megabytes.
    BombHandler.body = gzip.compress(b" " * 10**7) * (BOMB_MEGABYTES // 10)
    server = ThreadingHTTPServer(("127.0.0.1", 0), BombHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class Load(NamedTuple):
    """What the browsers measured: the milliseconds of each response, and how many failed."""

    milliseconds: list[float]
    failed: int
    seconds: float

    def percentile(self, percent: int) -> float:
        """Return the time within which this part of the responses arrived."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def fetch_details(server: Server) -> str:
    """Open an activity and send its form, so that the server calls Strava."""
    with requests.Session() as browser:
        table = browser.get(f"{server.url}/activities", timeout=TIMEOUT).text
        address = re.findall(r'href="(/activities/\d+)"', table)[0]
        page = browser.get(server.url + address, timeout=TIMEOUT).text
        form = {"csrf_token": re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]}
        headers = {"HX-Request": "true"}
        answer = browser.post(
            f"{server.url}{address}/details", data=form, headers=headers, timeout=TIMEOUT
        )
    return str(answer.status_code)


def check_list(server: Server) -> str:
    """Start a full check, and wait until it ends or waits to try again."""
    with requests.Session() as browser:
        page = browser.get(f"{server.url}/sync", timeout=TIMEOUT).text
        form = {"csrf_token": re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]}
        browser.post(f"{server.url}/sync", data={**form, "full": "1"}, timeout=TIMEOUT)
        state, deadline = "running", time.monotonic() + TIMEOUT
        while state == "running" and time.monotonic() < deadline:
            time.sleep(0.2)
            json = {"Accept": "application/json"}
            answer = browser.get(f"{server.url}/sync", headers=json, timeout=TIMEOUT)
            state = answer.json()["state"]
    return state


def send(server: Server, megabytes: int, headers: dict[str, str]) -> str:
    """Send a body until the server answers; return its status, and how much it took."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=TIMEOUT)
    sent, size = 0, megabytes * 10**6
    is_chunked = "Transfer-Encoding" in headers
    piece = b"%x\r\n%b\r\n" % (len(PIECE), PIECE) if is_chunked else PIECE
    try:
        connection.putrequest("POST", "/setup")
        for name, value in headers.items():
            connection.putheader(name, value)
        if not is_chunked:
            connection.putheader("Content-Length", str(size))
        connection.endheaders()
        while sent < size and not select.select([connection.sock], [], [], 0)[0]:
            connection.send(piece)
            sent += len(PIECE)
        status = str(connection.getresponse().status)
    except (OSError, HTTPException) as error:
        status = type(error).__name__
    finally:
        connection.close()
    return f"{status} after {sent / 1e6:.1f} MB"


def send_parameters(server: Server) -> str:
    """Request a table with thousands of sports; return the status and the size of the page."""
    query = "&".join(f"sport=A{number}" for number in range(PARAMETERS))
    answer = requests.get(f"{server.url}/activities?{query}", timeout=TIMEOUT)
    return f"{answer.status_code} with {len(answer.content) / 1e6:.1f} MB"


def browse(server: Server) -> Load:
    """Let all browsers request pages at once."""
    start = threading.Barrier(BROWSERS + 1)

    def browser(number: int) -> list[float | None]:
        own = Server(server.pid, server.port)
        start.wait(TIMEOUT)
        times: list[float | None] = []
        for request in range(REQUESTS_PER_BROWSER):
            try:
                response = own.get(ADDRESSES[(number + request) % len(ADDRESSES)])
            except (OSError, HTTPException):
                times.append(None)
            else:
                times.append(response.milliseconds if response.status == 200 else None)
        own.close()
        return times

    with ThreadPoolExecutor(BROWSERS) as pool:
        running = [pool.submit(browser, number) for number in range(BROWSERS)]
        start.wait(TIMEOUT)
        started = time.perf_counter()
        results = [time for future in running for time in future.result()]
        seconds = time.perf_counter() - started
    answered = [result for result in results if result is not None]
    return Load(answered, len(results) - len(answered), seconds)


_MULTIPART = {"Content-Type": "multipart/form-data; boundary=x"}
ATTACKS: tuple[tuple[str, Callable[[Server], str]], ...] = (
    ("first page", lambda server: str(server.get("/activities").status)),
    ("gzip bomb as details", fetch_details),
    ("gzip bomb as list", check_list),
    ("body of 1.5 GB", lambda server: send(server, 1500, {})),
    ("the same in chunks", lambda server: send(server, 1500, {"Transfer-Encoding": "chunked"})),
    ("upload of 300 MB", lambda server: send(server, 300, _MULTIPART)),
    (
        "the same from another site",
        lambda server: send(server, 300, {**_MULTIPART, "Origin": "http://evil.example"}),
    ),
    (f"{PARAMETERS:,} parameters", send_parameters),
)


def measure(server: Server, name: str, step: Callable[[Server], str]) -> list[str]:
    """Take a step, and return its row of the table."""
    started = time.perf_counter()
    result = step(server)
    seconds = time.perf_counter() - started
    memory = resident_megabytes(server.pid), peak_megabytes(server.pid)
    return [name, result, f"{seconds:.1f} s", *(f"{megabytes:.0f} MB" for megabytes in memory)]


def main() -> None:
    """Attack the server, load it, and print what that took."""
    loads: list[Load] = []

    def browse_together(server: Server) -> str:
        loads.append(browse(server))
        return f"{loads[0].failed} failed"

    steps = (*ATTACKS, (f"{BROWSERS} browsers at once", browse_together))
    with tempfile.TemporaryDirectory() as folder, bomb_strava() as strava:
        settings = make_copy(Path(folder), ACTIVITIES)
        with logbook(settings, strava) as server:
            rows = [measure(server, name, step) for name, step in steps]
    print_table(
        f"Memory of the server, which should stay under {MAX_MEGABYTES} MB",
        ["step", "result", "time", "memory after it", "highest until then"],
        rows,
    )
    (load,) = loads
    per_second = len(load.milliseconds) / load.seconds
    times = (f"{load.percentile(percent):.0f} ms" for percent in (50, 99))
    print_table(
        f"{BROWSERS} browsers with {REQUESTS_PER_BROWSER} pages each",
        ["requests", "requests a second", "p50", "p99"],
        [[str(len(load.milliseconds)), f"{per_second:.0f}", *times]],
    )


if __name__ == "__main__":
    main()
