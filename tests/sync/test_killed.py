"""SIGKILL, sent to a real process that syncs: the next one goes on, and comes to the same end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from strava.db.models import Activity, SyncRun
from strava.sample import CLIENT_ID, CLIENT_SECRET
from strava.settings import Settings

from ..conftest import Clock, Strava, activity, assert_same_as_strava, rows
from ..faults import LIST
from ..gate import Gate

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def many(strava: Strava) -> None:
    strava.sample.activities[:] = [activity(number) for number in range(900)]


@pytest.fixture
def environment(
    settings: Settings, clock: Clock, signed_in: int, strava: Strava, app: Flask
) -> dict[str, str]:
    clock.now = time.time()  # a process of its own has the computer's own clock
    return {
        **os.environ,
        "INSTANCE_PATH": str(settings.instance_path),
        "STRAVA_CLIENT_ID": CLIENT_ID,
        "STRAVA_CLIENT_SECRET": CLIENT_SECRET,
        "STRAVA_OAUTH_URL": settings.oauth_url,
        "STRAVA_API_URL": settings.api_url,
    }


@pytest.fixture
def gate(strava: Strava) -> Iterator[Gate]:
    gate = Gate(strava.app.wsgi_app)
    strava.app.wsgi_app = gate  # type: ignore[method-assign]
    yield gate
    gate.open()


def flask(environment: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "flask", *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def kill_when(process: subprocess.Popen[str], reached: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(3000):
        if reached():
            break
        assert process.poll() is None, process.communicate()
        pause.wait(0.01)
    else:
        raise AssertionError("it never came so far")
    process.kill()
    process.communicate(timeout=20)
    assert process.returncode == -signal.SIGKILL


def stored(app: Flask) -> int:
    with app.extensions["logbook"].sessions() as session:
        return len(session.scalars(select(Activity.id)).all())


@pytest.mark.parametrize("pages", [0, 1, 3])
def test_a_first_sync_goes_on_in_the_next_process(
    pages: int,
    environment: dict[str, str],
    gate: Gate,
    app: Flask,
    client: FlaskClient,
    strava: Strava,
    signed_in: int,
) -> None:
    gate.close(LIST)
    gate.let_in(pages)
    process = flask(environment, "sync")
    # Calls go out several at a time, so of those let in, the first may be another page.
    kill_when(
        process,
        lambda: len(strava.sample.calls) >= pages and (pages == 0 or stored(app) % 200 == 0),
    )
    kept = stored(app)
    gate.open()
    done = flask(environment, "sync")
    out, err = done.communicate(timeout=60)
    assert (done.returncode, "Error" in err) == (0, False), err
    assert out.startswith("900 added, 0 changed")
    (run,) = rows(app, SyncRun)
    assert (run.state, run.done, run.added) == ("done", 900, 900)
    assert kept <= 200 * pages
    assert_same_as_strava(app, strava)


def test_killed_again_and_again_it_still_comes_to_its_end(
    environment: dict[str, str],
    gate: Gate,
    app: Flask,
    strava: Strava,
    signed_in: int,
) -> None:
    strava.sample.delay = 0.05
    for more in (1, 2, 3):
        before = stored(app)
        process = flask(environment, "sync")
        wanted = min(900, before + 200 * more) - 200
        kill_when(process, lambda wanted=wanted: stored(app) >= wanted)
    process = flask(environment, "sync")
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert_same_as_strava(app, strava)
    assert {run.added for run in rows(app, SyncRun) if run.kind == "first"} == {900}


def test_the_server_takes_up_at_its_start_what_was_killed(
    environment: dict[str, str],
    gate: Gate,
    app: Flask,
    client: FlaskClient,
    strava: Strava,
    signed_in: int,
) -> None:
    gate.close(LIST)
    gate.let_in(3)
    kill_when(flask(environment, "sync"), lambda: len(strava.sample.calls) >= 3)
    gate.open()
    process = subprocess.Popen(
        [sys.executable, "app.py", "--no-browser", "--port", str(free_port())],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        pause = threading.Event()
        for _ in range(2000):
            if rows(app, SyncRun)[0].state == "done":
                break
            pause.wait(0.01)
    finally:
        process.terminate()
        process.wait(20)
    (run,) = rows(app, SyncRun)
    assert (run.state, run.added) == ("done", 900)
    assert_same_as_strava(app, strava)


def test_a_full_check_goes_on_and_marks_what_is_gone(
    environment: dict[str, str],
    gate: Gate,
    app: Flask,
    client: FlaskClient,
    strava: Strava,
    signed_in: int,
    finish_sync: Callable[[], None],
) -> None:
    client.post("/sync")
    finish_sync()
    gone = [strava.sample.activities.pop(number) for number in (800, 500, 20, 10)]
    strava.sample.activities[300]["name"] = "Renamed"
    gate.close(f"/api/v3/activities/{gone[1]['id']}")
    process = flask(environment, "sync", "--full")
    asked = f"/api/v3/activities/{gone[0]['id']}"
    kill_when(process, lambda: any(path == asked for _, path in strava.sample.calls))
    gate.open()
    done = flask(environment, "sync")
    out, err = done.communicate(timeout=60)
    assert (done.returncode, err) == (0, "")
    assert out.startswith("0 added, 1 changed, 4 deleted")
    assert_same_as_strava(app, strava)
    assert len(rows(app, SyncRun)) == 2


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
