"""Pagination: pages in order and complete, with few wasted calls, however many in parallel."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from strava.api import pagination
from strava.api.pagination import PAGE_SIZE, Page, pages, parallel_pages
from strava.errors import RateLimited, Unavailable

NUMBER = 2000


class FakeList:
    """Items 2000, 1999, … 1, and the numbers of the pages that were requested."""

    def __init__(self, number: int = NUMBER) -> None:
        self.items = list(range(number, 0, -1))
        self.calls: list[int] = []

    def fetch(self, number: int) -> Page:
        self.calls.append(number)
        return [
            ({"id": item}, "") for item in self.items[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        ]


def items(fetched: Iterator[Page]) -> list[Any]:
    """Return the ids of the items of all pages."""
    return [item["id"] for page in fetched for item, _ in page]


def rate_limited() -> RateLimited:
    return RateLimited(datetime(2026, 11, 22, 12, 15, tzinfo=UTC))


class TestPages:
    """One page at a time."""

    def test_page_is_fetched_only_on_demand(self) -> None:
        source = FakeList(450)
        fetched = pages(source.fetch)
        assert source.calls == []
        next(fetched)
        assert source.calls == [1]
        assert len(list(fetched)) == 2
        assert source.calls == [1, 2, 3, 4]

    def test_refused_call_is_not_made(self) -> None:
        source = FakeList(450)
        in_flight: list[int] = []

        def before_call(number: int) -> None:
            in_flight.append(number)
            if len(in_flight) == 3:
                raise rate_limited()

        fetched = pages(source.fetch, before_call)
        assert [len(next(fetched)) for _ in range(2)] == [PAGE_SIZE, PAGE_SIZE]
        with pytest.raises(RateLimited):
            next(fetched)
        assert len(source.calls) == 2
        assert in_flight == [0, 0, 0]


class TestParallelPages:
    @pytest.mark.parametrize("parallel", [1, 2, 4, 7])
    @pytest.mark.parametrize("number", [0, 1, 199, 200, 201, 400, 450, 2000])
    def test_items_are_complete_and_in_order_with_few_wasted_calls(
        self, parallel: int, number: int
    ) -> None:
        source = FakeList(number)
        assert items(parallel_pages(source.fetch, parallel=parallel)) == source.items
        # The empty page, and one more after a full page.
        needed = number // PAGE_SIZE + 2
        assert len(source.calls) <= needed + parallel - 1
        assert len(set(source.calls)) == len(source.calls)

    @pytest.mark.parametrize("number", [0, 7, 199])
    def test_list_of_one_page_takes_no_parallel_calls(self, number: int) -> None:
        source = FakeList(number)
        assert items(parallel_pages(source.fetch, parallel=4)) == source.items
        assert source.calls == list(range(1, min(number, 1) + 2))

    @pytest.mark.parametrize("first", [1, 2, 5, 11, 12])
    def test_pages_begin_at_a_number(self, first: int) -> None:
        source = FakeList()
        fetched = items(parallel_pages(source.fetch, first))
        assert fetched == source.items[(first - 1) * PAGE_SIZE :]

    def test_first_page_is_fetched_alone_and_the_next_ones_in_parallel(self) -> None:
        source, four_in_flight = FakeList(), threading.Barrier(4, timeout=10)

        def fetch(number: int) -> Page:
            if number == 1:
                assert source.calls == []
            elif number <= 9:
                four_in_flight.wait()
            return source.fetch(number)

        assert items(parallel_pages(fetch, parallel=4)) == source.items

    def test_error_is_raised_in_place_of_its_page(self) -> None:
        source = FakeList()

        def fetch(number: int) -> Page:
            if number == 4:
                raise Unavailable
            return source.fetch(number)

        fetched = parallel_pages(fetch, parallel=4)
        assert all(next(fetched) for _ in range(3))
        with pytest.raises(Unavailable):
            next(fetched)

    def test_calls_in_flight_complete_when_another_is_refused(self) -> None:
        source, allowed = FakeList(), iter([True] * 3)

        def before_call(in_flight: int) -> None:
            if not next(allowed, False):
                raise rate_limited()

        fetched = parallel_pages(source.fetch, parallel=4, before_call=before_call)
        assert all(next(fetched) for _ in range(3))
        with pytest.raises(RateLimited):
            next(fetched)
        assert len(source.calls) == 3

    def test_before_call_receives_the_number_of_calls_in_flight(self) -> None:
        source, three_in_flight = FakeList(790), threading.Barrier(3, timeout=10)
        received: list[int] = []

        def fetch(number: int) -> Page:
            if number in (2, 3, 4):
                three_in_flight.wait()
            return source.fetch(number)

        fetched = parallel_pages(fetch, parallel=3, before_call=received.append)
        assert items(fetched) == source.items
        assert received[:4] == [0, 0, 1, 2]

    def test_no_page_is_requested_after_a_short_one_while_calls_are_in_flight(self) -> None:
        source, release = FakeList(250), threading.Event()

        def fetch(number: int) -> Page:
            page = source.fetch(number)
            if not page:
                assert release.wait(10)
            return page

        fetched = parallel_pages(fetch, parallel=4)
        assert [len(next(fetched)) for _ in range(2)] == [200, 50]
        release.set()
        assert list(fetched) == []
        assert max(source.calls) <= 5

    def test_threads_do_not_run_far_ahead_of_the_consumer(self) -> None:
        source, enough = FakeList(20_000), threading.Event()

        def fetch(number: int) -> Page:
            page = source.fetch(number)
            if len(source.calls) >= 4:
                enough.set()
            return page

        fetched = parallel_pages(fetch, parallel=2)
        next(fetched)
        assert enough.wait(10)
        fetched.close()  # type: ignore[attr-defined]
        for thread in threading.enumerate():
            if thread.name == pagination.THREAD_NAME and thread.is_alive():
                thread.join(10)
        assert len(source.calls) <= 5

    @pytest.mark.parametrize("parallel", [1, 2, 4])
    @pytest.mark.parametrize("glitch", [2, 5, 10])
    def test_empty_page_after_a_full_one_does_not_end_the_list(
        self, glitch: int, parallel: int
    ) -> None:
        source = FakeList()

        def fetch(number: int) -> Page:
            page = source.fetch(number)
            return [] if number == glitch else page

        lengths = [len(page) for page in parallel_pages(fetch, parallel=parallel)]
        expected = [0 if number == glitch else PAGE_SIZE for number in range(1, 11)]
        assert lengths == (expected[:-1] if glitch == 10 else expected)

    def test_error_after_an_empty_page_is_raised(self) -> None:
        source = FakeList()

        def fetch(number: int) -> Page:
            if number == 4:
                raise Unavailable
            return [] if number == 3 else source.fetch(number)

        fetched = parallel_pages(fetch, parallel=1)
        assert [len(next(fetched)) for _ in range(2)] == [PAGE_SIZE, PAGE_SIZE]
        with pytest.raises(Unavailable):
            next(fetched)


@pytest.mark.parametrize("short", [1, 150])
def test_page_that_is_not_full_is_not_taken_for_the_last(short: int) -> None:
    lengths = {1: PAGE_SIZE, 2: short, 3: PAGE_SIZE, 4: 7}

    def fetch(number: int) -> Page:
        return [({"id": number}, "")] * lengths.get(number, 0)

    expected = list(lengths.values())
    assert [len(page) for page in pages(fetch)] == expected
    assert [len(page) for page in parallel_pages(fetch, parallel=2)] == expected
