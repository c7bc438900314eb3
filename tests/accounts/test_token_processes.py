"""Access tokens among processes: refreshed once, over real HTTP against the sample Strava."""

from __future__ import annotations

import json
import subprocess
import time
from functools import partial

import pytest
from filelock import FileLock
from sqlalchemy import update

from strava import errors
from strava.accounts import athletes
from strava.accounts.tokens import TokenStore
from strava.api.oauth import SCOPES
from strava.db.models import Token
from strava.logbook import Logbook

from .. import processes
from ..clock import Clock
from ..sample_strava import Strava

EIGHT_THREADS = """
import json, sys
from concurrent.futures import ThreadPoolExecutor
from strava.db.engine import open_engine
from strava.logbook import Logbook
from strava.settings import from_environment

settings = from_environment()
tokens = Logbook(settings, open_engine(settings)).tokens
print("ready", flush=True)
sys.stdin.readline()
with ThreadPoolExecutor(8) as pool:
    print(json.dumps(list(pool.map(tokens.fresh_token, [int(sys.argv[1])] * 8))))
"""

HOLD_A_LOCK = """
import sys
from filelock import FileLock

FileLock(sys.argv[1]).acquire()
print("held", flush=True)
sys.stdin.read()
"""


def wait_for_line(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == f"{line}\n"


@pytest.fixture
def athlete_id(
    logbook: Logbook, strava: Strava, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> int:
    """An athlete whose access token has expired, and the environment for other processes."""
    settings = logbook.settings
    monkeypatch.setenv("INSTANCE_PATH", str(settings.instance_path))
    monkeypatch.setenv("STRAVA_CLIENT_ID", str(settings.client_id))
    monkeypatch.setenv("STRAVA_CLIENT_SECRET", str(settings.client_secret))
    monkeypatch.setenv("STRAVA_OAUTH_URL", f"{strava.url}/oauth")
    monkeypatch.setenv("STRAVA_API_URL", f"{strava.url}/api/v3")
    clock.now = time.time()  # Other processes use the clock of the computer.
    grant = logbook.oauth().exchange(strava.sample.issue_code(frozenset(SCOPES)))
    with logbook.sessions() as session:
        athlete, _ = athletes.connect(session, grant, ",".join(SCOPES), logbook.now())
    strava.sample.expire_access_tokens()
    with logbook.sessions.begin() as session:
        session.execute(update(Token).values(expires_at=0))
    return athlete.id


def test_eight_threads_in_each_of_two_processes_cause_one_refresh(
    strava: Strava, athlete_id: int
) -> None:
    before = len(strava.sample.token_requests)
    started = [processes.start("-c", EIGHT_THREADS, str(athlete_id)) for _ in range(2)]
    for process in started:
        wait_for_line(process, "ready")
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    access_tokens: list[str] = []
    for process in started:
        access_tokens += json.loads(process.communicate(timeout=60)[0])
    assert len(access_tokens) == 16
    assert len(set(access_tokens)) == 1
    assert strava.sample.token_requests[before:] == ["refresh_token"]


def test_lock_of_a_killed_process_is_released(
    logbook: Logbook, strava: Strava, athlete_id: int
) -> None:
    path = logbook.settings.instance_path / f"token-{athlete_id}.lock"
    holder = processes.start("-c", HOLD_A_LOCK, str(path))
    wait_for_line(holder, "held")
    holder.kill()
    holder.communicate()
    before = len(strava.sample.token_requests)
    assert logbook.tokens.fresh_token(athlete_id) == _access_token(logbook, athlete_id)
    assert strava.sample.token_requests[before:] == ["refresh_token"]


def test_lock_that_is_never_released_is_reported_after_a_timeout(
    logbook: Logbook, clock: Clock, athlete_id: int
) -> None:
    tokens = TokenStore(logbook.sessions, logbook.oauth, partial(logbook.lock, timeout=0), clock)
    path = logbook.settings.instance_path / f"token-{athlete_id}.lock"
    with FileLock(path), pytest.raises(errors.Unavailable, match="refreshing"):
        tokens.fresh_token(athlete_id)


def _access_token(logbook: Logbook, athlete_id: int) -> str:
    with logbook.sessions() as session:
        return session.get_one(Token, athlete_id).access_token
