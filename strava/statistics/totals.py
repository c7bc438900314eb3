"""Totals by week, month or year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ..analysis.periods import Periods, Unit
from . import amounts
from .amounts import Amounts
from .parts import Part

BY: tuple[Unit, ...] = ("week", "month", "year")


@dataclass(frozen=True)
class PeriodTotals:
    """The sums over the activities of a period with at least one."""

    number: int
    """The number of the period; the next one has one more."""
    start: date
    end: date
    all: Amounts
    by_group: dict[str, Amounts]
    """By group of sports, in the order of sports.GROUP_NAMES."""


def by_period(parts: Sequence[Part], periods: Periods, order: Sequence[str]) -> list[PeriodTotals]:
    """Return the totals of each period, the earliest first; `order` is that of the groups.

    Activities without a date are left out.
    """
    numbers = {day: periods.number(day) for day in {part.day for part in parts} if day is not None}
    sums = amounts.by_key(
        ((numbers[part.day], part.group), part) for part in parts if part.day is not None
    )
    found: dict[int, dict[str, Amounts]] = {}
    for (number, group), amount in sums.items():
        found.setdefault(number, {})[group] = amount
    return [
        PeriodTotals(
            number,
            periods.first(number),
            periods.last(number),
            amounts.total(by_group.values()),
            {group: by_group[group] for group in order if group in by_group},
        )
        for number, by_group in sorted(found.items())
    ]


def name(period: PeriodTotals, unit: str) -> str:
    """Return the name of a period: 2026, 2026-11, or the first day of a week."""
    lengths = {"year": 4, "month": 7}
    return period.start.isoformat()[: lengths.get(unit, 10)]
