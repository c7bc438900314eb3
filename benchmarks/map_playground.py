"""The heatmap and the summary of geo-activity-playground over some of the same routes.

Its server draws the heatmap as tiles, and with Logbook, the browser draws the routes. What can be
compared is the time until the tiles of a view have arrived. Its summary has what Logbook's page of
statistics has.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polyline
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from strava.db.models import Document

from .activity_server import Row
from .map_routes import HOMES
from .playground import PACKAGE, NotComparable, playground
from .servers import Server

ROUTES = 200
"""It takes about a second for each to read them."""
ZOOM = 12
COLUMNS, ROWS = 6, 4
"""The tiles of a view of 1,440 by 800 pixels."""
TIMEOUT = 1800.0
_SECONDS_PER_POINT = 10
_SUMMARY = "/summary/"
_NOWHERE = f"/heatmap/tile/{ZOOM}/0/0.png"


def time_playground(folder: Path, sessions: sessionmaker[Session]) -> list[Row]:
    """Return how long the tiles of a view and the summary take, or print why nothing is known."""
    files = {f"{number}.gpx": text for number, text in enumerate(_gpx_files(sessions))}
    try:
        with playground(folder, files, TIMEOUT) as server:
            _wait_for_tiles(server)
            name = f"{PACKAGE}: heatmap of {ROUTES} routes"
            return [
                Row(f"{name}, first", _time_view(server)),
                Row(f"{name}, again", _time_view(server)),
                Row(f"{name}, with a filter", _time_view(server, "?distance_km_min=10")),
                Row(f"{PACKAGE}: summary, first", _time_summary(server)),
                Row(f"{PACKAGE}: summary, again", _time_summary(server)),
            ]
    except NotComparable as reason:
        print(reason)
        return []


def _gpx_files(sessions: sessionmaker[Session]) -> Iterator[bytes]:
    """Yield the first routes as GPX files, each of another day."""
    with sessions() as session:
        summaries = session.scalars(select(Document.body).where(Document.kind == "summary"))
        for number, body in enumerate(summaries.fetchmany(ROUTES)):
            start = datetime(2020, 1, 1, 8, tzinfo=UTC) + timedelta(days=number)
            line = polyline.decode(json.loads(body)["map"]["summary_polyline"])
            points = "".join(
                f'<trkpt lat="{latitude}" lon="{longitude}"><time>'
                f"{start + timedelta(seconds=_SECONDS_PER_POINT * at):%Y-%m-%dT%H:%M:%SZ}"
                "</time></trkpt>"
                for at, (latitude, longitude) in enumerate(line)
            )
            text = (
                '<gpx version="1.1" creator="benchmark" '
                'xmlns="http://www.topografix.com/GPX/1/1"><trk><type>running</type><trkseg>'
                f"{points}</trkseg></trk></gpx>"
            )
            yield text.encode()


def _addresses() -> Iterator[str]:
    """Yield the addresses of the tiles around the first home."""
    latitude, longitude = HOMES[0]
    around = 2**ZOOM
    x = int((longitude + 180) / 360 * around)
    y = int((1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2 * around)
    for column in range(x - COLUMNS // 2, x + COLUMNS - COLUMNS // 2):
        for row in range(y - ROWS // 2, y + ROWS - ROWS // 2):
            yield f"/heatmap/tile/{ZOOM}/{column}/{row}.png"


def _time_view(server: Server, query: str = "") -> float:
    """Return the milliseconds until all tiles of the view have arrived, one after the other."""
    answers = [server.get(address + query) for address in _addresses()]
    if any(answer.status != 200 for answer in answers):
        raise NotComparable(f"{PACKAGE} does not send all tiles of its heatmap.")
    return sum(answer.milliseconds for answer in answers)


def _time_summary(server: Server) -> float:
    """Return the milliseconds of its page of statistics."""
    answer = server.get(_SUMMARY)
    if answer.status != 200:
        raise NotComparable(f"{PACKAGE} does not show its summary.")
    return answer.milliseconds


def _wait_for_tiles(server: Server) -> None:
    """Wait until the routes are on the heatmap, which is after they have been read.

    It is looked at with a filter, because without one the tiles are kept.
    """
    middle = list(_addresses())[(COLUMNS // 2) * ROWS + ROWS // 2]
    deadline = time.monotonic() + TIMEOUT
    while time.monotonic() < deadline:
        empty = server.get(f"{_NOWHERE}?distance_km_min=1")
        drawn = server.get(f"{middle}?distance_km_min=1")
        if drawn.status == empty.status == 200 and len(drawn.body) != len(empty.body):
            return
        time.sleep(2)
    raise NotComparable(f"{PACKAGE} did not draw the routes within {TIMEOUT:.0f} s.")
