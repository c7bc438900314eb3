"""When activities start: a table of weekdays and hours, shaded by the chosen measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from ...analysis import quantiles
from ...statistics import amounts
from ...statistics.amounts import Amounts
from ...statistics.days import WeekdayAndHour
from ..display.formats import WEEKDAYS
from .measures import Measure
from .table_links import TableLinks


class Cell(NamedTuple):
    """An amount, with where it leads and how dark it is."""

    text: str
    address: str
    shade: int
    title: str


class Row(NamedTuple):
    """A weekday, or all of them."""

    name: str
    all: Cell | None
    """None without an activity."""
    hours: list[Cell | None]
    """None for hours without an activity."""
    unknown: str
    """The amount of the activities whose hour is not known."""


@dataclass(frozen=True)
class Section:
    """What the page shows of weekdays and hours."""

    hours: range
    """From the first hour with an activity to the last."""
    rows: list[Row]
    """The weekdays in the order of the athlete's week, and all of them."""
    has_unknown: bool


def build(
    found: Mapping[WeekdayAndHour, Amounts], first_weekday: int, chosen: Measure, link: TableLinks
) -> Section | None:
    """Return the section, or None without an activity."""
    if not found:
        return None
    known = [hour for _, hour in found if hour is not None]
    hours = range(min(known), max(known) + 1) if known else range(0)
    limits = quantiles.limits(
        chosen.of(sums) for (_, hour), sums in found.items() if hour is not None
    )
    order = [(first_weekday + one) % 7 for one in range(7)]
    rows = [_row(found, weekday, hours, limits, chosen, link) for weekday in order]
    everything = {
        (7, hour): amounts.total(sums for (_, one), sums in found.items() if one == hour)
        for hour in {hour for _, hour in found}
    }
    rows.append(_row(everything, None, hours, [], chosen, link))
    return Section(hours, rows, any(hour is None for _, hour in found))


def _row(
    found: Mapping[WeekdayAndHour, Amounts],
    weekday: int | None,
    hours: range,
    limits: list[float],
    chosen: Measure,
    link: TableLinks,
) -> Row:
    """Return the row of a weekday, or that of all weekdays without one."""
    key = 7 if weekday is None else weekday
    of_row = [sums for (one, _), sums in found.items() if one == key]
    name = "All" if weekday is None else WEEKDAYS[weekday]
    fields: dict[str, Any] = {} if weekday is None else {"weekday": weekday}

    def cell(sums: Amounts, title: str, **more: Any) -> Cell:
        amount = chosen.of(sums)
        shade = quantiles.shade(amount, limits) if limits and more else 0
        text = f"{title}: {chosen.text(amount)}"
        return Cell(
            chosen.short(amount), (link.detail if more else link)(**fields, **more), shade, text
        )

    return Row(
        name,
        cell(amounts.total(of_row), name) if of_row else None,
        [
            cell(found[key, hour], f"{name}, {hour}:00 to {hour}:59", hour=hour)
            if (key, hour) in found
            else None
            for hour in hours
        ],
        chosen.short(unknown) if (unknown := chosen.of(found.get((key, None), Amounts()))) else "",
    )
