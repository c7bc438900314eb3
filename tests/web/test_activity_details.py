"""The page of one activity: which details it fetches from Strava, and when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.sample import details as sample_details

from ..clock import Clock
from ..sample_strava import Strava
from .steps import Fields, calls_for, newest_activity, stored_kinds

pytestmark = pytest.mark.usefixtures("few_activities")

INCOMPLETE = "Some details could not be fetched."


def test_first_visit_fetches_missing_details_and_stores_them(
    connected: FlaskClient, app: Flask, strava: Strava
) -> None:
    run = newest_activity(strava, sport_type="Run", manual=False)
    for _ in range(2):
        page = connected.get(f"/activities/{run['id']}").text
        assert "<h2>Laps</h2>" in page
        assert 'scope="row" dir="auto">Lap 1<' in page
        assert f"https://www.strava.com/activities/{run['id']}" in page
    assert calls_for(strava, run["id"]) == ["", "/streams"]
    assert stored_kinds(app, run["id"]) == {"summary", "detail", "streams"}


def test_streams_of_a_manual_entry_are_not_requested(
    connected: FlaskClient, strava: Strava, finish_sync: Callable[[], None]
) -> None:
    entry = newest_activity(strava)
    entry["manual"] = True
    connected.post("/sync", data={"full": "1"})
    finish_sync()
    connected.get(f"/activities/{entry['id']}")
    assert calls_for(strava, entry["id"]) == [""]


def test_missing_streams_are_requested_only_once(
    connected: FlaskClient, strava: Strava, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("strava.sample.streams.streams", lambda activity: None)
    run = newest_activity(strava, manual=False)
    for _ in range(2):
        assert connected.get(f"/activities/{run['id']}").status_code == 200
    assert calls_for(strava, run["id"]) == ["", "/streams"]


def test_laps_missing_in_the_detail_are_fetched_separately(
    connected: FlaskClient, strava: Strava, monkeypatch: pytest.MonkeyPatch
) -> None:
    detail = sample_details.detail

    def without_laps(activity: Fields) -> Fields:
        return {name: value for name, value in detail(activity).items() if name != "laps"}

    monkeypatch.setattr("strava.sample.details.detail", without_laps)
    run = newest_activity(strava, sport_type="Run", manual=False)
    assert "<h2>Laps</h2>" in connected.get(f"/activities/{run['id']}").text
    assert calls_for(strava, run["id"]) == ["", "/laps", "/streams"]


def test_details_of_a_changed_activity_are_fetched_again(
    connected: FlaskClient,
    strava: Strava,
    clock: Clock,
    finish_sync: Callable[[], None],
) -> None:
    run = newest_activity(strava, sport_type="Run", manual=False)
    connected.get(f"/activities/{run['id']}")
    clock.advance(minutes=1)
    run["name"] = "Renamed"
    connected.post("/sync", data={"full": "1"})
    finish_sync()
    assert "Renamed" in connected.get(f"/activities/{run['id']}").text
    connected.get(f"/activities/{run['id']}")
    assert calls_for(strava, run["id"]) == ["", "/streams"] * 2


def test_details_of_an_activity_that_changes_during_the_fetch_are_fetched_again(
    connected: FlaskClient,
    strava: Strava,
    clock: Clock,
    finish_sync: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    detail = sample_details.detail

    def slow(activity: Fields) -> Fields:
        clock.advance(minutes=1)
        return detail(activity)

    monkeypatch.setattr("strava.sample.details.detail", slow)
    run = newest_activity(strava, sport_type="Run", manual=False)
    connected.get(f"/activities/{run['id']}")
    run["name"] = "Renamed"
    connected.post("/sync", data={"full": "1"})
    finish_sync()
    connected.get(f"/activities/{run['id']}")
    assert calls_for(strava, run["id"]).count("") == 2


def test_new_summary_and_old_laps_are_shown_when_details_cannot_be_fetched_again(
    connected: FlaskClient, strava: Strava, clock: Clock, finish_sync: Callable[[], None]
) -> None:
    run = newest_activity(strava, sport_type="Run", manual=False)
    connected.get(f"/activities/{run['id']}")
    clock.advance(minutes=1)
    run["distance"] = 12_300.0
    connected.post("/sync", data={"full": "1"})
    finish_sync()
    strava.sample.inactive = True
    page = connected.get(f"/activities/{run['id']}").text
    assert "<dd>12.3 km</dd>" in page
    assert "<h2>Laps</h2>" in page
    assert INCOMPLETE in page


def test_deleted_activity_is_reported_without_a_call_to_strava(
    connected: FlaskClient, strava: Strava, finish_sync: Callable[[], None]
) -> None:
    deleted = strava.sample.activities.pop()
    connected.post("/sync", data={"full": "1"})
    finish_sync()
    before = len(strava.sample.calls)
    page = connected.get(f"/activities/{deleted['id']}").text
    assert "Strava no longer lists this activity" in page
    assert "Moving time" in page
    assert len(strava.sample.calls) == before


def test_activity_deleted_on_strava_is_reported_and_fetched_only_once(
    connected: FlaskClient, strava: Strava
) -> None:
    deleted = strava.sample.activities.pop()
    for _ in range(2):
        page = connected.get(f"/activities/{deleted['id']}").text
        assert "Strava has nothing more about this activity" in page
    assert calls_for(strava, deleted["id"]).count("") == 1


def test_details_of_a_private_activity_are_fetched_once_permission_is_granted(
    connected: FlaskClient,
    app: Flask,
    strava: Strava,
    sign_in: Callable[..., Any],
    finish_sync: Callable[[], None],
) -> None:
    private = newest_activity(strava, manual=False)
    private.update(visibility="only_me", private=True)
    connected.post("/sync", data={"full": "1"})
    finish_sync()
    sign_in(activity_read_all=False)
    finish_sync()
    assert "nothing more about this" in connected.get(f"/activities/{private['id']}").text
    assert stored_kinds(app, private["id"]) == {"summary"}
    sign_in()
    finish_sync()
    assert "nothing more about this" not in connected.get(f"/activities/{private['id']}").text
    assert stored_kinds(app, private["id"]) == {"summary", "detail", "streams"}


def test_response_that_is_not_an_activity_is_not_stored(
    connected: FlaskClient, app: Flask, strava: Strava, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("strava.sample.api.details.detail", lambda activity: ["nonsense"])
    entry = newest_activity(strava, gear_id=None)
    answer = connected.get(f"/activities/{entry['id']}")
    assert answer.status_code == 200
    assert INCOMPLETE in answer.text
    assert stored_kinds(app, entry["id"]) == {"summary"}


def make_inactive(connected: FlaskClient, strava: Strava, patch: pytest.MonkeyPatch) -> None:
    strava.sample.inactive = True


def use_up_the_limit(connected: FlaskClient, strava: Strava, patch: pytest.MonkeyPatch) -> None:
    strava.sample.set_limits(read=(0, 1000))


def disconnect(connected: FlaskClient, strava: Strava, patch: pytest.MonkeyPatch) -> None:
    connected.post("/disconnect")


def go_offline(connected: FlaskClient, strava: Strava, patch: pytest.MonkeyPatch) -> None:
    patch.setattr("strava.api.client.RETRIES", 0)
    settings = connected.application.extensions["logbook"].settings
    object.__setattr__(settings, "api_url", "http://127.0.0.1:9/api/v3")


@pytest.mark.parametrize(
    ("fail", "reason"),
    [
        (make_inactive, "set your API application to inactive"),
        (use_up_the_limit, "rate limit is reached"),
        (disconnect, "is not connected"),
        (go_offline, "could not be reached"),
    ],
)
def test_page_shows_what_is_stored_and_why_details_are_missing(
    connected: FlaskClient,
    strava: Strava,
    fail: Callable[[FlaskClient, Strava, pytest.MonkeyPatch], None],
    reason: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = newest_activity(strava, sport_type="Run", manual=False)
    fail(connected, strava, monkeypatch)
    answer = connected.get(f"/activities/{run['id']}")
    assert answer.status_code == 200
    assert f"{INCOMPLETE} " in answer.text
    assert reason in answer.text.partition(INCOMPLETE)[2].partition("</p>")[0]
    assert "Moving time" in answer.text
