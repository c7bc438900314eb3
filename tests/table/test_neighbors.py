"""The place of an activity in the table, against the whole table read in order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from strava.accounts import athletes
from strava.table.columns import SORTS
from strava.table.filters import Filters
from strava.table.neighbors import find_place
from strava.table.rows import page_ids

from ..applications import stored
from .made_up import make_up

COUNT = 60


@pytest.fixture(scope="module")
def made_up_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application with activities that have many ties and missing values."""
    activities = [make_up(number) for number in range(COUNT)]
    with stored(tmp_path_factory.mktemp("made_up"), activities) as app:
        yield app


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("sort", SORTS)
def test_neighbors_are_the_rows_above_and_below_in_every_order(
    made_up_app: Flask, sort: str, order: str
) -> None:
    logbook = made_up_app.extensions["logbook"]
    with logbook.sessions() as session:
        filters = Filters(sort=sort, order=order, per_page=200)
        context = made_up_app.extensions["table"].context(athletes.get(session), filters)
        ids = page_ids(session, context, filters, COUNT).ids
        assert len(ids) == COUNT
        # The ends, and some rows within and at the border of those without a value.
        for index in (0, 1, *range(3, COUNT, 7), COUNT - 1):
            place = find_place(session, context, filters, ids[index])
            assert place is not None
            assert place.above == index
            assert (place.previous.id if place.previous else None) == (
                ids[index - 1] if index else None
            )
            assert (place.next.id if place.next else None) == (
                ids[index + 1] if index + 1 < COUNT else None
            )


def test_neighbors_match_the_filters_also_if_the_activity_itself_does_not(
    made_up_app: Flask,
) -> None:
    logbook = made_up_app.extensions["logbook"]
    with logbook.sessions() as session:
        filters = Filters(sport=("Run",), per_page=200)
        context = made_up_app.extensions["table"].context(athletes.get(session), filters)
        everything = page_ids(session, context, Filters(per_page=200), COUNT).ids
        runs = page_ids(session, context, filters, COUNT).ids
        other = next(key for key in everything[20:] if key not in runs)
        place = find_place(session, context, filters, other)
    above = [key for key in everything[: everything.index(other)] if key in runs]
    below = [key for key in everything[everything.index(other) :] if key in runs]
    assert place is not None
    assert place.above == len(above)
    assert place.previous is not None
    assert place.previous.id == above[-1]
    assert place.next is not None
    assert place.next.id == below[0]


def test_unknown_activity_has_no_place(made_up_app: Flask) -> None:
    logbook = made_up_app.extensions["logbook"]
    with logbook.sessions() as session:
        context = made_up_app.extensions["table"].context(athletes.get(session), Filters())
        assert find_place(session, context, Filters(), 1) is None
