"""Statistics of random histories equal plain counts, wherever and whenever the athlete was.

The plain counts share no code with what they check. Days are where most can go wrong: borders of
years and months, leap days, clocks that change, midnight, and athletes who cross time zones.
"""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strava.db.models import Activity

from ..applications import store
from . import plain
from .conftest import AMERICAN
from .histories import GROUPS, Fields
from .test_days import plain_streaks
from .test_years_and_gear import plain_eddington

TODAY = date(2026, 11, 22)
FEW, MANY = 15, 300

days = st.one_of(
    st.sampled_from(
        [
            *(date(year, 12, 31) + timedelta(add) for year in (2023, 2025) for add in (0, 1)),
            *(date(2024, 2, 28) + timedelta(add) for add in range(3)),
            *(date(2023, 2, 28), date(2023, 3, 1), date(2025, 11, 22), date(2025, 11, 23)),
            # Clocks change in Europe and in America.
            *(date(2026, 3, 29), date(2026, 10, 25), date(2026, 3, 8), date(2026, 11, 1)),
            *(TODAY + timedelta(add) for add in range(-8, 2)),
        ]
    ),
    st.dates(date(2023, 12, 1), TODAY),
)
clocks = st.sampled_from(["00:00:00", "00:00:01", "00:00:02", "02:30:00", "12:00:00", "23:59:59"])
offsets = st.sampled_from([-11.0, -8.0, -3.5, 0.0, 1.0, 2.0, 5.75, 13.0, 14.0])


def amounts(most: int) -> st.SearchStrategy[float]:
    """Return amounts with one decimal, as Strava sends them; small whole ones among them."""
    return st.one_of(st.integers(0, 3000), st.integers(0, most * 10)).map(lambda one: one / 10)


@st.composite
def activities(draw: st.DrawFn) -> Fields:
    local = datetime.fromisoformat(f"{draw(days)}T{draw(clocks)}")
    offset = draw(offsets)
    return {
        "name": "Made up",
        "sport_type": draw(st.sampled_from([*GROUPS])),
        "start_date": f"{local - timedelta(hours=offset):%Y-%m-%dT%H:%M:%SZ}",
        "start_date_local": f"{local:%Y-%m-%dT%H:%M:%SZ}",
        "utc_offset": offset * 3600,
        "distance": draw(amounts(200_000)),
        "moving_time": draw(st.integers(0, 90_000)),
        # Over midnight, and sometimes over the day after.
        "elapsed_time": draw(st.integers(90_000, 200_000)),
        "total_elevation_gain": draw(amounts(4000)),
        "kilojoules": draw(st.one_of(st.none(), amounts(3000))),
        "suffer_score": draw(st.integers(0, 300)),
        "average_heartrate": 140.0,
        "gear_id": draw(st.sampled_from([None, "b1", "g1"])),
        "visibility": "everyone",
    }


histories = st.lists(activities(), min_size=1, max_size=14)


def check(app: Flask, history: list[Fields], by: str, first_weekday: int) -> None:
    history = [one | {"id": 8_100_000_000 + number} for number, one in enumerate(history)]
    with app.extensions["logbook"].sessions.begin() as session:
        session.query(Activity).delete()
    store(app, history)
    client = app.test_client()
    headers = AMERICAN if first_weekday else {}
    found = client.get(f"/stats.json?by={by}", headers=headers).get_json()
    check_periods(found, history, by, first_weekday)
    check_streaks(found, history, first_weekday)
    check_days(found, history)
    check_eddington(found, history)
    check_fitness(client.get("/fitness.json").get_json()["days"], history)


def check_periods(found: Any, history: list[Fields], by: str, first_weekday: int) -> None:
    def period(one: Fields) -> tuple[date, date]:
        return plain.period_of(plain.day_of(one), by, first_weekday)

    expected = plain.sums_by(history, period)
    by_group = plain.sums_by(history, lambda one: (period(one), plain.group_of(one)))
    assert found["total"] == plain.sums(history)
    rows = {(one["from"], one["to"]): one for one in found["periods"]}
    assert [*rows] == [(str(start), str(end)) for start, end in expected]
    for (start, end), sums in expected.items():
        row = rows[str(start), str(end)]
        assert {name: row[name] for name in sums} == sums
        for group, amount in row["groups"].items():
            assert amount == by_group.pop(((start, end), group))
    assert not by_group


def check_streaks(found: Any, history: list[Fields], first_weekday: int) -> None:
    trained = {plain.day_of(one) for one in history}
    for unit, streaks in found["streaks"].items():
        running, longest = plain_streaks(trained, unit, first_weekday)
        assert (streaks["running"] or {"length": 0})["length"] == running, unit
        assert streaks["longest"]["length"] == longest, unit


def check_days(found: Any, history: list[Fields]) -> None:
    expected = plain.sums_by(history, plain.day_of)
    assert found["days"] == [{"day": str(day), **sums} for day, sums in expected.items()]
    for year in found["years"]:
        of_year = [one for one in history if plain.day_of(one).year == year["year"]]
        so_far = [one for one in of_year if f"{plain.day_of(one):%m%d}" <= f"{TODAY:%m%d}"]
        assert (year["total"], year["so_far"]) == (plain.sums(of_year), plain.sums(so_far))
    for gear in found["gear"]:
        used = [plain.day_of(one) for one in history if one["gear_id"] == gear["gear_id"]]
        assert (gear["first"], gear["last"]) == (str(min(used)), str(max(used)))


def check_eddington(found: Any, history: list[Fields]) -> None:
    for one in found["eddington"]:
        meters: dict[date, float] = {}
        for activity in history:
            if plain.group_of(activity) == one["sport_group"]:
                day = plain.day_of(activity)
                meters[day] = round(meters.get(day, 0) + activity["distance"], 1)
        length = {"km": 1000, "mi": 1609.344}[one["unit"]]
        assert one["number"] == plain_eddington([each / length for each in meters.values()])


def check_fitness(found: Any, history: list[Fields]) -> None:
    first = min(plain.day_of(one) for one in history)
    last = TODAY + timedelta(days=14)
    assert [one["day"] for one in found] == [
        str(first + timedelta(number)) for number in range((last - first).days + 1)
    ]

    def average(day: date, length: int) -> float:
        rest = math.exp(-1 / length)
        return math.fsum(
            one["suffer_score"] * (1 - rest) * rest ** (day - plain.day_of(one)).days
            for one in history
            if plain.day_of(one) <= day
        )

    by_day = {one["day"]: one for one in found}
    around = {plain.day_of(one) + timedelta(add) for one in history for add in (0, 1, 30)}
    for day in {day for day in around if day <= last} | {TODAY, last}:
        row, before = by_day[str(day)], day - timedelta(days=1)
        load = sum(one["suffer_score"] for one in history if plain.day_of(one) == day)
        assert row["load"] == load
        assert row["fitness"] == pytest.approx(average(day, 42), abs=0.051)
        assert row["fatigue"] == pytest.approx(average(day, 7), abs=0.051)
        assert row["form"] == pytest.approx(average(before, 42) - average(before, 7), abs=0.051)


def try_histories(app: Flask, examples: int) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        derandomize=examples == FEW,
    )
    @given(histories, st.sampled_from(["week", "week", "month", "year"]), st.sampled_from([0, 6]))
    def run(history: list[Fields], by: str, first_weekday: int) -> None:
        check(app, history, by, first_weekday)

    run()


def test_statistics_of_random_histories_are_those_of_a_plain_count(changing_app: Flask) -> None:
    try_histories(changing_app, FEW)


@pytest.mark.slow
def test_statistics_of_many_random_histories_are_those_of_a_plain_count(
    changing_app: Flask,
) -> None:
    try_histories(changing_app, MANY)


def test_days_are_those_of_the_place_even_if_others_begin_later(changing_app: Flask) -> None:
    """An athlete runs in Auckland on New Year's Day, and flies over the date line to Honolulu."""
    history = [
        place("2026-01-01T07:00:00", 13, distance=6000.0),
        place("2025-12-31T20:00:00", -10, distance=7000.0),
        place("2026-01-01T06:00:00", -10, distance=5000.0),
    ]
    with changing_app.extensions["logbook"].sessions.begin() as session:
        session.query(Activity).delete()
    store(changing_app, [one | {"id": 5 + number} for number, one in enumerate(history)])
    client = changing_app.test_client()
    found = client.get("/stats.json?by=year").get_json()
    assert [(one["period"], one["distance"]) for one in found["periods"]] == [
        ("2025", 7000.0),
        ("2026", 11_000.0),
    ]
    assert found["streaks"]["day"]["longest"] == {
        **{"length": 2, "from": "2025-12-31", "to": "2026-01-01"}
    }
    # One day of 11 km, and one of 7.
    assert found["eddington"][0]["number"] == 2
    hours = [(one["weekday"], one["hour"]) for one in found["weekdays"]]
    assert hours == [(2, 20), (3, 6), (3, 7)]
    for year, number in (("2025", 1), ("2026", 2)):
        assert len(client.get(f"/activities.json?span={year}").get_json()) == number


def place(local: str, offset: int, **fields: Any) -> Fields:
    start = datetime.fromisoformat(local) - timedelta(hours=offset)
    return {
        "name": "Made up",
        "sport_type": "Run",
        "start_date": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "start_date_local": f"{local}Z",
        "utc_offset": offset * 3600,
        "visibility": "everyone",
        **fields,
    }
