"""The parts wired together from the settings, for every door: pages, commands and scripts."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache, partial

from filelock import FileLock
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from . import instance
from .accounts import athletes, credentials
from .accounts.tokens import Clock, TokenStore
from .accounts.usage import RESERVE, Usage, recall, remember
from .api.client import Client
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
from .table import rows
from .table.conditions import QueryContext
from .table.facets import Overviews
from .table.filters import Filters
from .table.rows import TablePage, devices, gear

log = logging.getLogger(__name__)

TOKEN_LOCK_TIMEOUT = 60.0
_VERSIONS_KEPT = 20
_PAGES_KEPT = 500


class Logbook:
    """One database, one API application, and the ways to Strava they give."""

    def __init__(self, settings: Settings, engine: Engine, clock: Clock = time.time) -> None:
        self.settings = settings
        self.clock = clock
        self.sessions: sessionmaker[Session] = sessionmaker(engine, expire_on_commit=False)
        self.tokens = TokenStore(
            self.sessions, self.oauth, partial(self.lock, timeout=TOKEN_LOCK_TIMEOUT), clock
        )

        self.overviews = Overviews(self.sessions)
        self._gear = lru_cache(_VERSIONS_KEPT)(self._find_gear)
        self._devices = lru_cache(_VERSIONS_KEPT)(self._find_devices)
        self._places = lru_cache(_PAGES_KEPT)(self._find_place)

    def context(self, athlete: Athlete, filters: Filters, first_weekday: int = 0) -> QueryContext:
        """What these filters mean for this athlete today."""
        known = athlete.id, athlete.data_version
        return QueryContext(
            athlete.id,
            self.now().astimezone().date(),
            first_weekday,
            gear=self._gear(*known),
            devices=self._devices(*known) if filters.q else (),
        )

    def place(
        self, context: QueryContext, version: int, filters: Filters, total: int | None
    ) -> TablePage:
        """Which activities are on a page, kept until the athlete's data changes."""
        return self._places(context, version, filters.with_columns(), total)

    def oauth(self) -> OAuth:
        """The OAuth addresses in the name of the known application; raises NoCredentials."""
        with self.sessions() as session:
            application = credentials.get(session, self.settings)
        return OAuth(self.settings.oauth_url, application, self.settings.adapters)

    def now(self) -> datetime:
        """This moment, in UTC."""
        return datetime.fromtimestamp(self.clock(), UTC)

    def client(self, athlete_id: int) -> Client:
        """The API in one athlete's name, with tokens that are refreshed when they expire.

        What its answers tell of the limits is stored.
        """
        return Client(
            self.tokens.for_athlete(athlete_id),
            self.settings.api_url,
            self.settings.adapters,
            self._told(),
            self.now,
        )

    def usage(self) -> Usage | None:
        """Calls used and left, as Strava told last; None if it has not yet."""
        with self.sessions() as session:
            application = credentials.find(session, self.settings)
            if application is None:
                return None
            return recall(session, application.client_id, self.now())

    def may_call(self, under_way: int = 0, *, reserve: int = RESERVE) -> None:
        """Raise RateLimited unless the limits leave a call beside those under way."""
        if (left := self.usage()) is not None:
            left.check(under_way, reserve)

    def lock(self, name: str, timeout: float = -1) -> FileLock:
        """A lock among threads and processes; see instance.lock."""
        return instance.lock(self.settings, name, timeout=timeout)

    def sign_in(self, code: str, scope: str) -> Athlete:
        """Exchange an authorization code for tokens, store them, and fetch the profile.

        `scope` is what the redirect says was granted; the token response does not repeat it.
        Raises what OAuth.exchange raises, TooLittleGranted, and Forbidden with its subclasses:
        only the first API call shows that an application is inactive or has too many athletes.
        """
        granted = self.oauth().exchange(code)
        if not READS_ACTIVITIES & parse_scope(scope):
            raise TooLittleGranted
        with self.lock("connect"), self.sessions() as session:
            known = athletes.find_granted(session, granted)
            athlete = athletes.connect(session, granted, scope)
        client = self.client(athlete.id)
        try:
            profile = client.get("/athlete")
            with self.sessions() as session:
                athletes.store_profile(session, athlete.id, profile, self.now())
        except (RateLimited, Unavailable, UnexpectedAnswer) as error:
            log.warning("The profile could not be fetched; the next sync will retry: %s", error)
        except LogbookError:
            # An athlete who cannot be served is not kept; one known before keeps their data.
            if known is None:
                with self.sessions() as session:
                    athletes.disconnect(session, athlete.id, with_data=True)
            raise
        finally:
            client.close()
        return athlete

    def sign_out(self, athlete_id: int, *, with_data: bool) -> None:
        """Delete an athlete's tokens, optionally all their data, then revoke at Strava.

        The local deletion always happens. Raises StravaError or NoCredentials if the tokens
        could not be revoked.
        """
        with self.sessions() as session:
            refresh_token = athletes.refresh_token(session, athlete_id)
            athletes.disconnect(session, athlete_id, with_data=with_data)
        if refresh_token is not None:
            self.oauth().revoke(refresh_token)

    def _find_gear(self, athlete_id: int, _version: int) -> tuple[tuple[str, str], ...]:
        with self.sessions() as session:
            return gear(session, athlete_id)

    def _find_devices(self, athlete_id: int, _version: int) -> tuple[str, ...]:
        with self.sessions() as session:
            return devices(session, athlete_id)

    def _find_place(
        self, context: QueryContext, _version: int, filters: Filters, total: int | None
    ) -> TablePage:
        with self.sessions() as session:
            return rows.page_ids(session, context, filters, total)

    def _told(self) -> Callable[[RateLimits], None] | None:
        with self.sessions() as session:
            application = credentials.find(session, self.settings)
        if application is None:
            return None
        client_id = application.client_id
        return lambda quota: remember(self.sessions, client_id, quota, self.now())


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
