"""Response times of the statistics and the records: `python -m benchmarks.years`.

Each page is requested after a change of the data, when nothing is cached, and again without one.
The change is also what makes the table count everything again, whose bar of filters the page has.
A scan is what any computation over all activities takes at least: one query that reads their days,
sports, gear, and amounts, with sqlite3 in this process. It is measured in turns with the pages, so
that other load on the computer affects both alike.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from strava.settings import Settings

from .copies import make_copy
from .efforts import store_efforts
from .pages import medians
from .results import Results
from .servers import Server, logbook, resident_megabytes
from .table import print_table

SIZES = (1_000, 10_000, 100_000)
PAGES = (
    ("statistics by month", "/stats"),
    ("by week", "/stats?by=week"),
    ("by year, one sport", "/stats?by=year&sport=Ride"),
    ("one year by week", "/stats?by=week&span=2025"),
    ("JSON by year", "/stats.json?by=year"),
    ("CSV by month", "/stats.csv"),
    ("a year on one page", "/stats/2025"),
    ("a year with its map", "/stats/2025?show=map"),
    ("picture of a year", "/stats/2025/card.svg"),
    ("fitness", "/fitness"),
    ("fitness, one sport and year", "/fitness?sport=Ride&span=2025"),
    ("what looks wrong", "/settings/check"),
    ("records", "/records"),
    ("records of a sport", "/records?sport=VirtualRide"),
    ("records of a year", "/records?span=2025"),
)
AFTER_A_CHANGE, CACHED, PER_SCAN = "after a change", "cached", "scans"
SCAN = """
    SELECT start_local, time_of_day, sport_type, gear_id, distance, moving_time,
        total_elevation_gain, kilojoules, suffer_score
    FROM activity WHERE athlete_id = (SELECT id FROM athlete) AND deleted_at IS NULL
    ORDER BY start_local DESC
"""


class Copy(NamedTuple):
    """A database with this many activities, and the server that shows it."""

    activities: int
    settings: Settings
    server: Server


@contextmanager
def serve_copies() -> Iterator[list[Copy]]:
    """Run a server for a copy of each size, all at the same time."""
    with ExitStack() as stack:
        copies = []
        for size in SIZES:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            settings = make_copy(Path(folder), size)
            store_efforts(Path(folder) / "logbook.sqlite")
            copies.append(Copy(size, settings, stack.enter_context(logbook(settings))))
        yield copies


def scan(copy: Copy) -> float:
    """Return the milliseconds of a scan of all activities."""
    with closing(sqlite3.connect(str(copy.settings.database_file))) as database:
        started = time.perf_counter()
        rows = database.execute(SCAN).fetchall()
        milliseconds = (time.perf_counter() - started) * 1000
    assert len(rows) == copy.activities
    return milliseconds


def after_a_change(copy: Copy, address: str) -> float:
    """Return the milliseconds of a page when the data has changed."""
    with closing(sqlite3.connect(str(copy.settings.database_file))) as database, database:
        database.execute("UPDATE athlete SET data_version = data_version + 1")
    return cached(copy, address)


def cached(copy: Copy, address: str) -> float:
    """Return the milliseconds of a page when the data has not changed."""
    response = copy.server.get(address)
    assert response.status == 200, address
    return response.milliseconds


def measure(copies: Sequence[Copy], name: str, address: str, results: Results) -> None:
    """Measure a page at every size."""
    for copy in copies:
        scans, changed = medians([partial(scan, copy), partial(after_a_change, copy, address)])
        (unchanged,) = medians([partial(cached, copy, address)])
        results.add(AFTER_A_CHANGE, name, copy.activities, changed)
        results.add(CACHED, name, copy.activities, unchanged)
        results.add(PER_SCAN, name, copy.activities, changed / scans)


def main() -> None:
    """Measure everything at every size and print the results."""
    results = Results(SIZES)
    with serve_copies() as copies:
        for name, address in PAGES:
            measure(copies, name, address, results)
        sizes = [f"{size:,}" for size in SIZES]
        for table, title, digits in (
            (AFTER_A_CHANGE, "Milliseconds after the data changed, medians", 1),
            (CACHED, "Milliseconds without a change, medians", 1),
            (PER_SCAN, "After a change, as a multiple of one scan of all activities", 1),
        ):
            rows = [[name, *results.by_size(table, name, digits)] for name, _ in PAGES]
            print_table(title, ["page", *sizes, "ratio"], rows)
        megabytes = [f"{resident_megabytes(copy.server.pid):.0f}" for copy in copies]
        print_table("Megabytes of memory after all pages", ["", *sizes], [["server", *megabytes]])


if __name__ == "__main__":
    main()
