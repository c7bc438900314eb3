"""A damaged database is explained in a sentence by every page and command, never a traceback."""

from __future__ import annotations

import contextlib
import random
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from strava.db.base import Base
from strava.db.damage import is_damaged
from strava.errors import StorageError
from strava.settings import Settings

from ..applications import MakeApp
from ..explained import PAGES, STATISTICS, assert_explained, assert_no_traceback
from ..markers import slow

FLIPPED_BYTES = 20
"""So few that about half of the databases can still be opened."""
SEEDS = [
    *(0, 2, 12),  # refused at the start, on every page, and on some
    *slow(1, *range(3, 12), *range(13, 24)),
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


@pytest.mark.usefixtures("damage")
def test_every_page_of_the_whole_database_works(offline: Settings, make_app: MakeApp) -> None:
    client = make_app(offline).test_client()
    for address in (*PAGES, *STATISTICS):
        assert client.get(address).status_code in (200, 302), address


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
    ("route.cells", bytearray(5)),
    ("tiles.numbers", bytearray(5)),
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


@pytest.mark.parametrize(
    ("column", "value", "address"),
    [
        ("activity.start_local", "gestern", "/activities"),
        ("activity.name", b"\xff", "/activities"),
        ("activity.name", b"\xff", "/activities.csv"),
        ("document.body", "{", "/activities/9000000003"),
        ("route.cells", bytearray(5), "/activities/9000000003"),
        ("sync.state", "x", "/sync"),
        ("goal.year", -1, "/stats"),
        ("goal.sport_group", "x", "/stats"),
        ("goal.measure", "x", "/stats"),
        ("goal.amount", 0, "/stats"),
        ("gear_reminder.distance", 0, "/stats"),
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


def test_damaged_database_does_not_start(offline: Settings, make_app: MakeApp) -> None:
    assert offline.database_file is not None
    content = bytearray(offline.database_file.read_bytes())
    content[100:300] = random.Random(1).randbytes(200)  # the page of the schema
    offline.database_file.write_bytes(content)
    with pytest.raises(StorageError, match="Restore it from a backup"):
        make_app(offline)
