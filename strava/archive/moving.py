"""Tells for each point of a recording whether the athlete was moving."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ..analysis.streams import LONGEST_HOLD
from ..sports import group
from .formats.track import Values

_SLOWEST_SPEED, _SLOWEST_CYCLING_SPEED = 0.3, 0.8
"""Meters per second up to which an athlete stands still."""
_FASTEST_SPEED, _FASTEST_CYCLING_SPEED = 12.0, 30.0
"""Meters per second. What is faster makes up for positions that the device had lost."""


def moving(
    times: Sequence[float],
    pauses: Sequence[tuple[float, float]],
    distances: Sequence[float] | None,
    speeds: Values | None,
    sport: str | None,
) -> list[bool]:
    """Return for each point whether the athlete was moving since the one before."""
    is_cycling = group(sport or "") == "cycle"
    slowest = _SLOWEST_CYCLING_SPEED if is_cycling else _SLOWEST_SPEED
    if distances:
        fastest = _FASTEST_CYCLING_SPEED if is_cycling else _FASTEST_SPEED
        distances = _without_jumps(times, distances, fastest)
    # Pauses and points are both in order.
    waiting = iter(sorted(pauses))
    pause = next(waiting, None)
    found = [True]
    for index, (before, after) in enumerate(pairwise(times), start=1):
        while pause is not None and pause[1] <= before:
            pause = next(waiting, None)
        is_paused = pause is not None and pause[0] < after and after - before > 0
        paused = min(after, pause[1]) - max(before, pause[0]) if is_paused and pause else 0.0
        found.append(
            paused * 2 <= after - before
            and _is_moving(index, after - before, distances, speeds, slowest)
        )
    return found


def _without_jumps(
    times: Sequence[float], distances: Sequence[float], fastest: float
) -> Sequence[float]:
    """Return distances that grow evenly where they stood still before a jump.

    There, the device had lost its position, and made up for it at once.
    """
    evened = [*distances]
    reached = 0
    for index in range(1, len(evened)):
        way = evened[index] - evened[index - 1]
        if way <= 0:
            continue
        lasted = times[index] - times[reached]
        is_jump = way > fastest * (times[index] - times[index - 1])
        if is_jump and reached < index - 1 and way <= fastest * lasted:
            for place in range(reached + 1, index):
                share = (times[place] - times[reached]) / lasted
                evened[place] = evened[reached] + share * way
        reached = index
    return evened


def _is_moving(
    index: int,
    lasts: float,
    distances: Sequence[float] | None,
    speeds: Values | None,
    slowest: float,
) -> bool:
    if lasts > LONGEST_HOLD and not distances:
        return False
    if distances and (lasts > 1 or not speeds or speeds[index] is None):
        return distances[index] - distances[index - 1] > slowest * lasts
    speed = speeds[index] if speeds else None
    return speed is None or speed > slowest
