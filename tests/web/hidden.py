"""Activities that begin at home, and everything of what Logbook writes that is at home."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from itertools import pairwise
from math import cos, hypot, radians
from typing import Any

import polyline
from flask import Flask
from sqlalchemy import select

from strava.db.models import Change, Document, SyncRun
from strava.recordings import routes
from strava.sync import details

from ..recordings.stored import measure
from .table_page import FIRST_ID, activity

Position = tuple[float, float]

HOME = (48.3071, 14.2842)
RADIUS = 500
PLACE = {"name": "Home", "point": f"{HOME[0]}, {HOME[1]}", "radius": str(RADIUS)}
INSIDE = {"altitude": 3333, "heartrate": 222, "cadence": 177, "watts": 1777, "temp": 44}
"""What is measured at home and nowhere else."""

_SIDES = ("start_latitude", "start_longitude")
_NUMBER = re.compile(r"[+-]?[0-9]+\.[0-9]+")
_LINE = re.compile(r"[?-~]{6,}")


def at(east: float, north: float) -> Position:
    """Return the position so many meters from home."""
    latitude = round(HOME[0] + north / 111_195, 6)
    return latitude, round(HOME[1] + east / 111_195 / cos(radians(HOME[0])), 6)


def way(*places: tuple[float, float], step: float = 20.0) -> list[Position]:
    """Return the positions of a route by meters from home, each at most a step from the last."""
    found = [at(*places[0])]
    for (east, north), (end_east, end_north) in pairwise(places):
        parts = max(1, round(hypot(end_east - east, end_north - north) / step))
        for part in range(1, parts + 1):
            share = part / parts
            found.append(at(east + (end_east - east) * share, north + (end_north - north) * share))
    return found


# Whatever is outside lies on one parallel, so that a drawing of it has no height.
DETOUR = ((0, 0), (0, 300), (200, 300), (200, 0))
ROUTES = {
    "from home": way(*DETOUR, (3000, 0)),
    "to home": way((-3000, 0), *reversed([(-east, north) for east, north in DETOUR])),
    "around": way(*DETOUR, (2000, 0), *reversed(DETOUR)),
    "past": way((-4000, 0), (-200, 0), (-200, -300), (200, -300), (200, 0), (2500, 0)),
    "past in one step": way((-4000, 0), (-700, 0)) + way((900, 0), (2500, 0)),
    "at home": way(*DETOUR),
    "elsewhere": way((5000, 0), (9000, 0)),
}
NUMBERS = {name: number for number, name in enumerate(ROUTES)}
ONLY_SUMMARY = 10
"""Added to the numbers of activities without details."""


def summaries() -> list[dict[str, Any]]:
    """Return the summaries of an activity with details for each route, and of one without."""
    return [
        activity(
            number + more,
            "Run",
            f"2026-03-{number + 1:02}",
            5,
            name=f"Number {number + more}",
            start_latlng=list(places[0]),
            end_latlng=list(places[-1]),
            start_latitude=places[0][0],
            start_longitude=places[0][1],
            map={"id": "a1", "summary_polyline": polyline.encode(places[::3] + places[-1:])},
        )
        for more in (0, ONLY_SUMMARY)
        for number, places in enumerate(ROUTES.values())
    ]


def store_details(app: Flask) -> None:
    """Store details, streams, archives, and a sync that has changed the routes."""
    logbook = app.extensions["logbook"]
    with logbook.sessions.begin() as session:
        for number, places in enumerate(ROUTES.values()):
            bodies = {
                "detail": json.dumps(_detail(places)),
                "streams": json.dumps(_streams(places)),
            }
            details.store(session, FIRST_ID + number, bodies, logbook.now())
            archive = {
                "recording": {
                    "start_latlng": list(places[0]),
                    "end_latlng": list(places[-1]),
                    "map": {"summary_polyline": polyline.encode(places)},
                }
            }
            session.add(
                Document(
                    activity_id=FIRST_ID + number,
                    kind="archive",
                    body=json.dumps(archive),
                    source="archive",
                    fetched_at=logbook.now(),
                )
            )
            measure(session, FIRST_ID + number)
        routes.index_missing(session, 1, 100)
        run = session.scalars(select(SyncRun)).first()
        assert run is not None
        old, new = (ROUTES[name] for name in ("from home", "around"))
        fields = [
            ["start_latlng", list(old[0]), list(new[0])],
            ["map.summary_polyline", polyline.encode(old), polyline.encode(new)],
            *([name, old[0][side], new[0][side]] for side, name in enumerate(_SIDES)),
        ]
        change = Change(sync_id=run.id, activity_id=FIRST_ID, kind="changed", fields=fields)
        session.add(change)


def _detail(places: list[Position]) -> dict[str, Any]:
    middle = len(places) // 2
    ends = [(0, middle), (middle, len(places) - 1)]
    efforts = [
        {
            "id": 5,
            "name": f"Segment {number}",
            "elapsed_time": 60 + number,
            "start_index": first,
            "end_index": last,
            "segment": {
                "id": 70 + number,
                "name": f"Segment {number}",
                "start_latlng": list(places[first]),
                "end_latlng": list(places[last]),
                "start_latitude": places[first][0],
                "start_longitude": places[first][1],
                "end_latitude": places[last][0],
                "end_longitude": places[last][1],
                "map": {"polyline": polyline.encode(places[first : last + 1])},
            },
        }
        for number, (first, last) in enumerate(ends)
    ]
    return {
        "start_latlng": list(places[0]),
        "end_latlng": list(places[-1]),
        "map": {
            "polyline": polyline.encode(places),
            "summary_polyline": polyline.encode(places[::2] + places[-1:]),
        },
        "segment_efforts": efforts,
        "laps": [
            {"name": "Lap", "elapsed_time": 9, "start_index": first, "end_index": last}
            for first, last in ends
        ],
        "photos": {"primary": {"location": list(places[0])}, "count": 1},
    }


def _streams(places: list[Position]) -> dict[str, Any]:
    inside = [is_at_home(place) for place in places]
    lists: dict[str, list[Any]] = {
        "time": [7 * index for index in range(len(places))],
        "distance": [20.0 * index for index in range(len(places))],
        "latlng": [list(place) for place in places],
        **{
            name: [value if at_home else value // 2 for at_home in inside]
            for name, value in INSIDE.items()
        },
        "moving": [True for _ in places],
    }
    return {name: {"data": data, "series_type": "time"} for name, data in lists.items()}


def is_at_home(place: Position) -> bool:
    """Return whether a position is within the radius of home."""
    north = (place[0] - HOME[0]) * 111_195
    east = (place[1] - HOME[1]) * 111_195 * cos(radians(HOME[0]))
    return hypot(east, north) < RADIUS


def positions_at_home(content: bytes) -> list[Any]:
    """Return what an answer says of home: positions, lines, and what was measured there.

    Two numbers in a row can be a position in either order, and any text can be a polyline, also
    one that is cut off.
    """
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    text = content.decode("utf-8", "replace")
    return [*_pairs(text), *_lines(text)]


def _pairs(text: str) -> Iterator[Position]:
    numbers = [float(match) for match in _NUMBER.findall(text)]
    for one, other in pairwise(numbers):
        for place in ((one, other), (other, one)):
            if is_at_home(place):
                yield place


def _lines(text: str) -> Iterator[tuple[str, Position]]:
    # JSON escapes backslashes.
    for encoded in {*_LINE.findall(text), *_LINE.findall(text.replace("\\\\", "\\"))}:
        places = decoded(encoded)
        steps = [one for one in pairwise(places) if all(map(_is_near, one))]
        on_the_way = (_between(*step, share / 20) for step in steps for share in range(1, 20))
        yield from ((encoded, place) for place in (*places, *on_the_way) if is_at_home(place))


def _is_near(place: Position) -> bool:
    """Return whether a position is near enough to home that a line from it can lead there."""
    return abs(place[0] - HOME[0]) < 0.1 and abs(place[1] - HOME[1]) < 0.1


def _between(start: Position, end: Position, share: float) -> Position:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def decoded(encoded: str) -> list[Position]:
    """Return the positions of a polyline, as far as it goes."""
    numbers, value, bits = [], 0, 0
    for character in encoded:
        code = ord(character) - 63
        value |= (code & 31) << bits
        bits += 5
        if code < 32:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value, bits = 0, 0
    places, latitude, longitude = [], 0, 0
    for north, east in zip(numbers[::2], numbers[1::2], strict=False):
        latitude, longitude = latitude + north, longitude + east
        places.append((latitude / 1e5, longitude / 1e5))
    return places
