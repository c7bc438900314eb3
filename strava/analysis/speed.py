"""The speed at each sample, for recordings in which only the distance was measured."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

_REACH = 5.0
"""Seconds before and after a sample over which its speed is averaged."""


def speeds(times: list[float], distances: list[float]) -> list[float | None]:
    """Return the speed at each sample in meters per second, averaged over about ten seconds.

    Where samples are farther apart, it is the speed since the one before. A single sample has none.
    """
    if len(times) < 2:
        return [None] * len(times)
    found: list[float | None] = []
    for index, time in enumerate(times):
        first = min(bisect_left(times, time - _REACH), max(index - 1, 0))
        last = max(bisect_right(times, time + _REACH) - 1, first + 1)
        found.append((distances[last] - distances[first]) / (times[last] - times[first]))
    return found
