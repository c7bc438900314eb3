"""The pages of the table, read from the database."""

from __future__ import annotations

import pytest
from flask import Flask

from strava.accounts import athletes
from strava.table.columns import SORTS
from strava.table.filters import Filters
from strava.table.rows import page_ids

from ..web.table_page import MANY_ACTIVITIES


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("sort", SORTS)
def test_pages_neither_repeat_nor_miss_an_activity_among_equal_values(
    many_app: Flask, sort: str, order: str
) -> None:
    logbook = many_app.extensions["logbook"]
    with logbook.sessions() as session:
        athlete = athletes.get(session)
        filters = Filters(sort=sort, order=order, per_page=25)
        context = many_app.extensions["table"].context(athlete, filters)
        total = len(MANY_ACTIVITIES)
        pages = [
            page_ids(session, context, filters.on_page(page), total).ids for page in range(1, 11)
        ]
    assert [len(ids) for ids in pages] == [25] * 9 + [5]
    assert {activity_id for ids in pages for activity_id in ids} == {
        activity["id"] for activity in MANY_ACTIVITIES
    }
