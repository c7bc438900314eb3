"""The parts wired together from the settings, for every door: pages, commands and scripts."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache, partial

from filelock import FileLock
from sqlalchemy import Engine, Row
from sqlalchemy.orm import Session, sessionmaker

from . import credentials, queries, storage
from .api import Client
from .filters import Filters
from .models import Athlete
from .oauth import OAuth
from .queries import Totals
from .quota import Quota
from .settings import Settings
from .tokens import Clock, TokenStore
from .usage import RESERVE, Usage, recall, remember

TOKEN_LOCK_TIMEOUT = 60.0
TOTALS_KEPT = 200


class Logbook:
    """One database, one API application, and the ways to Strava they give."""

    def __init__(self, settings: Settings, engine: Engine, clock: Clock = time.time) -> None:
        self.settings = settings
        self.clock = clock
        self.sessions: sessionmaker[Session] = sessionmaker(engine, expire_on_commit=False)
        self.tokens = TokenStore(
            self.sessions, self.oauth, partial(self.lock, timeout=TOKEN_LOCK_TIMEOUT), clock
        )

        self._totals = lru_cache(TOTALS_KEPT)(self._sum)
        self._sports = lru_cache(TOTALS_KEPT)(self._count_sports)

    def totals(self, athlete: Athlete, filters: Filters) -> Totals:
        """Sums over all that matches, kept until the athlete's data changes."""
        return self._totals(athlete.id, athlete.data_version, filters.matching)

    def sports(self, athlete: Athlete) -> Sequence[Row[str, int]]:
        """The athlete's sport types and how many activities each has, kept likewise."""
        return self._sports(athlete.id, athlete.data_version)

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
        """A lock among threads and processes; see storage.lock."""
        return storage.lock(self.settings, name, timeout=timeout)

    def _sum(self, athlete_id: int, _version: int, filters: Filters) -> Totals:
        with self.sessions() as session:
            return queries.totals(session, athlete_id, filters)

    def _count_sports(self, athlete_id: int, _version: int) -> Sequence[Row[str, int]]:
        with self.sessions() as session:
            return queries.sports(session, athlete_id)

    def _told(self) -> Callable[[Quota], None] | None:
        with self.sessions() as session:
            application = credentials.find(session, self.settings)
        if application is None:
            return None
        client_id = application.client_id
        return lambda quota: remember(self.sessions, client_id, quota, self.now())
