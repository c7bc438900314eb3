"""What a year shows, on its page and in its picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from ... import sports
from ...sports import are_swims
from ...statistics import amounts, days, gear
from ...statistics import year as years
from ...statistics.amounts import Amounts
from ...statistics.parts import Part, load_parts
from ...statistics.year_efforts import find_year_efforts
from ...table.context import QueryContext
from ...table.filters import Days, Filters
from ...table.routes import matching_ids, matching_routes
from ...table.rows import fetch_rows
from ..display.formats import DateStyle
from ..statistics_page import calendar
from ..statistics_page.measures import Measure, all_measures, usual
from ..statistics_page.table_links import TableLinks
from . import best, figures, route_map
from .best import MOST_FIRSTS, Row
from .choices import MAP, NAMES, PRIVATE, Choices
from .figures import Figure, Group, Months
from .route_map import RouteMap

MOST_GEAR = 5


@dataclass(frozen=True)
class Style:
    """Everything besides the activities and the choices that the content depends on."""

    dates: DateStyle
    imperial: bool


class GearRow(NamedTuple):
    """A bike or a pair of shoes."""

    name: str
    address: str
    value: str


class NotCounted(NamedTuple):
    """Numbers of activities that match and do not count."""

    private: int
    """Only the athlete can see them."""
    unknown: int
    """Nobody knows who sees them."""


@dataclass(frozen=True)
class Content:
    """A year."""

    year: int
    sports: str
    """The sports that it is restricted to; empty without a restriction."""
    everything: Amounts
    not_counted: NotCounted
    measures: dict[str, Measure]
    chosen: Measure
    totals: list[Figure]
    groups: list[Group]
    months: Months
    by_day: dict[date, Amounts]
    calendar: calendar.Section | None
    longest: list[Row]
    efforts: list[Row]
    firsts: list[Row]
    more_firsts: int
    """The number of further firsts, which are not shown."""
    gear: list[GearRow]
    map: RouteMap | None


def build(
    session: Session,
    context: QueryContext,
    year: int,
    filters: Filters,
    choices: Choices,
    style: Style,
) -> Content:
    """Return the content of a year. `filters` has its sports."""
    of_sports = replace(filters, span=f"{year:04}")
    counting = of_sports if PRIVATE in choices.show else replace(of_sports, private=False)
    parts = load_parts(session, context, counting)
    everything = amounts.total(parts)
    measures = all_measures(style.imperial, are_swims(filters.sport))
    chosen = measures[choices.measure or usual(everything)]
    link = TableLinks(counting, Days(None, None))
    by_day = days.by_day(days.by_day_and_group(parts))
    longest, efforts, firsts = _best(session, context, year, counting, style)
    if NAMES in choices.show:
        longest, efforts, firsts = _named(session, longest, efforts, firsts)
    routes = matching_routes(session, context, counting) if MAP in choices.show else ()
    return Content(
        year=year,
        sports=sports_of(filters),
        everything=everything,
        not_counted=_not_counted(session, context, of_sports, everything.activities),
        measures=measures,
        chosen=chosen,
        totals=figures.build_totals(everything, len(by_day), measures, link()),
        groups=figures.build_groups(parts, measures, link),
        months=figures.build_months(year, parts, chosen, link),
        by_day=by_day,
        calendar=calendar.build(by_day, context.first_weekday, chosen, link, style.dates, year),
        longest=longest,
        efforts=efforts,
        firsts=firsts[:MOST_FIRSTS],
        more_firsts=len(firsts[MOST_FIRSTS:]),
        gear=_gear(parts, dict(context.gear), chosen, link),
        map=route_map.build(routes, style.imperial),
    )


def _best(
    session: Session, context: QueryContext, year: int, counting: Filters, style: Style
) -> tuple[list[Row], list[Row], list[Row]]:
    """Return the longest activities, the best efforts, and the firsts."""
    history = years.load_history(session, context, year)
    ids = set(matching_ids(session, context, counting))
    counted = [one for one in history.of_year if one.id in ids]
    sports_before = {one.sport_type for one in history.before}
    efforts = find_year_efforts(session, context, year, counting, sports_before)
    return (
        best.build_longest(counted, history.before, style.imperial, style.dates),
        best.build_efforts(efforts, style.dates),
        best.build_firsts(history, counted, style.dates),
    )


def _named(session: Session, *lists: list[Row]) -> list[list[Row]]:
    ids = {row.activity_id for rows in lists for row in rows}
    names = {row.id: row.name for row in fetch_rows(session, sorted(ids))}
    return [[row._replace(name=names.get(row.activity_id, "")) for row in rows] for rows in lists]


def _not_counted(
    session: Session, context: QueryContext, of_sports: Filters, counted: int
) -> NotCounted:
    missing = years.count(session, context, of_sports) - counted
    if not missing:
        return NotCounted(0, 0)
    private = years.count(session, context, replace(of_sports, private=True))
    return NotCounted(private, missing - private)


def _gear(
    parts: Sequence[Part], names: dict[str, str], chosen: Measure, link: TableLinks
) -> list[GearRow]:
    """Return the gear that was used most."""
    used = sorted(gear.by_gear(parts), key=lambda use: chosen.of(use.all), reverse=True)
    return [
        GearRow(
            names.get(use.gear_id, use.gear_id),
            link(gear=use.gear_id),
            chosen.text(chosen.of(use.all)),
        )
        for use in used[:MOST_GEAR]
    ]


def sports_of(filters: Filters) -> str:
    """Write the sports that a year is restricted to: "Cycling, Run"; empty without any."""
    names = [*map(sports.GROUP_NAMES.__getitem__, filters.group), *map(sports.name, filters.sport)]
    return ", ".join(names)


def measures_of(imperial: bool) -> list[Measure]:
    """Return the measures that the bars and the days can show."""
    return list(all_measures(imperial, swims=False).values())
