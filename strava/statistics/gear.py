"""What was done with each bike and each pair of shoes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def by_gear(parts: Sequence[Part]) -> list[GearUse]:
    """Return the use of all gear, the last used first."""
    months = {day: day.replace(day=1) for day in {part.day for part in parts} if day is not None}
    by_id: dict[str, dict[date | None, list[Part]]] = {}
    for part in parts:
        if part.gear_id is not None:
            month = months[part.day] if part.day is not None else None
            by_id.setdefault(part.gear_id, {}).setdefault(month, []).append(part)
    found = [_use(gear_id, by_month) for gear_id, by_month in by_id.items()]
    return sorted(
        found, key=lambda use: (use.last or date.min, use.all.distance, use.gear_id), reverse=True
    )


def _use(gear_id: str, parts: Mapping[date | None, Sequence[Part]]) -> GearUse:
    """Return the use of gear whose parts are given by month."""
    by_month = {month: amounts.total(parts[month]) for month in parts}
    dated = sorted(month for month in parts if month is not None)
    return GearUse(
        gear_id,
        amounts.total(by_month.values()),
        min(part.day for part in parts[dated[0]] if part.day) if dated else None,
        max(part.day for part in parts[dated[-1]] if part.day) if dated else None,
        {month: by_month[month] for month in dated},
    )
