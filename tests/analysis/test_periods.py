"""Days, weeks, months and years as numbers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

import pytest

from strava.analysis.periods import Periods, Unit


@pytest.mark.parametrize("unit", get_args(Unit))
@pytest.mark.parametrize("first_weekday", [0, 5, 6])
def test_each_day_is_in_the_period_that_it_belongs_to(unit: Unit, first_weekday: int) -> None:
    periods = Periods(unit, first_weekday)
    day = date(2023, 12, 20)
    before = periods.number(day)
    while day < date(2025, 3, 10):
        number = periods.number(day)
        begins = {
            "day": True,
            "week": day.weekday() == first_weekday,
            "month": day.day == 1,
            "year": (day.month, day.day) == (1, 1),
        }[unit]
        assert number - before == int(begins and day > date(2023, 12, 20))
        assert periods.first(number) <= day <= periods.last(number)
        assert periods.first(number + 1) == periods.last(number) + timedelta(days=1)
        before = number
        day += timedelta(days=1)


@pytest.mark.parametrize("unit", get_args(Unit))
@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_calendar_ends_with_its_first_and_last_day(unit: Unit, day: date) -> None:
    periods = Periods(unit, 3)
    number = periods.number(day)
    assert periods.first(number) <= day <= periods.last(number)
