"""The longest activities of a year, its best efforts, and what was done for the first time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from flask import url_for

from ... import sports
from ...analysis import firsts
from ...analysis.families import RIDE, RUN, SWIM
from ...recordings.efforts import POWER
from ...statistics.year import Before, Done
from ...statistics.year_efforts import BestEffort
from .. import stretches
from ..display import effort_names, formats
from ..display.formats import DateStyle

MOST_FIRSTS = 8
_PLACES = {
    "foot": "on foot",
    "cycle": "by bike",
    "water": "on the water",
    "winter": "on snow or ice",
    "other": "in other sports",
}
_CLIMBING = ("foot", "cycle", "winter")
_NOUNS = {RUN.name: "run", RIDE.name: "ride", SWIM.name: "swim"}


class Row(NamedTuple):
    """Something to be proud of, and the activity that it was in."""

    label: str
    value: str
    """Empty for what was done for the first time."""
    day: str
    address: str
    """Of the activity, or of the stretch of an effort."""
    activity_id: int
    is_record: bool = False
    """Whether it was better than everything before the year."""
    name: str = ""
    """The name of the activity, if names are shown."""


def build_longest(
    counted: Sequence[Done], before: Mapping[str, Before], imperial: bool, dates: DateStyle
) -> list[Row]:
    """Return the longest activity of each group of sports, and the greatest elevation gain."""
    rows = []
    for group, place in _PLACES.items():
        of_group = [one for one in counted if sports.group(one.sport_type) == group]
        earlier = [most for sport, most in before.items() if sports.group(sport) == group]
        length = "distance" if any(one.distance for one in of_group) else "moving_time"
        fields = {length: "Longest"}
        if group in _CLIMBING:
            fields["elevation_gain"] = "Most elevation gain"
        for field, label in fields.items():
            best = max(of_group, key=lambda one: _amount(one, field), default=None)
            if best is None or _amount(best, field) <= 0:
                continue
            most = max((_amount(one, field) for one in earlier), default=0.0)
            rows.append(
                Row(
                    f"{label} {place}",
                    _write(best, field, imperial),
                    formats.short_day(best.day, dates),
                    _address(best.id),
                    best.id,
                    is_record=0 < most < _amount(best, field),
                )
            )
    return rows


def _amount(one: Done | Before, field: str) -> float:
    amount: float | None = getattr(one, field)
    return amount or 0.0


def _write(one: Done, field: str, imperial: bool) -> str:
    amount = _amount(one, field)
    if field == "moving_time":
        return formats.duration(amount)
    if field == "elevation_gain":
        return f"{formats.elevation(amount, imperial)} {formats.elevation_unit(imperial)}"
    swims = sports.is_swim(one.sport_type)
    unit = formats.distance_unit(imperial, swims)
    return f"{formats.distance(amount, imperial, swims)} {unit}"


def build_efforts(efforts: Iterable[BestEffort], dates: DateStyle) -> list[Row]:
    """Return a row for each best effort of the year, which leads to its stretch."""
    rows = []
    for one in efforts:
        path = _address(one.activity_id)
        stretch = stretches.link(one.start, one.end, path=path)
        if one.kind == POWER:
            label = f"{effort_names.duration(one.size)} of power"
            value = f"{formats.integer(one.value)} W"
        else:
            label = _distance_label(one.size, one.family)
            value = formats.duration(one.value)
        rows.append(
            Row(
                label,
                value,
                formats.short_day(one.day, dates),
                stretch.address if stretch else path,
                one.activity_id,
                one.is_record,
            )
        )
    return rows


def build_firsts(
    done: Sequence[Done], counted: Sequence[Done], before: Mapping[str, Before], dates: DateStyle
) -> list[Row]:
    """Return what was done for the first time, as far as it counts.

    Activities that do not count can have been the first as well: `done` has all of the year.
    """
    by_id = {one.id: one for one in counted}
    found = firsts.find(
        {sport: most.distance for sport, most in before.items()},
        (firsts.Done(one.id, one.sport_type, one.distance) for one in done),
    )
    return [
        Row(
            _first_label(one),
            "",
            formats.short_day(by_id[one.activity_id].day, dates),
            _address(one.activity_id),
            one.activity_id,
        )
        for one in found
        if one.activity_id in by_id
    ]


def _first_label(one: firsts.First) -> str:
    if one.distance is None:
        return sports.name(one.sport_type)
    return _distance_label(one.distance, firsts.measured_family(one.sport_type) or "")


def _distance_label(distance: float, family: str) -> str:
    name = effort_names.distance(distance)
    return f"{name} {_NOUNS[family]}" if name[0].isdigit() else name


def _address(activity_id: int) -> str:
    return url_for("activity.show", activity_id=activity_id)
