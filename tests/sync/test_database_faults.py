"""When the database fails, the run fails with a sentence, and the next run continues it."""

from __future__ import annotations

import sqlite3
import threading
from typing import Any

import pytest
from sqlalchemy import event, text

from strava.settings import Settings

from ..actions import SyncActions
from ..gate import Gate
from .conftest import wait_for_calls_in_flight


@pytest.fixture(autouse=True)
def short_busy_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("strava.db.engine.BUSY_TIMEOUT", 0.2)


@pytest.fixture
def granted(granted: SyncActions) -> SyncActions:
    """Connected, with 900 activities on Strava and none stored."""
    granted.set_activities(range(900))
    return granted


def assert_database_is_intact(sync: SyncActions) -> None:
    with sync.logbook.sessions() as session:
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []


def test_run_that_fills_the_disk_fails_and_the_next_continues_at_its_resume_point(
    granted: SyncActions,
) -> None:
    pages = iter(range(100))

    def fail_from_the_third_page(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO document") and next(pages) >= 2:
            raise sqlite3.OperationalError("database or disk is full")

    event.listen(granted.engine, "before_cursor_execute", fail_from_the_third_page)
    run = granted.run()
    event.remove(granted.engine, "before_cursor_execute", fail_from_the_third_page)
    assert (run["state"], run["done"]) == ("failed", 400)
    assert "Free some space" in run["error"]
    assert_database_is_intact(granted)
    wait_for_calls_in_flight()
    before = len(granted.strava.sample.calls)
    assert granted.run()["added"] == 500
    # The newest page, the last activity, 3 pages, the empty one, the zones, 2 wasted calls.
    assert len(granted.strava.sample.calls) - before <= 9
    granted.assert_same_as_strava()


def test_failure_is_shown_even_if_it_does_not_fit_on_the_disk(granted: SyncActions) -> None:
    is_full = threading.Event()

    def fail(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO document"):
            is_full.set()
        if is_full.is_set() and statement.startswith(("INSERT", "UPDATE")):
            raise sqlite3.OperationalError("database or disk is full")

    event.listen(granted.engine, "before_cursor_execute", fail)
    granted.run()
    for _ in range(3):
        assert granted.state()["state"] == "failed"
        assert "Free some space" in granted.state()["error"]
        assert "Free some space" in granted.page()
    assert [run.state for run in granted.runs()] == ["running"]
    event.remove(granted.engine, "before_cursor_execute", fail)
    assert granted.state()["state"] == "failed"
    assert [run.state for run in granted.runs()] == ["failed"]
    assert granted.run()["state"] == "done"
    assert_database_is_intact(granted)
    granted.assert_same_as_strava()


def test_run_with_a_locked_database_fails_and_the_next_succeeds(
    granted: SyncActions, gate: Gate, settings: Settings
) -> None:
    gate.close()
    granted.start()
    assert settings.database_file is not None
    other_program = sqlite3.connect(settings.database_file, isolation_level=None)
    other_program.execute("BEGIN IMMEDIATE")
    gate.open()
    granted.finish()
    run = granted.state()
    assert run["state"] == "failed"
    assert "is keeping the database locked" in run["error"]
    other_program.execute("ROLLBACK")
    other_program.close()
    assert granted.run()["state"] == "done"
    assert_database_is_intact(granted)
    granted.assert_same_as_strava()
