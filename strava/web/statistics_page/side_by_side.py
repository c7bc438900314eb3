"""Years side by side: a table of the months of each year."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from ...statistics.totals import PeriodTotals
from .measures import Measure
from .table_links import Cell, TableLinks

MOST_YEARS = 40


class Row(NamedTuple):
    """A year, with its months."""

    year: int
    all: Cell
    months: list[Cell | None]
    """None for months without an activity."""


def build(found: Sequence[PeriodTotals], chosen: Measure, link: TableLinks) -> list[Row]:
    """Return the rows of all years, the latest first, for the totals of each month.

    There are none if there is only one year to show.
    """
    by_year: dict[int, dict[int, float]] = {}
    for month in found:
        by_year.setdefault(month.start.year, {})[month.start.month] = chosen.of(month.all)
    if len(by_year) < 2:
        return []
    return [_row(year, by_year[year], chosen, link) for year in sorted(by_year, reverse=True)][
        :MOST_YEARS
    ]


def _row(year: int, amounts: dict[int, float], chosen: Measure, link: TableLinks) -> Row:
    def cell(number: int) -> Cell:
        first, last = date(year, number, 1), date(year, number, monthrange(year, number)[1])
        return Cell(chosen.short(amounts[number]), link.detail(first, last))

    everything = link(date(year, 1, 1), date(year, 12, 31))
    return Row(
        year,
        Cell(chosen.short(sum(amounts.values())), everything),
        [cell(number) if number in amounts else None for number in range(1, 13)],
    )
