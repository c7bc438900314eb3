"""The fastest time over each distance within an activity.

As at Strava, the time is elapsed time: a pause counts.
Source: https://support.strava.com/hc/en-us/articles/216917127
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import inf

from .streams import Streams

_WORTH_A_SEARCH = 5.0
"""Seconds that are worth a search for the next sample, instead of a look at each."""


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


def has_implausible_step(streams: Streams, start: float, end: float, fastest: float) -> bool:
    """Return whether a step between two times is faster than `fastest` meters per second."""
    first, last = bisect_left(streams.time, start), bisect_right(streams.time, end)
    part = Streams(time=streams.time[first:last], distance=streams.distance[first:last])
    return bool(part.distance) and _count_implausible(part, fastest)[-1] > 0


def _count_implausible(streams: Streams, fastest: float) -> list[int]:
    """Return for each sample how many steps up to it are too fast."""
    steps = zip(pairwise(streams.time), pairwise(streams.distance), strict=True)
    too_fast = (end - start > fastest * (after - before) for (before, after), (start, end) in steps)
    return list(accumulate(too_fast, initial=0))


def _best(streams: Streams, length: float, errors: list[int]) -> Effort | None:
    """Return the fastest effort over a length.

    Time is a function of distance that is linear between samples. So the fastest effort begins
    or ends at a sample. Those that begin at one are tried first. Efforts that begin between two
    samples can be faster by the step between these at most, which few are.
    """
    time, distance = streams.time, streams.distance
    best, fastest_time = None, inf
    candidates: list[tuple[int, int]] = []
    start, end, last = -1, 0, len(time) - 1
    while start + 1 < last:
        start += 1
        target = distance[start] + length
        while distance[end] < target:
            if end == last:
                return _ending_at_samples(streams, length, errors, best, candidates)
            end += 1
        behind = time[end - 1] - time[start + 1] - fastest_time
        if behind >= 0:
            if behind > _WORTH_A_SEARCH:
                # None that begins earlier can be fast enough: it ends here or later.
                start = bisect_right(time, time[end - 1] - fastest_time) - 2
            continue
        candidates.append((start, end))
        if time[end - 1] - time[start] >= fastest_time or errors[end] > errors[start]:
            continue
        part = (target - distance[end - 1]) / (distance[end] - distance[end - 1])
        reached = time[end - 1] + part * (time[end] - time[end - 1])
        if reached - time[start] < fastest_time:
            fastest_time = reached - time[start]
            best = Effort(length, time[start], reached)
    return _ending_at_samples(streams, length, errors, best, candidates)


def _ending_at_samples(
    streams: Streams,
    length: float,
    errors: list[int],
    best: Effort | None,
    candidates: list[tuple[int, int]],
) -> Effort | None:
    """Return an effort that ends at a sample and is faster than the best one, or else that.

    `candidates` are the samples after which it may begin, and the first at which it may end.
    """
    time, distance = streams.time, streams.distance
    fastest_time = inf if best is None else best.time
    for start, first_end in candidates:
        step = distance[start + 1] - distance[start]
        if step == 0 or time[first_end - 1] - time[start + 1] >= fastest_time:
            continue
        for end in range(first_end, len(time)):
            part = (distance[end] - length - distance[start]) / step
            if part > 1:
                break
            begin = time[start] + part * (time[start + 1] - time[start])
            if time[end] - begin < fastest_time and errors[end] == errors[start]:
                fastest_time = time[end] - begin
                best = Effort(length, begin, time[end])
    return best
