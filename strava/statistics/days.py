"""What the activities of each day add up to, and those of each weekday and hour."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from . import amounts
from .amounts import Amounts
from .parts import Part

WeekdayAndHour = tuple[int, int | None]
"""A weekday, 0 for Monday to 6 for Sunday, and an hour; None if the hour is not known."""


def by_day_and_group(parts: Iterable[Part]) -> list[Part]:
    """Return the parts with those of the same day and group added up, whatever hour and gear."""
    sums = amounts.by_key(((part.day, part.group), part) for part in parts)
    return [
        tuple.__new__(Part, (day, None, group, None, *total))
        for (day, group), total in sums.items()
    ]


def by_day(parts: Iterable[Part]) -> dict[date, Amounts]:
    """Return the sums of each day with an activity, the earliest first."""
    sums = amounts.by_key((part.day, part) for part in parts if part.day is not None)
    return {day: sums[day] for day in sorted(sums)}


def by_weekday_and_hour(parts: Iterable[Part]) -> dict[WeekdayAndHour, Amounts]:
    """Return the sums of each weekday and hour of the local time at the start."""
    return amounts.by_key(
        ((part.day.weekday(), part.hour), part) for part in parts if part.day is not None
    )
