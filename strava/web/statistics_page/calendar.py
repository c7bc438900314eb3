"""The calendar: a strip of days for each year, shaded by quantiles of the chosen measure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from markupsafe import Markup

from ...analysis import quantiles
from ...statistics import amounts
from ...statistics.amounts import Amounts
from ..display import formats
from ..display.formats import DateStyle
from .measures import Measure
from .table_links import Cell, TableLinks

STEP = 11
"""From the left edge of a week, or the upper one of a weekday, to that of the next."""
SIZE = 9
MOST_YEARS = 6
_PLACES = [(number // 7 * STEP, number % 7 * STEP) for number in range(54 * 7)]
"""The left and the upper edge of each day, beginning with the week of New Year."""


class Month(NamedTuple):
    """A month in the table of a year."""

    name: str
    all: Cell | None
    days: list[Cell | None]


@dataclass(frozen=True)
class Strip:
    """A year."""

    year: int
    text: str
    """What the year adds up to."""
    address: str
    empty: str
    """The `d` of a path with a square for each day."""
    days: Markup
    """A square for each day with an activity, in a link to the table."""
    months: list[tuple[int, str]]
    """Where each month begins, and its name."""


@dataclass(frozen=True)
class Section:
    """What the page shows of the days."""

    strips: list[Strip]
    """The latest year first."""
    left_out: list[int]
    """Earlier years."""
    limits: list[str]
    """The greatest amount of each shade."""
    table_year: int
    table: list[Month]
    """The months of one year."""
    years: list[int]
    """The years that the table can show."""
    step: int = STEP
    size: int = SIZE


def build(
    found: Mapping[date, Amounts],
    first_weekday: int,
    chosen: Measure,
    link: TableLinks,
    dates: DateStyle,
    table_year: int | None,
) -> Section | None:
    """Return the section for the sums of each day, the earliest first; None without any."""
    if not found:
        return None
    by_year: dict[int, dict[date, Amounts]] = {}
    for day, sums in found.items():
        by_year.setdefault(day.year, {})[day] = sums
    years = sorted(by_year, reverse=True)
    shown = years[:MOST_YEARS]
    limits = quantiles.limits(chosen.of(sums) for year in shown for sums in by_year[year].values())
    chosen_year = table_year if table_year in by_year else years[0]
    return Section(
        [_strip(year, by_year[year], first_weekday, limits, chosen, link, dates) for year in shown],
        years[MOST_YEARS:],
        [chosen.text(limit) for limit in limits],
        chosen_year,
        _table(chosen_year, by_year[chosen_year], chosen, link),
        years,
    )


def _strip(
    year: int,
    found: Mapping[date, Amounts],
    first_weekday: int,
    limits: Sequence[float],
    chosen: Measure,
    link: TableLinks,
    dates: DateStyle,
) -> Strip:
    new_year = date(year, 1, 1)
    total = sum(chosen.of(sums) for sums in found.values())
    place = places(year, first_weekday)
    begin_link = link.of_days()

    def square(day: date, amount: float) -> str:
        # There are thousands, and a template would take three times as long. No text has anything
        # to escape.
        x, y = place(day)
        return (
            f"{begin_link(day)}<title>{formats.day(day, dates)}: {chosen.text(amount)}</title>"
            f'<rect class="shade-{quantiles.shade(amount, limits)}" x="{x}" y="{y}"/></a>'
        )

    squares = "".join(square(day, chosen.of(sums)) for day, sums in found.items())
    return Strip(
        year,
        chosen.text(total),
        link(new_year, date(year, 12, 31)),
        squares_at(map(place, days_of(year))),
        Markup(squares),  # noqa: S704 (numbers, dates, and links)
        [(place(date(year, month, 1))[0], f"{date(year, month, 1):%b}") for month in range(1, 13)],
    )


def places(year: int, first_weekday: int) -> Callable[[date], tuple[int, int]]:
    """Return a function for where the square of a day is: its left and upper edge."""
    new_year = date(year, 1, 1)
    first_place = (new_year.weekday() - first_weekday) % 7 - new_year.toordinal()
    return lambda day: _PLACES[first_place + day.toordinal()]


def squares_at(found: Iterable[tuple[int, int]]) -> str:
    """Return the `d` of a path with a square at each of these places."""
    return "".join(f"M{x} {y}h{SIZE}v{SIZE}h-{SIZE}z" for x, y in found)


def days_of(year: int) -> Iterable[date]:
    """Return the days of a year."""
    first = date(year, 1, 1).toordinal()
    return map(date.fromordinal, range(first, date(year, 12, 31).toordinal() + 1))


def _table(
    year: int, found: Mapping[date, Amounts], chosen: Measure, link: TableLinks
) -> list[Month]:
    months = []
    for number in range(1, 13):
        first = date(year, number, 1)
        last = first.replace(day=monthrange(year, number)[1])
        in_month = {day: sums for day, sums in found.items() if day.month == number}
        total = chosen.of(amounts.total(in_month.values()))
        cells: list[Cell | None] = [None] * 31
        for day, sums in in_month.items():
            cells[day.day - 1] = Cell(chosen.short(chosen.of(sums)), link.detail(day, day))
        everything = Cell(chosen.short(total), link(first, last)) if in_month else None
        months.append(Month(f"{first:%b}", everything, cells))
    return months
