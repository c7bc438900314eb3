"""The totals of a year, of each group of sports, and of each month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from ... import sports
from ...analysis.periods import Periods
from ...statistics import amounts, days, totals
from ...statistics.amounts import Amounts
from ...statistics.parts import Part
from ..display import formats
from ..statistics_page import bars
from ..statistics_page.measures import Measure
from ..statistics_page.table_links import Cell, TableLinks

TOTALS = ("activities", "distance", "moving_time", "elevation_gain")
"""The fields of Amounts that a year shows."""


class Figure(NamedTuple):
    """A number with what it counts."""

    number: str
    label: str
    address: str


class Group(NamedTuple):
    """A group of sports."""

    key: str
    name: str
    address: str
    cells: list[str]
    """Its amounts of TOTALS."""


class Month(NamedTuple):
    """A month, with its amount of the chosen measure if it has any."""

    name: str
    cell: Cell | None


class Months(NamedTuple):
    """The bars of the months, and the numbers below them."""

    months: list[Month]
    chart: bars.Chart | None


def build_totals(
    everything: Amounts, active_days: int, measures: dict[str, Measure], address: str
) -> list[Figure]:
    """Return the totals that are not zero, each with the address of all activities."""
    labels = {
        "activities": "activity" if everything.activities == 1 else "activities",
        "distance": measures["distance"].unit,
        "moving_time": "hours",
        "elevation_gain": f"{measures['elevation_gain'].unit} of elevation gain",
    }
    found = [
        Figure(_whole(measures[name], amount), labels[name], address)
        for name in TOTALS
        if (amount := measures[name].of(everything))
    ]
    days_label = "active day" if active_days == 1 else "active days"
    return [*found, Figure(f"{active_days:,}", days_label, address)] if active_days else found


def _whole(measure: Measure, amount: float) -> str:
    number = amount * measure.scale
    return f"{number:,.1f}" if 0 < number < 9.95 and number % 1 else f"{number:,.0f}"


def build_groups(
    parts: Sequence[Part], measures: dict[str, Measure], link: TableLinks
) -> list[Group]:
    """Return the groups that have an activity, in the order of sports.GROUP_NAMES."""
    sums = amounts.by_key((part.group, part) for part in parts)
    return [
        Group(
            group,
            name,
            link(group=group),
            [measures[one].cell(measures[one].of(sums[group])) for one in TOTALS],
        )
        for group, name in sports.GROUP_NAMES.items()
        if group in sums
    ]


def build_months(year: int, parts: Sequence[Part], chosen: Measure, link: TableLinks) -> Months:
    """Return all twelve months."""
    periods = Periods("month")
    found = totals.by_period(days.by_day_and_group(parts), periods, list(sports.GROUP_NAMES))
    by_month = {one.start.month: one for one in found}
    values, months = [], []
    for number in range(1, 13):
        name = f"{date(2024, number, 1):%b}"
        if (one := by_month.get(number)) is None:
            months.append(Month(name, None))
            continue
        amount = chosen.of(one.all)
        address = link(one.start, one.end)
        months.append(Month(name, Cell(chosen.short(amount), address)))
        by_group = [(group, chosen.of(sums)) for group, sums in one.by_group.items()]
        title = f"{formats.month(f'{year:04}-{number:02}')}: {chosen.text(amount)}"
        values.append(bars.Value(number - 1, by_group, address, title))
    return Months(months, bars.draw(values, 12, [], chosen.scale))
