"""What goes wrong while recording: lost GPS, a heart rate strap that fails, a device that stops."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import TypeVar

from .plan import Plan
from .sampling import Stretch
from .sensors import Curve, scaled

Value = TypeVar("Value")

LOST_GPS = range(60, 240)
UNRECORDED = range(150, 420)
STRAP_FAILURE = range(120, 600)
"""How many seconds each fault lasts, if the activity has the room."""
SHORTEST_ACTIVITY = 1800
"""Seconds of moving time below which nothing goes wrong."""
MARGIN = 10
"""Seconds between a fault and the next moment that must be recorded correctly."""


@dataclass(frozen=True)
class Faults:
    """The stretches of moving time in which something goes wrong; None if nothing does."""

    unrecorded: Stretch | None
    without_gps: Stretch | None
    without_heart_rate: Stretch | None


def find_faults(rng: Random, plan: Plan, required: set[int]) -> Faults:
    """Return when something goes wrong. At the seconds `required`, recording works."""
    last, quirks = plan.outline.moving_time, plan.quirks
    is_long = last >= SHORTEST_ACTIVITY
    unrecorded = without_gps = without_heart_rate = None
    if is_long and quirks.stops_recording and plan.pacing is not None:
        unrecorded = _find_stretch(rng, required, last, UNRECORDED)
    if is_long and quirks.loses_gps and plan.track is not None:
        without_gps = _find_stretch(rng, required | set(unrecorded or ()), last, LOST_GPS)
    if is_long and quirks.strap_fails:
        without_heart_rate = _find_stretch(rng, set(), last, STRAP_FAILURE)
    return Faults(unrecorded, without_gps, without_heart_rate)


def _find_stretch(rng: Random, fixed: set[int], last: int, lengths: range) -> Stretch | None:
    """Return a stretch of moving time of one of these lengths, without any `fixed` second in it.

    None if every stretch between two fixed seconds is too short.
    """
    length = rng.choice(lengths)
    needed = length + 2 * MARGIN
    bounds = [0, *sorted(fixed - {0, last}), last]
    free = [(a, b) for a, b in pairwise(bounds) if b - a > needed]
    if not free:
        return None
    start, end = rng.choice(free)
    begin = rng.randrange(start + MARGIN, end - MARGIN - length)
    return begin, begin + length


def freeze(values: Sequence[Value], clock: list[int], stretch: Stretch) -> list[Value]:
    """Return the values, with the first one of a stretch repeated until the stretch ends."""
    start, end = _indexes(clock, stretch)
    kept = list(values)
    kept[start:end] = [kept[start]] * (end - start)
    return kept


def silence(values: list[float], clock: list[int], stretch: Stretch) -> list[float]:
    """Return the values, with 0 throughout a stretch."""
    start, end = _indexes(clock, stretch)
    return values[:start] + [0.0] * (end - start) + values[end:]


def failing_strap(
    rng: Random, curve: Curve, clock: list[int], stretch: Stretch, average: float, maximum: float
) -> list[int | None]:
    """Return heart rates that are 0, None, or the same for a stretch.

    What was measured has this average and maximum.
    """
    start, end = _indexes(clock, stretch)
    kind = rng.choice(("zero", "missing", "same"))
    if kind == "same" or end - start >= len(curve) - 1:
        return list(scaled(freeze(curve, clock, stretch), average, maximum))
    values: list[int | None] = list(scaled(curve, average, maximum, curve[:start] + curve[end:]))
    values[start:end] = [0 if kind == "zero" else None] * (end - start)
    return values


def _indexes(clock: list[int], stretch: Stretch) -> tuple[int, int]:
    """Return the first index of a stretch and the one after its last."""
    return bisect_left(clock, stretch[0]), bisect_right(clock, stretch[1])
