"""The longest activities of a year, its best efforts, and what was done for the first time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flask import url_for

from ... import sports
from ...analysis import firsts
from ...analysis.families import RIDE, RUN, SWIM
from ...recordings.efforts import POWER
from ...statistics.activity_records import CLIMB, DISTANCE, TIME
from ...statistics.matching import Matching, is_plausible
from ...statistics.year import History
from ...statistics.year_efforts import YearEffort
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
    counted: Sequence[Matching], before: Sequence[Matching], imperial: bool, dates: DateStyle
) -> list[Row]:
    """Return the longest activity of each group of sports, and the greatest elevation gain.

    What no human reaches does not count.
    """
    rows = []
    plausible, all_before = _by_group(filter(is_plausible, counted)), _by_group(before)
    for group, place in _PLACES.items():
        of_group, earlier = plausible.get(group), all_before.get(group, [])
        if not of_group:
            continue
        length = DISTANCE if any(one.distance for one in of_group) else TIME
        measures = {length: "Longest"}
        if group in _CLIMBING:
            measures[CLIMB] = "Most elevation gain"
        for measure, label in measures.items():
            best = max(of_group, key=lambda one: _amount(one, measure))
            if _amount(best, measure) <= 0:
                continue
            rows.append(
                Row(
                    f"{label} {place}",
                    _write(best, measure, imperial),
                    _day(best, dates),
                    _address(best.id),
                    best.id,
                    _is_record(best, measure, earlier),
                )
            )
    return rows


def _by_group(activities: Iterable[Matching]) -> dict[str, list[Matching]]:
    found: dict[str, list[Matching]] = {}
    for one in activities:
        found.setdefault(sports.group(one.sport_type), []).append(one)
    return found


def _is_record(best: Matching, measure: str, earlier: Sequence[Matching]) -> bool:
    """Return whether something before has an amount, and nothing that is plausible has as much."""
    amount = _amount(best, measure)
    return any(_amount(one, measure) > 0 for one in earlier) and not any(
        _amount(one, measure) >= amount and is_plausible(one) for one in earlier
    )


def _amount(one: Matching, measure: str) -> float:
    amount: float | None = getattr(one, measure)
    return amount or 0.0


def _write(one: Matching, measure: str, imperial: bool) -> str:
    amount = _amount(one, measure)
    if measure == TIME:
        return formats.duration(amount)
    if measure == CLIMB:
        return f"{formats.elevation(amount, imperial)} {formats.elevation_unit(imperial)}"
    swims = sports.is_swim(one.sport_type)
    unit = formats.distance_unit(imperial, swims)
    return f"{formats.distance(amount, imperial, swims)} {unit}"


def _day(one: Matching, dates: DateStyle) -> str:
    return formats.MISSING if one.day is None else formats.short_day(one.day, dates)


def build_efforts(efforts: Iterable[YearEffort], dates: DateStyle) -> list[Row]:
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


def build_firsts(history: History, counted: Sequence[Matching], dates: DateStyle) -> list[Row]:
    """Return what was done for the first time, as far as it counts.

    Activities that do not count can have been the first as well.
    """
    before: dict[str, float] = {}
    for one in history.before:
        longest = before.setdefault(one.sport_type, 0.0)
        if (one.distance or 0.0) > longest and is_plausible(one):
            before[one.sport_type] = one.distance or 0.0
    found = firsts.find(
        before,
        (
            firsts.Done(one.id, one.sport_type, one.distance if is_plausible(one) else None)
            for one in history.of_year
        ),
    )
    by_id = {one.id: one for one in counted}
    return [
        Row(
            _first_label(one),
            "",
            _day(by_id[one.activity_id], dates),
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
