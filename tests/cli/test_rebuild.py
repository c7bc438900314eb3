"""`flask rebuild`: columns and measures are derived again from what is stored."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import update

from strava.db.models import Activity, Document, Measured
from strava.recordings import computing

from ..recordings.stored import store_measured, streams
from ..sample_strava import Strava
from ..stored_data import rows


def test_rebuild_prints_the_number_of_activities(
    connected: FlaskClient, runner: FlaskCliRunner, app: Flask
) -> None:
    number = len(rows(app, Activity))
    assert runner.invoke(args=["rebuild"]).stdout == f"{number:,} activities rebuilt.\n"


def test_rebuild_measures_every_recording_again(
    connected: FlaskClient, runner: FlaskCliRunner, app: Flask, strava: Strava
) -> None:
    number = len(rows(app, Activity))
    names = {one["id"]: one["name"] for one in strava.sample.newest_first()[:3]}
    newest = list(names)
    logbook = app.extensions["logbook"]
    bodies = {"streams": json.dumps(streams(500))}
    with logbook.sessions.begin() as session:
        for activity_id in newest:
            store_measured(session, activity_id, bodies, logbook.now())
        session.execute(update(Document).where(Document.packed.is_not(None)).values(packed=b"x"))
        store_measured(session, newest[0], bodies, logbook.now())
        session.execute(update(Measured).values(drawing=None))
    calls = len(strava.sample.calls)
    result = runner.invoke(args=["rebuild"])
    assert result.stdout == f"{number:,} activities rebuilt.\n1 recording measured.\n"
    assert [f'The recording of "{names[one]}" ({one}): it is damaged.' for one in newest[1:]] == (
        result.stderr.splitlines()
    )
    drawn = [one.activity_id for one in rows(app, Measured) if one.drawing is not None]
    assert drawn == newest[:1]
    assert len(strava.sample.calls) == calls


def test_rebuild_measures_the_others_if_one_recording_cannot_be_measured(
    connected: FlaskClient,
    runner: FlaskCliRunner,
    app: Flask,
    strava: Strava,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    odd, other = strava.sample.newest_first()[:2]
    logbook = app.extensions["logbook"]
    with logbook.sessions.begin() as session:
        for one in (odd, other):
            store_measured(session, one["id"], {"streams": json.dumps(streams(500))}, logbook.now())
    compute = computing.compute

    def fail(session: Any, activity_id: int, **options: Any) -> Any:
        if activity_id == odd["id"]:
            raise ZeroDivisionError("a bug")
        return compute(session, activity_id, **options)

    monkeypatch.setattr(computing, "compute", fail)
    result = runner.invoke(args=["rebuild"])
    assert result.exit_code == 0
    assert "\n1 recording measured.\n" in result.stdout
    assert f"({odd['id']}): Logbook cannot measure it, the log has the details." in result.stderr
