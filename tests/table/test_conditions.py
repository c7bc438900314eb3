"""Whatever is asked, the table shows what a plain filter over the same activities would."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, update
from werkzeug.datastructures import MultiDict

from strava.db.models import Activity, Athlete
from strava.db.summary import folded
from strava.table.columns import BY_KEY, SORTS
from strava.table.filters import SPANS, Filters
from strava.table.parameters import parse_filters
from strava.table.totals import Sums

from ..applications import stored
from ..clock import NOON

Fields = dict[str, Any]

NUMBER = 160
GEAR = {"b1": "Ämilie", "b2": "bike two", "g1": "Zebra shoes"}
UNNAMED = "g9"
DEVICES = ("Garmin Edge", "COROS PACE 3", None)
SPORTS = ("Run", "Ride", "Swim", "Hike", "Yoga", "Quidditch")
NAMES = ("Morning Run", "Über den Berg", "100% lunch_ride", "Bike two laps", "", "Ärger")
DELETED = 7
"""Every so many-th is gone from Strava."""


def make_up(number: int, chance: random.Random) -> Fields:
    """An activity out of few values, so that there are ties, with many of them missing."""
    day = datetime(2023, 1, 1) + timedelta(
        days=chance.randrange(1400), hours=chance.choice((6, 18))
    )
    hidden = chance.random() < 0.1
    local = day.replace(hour=0, minute=0, second=1) if hidden else day

    def maybe(*values: Any) -> Any:
        return chance.choice((None, *values))

    return {
        "id": 9_000_000_000 + number,
        "name": chance.choice(NAMES),
        "sport_type": chance.choice(SPORTS),
        "start_date": f"{day - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}",
        "start_date_local": None if number == 5 else f"{local:%Y-%m-%dT%H:%M:%SZ}",
        "utc_offset": 3600,
        "distance": maybe(0.0, 1000.0, 5000.0, 10_000.0, 42_195.0),
        "moving_time": maybe(0, 600, 3600, 9000),
        "elapsed_time": maybe(700, 4000),
        "total_elevation_gain": maybe(0.0, 10.0, 500.0),
        "average_heartrate": maybe(120.0, 140.5, 160.0),
        "max_heartrate": maybe(170.0, 190.0),
        "average_watts": maybe(150.0, 250.0),
        "average_cadence": maybe(80.0, 90.0),
        "kilojoules": maybe(400.0, 900.0),
        "suffer_score": maybe(10, 50),
        "kudos_count": maybe(0, 3),
        "gear_id": maybe(*GEAR, UNNAMED),
        "device_name": chance.choice(DEVICES),
        "visibility": maybe("everyone", "followers_only", "only_me"),
        "private": chance.random() < 0.1,
        "commute": chance.random() < 0.3,
        "trainer": chance.random() < 0.3,
    }


MADE_UP = [make_up(number, random.Random(number)) for number in range(NUMBER)]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    bikes = [{"id": gear_id, "name": name} for gear_id, name in GEAR.items()]
    with stored(tmp_path_factory.mktemp("table"), MADE_UP, {"bikes": bikes}) as app:
        with app.extensions["logbook"].sessions.begin() as session:
            session.execute(
                update(Activity).where(Activity.id % DELETED == 0).values(deleted_at=func.now())
            )
        yield app


# What is asked


DAYS = st.dates(date(2022, 12, 1), date(2026, 12, 1)).map(date.isoformat)
FLAG = st.sampled_from(("0", "1"))
WORDS = ("run", "UBER", "zebra", "two bike", "garmin", "%", "_", "ä", "nothing")
FILTERS: dict[str, st.SearchStrategy[Any]] = {
    "q": st.sampled_from(WORDS),
    "sport": st.lists(st.sampled_from(SPORTS), min_size=1, max_size=4, unique=True),
    "span": st.sampled_from((*SPANS, "2024", "2019")),
    "from": DAYS,
    "to": DAYS,
    "min_km": st.sampled_from(("0", "1", "5.001")),
    "max_km": st.sampled_from(("5", "10", "99")),
    "min_minutes": st.sampled_from(("10", "30")),
    "max_minutes": st.sampled_from(("60", "149.5")),
    "min_climb": st.sampled_from(("0", "9.5")),
    "max_climb": st.sampled_from(("10", "400")),
    "gear": st.sampled_from((*GEAR, UNNAMED)),
    "commute": FLAG,
    "trainer": FLAG,
    "private": FLAG,
    "deleted": st.just("1"),
}
ORDER: dict[str, st.SearchStrategy[Any]] = {
    "sort": st.sampled_from(SORTS),
    "order": st.sampled_from(("", "asc", "desc")),
    "page": st.integers(1, 6).map(str),
    "per_page": st.sampled_from(("25", "25", "50", "100")),
}


@st.composite
def asked_for(draw: st.DrawFn) -> Fields:
    """At most three filters, for with more hardly anything would ever match, and an order."""
    names = draw(st.lists(st.sampled_from(list(FILTERS)), max_size=3, unique=True))
    chosen = {name: strategy for name, strategy in FILTERS.items() if name in names}
    return {name: draw(strategy) for name, strategy in (chosen | ORDER).items()}


def query(asked: Fields) -> str:
    return urlencode({name: value for name, value in asked.items() if value}, doseq=True)


def parsed(asked: Fields) -> Filters:
    pairs = [
        (name, one)
        for name, value in asked.items()
        for one in (value if isinstance(value, list) else [value])
    ]
    return parse_filters(MultiDict(pairs))[0]


# The same in plain Python


def local(one: Fields) -> datetime:
    # Where Strava names no local time, it is the start moved by the offset.
    if one["start_date_local"] is None:
        return datetime.fromisoformat(one["start_date"][:-1]) + timedelta(hours=1)
    return datetime.fromisoformat(one["start_date_local"][:-1])


def is_private(one: Fields) -> bool:
    return bool(one["private"] or one["visibility"] == "only_me")


def matches(one: Fields, asked: Filters) -> bool:
    """Whether an activity is one of those asked for."""
    today = datetime.fromtimestamp(NOON).date()
    day = local(one).date()
    spans: dict[str | None, Callable[[], bool]] = {
        None: lambda: True,
        "week": lambda: today - timedelta(days=today.weekday()) <= day <= today,
        "month": lambda: (day.year, day.month) == (today.year, today.month) and day <= today,
        "year": lambda: day.year == today.year and day <= today,
        "30days": lambda: today - timedelta(days=30) < day <= today,
    }
    words = folded(asked.q).split()
    told = [one["name"], GEAR.get(one["gear_id"], ""), one["device_name"] or ""]

    def within(value: float | None, least: float | None, most: float | None) -> bool:
        if least is None and most is None:
            return True
        return value is not None and (least or 0) <= value <= (most or 10**9)

    return all(
        (
            (one["id"] % DELETED == 0) == asked.deleted,
            all(any(word in folded(text) for text in told) for word in words),
            not asked.sport or one["sport_type"] in asked.sport,
            spans[asked.span]() if asked.span in spans else str(day.year) == asked.span,
            (asked.start or date.min) <= day <= (asked.end or date.max),
            within(one["distance"], *(x and x * 1000 for x in (asked.min_km, asked.max_km))),
            within(
                one["moving_time"], *(x and x * 60 for x in (asked.min_minutes, asked.max_minutes))
            ),
            within(one["total_elevation_gain"], asked.min_climb, asked.max_climb),
            asked.gear in (None, one["gear_id"]),
            asked.commute in (None, one["commute"]),
            asked.trainer in (None, one["trainer"]),
            asked.private in (None, is_private(one)),
        )
    )


def measure(one: Fields, sort: str) -> Any:
    """What an activity is sorted by; None where it is missing."""
    start = local(one)
    distance, seconds = one["distance"] or None, one["moving_time"] or None
    names = sorted(GEAR, key=lambda gear_id: GEAR[gear_id].casefold())
    gear = one["gear_id"]
    ours = {
        "date": start,
        "weekday": start.weekday(),
        "time": None if (start.hour, start.second) == (0, 1) else start.time(),
        "name": folded(one["name"]),
        "distance": distance,
        "speed": distance / seconds if distance and seconds else None,
        "gear": names.index(gear) if gear in GEAR else None,
        "privacy": one["visibility"],
    }
    return ours[sort] if sort in ours else one[BY_KEY[sort].fields[0]]


def plainly(asked: Filters) -> list[int]:
    """The ids of all that match, in their order."""
    found = [one for one in MADE_UP if matches(one, asked)]
    found.sort(key=lambda one: (local(one), one["id"]), reverse=True)
    there = [one for one in found if measure(one, asked.sort) is not None]
    missing = [one for one in found if measure(one, asked.sort) is None]
    if asked.sort == "gear":
        # What Strava has not named comes after what has a name, by its id.
        missing.sort(key=lambda one: one["gear_id"] or "", reverse=not asked.ascending)
        missing.sort(key=lambda one: one["gear_id"] is None)
    # Sorting keeps the order of what is alike, reversed or not.
    there.sort(key=lambda one: measure(one, asked.sort), reverse=not asked.ascending)
    if asked.sort == "date":
        there.sort(key=lambda one: one["id"], reverse=True)
        there.sort(key=local, reverse=not asked.ascending)
    return [one["id"] for one in (*there, *missing)]


def number(asked: Filters) -> int:
    return sum(matches(one, asked) for one in MADE_UP)


def sums(asked: Filters) -> Sums:
    found = [one for one in MADE_UP if matches(one, asked)]
    beating = [one for one in found if one["average_heartrate"] and one["moving_time"]]
    return Sums(
        len(found),
        sum(one["distance"] or 0 for one in found),
        sum(one["moving_time"] or 0 for one in found),
        sum(one["total_elevation_gain"] or 0 for one in found),
        sum(one["kilojoules"] or 0 for one in found),
        sum(one["average_heartrate"] * one["moving_time"] for one in beating),
        sum(one["moving_time"] for one in beating),
    )


# What must hold

settings.register_profile("table", deadline=None, database=None)
settings.load_profile("table")


@settings(max_examples=200)
@given(asked=asked_for())
def test_rows_totals_and_counts_are_those_of_a_plain_filter(table: Flask, asked: Fields) -> None:
    meant = parsed(asked)
    cache = table.extensions["table"]
    with table.extensions["logbook"].sessions() as session:
        athlete = session.get_one(Athlete, 1)
    context = cache.context(athlete, meant)
    told = cache.overview(context, meant)
    page = cache.page(context, meant, told.totals.all.activities)

    everything = plainly(meant)
    pages = max(1, -(-len(everything) // meant.per_page))
    first = (min(meant.page, pages) - 1) * meant.per_page
    assert list(page.ids) == everything[first : first + meant.per_page]
    assert (page.number, page.pages) == (min(meant.page, pages), pages)

    assert told.totals.all == sums(meant)
    for sport, one in told.totals.by_sport.items():
        assert sport in (meant.sport or SPORTS)
        assert one == sums(meant.with_sports([sport]))
    assert told.sports == {
        sport: found for sport in SPORTS if (found := number(meant.with_sports([sport])))
    }
    others = meant.without("gear")
    for gear_id in (*GEAR, UNNAMED):
        with_it = sum(matches(one, others) and one["gear_id"] == gear_id for one in MADE_UP)
        assert told.gear.get(gear_id, 0) == with_it
    for flag, (has, has_not) in told.flags.items():
        among = [one for one in MADE_UP if matches(one, meant.without(flag))]
        have = sum(is_private(one) if flag == "private" else one[flag] for one in among)
        assert (has, has_not) == (have, len(among) - have)
    any_day = meant.without("span", "start")
    for year in ("2023", "2024", "2025", "2026"):
        in_year = [one for one in MADE_UP if matches(one, any_day) and local(one).year == int(year)]
        assert told.years.get(year, 0) == len(in_year)


@settings(max_examples=40)
@given(asked=asked_for())
def test_walking_all_pages_gives_each_row_once_in_every_export_too(
    table: Flask, asked: Fields
) -> None:
    client, meant = table.test_client(), parsed(asked)
    walk = query({**asked, "page": "", "per_page": "25"})
    address: str | None = f"/activities.json?{walk}&page=1"
    seen: list[int] = []
    while address:
        answer = client.get(address)
        seen += [one["id"] for one in answer.get_json()]
        following = re.search(r'<([^>]+)>; rel="next"', ", ".join(answer.headers.getlist("Link")))
        address = following[1] if following else None
    assert seen == plainly(meant)
    assert answer.headers["X-Total-Count"] == str(len(seen))
    lines = client.get(f"/activities.jsonl?{walk}&columns=distance").text.splitlines()
    assert [json.loads(line)["id"] for line in lines] == seen
