"""What no human reaches, so that errors of devices and sports entered wrongly are no records."""

from __future__ import annotations

from bisect import bisect_right
from math import inf

from ..sports import group

_FASTEST = {"foot": 7.0, "cycle": 25.0}
_FASTEST_OF_SPORT = {"Swim": 2.4, "Wheelchair": 15.0}
_FASTEST_OF_OTHERS = 40.0
"""Meters per second as the average of a whole activity. Sails, motors, and slopes are faster than
humans."""
_FASTEST_CLIMB = 1.0
"""Meters of elevation gain per second, where no lift helps."""
_WITHOUT_LIFTS = ("foot", "cycle")
HIGHEST = 8849.0
"""Meters above sea level."""

_FASTEST_OVER = {
    "run": (
        (0, 9.4),
        (800, 8.0),
        (1000, 7.7),
        (1600, 7.3),
        (5000, 6.7),
        (10_000, 6.5),
        (20_000, 6.2),
    ),
    "ride": ((0, 25.0), (20_000, 22.0), (40_000, 20.0)),
    "swim": ((0, 2.2), (400, 1.9), (1500, 1.8)),
}
"""Meters per second over a distance in meters and longer ones, by family of sports: a little more
than the world records. Those of rides allow for slopes and wind."""
MOST_WATTS = 2500.0
"""The power of the best sprinters, for some seconds."""


def is_plausible_average(sport_type: str, meters: float, seconds: float) -> bool:
    """Return whether an activity can have this length in this time."""
    of_group = _FASTEST.get(group(sport_type), _FASTEST_OF_OTHERS)
    return meters <= _FASTEST_OF_SPORT.get(sport_type, of_group) * seconds


def is_plausible_climb(sport_type: str, meters: float, seconds: float) -> bool:
    """Return whether an activity can have this elevation gain in this time."""
    return group(sport_type) not in _WITHOUT_LIFTS or meters <= _FASTEST_CLIMB * seconds


def shortest_time(family: str, meters: float) -> float:
    """Return the seconds below which an effort over a distance is an error."""
    speeds = _FASTEST_OVER[family]
    return meters / speeds[bisect_right(speeds, (meters, inf)) - 1][1]
