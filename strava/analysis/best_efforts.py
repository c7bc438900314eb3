"""The fastest time over each distance within an activity.

As at Strava, the time is elapsed time: a pause counts.
Source: https://support.strava.com/hc/en-us/articles/216917127
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import inf

from ..units import METERS_PER_MILE
from .streams import Streams

RUN_DISTANCES = (
    *(400.0, METERS_PER_MILE / 2, 1000.0, METERS_PER_MILE, 2 * METERS_PER_MILE, 5000.0, 10_000.0),
    *(15_000.0, 10 * METERS_PER_MILE, 20_000.0, 21_097.5, 30_000.0, 42_195.0, 50_000.0, 100_000.0),
)
RIDE_DISTANCES = (
    *(5 * METERS_PER_MILE, 10_000.0, 10 * METERS_PER_MILE, 20_000.0, 30_000.0, 40_000.0, 50_000.0),
    *(80_000.0, 50 * METERS_PER_MILE, 90_000.0, 100_000.0, 100 * METERS_PER_MILE),
)
SWIM_DISTANCES = (100.0, 400.0, 1500.0)

FASTEST_ON_FOOT = 12.0
FASTEST_SWIM = 3.0
FASTEST_RIDE = 40.0
"""Meters per second; a step between two samples that is faster is an error of the recording."""


@dataclass(frozen=True)
class Effort:
    """A distance in meters, and the seconds since the start at which it begins and ends."""

    distance: float
    start: float
    end: float

    @property
    def time(self) -> float:
        """The elapsed time in seconds."""
        return self.end - self.start


def best_efforts(streams: Streams, distances: Iterable[float], fastest: float) -> list[Effort]:
    """Return the fastest effort over each of the distances that the recording covers.

    Efforts with a step faster than `fastest` meters per second are left out.
    """
    if not streams.distance:
        return []
    errors = _count_implausible(streams, fastest)
    efforts = (_best(streams, distance, errors) for distance in distances)
    return [effort for effort in efforts if effort is not None]


def _count_implausible(streams: Streams, fastest: float) -> list[int]:
    """Return for each sample how many steps up to it are too fast."""
    steps = zip(pairwise(streams.time), pairwise(streams.distance), strict=True)
    too_fast = (end - start > fastest * (after - before) for (before, after), (start, end) in steps)
    return list(accumulate(too_fast, initial=0))


def _best(streams: Streams, length: float, errors: list[int]) -> Effort | None:
    """Return the fastest effort over a length.

    Time is a function of distance that is linear between samples. So the fastest effort begins
    or ends at a sample.
    """
    candidates = (_from_samples(streams, length, errors), _to_samples(streams, length, errors))
    found = [effort for effort in candidates if effort is not None]
    return min(found, key=lambda effort: effort.time, default=None)


def _from_samples(streams: Streams, length: float, errors: list[int]) -> Effort | None:
    """Return the fastest effort that begins at a sample."""
    time, distance = streams.time, streams.distance
    best, fastest_time = None, inf
    end, last = 0, len(time) - 1
    for start, begin in enumerate(time):
        target = distance[start] + length
        while distance[end] < target:
            if end == last:
                return best
            end += 1
        if time[end - 1] - begin >= fastest_time or errors[end] > errors[start]:
            continue
        part = (target - distance[end - 1]) / (distance[end] - distance[end - 1])
        reached = time[end - 1] + part * (time[end] - time[end - 1])
        if reached - begin < fastest_time:
            fastest_time = reached - begin
            best = Effort(length, begin, reached)
    return best


def _to_samples(streams: Streams, length: float, errors: list[int]) -> Effort | None:
    """Return the fastest effort that ends at a sample."""
    time, distance = streams.time, streams.distance
    best, fastest_time = None, inf
    start = 0
    for end, reached in enumerate(time):
        target = distance[end] - length
        if target < distance[0]:
            continue
        while distance[start + 1] <= target:
            start += 1
        if reached - time[start + 1] >= fastest_time or errors[end] > errors[start]:
            continue
        part = (target - distance[start]) / (distance[start + 1] - distance[start])
        begin = time[start] + part * (time[start + 1] - time[start])
        if reached - begin < fastest_time:
            fastest_time = reached - begin
            best = Effort(length, begin, reached)
    return best
