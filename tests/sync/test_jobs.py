"""Runs in the background: begun by opening the page, paused, resumed, cancelled, gone on with."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from strava.db.models import Activity, SyncRun
from strava.sync import ticker

from .. import faults
from ..conftest import Clock, Strava, activity, assert_same_as_strava, rows, sync_state
from ..gate import Gate

SOON = 5.0


@pytest.fixture
def gate(strava: Strava) -> Iterator[Gate]:
    gate = Gate(strava.app.wsgi_app)
    strava.app.wsgi_app = gate  # type: ignore[method-assign]
    yield gate
    gate.open()


def until(reached: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(2000):
        if reached():
            return
        pause.wait(0.005)
    raise AssertionError("it never came so far")


@pytest.fixture
def halted(
    strava: Strava, gate: Gate, client: FlaskClient, sign_in: Callable[..., object], app: Flask
) -> FlaskClient:
    """A first sync of 900 activities, of which one page is there and the next is held back."""
    strava.sample.activities[:] = [activity(number) for number in range(900)]
    gate.close(faults.LIST)
    sign_in()
    until(lambda: len(rows(app, SyncRun)) == 1)
    until(lambda: len(strava.sample.calls) == 1)
    return client


class TestOpening:
    """GET /activities brings an old copy up to date."""

    def test_after_a_quarter_of_an_hour_it_starts_an_incremental_run(
        self, connected: FlaskClient, app: Flask, clock: Clock, finish_sync: Callable[[], None]
    ) -> None:
        clock.advance(minutes=15)
        connected.get("/activities")
        assert len(rows(app, SyncRun)) == 1
        clock.advance(minutes=1)
        assert "Syncing" in connected.get("/activities").text
        finish_sync()
        assert [run.kind for run in rows(app, SyncRun)] == ["first", "incremental"]
        connected.get("/activities")
        assert len(rows(app, SyncRun)) == 2

    def test_after_a_week_the_whole_list_is_checked(
        self, connected: FlaskClient, app: Flask, clock: Clock, finish_sync: Callable[[], None]
    ) -> None:
        clock.advance(hours=7 * 24 - 1)
        connected.get("/activities")
        finish_sync()
        clock.advance(hours=2)
        connected.get("/activities")
        finish_sync()
        clock.advance(hours=2)
        connected.get("/activities")
        finish_sync()
        kinds = [run.kind for run in rows(app, SyncRun)]
        assert kinds == ["first", "incremental", "full", "incremental"]

    def test_what_failed_is_tried_again_but_not_at_once(
        self,
        connected: FlaskClient,
        app: Flask,
        strava: Strava,
        clock: Clock,
        finish_sync: Callable[[], None],
    ) -> None:
        strava.sample.inactive = True
        connected.post("/sync")
        finish_sync()
        connected.get("/activities")
        assert len(rows(app, SyncRun)) == 2
        strava.sample.inactive = False
        clock.advance(minutes=16)
        connected.get("/activities")
        finish_sync()
        assert sync_state(connected)["state"] == "done"

    def test_who_is_disconnected_is_left_alone(
        self, connected: FlaskClient, app: Flask, clock: Clock
    ) -> None:
        connected.post("/disconnect")
        clock.advance(hours=1)
        connected.get("/activities")
        assert len(rows(app, SyncRun)) == 1

    def test_exports_start_nothing(self, connected: FlaskClient, app: Flask, clock: Clock) -> None:
        clock.advance(hours=1)
        connected.get("/activities.csv")
        connected.get("/settings")
        assert len(rows(app, SyncRun)) == 1


class TestPause:
    def test_a_paused_run_stores_nothing_until_it_is_resumed(
        self,
        halted: FlaskClient,
        gate: Gate,
        app: Flask,
        strava: Strava,
        clock: Clock,
        finish_sync: Callable[[], None],
    ) -> None:
        assert halted.post("/sync/pause").status_code == 303
        assert sync_state(halted)["state"] == "paused"
        gate.open()
        clock.advance(hours=48)
        app.extensions["jobs"].resume_due()
        halted.get("/activities")
        assert sync_state(halted)["state"] == "paused"
        assert rows(app, Activity) == []
        assert "The sync is paused" in halted.get("/activities").text
        assert halted.post("/sync/resume").status_code == 303
        finish_sync()
        assert sync_state(halted)["state"] == "done"
        assert_same_as_strava(app, strava)
        assert len(rows(app, SyncRun)) == 1

    def test_it_can_be_resumed_while_the_old_call_is_still_under_way(
        self,
        halted: FlaskClient,
        gate: Gate,
        app: Flask,
        strava: Strava,
        finish_sync: Callable[[], None],
    ) -> None:
        halted.post("/sync/pause")
        halted.post("/sync/resume")
        assert sync_state(halted)["state"] == "running"
        gate.open()
        finish_sync()
        assert sync_state(halted)["state"] == "done"
        assert sync_state(halted)["added"] == 900
        assert_same_as_strava(app, strava)

    def test_sync_resumes_it_too(
        self, halted: FlaskClient, gate: Gate, finish_sync: Callable[[], None]
    ) -> None:
        halted.post("/sync/pause")
        gate.open()
        halted.post("/sync")
        finish_sync()
        assert sync_state(halted)["state"] == "done"

    def test_a_run_that_waits_can_be_paused(
        self,
        connected: FlaskClient,
        app: Flask,
        strava: Strava,
        clock: Clock,
        finish_sync: Callable[[], None],
    ) -> None:
        strava.sample.set_limits(read=(1, 1000))
        connected.post("/sync", data={"full": "1"})
        finish_sync()
        assert sync_state(connected)["state"] == "waiting"
        connected.post("/sync/pause")
        clock.advance(hours=1)
        app.extensions["jobs"].resume_due()
        assert sync_state(connected)["state"] == "paused"

    @pytest.mark.parametrize("what", ["pause", "resume", "cancel"])
    def test_without_a_run_it_is_said(self, connected: FlaskClient, what: str) -> None:
        page = connected.post(f"/sync/{what}", follow_redirects=True).text
        assert "no unfinished sync" in page
        assert sync_state(connected)["state"] == "done"


class TestCancel:
    def test_a_cancelled_run_is_over_and_the_next_goes_on_from_what_it_left(
        self,
        halted: FlaskClient,
        gate: Gate,
        app: Flask,
        strava: Strava,
        finish_sync: Callable[[], None],
    ) -> None:
        gate.let_in(4)
        until(lambda: len(rows(app, Activity)) >= 200)
        assert halted.post("/sync/cancel").status_code == 303
        run = sync_state(halted)
        assert (run["state"], run["error"]) == ("cancelled", None)
        assert run["finished_at"]
        gate.open()
        kept = len(rows(app, Activity))
        halted.post("/sync")
        finish_sync()
        again = sync_state(halted)
        assert again["id"] != run["id"]
        assert (again["state"], again["kind"], again["added"]) == ("done", "first", 900 - kept)
        assert_same_as_strava(app, strava)

    def test_a_cancelled_check_is_not_forced_on_the_next_sync(
        self, connected: FlaskClient, gate: Gate, finish_sync: Callable[[], None]
    ) -> None:
        gate.close(faults.LIST)
        connected.post("/sync", data={"full": "1"})
        connected.post("/sync/cancel")
        gate.open()
        connected.post("/sync")
        finish_sync()
        assert (sync_state(connected)["kind"], sync_state(connected)["state"]) == (
            "incremental",
            "done",
        )


class TestClockwork:
    def test_what_waits_goes_on_without_anybody_asking(
        self,
        connected: FlaskClient,
        app: Flask,
        strava: Strava,
        clock: Clock,
        finish_sync: Callable[[], None],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        # The limit opens while the run is under way, and then nothing may wait for a moment.
        monkeypatch.setattr(ticker, "INTERVAL", 0.01)
        monkeypatch.setattr(ticker, "IDLE_INTERVAL", 0.01)
        strava.sample.set_limits(read=(1, 1000))
        connected.post("/sync", data={"full": "1"})
        finish_sync()
        waits = [thread for thread in threading.enumerate() if thread.name == ticker.THREAD_NAME]
        assert len(waits) == 1
        strava.sample.set_limits()

        def time_passes_until_it_is_done() -> bool:
            clock.advance(minutes=1)
            return rows(app, SyncRun)[-1].state == "done"

        until(time_passes_until_it_is_done)

    def test_a_wait_blocks_no_thread_that_answers_requests(
        self,
        connected: FlaskClient,
        app: Flask,
        strava: Strava,
        finish_sync: Callable[[], None],
    ) -> None:
        strava.sample.set_limits(read=(1, 1000))
        connected.post("/sync", data={"full": "1"})
        finish_sync()
        lanes = app.extensions["jobs"]._jobs.values()
        assert all(not job.is_alive() for job in lanes)
        assert connected.get("/activities").status_code == 200


class TestCommand:
    def test_elsewhere_than_at_a_terminal_it_tells_now_and_then_a_line(
        self, connected: FlaskClient, runner: FlaskCliRunner, strava: Strava
    ) -> None:
        strava.sample.set_limits(read=(1000, 1000))
        strava.sample.activities += [activity(number) for number in range(2500)]
        result = runner.invoke(args=["sync", "--full"])
        assert result.exit_code == 0, result.output
        lines = result.stderr.splitlines()
        assert len(lines) == 2
        assert all(re.fullmatch(r"[12],\d{3} activities so far", line) for line in lines)
        assert "\r" not in result.stderr

    def test_at_a_terminal_it_draws_a_bar(
        self,
        connected: FlaskClient,
        runner: FlaskCliRunner,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda self: True)
        result = runner.invoke(args=["sync", "--full"])
        assert result.exit_code == 0
        assert "Syncing" in result.stderr
        assert "[####" in result.stderr
        assert result.stdout.endswith("calls.\n")

    def test_a_run_paused_on_the_page_ends_the_command_and_says_so(
        self, connected: FlaskClient, runner: FlaskCliRunner, gate: Gate, app: Flask
    ) -> None:
        gate.close(faults.LIST)

        def pause() -> None:
            until(lambda: len(rows(app, SyncRun)) == 2)
            app.test_client().post("/sync/pause")
            gate.open()

        clicking = threading.Thread(target=pause)
        clicking.start()
        result = runner.invoke(args=["sync"])
        clicking.join(SOON)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "The sync was paused on the page." in result.stderr
        # Nor does cron go on with what the athlete has paused.
        assert runner.invoke(args=["sync"]).exit_code == 1
        app.test_client().post("/sync/resume")
        app.extensions["jobs"].wait(rows(app, SyncRun)[0].athlete_id, timeout=20)
        assert runner.invoke(args=["sync"]).exit_code == 0


def test_connecting_anew_while_a_run_is_under_way_goes_on_under_the_new_consent(
    halted: FlaskClient,
    gate: Gate,
    app: Flask,
    strava: Strava,
    sign_in: Callable[..., object],
    finish_sync: Callable[[], None],
) -> None:
    sign_in()
    gate.open()
    finish_sync()
    assert sync_state(halted)["state"] == "done"
    assert [run.state for run in rows(app, SyncRun)] == ["cancelled", "done"]
    assert_same_as_strava(app, strava)
