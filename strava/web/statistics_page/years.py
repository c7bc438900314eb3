"""This year against earlier ones: cumulative lines, and a table up to the same day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ...analysis import years
from ...analysis.years import YearSoFar
from ...statistics.amounts import Amounts
from ..display import axes, formats
from .measures import Measure
from .table_links import TableLinks

HEIGHT = 200
"""The height of the highest line."""
TOP = 14
"""The room above it."""
WIDTH = 366
MOST_LINES = 8
MOST_ROWS = 60


class Line(NamedTuple):
    """The line of a year."""

    year: int
    path: str
    address: str
    title: str


class Row(NamedTuple):
    """A year in the table. A cell is a text and an address, which is empty without any days."""

    year: int
    so_far: tuple[str, str]
    compared: str
    """How much less this year has up to the same day, or more."""
    total: tuple[str, str]


@dataclass(frozen=True)
class Section:
    """What the page shows of years."""

    lines: list[Line]
    """The earliest year first, so that the latest is drawn over the others."""
    ticks: list[tuple[float, str]]
    months: list[tuple[float, str]]
    """Where each month begins, in percent, and its name."""
    today: float
    """Where today is, in percent."""
    rows: list[Row]
    same_day: str
    projection: str | None
    """What this year adds up to at its pace; None if it has nothing yet."""
    top: int = TOP
    height: int = HEIGHT


def build(
    by_day: Mapping[date, Amounts], today: date, chosen: Measure, link: TableLinks
) -> Section | None:
    """Return the section for the sums of each day; None without an activity."""
    amounts = {day: chosen.of(sums) for day, sums in by_day.items()}
    if not any(amounts.values()):
        return None
    compared = years.compare(amounts, today)
    this_year = next(one for one in compared if one.year == today.year)
    points = years.cumulative(amounts)
    most = max(one.total for one in compared[:MOST_LINES])
    return Section(
        [
            _line(one, points[one.year], most, today, chosen, link)
            for one in reversed(compared[:MOST_LINES])
            if one.total > 0
        ],
        [
            (round(TOP + HEIGHT * (1 - number / most), 1), label)
            for number, label in (axes.ticks(0, most, chosen.scale) if most > 0 else [])
            if number > 0
        ],
        [
            (round(years.day_of_year(date(2024, month, 1)) / 3.66, 2), f"{date(2024, month, 1):%b}")
            for month in range(1, 13)
        ],
        round(_place(today) / 3.66, 2),
        [
            _row(one, this_year, today, chosen, link)
            for one in compared[:MOST_ROWS]
            if link(*_days(one.year))
        ],
        f"{today.day} {today:%b}",
        chosen.text(years.projection(this_year.so_far, today)) if this_year.so_far else None,
    )


def _place(day: date) -> int:
    return years.day_of_year(date(2024, day.month, day.day))


def _line(
    one: YearSoFar,
    points: Sequence[tuple[int, float]],
    most: float,
    today: date,
    chosen: Measure,
    link: TableLinks,
) -> Line:
    steps = "".join(f"H{x}V{HEIGHT * (1 - total / most):.1f}" for x, total in points)
    end = max(_place(today), points[-1][0]) if one.year == today.year else WIDTH
    return Line(
        one.year,
        f"M0 {HEIGHT}{steps}H{end}",
        link(date(one.year, 1, 1), date(one.year, 12, 31)),
        f"{one.year}: {chosen.text(one.total)}",
    )


def _row(
    one: YearSoFar, this_year: YearSoFar, today: date, chosen: Measure, link: TableLinks
) -> Row:
    first, last = _days(one.year)
    difference = this_year.so_far - one.so_far
    sign = "+" if difference > 0 else ""
    # The filters may leave out this year.
    is_compared = one is not this_year and link(*_days(today.year))
    return Row(
        one.year,
        (chosen.cell(one.so_far), link(first, years.same_day(one.year, today))),
        f"{sign}{chosen.cell(difference)}" if is_compared else formats.MISSING,
        (chosen.cell(one.total), link(first, last)),
    )


def _days(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)
