"""Statistics in plain Python, over activities as Strava sends them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import date, timedelta
from typing import Any

from .histories import GROUPS, Fields

MEASURES = {
    "distance": "distance",
    "moving_time": "moving_time",
    "elevation_gain": "total_elevation_gain",
    "energy": "kilojoules",
    "relative_effort": "suffer_score",
}
Sums = dict[str, float]


def day_of(activity: Fields) -> date:
    return date.fromisoformat(activity["start_date_local"][:10])


def group_of(activity: Fields) -> str:
    return GROUPS[activity["sport_type"]]


def sums(activities: Iterable[Fields]) -> Sums:
    found = list(activities)
    amounts = {
        name: round(sum(one.get(field) or 0 for one in found), 1)
        for name, field in MEASURES.items()
    }
    return {"activities": len(found), **amounts}


def sums_by(activities: Iterable[Fields], key: Callable[[Fields], Hashable]) -> dict[Any, Sums]:
    found: dict[Any, list[Fields]] = {}
    for one in activities:
        found.setdefault(key(one), []).append(one)
    return {name: sums(found[name]) for name in sorted(found)}


def period_of(day: date, by: str, first_weekday: int) -> tuple[date, date]:
    """Return the first and the last day of the week, month or year of a day, by walking there."""

    def begins(one: date) -> bool:
        if by == "week":
            return one.weekday() == first_weekday
        return one.day == 1 and (by == "month" or one.month == 1)

    start = day
    while not begins(start):
        start -= timedelta(days=1)
    end = day
    while not begins(end + timedelta(days=1)):
        end += timedelta(days=1)
    return start, end
