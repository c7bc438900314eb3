"""Random curves: slow waves over a whole activity, and the jitter of a sensor."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate
from math import pi, sin
from random import Random

Wave = Callable[[float], float]

LENGTH = 1009
"""Items of the tables below. It is prime, so that repetitions do not line up with anything."""


def make_wave(rng: Random) -> Wave:
    """Return a smooth curve over 0 to 1 with random values between about -1 and 1."""
    (a, p, x), (b, q, y), (c, r, z), (d, s, w) = (
        (rng.uniform(0.7, 1.3) * pi * turns, rng.uniform(0, 2 * pi), amplitude)
        for turns, amplitude in ((3, 0.45), (11, 0.3), (37, 0.17), (140, 0.08))
    )
    return lambda share: (
        x * sin(a * share + p)
        + y * sin(b * share + q)
        + z * sin(c * share + r)
        + w * sin(d * share + s)
    )


def _make_jitter() -> list[float]:
    rng = Random(7)  # noqa: S311 - made up, not secret
    raw = [rng.uniform(-1, 1) for _ in range(LENGTH)]
    smooth = [(raw[i - 2] + raw[i - 1] + raw[i]) / 3 for i in range(LENGTH)]
    mean = sum(smooth) / LENGTH
    return [value - mean for value in smooth]


JITTER = _make_jitter()
"""Values between -1 and 1 with a mean of 0, each similar to its neighbors."""

_LARGEST_CHANGE = 0.09
SPEED_JITTER = [1 + _LARGEST_CHANGE * value for value in JITTER]
"""By how much the speed of each second differs from what was planned, as a factor."""
TIME_JITTER = [_LARGEST_CHANGE * value for value in accumulate(JITTER)]
"""How many seconds ahead of the plan that makes the athlete; neighbors differ by less than 1."""
