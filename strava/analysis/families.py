"""Families of sports: the efforts of one family are compared with each other.

Rides with a motor have none. The distance of a virtual ride is made up by a program, so only its
power counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..sports import group
from ..units import METERS_PER_MILE


@dataclass(frozen=True)
class Family:
    """A family: the distances of its best efforts in meters, and what is too fast to be true."""

    name: str
    distances: tuple[float, ...]
    fastest: float
    """Meters per second. A step between two samples that is faster is an error."""


RUN = Family(
    "run",
    (
        *(400.0, METERS_PER_MILE / 2, 1000.0, METERS_PER_MILE, 2 * METERS_PER_MILE, 5000.0),
        *(10_000.0, 15_000.0, 10 * METERS_PER_MILE, 20_000.0, 21_097.5, 30_000.0, 42_195.0),
        *(50_000.0, 100_000.0),
    ),
    fastest=12.0,
)
RIDE = Family(
    "ride",
    (
        *(5 * METERS_PER_MILE, 10_000.0, 10 * METERS_PER_MILE, 20_000.0, 30_000.0, 40_000.0),
        *(50_000.0, 80_000.0, 50 * METERS_PER_MILE, 90_000.0, 100_000.0, 100 * METERS_PER_MILE),
    ),
    fastest=40.0,
)
SWIM = Family("swim", (100.0, 400.0, 1500.0), fastest=3.0)
_VIRTUAL_RIDE = Family("ride", (), RIDE.fastest)

_FAMILIES = {
    **dict.fromkeys(("Run", "TrailRun", "VirtualRun"), RUN),
    "VirtualRide": _VIRTUAL_RIDE,
    "Swim": SWIM,
}
_WITH_MOTOR = ("EBikeRide", "EMountainBikeRide")


def family(sport_type: str) -> Family | None:
    """Return the family of a sport type; None if its efforts are not compared."""
    if sport_type in _FAMILIES:
        return _FAMILIES[sport_type]
    return RIDE if group(sport_type) == "cycle" and sport_type not in _WITH_MOTOR else None
