"""The page of an activity of 20,000 samples, and its measures: `python -m benchmarks.activity`.

The server runs as its users run it, and the same client calls it over HTTP on loopback. Each figure
is compared with `json.loads` of the same streams, measured in the same run.

Beside it, geo-activity-playground shows the same activity, from a GPX file. It is installed in a
virtual environment of its own, which takes some minutes and 750 MB. Needs Chromium.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy.orm import sessionmaker

from strava.db.engine import open_engine

from .activity_browser import CHARTS_AND_MAP, chromium, time_drawing, time_pointer
from .activity_server import (
    Row,
    measure,
    time_addresses,
    time_measuring,
    time_measuring_many,
    time_parsing,
    time_request,
)
from .copies import make_copy
from .playground import ACTIVITY, MAP_AND_CHARTS, PACKAGE, NotComparable, playground
from .recordings import longest, make_streams, store_recording
from .same_route import time_same_route
from .servers import Server, bare_view, logbook
from .table import print_table

SAMPLES = 20_000
ACTIVITIES = 10_000
MEASURED = 1_000


def main() -> None:
    """Measure everything and print one table."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        settings = make_copy(folder / "copy", ACTIVITIES)
        engine = open_engine(settings)
        stack.callback(engine.dispose)
        sessions = sessionmaker(engine)
        streams = make_streams(SAMPLES, seed=1)
        with sessions.begin() as session:
            activity_id = longest(session)[0]
            store_recording(session, activity_id, streams)
        measure(sessions, activity_id)
        parsing = time_parsing(streams)
        rows = [Row("json.loads of the streams", parsing)]
        with logbook(settings) as server:
            address = f"/activities/{activity_id}"
            rows.append(_bare(len(server.get(address).body)))
            rows += time_addresses(server, activity_id)
            rows += _in_browser(server, address)
            gpx = time_request(server, f"{address}.gpx")[2]
        rows += _beside(folder / "playground", gpx)
        rows += [
            Row(f"same route among {ACTIVITIES:,}: {name}, {number} found", milliseconds, 20)
            for name, (milliseconds, number) in zip(
                ("median", "slowest"), time_same_route(sessions), strict=True
            )
        ]
        rows.append(Row("measures", time_measuring(sessions, activity_id), 250))
        seconds, parsed, samples = time_measuring_many(sessions, MEASURED)
    print_table(
        f"An activity of {SAMPLES:,} samples, in milliseconds (medians)",
        ["", "ms", "of parsing", "bound, ms", "sent, kB"],
        [_cells(row, parsing) for row in rows],
    )
    average = samples / MEASURED
    print(
        f"\nMeasuring {MEASURED:,} activities of {average:,.0f} samples on average: {seconds:.0f} s"
    )
    print(f"This is {seconds / parsed:.1f} times as long as json.loads of their streams.")


def _bare(length: int) -> Row:
    """Measure a Flask view that returns a constant text as long as the page."""
    with bare_view(length // 1000) as server:
        milliseconds, kilobytes, _ = time_request(server, "/")
    return Row("bare Flask view as long as the page", milliseconds, None, kilobytes)


def _in_browser(server: Server, address: str) -> list[Row]:
    with chromium() as browser:
        url = server.url + address
        drawn = time_drawing(browser, url, CHARTS_AND_MAP)
        if drawn is None:
            raise SystemExit("Chromium does not draw the charts and the map.")
        return [Row("charts and map drawn in Chromium", drawn, 1000), *time_pointer(browser, url)]


def _beside(folder: Path, gpx: bytes) -> list[Row]:
    """Measure geo-activity-playground's page of the same activity, or print why there is none."""
    try:
        with playground(folder, {"ride.gpx": gpx}) as server, chromium() as browser:
            milliseconds, kilobytes, _ = time_request(server, ACTIVITY)
            rows = [Row(f"{PACKAGE}: page", milliseconds, None, kilobytes)]
            drawn = time_drawing(browser, server.url + ACTIVITY, MAP_AND_CHARTS)
    except NotComparable as reason:
        print(reason)
        return []
    if drawn is None:
        print(f"{PACKAGE}: Chromium does not draw its charts and its map here.")
        return rows
    return [*rows, Row(f"{PACKAGE}: charts and map drawn", drawn)]


def _cells(row: Row, parsing: float) -> Sequence[str]:
    name, milliseconds, *others = row.cells()
    return [name, milliseconds, f"{row.milliseconds / parsing:.2f}", *others]


if __name__ == "__main__":
    main()
