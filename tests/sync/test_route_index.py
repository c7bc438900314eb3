"""The routes of new activities are in the index after a sync, and all others after a start."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import delete

from strava.db.models import Activity, Route, Tiles, Token
from strava.sync import route_index

from ..stored_data import rows


def test_routes_are_indexed_after_a_sync(app: Flask, connected: FlaskClient) -> None:
    assert {row.activity_id for row in rows(app, Route)} == {row.id for row in rows(app, Activity)}


@pytest.mark.usefixtures("signed_in")
def test_routes_are_indexed_by_the_command_too(app: Flask, runner: FlaskCliRunner) -> None:
    assert runner.invoke(args=["sync"]).exit_code == 0
    assert len(rows(app, Route)) == len(rows(app, Activity)) > 0


@pytest.mark.usefixtures("connected")
def test_routes_of_athletes_who_never_sync_again_are_indexed_at_the_start(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.extensions["logbook"].sessions.begin() as session:
        for table in (Token, Route, Tiles):
            session.execute(delete(table))
    monkeypatch.setattr(route_index, "_AT_ONCE", 10)
    app.extensions["jobs"].resume_all()
    for thread in threading.enumerate():
        if thread.name == route_index.THREAD_NAME:
            thread.join(30)
    ids = {row.id for row in rows(app, Activity)}
    assert {row.activity_id for row in rows(app, Route)} == ids
    assert {row.activity_id for row in rows(app, Tiles)} == ids
