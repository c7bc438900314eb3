"""Totals by week, month or year: stacked bars, and a table with a row for each period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ... import sports
from ...analysis.periods import Periods
from ...statistics import totals
from ...statistics.amounts import Amounts
from ...statistics.totals import PeriodTotals
from ..display import formats
from ..display.formats import DateStyle
from . import bars
from .measures import Measure
from .table_links import TableLinks

MOST_PERIODS, MOST_WITH_LONG_LINKS = 260, 26
"""The periods that a page shows, so that wrong dates cannot make it endless. All are exported."""
_ALL = "all"
"""Stands for all groups in a bar that is not stacked."""
_MOST_MONTH_LABELS = {"month": 14, "week": 60}
"""With more places, only years have a label."""


class Row(NamedTuple):
    """A period in the table."""

    name: str
    address: str
    cells: list[str]
    """The amount of each measure."""
    groups: list[tuple[str, str] | None]
    """The amount of the chosen measure and the address, for each group; None if there is none."""


@dataclass(frozen=True)
class Section:
    """What the page shows of the totals by period."""

    measures: list[Measure]
    """The columns of the table."""
    groups: list[str]
    """The groups with an amount of the chosen measure."""
    rows: list[Row]
    """The latest period first."""
    left_out: int
    """The number of earlier periods that are not shown."""
    chart: bars.Chart | None
    has_groups: bool
    """Whether there are groups to stack, or to show as one."""


def build(
    found: Sequence[PeriodTotals],
    periods: Periods,
    measures: dict[str, Measure],
    chosen: Measure,
    link: TableLinks,
    dates: DateStyle,
    *,
    stacked: bool = True,
) -> Section:
    """Return the section for the totals of all periods, the earliest first.

    If they are `stacked`, each bar shows the groups of sports, and the table has their columns.
    """
    shown = found[-(MOST_WITH_LONG_LINKS if link.is_long else MOST_PERIODS) :]
    found_groups = [
        group
        for group in sports.GROUP_NAMES
        if any(group in one.by_group and chosen.of(one.by_group[group]) for one in shown)
    ]
    groups = found_groups if stacked else []
    columns = [
        measure for measure in measures.values() if any(measure.of(one.all) for one in shown)
    ]
    addresses = {one.number: link(one.start, one.end) for one in shown}
    return Section(
        columns,
        groups,
        [
            Row(
                period_name(one, periods, dates),
                addresses[one.number],
                [measure.cell(measure.of(one.all)) for measure in columns],
                [_group_cell(one, group, chosen, link) for group in groups],
            )
            for one in reversed(shown)
        ],
        len(found) - len(shown),
        _chart(shown, periods, chosen, addresses, dates, stacked),
        len(found_groups) > 1,
    )


def period_name(one: PeriodTotals, periods: Periods, dates: DateStyle) -> str:
    """Write a period: 2026, Nov 2026, or 16 – 22 Nov 2026."""
    match periods.unit:
        case "year":
            return str(one.start.year)
        case "month":
            return formats.month(totals.name(one, "month"))
    return formats.period((one.start, one.end), dates)


def _group_cell(
    one: PeriodTotals, group: str, chosen: Measure, link: TableLinks
) -> tuple[str, str] | None:
    amount = chosen.of(one.by_group.get(group, Amounts()))
    if not amount:
        return None
    return chosen.cell(amount), link(one.start, one.end, group=group)


def _chart(
    shown: Sequence[PeriodTotals],
    periods: Periods,
    chosen: Measure,
    addresses: dict[int, str],
    dates: DateStyle,
    stacked: bool,
) -> bars.Chart | None:
    if not shown:
        return None
    last = shown[-1].number
    first = max(shown[0].number, last - MOST_PERIODS + 1)
    values = [
        bars.Value(
            one.number - first,
            [
                (group, chosen.of(amounts))
                for group, amounts in (one.by_group if stacked else {_ALL: one.all}).items()
            ],
            addresses[one.number],
            _title(
                period_name(one, periods, dates),
                one.all,
                one.by_group if stacked else {},
                chosen,
            ),
        )
        for one in shown
        if one.number >= first
    ]
    return bars.draw(values, last - first + 1, _labels(periods, first, last), chosen.scale)


def _title(name: str, all_groups: Amounts, by_group: dict[str, Amounts], chosen: Measure) -> str:
    text = f"{name}: {chosen.text(chosen.of(all_groups))}"
    if len(by_group) < 2:
        return text
    parts = [
        f"{sports.GROUP_NAMES[group]} {chosen.text(chosen.of(amounts))}"
        for group, amounts in by_group.items()
    ]
    return f"{text} ({', '.join(parts)})"


def _labels(periods: Periods, first: int, last: int) -> list[tuple[int, str]]:
    """Return the places where a year or a month begins, with its name."""
    starts = [(number - first, periods.last(number)) for number in range(first, last + 1)]
    if periods.unit == "year":
        return [(place, str(end.year)) for place, end in starts]
    by_month = len(starts) <= _MOST_MONTH_LABELS[periods.unit]
    found: list[tuple[int, str]] = []
    before: date | None = None
    for place, end in starts:
        # The period in which a month begins is the first that ends in it.
        begins = before is None or (before.year, before.month if by_month else 0) != (
            end.year,
            end.month if by_month else 0,
        )
        if begins:
            found.append((place, f"{end:%b}" if by_month else str(end.year)))
        before = end
    return found if by_month or len(found) < 2 else found[1:]
