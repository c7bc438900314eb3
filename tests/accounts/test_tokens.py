"""The refresh-on-expiry helper: fresh, once among all who ask, and never locking anybody out."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from flask import Flask
from sqlalchemy import event, insert, update
from sqlalchemy.exc import IntegrityError

from strava import errors
from strava.accounts import athletes
from strava.api import oauth
from strava.db.models import Token
from strava.logbook import Logbook

from ..conftest import Clock, Strava

ATHLETE = 42
ROOT = Path(__file__).parents[2]


class FakeOAuth:
    """Gives new tokens each time, counts, and can be told to refuse."""

    def __init__(self, clock: Clock, lifetime: int = 6 * 3600) -> None:
        self.clock, self.lifetime = clock, lifetime
        self.refreshed: list[str] = []
        self.error: errors.StravaError | None = None
        self.meanwhile: Callable[[], None] = lambda: None
        self.same = False

    def __call__(self) -> Any:
        return self

    def refresh(self, refresh_token: str) -> oauth.TokenGrant:
        self.refreshed.append(refresh_token)
        self.meanwhile()
        if self.error:
            raise self.error
        number = 0 if self.same else len(self.refreshed)
        expires_at = int(self.clock.now) + self.lifetime
        return oauth.TokenGrant(f"access-{number}", f"refresh-{number}", expires_at, {})


@pytest.fixture
def logbook(app: Flask, clock: Clock) -> Logbook:
    logbook: Logbook = app.extensions["logbook"]
    granted = oauth.TokenGrant("access-0", "refresh-0", int(clock.now) + 3600, {"id": ATHLETE})
    with logbook.sessions() as session:
        athletes.connect(session, granted, "read,activity:read", logbook.now())
    return logbook


@pytest.fixture
def refreshing(logbook: Logbook, clock: Clock) -> FakeOAuth:
    fake = FakeOAuth(clock)
    logbook.tokens._oauth = fake
    return fake


def stored(logbook: Logbook) -> Token:
    with logbook.sessions() as session:
        return session.get_one(Token, ATHLETE)


def test_a_token_with_five_minutes_to_live_is_used_as_it_is(
    logbook: Logbook, refreshing: FakeOAuth, clock: Clock
) -> None:
    clock.advance(minutes=55)
    assert logbook.tokens.fresh_token(ATHLETE) == "access-0"
    assert refreshing.refreshed == []


def test_a_token_with_less_is_refreshed_first(
    logbook: Logbook, refreshing: FakeOAuth, clock: Clock
) -> None:
    clock.advance(minutes=55.1)
    assert logbook.tokens.fresh_token(ATHLETE) == "access-1"
    assert refreshing.refreshed == ["refresh-0"]


def test_the_rotated_refresh_token_is_stored_before_the_access_token_is_given(
    logbook: Logbook, refreshing: FakeOAuth, clock: Clock
) -> None:
    for hours in (7, 7, 7):
        clock.advance(hours=hours)
        given = logbook.tokens.fresh_token(ATHLETE)
        token = stored(logbook)
        assert token.access_token == given
        assert token.refresh_token == given.replace("access", "refresh")
    assert refreshing.refreshed == ["refresh-0", "refresh-1", "refresh-2"]


def test_what_a_refresh_returns_is_used_however_short_lived(
    logbook: Logbook, refreshing: FakeOAuth, clock: Clock
) -> None:
    refreshing.lifetime = 1
    clock.advance(hours=7)
    assert logbook.tokens.fresh_token(ATHLETE) == "access-1"


def test_a_refused_access_token_is_renewed_before_its_time(
    logbook: Logbook, refreshing: FakeOAuth
) -> None:
    assert logbook.tokens.fresh_token(ATHLETE, "access-0") == "access-1"


def test_a_refused_access_token_that_was_replaced_meanwhile_is_not_renewed_again(
    logbook: Logbook, refreshing: FakeOAuth
) -> None:
    assert logbook.tokens.fresh_token(ATHLETE, "older") == "access-0"
    assert refreshing.refreshed == []


def test_a_refresh_may_give_the_same_token(logbook: Logbook, refreshing: FakeOAuth) -> None:
    refreshing.same = True
    assert logbook.tokens.fresh_token(ATHLETE, "access-0") == "access-0"


def test_a_refused_refresh_token_marks_the_athlete_as_reconnect_needed(
    logbook: Logbook, refreshing: FakeOAuth, clock: Clock
) -> None:
    refreshing.error = errors.RefreshTokenRefused()
    clock.advance(hours=7)
    for _ in range(2):
        with pytest.raises(errors.ReconnectNeeded, match="click Connect"):
            logbook.tokens.fresh_token(ATHLETE)
    assert stored(logbook).refused_at is not None
    assert len(refreshing.refreshed) == 1


@pytest.mark.parametrize(
    "error", [errors.Unavailable(), errors.WrongCredentials(), errors.UnexpectedAnswer()]
)
def test_another_failure_marks_nothing_and_the_next_try_works(
    logbook: Logbook, refreshing: FakeOAuth, clock: Clock, error: errors.StravaError
) -> None:
    clock.advance(hours=7)
    refreshing.error = error
    with pytest.raises(type(error)):
        logbook.tokens.fresh_token(ATHLETE)
    refreshing.error = None
    assert logbook.tokens.fresh_token(ATHLETE) == "access-2"


@pytest.mark.parametrize("refused", [None, errors.RefreshTokenRefused()])
def test_a_sign_in_completed_during_the_refresh_wins(
    logbook: Logbook, refreshing: FakeOAuth, clock: Clock, refused: errors.StravaError | None
) -> None:
    def sign_in() -> None:
        with logbook.sessions.begin() as session:
            newest = {"access_token": "signed-in", "refresh_token": "newest", "generation": 9}
            session.execute(update(Token).values(**newest))

    refreshing.meanwhile, refreshing.error = sign_in, refused
    clock.advance(hours=7)
    assert logbook.tokens.fresh_token(ATHLETE) == "signed-in"
    assert stored(logbook).refresh_token == "newest"
    assert stored(logbook).refused_at is None


def test_an_athlete_who_was_disconnected_during_the_refresh_stays_so(
    logbook: Logbook, refreshing: FakeOAuth, clock: Clock
) -> None:
    def disconnect() -> None:
        with logbook.sessions() as session:
            athletes.disconnect(session, ATHLETE, with_data=False)

    refreshing.meanwhile = disconnect
    clock.advance(hours=7)
    with pytest.raises(errors.NotConnected):
        logbook.tokens.fresh_token(ATHLETE)


def test_who_was_never_connected_is_told_what_to_do(logbook: Logbook) -> None:
    with pytest.raises(errors.NotConnected, match="click Connect"):
        logbook.tokens.fresh_token(7)


@pytest.mark.parametrize("lifetime", [6 * 3600, 60], ids=["long-lived", "short-lived"])
def test_threads_that_ask_at_once_cause_one_refresh(
    logbook: Logbook, refreshing: FakeOAuth, clock: Clock, lifetime: int
) -> None:
    refreshing.lifetime = lifetime
    clock.advance(hours=7)
    everyone_has_seen_the_old_one = threading.Barrier(8)
    lock = logbook.tokens._lock

    def lock_together(name: str) -> Any:
        everyone_has_seen_the_old_one.wait(10)
        return lock(name)

    logbook.tokens._lock = lock_together
    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(logbook.tokens.fresh_token, [ATHLETE] * 8))
    assert set(given) == {"access-1"}
    assert len(refreshing.refreshed) == 1


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


class TestProcesses:
    """Over real HTTP, against the sample Strava."""

    @pytest.fixture
    def environment(
        self, app: Flask, strava: Strava, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        clock.now = time.time()  # other processes have the computer's own clock
        settings = app.extensions["logbook"].settings
        monkeypatch.setenv("INSTANCE_PATH", str(settings.instance_path))
        monkeypatch.setenv("STRAVA_CLIENT_ID", settings.client_id)
        monkeypatch.setenv("STRAVA_CLIENT_SECRET", settings.client_secret)
        monkeypatch.setenv("STRAVA_OAUTH_URL", f"{strava.url}/oauth")
        monkeypatch.setenv("STRAVA_API_URL", f"{strava.url}/api/v3")

    def expire(self, app: Flask, strava: Strava) -> None:
        strava.sample.expire_access_tokens()
        with app.extensions["logbook"].sessions.begin() as session:
            session.execute(update(Token).values(expires_at=0))

    def test_eight_threads_in_each_of_two_processes_cause_one_refresh(
        self,
        environment: None,
        app: Flask,
        strava: Strava,
        connected: Any,
        athlete_id: int,
    ) -> None:
        self.expire(app, strava)
        before = len(strava.sample.token_requests)
        askers = [
            subprocess.Popen(
                [sys.executable, "-c", EIGHT_THREADS, str(athlete_id)],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(2)
        ]
        for asker in askers:
            assert asker.stdout is not None
            assert asker.stdout.readline() == "ready\n"
        outputs = []
        for asker in askers:
            assert asker.stdin is not None
            asker.stdin.write("go\n")
            asker.stdin.flush()
        for asker in askers:
            outputs += json.loads(asker.communicate(timeout=60)[0])
        assert len(outputs) == 16
        assert len(set(outputs)) == 1
        assert strava.sample.token_requests[before:] == ["refresh_token"]

    def test_a_process_that_dies_while_refreshing_locks_nobody_out(
        self, environment: None, app: Flask, strava: Strava, connected: Any, athlete_id: int
    ) -> None:
        self.expire(app, strava)
        path = app.extensions["logbook"].settings.instance_path / f"token-{athlete_id}.lock"
        holder = subprocess.Popen(
            [
                sys.executable,
                "-c",
                "import sys; from filelock import FileLock; FileLock(sys.argv[1]).acquire();"
                "print('held', flush=True); sys.stdin.read()",
                str(path),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        holder.kill()
        holder.communicate()
        assert app.extensions["logbook"].tokens.fresh_token(athlete_id)

    def test_a_lock_that_is_never_released_is_told_and_not_waited_for_for_ever(
        self, app: Flask, strava: Strava, connected: Any, athlete_id: int
    ) -> None:
        self.expire(app, strava)
        logbook: Logbook = app.extensions["logbook"]
        logbook.tokens._lock = lambda name: logbook.lock(name, timeout=0)
        path = logbook.settings.instance_path / f"token-{athlete_id}.lock"
        with FileLock(path), pytest.raises(errors.Unavailable, match="refreshing"):
            logbook.tokens.fresh_token(athlete_id)


def test_a_database_that_cannot_be_written_is_found_out_before_strava_is_asked(
    logbook: Logbook, refreshing: FakeOAuth, clock: Clock
) -> None:
    engine = logbook.sessions.kw["bind"]

    def full(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("UPDATE"):
            raise sqlite3.OperationalError("database or disk is full")

    clock.advance(hours=7)
    event.listen(engine, "before_cursor_execute", full)
    with pytest.raises(errors.StorageError, match="Free some space"):
        logbook.tokens.fresh_token(ATHLETE)
    event.remove(engine, "before_cursor_execute", full)
    assert refreshing.refreshed == []
    assert logbook.tokens.fresh_token(ATHLETE) == "access-1"


def test_an_error_of_the_database_does_not_tell_the_tokens(logbook: Logbook) -> None:
    with logbook.sessions() as session, pytest.raises(IntegrityError) as caught:
        session.execute(insert(Token).values(athlete_id=1, access_token="s3cret", scope=None))
    assert "s3cret" not in str(caught.value)
