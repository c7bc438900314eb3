"""The pages of a list, several at a time and yet in order.

Source: https://developers.strava.com/docs/#Pagination
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future

from .errors import RateLimited
from .transport import Item

PAGE_SIZE = 200
PARALLEL = 4

Page = list[Item]


def unlimited(under_way: int) -> None:
    """Forbids no call; see pages."""


def pages(
    fetch: Callable[[int], Page],
    *,
    parallel: int = 1,
    may_call: Callable[[int], None] = unlimited,
) -> Iterator[Page]:
    """Pages 1, 2, 3 … as `fetch` gives them, up to the empty one that ends the list.

    Up to `parallel` are fetched at once, so that at most `parallel - 1` calls are in vain.
    `may_call` is told before each call how many are under way, and forbids it by raising
    RateLimited; what is under way still comes.
    """
    ahead: deque[Future[Page]] = deque()
    number = 1
    while True:
        while len(ahead) < parallel and not any(map(_is_short, ahead)):
            try:
                may_call(sum(not page.done() for page in ahead))
            except RateLimited:
                if ahead:
                    break
                raise
            ahead.append(_begin(fetch, number))
            number += 1
        page = ahead.popleft().result()
        if not page:
            return
        yield page


def _is_short(page: Future[Page]) -> bool:
    # Seldom, a short page is not the last; then the next is fetched once this one is taken.
    return page.done() and page.exception() is None and len(page.result()) < PAGE_SIZE


def _begin(fetch: Callable[[int], Page], number: int) -> Future[Page]:
    future: Future[Page] = Future()

    def work() -> None:
        try:
            future.set_result(fetch(number))
        except BaseException as error:
            future.set_exception(error)

    # A daemon, unlike the threads of an executor: a process that ends waits for no answer.
    threading.Thread(target=work, daemon=True).start()
    return future
