"""Days, weeks, months and years as consecutive numbers, with their first and last days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Unit = Literal["day", "week", "month", "year"]

_LAST_DAY = date.max.toordinal()


@dataclass(frozen=True)
class Periods:
    """The periods of one length. Each has a number, which is one more than that of the last one."""

    unit: Unit
    first_weekday: int = 0
    """The day on which weeks begin, from 0 for Monday to 6 for Sunday."""

    def number(self, day: date) -> int:
        """Return the number of the period that contains a day."""
        match self.unit:
            case "day":
                return day.toordinal()
            case "week":
                # Day 1 of the calendar of `date` is a Monday.
                return (day.toordinal() - 1 - self.first_weekday) // 7
            case "month":
                return day.year * 12 + day.month - 1
        return day.year

    def first(self, number: int) -> date:
        """Return the first day of a period, or the first of all days if that is later."""
        return date.fromordinal(max(1, self._ordinal(number)))

    def last(self, number: int) -> date:
        """Return the last day of a period, or the last of all days if that is earlier."""
        return date.fromordinal(min(_LAST_DAY, self._ordinal(number + 1) - 1))

    def _ordinal(self, number: int) -> int:
        """Return the number of a period's first day; one more than the last if there is none."""
        match self.unit:
            case "day":
                return number
            case "week":
                return number * 7 + 1 + self.first_weekday
            case "month":
                year, month = divmod(number, 12)
                return date(year, month + 1, 1).toordinal() if year <= 9999 else _LAST_DAY + 1
        return date(number, 1, 1).toordinal() if number <= 9999 else _LAST_DAY + 1
