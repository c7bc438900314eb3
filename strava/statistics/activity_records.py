"""The records of whole activities: the longest, the highest, the fastest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .. import sports
from ..analysis.plausible import HIGHEST, is_plausible_average, is_plausible_climb
from ..workouts import averaged_time
from .matching import Matching

DISTANCE, TIME, CLIMB = "distance", "moving_time", "elevation_gain"
HIGHEST_POINT, SPEED = "highest", "speed"

LEAST = {
    "foot": (5.0, 10.0, 20.0),
    "cycle": (20.0, 50.0, 100.0),
    "water": (1.0, 5.0),
    "winter": (5.0, 20.0),
    "other": (5.0, 20.0),
}
"""The distances from which on an average counts, by group of sports, in kilometers or miles."""


class ActivityRecord(NamedTuple):
    """The best activity of a group of sports in one measure."""

    group: str
    measure: str
    """DISTANCE, TIME, CLIMB, HIGHEST_POINT or SPEED."""
    least: float | None
    """For SPEED, the meters from which on an average counts."""
    value: float
    """Meters, seconds, or meters per second."""
    activity: Matching


@dataclass(frozen=True)
class ActivityRecords:
    """All records, and the activities apart that cannot be true and therefore have none."""

    records: list[ActivityRecord]
    plausible: list[Matching]
    implausible: list[Matching]


def find_activity_records(matching: Sequence[Matching], unit: float) -> ActivityRecords:
    """Return the records of each group of sports, in the order of sports.GROUP_NAMES.

    `unit` is that of LEAST in meters. Of equal activities, the earliest has the record.
    """
    by_group: dict[str, list[Matching]] = {}
    plausible, implausible = [], []
    groups = {name: sports.group(name) for name in {one.sport_type for one in matching}}
    for one in matching:
        if is_plausible(one):
            plausible.append(one)
            by_group.setdefault(groups[one.sport_type], []).append(one)
        else:
            implausible.append(one)
    return ActivityRecords(
        [
            record
            for group in sports.GROUP_NAMES
            for record in _of_group(group, by_group.get(group, []), unit)
        ],
        plausible,
        implausible,
    )


def is_plausible(one: Matching) -> bool:
    """Return whether an activity can be true."""
    elapsed = one.elapsed_time or one.moving_time
    seconds = averaged_time(one.workout_type, one.moving_time, one.elapsed_time) or elapsed
    return (one.highest or 0) <= HIGHEST and not (
        (
            one.distance
            and seconds
            and not is_plausible_average(one.sport_type, one.distance, seconds)
        )
        or (
            one.elevation_gain
            and elapsed
            and not is_plausible_climb(one.sport_type, one.elevation_gain, elapsed)
        )
    )


def _speed(one: Matching) -> float | None:
    seconds = averaged_time(one.workout_type, one.moving_time, one.elapsed_time)
    return one.distance / seconds if one.distance and seconds else None


_MEASURES: Mapping[str, Callable[[Matching], float | None]] = {
    DISTANCE: lambda one: one.distance,
    TIME: lambda one: one.moving_time,
    CLIMB: lambda one: one.elevation_gain,
    HIGHEST_POINT: lambda one: one.highest,
}


def _of_group(group: str, activities: Sequence[Matching], unit: float) -> Iterable[ActivityRecord]:
    for measure, value_of in _MEASURES.items():
        yield from _best(group, measure, None, activities, value_of)
    for length in LEAST[group]:
        least = length * unit
        long_enough = [one for one in activities if (one.distance or 0) >= least]
        yield from _best(group, SPEED, least, long_enough, _speed)


def _best(
    group: str,
    measure: str,
    least: float | None,
    activities: Iterable[Matching],
    value_of: Callable[[Matching], float | None],
) -> Iterable[ActivityRecord]:
    """Yield the record, if any activity has more than nothing."""
    best, most = None, 0.0
    for one in activities:
        value = value_of(one)
        if value is not None and value > most:
            best, most = one, value
    if best is not None:
        yield ActivityRecord(group, measure, least, most, best)
