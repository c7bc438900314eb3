"""How long the server takes for a page of the table: `python -m benchmarks.pages`.

Logbook beside Datasette, which serves the table `activity` of the same SQLite file. Both run as
their users run them, each in a process of its own, and the same client asks both over HTTP on
loopback, in turns, over a connection that stays open. (Asked within this process, the two would
need different clients, and Logbook would be spared its server, Waitress.) The time is from the
request to the last byte; loopback and the client are a few tenths of a millisecond of it.

Where the pages differ, Datasette's shows less: no other columns than Logbook's, the counts by
sport on the default page alone, which Logbook has beside every page, and of what matches only the
count, where Logbook also sums distance, time and climb. For page 10 and the last page it is told
where they begin. Logbook keeps pages, counts and sums until the data changes, so one more table
says how long its answers take after that: the rows alone, as the form of the filters asks for them
first, and the whole page with its totals and counts.

No number is printed where Datasette refuses, cuts off, or does not find what Logbook finds.
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
    QUESTIONS,
    Export,
    Page,
    datasette_address,
    logbook_address,
)
from .copies import make_copy
from .results import Measured, Results
from .servers import Answer, Growth, Server, datasette, logbook
from .table import show

SIZES = (1_000, 10_000, 100_000)
FEWEST, MOST = 7, 30
"""How often each is asked for a page at least and at most."""
ENOUGH = 1_000.0
"""Milliseconds after which a page that has been asked for often enough is asked for no more."""
AGAIN = 4
"""How often a short export is asked for after the first time."""
ROWS, COUNTED = "rows after a change", "all after a change"
FORM_ASKS = {"HX-Request": "true", "HX-Trigger": "filters"}
"""The headers with which the form of the filters asks for rows alone."""

_LOGBOOK_FOUND = re.compile(rb"<b>([\d,]+)</b> activit")
_DATASETTE_FOUND = re.compile(rb"<h3>([\d,]+) row")


class Refused(Exception):
    """An answer that is not what was asked for."""


def find_places(server: Server, activities: int) -> dict[str, str]:
    """Where page 10 and the last page are."""

    def after(rows: int) -> str:
        skipped = Page("", "", f"_size={rows}")
        body = server.get(datasette_address(skipped, {}, ".json")).body
        told = re.search(rb'"next": "([^"]*)"', body)
        return quote(told[1].decode()) if told else ""

    last = -(-activities // PER_PAGE)
    return {
        "last": str(last),
        "to_10": after(9 * PER_PAGE),
        "to_last": after((last - 1) * PER_PAGE),
    }


def found(answer: Answer, number: re.Pattern[bytes]) -> int:
    """How many activities match, as the page says itself; raises Refused if it is cut off."""
    if answer.status != 200:
        raise Refused(f"refused ({answer.status})")
    if b"facets-timed-out" in answer.body or b"facet-truncated" in answer.body:
        raise Refused("counts cut off")
    told = number.search(answer.body)
    # Where nothing matches, Logbook says so in words.
    return int(told[1].replace(b",", b"")) if told else 0


def medians(asked: Sequence[Callable[[], float]]) -> list[float]:
    """The median milliseconds of each, asked in turns: what else goes on here meets all alike."""
    times: list[list[float]] = [[] for _ in asked]
    while unfinished := [
        (taken, ask)
        for taken, ask in zip(times, asked, strict=True)
        if len(taken) < FEWEST or (len(taken) < MOST and sum(taken) < ENOUGH)
    ]:
        for taken, ask in unfinished:
            taken.append(ask())
    return [statistics.median(taken) for taken in times]


class Copy(NamedTuple):
    """A copy, and the servers that show it."""

    activities: int
    settings: Settings
    logbook: Server
    datasette: Server
    places: dict[str, str]


def measure_page(copies: Sequence[Copy], page: Page, results: Results) -> None:
    """Milliseconds of a page at every size and both servers, each warmed up and looked at."""
    asked: list[Callable[[], float]] = []
    keep: list[tuple[str, int]] = []
    for copy in copies:
        address = logbook_address(page, copy.places)
        expected = found(copy.logbook.get(address), _LOGBOOK_FOUND)
        asked.append(partial(milliseconds, copy.logbook, address))
        keep.append(("Logbook", copy.activities))
        address = datasette_address(page, copy.places)
        try:
            number = found(copy.datasette.get(address), _DATASETTE_FOUND)
            if number != expected:
                raise Refused(f"finds {number:,}, not {expected:,}")
        except Refused as why:
            results.add("Datasette", page.name, copy.activities, str(why))
            continue
        asked.append(partial(milliseconds, copy.datasette, address))
        keep.append(("Datasette", copy.activities))
    for (table, size), taken in zip(keep, medians(asked), strict=True):
        results.add(table, page.name, size, taken)


def milliseconds(server: Server, address: str) -> float:
    """How long an answer takes."""
    return server.get(address).milliseconds


def measure_change(copies: Sequence[Copy], page: Page, results: Results) -> None:
    """Milliseconds of Logbook's answers to its form when nothing is kept: the data has changed."""

    def change(copy: Copy) -> None:
        with closing(sqlite3.connect(str(copy.settings.database_file))) as database, database:
            database.execute("UPDATE athlete SET data_version = data_version + 1")

    def rows(copy: Copy) -> float:
        change(copy)
        return copy.logbook.get(logbook_address(page, copy.places), FORM_ASKS).milliseconds

    def all_of_it(copy: Copy) -> float:
        change(copy)
        return milliseconds(copy.logbook, logbook_address(page, copy.places))

    for table, ask in ((ROWS, rows), (COUNTED, all_of_it)):
        for copy, taken in zip(copies, medians([partial(ask, it) for it in copies]), strict=True):
            results.add(table, page.name, copy.activities, taken)


def measure_export(copy: Copy, export: Export, results: Results) -> None:
    """Seconds that an export takes, and the megabytes by which the server's memory grows."""
    for table, serve, page, address in (
        ("Logbook", logbook, logbook_address(DEFAULT, {}), export.logbook),
        ("Datasette", datasette, datasette_address(DEFAULT, {}), export.datasette),
    ):
        # A new server each time: what one export took from the system would serve the next.
        with serve(copy.settings) as server:
            server.get(page)
            with Growth(server.pid) as growth:
                answer = server.get(address)
            # Short ones are asked for again; long ones do not vary as much.
            again = AGAIN if answer.milliseconds < ENOUGH else 0
            times = [answer.milliseconds, *(milliseconds(server, address) for _ in range(again))]
        rows = answer.body.count(export.mark) - export.heads
        seconds: Measured = statistics.median(times) / 1000
        megabytes: Measured = growth.megabytes
        if answer.status != 200 or rows != copy.activities:
            cut_off = f"cut off at {rows:,}"
            seconds = megabytes = cut_off if answer.status == 200 else f"refused ({answer.status})"
        results.add(table, export.name, copy.activities, seconds)
        results.add(f"{table}’s memory", export.name, copy.activities, megabytes)


def report(results: Results) -> None:
    """Print the tables."""
    sizes = [f"{size:,}" for size in SIZES]
    header = [*sizes, "ratio", *(f"Datasette {size}" for size in sizes), "ratio", "to Logbook"]
    ratio = f"ratio: {sizes[-1]} to {sizes[0]}; to Logbook: at {sizes[-1]}"

    def both(name: str, digits: int) -> list[str]:
        return [
            name,
            *results.by_size("Logbook", name, digits),
            *results.by_size("Datasette", name, digits),
            results.beside("Logbook", "Datasette", name),
        ]

    show(
        f"Milliseconds a page takes, medians ({ratio})",
        ["activities", *header],
        [both(page.name, 1) for page in PAGES],
    )
    show(
        "The same of Logbook, the first time after the data changed",
        ["activities", *(f"rows {size}" for size in sizes), "ratio", *sizes, "ratio"],
        [
            [
                page.name,
                *results.by_size(ROWS, page.name, 1),
                *results.by_size(COUNTED, page.name, 1),
            ]
            for page in QUESTIONS
        ],
    )
    show(
        f"Seconds that all rows take ({ratio})",
        ["activities", *header],
        [both(export.name, 2) for export in EXPORTS],
    )
    show(
        f"Megabytes by which the server grows meanwhile, at {sizes[-1]}",
        ["all rows as", "Logbook", "Datasette"],
        [
            [
                export.name,
                results.largest("Logbook’s memory", export.name, 0),
                results.largest("Datasette’s memory", export.name, 0),
            ]
            for export in EXPORTS
        ],
    )


@contextmanager
def serve_copies() -> Iterator[list[Copy]]:
    """A copy of each size and both servers over it, all at once.

    Asked in turns, they meet the same moments of this computer; else a ratio of two sizes would
    tell as much about what else it did meanwhile.
    """
    with ExitStack() as stack:
        copies = []
        for size in SIZES:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            settings = make_copy(Path(folder), size)
            ours = stack.enter_context(logbook(settings))
            theirs = stack.enter_context(datasette(settings))
            copies.append(Copy(size, settings, ours, theirs, find_places(theirs, size)))
        yield copies


def main() -> None:
    """Measure everything at every size."""
    results = Results(SIZES)
    with serve_copies() as copies:
        for page in PAGES:
            measure_page(copies, page, results)
        for page in QUESTIONS:
            measure_change(copies, page, results)
        for export in EXPORTS:
            for copy in copies:
                measure_export(copy, export, results)
    report(results)


if __name__ == "__main__":
    main()
