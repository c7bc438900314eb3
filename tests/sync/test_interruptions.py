"""Runs that fail, or whose process ends, are reported and continued."""

from __future__ import annotations

import logging
import sqlite3
from typing import Any

import pytest
from filelock import FileLock
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from strava.settings import Settings
from strava.sync import runs
from strava.sync.job import Job

from ..actions import SyncActions
from ..applications import MakeApp


def test_full_disk_fails_the_run_with_a_sentence_to_act_on(synced: SyncActions) -> None:
    def fail(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("INSERT INTO activity"):
            raise sqlite3.OperationalError("database or disk is full")

    synced.upload(1, "2026-11-22T11:00:00Z")
    event.listen(synced.engine, "before_cursor_execute", fail)
    run = synced.run()
    event.remove(synced.engine, "before_cursor_execute", fail)
    assert run["state"] == "failed"
    assert "Free some space" in run["error"]
    with synced.logbook.sessions() as session:
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"


def test_internal_error_is_logged_with_its_traceback_and_shown_without(
    synced: SyncActions, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(item: Any) -> Any:
        raise RuntimeError("boom")

    monkeypatch.setattr("strava.db.summary.columns", fail)
    run = synced.run()
    assert "boom" in caplog.text
    assert run["state"] == "failed"
    assert run["error"] == "Internal error in Logbook. The log has the details."


def test_expected_error_is_one_line_in_the_log(
    synced: SyncActions, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    synced.strava.sample.inactive = True
    synced.run()
    (record,) = [record for record in caplog.records if record.name.startswith("strava")]
    assert record.exc_info is None


class TestAnotherProcess:
    """A run is recorded as running, and this process does not execute it."""

    @pytest.fixture
    def run_id(self, synced: SyncActions) -> int:
        with synced.logbook.sessions() as session:
            return runs.begin(session, synced.athlete_id, synced.logbook.now()).id

    def test_run_of_a_living_process_is_left_alone(
        self, run_id: int, synced: SyncActions, settings: Settings
    ) -> None:
        with FileLock(settings.instance_path / f"sync-{synced.athlete_id}.lock"):
            assert synced.state()["state"] == "running"
            page = synced.client.post("/sync", follow_redirects=True).text
            assert "A sync is already running." in page
        assert synced.state()["id"] == run_id

    def test_run_of_a_dead_process_continues_here(self, run_id: int, synced: SyncActions) -> None:
        assert synced.state()["state"] == "running"
        synced.finish()
        run = synced.state()
        assert (run["id"], run["state"]) == (run_id, "done")


def test_run_that_is_interrupted_by_stopping_continues_at_the_next_start(
    sync: SyncActions, settings: Settings, make_app: MakeApp
) -> None:
    sync.strava.sample.delay = 0.05
    sync.sign_in()
    sync.jobs.stop(timeout=10)
    run = sync.state()
    assert run["state"] == "waiting"
    assert "continues from there" in run["error"]
    restarted = SyncActions(make_app(settings), sync.strava, sync.clock)
    restarted.jobs.resume_all()
    restarted.finish()
    assert restarted.state()["state"] == "done"
    assert restarted.state()["id"] == run["id"]
    restarted.assert_same_as_strava()


def test_lock_is_released_if_a_run_cannot_be_recorded(
    synced: SyncActions, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: Any, **_options: Any) -> Any:
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    locks: list[FileLock] = []
    make_lock = synced.logbook.lock

    def lock(name: str, timeout: float = -1) -> FileLock:
        locks.append(make_lock(name, timeout))
        return locks[-1]

    with monkeypatch.context() as patch:
        patch.setattr(runs, "begin", fail)
        patch.setattr(synced.logbook, "lock", lock)
        assert synced.client.post("/sync").status_code == 503
    assert locks
    assert not any(one.is_locked for one in locks)
    assert len(synced.runs()) == 1
    assert synced.run()["state"] == "done"
    assert len(synced.runs()) == 2


def test_database_error_outside_a_run_is_a_page_without_a_traceback(
    synced: SyncActions, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: Any) -> Any:
        raise OperationalError("SELECT", {}, Exception("database is locked"))

    monkeypatch.setattr("strava.table.rows.page_ids", fail)
    response = synced.client.get("/activities")
    assert response.status_code == 503
    assert "is keeping the database locked" in response.text


def test_process_can_end_while_the_thread_of_a_run_is_being_started(
    sync: SyncActions, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync.connect_without_sync()
    monkeypatch.setattr(Job, "start", lambda _job: None)
    sync.start()
    sync.jobs.stop()
