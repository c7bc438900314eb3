"""The measures and facts on the page of one activity, from Strava's JSON.

Fields: https://developers.strava.com/docs/reference/#api-models-DetailedActivity
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from ... import coerce
from ...sports import PaceUnit, group, is_swim, pace_unit
from ...workouts import NAMES_BY_CODE, averaged_time
from . import formats

_MAX_DESCRIPTION_LENGTH = 50_000

Fields = dict[str, Any]
Row = tuple[str, str]
"""A label, and a value with its unit."""

ONLY_YOU = "only you"
VISIBLE_TO = {
    "everyone": "everyone",
    "followers_only": "followers",
    "only_me": ONLY_YOU,
}
"""Who sees an activity, by Strava's `visibility`."""

_FLAGS = {
    "commute": "Commute",
    "trainer": "On a trainer",
    "manual": "Entered by hand",
    "flagged": "Flagged on Strava",
}

_LOCATION = ("city", "state", "country")


class Measure(NamedTuple):
    """A number in Strava's JSON, and how it is shown.

    `write` takes the number, whether units are imperial, and the sport type.
    """

    label: str
    field: str
    write: Callable[[float, bool, str], str]


def _distance(meters: float, imperial: bool, sport_type: str) -> str:
    if not meters:
        return formats.MISSING
    swim = is_swim(sport_type)
    return f"{formats.distance(meters, imperial, swim)} {formats.distance_unit(imperial, swim)}"


def _duration(seconds: float, _imperial: bool, _sport_type: str) -> str:
    return formats.duration(seconds)


def _highest_speed(meters_per_second: float, imperial: bool, sport_type: str) -> str:
    number = formats.average(sport_type, meters_per_second, 1, imperial)
    return formats.with_unit(number, formats.average_unit(sport_type, imperial))


def _elevation(meters: float, imperial: bool, _sport_type: str) -> str:
    return f"{formats.elevation(meters, imperial)} {formats.elevation_unit(imperial)}"


def _cadence(per_minute: float, _imperial: bool, sport_type: str) -> str:
    return formats.cadence(sport_type, per_minute)


def _temperature(celsius: float, imperial: bool, _sport_type: str) -> str:
    return formats.temperature(celsius, imperial)


def _integer(unit: str = "") -> Callable[[float, bool, str], str]:
    return lambda number, _imperial, _sport_type: f"{formats.integer(number)} {unit}".rstrip()


_DISTANCE_AND_TIME = (
    Measure("Distance", "distance", _distance),
    Measure("Moving time", "moving_time", _duration),
    Measure("Elapsed time", "elapsed_time", _duration),
)
_MEASURES = (
    Measure("Elevation gain", "total_elevation_gain", _elevation),
    Measure("Highest elevation", "elev_high", _elevation),
    Measure("Lowest elevation", "elev_low", _elevation),
    Measure("Average heart rate", "average_heartrate", _integer("bpm")),
    Measure("Maximum heart rate", "max_heartrate", _integer("bpm")),
    Measure("Average power", "average_watts", _integer("W")),
    Measure("Weighted power", "weighted_average_watts", _integer("W")),
    Measure("Maximum power", "max_watts", _integer("W")),
    Measure("Average cadence", "average_cadence", _cadence),
    Measure("Work", "kilojoules", _integer("kJ")),
    Measure("Energy", "calories", _integer("kcal")),
    Measure("Relative effort", "suffer_score", _integer()),
    Measure("Perceived effort", "perceived_exertion", _integer("of 10")),
    Measure("Load by heart rate", "trimp", _integer()),
    Measure("Load by power", "power_load", _integer()),
    Measure("Temperature", "average_temp", _temperature),
)
_COUNTS = (
    Measure("Kudos", "kudos_count", _integer()),
    Measure("Comments", "comment_count", _integer()),
    Measure("Achievements", "achievement_count", _integer()),
    Measure("Personal records", "pr_count", _integer()),
    Measure("Photos", "total_photo_count", _integer()),
)

_MAIN = {
    "foot": (
        *("Distance", "Moving time", "Average pace", "Elevation gain", "Average heart rate"),
        "Average cadence",
    ),
    "cycle": (
        *("Distance", "Moving time", "Average speed", "Elevation gain", "Weighted power"),
        *("Average heart rate",),
    ),
    "water": (
        *("Distance", "Moving time", "Average pace", "Average speed", "Average heart rate"),
        "Average power",
    ),
    "winter": (
        *("Distance", "Moving time", "Average speed", "Elevation gain", "Maximum speed"),
        "Average heart rate",
    ),
}
_MAIN_SWIM = ("Distance", "Moving time", "Average pace", "Average heart rate")
_MAIN_BY_TIME = ("Moving time", "Distance", "Average heart rate", "Energy", "Relative effort")


def measures(activity: Fields, imperial: bool) -> list[Row]:
    """Return the measures of an activity as (label, value with unit), without missing ones.

    Counts of nothing are left out.
    """
    rows = [
        *_rows(_DISTANCE_AND_TIME, activity, imperial),
        *_speeds(activity, imperial),
        *_rows(_MEASURES, activity, imperial),
        *_rows((count for count in _COUNTS if activity.get(count.field)), activity, imperial),
        ("Weather", weather(activity, imperial)),
    ]
    return [(label, value) for label, value in rows if value != formats.MISSING]


def weather(activity: Fields, imperial: bool) -> str:
    """Write the temperature, the humidity, and the wind, as far as an archive says them."""
    observed = activity.get("weather")
    if not isinstance(observed, dict):
        return formats.MISSING
    celsius, humidity, wind = (
        coerce.number(observed.get(name)) for name in ("temperature", "humidity", "wind_speed")
    )
    parts = []
    if celsius is not None:
        parts.append(formats.temperature(celsius, imperial))
    if humidity is not None:
        parts.append(f"humidity {formats.with_unit(formats.integer(100 * humidity), '%')}")
    if wind is not None:
        speed = formats.average("Ride", wind, 1, imperial)
        parts.append(f"wind {formats.with_unit(speed, formats.average_unit('Ride', imperial))}")
    return ", ".join(parts) or formats.MISSING


def main_labels(sport_type: str) -> tuple[str, ...]:
    """Return the labels of the measures that count most in a sport, the most important first."""
    return _MAIN.get(group(sport_type), _MAIN_BY_TIME) if not is_swim(sport_type) else _MAIN_SWIM


def facts(activity: Fields) -> list[str]:
    """Return facts that are not measurements: workout type, flags, and who sees it."""
    found = [
        NAMES_BY_CODE.get(coerce.whole_number(activity.get("workout_type")) or 0),
        *(label for field, label in _FLAGS.items() if activity.get(field) is True),
    ]
    if visible_to := VISIBLE_TO.get(str(activity.get("visibility"))):
        found.append(
            "Visible only to you" if visible_to == ONLY_YOU else f"Visible to {visible_to}"
        )
    return [fact for fact in found if fact]


def location(activity: Fields) -> str:
    """Return the place of an activity, as far as Strava names it: "Freiburg, Germany"."""
    names = (coerce.short_text(activity.get(f"location_{part}")) for part in _LOCATION)
    return ", ".join(dict.fromkeys(name.strip() for name in names if name and name.strip()))


def written(activity: Fields, field: str) -> str | None:
    """Return a text of the athlete, cut if it is longer than any that people write."""
    text = coerce.text(activity.get(field))
    if text is None or len(text) <= _MAX_DESCRIPTION_LENGTH:
        return text
    return f"{text[:_MAX_DESCRIPTION_LENGTH]}…"


def average_heading(sport_type: str, imperial: bool) -> tuple[str, str]:
    """Return what the average of a sport is called, and its unit."""
    is_speed = pace_unit(sport_type) is PaceUnit.SPEED
    return "Speed" if is_speed else "Pace", formats.average_unit(sport_type, imperial)


def _rows(described: Iterable[Measure], activity: Fields, imperial: bool) -> list[Row]:
    return [
        (measure.label, measure.write(number, imperial, _sport_type(activity)))
        for measure in described
        if (number := coerce.number(activity.get(measure.field))) is not None
    ]


def _speeds(activity: Fields, imperial: bool) -> list[Row]:
    """Return the average and the highest speed, or the paces for a sport that has a pace."""
    sport_type = _sport_type(activity)
    average, unit = average_heading(sport_type, imperial)
    highest = "Maximum speed" if average == "Speed" else "Fastest pace"
    number = _average_number(activity, activity, imperial)
    return [
        (f"Average {average.lower()}", formats.with_unit(number, unit)),
        *_rows([Measure(highest, "max_speed", _highest_speed)], activity, imperial),
    ]


def _sport_type(activity: Fields) -> str:
    return coerce.text(activity.get("sport_type")) or coerce.text(activity.get("type")) or ""


def _average_number(fields: Fields, activity: Fields, imperial: bool) -> str:
    """Write the average of an activity or of one of its laps, without the unit."""
    meters, moving_time, elapsed_time = (
        coerce.number(fields.get(name)) for name in ("distance", "moving_time", "elapsed_time")
    )
    workout_type = coerce.whole_number(activity.get("workout_type"))
    seconds = averaged_time(workout_type, moving_time, elapsed_time)
    return formats.average(_sport_type(activity), meters, seconds, imperial)
