"""A clock that was ahead of the real time leaves no trace once it is right again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from strava.db.models import Athlete, Document, SyncRun

from .. import faults, token_answers
from ..actions import SyncActions
from ..clock import NOON, Clock
from ..markers import slow
from ..stored_data import rows
from ..web.steps import open_activity
from .conftest import wait_for_calls_in_flight

AHEAD = [72.0, *slow(2.0, 9000.0)]
"""How far the clock is ahead, in hours."""

DETAILS = ("detail", "streams")


@pytest.fixture(params=AHEAD)
def hours(request: pytest.FixtureRequest) -> float:
    hours: float = request.param
    return hours


@pytest.fixture
def strava_clock(sync: SyncActions) -> Clock:
    """Strava's own clock, which is always right."""
    sync.strava.sample.clock = clock = Clock()
    return clock


@pytest.fixture
def ahead(sync: SyncActions, strava_clock: Clock, hours: float) -> SyncActions:
    """Nobody connected yet, 40 activities on Strava, and a clock that is ahead.

    They are the shortest, because the sample generates each second of a recording.
    """
    recorded = [one for one in sync.strava.sample.newest_first() if not one["manual"]]
    recorded.sort(key=lambda one: one["elapsed_time"])
    sync.strava.sample.activities[:] = recorded[:40]
    sync.clock.advance(hours=hours)
    return sync


def put_right(sync: SyncActions) -> None:
    """Let the computer's clock show the time of Strava's."""
    sync.clock.now = NOON


@contextmanager
def one_more_call(sync: SyncActions, count: int) -> Iterator[None]:
    wait_for_calls_in_flight()
    before = len(sync.strava.sample.calls)
    yield
    assert len(sync.strava.sample.calls) == before + count


class TestDone:
    """A sync ended while the clock was ahead."""

    def test_next_page_syncs_by_itself(self, ahead: SyncActions) -> None:
        assert ahead.connect()["state"] == "done"
        put_right(ahead)
        ahead.page()
        ahead.finish()
        assert len(ahead.runs()) == 2
        ahead.page()
        ahead.finish()
        assert len(ahead.runs()) == 2

    def test_clicking_sync_brings_what_is_new(self, ahead: SyncActions) -> None:
        ahead.connect()
        put_right(ahead)
        ahead.upload(900, "2026-11-22T06:00:00Z")
        assert ahead.run()["state"] == "done"
        ahead.assert_same_as_strava()

    def test_next_sync_checks_the_whole_list_and_the_one_after_a_week(
        self, ahead: SyncActions
    ) -> None:
        ahead.connect()
        put_right(ahead)
        kinds = [ahead.run()["kind"] for _ in range(2)]
        assert kinds == ["full", "incremental"]
        ahead.clock.advance(hours=7 * 24 + 1)
        ahead.strava.sample.clock = ahead.clock
        assert ahead.run()["kind"] == "full"

    def test_profile_is_fetched_again(self, ahead: SyncActions) -> None:
        ahead.connect()
        put_right(ahead)
        ahead.run()
        (athlete,) = rows(ahead.app, Athlete)
        for moment in (athlete.profile_fetched_at, athlete.last_synced_at, athlete.last_checked_at):
            assert moment == ahead.logbook.now()

    def test_pages_do_not_state_times_in_the_future(self, ahead: SyncActions) -> None:
        ahead.connect()
        put_right(ahead)
        assert "Synced at an unknown time" in ahead.page("/sync")
        assert "last synced –" in ahead.page("/settings")
        ahead.run()
        assert "Synced just now" in ahead.page("/sync")

    def test_a_minute_is_no_error_of_the_clock(self, sync: SyncActions) -> None:
        sync.connect()
        sync.clock.advance(minutes=-0.9)
        sync.page()
        sync.finish()
        assert len(sync.runs()) == 1
        assert "Synced just now" in sync.page("/sync")


def test_full_check_that_was_canceled_is_not_continued(ahead: SyncActions) -> None:
    ahead.connect()
    with ahead.logbook.sessions.begin() as session:
        run = SyncRun(
            athlete_id=ahead.athlete_id,
            kind="full",
            state="cancelled",
            started_at=ahead.logbook.now(),
            position=1,
            walk_id=7,
        )
        session.add(run)
    put_right(ahead)
    assert ahead.run(full=True)["done"] == 40


def test_run_whose_clock_was_put_back_meanwhile_has_no_duration(ahead: SyncActions) -> None:
    ahead.connect()
    (run,) = ahead.runs()
    with ahead.logbook.sessions.begin() as session:
        session.get_one(SyncRun, run.id).finished_at = ahead.logbook.now()
        ahead.clock.advance(hours=1)
        session.get_one(SyncRun, run.id).started_at = ahead.logbook.now()
    assert "after –" in ahead.page(f"/sync/{run.id}")


class TestRateLimit:
    """A run began to wait for a rate limit while the clock was ahead."""

    @pytest.mark.parametrize(
        ("limits", "minutes"), [((1, 1000), 15), ((100, 1), 12 * 60)], ids=["15 minutes", "day"]
    )
    @pytest.mark.parametrize("clicked", [False, True], ids=["by itself", "by a click"])
    def test_run_continues_after_the_window_at_the_latest(
        self,
        ahead: SyncActions,
        limits: tuple[int, int],
        minutes: int,
        clicked: bool,
    ) -> None:
        ahead.strava.sample.set_limits(read=limits)
        assert ahead.connect()["state"] == "waiting"
        put_right(ahead)
        ahead.strava.sample.set_limits()
        ahead.clock.advance(minutes=minutes)
        assert (ahead.run() if clicked else ahead.wait())["state"] == "done"
        ahead.assert_same_as_strava()

    def test_limit_that_is_still_reached_is_waited_for_from_now(self, ahead: SyncActions) -> None:
        ahead.strava.sample.set_limits(read=(1, 1000))
        ahead.connect()
        put_right(ahead)
        run = ahead.run()
        assert (run["state"], run["resume_at"]) == ("waiting", "2026-11-22T12:15:00Z")

    def test_details_continue_too(self, ahead: SyncActions) -> None:
        del ahead.strava.sample.activities[5:]
        ahead.connect()
        ahead.strava.sample.set_limits(read=(1, 1000))
        assert ahead.backfill().state == "waiting"
        put_right(ahead)
        ahead.strava.sample.set_limits(read=(1000, 1000))
        ahead.wait(minutes=15)
        assert {kind for _, kind in documents(ahead)} >= set(DETAILS)


def test_wait_for_the_network_lasts_no_longer_than_its_step(
    ahead: SyncActions, proxy: faults.Proxy
) -> None:
    proxy.inject(faults.hang_up)
    assert ahead.connect()["state"] == "waiting"
    for _ in range(3):
        ahead.wait(minutes=1)
    proxy.clear()
    put_right(ahead)
    assert ahead.wait(minutes=1)["state"] == "done"


def test_token_stored_while_the_clock_was_ahead_is_not_used_too_long(
    ahead: SyncActions, strava_clock: Clock
) -> None:
    token_answers.change(ahead.strava, token_answers.expiry(None, expires_in=True))
    ahead.connect()
    put_right(ahead)
    strava_clock.advance(hours=6.5)
    ahead.clock.now = strava_clock.now
    assert ahead.run()["state"] == "done"
    assert ahead.strava.sample.token_requests[-1] == "refresh_token"


def test_token_is_not_refreshed_for_every_call_while_the_clock_is_ahead(ahead: SyncActions) -> None:
    ahead.connect()
    for _ in range(5):
        assert ahead.run()["state"] == "done"
    assert "refresh_token" not in ahead.strava.sample.token_requests


def documents(sync: SyncActions) -> dict[tuple[int, str], Any]:
    return {(row.activity_id, row.kind): row.fetched_at for row in rows(sync.app, Document)}


class TestDetails:
    def test_details_fetched_later_are_fetched_once(self, ahead: SyncActions) -> None:
        ahead.connect()
        put_right(ahead)
        opened = ahead.strava.sample.activities[0]["id"]
        with one_more_call(ahead, 2):
            open_activity(ahead.client, opened)
            open_activity(ahead.client, opened)

    def test_fetching_all_details_ends(self, ahead: SyncActions) -> None:
        del ahead.strava.sample.activities[5:]
        ahead.connect()
        put_right(ahead)
        with one_more_call(ahead, 10):
            assert ahead.backfill().state == "done"
        with one_more_call(ahead, 0):
            ahead.jobs.start_deep(ahead.athlete_id)
            ahead.finish()

    def test_details_fetched_ahead_are_fetched_again_after_a_change(
        self, ahead: SyncActions
    ) -> None:
        ahead.connect()
        changed = ahead.strava.sample.activities[0]
        open_activity(ahead.client, changed["id"])
        put_right(ahead)
        changed["name"] = "Renamed"
        ahead.run(full=True)
        with one_more_call(ahead, 2):
            assert "Renamed" in open_activity(ahead.client, changed["id"])
            open_activity(ahead.client, changed["id"])
