"""The axes of charts: which part of the values is shown, and where the labels are."""

from __future__ import annotations

import math
from collections.abc import Sequence

from . import formats

Tick = tuple[float, str]
"""A place on an axis, in the units of the values, and its label."""

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_PACE_STEPS = (5, 10, 15, 30, 60, 120, 300, 600, 1200, 3600)
_TIME_STEPS = (15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400)
_LEAST_GAP = 0.2
"""The least part of an axis between two labels of paces."""


def bounds(
    values: Sequence[float], least_span: float, shares: tuple[float, float]
) -> tuple[float, float]:
    """Return the lowest and the highest value that an axis shows.

    `shares` leaves out the lowest and highest values: (0.02, 0.99) those below the second and
    above the 99th percentile. `least_span` keeps small changes from looking large.
    """
    ordered = sorted(values)
    low, high = (ordered[round(share * (len(ordered) - 1))] for share in shares)
    missing = max(0.0, least_span - (high - low)) / 2
    margin = 0.05 * max(high - low, least_span)
    return low - missing - margin, high + missing + margin


def ticks(
    low: float, high: float, scale: float = 1.0, offset: float = 0.0, steps: int = 4
) -> list[Tick]:
    """Return round numbers between two values, at most `steps` steps apart.

    The labels are `value * scale + offset`, so that they are round in the unit that is shown.
    """
    first, last = low * scale + offset, high * scale + offset
    step = _round_step((last - first) / steps)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9)) if step < 1 else 0
    numbers = range(math.ceil(first / step), math.floor(last / step) + 1)
    return [
        (
            (number * step - offset) / scale,
            formats.with_minus(f"{number * step:z,.{decimals}f}"),
        )
        for number in numbers
    ]


def pace_ticks(low: float, high: float, meters: float) -> list[Tick]:
    """Return round paces between two speeds in meters per second, the fastest first.

    Paces are seconds per `meters`. They are farther apart where they are faster.
    """
    fastest = meters / high
    quarter = meters / (high - (high - low) / 4) - fastest
    step = next((step for step in _PACE_STEPS if step >= quarter), _PACE_STEPS[-1])
    found: list[Tick] = []
    pace = math.ceil(fastest / step) * step
    while pace and low > 0 and meters / pace >= low:
        speed = meters / pace
        if not found or found[-1][0] - speed >= _LEAST_GAP * (high - low):
            found.append((speed, formats.duration(pace)))
        pace += step
    return found


def time_ticks(seconds: float) -> list[Tick]:
    """Return up to six round times from 0 to a duration of at most days."""
    step = next((step for step in _TIME_STEPS if step * 6 > seconds), _TIME_STEPS[-1])
    return [(float(time), formats.duration(time)) for time in range(0, int(seconds) + 1, step)][:50]


def _round_step(step: float) -> float:
    power = 10.0 ** math.floor(math.log10(step))
    return next(power * part for part in _STEPS if power * part >= step * 0.999)
