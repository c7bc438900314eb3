"""Pages several at a time: in their order, to the empty one, and with few calls in vain."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any

import pytest

from strava.errors import RateLimited, Unavailable
from strava.pagination import PAGE_SIZE, Page, pages


class List:
    """A list of so many items; notes which pages were asked for."""

    def __init__(self, *lengths: int) -> None:
        self.lengths = dict(enumerate(lengths, start=1))
        self.asked: list[int] = []

    def fetch(self, number: int) -> Page:
        self.asked.append(number)
        return [((number, place), "") for place in range(self.lengths.get(number, 0))]


def numbers(found: Any) -> list[int]:
    return [page[0][0][0] for page in found]


@pytest.mark.parametrize("parallel", [1, 2, 4, 7])
def test_every_page_comes_once_and_in_order(parallel: int) -> None:
    whole = List(*[PAGE_SIZE] * 23)
    assert numbers(pages(whole.fetch, parallel=parallel)) == list(range(1, 24))
    assert len(whole.asked) <= 24 + parallel - 1
    assert len(set(whole.asked)) == len(whole.asked)


def test_one_at_a_time_asks_no_page_in_vain() -> None:
    whole = List(PAGE_SIZE, PAGE_SIZE, 3)
    assert numbers(pages(whole.fetch)) == [1, 2, 3]
    assert whole.asked == [1, 2, 3, 4]


@pytest.mark.parametrize("parallel", [1, 4])
def test_a_short_page_is_not_taken_for_the_last(parallel: int) -> None:
    whole = List(PAGE_SIZE, 150, PAGE_SIZE, 7, PAGE_SIZE, 1)
    assert numbers(pages(whole.fetch, parallel=parallel)) == [1, 2, 3, 4, 5, 6]


def test_nothing_is_fetched_before_it_is_asked_for() -> None:
    whole = List(PAGE_SIZE)
    pages(whole.fetch, parallel=4)
    assert whole.asked == []


def test_as_many_as_allowed_are_under_way_together() -> None:
    meeting = threading.Barrier(4, timeout=10)

    def fetch(number: int) -> Page:
        meeting.wait()
        return [(number, "")] * PAGE_SIZE if number <= 4 else []

    assert len(list(pages(fetch, parallel=4))) == 4


def test_an_error_comes_at_its_page_after_those_before_it() -> None:
    whole = List(*[PAGE_SIZE] * 9)

    def fetch(number: int) -> Page:
        if number == 3:
            raise Unavailable
        return whole.fetch(number)

    walk = pages(fetch, parallel=4)
    assert [next(walk)[0][0][0], next(walk)[0][0][0]] == [1, 2]
    with pytest.raises(Unavailable):
        next(walk)


def test_at_the_limit_what_is_under_way_still_comes() -> None:
    whole, allowed = List(*[PAGE_SIZE] * 9), iter([True] * 3)

    def may_call(under_way: int) -> None:
        if not next(allowed, False):
            raise RateLimited(datetime(2026, 11, 22, 12, 15, tzinfo=UTC))

    walk = pages(whole.fetch, parallel=4, may_call=may_call)
    assert numbers([next(walk), next(walk), next(walk)]) == [1, 2, 3]
    with pytest.raises(RateLimited):
        next(walk)
    assert sorted(whole.asked) == [1, 2, 3]
