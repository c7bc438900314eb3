"""Opening an activity measures its recording, once it has been fetched."""

from __future__ import annotations

import json
import zlib
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.db.models import Document, Measured, StretchRow
from strava.recordings import computing, pending
from strava.sample.athlete import ID
from strava.settings import Settings

from ..recordings.stored import store_measured, streams, write_while_computing
from ..sample_strava import Strava
from ..stored_data import rows
from .steps import calls_for, newest_activity, open_activity

pytestmark = pytest.mark.usefixtures("few_activities")


def test_newer_detail_measures_the_recording_again(
    connected: FlaskClient, app: Flask, strava: Strava
) -> None:
    run = newest_activity(strava, sport_type="Run", manual=False)
    open_activity(connected, run["id"])
    logbook = app.extensions["logbook"]
    detail = {"device_watts": True, "laps": [{"start_index": 0, "end_index": 100}]}
    recording = json.dumps(streams(600, watts=200))
    with logbook.sessions.begin() as session:
        store_measured(session, run["id"], {"streams": recording}, logbook.now())
    assert len(rows(app, StretchRow)) > 3
    with logbook.sessions.begin() as session:
        store_measured(session, run["id"], {"detail": json.dumps(detail)}, logbook.now())
    assert [(one.start, one.end) for one in rows(app, StretchRow) if one.kind == "lap"] == [
        (0, 100)
    ]
    assert [one.weighted_power for one in rows(app, Measured)] == [pytest.approx(200)]


def test_recording_is_stored_in_about_a_third_of_its_size(
    connected: FlaskClient, app: Flask, strava: Strava
) -> None:
    for number, sport in enumerate(("Run", "Ride"), start=1):
        open_activity(connected, newest_activity(strava, sport_type=sport, manual=False)["id"])
        packed = [one.packed for one in rows(app, Document) if one.packed]
        assert len(packed) == number
        assert all(len(one) < 0.35 * len(zlib.decompress(one)) for one in packed)


def test_recording_that_cannot_be_measured_is_stored_and_remains_pending(
    connected: FlaskClient,
    app: Flask,
    strava: Strava,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    run = newest_activity(strava, sport_type="Run", manual=False)

    def fail(*_args: Any, **_options: Any) -> Any:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(computing, "compute", fail)
    for _ in range(2):
        page = open_activity(connected, run["id"])
        assert ">Laps</h2>" in page
        assert ">Splits</h2>" not in page
    assert calls_for(strava, run["id"]) == ["", "/streams"]
    assert "a bug" in caplog.text
    with app.extensions["logbook"].sessions() as session:
        assert [one.activity_id for one in pending.newest_first(session, ID)] == [run["id"]]


def test_recording_is_measured_while_others_can_write(
    connected: FlaskClient, strava: Strava, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = newest_activity(strava, sport_type="Run", manual=False)
    computed = write_while_computing(settings.database_file, monkeypatch)
    assert ">Splits</h2>" in open_activity(connected, run["id"])
    # Once, although detail and streams are two documents.
    assert computed == [run["id"]]
