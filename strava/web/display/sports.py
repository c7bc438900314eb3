"""Icons and groups of sport types, as pages show them."""

from __future__ import annotations

from collections.abc import Iterable

from ... import sports
from ...sports import group, is_swim

_GROUP_ICONS = {
    "foot": "run",
    "cycle": "ride",
    "water": "boat",
    "winter": "snow",
    "other": "timer",
}
_SPORTS_BY_ICON = {
    "hike": ("Walk", "Hike"),
    "swim": ("Swim",),
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
}
"""Sport types with another icon than their group."""
_ICONS = {sport: icon for icon, sport_types in _SPORTS_BY_ICON.items() for sport in sport_types}


def icon(sport_type: str) -> str:
    """Return the name of a sport type's icon in static/css/icons.css."""
    return _ICONS.get(sport_type) or _GROUP_ICONS[group(sport_type)]


def by_group(sport_types: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Return sport types with the name of their group, both in the order given."""
    groups: dict[str, list[str]] = {}
    for sport_type in sport_types:
        groups.setdefault(sports.group_name(sport_type), []).append(sport_type)
    return list(groups.items())


def icon_classes(sport_type: str) -> str:
    """Return the classes of an element with the icon of a sport type in the color of its group."""
    return f"icon-{icon(sport_type)} sport-{group(sport_type)}"


FILTERS = {
    "sport_name": sports.name,
    "icon_classes": icon_classes,
    "is_swim": is_swim,
}
"""Template filters."""
