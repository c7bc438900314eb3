"""The refresh-on-expiry helper: one place that gives access tokens, and stores what replaces them.

Safe among threads and processes: a lock file lets one of them refresh, and the others take what
it stored. A refresh token that Strava replaces is dead at once, so two refreshes racing with it
would lock the athlete out (https://developers.strava.com/docs/authentication/#refreshingexpiredaccesstokens).
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

from ..api import oauth
from ..api.client import AccessToken
from ..db.errors import storage_error
from ..db.models import Athlete, Token
from ..errors import NotConnected, ReconnectNeeded, RefreshTokenRefused, Unavailable

LEEWAY = 5 * 60
"""Seconds an access token must still be good for."""

Clock = Callable[[], float]
Lock = Callable[[str], AbstractContextManager[object]]


class TokenStore:
    """The tokens in the database, kept fresh.

    `connection` gives the OAuth addresses to refresh at, and is asked only when one must be;
    `lock` gives a lock among processes by its name; `clock` is Unix time.
    """

    def __init__(
        self,
        sessions: sessionmaker[Session],
        connection: Callable[[], oauth.OAuth],
        lock: Lock,
        clock: Clock = time.time,
    ) -> None:
        self._sessions = sessions
        self._connection = connection
        self._lock = lock
        self._clock = clock

    def fresh_token(self, athlete_id: int, refused: str | None = None) -> str:
        """An access token good for five more minutes, refreshed first if it is not.

        `refused` is an access token that Strava has answered with 401 before its time: then a
        newer one, or the same if Strava has no other. Raises NotConnected, ReconnectNeeded,
        StorageError, or what OAuth.refresh raises.
        """
        try:
            seen = self._read(athlete_id)
            if self._usable(seen, refused):
                return seen.access_token
            with self._lock(f"token-{athlete_id}"):
                now = self._read(athlete_id)
                # Another took our place while we waited: what Strava gave it is used, however
                # short-lived.
                if now.generation != seen.generation or self._usable(now, refused):
                    return now.access_token
                return self._refresh(now)
        except SQLAlchemyError as error:
            raise storage_error(error) from None
        except Timeout:
            raise Unavailable(
                "Another program has been refreshing the sign-in for a minute now. Try again."
            ) from None

    def for_athlete(self, athlete_id: int) -> AccessToken:
        """`fresh_token` of one athlete, as a Client wants it."""
        return partial(self.fresh_token, athlete_id)

    def _usable(self, token: Token, refused: str | None) -> bool:
        if refused is not None:
            return token.access_token != refused
        return token.expires_at - self._clock() >= LEEWAY

    def _read(self, athlete_id: int) -> Token:
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
        # A database that is full or locked is found out before Strava gives a token that could
        # not be kept, not after.
        self._change(token, generation=token.generation)
        try:
            fresh = self._connection().refresh(token.refresh_token)
        except RefreshTokenRefused:
            refused_at = datetime.fromtimestamp(self._clock(), UTC)
            self._replace(token, refused_at=refused_at)
            # A sign-in that was completed meanwhile has stored other tokens; then those count.
            return self._read(token.athlete_id).access_token
        stored = self._replace(
            token,
            access_token=fresh.access_token,
            refresh_token=fresh.refresh_token,
            expires_at=fresh.expires_at,
        )
        return fresh.access_token if stored else self._read(token.athlete_id).access_token

    def _replace(self, token: Token, **values: object) -> bool:
        return self._change(token, generation=token.generation + 1, **values)

    def _change(self, token: Token, **values: object) -> bool:
        with self._sessions.begin() as session:
            result = session.execute(
                update(Token)
                .where(Token.athlete_id == token.athlete_id, Token.generation == token.generation)
                .values(**values)
            )
            assert isinstance(result, CursorResult)  # noqa: S101
            return result.rowcount == 1


def store(session: Session, athlete_id: int, tokens: oauth.TokenGrant, scope: str) -> None:
    """Keep what a sign-in brought, in place of what was there. The caller commits."""
    token = session.get(Token, athlete_id)
    if token is None:
        token = Token(athlete_id=athlete_id, generation=0)
        session.add(token)
    token.access_token = tokens.access_token
    token.refresh_token = tokens.refresh_token
    token.expires_at = tokens.expires_at
    token.scope = scope
    token.refused_at = None
    token.generation += 1
