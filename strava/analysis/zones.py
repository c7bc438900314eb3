"""How long a measurement was in each zone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from .streams import steps

SHARES_OF_MAXIMUM = (0.5, 0.6, 0.7, 0.8, 0.9)
"""Where the heart rate zones begin if Strava has none, as shares of the highest heart rate."""

SHARES_OF_FTP = (0.0, 0.55, 0.75, 0.9, 1.05, 1.2, 1.5)
"""Where the power zones begin if Strava has none, as shares of the FTP. Strava has the same.

Source: https://support.strava.com/hc/en-us/articles/216917077
"""


def time_in_zones(
    times: list[float], values: Sequence[float | None], bounds: Sequence[float]
) -> list[float]:
    """Return the seconds in each zone.

    `bounds` are the values at which the zones begin, in ascending order. A bound belongs to the
    zone that it begins, and what is below the first one is in no zone. A value lasts until the
    next one, at most 30 seconds.
    """
    seconds = [0.0] * (len(bounds) + 1)
    for value, duration in zip(values, steps(times), strict=True):
        if value is not None:
            seconds[bisect_right(bounds, value)] += duration
    return seconds[1:]
