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
    by_month: dict[tuple[str, int, int], list[Part]] = {}
    for part in parts:
        if part.gear_id is not None:
            day = part.day
            key = (part.gear_id, day.year, day.month) if day else (part.gear_id, 0, 0)
            by_month.setdefault(key, []).append(part)
    by_id: dict[str, dict[date | None, list[Part]]] = {}
    for (gear_id, year, month), found_parts in by_month.items():
        first = date(year, month, 1) if year else None
        by_id.setdefault(gear_id, {})[first] = found_parts
    found = [_use(gear_id, months) for gear_id, months in by_id.items()]
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
