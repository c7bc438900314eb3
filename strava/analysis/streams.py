"""The streams of an activity, checked: one list per measurement, an item per sample.

Source: https://developers.strava.com/docs/reference/#api-models-StreamSet
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, TypeVar

from .. import coerce

Value = TypeVar("Value")
Position = tuple[float, float]
"""Latitude and longitude in degrees."""

NAMES = (
    "time",
    "distance",
    "latlng",
    "altitude",
    "velocity_smooth",
    "heartrate",
    "cadence",
    "watts",
    "temp",
    "moving",
    "grade_smooth",
)
"""Strava's names of the streams, in the order in which they are written."""

LONGEST_HOLD = 30.0
"""Seconds for which a measurement is taken to last if no other follows."""

MOST_SAMPLES = 100_000
"""More than a day of them. Of longer recordings, samples at equal intervals are read, so that they
do not take minutes to measure."""


@dataclass(frozen=True)
class Streams:
    """Lists of the same length; a list is empty if it was not recorded.

    Times increase, and distances never decrease. Other measurements are None where the sensor
    has none.
    """

    time: list[float]
    distance: list[float] = field(default_factory=list)
    altitude: list[float] = field(default_factory=list)
    latlng: list[Position | None] = field(default_factory=list)
    speed: list[float | None] = field(default_factory=list)
    heartrate: list[float | None] = field(default_factory=list)
    cadence: list[float | None] = field(default_factory=list)
    watts: list[float | None] = field(default_factory=list)
    temperature: list[float | None] = field(default_factory=list)
    moving: list[bool] = field(default_factory=list)


def sent_times(document: Any) -> list[float | None]:
    """Return the time of each sample of a stored document, also of those that `read` omits.

    Strava's indexes count these.
    """
    return _numbers(_data(document, "time"))


def read(document: Any) -> Streams | None:
    """Return the streams of a stored document; None if it has no times.

    Samples whose time is missing or not after the one before are left out, and so are streams
    whose length differs from that of the times, and most of more than MOST_SAMPLES.
    """
    times = sent_times(document)
    kept: list[int] = []
    latest = -1.0
    for index, time in enumerate(times):
        if time is not None and time > latest:
            kept.append(index)
            latest = time
    if not kept:
        return None
    if len(kept) > MOST_SAMPLES:
        step = -(-(len(kept) - 1) // (MOST_SAMPLES - 1))
        kept = [*kept[:-1:step], kept[-1]]

    def stream(name: str, convert: Callable[[list[Any]], list[Value]]) -> list[Value]:
        values = _data(document, name)
        if len(values) != len(times):
            return []
        return convert(values if len(kept) == len(times) else [values[index] for index in kept])

    return Streams(
        time=[time for time in (times[index] for index in kept) if time is not None],
        distance=_never_decreasing(stream("distance", _numbers)),
        altitude=_without_holes(stream("altitude", _numbers)),
        latlng=_unless_all_missing(stream("latlng", read_positions)),
        speed=_unless_all_missing(stream("velocity_smooth", _not_negative)),
        heartrate=_unless_all_missing(stream("heartrate", _positive)),
        cadence=_unless_all_missing(stream("cadence", _not_negative)),
        watts=_unless_all_missing(stream("watts", _not_negative)),
        temperature=_unless_all_missing(stream("temp", _numbers)),
        moving=stream("moving", lambda values: list(map(bool, values))),
    )


def steps(times: list[float]) -> list[float]:
    """Return for each sample how long its measurements last, at most LONGEST_HOLD seconds.

    The measurements of the last sample last no time.
    """
    return [min(after - time, LONGEST_HOLD) for time, after in pairwise(times)] + [0.0]


def _data(document: Any, name: str) -> list[Any]:
    stream = document.get(name) if isinstance(document, dict) else None
    data = stream.get("data") if isinstance(stream, dict) else None
    return data if isinstance(data, list) else []


def _numbers(values: list[Any]) -> list[float | None]:
    """Return each value as a number; None for what is none."""
    # Almost all recordings are numbers throughout. Looking at each would take ten times as long.
    return list(map(float if coerce.are_numbers(values) else coerce.number, values))


def _not_negative(values: list[Any]) -> list[float | None]:
    return [value if value is not None and value >= 0 else None for value in _numbers(values)]


def _positive(values: list[Any]) -> list[float | None]:
    return [value or None for value in _not_negative(values)]


def read_positions(values: list[Any]) -> list[Position | None]:
    """Return each value as a position; None for what is none."""
    if all(type(value) is list and len(value) == 2 for value in values) and values:
        latitudes, longitudes = zip(*values, strict=True)
        if 0 not in latitudes and _are_degrees(latitudes, 90) and _are_degrees(longitudes, 180):
            return list(zip(map(float, latitudes), map(float, longitudes), strict=True))
    return list(map(_position, values))


def _are_degrees(values: Sequence[Any], largest: float) -> bool:
    return set(map(type, values)) <= {int, float} and all(abs(value) <= largest for value in values)


def _position(value: Any) -> Position | None:
    """Return a position; None for what is none."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        return None
    latitude, longitude = coerce.number(value[0]), coerce.number(value[1])
    if latitude is None or longitude is None or not is_position(latitude, longitude):
        return None
    return latitude, longitude


def is_position(latitude: float, longitude: float) -> bool:
    """Return whether these degrees are a position. Devices without GPS send 0, 0."""
    return abs(latitude) <= 90 and abs(longitude) <= 180 and bool(latitude or longitude)


def _unless_all_missing(values: list[Value | None]) -> list[Value | None]:
    return values if any(value is not None for value in values) else []


def _never_decreasing(values: list[float | None]) -> list[float]:
    """Replace what is missing or below an earlier value by that; empty if nothing remains."""
    farthest = 0.0
    filled = []
    for value in values:
        if value is not None and value > farthest:
            farthest = value
        filled.append(farthest)
    return filled if farthest else []


def _without_holes(values: list[float | None]) -> list[float]:
    """Replace what is missing by the value before, at the start by the first one."""
    current = next((value for value in values if value is not None), None)
    if current is None:
        return []
    filled = []
    for value in values:
        current = current if value is None else value
        filled.append(current)
    return filled
