"""A year compared with others up to the same day, and the progress of goals."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from strava.analysis.goals import progress
from strava.analysis.years import (
    YearSoFar,
    compare,
    cumulative,
    day_of_year,
    days_in,
    projection,
    same_day,
)

LEAP_DAY = date(2024, 2, 29)


def test_years_are_compared_up_to_the_same_day() -> None:
    amounts = {
        date(2023, 2, 28): 1.0,
        date(2023, 3, 1): 2.0,
        date(2024, 2, 29): 4.0,
        date(2024, 3, 1): 8.0,
        date(2022, 12, 31): 16.0,
    }
    assert compare(amounts, LEAP_DAY) == [
        YearSoFar(2024, 4.0, 12.0),
        YearSoFar(2023, 1.0, 3.0),
        YearSoFar(2022, 0.0, 16.0),
    ]
    assert compare(amounts, date(2023, 2, 28))[0] == YearSoFar(2024, 0.0, 12.0)
    assert compare({}, LEAP_DAY) == [YearSoFar(2024, 0.0, 0.0)]


def test_29_february_is_compared_with_28_february() -> None:
    assert same_day(2023, LEAP_DAY) == date(2023, 2, 28)
    assert same_day(2020, LEAP_DAY) == date(2020, 2, 29)
    assert same_day(2023, date(2024, 3, 1)) == date(2023, 3, 1)


def test_days_are_counted_with_leap_days() -> None:
    for year in (2023, 2024, 2000, 1900):
        days = [date(year, 1, 1)]
        while days[-1] < date(year, 12, 31):
            days.append(days[-1] + timedelta(days=1))
        assert days_in(year) == len(days)
        assert [day_of_year(day) for day in days] == [*range(1, len(days) + 1)]


def test_a_projection_goes_on_at_the_same_pace() -> None:
    assert projection(100, date(2023, 12, 31)) == 100
    assert projection(10, date(2024, 1, 1)) == 3660
    assert projection(73, date(2023, 3, 14)) == pytest.approx(365)


def test_a_day_has_the_same_place_in_every_year() -> None:
    amounts = {date(2023, 1, 1): 1.0, date(2023, 3, 1): 2.0, date(2024, 3, 1): 5.0}
    assert cumulative(amounts) == {2023: [(0, 1.0), (60, 3.0)], 2024: [(60, 5.0)]}


def test_a_goal_that_is_behind_says_what_a_week_takes() -> None:
    found = progress(goal=365, done=80, year=2023, today=date(2023, 4, 10))
    assert found.expected == 100
    assert found.behind == 20
    assert found.remaining == 285
    assert found.per_week == pytest.approx(285 / 265 * 7)
    assert found.projection == pytest.approx(80 * 365 / 100)


def test_goals_that_are_reached_or_over_need_nothing_more() -> None:
    reached = progress(100, 120, 2023, date(2023, 4, 10))
    assert (reached.remaining, reached.per_week) == (0, None)
    over = progress(100, 60, 2022, date(2023, 4, 10))
    assert (over.expected, over.remaining, over.per_week, over.projection) == (100, 40, None, 60)
    last_day = progress(100, 60, 2023, date(2023, 12, 31))
    assert (last_day.remaining, last_day.per_week) == (40, None)
    next_year = progress(365, 0, 2024, date(2023, 4, 10))
    assert (next_year.expected, next_year.projection) == (0, 0)
    assert next_year.per_week == pytest.approx(365 / 366 * 7)
