"""What one activity's own page tells: its measures and its laps, out of what Strava sent.

Fields: https://developers.strava.com/docs/reference/#api-models-DetailedActivity
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ... import coerce
from ...sports import Tempo, tempo
from . import formats

Fields = dict[str, Any]

_FLAGS = {
    "commute": "Commute",
    "trainer": "On a trainer",
    "manual": "Entered by hand",
    "flagged": "Flagged at Strava",
}
SEEN_BY = {
    "everyone": "everyone",
    "followers_only": "followers",
    "only_me": "only you",
}


@dataclass(frozen=True)
class Lap:
    """A lap, each measure written out."""

    name: str
    distance: str
    moving_time: str
    pace: str
    climb: str
    heartrate: str
    watts: str


def measures(activity: Fields, imperial: bool) -> list[tuple[str, str]]:
    """What was measured, as (label, value with unit); what is missing is left out."""
    length, height = ("mi", "ft") if imperial else ("km", "m")

    def number(field: str) -> float | None:
        return coerce.number(activity.get(field))

    def distance(metres: float) -> str:
        return f"{formats.distance(metres, imperial)} {length}" if metres else ""

    def altitude(metres: float) -> str:
        return f"{formats.climb(metres, imperial)} {height}"

    def speed(metres_per_second: float) -> str:
        return formats.speed(metres_per_second, imperial) if metres_per_second else ""

    def temperature(celsius: float) -> str:
        return f"{celsius * 9 / 5 + 32:.0f} °F" if imperial else f"{celsius:.0f} °C"

    def rounded(unit: str) -> Callable[[float], str]:
        return lambda value: f"{value:,.0f} {unit}".rstrip()

    lines: tuple[tuple[str, str, Callable[[float], str]], ...] = (
        ("Distance", "distance", distance),
        ("Moving time", "moving_time", formats.duration),
        ("Elapsed time", "elapsed_time", formats.duration),
        ("Highest speed", "max_speed", speed),
        ("Climb", "total_elevation_gain", altitude),
        ("Highest point", "elev_high", altitude),
        ("Lowest point", "elev_low", altitude),
        ("Average heart rate", "average_heartrate", rounded("bpm")),
        ("Highest heart rate", "max_heartrate", rounded("bpm")),
        ("Average power", "average_watts", rounded("W")),
        ("Weighted power", "weighted_average_watts", rounded("W")),
        ("Highest power", "max_watts", rounded("W")),
        ("Cadence", "average_cadence", rounded("a minute")),
        ("Work", "kilojoules", rounded("kJ")),
        ("Energy", "calories", rounded("kcal")),
        ("Relative effort", "suffer_score", rounded("")),
        ("Temperature", "average_temp", temperature),
        ("Kudos", "kudos_count", rounded("")),
        ("Comments", "comment_count", rounded("")),
        ("Achievements", "achievement_count", rounded("")),
        ("Personal records", "pr_count", rounded("")),
        ("Photos", "total_photo_count", rounded("")),
    )
    found = [
        (label, write(value))
        for label, field, write in lines
        if (value := number(field)) is not None
    ]
    sport = _sport(activity)
    average = "Average speed" if tempo(sport) is Tempo.SPEED else "Average pace"
    found.insert(3, (average, _pace(activity, sport, imperial)))
    return [(label, written) for label, written in found if written not in ("", formats.MISSING)]


def facts(activity: Fields) -> list[str]:
    """What is so rather than measured: on which gear, with which device, who can see it."""
    gear = activity.get("gear")
    told = [
        coerce.text(gear.get("name")) if isinstance(gear, dict) else None,
        coerce.text(activity.get("device_name")),
        *(label for field, label in _FLAGS.items() if activity.get(field) is True),
    ]
    seen_by = SEEN_BY.get(str(activity.get("visibility")))
    if seen_by is not None:
        told.append(f"Visible to {seen_by}")
    return [fact for fact in told if fact]


def laps(activity: Fields, documents: dict[str, Any], imperial: bool) -> list[Lap]:
    """The laps, from the activity's detail or from their own document."""
    listed = activity.get("laps", documents.get("laps"))
    sport = _sport(activity)
    return [
        Lap(
            name=coerce.text(lap.get("name")) or f"Lap {number}",
            distance=formats.distance(coerce.number(lap.get("distance")), imperial),
            moving_time=formats.duration(coerce.number(lap.get("moving_time"))),
            pace=_pace(lap, sport, imperial),
            climb=formats.climb(coerce.number(lap.get("total_elevation_gain")), imperial),
            heartrate=formats.whole(coerce.number(lap.get("average_heartrate"))),
            watts=formats.whole(coerce.number(lap.get("average_watts"))),
        )
        for number, lap in enumerate(listed if isinstance(listed, list) else [], start=1)
        if isinstance(lap, dict)
    ]


def _sport(activity: Fields) -> str:
    return coerce.text(activity.get("sport_type")) or coerce.text(activity.get("type")) or ""


def _pace(fields: Fields, sport: str, imperial: bool) -> str:
    distance, seconds = (coerce.number(fields.get(name)) for name in ("distance", "moving_time"))
    return formats.pace_or_speed(sport, distance, seconds, imperial)
