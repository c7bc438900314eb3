"""Fetch the pages of a list, one at a time or several in parallel.

Pages are numbered from 1 and list the items that started before a Unix time, the cursor, newest
first. Without a cursor they list everything.

Source: https://developers.strava.com/docs/#Pagination
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from itertools import count
from typing import NamedTuple

from .responses import Item

PAGE_SIZE = 200
PARALLEL = 4

PAGES_PER_CURSOR = 100
"""How many pages are numbered from one cursor. If items below the cursor are uploaded or deleted
meanwhile, the numbering shifts and may hide an item; the next full check finds it."""

THREAD_NAME = "page fetcher"
"""The name of the threads that fetch pages in parallel."""

Page = list[Item]
FetchPage = Callable[[int | None, int], Page]
"""Returns a page, given the cursor and the page number."""
NextCursor = Callable[[Page, int | None], int | None]
"""Returns the cursor for the pages after a page, given that page and its own cursor."""
BeforeCall = Callable[[int], None]
"""Receives the number of calls in flight, and raises RateLimited to prevent another call."""


def allow_every_call(in_flight: int) -> None:
    """Allow the call: the default for `before_call`."""


def pages(fetch: FetchPage, cursor: int | None, before_call: BeforeCall) -> Iterator[Page]:
    """Yield the pages one at a time, each fetched on demand, until one is empty.

    A page that is not full is not necessarily the last.
    """
    for number in count(1):
        before_call(0)
        page = fetch(cursor, number)
        if not page:
            return
        yield page


def parallel_pages(
    fetch: FetchPage,
    cursor: int | None,
    next_cursor: NextCursor,
    *,
    parallel: int = PARALLEL,
    before_call: BeforeCall = allow_every_call,
) -> Iterator[Page]:
    """Yield the pages in order, newest first, while up to `parallel` are fetched at a time.

    The first page is fetched alone. The following pages are numbered from a cursor at its end, so
    uploads and deletions above it do not shift them. After PAGES_PER_CURSOR pages the cursor
    moves on. Wastes at most `parallel - 1` calls. If `before_call` raises, the calls in flight
    still complete and their pages are yielded first.
    """
    state = _ParallelFetch(fetch, cursor, next_cursor, parallel, before_call)
    # Daemon threads, unlike those of an executor, do not delay the exit of the process.
    for _ in range(parallel):
        threading.Thread(target=state.work, name=THREAD_NAME, daemon=True).start()
    try:
        for position in count():
            page = state.take(position)
            if not page:
                return
            yield page
    finally:
        state.stop()


class _Request(NamedTuple):
    position: int
    """The position of the page among all pages, from 0."""
    cursor: int | None
    number: int


class _ParallelFetch:
    """The state that the fetching threads share: what to request next, and what has arrived."""

    def __init__(
        self,
        fetch: FetchPage,
        cursor: int | None,
        next_cursor: NextCursor,
        parallel: int,
        before_call: BeforeCall,
    ) -> None:
        self._fetch, self._next_cursor, self._before_call = fetch, next_cursor, before_call
        self._cursor = cursor
        self._number, self._last_number = 1, 1 if cursor is None else PAGES_PER_CURSOR
        self._next_position, self._max_ahead = 0, 2 * parallel
        self._consumed = self._in_flight = 0
        self._results: dict[int, Page | Exception] = {}
        self._short_page_seen = False
        self._call_refused: Exception | None = None
        self._stopped = False
        self._changed = threading.Condition()

    def work(self) -> None:
        """Fetch pages until the list ends or the fetch is stopped."""
        while (request := self._next_request()) is not None:
            try:
                result: Page | Exception = self._fetch(request.cursor, request.number)
            except Exception as error:
                result = error
            with self._changed:
                self._store(request, result)
                self._changed.notify_all()

    def take(self, position: int) -> Page:
        """Wait for the page at a position and return it; raise the error that occurred instead."""
        with self._changed:
            self._consumed = position
            self._changed.notify_all()
            self._changed.wait_for(lambda: position in self._results or self._is_over())
            result = self._results.pop(position, None)
            if result is None:
                raise self._call_refused or RuntimeError("the fetch was stopped")
        if isinstance(result, Exception):
            raise result
        return result

    def stop(self) -> None:
        """Stop each thread after the page it is fetching."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def _next_request(self) -> _Request | None:
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or self._can_request())
            if self._stopped:
                return None
            try:
                self._before_call(self._in_flight)
            except Exception as error:
                self._call_refused = error
                self._stopped = True
                self._changed.notify_all()
                return None
            request = _Request(self._next_position, self._cursor, self._number)
            self._next_position += 1
            self._number += 1
            self._in_flight += 1
            return request

    def _can_request(self) -> bool:
        near = self._next_position - self._consumed < self._max_ahead
        # A short page is rarely followed by another; check that only when no call is in flight.
        probably_last = self._short_page_seen and self._in_flight > 0
        return self._number <= self._last_number and near and not probably_last

    def _store(self, request: _Request, result: Page | Exception) -> None:
        self._in_flight -= 1
        self._results[request.position] = result
        if isinstance(result, Exception) or not result:
            self._stopped = True
            return
        self._short_page_seen = self._short_page_seen or len(result) < PAGE_SIZE
        if request.number == self._last_number:
            cursor = self._next_cursor(result, request.cursor)
            if cursor == request.cursor:
                # The page did not get past its cursor, so continue numbering from the same one.
                self._last_number += PAGES_PER_CURSOR
            else:
                self._cursor, self._number, self._last_number = cursor, 1, PAGES_PER_CURSOR

    def _is_over(self) -> bool:
        return self._stopped and not self._in_flight
