"""For any filters, the table gives the same results as plain Python."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from strava.db.models import Athlete, TileVisit
from strava.sports import GROUP_NAMES
from strava.table.columns import SORTS
from strava.table.facets import Overview
from strava.table.filters import SPANS, Filters
from strava.table.parameters import parse_filters

from ..applications import stored
from .made_up import ACTIVITIES, GEAR, SPORTS, UNNAMED_GEAR, Fields, take_out
from .plain_filter import (
    WORKOUTS,
    count,
    is_private,
    local_start,
    matches,
    matching_ids,
    sums,
    tiles_of,
    workout,
)

MONDAY, SUNDAY = 0, 6
DAYS = st.dates(date(2022, 12, 1), date(2026, 12, 1)).map(date.isoformat)
IDS = [str(activity["id"]) for activity in ACTIVITIES[:5]]
TILES = [f"0/{row}" for row in range(9)]
FLAG = st.sampled_from(("0", "1"))
WORDS = (
    *("run", "UBER", "zebra", "two bike", "garmin", "%", "_", "ä", "nothing", "ing"),
    *("hikes", "swimming", "cycl", "quid", "oga", "on the water", "foot 2025", "run 2024"),
    *('"two bike"', '"bike two"', "„ÜBER den“", '"on foot" garmin', "“Morning Run” 2025"),
    *('"', '"run', 'zebra" "', "2019", "9999"),
)
FILTERS: dict[str, st.SearchStrategy[Any]] = {
    "q": st.sampled_from(WORDS),
    "sport": st.lists(st.sampled_from(SPORTS), min_size=1, max_size=4, unique=True),
    "workout": st.lists(st.sampled_from(list(WORKOUTS)), min_size=1, max_size=2, unique=True),
    "group": st.lists(st.sampled_from(list(GROUP_NAMES)), min_size=1, max_size=2, unique=True),
    "weekday": st.integers(0, 6).map(str),
    "hour": st.integers(0, 23).map(str),
    "tile": st.lists(st.sampled_from(TILES), min_size=1, max_size=3, unique=True),
    "id": st.lists(st.sampled_from(IDS), min_size=1, max_size=3, unique=True),
    "span": st.sampled_from((*SPANS, "2024", "2019")),
    "from": DAYS,
    "to": DAYS,
    "min_km": st.sampled_from(("0", "1", "5.001")),
    "max_km": st.sampled_from(("5", "10", "99")),
    "min_minutes": st.sampled_from(("10", "30")),
    "max_minutes": st.sampled_from(("60", "149.5")),
    "min_climb": st.sampled_from(("0", "9.5")),
    "max_climb": st.sampled_from(("10", "400")),
    "gear": st.sampled_from((*GEAR, UNNAMED_GEAR)),
    "commute": FLAG,
    "trainer": FLAG,
    "private": FLAG,
    "deleted": st.just("1"),
    "left_out": st.just("1"),
}
ORDER: dict[str, st.SearchStrategy[Any]] = {
    "sort": st.sampled_from(SORTS),
    "order": st.sampled_from(("", "asc", "desc")),
    "page": st.integers(1, 6).map(str),
    "per_page": st.sampled_from(("25", "25", "50", "100")),
}

settings.register_profile("table", deadline=None, database=None)
settings.load_profile("table")


@st.composite
def table_parameters(draw: st.DrawFn) -> Fields:
    """Draw an order and at most three filters; with more of them, hardly anything matches."""
    names = draw(st.lists(st.sampled_from(list(FILTERS)), max_size=3, unique=True))
    chosen = {name: strategy for name, strategy in FILTERS.items() if name in names}
    return {name: draw(strategy) for name, strategy in (chosen | ORDER).items()}


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application with the made-up activities stored."""
    bikes = [{"id": gear_id, "name": name} for gear_id, name in GEAR.items()]
    with stored(tmp_path_factory.mktemp("table"), ACTIVITIES, {"bikes": bikes}) as app:
        take_out(app)
        with app.extensions["logbook"].sessions.begin() as session:
            for one in ACTIVITIES:
                visits = [TileVisit(tile=number, activity_id=one["id"]) for number in tiles_of(one)]
                session.add_all(visits)
        yield app


def to_query(parameters: Fields) -> str:
    given_values = {name: value for name, value in parameters.items() if value}
    return urlencode(given_values, doseq=True)


def to_filters(parameters: Fields) -> Filters:
    pairs = [
        (name, single)
        for name, value in parameters.items()
        for single in (value if isinstance(value, list) else [value])
    ]
    return parse_filters(MultiDict(pairs))[0]


def assert_totals(overview: Overview, filters: Filters, first_weekday: int) -> None:
    assert overview.totals.all == sums(filters, first_weekday)
    for sport, sport_sums in overview.totals.by_sport.items():
        assert sport in (filters.sport or SPORTS)
        assert sport_sums == sums(filters.with_sports([sport]), first_weekday)


def assert_facets(overview: Overview, filters: Filters, first_weekday: int) -> None:
    counts = {sport: count(filters.with_sports([sport]), first_weekday) for sport in SPORTS}
    assert overview.sports == {sport: number for sport, number in counts.items() if number}
    any_workout = filters.without("workout")
    for name in WORKOUTS:
        found = [one for one in ACTIVITIES if matches(one, any_workout, first_weekday)]
        assert overview.workouts.get(name, 0) == sum(workout(one) == name for one in found)
    any_gear = filters.without("gear")
    for gear_id in (*GEAR, UNNAMED_GEAR):
        found = [one for one in ACTIVITIES if matches(one, any_gear, first_weekday)]
        with_gear = sum(one["gear_id"] == gear_id for one in found)
        assert overview.gear.get(gear_id, 0) == with_gear
    for flag, counted in overview.flags.items():
        either = filters.without(flag)
        found = [one for one in ACTIVITIES if matches(one, either, first_weekday)]
        flagged = sum(is_private(one) if flag == "private" else one[flag] for one in found)
        others = len(found) - flagged
        if flag == "private":
            others = sum(one["visibility"] is not None and not is_private(one) for one in found)
        assert counted == (flagged, others)
    assert overview.left_out == count(replace(filters, left_out=True), first_weekday)
    assert overview.deleted == count(replace(filters, deleted=True), first_weekday)
    any_day = filters.without("span", "start")
    for year in (2023, 2024, 2025, 2026):
        found = [one for one in ACTIVITIES if matches(one, any_day, first_weekday)]
        in_year = sum(local_start(one).year == year for one in found)
        assert overview.years.get(str(year), 0) == in_year


def assert_same_as_plain_filter(table: Flask, parameters: Fields, first_weekday: int) -> None:
    filters, cache = to_filters(parameters), table.extensions["table"]
    with table.extensions["logbook"].sessions() as session:
        athlete = session.get_one(Athlete, 1)
    context = cache.context(athlete, filters, first_weekday)
    overview = cache.overview(context, filters)
    page = cache.page(context, filters, overview.totals.all.activities)

    expected = matching_ids(filters, first_weekday)
    pages = max(1, -(-len(expected) // filters.per_page))
    number = min(filters.page, pages)
    start = (number - 1) * filters.per_page
    assert list(page.ids) == expected[start : start + filters.per_page]
    assert (page.number, page.pages) == (number, pages)
    assert_totals(overview, filters, first_weekday)
    assert_facets(overview, filters, first_weekday)


REQUESTS = given(parameters=table_parameters(), first_weekday=st.sampled_from((MONDAY, SUNDAY)))


@settings(max_examples=30)
@REQUESTS
def test_rows_totals_and_facets_are_those_of_a_plain_filter(
    table: Flask, parameters: Fields, first_weekday: int
) -> None:
    assert_same_as_plain_filter(table, parameters, first_weekday)


@pytest.mark.slow
@settings(max_examples=3000)
@REQUESTS
def test_rows_totals_and_facets_are_those_of_a_plain_filter_in_many_cases(
    table: Flask, parameters: Fields, first_weekday: int
) -> None:
    assert_same_as_plain_filter(table, parameters, first_weekday)


@settings(max_examples=20)
@given(parameters=table_parameters())
def test_pages_and_exports_have_each_matching_row_once(table: Flask, parameters: Fields) -> None:
    client, expected = table.test_client(), matching_ids(to_filters(parameters))
    query = to_query({**parameters, "page": "", "per_page": "25"})
    address: str | None = f"/activities.json?{query}&page=1"
    seen: list[int] = []
    while address:
        response = client.get(address)
        seen += [activity["id"] for activity in response.get_json()]
        links = ", ".join(response.headers.getlist("Link"))
        next_link = re.search(r'<([^>]+)>; rel="next"', links)
        address = next_link[1] if next_link else None
    assert seen == expected
    assert response.headers["X-Total-Count"] == str(len(seen))
    lines = client.get(f"/activities.jsonl?{query}&columns=distance").text.splitlines()
    assert [json.loads(line)["id"] for line in lines] == seen
