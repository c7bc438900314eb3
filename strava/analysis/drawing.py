"""What the map and the charts draw of a recording: all measurements at the same few samples."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from .grade import grades
from .moving import moving_times
from .speed import speeds
from .streams import LONGEST_HOLD, Streams

MOST_SAMPLES = 2000

_EVENLY, _EXTREMES, _PAUSES = 900, 900, 50
"""How many samples are kept at even intervals and as extremes, and around how many pauses.

A pause needs four: the last sample in motion and the first at rest, and the other way around.
"""

Values = Sequence[float | None]


def drawing(streams: Streams, *, cycling: bool = False) -> dict[str, list[Any]]:
    """Return lists of the same length, at most MOST_SAMPLES, by measurement.

    The keys are `time`, and of `distance`, `latlng`, `altitude`, `speed`, `heartrate`, `cadence`,
    `watts`, `temperature` and `grade` (in percent) those that were recorded. Speed follows from the
    distance if nothing else measured it. The highest and
    lowest values of all parts of the recording are kept. Speed is None at rest.
    """
    rests = _rests(streams, cycling=cycling)
    measured = streams.speed
    if not measured and streams.distance:
        measured = speeds(streams.time, streams.distance)
    speed = [None if rest else value for rest, value in zip(rests, measured, strict=False)]
    kept = _kept(streams, speed, rests)
    measurements: dict[str, Sequence[Any]] = {
        "time": streams.time,
        "distance": streams.distance,
        "latlng": streams.latlng,
        "altitude": streams.altitude,
        "speed": speed,
        "heartrate": streams.heartrate,
        "cadence": streams.cadence,
        "watts": streams.watts,
        "temperature": streams.temperature,
        "grade": [100 * grade for grade in grades(streams.distance, streams.altitude)]
        if streams.distance and streams.altitude
        else [],
    }
    return {
        name: [_rounded(values[index]) for index in kept]
        for name, values in measurements.items()
        if any(value is not None for value in values)
    }


def _kept(streams: Streams, speed: Values, rests: list[bool]) -> list[int]:
    """Return the indexes of the samples to draw, which include the first and the last."""
    count = len(streams.time)
    if count <= MOST_SAMPLES:
        return list(range(count))
    kept = {count - 1, *range(0, count - 1, -(-count // _EVENLY))}
    kept.update(_around_pauses(streams.time, rests))
    measured = [v for v in (streams.altitude, speed, streams.heartrate, streams.watts) if v]
    kept.update(_extremes(measured, count))
    return sorted(kept)


def _extremes(measured: list[Values], count: int) -> set[int]:
    """Return where each measurement is lowest and highest, in equal parts of the recording."""
    parts = _EXTREMES // (2 * len(measured)) if measured else 0
    found: set[int] = set()
    for part in range(parts):
        indexes = range(count * part // parts, count * (part + 1) // parts)
        for values in measured:
            part_values = [
                (value, index) for index in indexes if (value := values[index]) is not None
            ]
            if part_values:
                found.update((min(part_values)[1], max(part_values)[1]))
    return found


def _around_pauses(times: list[float], rests: list[bool]) -> set[int]:
    """Return the samples at both ends of the longest pauses.

    A pause is a time at rest, or one without samples.
    """
    pauses = []
    start = None
    for index, (before, after) in enumerate(pairwise(times), start=1):
        if rests[index] and start is None:
            start = index - 1
        if start is not None and not rests[index]:
            pauses.append((before - times[start], start, index))
            start = None
        if after - before > LONGEST_HOLD:
            pauses.append((after - before, index - 1, index))
    found: set[int] = set()
    for _length, first, last in sorted(pauses, reverse=True)[:_PAUSES]:
        found.update((first, first + 1, last - 1, last))
    return found


def _rests(streams: Streams, *, cycling: bool) -> list[bool]:
    """Return for each sample whether the athlete was not moving since the one before."""
    moved = moving_times(streams, cycling=cycling)
    return [False, *(before == after for before, after in pairwise(moved))]


def _rounded(value: Any) -> Any:
    """Round to more than can be seen: three decimals, or six of a position."""
    if isinstance(value, tuple):
        return [round(number, 6) for number in value]
    return value if value is None else round(value, 3)
