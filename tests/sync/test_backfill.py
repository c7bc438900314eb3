"""The run in the background that fetches the details of every activity, newest first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from strava.accounts.usage import Usage
from strava.api.rate_limits import Window
from strava.db.models import Activity, Document, SyncRun
from strava.sample import details as sample_details
from strava.sample import faults as sample_faults
from strava.sync import backfill
from strava.sync.missing_details import Remaining

from strava.web.views.sync import estimate

from ..conftest import Clock, Strava, rows, sync_state

Fields = dict[str, Any]


@pytest.fixture(autouse=True)
def few(strava: Strava) -> None:
    """The newest forty of the sample's activities, oldest first.

    All are over in two minutes, for the sample works out every second of what it is asked for.
    """
    newest = list(reversed(strava.sample.newest_first()[:40]))
    for one in newest:
        one["moving_time"] = one["elapsed_time"] = 120
    strava.sample.activities[:] = newest


@pytest.fixture
def deep(
    connected: FlaskClient, app: Flask, finish_sync: Callable[[], None]
) -> Callable[..., SyncRun | None]:
    """Turns it on or off, and gives its newest run."""

    def turn(*, on: bool = True) -> SyncRun | None:
        connected.post("/sync/deep", data={"on": "1" if on else "0"})
        finish_sync()
        return next((run for run in reversed(rows(app, SyncRun)) if run.kind == "deep"), None)

    return turn


def detailed(app: Flask) -> list[int]:
    """Who has details, newest first."""
    with_detail = {one.activity_id for one in rows(app, Document) if one.kind == "detail"}
    found = [one for one in rows(app, Activity) if one.id in with_detail]
    return [one.id for one in sorted(found, key=lambda one: one.start_local, reverse=True)]


def calls_for(strava: Strava, activity_id: int) -> list[str]:
    start = f"/api/v3/activities/{activity_id}"
    return [path.removeprefix(start) for _, path in strava.sample.calls if path.startswith(start)]


def test_it_is_off_until_it_is_turned_on(
    connected: FlaskClient, app: Flask, strava: Strava
) -> None:
    assert detailed(app) == []
    page = connected.get("/sync").text
    assert "<strong>40</strong> of 40 activities to go, about 15 minutes" in page
    assert "Fetch all details" in page


def test_it_fetches_all_newest_first_out_of_what_the_limits_leave(
    deep: Callable[..., Any],
    connected: FlaskClient,
    app: Flask,
    strava: Strava,
    clock: Clock,
    finish_sync: Callable[[], None],
) -> None:
    strava.sample.set_limits(read=(30, 1000))
    before = len(strava.sample.calls)
    run = deep()
    assert (run.state, run.waiting_for) == ("waiting", "limit")
    assert len(strava.sample.calls) - before <= 20
    newest_first = [one["id"] for one in strava.sample.newest_first()]
    fetched = detailed(app)
    assert 9 <= len(fetched) <= 20
    assert fetched == newest_first[: len(fetched)]
    assert sync_state(connected)["kind"] == "first"
    assert f"<strong>{40 - run.done}</strong> of 40 activities to go" in connected.get("/sync").text
    for _ in range(5):
        clock.advance(minutes=15)
        app.extensions["jobs"].resume_due()
        finish_sync()
    assert len(detailed(app)) == 40
    assert "All details have been fetched." in connected.get("/sync").text
    deep_runs = [one for one in rows(app, SyncRun) if one.kind == "deep"]
    assert [(one.state, one.done) for one in deep_runs] == [("done", 40)]
    assert all(len(calls_for(strava, number)) <= 2 for number in newest_first)


def test_turned_off_it_keeps_what_it_has_and_goes_on_when_it_is_on_again(
    deep: Callable[..., Any], app: Flask, strava: Strava, clock: Clock
) -> None:
    strava.sample.set_limits(read=(30, 1000))
    deep()
    kept = detailed(app)
    assert deep(on=False).state == "cancelled"
    clock.advance(minutes=15)
    app.extensions["jobs"].resume_due()
    assert detailed(app) == kept
    strava.sample.set_limits()
    assert deep().state == "done"
    assert len(detailed(app)) == 40
    assert all(calls_for(strava, number).count("") == 1 for number in kept)


def test_what_a_sync_brings_gets_its_details_by_itself(
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
    assert late["id"] + 1 in detailed(app)


def test_one_that_strava_cannot_give_is_passed_over_and_several_are_an_outage(
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
    run = deep()
    assert run.state == "done"
    assert len(detailed(app)) == 39
    assert [str(number) in told for number in broken for told in run.skipped] == [True]
    assert "status 500" in run.skipped[0]
    broken |= {one["id"] for one in strava.sample.activities}
    with app.extensions["logbook"].sessions.begin() as session:
        session.query(Document).where(Document.kind == "detail").delete()
    run = deep()
    assert (run.state, run.waiting_for) == ("waiting", "network")


def test_one_that_strava_refuses_is_passed_over(
    deep: Callable[..., Any], app: Flask, strava: Strava, monkeypatch: pytest.MonkeyPatch
) -> None:
    detail, refused = sample_details.detail, strava.sample.newest_first()[0]["id"]

    def refuses_one(one: Fields) -> Fields:
        if one["id"] == refused:
            raise sample_faults.Fault(403, "Forbidden")
        return detail(one)

    monkeypatch.setattr("strava.sample.details.detail", refuses_one)
    run = deep()
    assert (run.state, run.done, len(run.skipped)) == ("done", 39, 1)
    assert refused not in detailed(app)


def test_a_few_that_strava_never_gives_do_not_hold_up_the_others_for_ever(
    deep: Callable[..., Any],
    app: Flask,
    strava: Strava,
    clock: Clock,
    finish_sync: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    detail = sample_details.detail
    broken = {one["id"] for one in strava.sample.newest_first()[: backfill.OUTAGE_THRESHOLD]}

    def sometimes(one: Fields) -> Fields:
        if one["id"] in broken:
            raise RuntimeError("broken at Strava")
        return detail(one)

    monkeypatch.setattr("strava.sample.details.detail", sometimes)
    assert deep().state == "waiting"
    clock.advance(minutes=1)
    app.extensions["jobs"].resume_due()
    finish_sync()
    run = rows(app, SyncRun)[-1]
    assert (run.state, run.done, len(run.skipped)) == ("done", 37, 3)


def test_disconnecting_ends_it(
    deep: Callable[..., Any], connected: FlaskClient, app: Flask, strava: Strava
) -> None:
    strava.sample.set_limits(read=(30, 1000))
    deep()
    connected.post("/disconnect")
    assert [one.state for one in rows(app, SyncRun)] == ["done", "cancelled"]


def usage(quarter_used: int = 0, day_used: int = 0, day: int = 1000) -> Usage:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    return Usage(Window(100, quarter_used), now, Window(day, day_used), now)


@pytest.mark.parametrize(
    ("calls", "told"),
    [
        (0, ""),
        (90, "about 15 minutes"),
        (300, "about 60 minutes"),
        (450, "about 1 hour"),
        (900, "about 2 hours"),
        (991, "about 2 days at today's limit"),
        (16_840, "about 18 days at today's limit"),
    ],
)
def test_the_estimate_counts_calls_against_the_limits(calls: int, told: str) -> None:
    assert estimate(Remaining(calls // 2, calls), usage()) == told


def test_small_limits_are_not_all_reserved() -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    small = Usage(Window(8, 0), now, Window(1000, 0), now)
    assert estimate(Remaining(8, 16), small) == "about 60 minutes"


def test_without_a_word_of_the_limits_there_is_no_estimate() -> None:
    assert estimate(Remaining(5, 10), None) == ""
    assert estimate(Remaining(5, 10), usage(day_used=995)).startswith("about 1 day")
