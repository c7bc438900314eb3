"""The measures, facts and laps on the page of one activity, from Strava's JSON.

Fields: https://developers.strava.com/docs/reference/#api-models-DetailedActivity
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from ... import coerce
from ...sports import PaceUnit, pace_unit
from . import formats

Fields = dict[str, Any]
Row = tuple[str, str]
"""A label, and a value with its unit."""

VISIBLE_TO = {
    "everyone": "everyone",
    "followers_only": "followers",
    "only_me": "only you",
}
"""Who sees an activity, by Strava's `visibility`."""

_FLAGS = {
    "commute": "Commute",
    "trainer": "On a trainer",
    "manual": "Entered by hand",
    "flagged": "Flagged on Strava",
}


class Measure(NamedTuple):
    """A number in Strava's JSON, and how it is shown.

    `write` takes the number and whether units are imperial.
    """

    label: str
    field: str
    write: Callable[[float, bool], str]


@dataclass(frozen=True)
class Lap:
    """A lap with its measures as text."""

    name: str
    distance: str
    moving_time: str
    pace: str
    climb: str
    heartrate: str
    watts: str


def _distance(meters: float, imperial: bool) -> str:
    if not meters:
        return formats.MISSING
    return f"{formats.distance(meters, imperial)} {formats.distance_unit(imperial)}"


def _duration(seconds: float, imperial: bool) -> str:
    return formats.duration(seconds)


def _speed(meters_per_second: float, imperial: bool) -> str:
    return formats.speed(meters_per_second or None, imperial)


def _elevation(meters: float, imperial: bool) -> str:
    return f"{formats.elevation(meters, imperial)} {formats.elevation_unit(imperial)}"


def _integer(unit: str = "") -> Callable[[float, bool], str]:
    return lambda number, imperial: f"{formats.integer(number)} {unit}".rstrip()


_DISTANCE_AND_TIME = (
    Measure("Distance", "distance", _distance),
    Measure("Moving time", "moving_time", _duration),
    Measure("Elapsed time", "elapsed_time", _duration),
)
_MEASURES = (
    Measure("Maximum speed", "max_speed", _speed),
    Measure("Elevation gain", "total_elevation_gain", _elevation),
    Measure("Highest elevation", "elev_high", _elevation),
    Measure("Lowest elevation", "elev_low", _elevation),
    Measure("Average heart rate", "average_heartrate", _integer("bpm")),
    Measure("Maximum heart rate", "max_heartrate", _integer("bpm")),
    Measure("Average power", "average_watts", _integer("W")),
    Measure("Weighted average power", "weighted_average_watts", _integer("W")),
    Measure("Maximum power", "max_watts", _integer("W")),
    Measure("Average cadence", "average_cadence", _integer("/min")),
    Measure("Work", "kilojoules", _integer("kJ")),
    Measure("Energy", "calories", _integer("kcal")),
    Measure("Relative effort", "suffer_score", _integer()),
    Measure("Temperature", "average_temp", formats.temperature),
    Measure("Kudos", "kudos_count", _integer()),
    Measure("Comments", "comment_count", _integer()),
    Measure("Achievements", "achievement_count", _integer()),
    Measure("Personal records", "pr_count", _integer()),
    Measure("Photos", "total_photo_count", _integer()),
)


def measures(activity: Fields, imperial: bool) -> list[Row]:
    """Return the measures of an activity as (label, value with unit), without missing ones."""
    rows = [
        *_rows(_DISTANCE_AND_TIME, activity, imperial),
        _average(activity, imperial),
        *_rows(_MEASURES, activity, imperial),
    ]
    return [(label, value) for label, value in rows if value != formats.MISSING]


def facts(activity: Fields) -> list[str]:
    """Return facts that are not measurements: gear, device, flags, and who sees the activity."""
    gear = activity.get("gear")
    found = [
        coerce.text(gear.get("name")) if isinstance(gear, dict) else None,
        coerce.text(activity.get("device_name")),
        *(label for field, label in _FLAGS.items() if activity.get(field) is True),
    ]
    if visible_to := VISIBLE_TO.get(str(activity.get("visibility"))):
        found.append(f"Visible to {visible_to}")
    return [fact for fact in found if fact]


def laps(activity: Fields, documents: dict[str, Any], imperial: bool) -> list[Lap]:
    """Return the laps in the activity's detail, or in a document of their own."""
    listed = activity.get("laps", documents.get("laps"))
    sport_type = _sport_type(activity)
    return [
        _lap(lap, number, sport_type, imperial)
        for number, lap in enumerate(listed if isinstance(listed, list) else [], start=1)
        if isinstance(lap, dict)
    ]


def _rows(described: Iterable[Measure], activity: Fields, imperial: bool) -> list[Row]:
    return [
        (measure.label, measure.write(number, imperial))
        for measure in described
        if (number := coerce.number(activity.get(measure.field))) is not None
    ]


def _average(activity: Fields, imperial: bool) -> Row:
    sport_type = _sport_type(activity)
    is_speed = pace_unit(sport_type) is PaceUnit.SPEED
    label = "Average speed" if is_speed else "Average pace"
    return label, _pace_or_speed(activity, sport_type, imperial)


def _lap(lap: Fields, number: int, sport_type: str, imperial: bool) -> Lap:
    return Lap(
        name=coerce.text(lap.get("name")) or f"Lap {number}",
        distance=formats.distance(coerce.number(lap.get("distance")), imperial),
        moving_time=formats.duration(coerce.number(lap.get("moving_time"))),
        pace=_pace_or_speed(lap, sport_type, imperial),
        climb=formats.elevation(coerce.number(lap.get("total_elevation_gain")), imperial),
        heartrate=formats.integer(coerce.number(lap.get("average_heartrate"))),
        watts=formats.integer(coerce.number(lap.get("average_watts"))),
    )


def _sport_type(activity: Fields) -> str:
    return coerce.text(activity.get("sport_type")) or coerce.text(activity.get("type")) or ""


def _pace_or_speed(fields: Fields, sport_type: str, imperial: bool) -> str:
    meters, seconds = (coerce.number(fields.get(name)) for name in ("distance", "moving_time"))
    return formats.pace_or_speed(sport_type, meters, seconds, imperial)
