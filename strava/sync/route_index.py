"""Indexes the routes of new and changed activities: after a sync, and when Logbook starts."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable

from ..db.damage import database_errors
from ..errors import StorageError
from ..logbook import Logbook
from ..recordings import routes

log = logging.getLogger(__name__)

THREAD_NAME = "route index"
_AT_ONCE = 200
"""Routes in a transaction: a fifth of a second."""


def index_routes(
    logbook: Logbook, athlete_id: int, stopping: Callable[[], bool] = lambda: False
) -> None:
    """Index the routes that are not in the index as they are stored now.

    Stops early once `stopping` returns True. The next call continues.
    """
    indexed = _AT_ONCE
    while indexed == _AT_ONCE and not stopping():
        with logbook.sessions.begin() as session:
            indexed = routes.index_missing(session, athlete_id, _AT_ONCE)


class RouteIndexer:
    """A background thread that indexes the routes of all athletes once.

    After an upgrade, these are the routes of athletes who never sync again, too.
    """

    def __init__(self, logbook: Logbook) -> None:
        self._logbook = logbook
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, athlete_ids: Iterable[int]) -> None:
        """Start the thread."""
        # A daemon, because the next start continues.
        self._thread = threading.Thread(
            target=self._index, args=(list(athlete_ids),), name=THREAD_NAME, daemon=True
        )
        self._thread.start()

    def stop(self, timeout: float) -> None:
        """Stop the thread after what it is storing, and wait for it briefly."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(timeout)

    def _index(self, athlete_ids: list[int]) -> None:
        try:
            with database_errors(self._logbook.settings):
                for athlete_id in athlete_ids:
                    index_routes(self._logbook, athlete_id, self._stopped.is_set)
        except StorageError as error:
            log.warning("%s", error)
