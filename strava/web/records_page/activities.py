"""The records of whole activities as tables, one for each group of sports."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from ... import sports
from ...statistics import activity_records as records
from ...statistics.activity_records import ActivityRecord
from ...table.filters import Filters
from ...units import METERS_PER_MILE
from .. import links
from ..display import formats
from ..display.formats import DateStyle
from .places import Link, Places, day

_NAMES = {
    records.DISTANCE: "Longest",
    records.TIME: "Longest moving time",
    records.CLIMB: "Most elevation gain",
    records.HIGHEST_POINT: "Highest point",
}
_SORTS = {
    records.DISTANCE: "distance",
    records.TIME: "moving_time",
    records.CLIMB: "climb",
    records.SPEED: "speed",
}
"""The column of the table that has the measure."""


class Row(NamedTuple):
    """A record in the table."""

    name: str
    value: Link
    activity: str
    sport_type: str
    day: str
    ranking: str | None
    """The address of the table in the order of the measure; None if it has no such column."""


def rows(
    found: list[ActivityRecord], places: Places, filters: Filters, dates: DateStyle, imperial: bool
) -> dict[str, list[Row]]:
    """Return the rows of each group."""
    by_group: dict[str, list[Row]] = {}
    for one in found:
        by_group.setdefault(one.group, []).append(_row(one, places, filters, dates, imperial))
    return by_group


def _row(
    one: ActivityRecord, places: Places, filters: Filters, dates: DateStyle, imperial: bool
) -> Row:
    started, measure = day(one.holder.moment), one.key.measure
    return Row(
        _NAMES.get(measure) or f"Fastest average from {_least(one.key.least or 0, imperial)}",
        Link(_value(one, imperial), places.activity(one.holder.id)),
        places.names.get(one.holder.id) or sports.name(one.holder.sport_type),
        one.holder.sport_type,
        formats.MISSING if started is None else formats.short_day(started, dates),
        _ranking(one, filters),
    )


def _least(meters: float, imperial: bool) -> str:
    unit = METERS_PER_MILE if imperial else 1000
    return f"{meters / unit:.0f} {formats.distance_unit(imperial)}"


def _value(one: ActivityRecord, imperial: bool) -> str:
    sport_type = one.holder.sport_type
    match one.key.measure:
        case records.DISTANCE:
            swims = sports.is_swim(sport_type)
            number = formats.distance(one.value, imperial, swims)
            return formats.with_unit(number, formats.distance_unit(imperial, swims))
        case records.TIME:
            return formats.duration(one.value)
        case records.SPEED:
            number = formats.average(sport_type, one.value, 1, imperial)
            return formats.with_unit(number, formats.average_unit(sport_type, imperial))
    number = formats.elevation(one.value, imperial)
    return formats.with_unit(number, formats.elevation_unit(imperial))


def _ranking(one: ActivityRecord, filters: Filters) -> str | None:
    if one.key.measure not in _SORTS:
        return None
    fields: dict[str, Any] = {"group": (one.group,), "sort": _SORTS[one.key.measure]}
    if one.key.least is not None:
        fields["min_km"] = max(one.key.least / 1000, filters.min_km or 0)
    return links.to_table(replace(filters.matching, **fields))
