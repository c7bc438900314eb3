"""A database with something in every table, and ways to damage it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from strava.accounts import credentials
from strava.api.oauth import Credentials
from strava.db.models import (
    Athlete,
    Body,
    Change,
    GearReminder,
    Goal,
    LeftOut,
    PrivatePlace,
    RateLimitRow,
    Route,
    RouteKey,
    Tiles,
    TileVisit,
    Zones,
    db,
)
from strava.logbook import Logbook
from strava.sample import CLIENT_ID
from strava.settings import Settings
from strava.statistics import strava_totals
from strava.table import saved_views

from ..analysis.recordings import document
from ..applications import stored
from ..recordings.stored import measure, store_measured
from ..sample_strava import activity

FIRST_ID = 9_000_000_000
STREAMS = document(
    time=[*range(60)],
    distance=[20.0 * second for second in range(60)],
    altitude=[500.0] * 60,
    heartrate=[140] * 60,
    watts=[200] * 60,
)


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with twenty activities, and something in every table."""
    folder = tmp_path_factory.mktemp("whole")
    profile = {"bikes": [{"id": "b1", "name": "Bike"}]}
    activities = [activity(number, gear_id="b1") for number in range(20)]
    with stored(folder, activities, profile) as app, app.app_context():
        _fill(app.extensions["logbook"])
        db.engine.dispose()
    return folder / "logbook.sqlite"


def _fill(logbook: Logbook) -> None:
    """Store what a sync of new activities does not."""
    now = logbook.now()
    usage = {"client_id": CLIENT_ID, "quarter_start": now, "day_start": now}
    limits = dict.fromkeys(("quarter_limit", "quarter_used", "day_limit", "day_used"), 100)
    with logbook.sessions() as session:
        bodies = {"detail": '{"device_watts": true}', "streams": json.dumps(STREAMS)}
        store_measured(session, FIRST_ID + 3, bodies, now)
        session.add(Body(athlete_id=1, valid_from=now.date(), resting_heartrate=50, ftp=250))
        route = {"version": 1, "fetched_at": now, "length": 9.0, "cells": bytes(8)}
        session.add(Route(activity_id=FIRST_ID + 3, **route))
        session.add(RouteKey(activity_id=FIRST_ID + 3, key=5))
        session.add(Tiles(activity_id=FIRST_ID, from_recording=False, numbers=bytes(4)))
        session.add(TileVisit(activity_id=FIRST_ID, tile=0))
        for kind in ("heartrate", "power"):
            session.add(Zones(athlete_id=1, kind=kind, day=now.date(), bounds=[0, 100.5]))
        session.flush()
        measure(session, FIRST_ID + 3)
        session.add(LeftOut(activity_id=FIRST_ID + 1, since=now))
        session.add(GearReminder(athlete_id=1, gear_id="b1", part="", since=now.date(), distance=9))
        session.add(PrivatePlace(athlete_id=1, name="Home", latitude=1, longitude=2, radius=50))
        session.get_one(Athlete, 1).hides_places = True
        totals = {"count": 1, "distance": 9, "moving_time": 9, "elevation_gain": 9}
        strava_totals.store(session, 1, {"all_run_totals": totals}, now)
        goal = {"year": now.year, "sport_group": "all", "measure": "distance", "amount": 9.0}
        session.add(Goal(athlete_id=1, **goal))
        saved_views.save(session, 1, "Rides", "sport=Ride")
        session.add(RateLimitRow(**usage, **limits))
        session.add(
            Change(sync_id=1, activity_id=FIRST_ID, kind="changed", fields=[["name", "a", "b"]])
        )
        session.get_one(Athlete, 1).columns = ["name"]
        credentials.save(session, Credentials("1", "a" * 40), now, in_use=False)


@pytest.fixture
def offline(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings with an address of Strava at which nothing answers."""
    monkeypatch.setattr("strava.api.client.RETRIES", None)
    return replace(settings, api_url="http://127.0.0.1:9", oauth_url="http://127.0.0.1:9")


@pytest.fixture
def damage(offline: Settings, database: Path) -> Callable[[str, Any], None]:
    """A function that stores a value in a column of every row, whatever the column is for.

    It stores `bytes` as a text that may not be UTF-8, and a `bytearray` as what it is.
    """
    assert offline.database_file is not None
    file = offline.database_file
    file.write_bytes(database.read_bytes())

    def store(column: str, value: Any) -> None:
        table, _, name = column.partition(".")
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("PRAGMA ignore_check_constraints = ON")
            text = isinstance(value, bytes)
            cast = "CAST(? AS TEXT)" if text else "?"
            connection.execute(f"UPDATE {table} SET {name} = {cast}", (value,))

    return store
