"""Recordings laid over each other by distance: pace, heart rate, and the gap in time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

STANDSTILL = 0.4
"""Meters per second. Without pauses, nothing takes longer than at this speed."""

_STEPS = 240
_SMOOTHED_OVER = 3
"""Steps to each side over which a speed is averaged: together, a fortieth of the way."""


@dataclass(frozen=True)
class Profile:
    """A recording at each of the given distances; None beyond its end, or where it has nothing."""

    times: list[float | None]
    """Seconds since the start."""
    speeds: list[float | None]
    """Meters per second."""
    heartrates: list[float | None]


def common_distances(lengths: Sequence[float]) -> list[float]:
    """Return equally spaced distances from 0 to the longest of these lengths, in meters."""
    return [max(lengths, default=0.0) * step / _STEPS for step in range(_STEPS + 1)]


def length(drawing: Mapping[str, Sequence[Any]]) -> float:
    """Return how far a recording goes in meters; 0 if no distance was recorded."""
    distances = drawing.get("distance") or [0.0]
    return float(distances[-1] - distances[0])


def profile(
    drawing: Mapping[str, Sequence[Any]], distances: Sequence[float], *, pauses: bool = True
) -> Profile:
    """Return a recording at these distances, counted from its first sample.

    `drawing` has lists of equal length: `time`, `distance`, and `heartrate` if there is one.
    Without `pauses`, the time stands still while the athlete does. Speeds leave them out always.
    """
    covered = [distance - drawing["distance"][0] for distance in drawing["distance"]]
    with_pauses, moving = (
        [_time_at(distance, covered, times) for distance in distances]
        for times in (_times(drawing["time"], covered, kept) for kept in (True, False))
    )
    return Profile(
        times=with_pauses if pauses else moving,
        speeds=_speeds(distances, moving),
        heartrates=_heartrates(drawing, covered, distances),
    )


def gaps(times: Sequence[float | None], first: Sequence[float | None]) -> list[float | None]:
    """Return by how many seconds a recording is ahead of the first one, negative if behind."""
    return [
        None if own is None or other is None else other - own
        for own, other in zip(times, first, strict=True)
    ]


def _times(times: Sequence[float], covered: Sequence[float], pauses: bool) -> list[float]:
    """Return the seconds since the first sample, at each one."""
    steps = [
        end - start if pauses else min(end - start, (next_distance - distance) / STANDSTILL)
        for (start, end), (distance, next_distance) in zip(
            pairwise(times), pairwise(covered), strict=True
        )
    ]
    return list(accumulate(steps, initial=0.0))


def _time_at(distance: float, covered: Sequence[float], times: Sequence[float]) -> float | None:
    """Return when a distance was reached first; None if it never was."""
    after = bisect_left(covered, distance)
    if after == len(covered):
        return None
    if after == 0:
        return times[0]
    part = (distance - covered[after - 1]) / (covered[after] - covered[after - 1])
    return times[after - 1] + part * (times[after] - times[after - 1])


def _speeds(distances: Sequence[float], times: Sequence[float | None]) -> list[float | None]:
    reached = sum(time is not None for time in times)
    speeds: list[float | None] = []
    for step in range(len(times)):
        first = max(step - _SMOOTHED_OVER, 0)
        last = min(step + _SMOOTHED_OVER, reached - 1)
        start, end = times[first], times[max(last, 0)]
        if step >= reached or start is None or end is None or end <= start:
            speeds.append(None)
        else:
            speeds.append((distances[last] - distances[first]) / (end - start))
    return speeds


def _heartrates(
    drawing: Mapping[str, Sequence[Any]], covered: Sequence[float], distances: Sequence[float]
) -> list[float | None]:
    """Return the average of the heart rates around each distance, or else the one before it."""
    rates = drawing.get("heartrate")
    if not rates:
        return [None] * len(distances)
    half = distances[1] / 2
    found: list[float | None] = []
    for distance in distances:
        if distance > covered[-1]:
            found.append(None)
            continue
        first = bisect_left(covered, distance - half)
        last = bisect_right(covered, distance + half)
        around = [rate for rate in rates[first:last] if rate is not None]
        before = rates[max(bisect_right(covered, distance) - 1, 0)]
        found.append(sum(around) / len(around) if around else before)
    return found
