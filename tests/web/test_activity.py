"""An activity's own page: what it fetches, what it keeps, and what it shows of it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.accounts import athletes
from strava.api import oauth
from strava.db.models import Activity, Document
from strava.sample import details as sample_details

from ..conftest import Clock, Strava, rows

Fields = dict[str, Any]


@pytest.fixture(autouse=True)
def few(strava: Strava, history: list[Fields]) -> None:
    """The newest forty of the sample's activities, oldest first."""
    strava.sample.activities[:] = sorted(
        copy.deepcopy(history), key=lambda one: str(one["start_date"])
    )[-40:]


def newest(strava: Strava, **wanted: Any) -> Fields:
    """The newest activity with these values."""
    return next(
        one
        for one in strava.sample.newest_first()
        if all(one[field] == value for field, value in wanted.items())
    )


def kinds(app: Flask, activity_id: int) -> set[str]:
    return {one.kind for one in rows(app, Document) if one.activity_id == activity_id}


def calls_for(strava: Strava, activity_id: int) -> list[str]:
    start = f"/api/v3/activities/{activity_id}"
    return [path.removeprefix(start) for _, path in strava.sample.calls if path.startswith(start)]


def test_opening_fetches_what_is_missing_at_once_and_keeps_it(
    connected: FlaskClient, app: Flask, strava: Strava
) -> None:
    run = newest(strava, sport_type="Run", manual=False)
    for _ in range(2):
        page = connected.get(f"/activities/{run['id']}").text
        assert "<h2>Laps</h2>" in page
        assert 'scope="row" dir="auto">Lap 1<' in page
        assert f"https://www.strava.com/activities/{run['id']}" in page
    assert calls_for(strava, run["id"]) == ["", "/streams"]
    assert kinds(app, run["id"]) == {"summary", "detail", "streams"}


def test_all_measures_are_there_in_the_athlete_s_units(
    connected: FlaskClient, strava: Strava, finish_sync: Callable[[], None]
) -> None:
    run = newest(strava, sport_type="Run", manual=False)
    run.update(distance=10_000.0, moving_time=3000, total_elevation_gain=100.0, max_watts=312)
    connected.post("/sync", data={"full": "1"})
    finish_sync()
    page = connected.get(f"/activities/{run['id']}").text
    for told in ("10.0 km", "50:00", "5:00 /km", "100 m", "312 W", "Relative effort", "kcal"):
        assert told in page
    connected.post("/settings", data={"units": "imperial"})
    page = connected.get(f"/activities/{run['id']}").text
    for told in ("6.21 mi", "8:03 /mi", "328 ft"):
        assert told in page


def test_an_entry_by_hand_has_no_streams_to_ask_for(
    connected: FlaskClient, strava: Strava, finish_sync: Callable[[], None]
) -> None:
    entry = newest(strava)
    entry["manual"] = True
    connected.post("/sync", data={"full": "1"})
    finish_sync()
    connected.get(f"/activities/{entry['id']}")
    assert calls_for(strava, entry["id"]) == [""]


def test_that_there_are_no_streams_is_remembered(
    connected: FlaskClient, strava: Strava, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("strava.sample.streams.streams", lambda one: None)
    run = newest(strava, manual=False)
    for _ in range(2):
        assert connected.get(f"/activities/{run['id']}").status_code == 200
    assert calls_for(strava, run["id"]) == ["", "/streams"]


def test_laps_that_a_detail_lacks_are_fetched_on_their_own(
    connected: FlaskClient,
    app: Flask,
    strava: Strava,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    detail = sample_details.detail

    def without_laps(one: Fields) -> Fields:
        return {name: value for name, value in detail(one).items() if name != "laps"}

    monkeypatch.setattr("strava.sample.details.detail", without_laps)
    run = newest(strava, sport_type="Run", manual=False)
    assert "<h2>Laps</h2>" in connected.get(f"/activities/{run['id']}").text
    assert calls_for(strava, run["id"]) == ["", "/laps", "/streams"]


def test_a_changed_activity_has_its_details_fetched_again(
    connected: FlaskClient,
    strava: Strava,
    clock: Clock,
    finish_sync: Callable[[], None],
) -> None:
    run = newest(strava, sport_type="Run", manual=False)
    connected.get(f"/activities/{run['id']}")
    clock.advance(minutes=1)
    run["name"] = "Renamed"
    connected.post("/sync", data={"full": "1"})
    finish_sync()
    assert "Renamed" in connected.get(f"/activities/{run['id']}").text
    connected.get(f"/activities/{run['id']}")
    assert calls_for(strava, run["id"]) == ["", "/streams"] * 2


def test_what_changes_while_it_is_fetched_is_fetched_again(
    connected: FlaskClient,
    strava: Strava,
    clock: Clock,
    finish_sync: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    detail = sample_details.detail

    def slow(one: Fields) -> Fields:
        clock.advance(minutes=1)
        return detail(one)

    monkeypatch.setattr("strava.sample.details.detail", slow)
    run = newest(strava, sport_type="Run", manual=False)
    connected.get(f"/activities/{run['id']}")
    run["name"] = "Renamed"
    connected.post("/sync", data={"full": "1"})
    finish_sync()
    connected.get(f"/activities/{run['id']}")
    assert calls_for(strava, run["id"]).count("") == 2


def test_what_changed_is_shown_even_if_its_details_cannot_be_fetched_again(
    connected: FlaskClient, strava: Strava, clock: Clock, finish_sync: Callable[[], None]
) -> None:
    run = newest(strava, sport_type="Run", manual=False)
    connected.get(f"/activities/{run['id']}")
    clock.advance(minutes=1)
    run["distance"] = 12_300.0
    connected.post("/sync", data={"full": "1"})
    finish_sync()
    strava.sample.inactive = True
    page = connected.get(f"/activities/{run['id']}").text
    assert "<dd>12.3 km</dd>" in page
    assert "<h2>Laps</h2>" in page
    assert "Some details could not be fetched." in page


def test_a_deleted_one_says_so_and_is_not_asked_for(
    connected: FlaskClient, strava: Strava, finish_sync: Callable[[], None]
) -> None:
    gone = strava.sample.activities.pop()
    connected.post("/sync", data={"full": "1"})
    finish_sync()
    before = len(strava.sample.calls)
    page = connected.get(f"/activities/{gone['id']}").text
    assert "Strava no longer lists this activity" in page
    assert "Moving time" in page
    assert len(strava.sample.calls) == before


def test_one_that_is_gone_unnoticed_says_so_and_is_asked_for_once(
    connected: FlaskClient, strava: Strava
) -> None:
    gone = strava.sample.activities.pop()
    for _ in range(2):
        page = connected.get(f"/activities/{gone['id']}").text
        assert "Strava has nothing more about this activity" in page
    assert calls_for(strava, gone["id"]).count("") == 1


def test_what_the_consent_does_not_reach_is_fetched_when_it_does(
    connected: FlaskClient,
    app: Flask,
    strava: Strava,
    sign_in: Callable[..., Any],
    finish_sync: Callable[[], None],
) -> None:
    secret = newest(strava, manual=False)
    secret.update(visibility="only_me", private=True)
    connected.post("/sync", data={"full": "1"})
    finish_sync()
    sign_in(activity_read_all=False)
    finish_sync()
    assert "nothing more about this" in connected.get(f"/activities/{secret['id']}").text
    assert kinds(app, secret["id"]) == {"summary"}
    sign_in()
    finish_sync()
    assert "nothing more about this" not in connected.get(f"/activities/{secret['id']}").text
    assert kinds(app, secret["id"]) == {"summary", "detail", "streams"}


def test_an_answer_that_is_no_activity_is_not_kept(
    connected: FlaskClient, app: Flask, strava: Strava, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("strava.sample.api.details.detail", lambda one: ["nonsense"])
    entry = newest(strava, gear_id=None)
    answer = connected.get(f"/activities/{entry['id']}")
    assert answer.status_code == 200
    assert "Some details could not be fetched." in answer.text
    assert kinds(app, entry["id"]) == {"summary"}


@pytest.mark.parametrize("why", ["inactive", "limit", "disconnected", "offline"])
def test_without_strava_the_page_shows_what_is_stored_and_says_why(
    connected: FlaskClient,
    app: Flask,
    strava: Strava,
    why: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = newest(strava, sport_type="Run", manual=False)
    if why == "inactive":
        strava.sample.inactive = True
    elif why == "limit":
        strava.sample.set_limits(read=(0, 1000))
    elif why == "disconnected":
        connected.post("/disconnect")
    else:
        monkeypatch.setattr("strava.api.client.RETRIES", 0)
        settings = app.extensions["logbook"].settings
        object.__setattr__(settings, "api_url", "http://127.0.0.1:9/api/v3")
    told = {
        "inactive": "set your API application to inactive",
        "limit": "limit on calls is reached",
        "disconnected": "is not connected",
        "offline": "could not be reached",
    }
    answer = connected.get(f"/activities/{run['id']}")
    assert answer.status_code == 200
    assert "Some details could not be fetched." in answer.text
    assert told[why] in answer.text
    assert "Moving time" in answer.text


@pytest.mark.parametrize("number", ["1", "0", "99999999999999999999"])
def test_what_is_not_there_is_a_page_that_says_so(
    connected: FlaskClient, strava: Strava, number: str
) -> None:
    before = len(strava.sample.calls)
    answer = connected.get(f"/activities/{number}")
    assert answer.status_code == 404
    assert "nothing at this address" in answer.text
    assert len(strava.sample.calls) == before


def test_another_athlete_s_activity_is_not_shown(connected: FlaskClient, app: Flask) -> None:
    with app.extensions["logbook"].sessions() as session:
        granted = oauth.TokenGrant("a", "r", 1, {"id": 77, "firstname": "Other"})
        athletes.connect(session, granted, "activity:read_all")
        shown = next(one for one in athletes.everyone(session) if one.id != 77)
        theirs = session.get_one(Activity, rows(app, Activity)[0].id)
        theirs.athlete_id = 77
        shown.connected_at += timedelta(days=1)
        session.commit()
        number = theirs.id
    assert connected.get(f"/activities/{number}").status_code == 404


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
def test_nothing_that_strava_sends_breaks_it(
    connected: FlaskClient,
    strava: Strava,
    oddity: Fields,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("strava.sample.details.detail", lambda one: {**one, **oddity})
    run = newest(strava, sport_type="Run", manual=False)
    answer = connected.get(f"/activities/{run['id']}")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "<b>bold" not in answer.text
