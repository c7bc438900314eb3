"""Streaks: days, weeks or months in a row, each with an activity."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Unit = Literal["day", "week", "month"]


@dataclass(frozen=True)
class Streak:
    """Days, weeks or months in a row."""

    length: int
    start: date
    """The first day of its first day, week or month."""
    end: date
    """The last day of its last one."""


@dataclass(frozen=True)
class Streaks:
    """The streaks of one unit."""

    running: Streak | None
    """The one that can still grow; None if there is none."""
    longest: Streak | None
    """The first of the longest ones."""
    due: date | None
    """The last day on which an activity keeps the running streak alive; None if it has one in the
    day, week or month of today already."""


def streaks(days: Iterable[date], unit: Unit, today: date, first_weekday: int = 0) -> Streaks:
    """Return the streaks of days with an activity.

    A streak runs until a whole day, week or month has passed without one. Weeks begin on
    `first_weekday`; 0 is Monday. Days after today count, as clocks on Earth differ.
    """
    number, first_day = _periods(unit, first_weekday)
    periods = sorted({number(day) for day in days})
    found: list[tuple[int, int]] = []  # the first period of each streak, and its length
    for period in periods:
        if found and period == sum(found[-1]):
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((period, 1))

    def streak(start: int, length: int) -> Streak:
        end = first_day(start + length) - timedelta(days=1)
        return Streak(length, first_day(start), end)

    longest = max(found, key=lambda one: one[1], default=None)
    current = number(today)
    is_running = bool(found) and sum(found[-1]) >= current
    is_due = is_running and sum(found[-1]) == current
    return Streaks(
        streak(*found[-1]) if is_running else None,
        streak(*longest) if longest else None,
        first_day(current + 1) - timedelta(days=1) if is_due else None,
    )


def _periods(unit: Unit, first_weekday: int) -> tuple[Callable[[date], int], Callable[[int], date]]:
    """Return the number of the period of a day, and the first day of a period by its number."""
    if unit == "day":
        return date.toordinal, date.fromordinal
    if unit == "month":
        return (
            lambda day: day.year * 12 + day.month - 1,
            lambda number: date(number // 12, number % 12 + 1, 1),
        )
    # Day 1 of the calendar of `date` is a Monday.
    return (
        lambda day: (day.toordinal() - 1 - first_weekday) // 7,
        lambda number: date.fromordinal(number * 7 + 1 + first_weekday),
    )
