"""Access tokens that are refreshed before they expire.

Threads and processes may ask at the same time: a lock file lets one of them refresh, and the
others use what it stored. Once Strava replaces a refresh token the old one is invalid, so two
concurrent refreshes could lock the athlete out
(https://developers.strava.com/docs/authentication/#refreshingexpiredaccesstokens).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial

from filelock import Timeout
from sqlalchemy import CursorResult, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from ..api.client import AccessToken
from ..api.oauth import OAuth, TokenGrant
from ..db.errors import storage_error
from ..db.models import Athlete, Token
from ..errors import (
    NotConnected,
    ReconnectNeeded,
    RefreshTokenRefused,
    Unavailable,
    UnexpectedAnswer,
)

LEEWAY = 5 * 60
"""The least remaining lifetime in seconds of an access token that is used without a refresh."""
_MAX_LIFETIME = 6 * 3600 + LEEWAY
"""Tokens live six hours. A longer lifetime means that a clock is or was wrong."""
_UNKNOWN_LIFETIME = 2 * LEEWAY
"""How long a token is assumed to live if Strava does not say: it is refreshed soon, but not
before every call."""

Clock = Callable[[], float]
Lock = Callable[[str], AbstractContextManager[object]]


class TokenStore:
    """The tokens in the database, refreshed when necessary.

    `oauth` returns the client that refreshes tokens, and is called only for a refresh. `lock`
    returns the lock with a given name, shared among processes. `clock` returns Unix time.
    """

    def __init__(
        self,
        sessions: sessionmaker[Session],
        oauth: Callable[[], OAuth],
        lock: Lock,
        clock: Clock = time.time,
    ) -> None:
        self._sessions = sessions
        self._oauth = oauth
        self._lock = lock
        self._clock = clock

    def fresh_token(self, athlete_id: int, refused: str | None = None) -> str:
        """Return an access token that is valid for at least LEEWAY, refreshed if necessary.

        `refused` is an access token that Strava answered with 401 before it expired: a different
        one is returned, unless Strava issues the same again. Raises NotConnected,
        ReconnectNeeded, StorageError, or what OAuth.refresh raises.
        """
        try:
            before = self._load(athlete_id)
            if self._is_usable(before, refused):
                return before.access_token
            with self._lock(f"token-{athlete_id}"):
                current = self._load(athlete_id)
                # If another thread or process refreshed the token in the meantime, use its
                # result, however soon that expires.
                refreshed = current.generation != before.generation
                if refreshed or self._is_usable(current, refused):
                    return current.access_token
                return self._refresh(current)
        except SQLAlchemyError as error:
            raise storage_error(error) from None
        except Timeout:
            raise Unavailable(
                "Another program has been refreshing the sign-in for a minute. Try again."
            ) from None

    def for_athlete(self, athlete_id: int) -> AccessToken:
        """Return `fresh_token` for one athlete, as Client expects it."""
        return partial(self.fresh_token, athlete_id)

    def _is_usable(self, token: Token, refused: str | None) -> bool:
        if refused is not None:
            return token.access_token != refused
        return _is_plausible(token.expires_at - self._clock())

    def _load(self, athlete_id: int) -> Token:
        with self._sessions() as session:
            token = session.get(Token, athlete_id)
            if token is None:
                raise NotConnected(
                    "This athlete is not connected. Open Logbook in the browser and click "
                    "Connect with Strava."
                )
            if token.refused_at is not None:
                athlete = session.get(Athlete, athlete_id)
                raise ReconnectNeeded(athlete.name if athlete else str(athlete_id))
            return token

    def _refresh(self, token: Token) -> str:
        # Write to the database before the refresh: if it is full or locked, this fails before
        # Strava issues a token that could not be stored.
        self._update(token, generation=token.generation)
        try:
            grant = self._oauth().refresh(token.refresh_token)
        except RefreshTokenRefused:
            refused_at = datetime.fromtimestamp(self._clock(), UTC)
            self._replace(token, refused_at=refused_at)
            # A sign-in that completed in the meantime has stored other tokens; use those.
            return self._load(token.athlete_id).access_token
        refresh_token = grant.refresh_token or token.refresh_token
        if not grant.access_token:
            # Store the new refresh token, because the old one is invalid now.
            self._update(token, generation=token.generation, refresh_token=refresh_token)
            raise UnexpectedAnswer
        replaced = self._replace(
            token,
            access_token=grant.access_token,
            refresh_token=refresh_token,
            expires_at=_expires_at(grant, self._clock()),
        )
        return grant.access_token if replaced else self._load(token.athlete_id).access_token

    def _replace(self, token: Token, **values: object) -> bool:
        return self._update(token, generation=token.generation + 1, **values)

    def _update(self, token: Token, **values: object) -> bool:
        """Update the row unless another writer has changed it; return whether it was updated."""
        with self._sessions.begin() as session:
            result = session.execute(
                update(Token)
                .where(Token.athlete_id == token.athlete_id, Token.generation == token.generation)
                .values(**values)
            )
            assert isinstance(result, CursorResult)  # noqa: S101
            return result.rowcount == 1


def store(session: Session, athlete_id: int, grant: TokenGrant, scope: str, now: datetime) -> None:
    """Store the tokens of a sign-in, replacing any stored before. The caller commits."""
    token = session.get(Token, athlete_id)
    if token is None:
        token = Token(athlete_id=athlete_id, generation=0)
        session.add(token)
    token.access_token = grant.access_token
    token.refresh_token = grant.refresh_token
    token.expires_at = _expires_at(grant, now.timestamp())
    token.scope = scope
    token.refused_at = None
    token.generation += 1


def _expires_at(grant: TokenGrant, now: float) -> int:
    """Return when to assume that an access token expires, as Unix time."""
    if grant.expires_at is not None and _is_plausible(grant.expires_at - now):
        return grant.expires_at
    if grant.expires_in is not None and _is_plausible(grant.expires_in):
        return int(now) + grant.expires_in
    return int(now) + _UNKNOWN_LIFETIME


def _is_plausible(lifetime: float) -> bool:
    """Return whether a token can be used for a while, and no longer than any token lives."""
    return LEEWAY <= lifetime <= _MAX_LIFETIME
