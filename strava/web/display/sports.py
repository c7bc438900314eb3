"""Icons and groups of sport types, as pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from markupsafe import Markup

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
    """Return the name of a sport type's symbol in static/sports.svg."""
    return _ICONS.get(sport_type) or _GROUP_ICONS[group(sport_type)]


def by_group(sport_types: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Return sport types with the name of their group, both in the order given."""
    groups: dict[str, list[str]] = {}
    for sport_type in sport_types:
        groups.setdefault(sports.group_name(sport_type), []).append(sport_type)
    return list(groups.items())


# A table has one in each row. A macro, or markup in the template, takes several times as long.
@lru_cache(256)
def icon_svg(sport_type: str, sprite: str) -> Markup:
    """Return the icon of a sport type, drawn by the file at the address `sprite`."""
    return Markup(
        '<svg class="icon sport-{}" width="18" height="18" aria-hidden="true">'
        '<use href="{}#{}"/></svg>'
    ).format(group(sport_type), sprite, icon(sport_type))


FILTERS = {
    "sport_name": sports.name,
    "sport_group": group,
    "sport_icon": icon_svg,
    "is_swim": is_swim,
}
"""Template filters."""
