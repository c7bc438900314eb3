"""A year compared with others up to the same day of the year.

29 February counts up to 1 March: in a year without it, it is as if 28 February was two days long.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class YearSoFar:
    """What a year adds up to."""

    year: int
    so_far: float
    """Up to the same day of the year as today."""
    total: float


def compare(amount_by_day: Mapping[date, float], today: date) -> list[YearSoFar]:
    """Return every year with an activity, and that of today, the latest first."""
    so_far: dict[int, float] = {today.year: 0.0}
    total: dict[int, float] = {today.year: 0.0}
    for day, amount in amount_by_day.items():
        total[day.year] = total.get(day.year, 0.0) + amount
        is_earlier = (day.month, day.day) <= (today.month, today.day)
        so_far[day.year] = so_far.get(day.year, 0.0) + (amount if is_earlier else 0.0)
    return [YearSoFar(year, so_far[year], total[year]) for year in sorted(total, reverse=True)]


def same_day(year: int, today: date) -> date:
    """Return the day of another year up to which it is compared with today."""
    try:
        return today.replace(year=year)
    except ValueError:
        # 29 February
        return date(year, 2, 28)


def projection(so_far: float, today: date) -> float:
    """Return what the year of today adds up to if it goes on as it went up to and with today."""
    return so_far * days_in(today.year) / day_of_year(today)


def day_of_year(day: date) -> int:
    """Return the number of a day in its year, from 1."""
    return (day - date(day.year, 1, 1)).days + 1


def days_in(year: int) -> int:
    """Return how many days a year has."""
    return day_of_year(date(year, 12, 31))


def cumulative(amount_by_day: Mapping[date, float]) -> dict[int, list[tuple[int, float]]]:
    """Return how each year adds up: the day of a leap year, from 0 to 365, and the amount so far.

    Days without an activity are left out.
    """
    found: dict[int, list[tuple[int, float]]] = {}
    for day in sorted(amount_by_day):
        points = found.setdefault(day.year, [])
        total = (points[-1][1] if points else 0.0) + amount_by_day[day]
        points.append((_DAYS_BEFORE[day.month - 1] + day.day - 1, total))
    return found


_DAYS_BEFORE = [day_of_year(date(2024, month, 1)) - 1 for month in range(1, 13)]
"""The days of a leap year before each month, so that a day has the same number in every year."""
