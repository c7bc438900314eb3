"""Sport types: what they are called, how they are grouped, and in what their speed is told.

Strava's list is open, and grows; a sport that is not known here is one of the others.
Source: https://developers.strava.com/docs/reference/#api-models-SportType
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum


class Tempo(Enum):
    """How fast a sport is told to be."""

    SPEED = "km/h or mph"
    PACE = "minutes per kilometre or mile"
    PACE_100 = "minutes per 100 metres or yards"
    PACE_500 = "minutes per 500 metres"


_TEMPO = {
    Tempo.PACE: (
        "Run",
        "TrailRun",
        "VirtualRun",
        "Walk",
        "Hike",
        "Snowshoe",
        "Wheelchair",
    ),
    Tempo.PACE_100: ("Swim",),
    Tempo.PACE_500: ("Rowing", "VirtualRow"),
}
_TEMPO_OF = {sport: tempo for tempo, sports in _TEMPO.items() for sport in sports}

_NAMES = {
    "EBikeRide": "E-Bike Ride",
    "EMountainBikeRide": "E-Mountain Bike Ride",
    "HighIntensityIntervalTraining": "HIIT",
    "StandUpPaddling": "Stand-Up Paddling",
}
_GROUPS: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {
    "foot": (
        "On foot",
        {
            "run": ("Run", "TrailRun", "VirtualRun", "Wheelchair"),
            "hike": ("Walk", "Hike"),
        },
    ),
    "cycle": (
        "Cycling",
        {
            "ride": (
                "Ride",
                "MountainBikeRide",
                "GravelRide",
                "EBikeRide",
                "EMountainBikeRide",
                "VirtualRide",
                "Velomobile",
                "Handcycle",
            ),
        },
    ),
    "water": (
        "On the water",
        {
            "swim": ("Swim",),
            "boat": (
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
        },
    ),
    "winter": (
        "Winter",
        {
            "snow": (
                "AlpineSki",
                "BackcountrySki",
                "NordicSki",
                "RollerSki",
                "Snowboard",
                "Snowshoe",
                "IceSkate",
            ),
        },
    ),
    "other": (
        "Others",
        {
            "weights": ("WeightTraining", "Crossfit", "HighIntensityIntervalTraining", "Workout"),
            "mat": ("Yoga", "Pilates", "PhysicalTherapy", "Dance"),
            "racket": (
                "Tennis",
                "Badminton",
                "Squash",
                "Pickleball",
                "Padel",
                "Racquetball",
                "TableTennis",
            ),
        },
    ),
}
_PLACE = {
    sport: (group, icon)
    for group, (_, icons) in _GROUPS.items()
    for icon, sports in icons.items()
    for sport in sports
}

_WORD_START = re.compile(r"(?<=[a-z])(?=[A-Z])")


def tempo(sport_type: str) -> Tempo:
    """How fast this sport is told to be."""
    return _TEMPO_OF.get(sport_type, Tempo.SPEED)


def group(sport_type: str) -> str:
    """The group this sport belongs to: foot, cycle, water, winter or other."""
    return _PLACE.get(sport_type, ("other", ""))[0]


def icon(sport_type: str) -> str:
    """The name of this sport's symbol in static/sports.svg."""
    return _PLACE.get(sport_type, ("", "timer"))[1]


def grouped(sport_types: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Sport types by the names of their groups; groups and sports in the order they come in."""
    groups: dict[str, list[str]] = {}
    for sport in sport_types:
        groups.setdefault(_GROUPS[group(sport)][0], []).append(sport)
    return list(groups.items())


def sport_name(sport_type: str) -> str:
    """What to call a sport type: "Trail Run" for TrailRun."""
    return _NAMES.get(sport_type) or _WORD_START.sub(" ", sport_type)
