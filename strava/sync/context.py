"""What the steps of a run share: the API client, and the transactions that store its progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ..accounts.usage import RESERVE
from ..api.client import Client
from ..db import athletes
from ..db.enums import WALKS, RunState
from ..db.models import SyncRun
from ..logbook import Logbook
from . import runs

Progress = Callable[[SyncRun], None]


class Interrupted(Exception):
    """Raised when a run must not store anything more.

    The athlete has paused or canceled it, or the process is ending.
    """


@dataclass(frozen=True)
class RunContext:
    """A run that is being executed."""

    logbook: Logbook
    client: Client
    run: SyncRun
    """The run as it was when this execution began."""
    stopping: Callable[[], bool]
    progress: Progress
    parallel: int
    """The number of pages to fetch in parallel."""
    reserve: int
    """Calls of each rate limit window that an incremental run leaves unused."""

    @property
    def calls(self) -> int:
        """All API calls of the run, in this and earlier executions."""
        return self.run.calls + self.client.calls

    def check_rate_limits(self) -> None:
        """Raise RateLimited unless the run may make another call."""
        reserve = RESERVE if self.run.kind in WALKS else self.reserve
        self.logbook.check_rate_limits(reserve=reserve)

    def current_run(self, session: Session) -> SyncRun:
        """Return the run as it is stored now."""
        return session.get_one(SyncRun, self.run.id)

    @contextmanager
    def transaction(self) -> Iterator[tuple[Session, SyncRun]]:
        """Open a short transaction that stores data and the run's progress together.

        Raises Interrupted if the run is no longer running.
        """
        if self.stopping():
            raise Interrupted
        with self.logbook.sessions.begin() as session:
            # This update locks the row: pausing or canceling waits for the end of the transaction.
            if not runs.update(session, self.run.id, [RunState.RUNNING], calls=self.calls):
                raise Interrupted
            # So do this athlete's other runs: each reads what is stored before it stores more.
            athletes.lock(session, self.run.athlete_id)
            run = self.current_run(session)
            yield session, run
        self.progress(run)
