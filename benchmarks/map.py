"""The map of 5,000 routes with 1.5 million points: `python -m benchmarks.map`.

Beside it, geo-activity-playground draws the heatmap of 200 of these routes, and its summary of them
is compared with the statistics. It is installed in a
virtual environment of its own, which takes some minutes and 750 MB. Needs Chromium.
"""

from __future__ import annotations

import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy.orm import sessionmaker

from strava.db.engine import open_engine
from strava.sample.athlete import ID

from .activity_browser import chromium
from .activity_server import Row, time_request
from .copies import index_all, make_copy
from .map_browser import time_map
from .map_playground import time_playground
from .map_routes import store_routes
from .servers import Server, logbook
from .table import print_table

ROUTES = 5_000


def main() -> None:
    """Measure everything and print one table."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        settings = make_copy(folder, ROUTES)
        engine = open_engine(settings)
        stack.callback(engine.dispose)
        sessions = sessionmaker(engine)
        points = store_routes(sessions)
        with logbook(settings) as server:
            rows = [_first_request(server, "routes.json, first, before they are indexed")]
        started = time.perf_counter()
        index_all(sessions, ID)
        indexing = time.perf_counter() - started
        with logbook(settings) as server:
            rows += [_first_request(server, "routes.json, first"), *_time_server(server)]
            with chromium() as browser:
                rows += time_map(browser, server.url)
        rows += time_playground(folder / "playground", sessions)
    print_table(
        f"The map of {ROUTES:,} routes with {points:,} points, in milliseconds (medians)",
        ["", "ms", "bound, ms", "sent, kB"],
        [row.cells() for row in rows],
    )
    print(f"\nIndexing them takes {indexing:.0f} s, once, in the background.")


def _first_request(server: Server, name: str) -> Row:
    server.get("/healthz")
    response = server.get("/map/routes.json", {"Accept-Encoding": "gzip"})
    return Row(name, response.milliseconds, 500, len(response.body) / 1000)


def _time_server(server: Server) -> list[Row]:
    """Measure what the server takes after the first request."""
    headers = {"Accept-Encoding": "gzip"}
    milliseconds, kilobytes, _ = time_request(server, "/map/routes.json")
    rows = [Row("routes.json, again", milliseconds, None, kilobytes)]
    known = {"If-None-Match": server.get("/map/routes.json", headers).etag}
    times = [server.get("/map/routes.json", headers | known).milliseconds for _ in range(5)]
    rows.append(Row("routes.json, if the browser has it", sorted(times)[2]))
    for name, address in (
        ("ids of what matches", "/map/routes.json?fields=id&span=2025"),
        ("tiles.json", "/map/tiles.json"),
        ("tiles.json with a filter", "/map/tiles.json?span=2025"),
        ("page with tiles and filters", "/map?show=tiles&sport=Ride&span=2025"),
        ("page", "/map"),
        ("page with filters", "/map?sport=Ride&span=2025"),
        ("statistics", "/stats"),
        ("statistics with filters", "/stats?span=2025"),
    ):
        first = server.get(address, headers)
        rows.append(Row(f"{name}, first", first.milliseconds, None, len(first.body) / 1000))
        rows.append(Row(f"{name}, again", time_request(server, address)[0]))
    return rows


if __name__ == "__main__":
    main()
