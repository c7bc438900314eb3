"""A list that does not end is noticed after a few pages, and every list that ends is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from strava.api.endless_lists import MAX_LENGTH, EndlessListCheck
from strava.api.pagination import PAGE_SIZE, Page, pages, parallel_pages
from strava.errors import EndlessList

FetchPage = Callable[[int], Page]


def page_of(ids: Any) -> Page:
    return [({"id": one}, "") for one in ids]


def numbered(number: int) -> Page:
    """A full page of activities that are on no other page."""
    return page_of(range(number * PAGE_SIZE, (number + 1) * PAGE_SIZE))


ENDLESS: dict[str, FetchPage] = {
    "the same page": lambda number: numbered(1),
    "the same short page": lambda number: page_of(range(1, 61)),
    "the last page again": lambda number: numbered(min(number, 3)),
    "two pages in turn": lambda number: numbered(number % 2),
    "one id": lambda number: page_of([7] * PAGE_SIZE),
    "the same activities in another order": lambda number: numbered(1)[:: (-1) ** number],
    "nulls": lambda number: [(None, "null")] * PAGE_SIZE,
    "objects without an id": lambda number: [({"name": str(number)}, "")] * PAGE_SIZE,
    "ids that cannot be stored": lambda number: page_of([-number, 2**64 + number, str(number)]),
    "ids of other types": lambda number: page_of([[number], {}, None, True, 1.5]),
}


@pytest.mark.parametrize("walk", [pages, parallel_pages], ids=["one by one", "in parallel"])
@pytest.mark.parametrize("fetch", ENDLESS.values(), ids=ENDLESS)
def test_list_that_goes_on_without_anything_new_ends(
    fetch: FetchPage, walk: Callable[[FetchPage], Any]
) -> None:
    calls: list[int] = []

    def counted(number: int) -> Page:
        calls.append(number)
        return fetch(number)

    with pytest.raises(EndlessList, match="does not end"):
        list(walk(counted))
    assert len(calls) <= 15


def test_list_of_impossible_length_ends() -> None:
    with pytest.raises(EndlessList):
        list(parallel_pages(numbered, MAX_LENGTH // PAGE_SIZE))


@pytest.mark.parametrize("walk", [pages, parallel_pages], ids=["one by one", "in parallel"])
def test_pages_that_uploads_have_moved_down_do_not_end_a_list(
    walk: Callable[[FetchPage], Any],
) -> None:
    def fetch(number: int) -> Page:
        moved = number - 2 if number > 4 else number
        return numbered(moved) if moved <= 10 else []

    assert len(list(walk(fetch))) == 12


def test_places_are_counted_whatever_the_size_of_the_pages() -> None:
    check = EndlessListCheck()
    check.check(0, 200, numbered(0))
    for start in range(200, 775, 25):
        check.check(start, start + 25, page_of([1]))
    with pytest.raises(EndlessList):
        check.check(775, 800, page_of([1]))
