"""The filters that are set, each as a chip that says what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeVar

from ...sports import sport_name
from ...table.filters import SPANS, Filters
from ...units import METERS_PER_FOOT, METERS_PER_MILE
from .formats import DateStyle, short_day

Value = TypeVar("Value")
Chip = tuple[str, Filters]
"""What a filter does, and the filters without it."""

_FLAGS = {
    "commute": ("Commutes", "No commutes"),
    "trainer": ("On a trainer", "Not on a trainer"),
    "private": ("Only you see it", "Others see it"),
}


def chips(
    filters: Filters, gear: Mapping[str, str], dates: DateStyle, *, imperial: bool
) -> list[Chip]:
    """A chip for each filter that is set; for sports, one each."""
    found: list[Chip] = []
    for name in filters.active:
        if name == "sport":
            found += [
                (sport_name(sport), _without_sport(filters, sport)) for sport in filters.sport
            ]
        else:
            found.append((told(filters, name, gear, dates, imperial), filters.without(name)))
    return found


def told(
    filters: Filters, name: str, gear: Mapping[str, str], dates: DateStyle, imperial: bool
) -> str:
    """What one of the filters that are set does, in a few words."""
    value = getattr(filters, name)
    if name in _FLAGS:
        yes, no = _FLAGS[name]
        return yes if value else no
    km, metre = METERS_PER_MILE / 1000 if imperial else 1, METERS_PER_FOOT if imperial else 1
    ranges: dict[str, Callable[[], str]] = {
        "start": lambda: _range(filters.start, filters.end, partial(short_day, style=dates), ""),
        "min_km": lambda: _range(
            filters.min_km, filters.max_km, _in(km), "mi" if imperial else "km"
        ),
        "min_minutes": lambda: _range(filters.min_minutes, filters.max_minutes, _in(1), "min"),
        "min_climb": lambda: _range(
            filters.min_climb, filters.max_climb, _in(metre), f"{'ft' if imperial else 'm'} climb"
        ),
    }
    if name in ranges:
        return ranges[name]()
    words: dict[str, Callable[[], str]] = {
        "q": lambda: f"“{value}”",
        "sport": lambda: ", ".join(map(sport_name, value)),
        "span": lambda: SPANS.get(value, value),
        "gear": lambda: gear.get(value, value),
        "deleted": lambda: "Deleted at Strava",
    }
    return words[name]()


def _range(
    least: Value | None, most: Value | None, write: Callable[[Value], str], unit: str
) -> str:
    if least is None or most is None:
        word, value = ("from", least) if least is not None else ("up to", most)
        text = f"{word} {write(value)} {unit}" if value is not None else ""
    elif least == most:
        text = f"{write(least)} {unit}"
    else:
        text = f"{write(least)} – {write(most)} {unit}"
    return text.strip()


def _in(unit: float) -> Callable[[float], str]:
    """Writes a number in a unit, with as many digits as it has, but two."""
    return lambda number: f"{number / unit:,.2f}".rstrip("0").rstrip(".")


def _without_sport(filters: Filters, sport: str) -> Filters:
    return replace(filters, sport=tuple(one for one in filters.sport if one != sport), page=1)
