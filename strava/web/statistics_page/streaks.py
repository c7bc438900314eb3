"""Streaks of days, weeks and months: the running one, the longest, and what keeps it alive."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple, get_args

from ...analysis.streaks import Streak, Unit, streaks
from ..display import formats
from ..display.formats import DateStyle
from .table_links import TableLinks

_KEPT = {"day": "Today is done.", "week": "This week is done.", "month": "This month is done."}
"""What is said if the day, week or month of today has an activity."""


class Cell(NamedTuple):
    """A streak, and the address of its activities."""

    length: str
    period: str
    address: str


class Row(NamedTuple):
    """The streaks of one unit."""

    name: str
    running: Cell | None
    longest: Cell | None
    next: str
    """What keeps the running streak alive."""


def build(
    days: Collection[date], today: date, first_weekday: int, link: TableLinks, dates: DateStyle
) -> list[Row]:
    """Return the streaks of days with an activity."""

    def cell(streak: Streak | None, unit: Unit) -> Cell | None:
        if streak is None:
            return None
        length = f"{streak.length:,} {unit}{'' if streak.length == 1 else 's'}"
        period = formats.period((streak.start, streak.end), dates)
        return Cell(length, period, link(streak.start, streak.end))

    rows = []
    for unit in get_args(Unit):
        found = streaks(days, unit, today, first_weekday)
        if found.running is None:
            following = "An activity begins a new one."
        elif found.due is None:
            following = _KEPT[unit]
        elif found.due == today:
            following = "An activity today keeps it."
        else:
            following = f"An activity by {formats.day(found.due, dates)} keeps it."
        name = f"{unit.capitalize()}s in a row"
        rows.append(Row(name, cell(found.running, unit), cell(found.longest, unit), following))
    return rows
