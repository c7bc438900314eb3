"""One installation of Logbook, as pages, commands and scripts use it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from filelock import FileLock
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from . import instance
from .accounts import athletes, credentials, usage
from .accounts.tokens import Clock, TokenStore
from .accounts.usage import RESERVE, Usage
from .api.client import AccessToken, Client
from .api.oauth import READS_ACTIVITIES, OAuth, parse_scope
from .api.rate_limits import RateLimits
from .db.engine import migrate, open_engine
from .db.models import Athlete
from .errors import (
    LogbookError,
    RateLimited,
    StorageError,
    TooLittleGranted,
    Unavailable,
    UnexpectedAnswer,
)
from .settings import Settings

log = logging.getLogger(__name__)

TOKEN_LOCK_TIMEOUT = 60.0
"""The seconds to wait for another refresh, which ends earlier (see api.bounds)."""


class Logbook:
    """The database and the API application of one installation, and access to Strava with them."""

    def __init__(self, settings: Settings, engine: Engine, clock: Clock = time.time) -> None:
        self.settings = settings
        self.clock = clock
        self.sessions: sessionmaker[Session] = sessionmaker(engine, expire_on_commit=False)
        self.tokens = TokenStore(
            self.sessions, self.oauth, partial(self.lock, timeout=TOKEN_LOCK_TIMEOUT), clock
        )

    def oauth(self) -> OAuth:
        """Return an OAuth client with the stored credentials; raises NoCredentials."""
        with self.sessions() as session:
            found = credentials.get(session, self.settings)
        return OAuth(self.settings.oauth_url, found, self.settings.adapters)

    def now(self) -> datetime:
        """Return the current time in UTC."""
        return datetime.fromtimestamp(self.clock(), UTC)

    def today(self) -> date:
        """Return the current date in this computer's time zone."""
        return self.now().astimezone().date()

    def client(self, athlete_id: int) -> Client:
        """Return an API client for an athlete, which refreshes tokens and stores rate limits."""
        return self._client(self.tokens.for_athlete(athlete_id))

    def usage(self) -> Usage | None:
        """Return the calls used and left; None if no response has reported them yet."""
        with self.sessions() as session:
            found = credentials.find(session, self.settings)
            return usage.load(session, found.client_id, self.now()) if found else None

    def check_rate_limits(self, in_flight: int = 0, *, reserve: int = RESERVE) -> None:
        """Raise RateLimited unless another call is possible besides those in flight."""
        if (current := self.usage()) is not None:
            current.check(in_flight, reserve)

    def lock(self, name: str, timeout: float = -1) -> FileLock:
        """Return a lock shared among threads and processes; see instance.lock."""
        return instance.lock(self.settings, name, timeout=timeout)

    def sign_in(self, code: str, scope: str) -> Athlete:
        """Exchange an authorization code for tokens, store them, and fetch the profile.

        `scope` is the scope in the callback; the token response does not repeat it. Raises what
        OAuth.exchange raises, TooLittleGranted, and Forbidden with its subclasses: only the first
        API call shows that an application is inactive or has too many athletes.

        The tokens of a known athlete are stored even then, as the earlier ones may be invalid.
        """
        grant, profile = self.oauth().exchange(code), None
        if athletes.id_in(grant.athlete) is None:
            profile = self._get_profile(self._client(lambda refused: grant.access_token))
            grant = replace(grant, athlete=profile if isinstance(profile, dict) else {})
        with self.lock("connect"), self.sessions() as session:
            athlete, is_new = athletes.connect(session, grant, scope, self.now())
        try:
            if not READS_ACTIVITIES & parse_scope(scope):
                raise TooLittleGranted
            if profile is None:
                profile = self._get_profile(self.client(athlete.id))
            with self.sessions() as session:
                athletes.store_profile(session, athlete.id, profile, self.now())
        except (RateLimited, Unavailable, UnexpectedAnswer) as error:
            log.warning("The profile could not be fetched; the next sync will retry: %s", error)
        except LogbookError:
            # Remove a new athlete who cannot use the application; a known one keeps their data.
            if is_new:
                with self.sessions() as session:
                    athletes.disconnect(session, athlete.id, with_data=True)
            raise
        return athlete

    def sign_out(self, athlete_id: int, *, with_data: bool) -> None:
        """Delete an athlete's tokens, optionally all their data, then revoke it on Strava.

        The local deletion always happens. Raises StravaError or NoCredentials if the tokens
        could not be revoked.
        """
        with self.sessions() as session:
            refresh_token = athletes.refresh_token(session, athlete_id)
            athletes.disconnect(session, athlete_id, with_data=with_data)
        if refresh_token is not None:
            self.oauth().revoke(refresh_token)

    def _client(self, token: AccessToken) -> Client:
        return Client(
            token,
            self.settings.api_url,
            self.settings.adapters,
            self._save_rate_limits(),
            self.now,
        )

    @staticmethod
    def _get_profile(client: Client) -> Any:
        try:
            return client.get("/athlete")
        finally:
            client.close()

    def _save_rate_limits(self) -> Callable[[RateLimits], None] | None:
        """Return the callback that stores rate limits; None without credentials."""
        with self.sessions() as session:
            found = credentials.find(session, self.settings)
        if found is None:
            return None
        client_id = found.client_id
        return lambda limits: usage.save(self.sessions, client_id, limits, self.now())


def open_logbook(settings: Settings) -> Logbook:
    """Open an installation without Flask, and migrate its database; raises StorageError."""
    instance.prepare_folder(settings)
    engine = open_engine(settings)
    try:
        migrate(settings, engine)
    except StorageError:
        # Nothing uses the database then, and a backup can be restored.
        engine.dispose()
        raise
    return Logbook(settings, engine)
