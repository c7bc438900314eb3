"""Streaks of days, weeks and months, against hand-worked cases and a plain count."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strava.analysis.streaks import Streak, streaks

SUNDAY = date(2026, 11, 22)
MONDAY = date(2026, 11, 23)


def test_streak_of_days_runs_until_a_whole_day_has_passed() -> None:
    days = [MONDAY - timedelta(days=2), SUNDAY]
    on_monday = streaks(days, "day", MONDAY)
    assert on_monday.running == Streak(2, days[0], SUNDAY)
    assert on_monday.due == MONDAY
    assert streaks(days, "day", SUNDAY).due is None
    assert streaks(days, "day", MONDAY + timedelta(days=1)).running is None


def test_first_of_the_longest_streaks_is_named() -> None:
    days = [date(2026, 1, day) for day in (1, 2, 5, 6, 9)]
    assert streaks(days, "day", MONDAY).longest == Streak(2, date(2026, 1, 1), date(2026, 1, 2))


@pytest.mark.parametrize(("first_weekday", "length"), [(0, 2), (6, 1)])
def test_weeks_begin_on_the_weekday_of_the_athlete(first_weekday: int, length: int) -> None:
    found = streaks([SUNDAY, MONDAY], "week", MONDAY, first_weekday)
    assert found.running
    assert found.running.length == length
    assert found.running.end - found.running.start == timedelta(days=7 * length - 1)
    assert found.running.start.weekday() == first_weekday


def test_week_of_last_week_is_due_until_the_end_of_this_one() -> None:
    # From Monday of last week to Tuesday of this one are eight days.
    found = streaks([date(2026, 11, 16)], "week", date(2026, 11, 24))
    assert found.running == Streak(1, date(2026, 11, 16), SUNDAY)
    assert found.due == date(2026, 11, 29)


def test_months_go_on_over_the_end_of_a_year() -> None:
    days = [date(2025, 11, 30), date(2025, 12, 1), date(2026, 1, 31), date(2026, 2, 28)]
    found = streaks(days, "month", date(2026, 3, 31))
    assert found.running == Streak(4, date(2025, 11, 1), date(2026, 2, 28))
    assert found.due == date(2026, 3, 31)
    assert streaks(days, "month", date(2026, 4, 1)).running is None


def test_activity_of_tomorrow_is_in_the_running_streak() -> None:
    found = streaks([SUNDAY, MONDAY], "day", SUNDAY)
    assert found.running == Streak(2, SUNDAY, MONDAY)
    assert found.due is None


def test_nothing_has_no_streaks() -> None:
    found = streaks([], "week", MONDAY)
    assert (found.running, found.longest, found.due) == (None, None, None)


@given(
    st.sets(st.dates(date(2023, 12, 1), date(2024, 4, 30)), max_size=60),
    st.sampled_from(("day", "week", "month")),
    st.dates(date(2024, 3, 1), date(2024, 5, 31)),
    st.integers(0, 6),
)
def test_longest_streak_is_that_of_a_plain_count(
    days: set[date], unit: Literal["day", "week", "month"], today: date, first_weekday: int
) -> None:
    def period(day: date) -> date:
        if unit == "day":
            return day
        if unit == "month":
            return day.replace(day=1)
        return day - timedelta(days=(day.weekday() - first_weekday) % 7)

    active = {period(day) for day in days}
    best, day = 0, date(2023, 11, 1)
    running, seen = 0, set()
    while day < date(2024, 7, 1):
        if period(day) not in seen:
            seen.add(period(day))
            running = running + 1 if period(day) in active else 0
            best = max(best, running)
        day += timedelta(days=1)
    found = streaks(days, unit, today, first_weekday)
    assert (found.longest.length if found.longest else 0) == best
