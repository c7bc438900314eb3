"""Runs can be paused, resumed and canceled, on the page and while a command executes them."""

from __future__ import annotations

import threading

import pytest
from flask.testing import FlaskCliRunner

from ..actions import SyncActions, wait_until
from ..gate import Gate


@pytest.fixture
def held(sync: SyncActions, gate: Gate) -> SyncActions:
    """A first sync of 900 activities, which waits for the response with the first page."""
    sync.set_activities(range(900))
    gate.close()
    sync.sign_in()
    wait_until(lambda: len(sync.runs()) == 1 and len(sync.strava.sample.calls) > 0)
    return sync


class TestPause:
    def test_paused_run_stores_nothing_until_it_is_resumed(
        self, held: SyncActions, gate: Gate
    ) -> None:
        held.pause()
        assert held.state()["state"] == "paused"
        gate.open()
        held.wait(hours=48)
        held.page()
        assert held.state()["state"] == "paused"
        assert held.stored_ids() == set()
        assert "The sync is paused" in held.page()
        held.resume()
        held.finish()
        assert held.state()["state"] == "done"
        held.assert_same_as_strava()
        assert len(held.runs()) == 1

    def test_run_can_be_resumed_before_its_last_call_has_returned(
        self, held: SyncActions, gate: Gate
    ) -> None:
        held.pause()
        held.resume()
        assert held.state()["state"] == "running"
        gate.open()
        held.finish()
        run = held.state()
        assert (run["state"], run["added"]) == ("done", 900)
        held.assert_same_as_strava()

    def test_clicking_sync_resumes_a_paused_run(self, held: SyncActions, gate: Gate) -> None:
        held.pause()
        gate.open()
        assert held.run()["state"] == "done"
        assert len(held.runs()) == 1

    def test_waiting_run_can_be_paused(self, synced: SyncActions) -> None:
        synced.strava.sample.set_limits(read=(1, 1000))
        assert synced.run(full=True)["state"] == "waiting"
        synced.pause()
        assert synced.wait(hours=1)["state"] == "paused"


@pytest.mark.parametrize("action", ["pause", "resume", "cancel"])
def test_controls_without_a_run_say_that_there_is_none(synced: SyncActions, action: str) -> None:
    page = synced.client.post(f"/sync/{action}", follow_redirects=True).text
    assert "There is no unfinished sync." in page
    assert synced.state()["state"] == "done"


class TestCancel:
    def test_next_sync_continues_where_a_canceled_run_stopped(
        self, held: SyncActions, gate: Gate
    ) -> None:
        gate.let_in(4)
        wait_until(lambda: len(held.stored_ids()) >= 200)
        held.cancel()
        run = held.state()
        assert (run["state"], run["error"]) == ("cancelled", None)
        assert run["finished_at"]
        gate.open()
        stored = len(held.stored_ids())
        again = held.run()
        assert again["id"] != run["id"]
        assert (again["state"], again["kind"], again["added"]) == ("done", "first", 900 - stored)
        held.assert_same_as_strava()

    def test_sync_after_a_canceled_full_check_is_incremental(
        self, synced: SyncActions, gate: Gate
    ) -> None:
        gate.close()
        synced.start(full=True)
        synced.cancel()
        gate.open()
        run = synced.run()
        assert (run["kind"], run["state"]) == ("incremental", "done")

    @pytest.mark.parametrize(("hours", "is_continued"), [(23, True), (24, False)])
    def test_full_check_continues_a_canceled_one_for_a_day(
        self, sync: SyncActions, gate: Gate, hours: int, is_continued: bool
    ) -> None:
        sync.set_activities(range(450))
        sync.connect()
        gate.close()
        sync.start(full=True)
        gate.let_in(1)
        wait_until(lambda: bool(sync.state()["done"] == 200))
        sync.cancel()
        gate.open()
        sync.clock.advance(hours=hours)
        assert sync.run(full=True)["state"] == "done"
        first_check, second_check = sync.runs()[1:]
        assert (second_check.walk_id == first_check.id) is is_continued


def test_signing_in_again_continues_a_sync_with_the_new_token(
    held: SyncActions, gate: Gate
) -> None:
    held.sign_in()
    gate.open()
    held.finish()
    assert held.state()["state"] == "done"
    assert [run.state for run in held.runs()] == ["cancelled", "done"]
    held.assert_same_as_strava()


def test_pausing_on_the_page_ends_a_command_until_the_run_is_resumed(
    synced: SyncActions, runner: FlaskCliRunner, gate: Gate
) -> None:
    gate.close()

    def pause() -> None:
        wait_until(lambda: len(synced.runs()) == 2)
        synced.pause()
        gate.open()

    click = threading.Thread(target=pause)
    click.start()
    result = runner.invoke(args=["sync"])
    click.join(5)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "The sync was paused on the page." in result.stderr
    # The next command, perhaps by cron, does not resume it either.
    assert runner.invoke(args=["sync"]).exit_code == 1
    synced.resume()
    synced.finish()
    assert runner.invoke(args=["sync"]).exit_code == 0
