"""A run that reaches a rate limit waits until the window opens, and never starts over."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Response
from flask.testing import FlaskCliRunner
from sqlalchemy import update

from strava.db.models import RateLimitRow
from strava.settings import Settings

from .. import faults
from ..actions import SyncActions
from ..applications import MakeApp
from ..clock import Clock
from ..markers import slow
from ..sample_strava import activity
from .conftest import wait_for_calls_in_flight


@pytest.fixture
def many(sync: SyncActions) -> SyncActions:
    """Nobody connected yet, and 7 pages of activities on Strava."""
    sync.set_activities(range(1400))
    return sync


def limit(sync: SyncActions, quarter_hour: int, day: int = 1000) -> None:
    """Set the rate limits on reads, and reset the usage."""
    sync.strava.sample.set_limits(read=(quarter_hour, day))


def test_run_waits_for_the_15_minute_limit_and_then_continues(many: SyncActions) -> None:
    many.set_activities(range(2800))
    limit(many, 24)
    run = many.connect()
    assert (run["state"], run["resume_at"]) == ("waiting", "2026-11-22T12:15:00Z")
    assert "continues automatically" in many.page()
    # 10 of 24 calls are reserved for clicks, and 3 calls in flight may be counted twice. Two
    # windows suffice for 15 pages and the wasted calls.
    wait_for_calls_in_flight()
    used = len(many.strava.sample.calls)
    assert 11 <= used <= 14
    many.wait(minutes=14)
    assert len(many.strava.sample.calls) == used
    again = many.wait(minutes=1)
    assert (again["id"], again["state"], again["done"]) == (run["id"], "done", 2800)
    many.assert_same_as_strava()


def test_run_waits_for_the_daily_limit_until_midnight_utc(many: SyncActions) -> None:
    limit(many, 100, 20)
    assert many.connect()["resume_at"] == "2026-11-23T00:00:00Z"
    assert many.wait(hours=11, minutes=59)["state"] == "waiting"
    for _ in range(3):
        many.wait(hours=24)
    assert many.state()["state"] == "done"
    many.assert_same_as_strava()


def test_run_that_waits_many_times_stays_one_run(many: SyncActions) -> None:
    limit(many, 14)
    many.connect()
    for _ in range(10):
        many.wait(minutes=15)
    (run,) = many.runs()
    assert (run.state, run.done, run.added) == ("done", 1400, 1400)
    many.assert_same_as_strava()


def test_wait_survives_a_restart(many: SyncActions, settings: Settings, make_app: MakeApp) -> None:
    limit(many, 18)
    many.connect()
    many.jobs.stop(timeout=5)
    restarted = SyncActions(make_app(settings), many.strava, many.clock)
    restarted.jobs.resume_all()
    run = restarted.state()
    assert (run["state"], run["resume_at"]) == ("waiting", "2026-11-22T12:15:00Z")
    assert restarted.wait(minutes=16)["state"] == "done"
    restarted.assert_same_as_strava()


def test_wait_that_ended_while_logbook_was_stopped_continues_at_the_start(
    many: SyncActions, settings: Settings, make_app: MakeApp
) -> None:
    limit(many, 18)
    many.connect()
    many.jobs.stop(timeout=5)
    many.clock.advance(hours=2)
    restarted = SyncActions(make_app(settings), many.strava, many.clock)
    restarted.jobs.resume_all()
    restarted.finish()
    assert restarted.state()["state"] == "done"


def test_pages_show_in_the_chosen_style_when_the_limit_resets(many: SyncActions) -> None:
    limit(many, 18)
    many.connect()
    many.client.post("/settings", data={"hours": "12"})
    for address in ("/sync", "/sync/1"):
        assert re.search(r"it resets at [^.<]*\d:\d\d [ap]m\.", many.page(address)), address


def test_clicking_sync_during_a_wait_for_the_limit_explains_it_and_calls_nothing(
    many: SyncActions,
) -> None:
    limit(many, 18)
    many.connect()
    wait_for_calls_in_flight()
    before = len(many.strava.sample.calls)
    page = many.client.post("/sync", follow_redirects=True).text
    assert "rate limit is reached" in page
    assert "The sync then continues automatically." in page
    assert many.state()["state"] == "waiting"
    assert len(many.strava.sample.calls) == before


class TestWithoutHeaders:
    """Strava responds 429 without announcing it in the headers before."""

    @pytest.fixture
    def settings(self, settings: Settings, proxy: faults.Proxy) -> Settings:
        return replace(settings, api_url=f"{proxy.url}/api/v3")

    def test_run_waits_for_the_next_window(self, many: SyncActions, proxy: faults.Proxy) -> None:
        proxy.inject(faults.rate_limited_without_headers, page=3)
        run = many.connect()
        assert (run["state"], run["done"]) == ("waiting", 400)
        assert run["resume_at"] == "2026-11-22T12:15:00Z"
        proxy.clear()
        assert many.wait(minutes=15)["state"] == "done"
        many.assert_same_as_strava()

    def test_clicking_sync_makes_no_call(self, many: SyncActions, proxy: faults.Proxy) -> None:
        proxy.inject(faults.rate_limited_without_headers)
        assert many.connect()["state"] == "waiting"
        wait_for_calls_in_flight()
        before = len(many.strava.sample.calls)
        many.run()
        assert len(many.strava.sample.calls) == before


@pytest.mark.parametrize("limits", ["0,0", "many", *slow("-1,5", "100,0", "1,2,3", "9999999999,1")])
def test_limits_that_cannot_be_true_block_nothing(
    synced: SyncActions, clock: Clock, limits: str
) -> None:
    def send_wrong_limits(response: Response) -> Response:
        for name in ("X-RateLimit-Limit", "X-ReadRateLimit-Limit"):
            response.headers[name] = limits
        return response

    synced.strava.app.after_request_funcs[None] = [send_wrong_limits]
    for _ in range(3):
        assert synced.run(full=True)["state"] == "done"
    clock.advance(minutes=15)
    assert synced.run()["state"] == "done"


def test_limits_of_zero_that_an_earlier_version_stored_block_nothing(synced: SyncActions) -> None:
    with synced.logbook.sessions.begin() as session:
        session.execute(update(RateLimitRow).values(quarter_limit=0, day_limit=0))
    assert "calls used" not in synced.page("/settings")
    assert synced.run(full=True)["state"] == "done"
    assert "of 100 calls used" in synced.page("/settings")


@pytest.mark.parametrize("status", [403, *slow(429)])
@pytest.mark.parametrize(
    "body",
    [
        {"message": "Rate Limit Exceeded", "errors": []},
        {"errors": "Rate Limit Exceeded", "status": 429},
    ],
    ids=["message", "errors"],
)
def test_refusal_that_names_the_limit_is_waited_for(
    synced: SyncActions, status: int, body: dict[str, Any]
) -> None:
    def refuse(response: Response) -> Response:
        response.status_code = status
        response.set_data(json.dumps(body))
        return response

    synced.strava.app.after_request_funcs[None] = [refuse]
    run = synced.run()
    assert (run["state"], run["resume_at"]) == ("waiting", "2026-11-22T12:15:00Z")
    synced.strava.app.after_request_funcs.clear()
    assert synced.wait(minutes=15)["state"] == "done"


def test_clicked_sync_uses_the_reserved_calls_and_a_full_check_does_not(
    synced: SyncActions,
) -> None:
    limit(synced, 100)
    for _ in range(95):
        synced.strava.sample.count_call("GET", "/elsewhere")
    synced.run()
    assert synced.run()["state"] == "done"
    run = synced.run(full=True)
    assert run["state"] == "waiting"
    assert "calls reserved for your own clicks: 3" in run["error"]


def test_background_sync_leaves_the_reserved_calls(synced: SyncActions) -> None:
    limit(synced, 100)
    for _ in range(89):
        synced.strava.sample.count_call("GET", "/elsewhere")
    synced.run()
    assert len(synced.runs()) == 2
    # Only the ten reserved calls are left.
    wait_for_calls_in_flight()
    before = len(synced.strava.sample.calls)
    synced.jobs.start(synced.athlete_id, clicked=False)
    synced.finish()
    assert synced.state()["state"] == "waiting"
    assert len(synced.strava.sample.calls) == before


def test_command_exits_with_75_at_the_limit_and_continues_later(
    many: SyncActions, runner: FlaskCliRunner
) -> None:
    many.set_activities(range(0, 2800, 2))
    many.connect()
    limit(many, 20)
    many.strava.sample.activities += [activity(number) for number in range(1, 2800, 2)]
    first = runner.invoke(args=["sync", "--full"])
    assert (first.exit_code, first.stdout) == (75, "")
    assert "resets at" in first.stderr
    assert len(many.stored_ids()) > 1400
    wait_for_calls_in_flight()
    before = len(many.strava.sample.calls)
    assert runner.invoke(args=["sync"]).exit_code == 75
    assert len(many.strava.sample.calls) == before
    while (result := runner.invoke(args=["sync"])).exit_code == 75:
        many.clock.advance(minutes=15)
    assert result.exit_code == 0
    assert result.stdout.startswith("1400 added")
    many.assert_same_as_strava()
