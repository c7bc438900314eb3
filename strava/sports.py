"""Sport types: what they are called, and whether they are told in pace or in speed.

Strava's list is open, and grows; a sport that is not known here is told in speed.
Source: https://developers.strava.com/docs/reference/#api-models-SportType
"""

from __future__ import annotations

import re
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
_WORD_START = re.compile(r"(?<=[a-z])(?=[A-Z])")


def tempo(sport_type: str) -> Tempo:
    """How fast this sport is told to be."""
    return _TEMPO_OF.get(sport_type, Tempo.SPEED)


def sport_name(sport_type: str) -> str:
    """What to call a sport type: "Trail Run" for TrailRun."""
    return _NAMES.get(sport_type) or _WORD_START.sub(" ", sport_type)
