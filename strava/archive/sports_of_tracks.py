"""The sport type of a recording, for names of sports that are not known."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..sports import KNOWN, group
from .formats.track import Session, Track

_INDOOR = frozenset(
    ("treadmill", "indoor_cycling", "indoor_running", "indoor_rowing", "indoor_walking", "spin")
)
_VIRTUAL = frozenset(("virtual_activity", "virtual"))
_VIRTUAL_WORLDS = ("zwift", "rouvy", "mywhoosh", "bkool", "fulgaz", "kinomap")
"""How the names of programs begin whose positions are virtual, also where the file does not say."""

_SPORTS: Mapping[str, str] = {
    "running": "Run",
    "run": "Run",
    "9": "Run",
    "cycling": "Ride",
    "biking": "Ride",
    "bike": "Ride",
    "1": "Ride",
    "ebiking": "EBikeRide",
    "swimming": "Swim",
    "16": "Swim",
    "walking": "Walk",
    "hiking": "Hike",
    "rowing": "Rowing",
    "kayaking": "Kayaking",
    "rafting": "Canoeing",
    "paddling": "Canoeing",
    "standuppaddleboarding": "StandUpPaddling",
    "crosscountryskiing": "NordicSki",
    "alpineskiing": "AlpineSki",
    "snowboarding": "Snowboard",
    "snowshoeing": "Snowshoe",
    "iceskating": "IceSkate",
    "inlineskating": "InlineSkate",
    "mountaineering": "Hike",
    "rockclimbing": "RockClimbing",
    "golf": "Golf",
    "surfing": "Surfing",
    "windsurfing": "Windsurf",
    "kitesurfing": "Kitesurf",
    "sailing": "Sail",
    "soccer": "Soccer",
    "tennis": "Tennis",
    "hiit": "HighIntensityIntervalTraining",
    "training": "Workout",
    "fitnessequipment": "Workout",
}
"""By the names of FIT, TCX, and GPX, with letters and digits only."""

_SUB_SPORTS: Mapping[tuple[str, str], str] = {
    ("Run", "trail"): "TrailRun",
    ("Ride", "mountain"): "MountainBikeRide",
    ("Ride", "downhill"): "MountainBikeRide",
    ("Ride", "gravel_cycling"): "GravelRide",
    ("Ride", "hand_cycling"): "Handcycle",
    ("Ride", "e_bike_fitness"): "EBikeRide",
    ("Ride", "e_bike_mountain"): "EMountainBikeRide",
    ("EBikeRide", "e_bike_mountain"): "EMountainBikeRide",
    ("AlpineSki", "backcountry"): "BackcountrySki",
    ("Workout", "strength_training"): "WeightTraining",
    ("Workout", "yoga"): "Yoga",
    ("Workout", "pilates"): "Pilates",
    ("Workout", "hiit"): "HighIntensityIntervalTraining",
    ("Workout", "elliptical"): "Elliptical",
    ("Workout", "stair_climbing"): "StairStepper",
    ("Workout", "indoor_rowing"): "Rowing",
    ("Workout", "indoor_climbing"): "RockClimbing",
    ("Workout", "treadmill"): "Run",
    ("Workout", "indoor_cycling"): "Ride",
}
_VIRTUAL_SPORTS = {"Ride": "VirtualRide", "Run": "VirtualRun", "Rowing": "VirtualRow"}
_BY_LETTERS = {name.casefold(): name for name in KNOWN}
_NOT_LETTERS = re.compile(r"[^a-z0-9]")


def sport_type(session: Session, device: str | None = None) -> str | None:
    """Return Strava's sport type of a recording; None if the file does not say."""
    letters = _NOT_LETTERS.sub("", (session.sport or "").casefold())
    sport = _SPORTS.get(letters) or _BY_LETTERS.get(letters)
    if sport is None:
        return None
    if session.sub_sport in _VIRTUAL or _is_of_virtual_world(device):
        return _VIRTUAL_SPORTS.get(sport, sport)
    return _SUB_SPORTS.get((sport, session.sub_sport or ""), sport)


def is_virtual(session: Session, device: str | None = None) -> bool:
    """Return whether the positions are those of a virtual world."""
    if session.sub_sport in _VIRTUAL or _is_of_virtual_world(device):
        return True
    return (sport_type(session) or "").startswith("Virtual")


def _is_of_virtual_world(device: str | None) -> bool:
    return (device or "").casefold().startswith(_VIRTUAL_WORLDS)


def may_be_virtual(session: Session, device: str | None = None) -> bool:
    """Return whether the positions may be those of a virtual world, as they are on a trainer."""
    return session.sub_sport in _INDOOR or is_virtual(session, device)


def is_on_trainer(track: Track, session: Session, sport: str | None) -> bool:
    """Return whether something was recorded on a trainer or a treadmill."""
    if session.sub_sport in _INDOOR:
        return True
    is_placed = "latitude" in track.channels
    return not is_placed and (sport == "Run" or group(sport or "") == "cycle")
