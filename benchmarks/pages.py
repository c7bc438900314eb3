"""Response times of the table and exports, compared with Datasette: `python -m benchmarks.pages`.

Datasette serves the table `activity` of the same SQLite file. Both servers run as their users run
them, each in its own process, and the same client calls both in turns over HTTP on loopback, over
connections that stay open. (Called within this process, they would need different clients, and
Logbook would be measured without its server, Waitress.) The time is from the request to the last
byte, of which loopback and the client take a few tenths of a millisecond.

Where the pages differ, Datasette's shows less: it has no other columns than Logbook's, it counts
by sport only on the default page, where Logbook does so on every page, and it only counts the
matches, where Logbook also totals distance, time and elevation gain. Its exports have only the
columns of the table, where Logbook's have all that Strava sent of an activity. For page 10 and the
last page it is given the token at which they begin.

Logbook caches pages, counts and totals until the data changes. A second table therefore shows how
long its responses take after a change: the rows alone, which the filter form requests first, and
the whole page with totals and counts.

There is no figure where Datasette rejects the request, truncates its response, or finds other
activities than Logbook.
"""

from __future__ import annotations

import re
import sqlite3
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from strava.settings import Settings

from .addresses import (
    DEFAULT,
    EXPORTS,
    PAGES,
    PER_PAGE,
    QUERIES,
    Export,
    Page,
    datasette_address,
    logbook_address,
)
from .copies import make_copy
from .pages_report import (
    DATASETTE,
    DATASETTE_MEMORY,
    LOGBOOK,
    LOGBOOK_MEMORY,
    ROWS,
    WHOLE_PAGE,
    print_report,
)
from .results import Figure, Results
from .servers import MemoryGrowth, Response, Server, datasette, logbook

SIZES = (1_000, 10_000, 100_000)
MIN_REQUESTS, MAX_REQUESTS = 7, 30
"""The number of times each page is requested."""
MAX_MILLISECONDS = 1_000.0
"""The total time after which a page is not requested again, once it has MIN_REQUESTS."""
EXPORT_REPEATS = 4
"""The number of times a short export is requested again."""
FILTER_FORM_HEADERS = {"HX-Request": "true", "HX-Trigger": "filters"}
"""The headers with which the filter form requests only the rows."""

_LOGBOOK_COUNT = re.compile(rb"<b>([\d,]+)</b> activit")
_DATASETTE_COUNT = re.compile(rb"<h3>([\d,]+) row")


class InvalidResponse(Exception):
    """A response that cannot be compared."""


class Copy(NamedTuple):
    """A database with this many activities, and the servers that show it."""

    activities: int
    settings: Settings
    logbook: Server
    datasette: Server
    positions: dict[str, str]


def find_positions(server: Server, activities: int) -> dict[str, str]:
    """Return the number of the last page, and Datasette's tokens for page 10 and the last page."""

    def token_after(rows: int) -> str:
        skipped = Page("", "", f"_size={rows}")
        body = server.get(datasette_address(skipped, {}, ".json")).body
        token = re.search(rb'"next": "([^"]*)"', body)
        return quote(token[1].decode()) if token else ""

    last = -(-activities // PER_PAGE)
    return {
        "last": str(last),
        "to_10": token_after(9 * PER_PAGE),
        "to_last": token_after((last - 1) * PER_PAGE),
    }


def count_matches(response: Response, pattern: re.Pattern[bytes]) -> int:
    """Return the number of matching activities on a page; raise InvalidResponse if incomplete."""
    if response.status != 200:
        raise InvalidResponse(f"rejected ({response.status})")
    if b"facets-timed-out" in response.body or b"facet-truncated" in response.body:
        raise InvalidResponse("counts truncated")
    number = pattern.search(response.body)
    # Without matches, Logbook shows a sentence instead of a number.
    return int(number[1].replace(b",", b"")) if number else 0


def medians(measurements: Sequence[Callable[[], float]]) -> list[float]:
    """Repeat measurements in turns, so that other load affects all equally; return the medians."""
    times: list[list[float]] = [[] for _ in measurements]
    while unfinished := [
        (values, measure)
        for values, measure in zip(times, measurements, strict=True)
        if len(values) < MIN_REQUESTS
        or (len(values) < MAX_REQUESTS and sum(values) < MAX_MILLISECONDS)
    ]:
        for values, measure in unfinished:
            values.append(measure())
    return [statistics.median(values) for values in times]


def milliseconds(server: Server, address: str) -> float:
    """Return how long a response takes."""
    return server.get(address).milliseconds


def measure_page(copies: Sequence[Copy], page: Page, results: Results) -> None:
    """Measure a page of both servers at every size, after a first request that checks it."""
    measurements: list[Callable[[], float]] = []
    labels: list[tuple[str, int]] = []
    for copy in copies:
        address = logbook_address(page, copy.positions)
        expected = count_matches(copy.logbook.get(address), _LOGBOOK_COUNT)
        measurements.append(partial(milliseconds, copy.logbook, address))
        labels.append((LOGBOOK, copy.activities))
        address = datasette_address(page, copy.positions)
        try:
            number = count_matches(copy.datasette.get(address), _DATASETTE_COUNT)
            if number != expected:
                raise InvalidResponse(f"finds {number:,}, not {expected:,}")
        except InvalidResponse as reason:
            results.add(DATASETTE, page.name, copy.activities, str(reason))
            continue
        measurements.append(partial(milliseconds, copy.datasette, address))
        labels.append((DATASETTE, copy.activities))
    for (table, size), median in zip(labels, medians(measurements), strict=True):
        results.add(table, page.name, size, median)


def measure_after_change(copies: Sequence[Copy], page: Page, results: Results) -> None:
    """Measure a page of Logbook when nothing is cached because the data has changed."""

    def change(copy: Copy) -> None:
        with closing(sqlite3.connect(str(copy.settings.database_file))) as database, database:
            database.execute("UPDATE athlete SET data_version = data_version + 1")

    def measure(copy: Copy, headers: dict[str, str]) -> float:
        change(copy)
        address = logbook_address(page, copy.positions)
        return copy.logbook.get(address, headers).milliseconds

    for table, headers in ((ROWS, FILTER_FORM_HEADERS), (WHOLE_PAGE, {})):
        measurements = [partial(measure, copy, headers) for copy in copies]
        for copy, median in zip(copies, medians(measurements), strict=True):
            results.add(table, page.name, copy.activities, median)


def measure_export(copy: Copy, export: Export, results: Results) -> None:
    """Measure the seconds that an export takes, and the megabytes by which its server grows."""
    for table, memory_table, serve, page, address in (
        (LOGBOOK, LOGBOOK_MEMORY, logbook, logbook_address(DEFAULT, {}), export.logbook),
        (DATASETTE, DATASETTE_MEMORY, datasette, datasette_address(DEFAULT, {}), export.datasette),
    ):
        # Start a new server for each export, because it keeps memory that the next could reuse.
        with serve(copy.settings) as server:
            server.get(page)
            with MemoryGrowth(server.pid) as growth:
                response = server.get(address)
            # Repeat short exports only; long ones vary less.
            repeats = EXPORT_REPEATS if response.milliseconds < MAX_MILLISECONDS else 0
            times = [response.milliseconds]
            times += [milliseconds(server, address) for _ in range(repeats)]
        rows = response.body.count(export.marker) - export.extra_markers
        seconds: Figure = statistics.median(times) / 1000
        megabytes: Figure = growth.megabytes
        if response.status != 200:
            seconds = megabytes = f"rejected ({response.status})"
        elif rows != copy.activities:
            seconds = megabytes = f"truncated at {rows:,}"
        results.add(table, export.name, copy.activities, seconds)
        results.add(memory_table, export.name, copy.activities, megabytes)


@contextmanager
def serve_copies() -> Iterator[list[Copy]]:
    """Run both servers for a copy of each size, all at the same time.

    Called in turns, they share the load of this computer at each moment. Otherwise a ratio of two
    sizes would also depend on what else the computer did in the meantime.
    """
    with ExitStack() as stack:
        copies = []
        for size in SIZES:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            settings = make_copy(Path(folder), size)
            logbook_server = stack.enter_context(logbook(settings))
            datasette_server = stack.enter_context(datasette(settings))
            positions = find_positions(datasette_server, size)
            copies.append(Copy(size, settings, logbook_server, datasette_server, positions))
        yield copies


def main() -> None:
    """Measure everything at every size and print the results."""
    results = Results(SIZES)
    with serve_copies() as copies:
        for page in PAGES:
            measure_page(copies, page, results)
        for page in QUERIES:
            measure_after_change(copies, page, results)
        for export in EXPORTS:
            for copy in copies:
                measure_export(copy, export, results)
    print_report(results)


if __name__ == "__main__":
    main()
