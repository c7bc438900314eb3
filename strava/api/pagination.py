"""The pages of a list: one after the other, or several at a time.

Source: https://developers.strava.com/docs/#Pagination
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from itertools import count

from .responses import Item

PAGE_SIZE = 200
PARALLEL = 4

SPAN = 100
"""So many pages are counted from one time. What is uploaded late or deleted among them while they
are fetched may hide a neighbour from the walk; the next full check finds it."""

THREAD = "page of a list"
"""The name of the threads that fetch pages together."""

Page = list[Item]
Fetch = Callable[[int | None, int], Page]
"""Gives a page, by its number from 1, of what started before a Unix time; None: of everything."""
Below = Callable[[Page, int | None], int | None]
"""Gives the time to go on below a page, from it and from the time its number was counted from."""


def unlimited(under_way: int) -> None:
    """Forbids no call; see together."""


def pages(fetch: Fetch, before: int | None, may_call: Callable[[int], None]) -> Iterator[Page]:
    """Pages 1, 2, 3 …, each fetched when it is asked for, up to the empty one that ends the list.

    A shorter page need not be the last. `may_call` as for together.
    """
    for number in count(1):
        may_call(0)
        page = fetch(before, number)
        if not page:
            return
        yield page


def together(
    fetch: Fetch,
    before: int | None,
    below: Below,
    *,
    parallel: int = PARALLEL,
    may_call: Callable[[int], None] = unlimited,
) -> Iterator[Page]:
    """The same pages, newest first and in their order, up to `parallel` fetched at once.

    The first comes alone. The others are counted from its end (see Below), so that whatever is
    uploaded or deleted above that moves none of them; after SPAN pages, anew from the end of the
    last. At most `parallel - 1` calls are in vain. `may_call` is told before each call how many
    are under way, and forbids it by raising RateLimited; what is under way still comes.
    """
    walk = _Walk(fetch, before, below, parallel, may_call)
    # Daemons, unlike the threads of an executor: a process that ends waits for no answer.
    for _ in range(parallel):
        threading.Thread(target=walk.work, name=THREAD, daemon=True).start()
    try:
        for place in count():
            page = walk.take(place)
            if not page:
                return
            yield page
    finally:
        walk.end()


class _Walk:
    """What the threads that fetch share: which page is next, and those that have arrived."""

    def __init__(
        self,
        fetch: Fetch,
        before: int | None,
        below: Below,
        parallel: int,
        may_call: Callable[[int], None],
    ) -> None:
        self._fetch, self._below, self._may_call = fetch, below, may_call
        self._before = before
        self._number, self._last = 1, 1 if before is None else SPAN
        self._next_place, self._most_ahead = 0, 2 * parallel
        self._taken = self._under_way = 0
        self._arrived: dict[int, Page | Exception] = {}
        self._short = False
        self._stopped: Exception | None = None
        self._ended = False
        self._changed = threading.Condition()

    def work(self) -> None:
        """Fetch one page after the other until the list, or the walk, is at its end."""
        while (asked := self._ask()) is not None:
            place, before, number = asked
            try:
                found: Page | Exception = self._fetch(before, number)
            except Exception as error:
                found = error
            with self._changed:
                self._store(place, before, number, found)
                self._changed.notify_all()

    def take(self, place: int) -> Page:
        """The page at this place of the whole, when it is there; raises what kept it away."""
        with self._changed:
            self._taken = place
            self._changed.notify_all()
            self._changed.wait_for(lambda: place in self._arrived or self._over())
            found = self._arrived.pop(place, None)
            if found is None:
                raise self._stopped or RuntimeError("the walk was ended")
        if isinstance(found, Exception):
            raise found
        return found

    def end(self) -> None:
        """Have the threads fetch no further page."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def _ask(self) -> tuple[int, int | None, int] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._ended or self._may_ask())
            if self._ended:
                return None
            try:
                self._may_call(self._under_way)
            except Exception as error:
                self._stopped = error
                self._ended = True
                self._changed.notify_all()
                return None
            asked = self._next_place, self._before, self._number
            self._next_place += 1
            self._number += 1
            self._under_way += 1
            return asked

    def _may_ask(self) -> bool:
        near = self._next_place - self._taken < self._most_ahead
        # Seldom, a short page is not the last; then the next is fetched when all are here.
        return self._number <= self._last and near and not (self._short and self._under_way)

    def _store(self, place: int, before: int | None, number: int, found: Page | Exception) -> None:
        self._under_way -= 1
        self._arrived[place] = found
        if isinstance(found, Exception) or not found:
            self._ended = True
            return
        self._short = self._short or len(found) < PAGE_SIZE
        if number == self._last:
            start = self._below(found, before)
            if start == before:
                # All of it lies in what the next would begin with: the numbers go on.
                self._last += SPAN
            else:
                self._before, self._number, self._last = start, 1, SPAN

    def _over(self) -> bool:
        return self._ended and not self._under_way
