"""What the sensors measure: heart rate, cadence, power and temperature.

Each value follows the effort of the athlete, and its average and maximum are those of the summary.
"""

from __future__ import annotations

from itertools import cycle, islice
from math import exp, pi, sin
from random import Random

from .noise import JITTER, LENGTH, make_wave
from .outline import Outline
from .plan import Plan
from .sampling import Moments

WARM_UP = 360.0
"""Seconds until the heart rate has adapted to the effort."""
LAG = 30.0
"""Seconds in which the heart rate covers two thirds of the way to a new effort."""
DEEPEST = 2.0
"""How far the heart rate falls below its average, relative to how far it rises above it."""
RECOVERY = 50.0
"""Seconds in which it covers two thirds of the way down in a pause, and up again after it."""
EXERCISE = 240.0
"""Seconds from one exercise to the next where nothing has a distance."""
SPRINT = (0.7, 0.9, 1.0, 0.97, 0.9, 0.85, 0.8, 0.7)
"""The power of a sprint, second by second, relative to its maximum."""

Curve = list[float]


class Effort:
    """The effort of the athlete during an activity, at regular steps of moving time."""

    def __init__(self, rng: Random, plan: Plan) -> None:
        last = plan.outline.moving_time
        self.step = max(4.0, last / 600)
        # One more than it takes: a quotient that should be a whole number may be a little less.
        moments = [number * self.step for number in range(int(last / self.step) + 3)]
        wave = make_wave(rng)
        if plan.pacing is None:
            self.levels = [
                0.5 * wave(moment / last) + 0.5 * sin(2 * pi * moment / EXERCISE)
                for moment in moments
            ]
        else:
            levels = _interpolated(plan.pacing.times, plan.pacing.efforts, moments)
            self.levels = [
                level + 0.2 * wave(moment / last)
                for level, moment in zip(levels, moments, strict=True)
            ]

    def at(self, clock: list[int], levels: Curve | None = None) -> Curve:
        """Return the level (or that of another curve with the same steps) at some seconds."""
        levels = levels or self.levels
        per_second = 1 / self.step
        curve = []
        for second in clock:
            position = second * per_second
            number = int(position)
            level = levels[number]
            curve.append(level + (levels[number + 1] - level) * (position - number))
        return curve

    def with_lag(self, warm_up: float) -> Curve:
        """Return the levels as the heart follows them, lower at first."""
        share = 1 - exp(-self.step / LAG)
        level, curve = self.levels[0], []
        for number, target in enumerate(self.levels):
            level += share * (target - level)
            cold = max(0.0, 1 - number * self.step / warm_up)
            curve.append(level - 1.6 * cold * cold)
        return curve


def heart_rates(outline: Outline, effort: Effort, moments: Moments) -> Curve:
    """Return the curve of the heart rate, not scaled yet; empty if there is no sensor."""
    if not outline.heartrate:
        return []
    lagging = effort.at(moments.clock, effort.with_lag(min(WARM_UP, outline.moving_time)))
    curve = _jittered(_recovering(lagging, moments), 0.06, outline.id)
    mean = sum(curve) / len(curve)
    deepest = DEEPEST * (max(curve) - mean) or 1.0
    return [
        value if value >= mean else mean - deepest * (1 - exp((value - mean) / deepest))
        for value in curve
    ]


def cadences(outline: Outline, effort: Effort, moments: Moments) -> list[int]:
    """Return revolutions, or steps of one leg, per minute; 0 at standstill."""
    if not outline.cadence:
        return []
    curve = _jittered(effort.at(moments.clock), 0.5, outline.id + 1)
    return _unless_standing(curve, moments.standing, outline.cadence, outline.cadence * 1.1)


def watts(rng: Random, outline: Outline, effort: Effort, moments: Moments) -> list[int]:
    """Return the power, with a sprint that reaches its maximum; 0 at standstill."""
    if not outline.watts:
        return []
    curve = _jittered(effort.at(moments.clock), 0.6, outline.id + 2)
    power = _unless_standing(curve, moments.standing, outline.watts, outline.watts * 1.8)
    highest = outline.max_watts or 0
    if len(power) > 4 * len(SPRINT) and highest > max(power):
        start = rng.randrange(len(SPRINT), len(power) - 2 * len(SPRINT))
        for number, share in enumerate(SPRINT, start):
            if power[number]:
                power[number] = max(power[number], round(highest * share))
    return power


def temperatures(rng: Random, outline: Outline, clock: list[int]) -> list[int]:
    """Return degrees Celsius, which change slowly."""
    if outline.temperature is None:
        return []
    start, rise = outline.temperature, rng.uniform(-2, 3) / outline.moving_time
    middle = outline.moving_time / 2
    return [round(start + (second - middle) * rise) for second in clock]


def scaled(
    curve: Curve, average: float, maximum: float, measured: Curve | None = None
) -> list[int]:
    """Shift and stretch a curve so that what was measured of it has this average and maximum."""
    measured = measured or curve
    mean = sum(measured) / len(measured)
    peak = max(measured) - mean or 1.0
    factor = max(0.0, maximum - average) / peak
    offset = average - mean * factor
    return [round(max(0.0, offset + value * factor)) for value in curve]


def _recovering(curve: Curve, moments: Moments) -> Curve:
    """Lower a curve in pauses, and after them until the heart beats as before."""
    recovered, before = 0.0, 0
    values = []
    for value, moment, moves in zip(curve, moments.time, moments.moving, strict=True):
        kept = exp((before - moment) / RECOVERY)
        recovered = recovered * kept if moves else 1 - (1 - recovered) * kept
        values.append(value - recovered)
        before = moment
    return values


def _unless_standing(
    curve: Curve, standing: list[bool], average: float, maximum: float
) -> list[int]:
    measured = [value for value, stands in zip(curve, standing, strict=True) if not stands]
    values = scaled(curve, average, maximum, measured)
    return [0 if stands else value for value, stands in zip(values, standing, strict=True)]


def _jittered(curve: Curve, size: float, seed: int) -> Curve:
    jitter = islice(cycle(JITTER), seed % LENGTH, None)
    return [value + size * noise for value, noise in zip(curve, jitter, strict=False)]


def _interpolated(knots: Curve, values: Curve, moments: Curve) -> Curve:
    found, number, last = [], 0, len(knots) - 2
    for moment in moments:
        while number < last and knots[number + 1] <= moment:
            number += 1
        span = knots[number + 1] - knots[number]
        part = min(1.0, (moment - knots[number]) / span) if span > 0 else 0.0
        found.append(values[number] + (values[number + 1] - values[number]) * part)
    return found
