"""Pages together: in their order, to the empty one, none left out, and with few calls in vain."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from strava.api.pagination import PAGE_SIZE, Page, allow_every_call, pages, parallel_pages
from strava.errors import RateLimited, Unavailable

NUMBER = 2000


class List:
    """Items that started at second 2000, 1999, … 1; notes which calls were made."""

    def __init__(self, number: int = NUMBER) -> None:
        self.starts = list(range(number, 0, -1))
        self.asked: list[tuple[int | None, int]] = []

    def fetch(self, before: int | None, number: int) -> Page:
        self.asked.append((before, number))
        listed = [start for start in self.starts if before is None or start < before]
        return [(start, "") for start in listed[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]]


def below(page: Page, before: int | None) -> int | None:
    """Five items are listed again."""
    return int(page[-1][0]) + 6


def items(found: Iterator[Page]) -> list[Any]:
    return list(dict.fromkeys(item for page in found for item, _ in page))


@pytest.mark.parametrize("parallel", [1, 2, 4, 7])
@pytest.mark.parametrize("number", [0, 1, 199, 200, 201, 450, 2000])
def test_everything_comes_in_its_order_with_few_calls_in_vain(parallel: int, number: int) -> None:
    whole = List(number)
    assert items(parallel_pages(whole.fetch, None, below, parallel=parallel)) == whole.starts
    # Five of a wave are listed twice, so there may be a page more.
    needed = number // PAGE_SIZE + 2
    assert len(whole.asked) <= needed + parallel


def test_the_first_page_comes_alone_and_then_as_many_as_allowed_at_once() -> None:
    whole, meeting = List(), threading.Barrier(4, timeout=10)

    def fetch(before: int | None, number: int) -> Page:
        if before is None:
            assert whole.asked == []
        else:
            meeting.wait()
        return whole.fetch(before, number)

    assert items(parallel_pages(fetch, None, below, parallel=4)) == whole.starts


@pytest.mark.parametrize("change", ["upload", "deletion"])
def test_what_changes_above_moves_nothing_below(change: str) -> None:
    whole = List()
    kept = whole.starts[50:]

    def fetch(before: int | None, number: int) -> Page:
        page = whole.fetch(before, number)
        if len(whole.asked) % 3 == 0:
            if change == "upload":
                whole.starts.insert(0, 10_000 + len(whole.asked))
            elif len(whole.starts) > len(kept):
                del whole.starts[0]
        return page

    found = items(parallel_pages(fetch, None, below, parallel=4))
    assert [one for one in found if one in set(kept)] == kept


def test_where_a_wave_does_not_get_below_its_start_the_numbers_go_on() -> None:
    whole = List(1500)
    walk = parallel_pages(whole.fetch, 5000, lambda page, before: before, parallel=2)
    assert items(walk) == whole.starts
    assert sorted(number for _, number in whole.asked) == list(range(1, len(whole.asked) + 1))


def test_an_error_comes_at_its_page_after_those_before_it() -> None:
    whole = List()

    def fetch(before: int | None, number: int) -> Page:
        if before is not None and number == 3:
            raise Unavailable
        return whole.fetch(before, number)

    walk = parallel_pages(fetch, None, below, parallel=4)
    assert all(next(walk) for _ in range(3))
    with pytest.raises(Unavailable):
        next(walk)


def test_at_the_limit_what_is_under_way_still_comes() -> None:
    whole, allowed = List(), iter([True] * 3)

    def before_call(in_flight: int) -> None:
        if not next(allowed, False):
            raise RateLimited(datetime(2026, 11, 22, 12, 15, tzinfo=UTC))

    walk = parallel_pages(whole.fetch, None, below, parallel=4, before_call=before_call)
    assert all(next(walk) for _ in range(3))
    with pytest.raises(RateLimited):
        next(walk)
    assert len(whole.asked) == 3


def test_one_by_one_no_page_is_fetched_before_it_is_asked_for() -> None:
    whole = List(450)
    walk = pages(whole.fetch, None, allow_every_call)
    assert whole.asked == []
    next(walk)
    assert whole.asked == [(None, 1)]
    assert len(list(walk)) == 2
    assert [number for _, number in whole.asked] == [1, 2, 3, 4]


@pytest.mark.parametrize("short", [1, 150])
def test_a_short_page_is_not_taken_for_the_last(short: int) -> None:
    lengths = {1: PAGE_SIZE, 2: short, 3: PAGE_SIZE, 4: 7}

    def fetch(_before: int | None, number: int) -> Page:
        return [(number, "")] * lengths.get(number, 0)

    assert [len(page) for page in pages(fetch, None, allow_every_call)] == list(lengths.values())
    walk = parallel_pages(fetch, None, lambda page, before: before, parallel=2)
    assert [len(page) for page in walk] == list(lengths.values())
