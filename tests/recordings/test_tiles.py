"""The explorer tiles of activities: of their summaries at first, and then of their recordings."""

from __future__ import annotations

import json
import struct
from datetime import timedelta
from typing import Any

import polyline
import pytest

from strava.analysis.tiles import Tile, northwestern_corner, tile_of_number
from strava.db.documents import store_documents
from strava.db.models import Activity, Athlete, Document, Route, Tiles, TileVisit
from strava.recordings import routes

from ..analysis.recordings import document
from .stored import ATHLETE, NOW, Stored, measure

WEST, NORTH = 8581, 5737
_, LEFT = northwestern_corner((WEST, NORTH))
TOP, _ = northwestern_corner((WEST, NORTH))
HEIGHT, WIDTH = 0.0148, 360 / 2**14
"""Of a tile, in degrees."""


def place(column: float, row: float = 0.5) -> tuple[float, float]:
    """Return a position, counted in tiles from a corner."""
    return TOP - row * HEIGHT, LEFT + column * WIDTH


def summary(*line: tuple[float, float]) -> str:
    return json.dumps({"map": {"summary_polyline": polyline.encode([*line])}})


def recording(*positions: tuple[float, float] | None) -> str:
    """Return streams with a sample every ten minutes, so that no way is known."""
    times = [600 * number for number in range(len(positions))]
    return json.dumps(document(time=times, latlng=[at and [*at] for at in positions]))


def store_activity(stored: Stored, number: int, line: str, streams: str, **columns: Any) -> None:
    stored.activity(number, streams, **columns)
    stored.session.get_one(Document, (number, "summary")).body = line
    stored.session.commit()


def index(stored: Stored) -> int:
    found = routes.index_missing(stored.session, ATHLETE, 10)
    stored.session.commit()
    return found


def tiles(stored: Stored, number: int) -> set[Tile]:
    """Return the tiles of an activity, which are the same by activity and by tile."""
    (row,) = stored.rows(Tiles, activity_id=number)
    numbers = [*struct.unpack(f"<{len(row.numbers) // 4}I", row.numbers)]
    assert numbers == sorted(one.tile for one in stored.rows(TileVisit, activity_id=number))
    return {(x - WEST, y - NORTH) for x, y in map(tile_of_number, numbers)}


def version(stored: Stored) -> int:
    stored.session.expire_all()
    return stored.session.get_one(Athlete, ATHLETE).data_version


def test_tiles_of_a_recording_replace_those_of_the_summary_and_stay(stored: Stored) -> None:
    line = summary(place(0.5), place(1.5), place(3.5))
    store_activity(stored, 7, line, recording(place(0.5), place(3.5)), distance=5000.0)
    assert index(stored) == 1
    assert tiles(stored, 7) == {(0, 0), (1, 0), (2, 0), (3, 0)}
    before = version(stored)
    measure(stored.session, 7)
    assert tiles(stored, 7) == {(0, 0), (3, 0)}
    assert version(stored) > before
    stored.session.get_one(Document, (7, "summary")).fetched_at += timedelta(seconds=1)
    assert index(stored) == 1
    assert tiles(stored, 7) == {(0, 0), (3, 0)}


def test_new_recording_replaces_the_tiles_and_without_one_the_summary_does(stored: Stored) -> None:
    line = summary(place(0.5), place(1.5))
    store_activity(stored, 7, line, recording(place(0.5), place(3.5)))
    measure(stored.session, 7)
    index(stored)
    store_documents(stored.session, 7, {"streams": recording(place(0.5), place(5.5))}, NOW)
    measure(stored.session, 7)
    assert tiles(stored, 7) == {(0, 0), (5, 0)}
    store_documents(stored.session, 7, {"streams": recording(None, None)}, NOW)
    before = version(stored)
    measure(stored.session, 7)
    assert [*stored.rows(Tiles), *stored.rows(TileVisit)] == []
    assert version(stored) > before
    assert index(stored) == 1
    assert tiles(stored, 7) == {(0, 0), (1, 0)}


def test_caches_stay_valid_if_a_recording_has_the_same_tiles_as_before(stored: Stored) -> None:
    store_activity(stored, 7, summary(place(0.5)), recording(place(0.5), place(3.5)))
    measure(stored.session, 7)
    before = version(stored)
    measure(stored.session, 7)
    stored.session.get_one(Document, (7, "summary")).fetched_at += timedelta(seconds=1)
    index(stored)
    assert version(stored) == before


@pytest.mark.parametrize("sport_type", ["VirtualRide", "VirtualRun", "VirtualRow"])
def test_made_up_worlds_have_no_tiles(stored: Stored, sport_type: str) -> None:
    streams = recording(place(0.5), place(3.5))
    store_activity(stored, 7, summary(place(0), place(1)), streams, sport_type=sport_type)
    index(stored)
    measure(stored.session, 7)
    assert tiles(stored, 7) == set()


def test_changed_summary_replaces_the_tiles(stored: Stored) -> None:
    store_activity(stored, 7, summary(place(0.5), place(1.5)), "null")
    store_activity(stored, 8, "{}", "null")
    index(stored)
    assert tiles(stored, 7) == {(0, 0), (1, 0)}
    assert tiles(stored, 8) == set()
    changed = stored.session.get_one(Document, (7, "summary"))
    changed.body = summary(place(0.5), place(0.5, 1.5))
    changed.fetched_at += timedelta(seconds=1)
    assert index(stored) == 1
    assert tiles(stored, 7) == {(0, 0), (0, 1)}


def test_tiles_go_with_their_activity(stored: Stored) -> None:
    store_activity(stored, 7, summary(place(0.5), place(1.5)), "null")
    index(stored)
    stored.session.delete(stored.session.get_one(Activity, 7))
    stored.session.commit()
    for table in (Tiles, TileVisit, Route):
        assert stored.rows(table) == []
