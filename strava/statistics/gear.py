"""What was done with each bike and each pair of shoes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from . import amounts
from .amounts import Amounts
from .parts import Part


@dataclass(frozen=True)
class GearUse:
    """The sums over the activities with a bike or a pair of shoes."""

    gear_id: str
    all: Amounts
    first: date | None
    """The first day of use; None if no activity has a date."""
    last: date | None
    by_month: dict[date, Amounts]
    """By the first day of the month, the earliest first."""


def by_gear(parts: Iterable[Part]) -> list[GearUse]:
    """Return the use of all gear, the last used first."""
    days: dict[str, list[date]] = {}
    used = [part for part in parts if part.gear_id is not None]
    by_id: dict[str, dict[date | None, Amounts]] = {}
    sums = amounts.by_key(
        ((part.gear_id, part.day and part.day.replace(day=1)), part) for part in used
    )
    for (gear_id, month), total in sums.items():
        by_id.setdefault(str(gear_id), {})[month] = total
    for part in used:
        if part.day is not None:
            days.setdefault(str(part.gear_id), []).append(part.day)
    found = [
        GearUse(
            gear_id,
            amounts.total(months.values()),
            min(days.get(gear_id, ()), default=None),
            max(days.get(gear_id, ()), default=None),
            {month: months[month] for month in sorted(filter(None, months))},
        )
        for gear_id, months in by_id.items()
    ]
    return sorted(
        found, key=lambda use: (use.last or date.min, use.all.distance, use.gear_id), reverse=True
    )
