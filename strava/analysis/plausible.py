"""What no human reaches, so that errors of devices and sports entered wrongly are no records."""

from __future__ import annotations

from bisect import bisect_right
from math import inf

from ..sports import in_group

# The best averages of runners, with some percent to spare. From the first distance on, in meters,
# nobody is faster than the speed behind it.
RUNNERS = (
    *((0, 12.0), (300, 10.0), (600, 8.4), (1200, 7.6), (2500, 7.2), (6000, 6.7)),
    *((15_000, 6.4), (30_000, 6.1), (60_000, 5.2), (150_000, 4.2)),
)
ON_FOOT = ("Run", "TrailRun", "VirtualRun", "Walk", "Hike", "Snowshoe")
FASTEST = {
    **dict.fromkeys(("Ride", "MountainBikeRide", "GravelRide", "VirtualRide", "Handcycle"), 25.0),
    **dict.fromkeys(("EBikeRide", "EMountainBikeRide"), 25.0),
    **{"Velomobile": 30.0, "Wheelchair": 12.0, "Swim": 2.5},
    **dict.fromkeys(("Rowing", "VirtualRow", "Canoeing", "Kayaking", "StandUpPaddling"), 8.0),
    **dict.fromkeys(("Sail", "Surfing", "Kitesurf", "Windsurf"), 35.0),
    **dict.fromkeys(("NordicSki", "ClassicNordicSki", "SkateNordicSki", "RollerSki"), 12.0),
    **dict.fromkeys(("AlpineSki", "BackcountrySki", "Snowboard"), 40.0),
    **{"IceSkate": 16.0, "InlineSkate": 16.0, "Skateboard": 25.0},
}
"""The speed that nobody keeps up for a whole activity, by sport type."""
FASTEST_OF_OTHERS = 40.0
"""The same for all other sports."""
FASTEST_CLIMB = 1.0
"""Meters of elevation gain per second, where no lift helps."""
WITHOUT_LIFTS = in_group("foot") | in_group("cycle")
HIGHEST = 8849.0
"""Meters above sea level."""

_FASTEST_OVER = {
    "run": (
        *((0, 9.4), (800, 8.0), (1000, 7.7), (1600, 7.3)),
        *((5000, 6.7), (10_000, 6.5), (20_000, 6.2)),
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
    if sport_type in ON_FOOT:
        fastest = RUNNERS[bisect_right(RUNNERS, (meters, inf)) - 1][1]
    else:
        fastest = FASTEST.get(sport_type, FASTEST_OF_OTHERS)
    return meters <= fastest * seconds


def is_plausible_climb(sport_type: str, meters: float, seconds: float) -> bool:
    """Return whether an activity can have this elevation gain in this time."""
    return sport_type not in WITHOUT_LIFTS or meters <= FASTEST_CLIMB * seconds


def shortest_time(family: str, meters: float) -> float:
    """Return the seconds below which an effort over a distance is an error."""
    speeds = _FASTEST_OVER[family]
    return meters / speeds[bisect_right(speeds, (meters, inf)) - 1][1]
