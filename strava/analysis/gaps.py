"""Where a recording has gaps, so that maps and charts do not draw what was not recorded."""

from __future__ import annotations

from itertools import pairwise
from math import cos, hypot, radians

from .streams import LONGEST_HOLD, Position

_METERS_PER_DEGREE = 111_195.0
_SHORT_WAY = 100.0
"""Meters. Whoever moved less during a pause was still there."""
_USUAL_SHARE = 0.9
"""The share of the steps from sample to sample that are taken as usual."""
_USUAL_TIMES, _USUAL_SPEEDS = 2, 3
"""By how much a step that is no gap can exceed the usual ones, in time and in speed."""
_SLOW = 10.0
"""Meters per second. Nothing up to this speed is an error of the GPS."""

Part = tuple[int, int]
"""The indices of the first and the last sample of a part without gaps."""


def recorded_parts(times: list[float], positions: list[Position | None]) -> list[Part]:
    """Return the parts of a recording in which each position follows from the one before.

    A part ends where positions are missing, and before a jump: during a pause, or much faster than
    in the rest of the recording. A part can have a single sample.
    """
    located = [(index, place) for index, place in enumerate(positions) if place is not None]
    steps = [
        (before, after, times[after] - times[before], _way(start, end))
        for (before, start), (after, end) in pairwise(located)
    ]
    longest = _longest_step([time for _, _, time, _ in steps])
    fastest = max(_SLOW, _USUAL_SPEEDS * _usual([way / time for _, _, time, way in steps]))
    parts = [(index, index) for index, _ in located[:1]]
    for before, after, time, way in steps:
        is_jump = way > _SHORT_WAY and (time > longest or way > fastest * time)
        if after > before + 1 or is_jump:
            parts.append((after, after))
        else:
            parts[-1] = (parts[-1][0], after)
    return parts


def after_gaps(times: list[float]) -> list[int]:
    """Return the samples before which nothing was recorded for long."""
    steps = [after - before for before, after in pairwise(times)]
    longest = _longest_step(steps)
    return [index for index, step in enumerate(steps, start=1) if step > longest]


def _longest_step(steps: list[float]) -> float:
    """Return the seconds from one sample to the next that are no gap."""
    return max(LONGEST_HOLD, _USUAL_TIMES * _usual(steps))


def _usual(values: list[float]) -> float:
    """Return a value that few exceed. A drawing of a long recording has long steps."""
    return sorted(values)[int(_USUAL_SHARE * (len(values) - 1))] if values else 0.0


def _way(start: Position, end: Position) -> float:
    """Return about how many meters two positions are apart."""
    turn = (end[1] - start[1] + 180) % 360 - 180
    east = turn * cos(radians((start[0] + end[0]) / 2))
    return _METERS_PER_DEGREE * hypot(end[0] - start[0], east)
