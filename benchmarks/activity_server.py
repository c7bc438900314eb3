"""What the server takes for the page and the files of an activity, and for its measures."""

from __future__ import annotations

import gzip
import json
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from sqlalchemy.orm import Session, sessionmaker

from strava.recordings import computing, measuring

from .recordings import Streams, as_document, longest, make_streams, store_recording
from .servers import Server

REPEATS = 15
SHORT = (1_800, 7_200)
"""The numbers of samples of other recordings are between these."""


class Row(NamedTuple):
    """A figure, with what it is compared to."""

    name: str
    milliseconds: float
    bound: float | None = None
    kilobytes: float | None = None
    """As sent, compressed."""

    def cells(self) -> list[str]:
        """Return the figures as cells of a table, in the order of the fields."""
        return [
            self.name,
            f"{self.milliseconds:.1f}",
            "" if self.bound is None else f"{self.bound:.0f}",
            "" if self.kilobytes is None else f"{self.kilobytes:,.0f}",
        ]


def time_request(server: Server, address: str) -> tuple[float, float, bytes]:
    """Return the median milliseconds of a response, its size as sent in kB, and its content."""
    headers = {"Accept-Encoding": "gzip"}
    first = server.get(address, headers)
    if first.status != 200:
        raise SystemExit(f"{address} answers {first.status}.")
    times = [server.get(address, headers).milliseconds for _ in range(REPEATS)]
    body = gzip.decompress(first.body) if first.body[:2] == b"\x1f\x8b" else first.body
    return statistics.median(times), len(first.body) / 1000, body


def time_addresses(server: Server, activity_id: int) -> list[Row]:
    """Measure the page and the files of an activity."""
    page = f"/activities/{activity_id}"
    stretch = "?from=3000&to=6000"
    addresses = {
        "page": (page, 40),
        "page with a stretch": (f"{page}{stretch}", 150),
        "drawing.json": (f"{page}/drawing.json", None),
        "streams.json": (f"{page}/streams.json", 150),
        "streams.json of a stretch": (f"{page}/streams.json{stretch}", 150),
        "streams.csv": (f"{page}/streams.csv", 150),
        "GPX": (f"{page}.gpx", 150),
        "everything as JSON": (f"{page}.json", 150),
    }
    rows = []
    for name, (address, bound) in addresses.items():
        milliseconds, kilobytes, _ = time_request(server, address)
        rows.append(Row(name, milliseconds, bound, kilobytes))
    return rows


def time_parsing(streams: Streams) -> float:
    """Return the median milliseconds of `json.loads` of the same streams."""
    parse = partial(json.loads, as_document(streams))
    return statistics.median(_milliseconds(parse) for _ in range(REPEATS))


def time_measuring(sessions: sessionmaker[Session], activity_id: int) -> float:
    """Return the median milliseconds of measuring a recording and storing the measures."""

    measure(sessions, activity_id)
    return statistics.median(measure(sessions, activity_id) for _ in range(5))


def time_measuring_many(sessions: sessionmaker[Session], number: int) -> tuple[float, float, int]:
    """Return the seconds of measuring recordings, of parsing them, and the number of samples."""
    with sessions() as session:
        activity_ids = longest(session)[1:]
    measuring = parsing = 0.0
    samples = 0
    for seed, activity_id in enumerate(activity_ids[:number]):
        count = SHORT[0] + seed * 7919 % (SHORT[1] - SHORT[0])
        with sessions.begin() as session:
            document = store_recording(session, activity_id, make_streams(count, seed))

        measuring += measure(sessions, activity_id)
        parsing += _milliseconds(partial(json.loads, document))
        samples += count
    return measuring / 1000, parsing / 1000, samples


def measure(sessions: sessionmaker[Session], activity_id: int) -> float:
    """Measure a recording, and return the milliseconds until it is stored."""

    def work() -> None:
        with sessions.begin() as session:
            computed = computing.compute(session, activity_id)
            assert computed is not None
            measuring.store(session, computed)

    return _milliseconds(work)


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000
