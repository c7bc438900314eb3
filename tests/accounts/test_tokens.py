"""Access tokens: refreshed once among all threads and processes, without locking anyone out."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from filelock import FileLock
from sqlalchemy import event, insert
from sqlalchemy.exc import IntegrityError

from strava import errors, logbook
from strava.accounts import athletes
from strava.accounts.tokens import TokenStore
from strava.api import bounds
from strava.api.oauth import Credentials, OAuth, TokenGrant
from strava.db.models import Token
from strava.logbook import Logbook

from ..clock import Clock
from ..raw_server import RawServer
from .conftest import ATHLETE, FakeOAuth


def stored(connected_logbook: Logbook) -> Token:
    with connected_logbook.sessions() as session:
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
        self, connected_logbook: Logbook, tokens: TokenStore, oauth: FakeOAuth, clock: Clock
    ) -> None:
        for hours in (7, 7, 7):
            clock.advance(hours=hours)
            access_token = tokens.fresh_token(ATHLETE)
            token = stored(connected_logbook)
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
        connected_logbook: Logbook,
        tokens: TokenStore,
        oauth: FakeOAuth,
        clock: Clock,
        error: errors.StravaError,
    ) -> None:
        clock.advance(hours=7)
        oauth.error = error
        with pytest.raises(type(error)):
            tokens.fresh_token(ATHLETE)
        assert stored(connected_logbook).refused_at is None
        oauth.error = None
        assert tokens.fresh_token(ATHLETE) == "access-2"

    def test_error_for_an_unknown_athlete_says_how_to_connect(self, tokens: TokenStore) -> None:
        with pytest.raises(errors.NotConnected, match="click Connect"):
            tokens.fresh_token(7)


def test_answer_that_trickles_does_not_hold_the_lock(
    connected_logbook: Logbook, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = Clock(0)
    monkeypatch.setattr(bounds, "monotonic", seconds)

    def trickle() -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nX-Odd: "
        for _ in range(1_000_000):
            seconds.now += 1
            yield b"x"

    server = RawServer(trickle)
    oauth = OAuth(server.url, Credentials("1", "secret"))
    tokens = TokenStore(connected_logbook.sessions, lambda: oauth, connected_logbook.lock, clock)
    clock.advance(hours=7)
    with pytest.raises(errors.Unavailable):
        tokens.fresh_token(ATHLETE)
    server.close()
    assert server.hung_up == 1
    with connected_logbook.lock(f"token-{ATHLETE}", timeout=0):
        assert stored(connected_logbook).refresh_token == "refresh-0"


def test_waiting_for_another_refresh_takes_longer_than_any_refresh() -> None:
    assert logbook.TOKEN_LOCK_TIMEOUT > bounds.MAX_SECONDS


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
        self, connected_logbook: Logbook, tokens: TokenStore, oauth: FakeOAuth, clock: Clock
    ) -> None:
        oauth.error = errors.RefreshTokenRefused()
        clock.advance(hours=7)
        for _ in range(2):
            with pytest.raises(errors.ReconnectNeeded, match="click Connect"):
                tokens.fresh_token(ATHLETE)
        assert stored(connected_logbook).refused_at == connected_logbook.now()
        assert len(oauth.received) == 1


class TestChangesDuringTheRefresh:
    @pytest.mark.parametrize("error", [None, errors.RefreshTokenRefused()])
    def test_completed_sign_in_takes_precedence(
        self,
        connected_logbook: Logbook,
        tokens: TokenStore,
        oauth: FakeOAuth,
        clock: Clock,
        error: errors.StravaError | None,
    ) -> None:
        def sign_in() -> None:
            grant = TokenGrant("signed-in", "newest", int(clock.now) + 3600, {"id": ATHLETE})
            with connected_logbook.sessions() as session:
                athletes.connect(session, grant, "read,activity:read", connected_logbook.now())

        oauth.during_refresh, oauth.error = sign_in, error
        clock.advance(hours=7)
        assert tokens.fresh_token(ATHLETE) == "signed-in"
        assert stored(connected_logbook).refresh_token == "newest"
        assert stored(connected_logbook).refused_at is None

    def test_disconnected_athlete_stays_disconnected(
        self, connected_logbook: Logbook, tokens: TokenStore, oauth: FakeOAuth, clock: Clock
    ) -> None:
        def disconnect() -> None:
            with connected_logbook.sessions() as session:
                athletes.disconnect(session, ATHLETE, with_data=False)

        oauth.during_refresh = disconnect
        clock.advance(hours=7)
        with pytest.raises(errors.NotConnected):
            tokens.fresh_token(ATHLETE)


@pytest.mark.parametrize("lifetime", [6 * 3600, 60], ids=["long-lived", "short-lived"])
def test_concurrent_threads_cause_one_refresh(
    connected_logbook: Logbook, oauth: FakeOAuth, clock: Clock, lifetime: int
) -> None:
    all_have_read_the_old_token = threading.Barrier(8)

    def lock(name: str) -> FileLock:
        all_have_read_the_old_token.wait(10)
        return connected_logbook.lock(name)

    tokens = TokenStore(connected_logbook.sessions, lambda: oauth, lock, clock)
    oauth.lifetime = lifetime
    clock.advance(hours=7)
    with ThreadPoolExecutor(8) as pool:
        access_tokens = list(pool.map(tokens.fresh_token, [ATHLETE] * 8))
    assert set(access_tokens) == {"access-1"}
    assert len(oauth.received) == 1


def test_database_that_cannot_be_written_is_noticed_before_the_refresh(
    connected_logbook: Logbook, tokens: TokenStore, oauth: FakeOAuth, clock: Clock
) -> None:
    engine = connected_logbook.sessions.kw["bind"]

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


def test_database_error_does_not_contain_the_tokens(connected_logbook: Logbook) -> None:
    with connected_logbook.sessions() as session, pytest.raises(IntegrityError) as caught:
        session.execute(insert(Token).values(athlete_id=1, access_token="s3cret", scope=None))
    assert "s3cret" not in str(caught.value)
