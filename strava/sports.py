"""Sport types: their names and groups, and the units of their speed, distance and cadence.

Strava's list of sport types is open and grows. A sport type that is missing here is in the group
"other", and has a speed and a distance in kilometers or miles.
Source: https://developers.strava.com/docs/reference/#api-models-SportType
"""

from __future__ import annotations

import re
from collections.abc import Iterable
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
STEPS_PER_REVOLUTION = 2
"""Strava sends the cadence of one foot, and shows the steps of both."""
SPORTS_WITH_STEPS = ("Run", "TrailRun", "VirtualRun", "Walk", "Hike")
"""Sport types whose cadence is shown in steps per minute."""
SPORTS_WITH_FLAT_PACE = ("Run", "TrailRun", "VirtualRun")
"""Sport types for which the pace on the flat is estimated."""
VIRTUAL = frozenset(("VirtualRide", "VirtualRun", "VirtualRow"))
"""Sport types whose positions are those of a made-up world, laid over some place on Earth."""

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
        "ClassicNordicSki",
        "SkateNordicSki",
        "RollerSki",
        "Snowboard",
        "Snowshoe",
        "IceSkate",
    ),
    "other": (
        "Badminton",
        "Basketball",
        "Cricket",
        "Crossfit",
        "Dance",
        "Elliptical",
        "Golf",
        "HighIntensityIntervalTraining",
        "InlineSkate",
        "Padel",
        "PhysicalTherapy",
        "Pickleball",
        "Pilates",
        "Racquetball",
        "RockClimbing",
        "Skateboard",
        "Soccer",
        "Squash",
        "StairStepper",
        "TableTennis",
        "Tennis",
        "Volleyball",
        "WeightTraining",
        "Workout",
        "Yoga",
    ),
}
ALL = tuple(sport for sports in _GROUPS.values() for sport in sports)
"""The sport types that Strava had when this was written, by group."""
_GROUP_OF = {sport: group for group, sports in _GROUPS.items() for sport in sports}
KNOWN = frozenset(ALL)

OTHER_GROUP = "other"
"""The group of the sport types that are in no other one."""
GROUP_NAMES = {
    "foot": "On foot",
    "cycle": "Cycling",
    "water": "On the water",
    "winter": "Winter",
    "other": "Other sports",
}

_NAMES = {
    "EBikeRide": "E-Bike Ride",
    "EMountainBikeRide": "E-Mountain Bike Ride",
    "HighIntensityIntervalTraining": "HIIT",
    "StandUpPaddling": "Stand-Up Paddling",
}
"""Names that differ from the words of the sport type."""

_GERUNDS = {
    "Hike": "Hiking",
    "Kitesurf": "Kitesurfing",
    "Ride": "Riding",
    "Row": "Rowing",
    "Run": "Running",
    "Sail": "Sailing",
    "Skate": "Skating",
    "Ski": "Skiing",
    "Snowboard": "Snowboarding",
    "Snowshoe": "Snowshoeing",
    "Swim": "Swimming",
    "Walk": "Walking",
    "Windsurf": "Windsurfing",
}
"""What people also call a sport, by the last word of its name."""

_WORD_START = re.compile(r"(?<=[a-z])(?=[A-Z])")


def pace_unit(sport_type: str) -> PaceUnit:
    """Return the unit in which this sport's speed is shown."""
    return _PACE_UNITS.get(sport_type, PaceUnit.SPEED)


def is_swim(sport_type: str) -> bool:
    """Return whether distances of this sport are shown in meters or yards."""
    return pace_unit(sport_type) is PaceUnit.PACE_100


def are_swims(sport_types: Iterable[str]) -> bool:
    """Return whether there are sport types, and all of them are shown in meters or yards."""
    found = list(sport_types)
    return bool(found) and all(map(is_swim, found))


def group(sport_type: str) -> str:
    """Return the group of a sport type: foot, cycle, water, winter or other."""
    return _GROUP_OF.get(sport_type, OTHER_GROUP)


def in_group(name: str) -> frozenset[str]:
    """Return the known sport types of a group. Those that are not known are in the group other."""
    return frozenset(_GROUPS[name])


def group_name(sport_type: str) -> str:
    """Return the name of a sport type's group: "On foot" for TrailRun."""
    return GROUP_NAMES[group(sport_type)]


def name(sport_type: str) -> str:
    """Return the name of a sport type in words: "Trail Run" for TrailRun."""
    return _NAMES.get(sport_type) or _words(sport_type)


def all_names(sport_type: str) -> list[str]:
    """Return what people call a sport type, its group included.

    TrailRun is also "Trail Run", "Trail Runs", "Trail Running" and "On foot".
    """
    shown, words = name(sport_type), _words(sport_type)
    first, _, last = shown.rpartition(" ")
    gerund = f"{first} {_GERUNDS[last]}" if last in _GERUNDS else shown
    return list(
        dict.fromkeys((sport_type, words, shown, f"{shown}s", gerund, group_name(sport_type)))
    )


def _words(sport_type: str) -> str:
    return _WORD_START.sub(" ", sport_type)
