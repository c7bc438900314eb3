"""Access tokens: refreshed once among all threads and processes, without locking anyone out."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from sqlalchemy import event, insert, update
from sqlalchemy.exc import IntegrityError

from strava import errors
from strava.accounts import athletes
from strava.accounts.tokens import TokenStore
from strava.api.oauth import SCOPES, OAuth, TokenGrant
from strava.db.models import Token
from strava.logbook import Logbook

from ..clock import Clock
from ..sample_strava import Strava

ATHLETE = 42
ROOT = Path(__file__).parents[2]


class FakeOAuth(OAuth):
    """Issues numbered tokens, records the refresh tokens it receives, and can refuse them."""

    def __init__(self, clock: Clock, lifetime: int = 6 * 3600) -> None:
        self.clock, self.lifetime = clock, lifetime
        self.received: list[str] = []
        self.error: errors.StravaError | None = None
        self.during_refresh: Callable[[], None] = lambda: None
        self.always_the_same = False

    def refresh(self, refresh_token: str) -> TokenGrant:
        self.received.append(refresh_token)
        self.during_refresh()
        if self.error:
            raise self.error
        number = 0 if self.always_the_same else len(self.received)
        expires_at = int(self.clock.now) + self.lifetime
        return TokenGrant(f"access-{number}", f"refresh-{number}", expires_at, {})


@pytest.fixture
def logbook(logbook: Logbook, clock: Clock) -> Logbook:
    """Logbook with one connected athlete, whose access token is valid for an hour."""
    grant = TokenGrant("access-0", "refresh-0", int(clock.now) + 3600, {"id": ATHLETE})
    with logbook.sessions() as session:
        athletes.connect(session, grant, "read,activity:read", logbook.now())
    return logbook


@pytest.fixture
def oauth(clock: Clock) -> FakeOAuth:
    return FakeOAuth(clock)


@pytest.fixture
def tokens(logbook: Logbook, oauth: FakeOAuth, clock: Clock) -> TokenStore:
    return TokenStore(logbook.sessions, lambda: oauth, logbook.lock, clock)


def stored(logbook: Logbook) -> Token:
    with logbook.sessions() as session:
        return session.get_one(Token, ATHLETE)


class TestRefresh:
    def test_token_that_is_valid_for_five_minutes_is_not_refreshed(
        self, tokens: TokenStore, oauth: FakeOAuth, clock: Clock
    ) -> None:
        clock.advance(minutes=55)
        assert tokens.fresh_token(ATHLETE) == "access-0"
        assert oauth.received == []

    def test_token_that_expires_sooner_is_refreshed_first(
        self, tokens: TokenStore, oauth: FakeOAuth, clock: Clock
    ) -> None:
        clock.advance(minutes=55.1)
        assert tokens.fresh_token(ATHLETE) == "access-1"
        assert oauth.received == ["refresh-0"]

    def test_new_refresh_token_is_stored_and_used_next(
        self, logbook: Logbook, tokens: TokenStore, oauth: FakeOAuth, clock: Clock
    ) -> None:
        for hours in (7, 7, 7):
            clock.advance(hours=hours)
            access_token = tokens.fresh_token(ATHLETE)
            token = stored(logbook)
            assert token.access_token == access_token
            assert token.refresh_token == access_token.replace("access", "refresh")
            assert token.expires_at == int(clock.now) + oauth.lifetime
        assert oauth.received == ["refresh-0", "refresh-1", "refresh-2"]

    def test_result_is_used_even_if_it_expires_soon(
        self, tokens: TokenStore, oauth: FakeOAuth, clock: Clock
    ) -> None:
        oauth.lifetime = 1
        clock.advance(hours=7)
        assert tokens.fresh_token(ATHLETE) == "access-1"

    def test_function_for_one_athlete_passes_the_refused_token_on(self, tokens: TokenStore) -> None:
        access_token = tokens.for_athlete(ATHLETE)
        assert access_token(None) == "access-0"
        assert access_token("access-0") == "access-1"

    @pytest.mark.parametrize(
        "error", [errors.Unavailable(), errors.WrongCredentials(), errors.UnexpectedAnswer()]
    )
    def test_other_errors_change_nothing_and_the_next_attempt_works(
        self,
        logbook: Logbook,
        tokens: TokenStore,
        oauth: FakeOAuth,
        clock: Clock,
        error: errors.StravaError,
    ) -> None:
        clock.advance(hours=7)
        oauth.error = error
        with pytest.raises(type(error)):
            tokens.fresh_token(ATHLETE)
        assert stored(logbook).refused_at is None
        oauth.error = None
        assert tokens.fresh_token(ATHLETE) == "access-2"

    def test_error_for_an_unknown_athlete_says_how_to_connect(self, tokens: TokenStore) -> None:
        with pytest.raises(errors.NotConnected, match="click Connect"):
            tokens.fresh_token(7)


class TestRefusedTokens:
    def test_refused_access_token_is_refreshed_before_it_expires(self, tokens: TokenStore) -> None:
        assert tokens.fresh_token(ATHLETE, "access-0") == "access-1"

    def test_refused_access_token_that_has_been_replaced_is_not_refreshed_again(
        self, tokens: TokenStore, oauth: FakeOAuth
    ) -> None:
        assert tokens.fresh_token(ATHLETE, "older") == "access-0"
        assert oauth.received == []

    def test_refresh_may_return_the_same_access_token(
        self, tokens: TokenStore, oauth: FakeOAuth
    ) -> None:
        oauth.always_the_same = True
        assert tokens.fresh_token(ATHLETE, "access-0") == "access-0"

    def test_athlete_with_a_refused_refresh_token_has_to_reconnect(
        self, logbook: Logbook, tokens: TokenStore, oauth: FakeOAuth, clock: Clock
    ) -> None:
        oauth.error = errors.RefreshTokenRefused()
        clock.advance(hours=7)
        for _ in range(2):
            with pytest.raises(errors.ReconnectNeeded, match="click Connect"):
                tokens.fresh_token(ATHLETE)
        assert stored(logbook).refused_at == logbook.now()
        assert len(oauth.received) == 1


class TestChangesDuringTheRefresh:
    @pytest.mark.parametrize("error", [None, errors.RefreshTokenRefused()])
    def test_completed_sign_in_takes_precedence(
        self,
        logbook: Logbook,
        tokens: TokenStore,
        oauth: FakeOAuth,
        clock: Clock,
        error: errors.StravaError | None,
    ) -> None:
        def sign_in() -> None:
            grant = TokenGrant("signed-in", "newest", int(clock.now) + 3600, {"id": ATHLETE})
            with logbook.sessions() as session:
                athletes.connect(session, grant, "read,activity:read", logbook.now())

        oauth.during_refresh, oauth.error = sign_in, error
        clock.advance(hours=7)
        assert tokens.fresh_token(ATHLETE) == "signed-in"
        assert stored(logbook).refresh_token == "newest"
        assert stored(logbook).refused_at is None

    def test_disconnected_athlete_stays_disconnected(
        self, logbook: Logbook, tokens: TokenStore, oauth: FakeOAuth, clock: Clock
    ) -> None:
        def disconnect() -> None:
            with logbook.sessions() as session:
                athletes.disconnect(session, ATHLETE, with_data=False)

        oauth.during_refresh = disconnect
        clock.advance(hours=7)
        with pytest.raises(errors.NotConnected):
            tokens.fresh_token(ATHLETE)


@pytest.mark.parametrize("lifetime", [6 * 3600, 60], ids=["long-lived", "short-lived"])
def test_concurrent_threads_cause_one_refresh(
    logbook: Logbook, oauth: FakeOAuth, clock: Clock, lifetime: int
) -> None:
    all_have_read_the_old_token = threading.Barrier(8)

    def lock(name: str) -> FileLock:
        all_have_read_the_old_token.wait(10)
        return logbook.lock(name)

    tokens = TokenStore(logbook.sessions, lambda: oauth, lock, clock)
    oauth.lifetime = lifetime
    clock.advance(hours=7)
    with ThreadPoolExecutor(8) as pool:
        access_tokens = list(pool.map(tokens.fresh_token, [ATHLETE] * 8))
    assert set(access_tokens) == {"access-1"}
    assert len(oauth.received) == 1


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


def start(script: str, argument: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, argument],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def wait_for_line(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == f"{line}\n"


class TestProcesses:
    """Over real HTTP, against the sample Strava."""

    @pytest.fixture
    def athlete_id(
        self, logbook: Logbook, strava: Strava, clock: Clock, monkeypatch: pytest.MonkeyPatch
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
        self, strava: Strava, athlete_id: int
    ) -> None:
        before = len(strava.sample.token_requests)
        processes = [start(EIGHT_THREADS, str(athlete_id)) for _ in range(2)]
        for process in processes:
            wait_for_line(process, "ready")
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        access_tokens: list[str] = []
        for process in processes:
            access_tokens += json.loads(process.communicate(timeout=60)[0])
        assert len(access_tokens) == 16
        assert len(set(access_tokens)) == 1
        assert strava.sample.token_requests[before:] == ["refresh_token"]

    def test_lock_of_a_killed_process_is_released(
        self, logbook: Logbook, strava: Strava, athlete_id: int
    ) -> None:
        holder = start(
            HOLD_A_LOCK, str(logbook.settings.instance_path / f"token-{athlete_id}.lock")
        )
        wait_for_line(holder, "held")
        holder.kill()
        holder.communicate()
        before = len(strava.sample.token_requests)
        assert logbook.tokens.fresh_token(athlete_id) == _access_token(logbook, athlete_id)
        assert strava.sample.token_requests[before:] == ["refresh_token"]

    def test_lock_that_is_never_released_is_reported_after_a_timeout(
        self, logbook: Logbook, clock: Clock, athlete_id: int
    ) -> None:
        tokens = TokenStore(
            logbook.sessions, logbook.oauth, partial(logbook.lock, timeout=0), clock
        )
        path = logbook.settings.instance_path / f"token-{athlete_id}.lock"
        with FileLock(path), pytest.raises(errors.Unavailable, match="refreshing"):
            tokens.fresh_token(athlete_id)


def _access_token(logbook: Logbook, athlete_id: int) -> str:
    with logbook.sessions() as session:
        return session.get_one(Token, athlete_id).access_token


def test_database_that_cannot_be_written_is_noticed_before_the_refresh(
    logbook: Logbook, tokens: TokenStore, oauth: FakeOAuth, clock: Clock
) -> None:
    engine = logbook.sessions.kw["bind"]

    def fail(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("UPDATE"):
            raise sqlite3.OperationalError("database or disk is full")

    clock.advance(hours=7)
    event.listen(engine, "before_cursor_execute", fail)
    with pytest.raises(errors.StorageError, match="Free some space"):
        tokens.fresh_token(ATHLETE)
    event.remove(engine, "before_cursor_execute", fail)
    assert oauth.received == []
    assert tokens.fresh_token(ATHLETE) == "access-1"


def test_database_error_does_not_contain_the_tokens(logbook: Logbook) -> None:
    with logbook.sessions() as session, pytest.raises(IntegrityError) as caught:
        session.execute(insert(Token).values(athlete_id=1, access_token="s3cret", scope=None))
    assert "s3cret" not in str(caught.value)
