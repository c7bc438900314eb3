"""The page of one activity: which details it fetches from Strava, and when."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from strava.sample import details as sample_details

from .. import html
from ..clock import Clock
from ..sample_strava import Strava
from .steps import Fields, calls_for, newest_activity, open_activity, stored_kinds

pytestmark = pytest.mark.usefixtures("few_activities")

INCOMPLETE = " could not be fetched at "


def test_first_visit_fetches_missing_details_and_stores_them(
    connected: FlaskClient, app: Flask, strava: Strava
) -> None:
    run = newest_activity(strava, sport_type="Run", manual=False)
    for _ in range(2):
        page = open_activity(connected, run["id"])
        assert ">Laps</h2>" in page
        assert ">Lap 1<" in page
        assert f"https://www.strava.com/activities/{run['id']}" in page
    assert calls_for(strava, run["id"]) == ["", "/streams"]
    assert stored_kinds(app, run["id"]) == {"summary", "detail", "streams"}


def test_detail_is_requested_with_all_efforts_on_segments(
    connected: FlaskClient, strava: Strava, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = newest_activity(strava, sport_type="Run", manual=False)
    asked: list[str | None] = []

    def note() -> None:
        if request.path.endswith(f"/activities/{run['id']}"):
            asked.append(request.args.get("include_all_efforts"))

    strava.app.before_request_funcs.setdefault(None, []).append(note)
    open_activity(connected, run["id"])
    assert asked == ["true"]


def test_streams_of_a_manual_entry_are_not_requested(
    connected: FlaskClient, strava: Strava, finish_sync: Callable[[], None]
) -> None:
    entry = newest_activity(strava)
    entry["manual"] = True
    connected.post("/sync", data={"full": "1"})
    finish_sync()
    open_activity(connected, entry["id"])
    assert calls_for(strava, entry["id"]) == [""]


def test_missing_streams_are_requested_only_once(
    connected: FlaskClient, strava: Strava, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("strava.sample.streams.streams", lambda activity: None)
    run = newest_activity(strava, manual=False)
    for _ in range(2):
        assert "Moving time" in open_activity(connected, run["id"])
    assert calls_for(strava, run["id"]) == ["", "/streams"]


def test_laps_missing_in_the_detail_are_fetched_separately(
    connected: FlaskClient, strava: Strava, monkeypatch: pytest.MonkeyPatch
) -> None:
    detail = sample_details.detail

    def without_laps(activity: Fields) -> Fields:
        return {name: value for name, value in detail(activity).items() if name != "laps"}

    monkeypatch.setattr("strava.sample.details.detail", without_laps)
    run = newest_activity(strava, sport_type="Run", manual=False)
    assert ">Laps</h2>" in open_activity(connected, run["id"])
    assert calls_for(strava, run["id"]) == ["", "/laps", "/streams"]


def test_details_of_a_changed_activity_are_fetched_again(
    connected: FlaskClient,
    strava: Strava,
    clock: Clock,
    finish_sync: Callable[[], None],
) -> None:
    run = newest_activity(strava, sport_type="Run", manual=False)
    open_activity(connected, run["id"])
    clock.advance(minutes=1)
    run["name"] = "Renamed"
    connected.post("/sync", data={"full": "1"})
    finish_sync()
    assert "Renamed" in open_activity(connected, run["id"])
    open_activity(connected, run["id"])
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
    open_activity(connected, run["id"])
    run["name"] = "Renamed"
    connected.post("/sync", data={"full": "1"})
    finish_sync()
    open_activity(connected, run["id"])
    assert calls_for(strava, run["id"]).count("") == 2


def test_new_summary_and_old_laps_are_shown_when_details_cannot_be_fetched_again(
    connected: FlaskClient, strava: Strava, clock: Clock, finish_sync: Callable[[], None]
) -> None:
    run = newest_activity(strava, sport_type="Run", manual=False)
    open_activity(connected, run["id"])
    clock.advance(minutes=1)
    run["distance"] = 12_300.0
    connected.post("/sync", data={"full": "1"})
    finish_sync()
    strava.sample.inactive = True
    page = open_activity(connected, run["id"])
    assert "<dd>12.3 km</dd>" in page
    assert ">Laps</h2>" in page
    assert INCOMPLETE in page


def test_deleted_activity_is_reported_without_a_call_to_strava(
    connected: FlaskClient, strava: Strava, finish_sync: Callable[[], None]
) -> None:
    deleted = strava.sample.activities.pop()
    connected.post("/sync", data={"full": "1"})
    finish_sync()
    before = len(strava.sample.calls)
    page = open_activity(connected, deleted["id"])
    assert "Strava no longer lists this activity" in page
    assert "Moving time" in page
    assert len(strava.sample.calls) == before


def test_activity_deleted_on_strava_is_reported_and_fetched_only_once(
    connected: FlaskClient, strava: Strava
) -> None:
    deleted = strava.sample.activities.pop()
    for _ in range(2):
        page = open_activity(connected, deleted["id"])
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
    assert "nothing more about this" in open_activity(connected, private["id"])
    assert stored_kinds(app, private["id"]) == {"summary"}
    sign_in()
    finish_sync()
    assert "nothing more about this" not in open_activity(connected, private["id"])
    assert stored_kinds(app, private["id"]) == {"summary", "detail", "streams"}


def test_response_that_is_not_an_activity_is_not_stored(
    connected: FlaskClient, app: Flask, strava: Strava, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("strava.sample.api.details.detail", lambda activity: ["nonsense"])
    entry = newest_activity(strava, gear_id=None)
    assert INCOMPLETE in open_activity(connected, entry["id"])
    assert "detail" not in stored_kinds(app, entry["id"])


def make_inactive(connected: FlaskClient, strava: Strava, patch: pytest.MonkeyPatch) -> None:
    strava.sample.inactive = True


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
        (disconnect, "is not connected"),
        (go_offline, "could not be reached"),
    ],
)
def test_page_shows_what_is_stored_and_when_and_why_details_could_not_be_fetched(
    connected: FlaskClient,
    strava: Strava,
    fail: Callable[[FlaskClient, Strava, pytest.MonkeyPatch], None],
    reason: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = newest_activity(strava, sport_type="Run", manual=False)
    fail(connected, strava, monkeypatch)
    page = open_activity(connected, run["id"])
    sentence = page.partition(INCOMPLETE)[2].partition("</p>")[0]
    assert re.match(r"\d\d:\d\d\. ", sentence)
    assert reason in sentence
    assert "Try again</button>" in page
    assert "Moving time" in page
    # Without JavaScript, the same sentence is on the page that the form leads to.
    answer = connected.post(f"/activities/{run['id']}/details", follow_redirects=True)
    assert reason in answer.text.partition(INCOMPLETE)[2].partition("</p>")[0]


def test_page_says_when_the_rate_limit_resets_without_a_call(
    connected: FlaskClient, strava: Strava
) -> None:
    run = newest_activity(strava, sport_type="Run", manual=False)
    strava.sample.set_limits(read=(1, 1000))
    assert "rate limit is reached; it resets at " in open_activity(connected, run["id"])
    calls = len(strava.sample.calls)
    page = connected.get(f"/activities/{run['id']}").text
    assert "rate limit is reached; it resets at " in page
    assert 'hx-trigger="submit"' in page
    connected.post(f"/activities/{run['id']}/details")
    assert len(strava.sample.calls) == calls
    connected.post("/settings", data={"hours": "12"})
    page = connected.get(f"/activities/{run['id']}").text
    assert re.search(r"it resets at [^.<]*\d:\d\d [ap]m\.", page)


def test_opening_a_page_never_calls_strava(connected: FlaskClient, strava: Strava) -> None:
    run = newest_activity(strava, sport_type="Run", manual=False)
    calls = len(strava.sample.calls)
    page = connected.get(f"/activities/{run['id']}").text
    assert "Some details of this activity have not been fetched yet." in page
    connected.get(f"/activities/{run['id']}/details")
    assert len(strava.sample.calls) == calls


def test_button_fetches_details_without_javascript(connected: FlaskClient, strava: Strava) -> None:
    run = newest_activity(strava, sport_type="Run", manual=False)
    from_table = {"Referer": "http://localhost/activities?sport=Run&q=a%26b"}
    page = html.parse(connected.get(f"/activities/{run['id']}", headers=from_table).text)
    form = page.find("form", "details")
    assert form.find("button").text == "Fetch details"
    fields = {
        field.attributes["name"]: field.attributes["value"] for field in form.find_all("input")
    }
    answer = connected.post(form.attributes["action"], data=fields)
    assert answer.status_code == 303
    page = html.parse(connected.get(answer.headers["Location"]).text)
    assert "Laps" in [heading.text for heading in page.find_all("h2")]
    assert not page.find_all("form", "details")
    back = page.find("main").find("a")
    assert back.attributes["href"] == f"/activities?sport=Run&q=a%26b#activity-{run['id']}"


def test_details_are_not_fetched_without_the_token_of_the_page(
    connected: FlaskClient, app: Flask, strava: Strava
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    run = newest_activity(strava, sport_type="Run", manual=False)
    answer = connected.post(f"/activities/{run['id']}/details")
    assert answer.status_code == 400
    assert calls_for(strava, run["id"]) == []


def test_details_of_unknown_activities_are_not_found(connected: FlaskClient) -> None:
    for odd_id in ("0", "1", "9" * 19, "9" * 30, "9" * 4301):
        assert connected.post(f"/activities/{odd_id}/details").status_code == 404
