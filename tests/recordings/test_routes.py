"""The index of routes: what is in it, and which activities it finds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polyline
import pytest
from flask import Flask
from sqlalchemy import select

from strava.analysis.routes import Direction
from strava.db.models import Activity, Document, LeftOut, Route, RouteKey
from strava.recordings import routes

from ..analysis.made_up_routes import loop, recorded, winding_road
from ..applications import stored
from ..sample_strava import activity
from ..stored_data import rows

FIRST = 9_000_000_000
ROAD, LOOP = winding_road(6000, seed=3), loop(6000)


def on_route(number: int, line: Any, **fields: Any) -> dict[str, Any]:
    """Return an activity on a line, recorded with noise."""
    encoded = polyline.encode(recorded(line, noise=6.0, seed=number))
    return activity(number, sport_type="Run", map={"summary_polyline": encoded}) | fields


ACTIVITIES = [
    on_route(0, ROAD),
    on_route(1, ROAD, sport_type="TrailRun"),
    on_route(2, ROAD[::-1]),
    on_route(3, ROAD, sport_type="Ride"),
    on_route(4, LOOP),
    on_route(5, ROAD),
    activity(6, sport_type="Run", map={"summary_polyline": "~"}),
    activity(7, sport_type="Run"),
    on_route(8, LOOP),
]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    with stored(tmp_path / "routes", ACTIVITIES) as app:
        yield app


def index(app: Flask, limit: int = 100) -> int:
    with app.extensions["logbook"].sessions.begin() as session:
        return routes.index_missing(session, 1, limit)


def matches(app: Flask, number: int, limit: int | None = None) -> dict[int, Direction]:
    """Return the numbers of the activities on the same route."""
    with app.extensions["logbook"].sessions() as session:
        found = routes.same_route(session, session.get_one(Activity, FIRST + number), limit)
    return {match.activity_id - FIRST: match.direction for match in found}


def test_same_route_has_the_activities_of_the_same_group_of_sports_by_direction(app: Flask) -> None:
    index(app)
    assert matches(app, 0) == {
        0: Direction.SAME,
        1: Direction.SAME,
        2: Direction.OPPOSITE,
        5: Direction.SAME,
    }
    assert matches(app, 2) == {
        2: Direction.SAME,
        0: Direction.OPPOSITE,
        1: Direction.OPPOSITE,
        5: Direction.OPPOSITE,
    }
    assert matches(app, 3) == {3: Direction.SAME}
    assert matches(app, 4) == {4: Direction.SAME, 8: Direction.SAME}
    assert matches(app, 6) == matches(app, 7) == {}


def test_newest_are_compared_first(app: Flask) -> None:
    index(app)
    assert list(matches(app, 0)) == [0, 5, 2, 1]
    assert list(matches(app, 0, limit=1)) == [0, 5]


def test_nothing_is_found_before_the_routes_are_in_the_index(app: Flask) -> None:
    assert matches(app, 0) == {}


def test_index_is_filled_in_steps_and_then_complete(app: Flask) -> None:
    assert [index(app, 4) for _ in range(4)] == [4, 4, 1, 0]
    assert len(rows(app, Route)) == len(ACTIVITIES)


def test_changed_route_is_indexed_again_and_keeps_no_old_keys(app: Flask) -> None:
    index(app)
    with app.extensions["logbook"].sessions.begin() as session:
        summary = session.get_one(Document, (FIRST, "summary"))
        summary.body = json.dumps(on_route(0, LOOP))
        summary.fetched_at = summary.fetched_at.replace(year=2020)
    assert index(app) == 1
    assert matches(app, 0).keys() == {0, 4, 8}
    assert matches(app, 5).keys() == {1, 2, 5}


def test_older_version_is_indexed_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    index(app)
    monkeypatch.setattr(routes, "VERSION", routes.VERSION + 1)
    assert index(app) == len(ACTIVITIES)
    assert index(app) == 0


def test_activities_that_do_not_count_and_those_of_others_are_not_found(app: Flask) -> None:
    index(app)
    logbook = app.extensions["logbook"]
    with logbook.sessions.begin() as session:
        session.get_one(Activity, FIRST + 5).deleted_at = logbook.now()
    assert matches(app, 0).keys() == {0, 1, 2}
    assert matches(app, 5).keys() == {0, 1, 2, 5}
    with logbook.sessions.begin() as session:
        session.add(LeftOut(activity_id=FIRST + 2, since=logbook.now()))
    assert matches(app, 0).keys() == {0, 1}
    assert matches(app, 2).keys() == {0, 1, 2}
    with logbook.sessions.begin() as session:
        session.delete(session.get_one(LeftOut, FIRST + 2))
        session.delete(session.get_one(Activity, FIRST + 5))
    with logbook.sessions() as session:
        gone = select(RouteKey.key).where(RouteKey.activity_id == FIRST + 5)
        assert session.scalar(gone) is None
