"""An activity's own page, and the run in the background that fetches the details of all."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava import athletes, details, oauth
from strava.details import Remaining
from strava.models import Activity, Document, Sync
from strava.quota import Window
from strava.sample import Limits
from strava.sample import details as sample_details
from strava.sample.limits import Usage as Counted
from strava.usage import Usage

from .conftest import Clock, Strava, rows, sync_state

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


class TestPage:
    def test_opening_fetches_what_is_missing_at_once_and_keeps_it(
        self, connected: FlaskClient, app: Flask, strava: Strava
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
        self, connected: FlaskClient, strava: Strava, finish_sync: Callable[[], None]
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
        self, connected: FlaskClient, strava: Strava, finish_sync: Callable[[], None]
    ) -> None:
        entry = newest(strava)
        entry["manual"] = True
        connected.post("/sync", data={"full": "1"})
        finish_sync()
        connected.get(f"/activities/{entry['id']}")
        assert calls_for(strava, entry["id"]) == [""]

    def test_that_there_are_no_streams_is_remembered(
        self, connected: FlaskClient, strava: Strava, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("strava.sample.streams.streams", lambda one: None)
        run = newest(strava, manual=False)
        for _ in range(2):
            assert connected.get(f"/activities/{run['id']}").status_code == 200
        assert calls_for(strava, run["id"]) == ["", "/streams"]

    def test_laps_that_a_detail_lacks_are_fetched_on_their_own(
        self,
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
        self,
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

    @pytest.mark.parametrize("why", ["inactive", "limit", "disconnected", "offline"])
    def test_without_strava_the_page_shows_what_is_stored_and_says_why(
        self,
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
            strava.sample._usage = Counted(Limits(read=(0, 1000)))
        elif why == "disconnected":
            connected.post("/disconnect")
        else:
            monkeypatch.setattr("strava.api.RETRIES", 0)
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
        assert "Some details could not be fetched just now." in answer.text
        assert told[why] in answer.text
        assert "Moving time" in answer.text

    @pytest.mark.parametrize("number", ["1", "0", "99999999999999999999"])
    def test_what_is_not_there_is_a_page_that_says_so(
        self, connected: FlaskClient, strava: Strava, number: str
    ) -> None:
        before = len(strava.sample.calls)
        answer = connected.get(f"/activities/{number}")
        assert answer.status_code == 404
        assert "nothing at this address" in answer.text
        assert len(strava.sample.calls) == before

    def test_another_athlete_s_activity_is_not_shown(
        self, connected: FlaskClient, app: Flask
    ) -> None:
        with app.extensions["logbook"].sessions() as session:
            granted = oauth.Tokens("a", "r", 1, {"id": 77, "firstname": "Other"})
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
        self,
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


class TestBackground:
    @pytest.fixture
    def deep(
        self, connected: FlaskClient, app: Flask, finish_sync: Callable[[], None]
    ) -> Callable[..., Sync | None]:
        """Turns it on or off, and gives its newest run."""

        def turn(*, on: bool = True) -> Sync | None:
            connected.post("/sync/deep", data={"on": "1" if on else "0"})
            finish_sync()
            return next((run for run in reversed(rows(app, Sync)) if run.kind == "deep"), None)

        return turn

    def detailed(self, app: Flask) -> list[int]:
        """Who has details, newest first."""
        with_detail = {one.activity_id for one in rows(app, Document) if one.kind == "detail"}
        found = [one for one in rows(app, Activity) if one.id in with_detail]
        return [one.id for one in sorted(found, key=lambda one: one.start_local, reverse=True)]

    def test_it_is_off_until_it_is_turned_on(
        self, connected: FlaskClient, app: Flask, strava: Strava
    ) -> None:
        assert self.detailed(app) == []
        page = connected.get("/sync").text
        assert "<strong>40</strong> of 40 to go, about 15 minutes" in page
        assert "Fetch all details" in page

    def test_it_fetches_all_newest_first_out_of_what_the_limits_leave(
        self,
        deep: Callable[..., Any],
        connected: FlaskClient,
        app: Flask,
        strava: Strava,
        clock: Clock,
        finish_sync: Callable[[], None],
    ) -> None:
        strava.sample._usage = Counted(Limits(read=(30, 1000)))
        before = len(strava.sample.calls)
        run = deep()
        assert (run.state, run.waiting_for) == ("waiting", "limit")
        assert len(strava.sample.calls) - before <= 20
        newest_first = [one["id"] for one in strava.sample.newest_first()]
        fetched = self.detailed(app)
        assert 9 <= len(fetched) <= 20
        assert fetched == newest_first[: len(fetched)]
        assert sync_state(connected)["kind"] == "first"
        assert f"<strong>{40 - run.done}</strong> of 40 to go" in connected.get("/sync").text
        for _ in range(5):
            clock.advance(minutes=15)
            app.extensions["jobs"].tick()
            finish_sync()
        assert len(self.detailed(app)) == 40
        assert "All of them are here." in connected.get("/sync").text
        deep_runs = [one for one in rows(app, Sync) if one.kind == "deep"]
        assert [(one.state, one.done) for one in deep_runs] == [("done", 40)]
        assert all(len(calls_for(strava, number)) <= 2 for number in newest_first)

    def test_turned_off_it_keeps_what_it_has_and_goes_on_when_it_is_on_again(
        self, deep: Callable[..., Any], app: Flask, strava: Strava, clock: Clock
    ) -> None:
        strava.sample._usage = Counted(Limits(read=(30, 1000)))
        deep()
        kept = self.detailed(app)
        assert deep(on=False).state == "cancelled"
        clock.advance(minutes=15)
        app.extensions["jobs"].tick()
        assert self.detailed(app) == kept
        strava.sample._usage = Counted(Limits())
        assert deep().state == "done"
        assert len(self.detailed(app)) == 40
        assert all(calls_for(strava, number).count("") == 1 for number in kept)

    def test_what_a_sync_brings_gets_its_details_by_itself(
        self,
        deep: Callable[..., Any],
        connected: FlaskClient,
        app: Flask,
        strava: Strava,
        clock: Clock,
        finish_sync: Callable[[], None],
    ) -> None:
        late = strava.sample.activities.pop()
        connected.post("/sync", data={"full": "1"})
        finish_sync()
        deep()
        strava.sample.activities.append({**late, "id": late["id"] + 1})
        connected.post("/sync")
        finish_sync()
        finish_sync()
        assert kinds(app, late["id"] + 1) >= {"summary", "detail"}

    def test_one_that_strava_cannot_give_is_passed_over_and_several_are_an_outage(
        self,
        deep: Callable[..., Any],
        app: Flask,
        strava: Strava,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        detail = sample_details.detail
        broken = {strava.sample.newest_first()[2]["id"]}

        def sometimes(one: Fields) -> Fields:
            if one["id"] in broken:
                raise RuntimeError("broken at Strava")
            return detail(one)

        monkeypatch.setattr("strava.sample.details.detail", sometimes)
        assert deep().state == "done"
        assert len(self.detailed(app)) == 39
        broken |= {one["id"] for one in strava.sample.activities}
        with app.extensions["logbook"].sessions.begin() as session:
            session.query(Document).where(Document.kind == "detail").delete()
        run = deep()
        assert (run.state, run.waiting_for) == ("waiting", "network")

    def test_disconnecting_ends_it(
        self, deep: Callable[..., Any], connected: FlaskClient, app: Flask, strava: Strava
    ) -> None:
        strava.sample._usage = Counted(Limits(read=(30, 1000)))
        deep()
        connected.post("/disconnect")
        assert [one.state for one in rows(app, Sync)] == ["done", "cancelled"]


def usage(quarter_used: int = 0, day_used: int = 0, day: int = 1000) -> Usage:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    return Usage(Window(100, quarter_used), now, Window(day, day_used), now)


@pytest.mark.parametrize(
    ("calls", "told"),
    [
        (0, ""),
        (90, "about 15 minutes"),
        (300, "about 60 minutes"),
        (900, "about 2 hours"),
        (991, "about 2 days at today's limit"),
        (16_840, "about 18 days at today's limit"),
    ],
)
def test_the_estimate_counts_calls_against_the_limits(calls: int, told: str) -> None:
    assert details.estimate(Remaining(calls // 2, calls), usage()) == told


def test_without_a_word_of_the_limits_there_is_no_estimate() -> None:
    assert details.estimate(Remaining(5, 10), None) == ""
    assert details.estimate(Remaining(5, 10), usage(day_used=995)).startswith("about 1 day")
