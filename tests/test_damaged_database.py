"""A damaged database is explained in a sentence by every page and command, never a traceback."""

from __future__ import annotations

import contextlib
import json
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy.exc import OperationalError

from strava.accounts import credentials
from strava.api.oauth import Credentials
from strava.db.base import Base
from strava.db.damage import is_damaged
from strava.db.errors import DAMAGED, storage_error
from strava.db.models import (
    Athlete,
    Body,
    Change,
    RateLimitRow,
    Route,
    RouteKey,
    Zones,
    db,
)
from strava.errors import StorageError
from strava.logbook import Logbook
from strava.sample import CLIENT_ID
from strava.settings import Settings
from strava.table import saved_views

from .analysis.recordings import document
from .applications import MakeApp, stored
from .explained import PAGES, assert_explained, assert_no_traceback
from .markers import slow
from .recordings.stored import measure, store_measured
from .sample_strava import activity

FIRST_ID = 9_000_000_000
STREAMS = document(
    time=[*range(60)],
    distance=[20.0 * second for second in range(60)],
    altitude=[500.0] * 60,
    heartrate=[140] * 60,
    watts=[200] * 60,
)
FLIPPED_BYTES = 200
SEEDS = [
    *range(2),
    *slow(*range(2, 24)),
]
EVERY_COLUMN = [column for table in Base.metadata.sorted_tables for column in table.c]
ODD_VALUES = (None, b"\xff", "{", "[[1]]", "2026-02-31 06:00:00.000000", -1, 2**62)
FORMS: tuple[tuple[str, dict[str, str]], ...] = (
    ("/activities/columns", {"column": "gear"}),
    ("/activities/views", {"name": "New"}),
    ("/activities/views/remove", {"id": "1"}),
    ("/settings", {"units": "metric"}),
    ("/settings/body", {"valid_from": "2026-01-31", "ftp": "200"}),
    ("/settings/body", {"remove": "2026-01-31"}),
    ("/activities/9000000003/efforts/1", {"aside": "1"}),
    ("/athlete", {"id": "1"}),
    ("/sync/deep", {"on": "0"}),
    ("/sync/missing", {"gone": "0"}),
    ("/sync/pause", {}),
    ("/sync/cancel", {}),
    ("/disconnect", {}),
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
        route = {"version": 1, "fetched_at": now, "length": 9.0, "cells": b"cells"}
        session.add(Route(activity_id=FIRST_ID + 3, **route))
        session.add(RouteKey(activity_id=FIRST_ID + 3, key=5))
        for kind in ("heartrate", "power"):
            session.add(Zones(athlete_id=1, kind=kind, day=now.date(), bounds=[0, 100.5]))
        session.flush()
        measure(session, FIRST_ID + 3)
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


@pytest.mark.parametrize("seed", SEEDS)
def test_flipped_bytes_are_explained(
    offline: Settings,
    make_app: MakeApp,
    database: Path,
    tmp_path: Path,
    seed: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    content, choose = bytearray(database.read_bytes()), random.Random(seed)
    for _ in range(FLIPPED_BYTES):
        content[choose.randrange(len(content))] ^= 1 << choose.randrange(8)
    assert offline.database_file is not None
    offline.database_file.write_bytes(content)
    with contextlib.suppress(StorageError):
        assert_explained(make_app(offline), tmp_path)
    assert_no_traceback(caplog)


@pytest.mark.slow
@pytest.mark.parametrize("column", [str(column) for column in EVERY_COLUMN])
def test_form_over_a_damaged_database_is_explained(
    offline: Settings,
    make_app: MakeApp,
    damage: Callable[[str, Any], None],
    column: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = make_app(offline)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    for value in ODD_VALUES:
        with contextlib.suppress(sqlite3.IntegrityError):
            damage(column, value)
        for address in PAGES:
            answer = client.get(address)
            assert answer.status_code in (200, 302, 404, 503), (address, value)
        for address, form in FORMS:
            answer = client.post(address, data=form)
            assert answer.status_code in (302, 303, 404, 503), (address, value)
    assert_no_traceback(caplog)


VALUES: list[Any] = [
    ("activity.start_date", "2026-02-31 06:00:00.000000"),
    ("activity.start_local", 5),
    ("activity.day", "2026-02-31"),
    ("activity.distance", float("inf")),
    ("activity.name", b"\xff\xfe"),
    ("document.body", b"\xff"),
    ("document.body", "[1]"),
    ("document.packed", "text"),
    ("measured.drawing", "text"),
    ("effort.value", "fast"),
    ("zones.bounds", '["x"]'),
    ("body.valid_from", "2026-02-31"),
    ("change.fields", "{}"),
    ("sync.skipped", "[[1]]"),
    ("athlete.columns", "["),
    ("sync.state", "runnimg"),
    ("sync.started_at", "2026-11-25"),
    ("token.expires_at", "soon"),
    *slow(
        ("activity.start_date", "2026-13-45 99:00:00.000000"),
        ("activity.start_local", "gestern"),
        ("activity.distance", "far"),
        ("activity.moving_time", "long"),
        ("activity.average_heartrate", b"\xff"),
        ("activity.private", 7),
        ("document.body", '{"id": '),
        ("document.body", "5"),
        ("document.body", '"x"'),
        ("document.fetched_at", "x"),
        ("measured.drawing", -1),
        ("zones.bounds", "{}"),
        ("change.fields", '[["name", "a"]]'),
        ("change.fields", '["name"]'),
        ("athlete.columns", "5"),
        ("athlete.columns", "[[1]]"),
        ("sync.skipped", '"x"'),
        ("athlete.connected_at", "0000-00-00 00:00:00.000000"),
        ("athlete.data_version", "x"),
        ("sync.kind", "fisrt"),
        ("sync.skipped", "{"),
        ("sync.done", "many"),
        ("sync.started_at", "2026-11-25 06:00:00.12x456"),
    ),
]


@pytest.fixture
def damage(offline: Settings, database: Path) -> Callable[[str, Any], None]:
    """A function that stores a value in a column of every row, whatever the column is for."""
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


@pytest.mark.parametrize(("column", "value"), VALUES)
def test_value_that_cannot_be_is_explained(
    offline: Settings,
    make_app: MakeApp,
    damage: Callable[[str, Any], None],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    column: str,
    value: Any,
) -> None:
    app = make_app(offline)
    damage(column, value)
    if not isinstance(value, bytes):  # SQLite itself refuses text that is not UTF-8.
        assert is_damaged(offline)
    assert_explained(app, tmp_path)
    assert_no_traceback(caplog)


@pytest.mark.usefixtures("damage")
def test_whole_database_is_not_damaged(offline: Settings) -> None:
    assert not is_damaged(offline)


def test_number_that_is_not_finite_is_no_damage(
    offline: Settings, damage: Callable[[str, Any], None]
) -> None:
    # What Strava sends is stored as it is.
    damage("document.body", '{"id": 1, "a": NaN, "b": [Infinity, -Infinity], "c": "NaN"}')
    assert not is_damaged(offline)


@pytest.mark.parametrize("column", ["athlete.connected_at", "activity.start_local"])
@pytest.mark.parametrize("value", ["2026-11-29 16:17:14.999500", "9999-12-31 23:59:59.999999"])
def test_last_microseconds_of_a_second_are_no_damage(
    offline: Settings, damage: Callable[[str, Any], None], column: str, value: str
) -> None:
    damage(column, value)
    assert not is_damaged(offline)


@pytest.mark.parametrize(
    ("column", "value", "address"),
    [
        ("activity.start_local", "gestern", "/activities"),
        ("activity.name", b"\xff", "/activities"),
        ("activity.name", b"\xff", "/activities.csv"),
        ("document.body", "{", "/activities/9000000003"),
        ("sync.state", "x", "/sync"),
        ("athlete.columns", "{", "/activities"),
    ],
)
def test_page_says_what_to_do(
    offline: Settings,
    make_app: MakeApp,
    damage: Callable[[str, Any], None],
    column: str,
    value: Any,
    address: str,
) -> None:
    client = make_app(offline).test_client()
    damage(column, value)
    answer = client.get(address)
    assert answer.status_code == 503
    assert "Restore it from a backup" in answer.text


def test_damage_is_not_blamed_for_a_bug(
    app: Flask, client: FlaskClient, runner: FlaskCliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise ValueError("a bug")

    monkeypatch.setattr("strava.accounts.credentials.find", fail)
    monkeypatch.setattr("strava.accounts.athletes.get", fail)
    app.testing = False
    answer = client.get("/setup")
    assert answer.status_code == 500
    assert "Something went wrong in Logbook" in answer.text
    assert isinstance(runner.invoke(args=["token"]).exception, ValueError)


@pytest.mark.parametrize(
    "reason",
    [
        "database disk image is malformed",
        "malformed database schema (activity)",
        "Could not decode to UTF-8 column 'access_token' with text '5ecret\ufffd'",
        "no such table: activity",
        "no such column: activity.name",
        "integer overflow",
        "string or blob too big",
        "unsupported file format",
    ],
)
def test_errors_of_sqlite_that_mean_damage_show_no_value(reason: str) -> None:
    error = OperationalError("SELECT", {}, sqlite3.OperationalError(reason))
    assert str(storage_error(error)) == DAMAGED


def test_damaged_database_does_not_start(offline: Settings, make_app: MakeApp) -> None:
    assert offline.database_file is not None
    content = bytearray(offline.database_file.read_bytes())
    content[100:300] = random.Random(1).randbytes(200)  # the page of the schema
    offline.database_file.write_bytes(content)
    with pytest.raises(StorageError, match="Restore it from a backup"):
        make_app(offline)
