"""What is damage, and what is not."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy.exc import OperationalError

from strava.db.damage import is_damaged
from strava.db.errors import DAMAGED, storage_error
from strava.settings import Settings


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
