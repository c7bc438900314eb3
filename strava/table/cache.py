"""The cache of what the table computes from an athlete's data, until that data changes.

Totals and counts each take a scan of all activities, so that a page would otherwise wait for a
dozen scans.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session, sessionmaker

from ..db.models import Athlete
from . import facets, neighbors, rows, totals
from .context import QueryContext, data_version, load_context
from .facets import Overview
from .filters import Filters
from .neighbors import Place
from .rows import TablePage

MAX_RESULTS = 500
"""The number of cached results. A page with new filters adds about twenty."""
MAX_CHARACTERS = 5_000_000
"""The length of all cached texts. One text usually has some 50 thousand characters, but over two
million if the address that its links repeat is as long as possible."""

_MISSING = object()
Result = TypeVar("Result")
Version = tuple[datetime, int]


class ResultCache:
    """Results by key, of the latest version of each athlete's data.

    The first result of a newer version removes all older results of that athlete. Results that
    have not been used for the longest time are removed first if there are too many, or if the texts
    among them are too long.

    The lock is never held during a computation, so that a slow scan delays no other request. Two
    threads that need the same missing result both compute it.
    """

    def __init__(
        self, max_results: int = MAX_RESULTS, max_characters: int = MAX_CHARACTERS
    ) -> None:
        self._max_results = max_results
        self._max_characters = max_characters
        self._characters = 0
        self._lock = threading.Lock()
        self._results: OrderedDict[tuple[int, Hashable], Any] = OrderedDict()
        self._versions: dict[int, Version] = {}

    def __len__(self) -> int:
        return len(self._results)

    def get(
        self, athlete_id: int, version: Version, key: Hashable, compute: Callable[[], Result]
    ) -> Result:
        """Return the cached result for a key; compute it if there is none for this version."""
        found = self.find(athlete_id, version, key)
        if found is not _MISSING:
            cached: Result = found
            return cached
        result = compute()
        with self._lock:
            self._store(athlete_id, version, key, result)
        return result

    def find(self, athlete_id: int, version: Version, key: Hashable) -> Any:
        """Return the cached result for a key; _MISSING if there is none for this version."""
        with self._lock:
            if self._versions.get(athlete_id) == version and (athlete_id, key) in self._results:
                self._results.move_to_end((athlete_id, key))
                return self._results[athlete_id, key]
        return _MISSING

    def _store(self, athlete_id: int, version: Version, key: Hashable, result: object) -> None:
        latest = self._versions.get(athlete_id)
        if latest is not None and version[0] == latest[0] and version < latest:
            # The data changed during the computation.
            return
        if latest != version:
            self._versions[athlete_id] = version
            for outdated in [cached for cached in self._results if cached[0] == athlete_id]:
                self._remove(outdated)
        self._remove((athlete_id, key))
        self._results[athlete_id, key] = result
        self._characters += _characters(result)
        while len(self._results) > self._max_results or self._characters > self._max_characters:
            self._remove(next(iter(self._results)))

    def _remove(self, key: tuple[int, Hashable]) -> None:
        self._characters -= _characters(self._results.pop(key, None))


def _characters(result: object) -> int:
    return len(result) if isinstance(result, str) else 0


class TableCache:
    """Pages, totals and counts of the table, computed at most once until the data changes."""

    def __init__(self, sessions: sessionmaker[Session], today: Callable[[], date]) -> None:
        self._sessions = sessions
        self._today = today
        self._results = ResultCache()
        # SQLite releases Python's global lock while it scans, so that scans run in parallel.
        self._scans = ThreadPoolExecutor(thread_name_prefix="scan")

    def context(self, athlete: Athlete, filters: Filters, first_weekday: int = 0) -> QueryContext:
        """Return the context for queries with these filters today."""
        today = self._today()

        def load(session: Session) -> QueryContext:
            return load_context(session, athlete, filters, today, first_weekday)

        key = ("context", today, first_weekday, bool(filters.q))
        return self._results.get(
            athlete.id, data_version(athlete), key, lambda: self._in_session(load)
        )

    def overview(self, context: QueryContext, filters: Filters) -> Overview:
        """Return the totals of the matching activities, and the counts of every facet."""
        return self.start_overview(context, filters)()

    def start_overview(self, context: QueryContext, filters: Filters) -> Callable[[], Overview]:
        """Start the scans of `overview` in other threads, and return a function that waits for it.

        Meanwhile, the caller can compute something else.
        """
        filters = filters.matching
        key = ("overview", filters)
        found = self._results.find(context.athlete_id, context.version, (context, key))
        if found is not _MISSING:
            overview: Overview = found
            return lambda: overview
        queries = facets.FacetQueries.of(context, filters)
        flags = self._scan(context, "flags", totals.count_flags, queries.for_flags)
        sums = self._totals(context, queries.for_totals)

        def wait() -> Overview:
            return queries.overview(
                {scanned: future.result() for scanned, future in sums.items()},
                {scanned: future.result() for scanned, future in flags.items()},
            )

        return lambda: self.result(context, key, wait)

    def page(self, context: QueryContext, filters: Filters, total: int | None) -> TablePage:
        """Return one page of the matching activities; see rows.page_ids."""
        filters = filters.with_columns().with_totals(False)

        def find(session: Session) -> TablePage:
            return rows.page_ids(session, context, filters, total)

        return self.result(context, ("page", filters, total), lambda: self._in_session(find))

    def place(self, context: QueryContext, filters: Filters, activity_id: int) -> Place | None:
        """Return the place of an activity in the table; see neighbors.find_place."""
        filters = filters.with_columns().with_totals(False).on_page(1)

        def find(session: Session) -> Place | None:
            return neighbors.find_place(session, context, filters, activity_id)

        key = ("place", filters, activity_id)
        return self.result(context, key, lambda: self._in_session(find))

    def worth_dropping(self, context: QueryContext, filters: Filters) -> tuple[str, int] | None:
        """Return the filter whose removal gives the most matches, and their number.

        Returns None if no filter alone is the reason that nothing matches.
        """
        without = {name: filters.without(name).matching for name in filters.active}
        sums = self._totals(context, without.values())
        counts = [(sums[rest].result().all.activities, name) for name, rest in without.items()]
        count, name = max(counts, default=(0, ""))
        return (name, count) if count else None

    def result(self, context: QueryContext, key: Hashable, compute: Callable[[], Result]) -> Result:
        """Return the cached result for a key in this context; compute it if there is none.

        The key must contain everything that `compute` reads besides the context and the data.
        """
        return self._results.get(context.athlete_id, context.version, (context, key), compute)

    def in_parallel(self, *queries: Callable[[Session], Any]) -> list[Any]:
        """Return the results of queries, each of which has a session of its own."""
        futures = [self._scans.submit(self._in_session, query) for query in queries]
        return [future.result() for future in futures]

    def _totals(
        self, context: QueryContext, filters: Iterable[Filters]
    ) -> dict[Filters, Future[totals.Totals]]:
        return self._scan(context, "totals", totals.compute_totals, filters)

    def _scan(
        self,
        context: QueryContext,
        name: str,
        query: Callable[[Session, QueryContext, Filters], Result],
        variants: Iterable[Filters],
    ) -> dict[Filters, Future[Result]]:
        """Start a query for each of these filters in the pool of scanning threads."""

        def scan(filters: Filters) -> Result:
            return self.result(
                context,
                (name, filters),
                lambda: self._in_session(lambda session: query(session, context, filters)),
            )

        return {filters: self._scans.submit(scan, filters) for filters in {*variants}}

    def _in_session(self, query: Callable[[Session], Result]) -> Result:
        with self._sessions() as session:
            return query(session)
