"""Sport types: their groups, and whether their speed is shown as a pace.

Strava's list of sport types is open and grows. A sport type that is missing here is in the group
"other" and has a speed.
Source: https://developers.strava.com/docs/reference/#api-models-SportType
"""

from __future__ import annotations

from enum import Enum


class PaceUnit(Enum):
    """The unit in which a sport's speed is shown."""

    SPEED = "km/h or mph"
    PACE = "minutes per kilometer or mile"
    PACE_100 = "minutes per 100 meters or yards"
    PACE_500 = "minutes per 500 meters"


_SPORTS_WITH_PACE = {
    PaceUnit.PACE: (
        "Run",
        "TrailRun",
        "VirtualRun",
        "Walk",
        "Hike",
        "Snowshoe",
        "Wheelchair",
    ),
    PaceUnit.PACE_100: ("Swim",),
    PaceUnit.PACE_500: ("Rowing", "VirtualRow"),
}
_PACE_UNITS = {sport: unit for unit, sports in _SPORTS_WITH_PACE.items() for sport in sports}

_GROUPS = {
    "foot": ("Run", "TrailRun", "VirtualRun", "Wheelchair", "Walk", "Hike"),
    "cycle": (
        "Ride",
        "MountainBikeRide",
        "GravelRide",
        "EBikeRide",
        "EMountainBikeRide",
        "VirtualRide",
        "Velomobile",
        "Handcycle",
    ),
    "water": (
        "Swim",
        "Rowing",
        "VirtualRow",
        "Canoeing",
        "Kayaking",
        "StandUpPaddling",
        "Sail",
        "Surfing",
        "Kitesurf",
        "Windsurf",
    ),
    "winter": (
        "AlpineSki",
        "BackcountrySki",
        "NordicSki",
        "RollerSki",
        "Snowboard",
        "Snowshoe",
        "IceSkate",
    ),
}
_GROUP_OF = {sport: group for group, sports in _GROUPS.items() for sport in sports}


def pace_unit(sport_type: str) -> PaceUnit:
    """Return the unit in which this sport's speed is shown."""
    return _PACE_UNITS.get(sport_type, PaceUnit.SPEED)


def group(sport_type: str) -> str:
    """Return the group of a sport type: foot, cycle, water, winter or other."""
    return _GROUP_OF.get(sport_type, "other")
