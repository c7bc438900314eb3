"""Strava's limits: kept, shown, waited for, and never a reason to start over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from strava.accounts import usage
from strava.db.models import Activity, SyncRun
from strava.settings import Settings

from .. import faults
from ..conftest import (
    NOON,
    Clock,
    MakeApp,
    Strava,
    activity,
    assert_same_as_strava,
    athlete_ids,
    rows,
    sync_state,
)


def limit(strava: Strava, quarter_hour: int, day: int = 1000) -> None:
    """From now on Strava allows so many reads."""
    strava.sample.set_limits(read=(quarter_hour, day))


def list_calls(strava: Strava) -> int:
    return sum(path == faults.LIST for _, path in strava.sample.calls)


@pytest.fixture
def many(strava: Strava) -> None:
    strava.sample.activities[:] = [activity(number) for number in range(5000)]


@pytest.fixture
def go_on(app: Flask, clock: Clock, finish_sync: Callable[[], None]) -> Callable[..., None]:
    def wait(**span: float) -> None:
        clock.advance(**span)
        app.extensions["jobs"].resume_due()
        finish_sync()

    return wait


def test_at_the_limit_a_run_waits_and_goes_on_by_itself_when_it_opens(
    many: None,
    strava: Strava,
    app: Flask,
    client: FlaskClient,
    sign_in: Callable[..., Any],
    finish_sync: Callable[[], None],
    go_on: Callable[..., None],
) -> None:
    limit(strava, 30)
    sign_in()
    finish_sync()
    run = sync_state(client)
    assert (run["state"], run["resume_at"]) == ("waiting", "2026-11-22T12:15:00Z")
    assert "goes on by itself" in client.get("/activities").text
    # Of 30 calls 10 are the athlete's own, and 3 may be counted twice while they are under way.
    # Twice as many are enough for 26 pages and those in vain.
    used = len(strava.sample.calls)
    assert 17 <= used <= 20
    go_on(minutes=14)
    assert len(strava.sample.calls) == used
    go_on(minutes=1)
    assert sync_state(client)["state"] == "done"
    assert sync_state(client)["done"] == 5000
    assert sync_state(client)["id"] == run["id"]
    assert_same_as_strava(app, strava)


def test_the_day_s_limit_is_waited_for_until_midnight_utc(
    many: None,
    strava: Strava,
    app: Flask,
    client: FlaskClient,
    sign_in: Callable[..., Any],
    finish_sync: Callable[[], None],
    go_on: Callable[..., None],
) -> None:
    limit(strava, 100, 20)
    sign_in()
    finish_sync()
    assert sync_state(client)["resume_at"] == "2026-11-23T00:00:00Z"
    go_on(hours=11, minutes=59)
    assert sync_state(client)["state"] == "waiting"
    for _ in range(3):
        go_on(hours=24)
    assert sync_state(client)["state"] == "done"
    assert_same_as_strava(app, strava)


def test_the_wait_outlives_the_process(
    many: None,
    strava: Strava,
    app: Flask,
    settings: Settings,
    make_app: MakeApp,
    clock: Clock,
    sign_in: Callable[..., Any],
    finish_sync: Callable[[], None],
) -> None:
    limit(strava, 30)
    sign_in()
    finish_sync()
    app.extensions["jobs"].stop(timeout=5)
    again = make_app(settings)
    jobs, client = again.extensions["jobs"], again.test_client()
    jobs.resume_all()
    run = sync_state(client)
    assert (run["state"], run["resume_at"]) == ("waiting", "2026-11-22T12:15:00Z")
    clock.advance(minutes=16)
    jobs.resume_due()
    jobs.wait(athlete_ids(again)[0], timeout=30)
    assert sync_state(client)["state"] == "done"
    assert_same_as_strava(again, strava)


def test_a_wait_that_ended_while_logbook_was_off_goes_on_at_the_start(
    many: None,
    strava: Strava,
    app: Flask,
    settings: Settings,
    make_app: MakeApp,
    clock: Clock,
    sign_in: Callable[..., Any],
    finish_sync: Callable[[], None],
) -> None:
    limit(strava, 30)
    sign_in()
    finish_sync()
    app.extensions["jobs"].stop(timeout=5)
    clock.advance(hours=2)
    again = make_app(settings)
    again.extensions["jobs"].resume_all()
    again.extensions["jobs"].wait(athlete_ids(again)[0], timeout=30)
    assert sync_state(again.test_client())["state"] == "done"


def test_sync_clicked_while_it_waits_for_the_limit_leaves_the_wait_and_says_why(
    many: None,
    strava: Strava,
    client: FlaskClient,
    sign_in: Callable[..., Any],
    finish_sync: Callable[[], None],
) -> None:
    limit(strava, 25)
    sign_in()
    finish_sync()
    before = len(strava.sample.calls)
    page = client.post("/sync", follow_redirects=True).text
    assert "limit on calls is reached" in page
    assert "The sync then continues by itself." in page
    assert sync_state(client)["state"] == "waiting"
    assert len(strava.sample.calls) == before


class TestUnforetold:
    """A 429 that no header announced."""

    @pytest.fixture
    def proxy(self, strava: Strava) -> Iterator[faults.Proxy]:
        proxy = faults.Proxy(strava.url)
        yield proxy
        proxy.close()

    @pytest.fixture
    def settings(self, settings: Settings, proxy: faults.Proxy) -> Settings:
        return replace(settings, api_url=f"{proxy.url}/api/v3")

    def test_it_is_waited_out_like_any_other(
        self,
        many: None,
        proxy: faults.Proxy,
        strava: Strava,
        app: Flask,
        client: FlaskClient,
        sign_in: Callable[..., Any],
        finish_sync: Callable[[], None],
        go_on: Callable[..., None],
    ) -> None:
        proxy.inject(faults.rate_limited_without_headers, page=3)
        sign_in()
        finish_sync()
        run = sync_state(client)
        assert (run["state"], run["done"]) == ("waiting", 599)
        assert run["resume_at"] == "2026-11-22T12:15:00Z"
        proxy.clear()
        go_on(minutes=15)
        assert sync_state(client)["state"] == "done"
        assert_same_as_strava(app, strava)

    def test_a_click_does_not_get_round_it(
        self,
        proxy: faults.Proxy,
        strava: Strava,
        client: FlaskClient,
        sign_in: Callable[..., Any],
        finish_sync: Callable[[], None],
    ) -> None:
        proxy.inject(faults.rate_limited_without_headers)
        sign_in()
        finish_sync()
        before = len(strava.sample.calls)
        client.post("/sync")
        finish_sync()
        assert len(strava.sample.calls) == before


def test_what_is_new_is_fetched_out_of_the_reserve(
    connected: FlaskClient, strava: Strava, finish_sync: Callable[[], None]
) -> None:
    limit(strava, 100)
    for _ in range(95):
        strava.sample.count_call("GET", "/elsewhere")
    connected.post("/sync")
    finish_sync()
    connected.post("/sync")
    finish_sync()
    assert sync_state(connected)["state"] == "done"
    connected.post("/sync", data={"full": "1"})
    finish_sync()
    assert sync_state(connected)["state"] == "waiting"
    assert "but for 3 kept for your own clicks" in sync_state(connected)["error"]


class TestCommand:
    def test_it_stops_at_the_limit_with_75_and_goes_on_later(
        self,
        many: None,
        connected: FlaskClient,
        runner: FlaskCliRunner,
        strava: Strava,
        app: Flask,
        clock: Clock,
    ) -> None:
        limit(strava, 25)
        strava.sample.activities += [activity(number) for number in range(5000, 10_000)]
        first = runner.invoke(args=["sync", "--full"])
        assert (first.exit_code, first.stdout) == (75, "")
        assert "opens again at" in first.stderr
        kept = len(rows(app, Activity))
        assert kept > 5000
        calls = len(strava.sample.calls)
        assert runner.invoke(args=["sync"]).exit_code == 75
        assert len(strava.sample.calls) == calls
        while (result := runner.invoke(args=["sync"])).exit_code == 75:
            clock.advance(minutes=15)
        assert result.exit_code == 0
        assert result.stdout.startswith("5000 added")
        assert_same_as_strava(app, strava)


class TestShown:
    @pytest.fixture
    def connected(self, connected: FlaskClient, finish_sync: Callable[[], None]) -> FlaskClient:
        """After a call that nothing else was under way with."""
        connected.post("/sync")
        finish_sync()
        return connected

    def test_usage_survives_a_restart_and_stands_in_the_header_and_the_settings(
        self,
        connected: FlaskClient,
        strava: Strava,
        settings: Settings,
        make_app: MakeApp,
        clock: Clock,
    ) -> None:
        used = len(strava.sample.calls)
        quarter = datetime.fromtimestamp(NOON + 900, UTC).astimezone()
        midnight = datetime.fromtimestamp(NOON + 12 * 3600, UTC).astimezone()
        again = make_app(settings).test_client()
        for client in (connected, again):
            for address in ("/activities", "/settings"):
                page = " ".join(client.get(address).text.split())
                assert f"{used} of 100 calls used, {100 - used} left" in page
                assert f"opens again at {quarter:%H:%M}" in page
                assert f"{used} of 1,000 calls used, {1000 - used} left" in page
                assert f"opens again at {midnight:%H:%M}" in page

    def test_a_window_that_has_opened_again_counts_as_unused(
        self, connected: FlaskClient, strava: Strava, clock: Clock
    ) -> None:
        used = len(strava.sample.calls)
        assert f"{used} of 100 calls used" in connected.get("/settings").text
        clock.advance(minutes=15)
        page = connected.get("/settings").text
        assert "0 of 100 calls used, 100 left" in page
        assert f"{used} of 1,000 calls used" in page
        clock.advance(hours=24)
        assert "0 of 1,000 calls used" in connected.get("/settings").text

    def test_calls_of_commands_count_too(
        self, connected: FlaskClient, runner: FlaskCliRunner, strava: Strava
    ) -> None:
        runner.invoke(args=["get", "/athlete"])
        assert f"{len(strava.sample.calls)} of 100 calls used" in connected.get("/settings").text


class TestUsage:
    """What is remembered when answers to calls made at once arrive in any order."""

    def tell(self, app: Flask, used: int, *, at: float = NOON) -> usage.Usage:
        logbook = app.extensions["logbook"]
        told = usage.RateLimits(usage.Window(100, used), usage.Window(1000, 300 + used))
        now = datetime.fromtimestamp(at, UTC)
        usage.remember(logbook.sessions, "1", told, now)
        with logbook.sessions() as session:
            found = usage.recall(session, "1", now)
        assert found is not None
        return found

    def test_a_late_answer_does_not_take_back_what_is_known(self, app: Flask) -> None:
        assert self.tell(app, 20).quarter_hour.used == 20
        assert self.tell(app, 17).quarter_hour.used == 20
        assert self.tell(app, 21).quarter_hour.used == 21

    def test_an_answer_from_before_the_window_opened_does_not_spoil_it(self, app: Flask) -> None:
        assert self.tell(app, 90, at=NOON + 900).quarter_hour.used == 90
        assert self.tell(app, 1, at=NOON + 901).quarter_hour.used == 1

    def test_a_new_window_begins_at_what_it_says(self, app: Flask) -> None:
        self.tell(app, 90)
        found = self.tell(app, 2, at=NOON + 900)
        assert (found.quarter_hour.used, found.quarter_hour.left) == (2, 98)

    def test_the_reserve_never_takes_more_than_half(self) -> None:
        assert [usage.reserved(usage.Window(limit, 0)) for limit in (1, 5, 20, 100, 1000)] == [
            0,
            2,
            10,
            10,
            10,
        ]


def test_every_run_of_a_day_is_the_same_one(
    many: None,
    strava: Strava,
    app: Flask,
    sign_in: Callable[..., Any],
    finish_sync: Callable[[], None],
    go_on: Callable[..., None],
) -> None:
    limit(strava, 12)
    sign_in()
    finish_sync()
    for _ in range(8):
        go_on(minutes=15)
    (run,) = rows(app, SyncRun)
    assert (run.state, run.done, run.added) == ("done", 5000, 5000)
    assert_same_as_strava(app, strava)
