"""The ticker resumes waiting runs by itself, and survives errors."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy.exc import OperationalError

from strava.errors import NotConnected
from strava.sync import ticker
from strava.sync.ticker import Ticker

from ..actions import SyncActions, wait_until


@pytest.fixture(autouse=True)
def short_intervals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticker, "INTERVAL", 0.01)
    monkeypatch.setattr(ticker, "IDLE_INTERVAL", 0.01)


def ticker_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == ticker.THREAD_NAME]


def wait_for_the_limit(sync: SyncActions) -> None:
    """Start a full check that soon waits for a rate limit."""
    sync.strava.sample.set_limits(read=(1, 1000))
    assert sync.run(full=True)["state"] == "waiting"


def test_waiting_run_continues_without_any_request(synced: SyncActions) -> None:
    wait_for_the_limit(synced)
    assert len(ticker_threads()) == 1
    # The window ends while the run is executing, so there must be no limit in the next one.
    synced.strava.sample.set_limits()

    def is_done_after_another_minute() -> bool:
        synced.clock.advance(minutes=1)
        return synced.runs()[-1].state == "done"

    wait_until(is_done_after_another_minute)


def test_waiting_run_occupies_no_job_thread(synced: SyncActions) -> None:
    wait_for_the_limit(synced)
    assert [job.is_alive() for job in synced.jobs._jobs.values()] == [False]
    assert synced.client.get("/activities").status_code == 200


def test_ticker_survives_errors_of_the_database_the_disk_and_strava(
    caplog: pytest.LogCaptureFixture,
) -> None:
    errors = [
        OperationalError("SELECT", {}, Exception("database is locked")),
        OSError("no space left"),
        NotConnected("nobody is connected"),
    ]
    called_again = threading.Event()

    def tick() -> bool:
        if errors:
            raise errors.pop(0)
        called_again.set()
        return True

    sync_ticker = Ticker(tick)
    sync_ticker.start()
    assert called_again.wait(10)
    sync_ticker.stop(10)
    assert ticker_threads() == []
    for message in ("is keeping the database locked", "no space left", "nobody is connected"):
        assert message in caplog.text


def test_ticker_polls_less_often_while_nothing_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticker, "IDLE_INTERVAL", 1000.0)
    calls: list[bool] = []

    def tick() -> bool:
        calls.append(len(calls) < 3)
        return calls[-1]

    sync_ticker = Ticker(tick)
    sync_ticker.start()
    wait_until(lambda: len(calls) == 4)
    assert calls == [True, True, True, False]
    sync_ticker.stop(10)
    assert len(calls) == 4


def test_ticker_runs_one_thread_and_cannot_be_started_after_it_was_stopped() -> None:
    sync_ticker = Ticker(lambda: False)
    sync_ticker.start()
    sync_ticker.start()
    assert len(ticker_threads()) == 1
    sync_ticker.stop(10)
    sync_ticker.start()
    assert ticker_threads() == []
