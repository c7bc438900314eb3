"""Pagination: pages in order and complete, with few wasted calls, however many in parallel."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from strava.api import pagination
from strava.api.pagination import PAGE_SIZE, Page, allow_every_call, pages, parallel_pages
from strava.errors import RateLimited, Unavailable

NUMBER = 2000


class FakeList:
    """Items that started at second 2000, 1999, … 1, and a record of the calls."""

    def __init__(self, number: int = NUMBER) -> None:
        self.starts = list(range(number, 0, -1))
        self.calls: list[tuple[int | None, int]] = []

    def fetch(self, cursor: int | None, number: int) -> Page:
        self.calls.append((cursor, number))
        listed = [start for start in self.starts if cursor is None or start < cursor]
        return [(start, "") for start in listed[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]]


def next_cursor(page: Page, cursor: int | None) -> int | None:
    """Return a cursor that lists the last five items of a page again."""
    return int(page[-1][0]) + 6


def same_cursor(page: Page, cursor: int | None) -> int | None:
    return cursor


def items(fetched: Iterator[Page]) -> list[Any]:
    """Return the items of all pages, without repetitions."""
    return list(dict.fromkeys(item for page in fetched for item, _ in page))


def rate_limited() -> RateLimited:
    return RateLimited(datetime(2026, 11, 22, 12, 15, tzinfo=UTC))


class TestPages:
    """One page at a time."""

    def test_page_is_fetched_only_on_demand(self) -> None:
        source = FakeList(450)
        fetched = pages(source.fetch, None, allow_every_call)
        assert source.calls == []
        next(fetched)
        assert source.calls == [(None, 1)]
        assert len(list(fetched)) == 2
        assert [number for _, number in source.calls] == [1, 2, 3, 4]

    def test_refused_call_is_not_made(self) -> None:
        source = FakeList(450)
        in_flight: list[int] = []

        def before_call(number: int) -> None:
            in_flight.append(number)
            if len(in_flight) == 3:
                raise rate_limited()

        fetched = pages(source.fetch, None, before_call)
        assert [len(next(fetched)) for _ in range(2)] == [PAGE_SIZE, PAGE_SIZE]
        with pytest.raises(RateLimited):
            next(fetched)
        assert len(source.calls) == 2
        assert in_flight == [0, 0, 0]


class TestParallelPages:
    @pytest.mark.parametrize("parallel", [1, 2, 4, 7])
    @pytest.mark.parametrize("number", [0, 1, 199, 200, 201, 450, 2000])
    def test_items_are_complete_and_in_order_with_few_wasted_calls(
        self, parallel: int, number: int
    ) -> None:
        source = FakeList(number)
        fetched = parallel_pages(source.fetch, None, next_cursor, parallel=parallel)
        assert items(fetched) == source.starts
        # Five items are listed twice, which can take one more page.
        needed = number // PAGE_SIZE + 2
        assert len(source.calls) <= needed + parallel

    def test_first_page_is_fetched_alone_and_the_next_ones_in_parallel(self) -> None:
        source, four_in_flight = FakeList(), threading.Barrier(4, timeout=10)

        def fetch(cursor: int | None, number: int) -> Page:
            if cursor is None:
                assert source.calls == []
            else:
                four_in_flight.wait()
            return source.fetch(cursor, number)

        assert items(parallel_pages(fetch, None, next_cursor, parallel=4)) == source.starts

    @pytest.mark.parametrize("change", ["upload", "deletion"])
    def test_changes_above_the_cursor_shift_nothing_below_it(self, change: str) -> None:
        source = FakeList()
        unchanged = source.starts[50:]

        def fetch(cursor: int | None, number: int) -> Page:
            page = source.fetch(cursor, number)
            if len(source.calls) % 3 == 0:
                if change == "upload":
                    source.starts.insert(0, 10_000 + len(source.calls))
                elif len(source.starts) > len(unchanged):
                    del source.starts[0]
            return page

        fetched = items(parallel_pages(fetch, None, next_cursor, parallel=4))
        assert [start for start in fetched if start in set(unchanged)] == unchanged

    def test_cursor_moves_on_after_a_number_of_pages(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pagination, "PAGES_PER_CURSOR", 3)
        source = FakeList()
        assert items(parallel_pages(source.fetch, None, next_cursor, parallel=2)) == source.starts
        numbers = [number for _, number in source.calls]
        assert max(numbers) == 3
        assert [cursor for cursor, number in source.calls if number == 3] == [1807, 1213, 619]
        assert (25, 1) in source.calls

    def test_numbering_continues_if_the_cursor_does_not_move(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pagination, "PAGES_PER_CURSOR", 3)
        source = FakeList(1500)
        assert items(parallel_pages(source.fetch, 5000, same_cursor, parallel=2)) == source.starts
        numbers = sorted(number for _, number in source.calls)
        assert numbers == list(range(1, len(source.calls) + 1))
        assert {cursor for cursor, _ in source.calls} == {5000}

    def test_error_is_raised_in_place_of_its_page(self) -> None:
        source = FakeList()

        def fetch(cursor: int | None, number: int) -> Page:
            if cursor is not None and number == 3:
                raise Unavailable
            return source.fetch(cursor, number)

        fetched = parallel_pages(fetch, None, next_cursor, parallel=4)
        assert all(next(fetched) for _ in range(3))
        with pytest.raises(Unavailable):
            next(fetched)

    def test_calls_in_flight_complete_when_another_is_refused(self) -> None:
        source, allowed = FakeList(), iter([True] * 3)

        def before_call(in_flight: int) -> None:
            if not next(allowed, False):
                raise rate_limited()

        fetched = parallel_pages(
            source.fetch, None, next_cursor, parallel=4, before_call=before_call
        )
        assert all(next(fetched) for _ in range(3))
        with pytest.raises(RateLimited):
            next(fetched)
        assert len(source.calls) == 3

    def test_before_call_receives_the_number_of_calls_in_flight(self) -> None:
        source, three_in_flight = FakeList(600), threading.Barrier(3, timeout=10)
        received: list[int] = []

        def fetch(cursor: int | None, number: int) -> Page:
            if cursor is not None and number <= 3:
                three_in_flight.wait()
            return source.fetch(cursor, number)

        fetched = parallel_pages(fetch, None, next_cursor, parallel=3, before_call=received.append)
        assert items(fetched) == source.starts
        assert received[:4] == [0, 0, 1, 2]

    def test_no_page_is_requested_after_a_short_one_while_calls_are_in_flight(self) -> None:
        source, release = FakeList(250), threading.Event()

        def fetch(cursor: int | None, number: int) -> Page:
            page = source.fetch(cursor, number)
            if cursor is not None and not page:
                assert release.wait(10)
            return page

        fetched = parallel_pages(fetch, None, next_cursor, parallel=4)
        assert [len(next(fetched)) for _ in range(2)] == [200, 56]
        release.set()
        assert list(fetched) == []
        assert max(number for _, number in source.calls) <= 4

    def test_threads_do_not_run_far_ahead_of_the_consumer(self) -> None:
        source, enough = FakeList(20_000), threading.Event()

        def fetch(cursor: int | None, number: int) -> Page:
            page = source.fetch(cursor, number)
            if len(source.calls) >= 4:
                enough.set()
            return page

        fetched = parallel_pages(fetch, None, next_cursor, parallel=2)
        next(fetched)
        assert enough.wait(10)
        fetched.close()  # type: ignore[attr-defined]
        for thread in threading.enumerate():
            if thread.name == pagination.THREAD_NAME and thread.is_alive():
                thread.join(10)
        assert len(source.calls) <= 4


@pytest.mark.parametrize("short", [1, 150])
def test_page_that_is_not_full_is_not_taken_for_the_last(short: int) -> None:
    lengths = {1: PAGE_SIZE, 2: short, 3: PAGE_SIZE, 4: 7}

    def fetch(_cursor: int | None, number: int) -> Page:
        return [(number, "")] * lengths.get(number, 0)

    expected = list(lengths.values())
    assert [len(page) for page in pages(fetch, None, allow_every_call)] == expected
    fetched = parallel_pages(fetch, None, same_cursor, parallel=2)
    assert [len(page) for page in fetched] == expected
