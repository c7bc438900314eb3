"""The page of one activity: its measures, laps and facts, whatever Strava sends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.accounts import athletes
from strava.api import oauth
from strava.db.models import Activity

from ..sample_strava import Strava
from ..stored_data import rows
from .steps import Fields, newest_activity, open_activity

pytestmark = pytest.mark.usefixtures("few_activities")


def test_measures_are_in_the_units_of_the_athlete(
    connected: FlaskClient, strava: Strava, finish_sync: Callable[[], None]
) -> None:
    run = newest_activity(strava, sport_type="Run", manual=False)
    run.update(distance=10_000.0, moving_time=3000, total_elevation_gain=100.0, max_watts=312)
    run.update(workout_type=0)
    connected.post("/sync", data={"full": "1"})
    finish_sync()
    page = open_activity(connected, run["id"])
    for text in ("10.0 km", "50:00", "5:00 /km", "100 m", "312 W", "Relative effort", "kcal"):
        assert text in page
    connected.post("/settings", data={"units": "imperial"})
    page = open_activity(connected, run["id"])
    for text in ("6.21 mi", "8:03 /mi", "328 ft"):
        assert text in page


def test_work_is_kilojoules_and_energy_is_kilocalories(
    connected: FlaskClient, strava: Strava, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {"kilojoules": 812.0, "calories": 905.0}
    monkeypatch.setattr("strava.sample.details.detail", lambda activity: {**activity, **values})
    run = newest_activity(strava, sport_type="Run", manual=False)
    page = open_activity(connected, run["id"])
    assert "<dt>Work</dt><dd>812 kJ</dd>" in page
    assert "<dt>Energy</dt><dd>905 kcal</dd>" in page


@pytest.mark.parametrize(
    ("referrer", "link"),
    [
        ("http://localhost/activities?sport=Run", "/activities?sport=Run"),
        ("http://localhost/sync?sport=Run", "/activities"),
        ("http://evil.example/activities?sport=Run", "/activities"),
        ("", "/activities"),
    ],
)
def test_link_back_leads_to_the_table_that_the_athlete_comes_from(
    connected: FlaskClient, strava: Strava, referrer: str, link: str
) -> None:
    activity = newest_activity(strava)
    page = connected.get(f"/activities/{activity['id']}", headers={"Referer": referrer}).text
    main = page.partition("<main")[2]
    assert f'href="{link}#activity-{activity["id"]}">‹' in main


@pytest.mark.parametrize("number", ["1", "0", "99999999999999999999"])
def test_unknown_activity_is_a_404_without_a_call_to_strava(
    connected: FlaskClient, strava: Strava, number: str
) -> None:
    before = len(strava.sample.calls)
    answer = connected.get(f"/activities/{number}")
    assert answer.status_code == 404
    assert "nothing at this address" in answer.text
    assert len(strava.sample.calls) == before


def test_activity_of_another_athlete_is_a_404(connected: FlaskClient, app: Flask) -> None:
    logbook = app.extensions["logbook"]
    with logbook.sessions() as session:
        granted = oauth.TokenGrant("a", "r", 1, {"id": 77, "firstname": "Other"})
        athletes.connect(session, granted, "activity:read_all", logbook.now())
        shown = next(athlete for athlete in athletes.everyone(session) if athlete.id != 77)
        activity = session.get_one(Activity, rows(app, Activity)[0].id)
        activity.athlete_id = 77
        shown.connected_at += timedelta(days=1)
        session.commit()
        activity_id = activity.id
    assert connected.get(f"/activities/{activity_id}").status_code == 404
    assert connected.post(f"/activities/{activity_id}/details").status_code == 404


@pytest.mark.parametrize(
    "oddity",
    [
        {"laps": None},
        {"laps": ["x", None, {"name": 5, "distance": "far", "moving_time": None}]},
        {"name": "<script>alert(1)</script>", "description": "<b>bold</b>"},
        {"calories": 1e300, "average_heartrate": "fast", "gear": "none", "device_name": 5},
        {"distance": 0, "moving_time": 0},
    ],
    ids=",".join,
)
def test_page_shows_odd_json_from_strava_without_errors_and_as_text(
    connected: FlaskClient,
    strava: Strava,
    oddity: Fields,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("strava.sample.details.detail", lambda activity: {**activity, **oddity})
    run = newest_activity(strava, sport_type="Run", manual=False)
    page = open_activity(connected, run["id"])
    assert "Moving time" in page
    assert "<script>alert" not in page
    assert "<b>bold" not in page
