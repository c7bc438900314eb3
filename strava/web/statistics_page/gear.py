"""A table of bikes and shoes, with what was done with each."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from ...statistics.gear import GearUse
from ..display import formats
from ..display.formats import DateStyle
from . import bars
from .measures import Measure
from .table_links import TableLinks

MOST = 60
MOST_MONTHS = 36


class Row(NamedTuple):
    """A bike or a pair of shoes."""

    gear_id: str
    name: str
    address: str
    cells: list[str]
    """The amount of each measure."""
    per_month: str
    """The chosen measure on average per month from the first to the last use."""
    first: tuple[str, str] | None
    """A day, and the address of its activities."""
    last: tuple[str, str] | None
    chart: bars.Chart | None


def build(
    uses: Sequence[GearUse],
    names: Mapping[str, str],
    measures: Sequence[Measure],
    chosen: Measure,
    link: TableLinks,
    dates: DateStyle,
) -> list[Row]:
    """Return a row for each gear, the last used first."""
    last = max((use.last for use in uses if use.last), default=None)
    return [_row(use, names, measures, chosen, link, dates, last) for use in uses[:MOST]]


def _row(
    use: GearUse,
    names: Mapping[str, str],
    measures: Sequence[Measure],
    chosen: Measure,
    link: TableLinks,
    dates: DateStyle,
    newest: date | None,
) -> Row:
    def day(one: date | None) -> tuple[str, str] | None:
        if one is None:
            return None
        return formats.short_day(one, dates), link.detail(one, one, gear=use.gear_id)

    months = 1 + _month(use.last) - _month(use.first) if use.first and use.last else 0
    return Row(
        use.gear_id,
        names.get(use.gear_id, use.gear_id),
        link(gear=use.gear_id),
        [measure.cell(measure.of(use.all)) for measure in measures],
        chosen.cell(chosen.of(use.all) / months) if months else formats.MISSING,
        day(use.first),
        day(use.last),
        _chart(use, chosen, link, _month(newest)),
    )


def _month(day: date | None) -> int:
    return day.year * 12 + day.month if day else 0


def _chart(use: GearUse, chosen: Measure, link: TableLinks, last: int) -> bars.Chart | None:
    """Return the last months as small bars; each leads to the gear's activities of its month."""
    values = []
    for month, sums in use.by_month.items():
        place = _month(month) - last + MOST_MONTHS - 1
        if place < 0:
            continue
        name = formats.month(f"{month:%Y-%m}")
        end = month.replace(day=monthrange(month.year, month.month)[1])
        address = link.detail(month, end, gear=use.gear_id)
        amount = chosen.of(sums)
        values.append(bars.Value(place, [("", amount)], address, f"{name}: {chosen.text(amount)}"))
    return bars.draw(values, MOST_MONTHS, [], chosen.scale)
