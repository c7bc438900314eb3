"""Chips: a short description of each active filter, with the filters that remain without it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from ... import sports, workouts
from ...sports import are_swims
from ...table.filters import SPANS, Filters
from ...units import METERS_PER_FOOT, METERS_PER_MILE, METERS_PER_YARD
from .formats import WEEKDAYS, DateStyle, distance_unit, elevation_unit, short_day

Value = TypeVar("Value")
Chip = tuple[str, Filters]
"""The description of a filter, and the filters without it."""

MAX_CHIPS = 20
"""More sports or tiles have one chip together: the link of each chip repeats all others."""
_FLAGS = {
    "commute": ("Commutes", "No commutes"),
    "trainer": ("On a trainer", "Not on a trainer"),
    "private": ("Visible only to you", "Visible to others"),
}
"""Descriptions of filters that are true and false."""
_NAMES: dict[str, Callable[[str], str]] = {
    "sport": sports.name,
    "group": sports.GROUP_NAMES.__getitem__,
    "workout": workouts.NAMES.__getitem__,
    "tile": "Tile {}".format,
}
"""Functions that name the values of filters that can have several, each with a chip of its own."""


def chips(
    filters: Filters, gear: Mapping[str, str], dates: DateStyle, *, imperial: bool
) -> list[Chip]:
    """Return a chip for each active filter, and for each sport type, group, workout type and tile.

    More than MAX_CHIPS sport types or tiles have one together.
    """
    found: list[Chip] = []
    for name in filters.active:
        if name in _NAMES and len(getattr(filters, name)) <= MAX_CHIPS:
            values = getattr(filters, name)
            found += [(_NAMES[name](one), _without(filters, name, one)) for one in values]
        else:
            description = describe(filters, name, gear, dates, imperial)
            found.append((description, filters.without(name)))
    return found


def describe(
    filters: Filters, name: str, gear: Mapping[str, str], dates: DateStyle, imperial: bool
) -> str:
    """Return a few words for an active filter. `gear` has the names of gear by id."""
    value = getattr(filters, name)
    if name in _FLAGS:
        if_true, if_false = _FLAGS[name]
        return if_true if value else if_false
    if name in _RANGES:
        return _RANGES[name](filters, dates, imperial)
    descriptions: dict[str, Callable[[], str]] = {
        "q": lambda: f"Search: {value}",
        "sport": lambda: _sports(value),
        "workout": lambda: ", ".join(map(_NAMES["workout"], value)),
        "group": lambda: ", ".join(map(_NAMES["group"], value)),
        "weekday": lambda: f"On {WEEKDAYS[value]}s",
        "hour": lambda: f"Started {value}:00 to {value}:59",
        "id": lambda: f"{len(value):,} chosen {'activity' if len(value) == 1 else 'activities'}",
        "tile": lambda: f"{len(value):,} tiles",
        "span": lambda: SPANS.get(value, value),
        "gear": lambda: gear.get(value, value),
        "deleted": lambda: "Deleted on Strava",
        "left_out": lambda: "Left out as duplicates",
    }
    return descriptions[name]()


def _sports(sport_types: Sequence[str]) -> str:
    if len(sport_types) > MAX_CHIPS:
        return f"{len(sport_types)} sports"
    return ", ".join(map(sports.name, sport_types))


def _days(filters: Filters, dates: DateStyle, imperial: bool) -> str:
    return _range(filters.start, filters.end, partial(short_day, style=dates))


def _distance(filters: Filters, dates: DateStyle, imperial: bool) -> str:
    swims = are_swims(filters.sport)
    long, short = (METERS_PER_MILE, METERS_PER_YARD) if imperial else (1000, 1)
    write = _number_in((short if swims else long) / 1000)
    return _range(filters.min_km, filters.max_km, write, distance_unit(imperial, swims))


def _time(filters: Filters, dates: DateStyle, imperial: bool) -> str:
    return _range(filters.min_minutes, filters.max_minutes, _number_in(1), "min")


def _elevation(filters: Filters, dates: DateStyle, imperial: bool) -> str:
    write = _number_in(METERS_PER_FOOT if imperial else 1)
    unit = f"{elevation_unit(imperial)} elevation gain"
    return _range(filters.min_climb, filters.max_climb, write, unit)


_RANGES: dict[str, Callable[[Filters, DateStyle, bool], str]] = {
    "start": _days,
    "min_km": _distance,
    "min_minutes": _time,
    "min_climb": _elevation,
}
"""Functions that describe a range, by the name of its lower end."""


def _range(
    low: Value | None, high: Value | None, write: Callable[[Value], str], unit: str = ""
) -> str:
    if low is not None and high is not None:
        values = write(low) if low == high else f"{write(low)} – {write(high)}"
    elif low is not None:
        values = f"from {write(low)}"
    else:
        values = f"up to {write(high)}" if high is not None else ""
    return f"{values} {unit}".strip()


def _number_in(unit: float) -> Callable[[float], str]:
    """Return a function that writes a number in a unit, with at most two decimals."""
    return lambda number: f"{number / unit:,.2f}".rstrip("0").rstrip(".")


def _without(filters: Filters, name: str, value: str) -> Filters:
    """Return the filters without one of the values of a filter."""
    others = tuple(other for other in getattr(filters, name) if other != value)
    changes: dict[str, Any] = {name: others, "page": 1}
    return replace(filters, **changes)
