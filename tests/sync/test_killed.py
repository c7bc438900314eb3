"""A process that is killed with SIGKILL during a sync loses nothing: the next one continues."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import func, select

from strava.db.models import Activity
from strava.sample import CLIENT_ID, CLIENT_SECRET
from strava.settings import Settings

from .. import processes
from ..actions import SyncActions
from ..faults import LIST
from ..gate import Gate
from ..markers import slow


@pytest.fixture
def granted(granted: SyncActions) -> SyncActions:
    """Connected, with 900 activities on Strava and none stored.

    The clock of the sample is set to the time, because other processes use the real clock.
    """
    granted.clock.now = time.time()
    granted.set_activities(range(900))
    return granted


@pytest.fixture
def start(settings: Settings, granted: SyncActions) -> Callable[..., subprocess.Popen[str]]:
    """Start a Python process on the same database and sample Strava."""
    environment = {
        **os.environ,
        "INSTANCE_PATH": str(settings.instance_path),
        "STRAVA_CLIENT_ID": CLIENT_ID,
        "STRAVA_CLIENT_SECRET": CLIENT_SECRET,
        "STRAVA_OAUTH_URL": settings.oauth_url,
        "STRAVA_API_URL": settings.api_url,
    }

    return partial(processes.start, environment=environment)


SYNC = ("-m", "flask", "sync")


def kill_when(process: subprocess.Popen[str], condition: Callable[[], bool]) -> None:
    """Wait until a condition is true, and kill the process."""
    pause = threading.Event()
    for _ in range(3000):
        if condition():
            break
        assert process.poll() is None, process.communicate()
        pause.wait(0.01)
    else:
        raise AssertionError("The condition did not become true in time.")
    process.kill()
    process.communicate(timeout=20)
    assert process.returncode == -signal.SIGKILL


def count_stored(sync: SyncActions) -> int:
    with sync.logbook.sessions() as session:
        return session.scalar(select(func.count()).select_from(Activity)) or 0


@pytest.mark.parametrize("pages", [*slow(0), 1, *slow(3)])
def test_next_process_continues_a_first_sync(
    pages: int, granted: SyncActions, gate: Gate, start: Callable[..., subprocess.Popen[str]]
) -> None:
    gate.close(LIST)
    gate.let_in(pages)
    process = start(*SYNC)
    # Calls are made in parallel, so the first ones to be released may be for another page.
    kill_when(
        process,
        lambda: (
            len(granted.strava.sample.calls) >= pages
            and (pages == 0 or count_stored(granted) % 200 == 0)
        ),
    )
    stored = count_stored(granted)
    gate.open()
    result = granted.app.test_cli_runner().invoke(args=["sync"])
    assert (result.exit_code, "Error" in result.stderr) == (0, False), result.stderr
    assert result.stdout.startswith("900 added, 0 changed")
    (run,) = granted.runs()
    assert (run.state, run.done, run.added) == ("done", 900, 900)
    assert stored <= 200 * pages
    granted.assert_same_as_strava()


@pytest.mark.slow
def test_first_sync_that_is_killed_three_times_completes(
    granted: SyncActions, start: Callable[..., subprocess.Popen[str]]
) -> None:
    granted.strava.sample.delay = 0.05
    for pages in (1, 2, 3):
        enough = min(900, count_stored(granted) + 200 * pages) - 200

        def has_enough(enough: int = enough) -> bool:
            return count_stored(granted) >= enough

        kill_when(start(*SYNC), has_enough)
    process = start(*SYNC)
    process.communicate(timeout=60)
    assert process.returncode == 0
    granted.assert_same_as_strava()
    assert {run.added for run in granted.runs() if run.kind == "first"} == {900}


def test_server_continues_a_killed_sync_when_it_starts(
    granted: SyncActions, gate: Gate, start: Callable[..., subprocess.Popen[str]], port: int
) -> None:
    gate.close(LIST)
    gate.let_in(3)
    kill_when(start(*SYNC), lambda: len(granted.strava.sample.calls) >= 3)
    gate.open()
    process = start("app.py", "--no-browser", "--port", str(port))
    try:
        pause = threading.Event()
        for _ in range(2000):
            if granted.runs()[0].state == "done":
                break
            pause.wait(0.01)
    finally:
        process.terminate()
        process.communicate(timeout=20)
    (run,) = granted.runs()
    assert (run.state, run.added) == ("done", 900)
    granted.assert_same_as_strava()


def test_next_process_continues_a_full_check_and_its_confirmations(
    granted: SyncActions, gate: Gate, start: Callable[..., subprocess.Popen[str]]
) -> None:
    granted.run()
    activities = granted.strava.sample.activities
    deleted = [activities.pop(number) for number in (800, 500, 20, 10)]
    activities[300]["name"] = "Renamed"
    gate.close(f"/api/v3/activities/{deleted[1]['id']}")
    process = start(*SYNC, "--full")
    kill_when(process, lambda: granted.count_calls(f"/api/v3/activities/{deleted[0]['id']}") > 0)
    gate.open()
    result = granted.app.test_cli_runner().invoke(args=["sync"])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("0 added, 1 changed, 4 deleted")
    granted.assert_same_as_strava()
    assert len(granted.runs()) == 2
