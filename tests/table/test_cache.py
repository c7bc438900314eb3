"""The cache of the table: what it computes again, and what it never waits for."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

import pytest
from flask import Flask

from strava.db.models import Athlete
from strava.table import totals
from strava.table.cache import ResultCache, TableCache
from strava.table.context import QueryContext, load_context
from strava.table.filters import Filters

TIMEOUT = 20
CONNECTED_AT = datetime(2026, 11, 22, tzinfo=UTC)
FIRST, SECOND = (CONNECTED_AT, 1), (CONNECTED_AT, 2)
"""Two versions of an athlete's data."""


def unexpected() -> NoReturn:
    raise AssertionError("the cached result was computed again")


@pytest.fixture
def cache(table_app: Flask) -> TableCache:
    """An empty cache of its own for each test."""
    logbook = table_app.extensions["logbook"]
    return TableCache(logbook.sessions, logbook.today)


@pytest.fixture
def athlete(table_app: Flask) -> Athlete:
    with table_app.extensions["logbook"].sessions() as session:
        found: Athlete = session.get_one(Athlete, 1)
        return found


@pytest.fixture
def context(cache: TableCache, athlete: Athlete) -> QueryContext:
    return cache.context(athlete, Filters())


class TestResultCache:
    def test_result_is_computed_once_per_athlete_version_and_key(self) -> None:
        cache = ResultCache()
        assert cache.get(1, FIRST, "key", lambda: "first") == "first"
        assert cache.get(1, FIRST, "key", unexpected) == "first"
        assert cache.get(1, FIRST, "other key", lambda: "second") == "second"
        assert cache.get(2, FIRST, "key", lambda: "third") == "third"

    def test_none_is_cached_like_any_other_result(self) -> None:
        cache = ResultCache()
        assert cache.get(1, FIRST, "key", lambda: None) is None
        assert cache.get(1, FIRST, "key", unexpected) is None

    def test_newer_version_removes_all_results_of_that_athlete_only(self) -> None:
        cache = ResultCache()
        for key in "abc":
            cache.get(1, FIRST, key, lambda: "old")
        cache.get(2, FIRST, "a", lambda: "of another athlete")
        assert cache.get(1, SECOND, "a", lambda: "new") == "new"
        assert len(cache) == 2
        assert cache.get(1, SECOND, "b", lambda: "new") == "new"
        assert cache.get(2, FIRST, "a", unexpected) == "of another athlete"

    def test_texts_are_kept_up_to_a_length_in_total(self) -> None:
        cache = ResultCache(max_characters=10)
        for key in ("a", "b"):
            cache.get(1, FIRST, key, lambda: "12345")
            cache.get(1, FIRST, f"{key} is no text", lambda: 5)
        cache.get(1, FIRST, "a", unexpected)
        cache.get(1, FIRST, "c", lambda: "123")
        assert cache.get(1, FIRST, "a", unexpected) == "12345"
        assert cache.get(1, FIRST, "b", lambda: "again") == "again"
        assert cache.get(1, FIRST, "longer", lambda: "12345678901") == "12345678901"
        assert len(cache) == 0
        assert cache.get(1, FIRST, "d", lambda: "1234567890") == "1234567890"
        assert cache.get(1, SECOND, "e", lambda: "1234567890") == "1234567890"
        assert cache.get(1, SECOND, "e", unexpected) == "1234567890"

    def test_result_is_not_stored_if_the_data_changed_during_its_computation(self) -> None:
        cache = ResultCache()

        def compute_slowly() -> str:
            cache.get(1, SECOND, "key", lambda: "new")
            return "old"

        assert cache.get(1, FIRST, "key", compute_slowly) == "old"
        assert len(cache) == 1
        assert cache.get(1, SECOND, "key", unexpected) == "new"

    def test_older_version_never_gets_a_newer_result(self) -> None:
        cache = ResultCache()
        cache.get(1, SECOND, "key", lambda: "new")
        assert cache.get(1, FIRST, "key", lambda: "old") == "old"

    def test_least_recently_used_result_is_removed_first(self) -> None:
        cache = ResultCache(max_results=2)
        cache.get(1, FIRST, "a", lambda: "a")
        cache.get(1, FIRST, "b", lambda: "b")
        cache.get(1, FIRST, "a", unexpected)
        cache.get(1, FIRST, "c", lambda: "c")
        assert len(cache) == 2
        cache.get(1, FIRST, "a", unexpected)
        assert cache.get(1, FIRST, "b", lambda: "computed again") == "computed again"

    def test_error_is_raised_and_not_cached(self) -> None:
        cache = ResultCache()

        def fail() -> NoReturn:
            raise OSError

        with pytest.raises(OSError):  # noqa: PT011 (has no message)
            cache.get(1, FIRST, "key", fail)
        assert cache.get(1, FIRST, "key", lambda: "result") == "result"

    def test_computation_delays_no_other_thread(self) -> None:
        cache = ResultCache()
        started, released = threading.Event(), threading.Event()

        def compute_slowly() -> str:
            started.set()
            assert released.wait(TIMEOUT)
            return "slow"

        with ThreadPoolExecutor(1) as threads:
            slow = threads.submit(cache.get, 1, FIRST, "key", compute_slowly)
            assert started.wait(TIMEOUT)
            assert cache.get(1, FIRST, "other key", lambda: "fast") == "fast"
            assert cache.get(1, FIRST, "key", lambda: "fast") == "fast"
            released.set()
            assert slow.result(TIMEOUT) == "slow"

    def test_two_threads_compute_the_same_result_at_the_same_time(self) -> None:
        cache = ResultCache()
        both_compute = threading.Barrier(2)

        def compute() -> str:
            both_compute.wait(TIMEOUT)
            return "result"

        with ThreadPoolExecutor(2) as threads:
            results = [threads.submit(cache.get, 1, FIRST, "key", compute) for _ in range(2)]
            assert [result.result(TIMEOUT) for result in results] == ["result", "result"]
        assert len(cache) == 1


def test_overview_is_shared_by_all_orders_and_pages(
    cache: TableCache, context: QueryContext
) -> None:
    overview = cache.overview(context, Filters())
    assert cache.overview(context, Filters(sort="name", page=3, totals=True)) is overview
    assert cache.overview(context, Filters(sport=("Run",))) is not overview


def test_page_is_shared_by_all_columns(cache: TableCache, context: QueryContext) -> None:
    page = cache.page(context, Filters(), 7)
    assert cache.page(context, Filters(columns=("name",)), 7) is page
    assert cache.page(context, Filters(totals=True), 7) is page
    assert cache.page(context, Filters(sort="name"), 7) is not page


def test_everything_is_computed_again_after_the_data_has_changed(
    cache: TableCache, context: QueryContext
) -> None:
    overview, page = cache.overview(context, Filters()), cache.page(context, Filters(), 7)
    newer = replace(context, version=(context.version[0], context.version[1] + 1))
    assert cache.overview(newer, Filters()) is not overview
    assert cache.page(newer, Filters(), 7) is not page


def test_context_is_loaded_again_after_the_data_has_changed(
    cache: TableCache, athlete: Athlete
) -> None:
    context = cache.context(athlete, Filters())
    assert cache.context(athlete, Filters(sport=("Run",))) is context
    athlete.data_version += 1
    assert cache.context(athlete, Filters()).version > context.version


def test_results_are_cached_again_after_all_data_was_deleted_and_the_athlete_connected_again(
    cache: TableCache, context: QueryContext
) -> None:
    connected_at, number = context.version
    before = replace(context, version=(connected_at, number + 50))
    old = cache.overview(before, Filters())
    again = replace(context, version=(connected_at + timedelta(minutes=1), 1))
    overview = cache.overview(again, Filters())
    assert overview is not old
    assert cache.overview(again, Filters()) is overview


def test_context_has_the_devices_only_for_a_search(cache: TableCache, athlete: Athlete) -> None:
    assert cache.context(athlete, Filters()).devices == ()
    assert cache.context(athlete, Filters(q="run")).devices == ("Garmin Edge",)


def test_cached_context_equals_one_loaded_without_the_cache(
    table_app: Flask, cache: TableCache, athlete: Athlete
) -> None:
    filters, logbook = Filters(q="run"), table_app.extensions["logbook"]
    with logbook.sessions() as session:
        loaded = load_context(session, athlete, filters, logbook.today(), 6)
    assert cache.context(athlete, filters, 6) == loaded


def test_contexts_with_different_gear_or_devices_have_different_results(
    cache: TableCache, athlete: Athlete
) -> None:
    cirrus, garmin = Filters(q="cirrus"), Filters(q="garmin")
    context = cache.context(athlete, cirrus)
    without_gear, without_devices = replace(context, gear=()), replace(context, devices=())
    assert len({context, without_gear, without_devices}) == 3
    assert cache.overview(context, cirrus).totals.all.activities == 2
    assert cache.overview(without_gear, cirrus).totals.all.activities == 0
    assert cache.overview(context, garmin).totals.all.activities == 2
    assert cache.overview(without_devices, garmin).totals.all.activities == 0


def test_slow_scan_delays_no_other_request(
    cache: TableCache, context: QueryContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow_filters, compute_totals = Filters(q="slow"), totals.compute_totals
    started, released = threading.Event(), threading.Event()

    def compute(session: Any, scanned: QueryContext, filters: Filters) -> totals.Totals:
        if filters == slow_filters:
            started.set()
            assert released.wait(TIMEOUT)
        return compute_totals(session, scanned, filters)

    monkeypatch.setattr(totals, "compute_totals", compute)
    with ThreadPoolExecutor(1) as requests:
        slow = requests.submit(cache.overview, context, slow_filters)
        assert started.wait(TIMEOUT)
        assert cache.overview(context, Filters()).totals.all.activities == 7
        assert len(cache.page(context, slow_filters, None).ids) == 0
        assert not slow.done()
        released.set()
        assert slow.result(TIMEOUT).totals.all.activities == 0


def test_filter_worth_dropping_is_the_one_whose_removal_matches_most(
    cache: TableCache, context: QueryContext
) -> None:
    assert cache.worth_dropping(context, Filters(sport=("Swim",), span="2026")) == ("sport", 4)
    assert cache.worth_dropping(context, Filters(min_km=900, gear="b99")) is None
    assert cache.worth_dropping(context, Filters()) is None
