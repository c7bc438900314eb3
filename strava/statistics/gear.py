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
    by_id: dict[str, list[Part]] = {}
    for part in parts:
        if part.gear_id is not None:
            by_id.setdefault(part.gear_id, []).append(part)
    found = [_use(gear_id, of_gear) for gear_id, of_gear in by_id.items()]
    return sorted(
        found, key=lambda use: (use.last or date.min, use.all.distance, use.gear_id), reverse=True
    )


def _use(gear_id: str, parts: list[Part]) -> GearUse:
    days = [part.day for part in parts if part.day is not None]
    months = amounts.by_key(
        (part.day.replace(day=1), part) for part in parts if part.day is not None
    )
    return GearUse(
        gear_id,
        amounts.total(parts),
        min(days, default=None),
        max(days, default=None),
        {month: months[month] for month in sorted(months)},
    )
