"""Streaks: days, weeks or months in a row, each with an activity."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .periods import Periods

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
    periods = Periods(unit, first_weekday)
    found: list[tuple[int, int]] = []  # the first period of each streak, and its length
    for period in sorted({periods.number(day) for day in days}):
        if found and period == sum(found[-1]):
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((period, 1))

    def streak(start: int, length: int) -> Streak:
        return Streak(length, periods.first(start), periods.last(start + length - 1))

    longest = max(found, key=lambda one: one[1], default=None)
    current = periods.number(today)
    is_running = bool(found) and sum(found[-1]) >= current
    is_due = is_running and sum(found[-1]) == current
    return Streaks(
        streak(*found[-1]) if is_running else None,
        streak(*longest) if longest else None,
        periods.last(current) if is_due else None,
    )
