"""Fetch the pages of a list, one at a time or several in parallel.

Pages are numbered from 1. A page that is not full is not necessarily the last: the list ends
before an empty page.

Source: https://developers.strava.com/docs/#Pagination
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from itertools import count

from .endless_lists import EndlessListCheck
from .responses import Item

PAGE_SIZE = 200
"""The largest page that Strava sends."""
PARALLEL = 4

THREAD_NAME = "page fetcher"
"""The name of the threads that fetch pages in parallel."""

Page = list[Item]
FetchPage = Callable[[int], Page]
"""Returns a page, given its number."""
BeforeCall = Callable[[int], None]
"""Receives the number of calls in flight, and raises RateLimited to prevent another call."""


def allow_every_call(in_flight: int) -> None:
    """Allow the call: the default for `before_call`."""


def pages(fetch: FetchPage, before_call: BeforeCall = allow_every_call) -> Iterator[Page]:
    """Yield the pages one at a time, each fetched on demand, until one is empty.

    Raises EndlessList.
    """
    endless = EndlessListCheck()
    for number in count(1):
        before_call(0)
        page = fetch(number)
        if not page:
            return
        endless.check((number - 1) * PAGE_SIZE, number * PAGE_SIZE, page)
        yield page


def parallel_pages(
    fetch: FetchPage,
    first: int = 1,
    *,
    size: int = PAGE_SIZE,
    parallel: int = PARALLEL,
    before_call: BeforeCall = allow_every_call,
) -> Iterator[Page]:
    """Yield the pages in order from number `first`, while up to `parallel` are fetched at a time.

    `size` is the length of a full page. The first page is fetched alone. An empty page after a
    full one may be an error of the server, so it ends the list only if the next page is empty
    too; otherwise it is yielded like any other. Wastes at most `parallel - 1` calls. If
    `before_call` raises, the calls in flight still complete and their pages are yielded first.
    Raises EndlessList.
    """
    endless = EndlessListCheck()
    state = _ParallelFetch(fetch, first, size, parallel, before_call)
    # Daemon threads, unlike those of an executor, do not delay the exit of the process.
    for _ in range(parallel):
        threading.Thread(target=state.work, name=THREAD_NAME, daemon=True).start()
    try:
        for number in count(first):
            page = state.take(number)
            if not page and state.is_end(number):
                return
            endless.check((number - 1) * size, number * size, page)
            yield page
    finally:
        state.stop()


class _ParallelFetch:
    """The state that the fetching threads share: what to request next, and what has arrived."""

    def __init__(
        self, fetch: FetchPage, first: int, size: int, parallel: int, before_call: BeforeCall
    ) -> None:
        self._fetch, self._before_call = fetch, before_call
        self._first, self._size = first, size
        self._next, self._max_ahead = first, 2 * parallel
        self._consumed = first
        self._in_flight = 0
        self._results: dict[int, Page | Exception] = {}
        self._lengths: dict[int, int] = {} if first > 1 else {0: 0}
        self._short_page_seen = False
        self._call_refused: Exception | None = None
        self._stopped = False
        self._changed = threading.Condition()

    def work(self) -> None:
        """Fetch pages until the list ends or the fetch is stopped."""
        while (number := self._next_number()) is not None:
            try:
                result: Page | Exception = self._fetch(number)
            except Exception as error:
                result = error
            with self._changed:
                self._store(number, result)
                self._changed.notify_all()

    def take(self, number: int) -> Page:
        """Wait for a page and return it; raise the error that occurred instead."""
        with self._changed:
            self._consumed = number
            self._changed.notify_all()
            self._wait_for(number)
            result = self._results.pop(number)
        if isinstance(result, Exception):
            raise result
        return result

    def is_end(self, number: int) -> bool:
        """Return whether the list ends before an empty page, which may take the next page."""
        with self._changed:
            if not self._ends_before(number):
                self._wait_for(number + 1)
                if isinstance(result := self._results[number + 1], Exception):
                    raise result
            return self._ends_before(number)

    def stop(self) -> None:
        """Stop each thread after the page it is fetching."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def _next_number(self) -> int | None:
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
            number = self._next
            self._next += 1
            self._in_flight += 1
            return number

    def _wait_for(self, number: int) -> None:
        self._changed.wait_for(lambda: number in self._results or self._is_over())
        if number not in self._results:
            raise self._call_refused or RuntimeError("the fetch was stopped")

    def _can_request(self) -> bool:
        if self._next - self._consumed >= self._max_ahead:
            return False
        # Pages in parallel would be wasted if the first page is the only one, and a short page is
        # rarely followed by another.
        is_known_to_go_on = self._first in self._lengths and not self._short_page_seen
        return is_known_to_go_on or self._in_flight == 0

    def _store(self, number: int, result: Page | Exception) -> None:
        self._in_flight -= 1
        self._results[number] = result
        if isinstance(result, Exception):
            self._stopped = True
            return
        self._lengths[number] = len(result)
        self._short_page_seen = self._short_page_seen or len(result) < self._size
        neighbors = range(number - 1, number + 2)
        self._stopped = self._stopped or any(self._ends_before(near) for near in neighbors)

    def _ends_before(self, number: int) -> bool:
        """Return whether what has arrived shows that the list ends before an empty page."""
        if number < self._first or self._lengths.get(number) != 0:
            return False
        follows_short = self._lengths.get(number - 1, self._size) < self._size
        return follows_short or self._lengths.get(number + 1) == 0

    def _is_over(self) -> bool:
        return self._stopped and not self._in_flight
