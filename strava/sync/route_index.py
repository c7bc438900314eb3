"""Indexes the routes of new and changed activities, after a sync."""

from __future__ import annotations

from collections.abc import Callable

from ..logbook import Logbook
from ..recordings import routes

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
