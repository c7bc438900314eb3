"""What cannot be right about single activities, by kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from ...statistics.checks import Odd
from ...table.filters import Filters
from ...table.parameters import MAX_IDS
from .. import links
from ..display import formats
from .activities import Named

MOST = 50
"""The activities of one kind that the page lists."""

_TITLES = {
    "future": ("Dated in the future", "The clock of the device was wrong."),
    "past": ("Dated before 1990", "The clock of the device was wrong, or its GPS is old."),
    "undated": ("Without a date", "They are in no week, month, or year."),
    "elapsed": ("Longer than a week", "The device was not stopped, or its clock has jumped."),
    "moving": ("More moving than elapsed time", "Nobody moves for longer than it takes."),
    "timeless": ("A distance without a time", "They have no speed, and count as no time."),
    "negative": ("Less than nothing", "They make totals smaller."),
    "speed": (
        "Faster than any human",
        "Over the whole activity: the wrong sport, a ride in a car, or a wrong distance.",
    ),
    "top_speed": (
        "A highest speed that no human reaches",
        "A jump of the GPS. Its distance may be a little too long.",
    ),
    "climb": (
        "Climbing faster than any human",
        "A wrong elevation gain, such as from a barometer in changing weather.",
    ),
    "altitude": ("Higher than any mountain", "A flight, or a wrong altitude."),
    "heartrate": ("A heart rate above 250", "A fault of the strap."),
}
"""The heading of each kind, and what is behind it."""


class Entry(NamedTuple):
    """An activity, and the number that cannot be right."""

    activity: Named
    value: str


class Section(NamedTuple):
    """The activities with the same kind of problem, the newest first."""

    kind: str
    title: str
    reason: str
    number: int
    entries: list[Entry]
    linked: int
    """How many of them an address can name."""
    address: str
    """The table with these."""


def shown(odd: Mapping[str, Sequence[Odd]]) -> list[int]:
    """Return the ids of the activities that are listed."""
    return [one.activity_id for found in odd.values() for one in found[:MOST]]


def build(
    odd: Mapping[str, Sequence[Odd]], activities: Mapping[int, Named], imperial: bool
) -> list[Section]:
    """Return a section for each kind that occurs."""
    return [
        Section(
            kind,
            *_TITLES[kind],
            len(found),
            [
                Entry(activities[one.activity_id], _text(kind, one, activities, imperial))
                for one in found[:MOST]
                if one.activity_id in activities
            ],
            min(len(found), MAX_IDS),
            links.to_table(Filters(id=tuple(one.activity_id for one in found[:MAX_IDS]))),
        )
        for kind, found in odd.items()
    ]


def _text(kind: str, odd: Odd, activities: Mapping[int, Named], imperial: bool) -> str:
    """Write the number that cannot be right, with its unit."""
    if odd.value is None or odd.activity_id not in activities:
        return ""
    sport_type, value = activities[odd.activity_id].row.sport_type, odd.value
    match kind:
        case "speed" | "top_speed":
            number = formats.average(sport_type, value, 1, imperial)
            unit = formats.average_unit(sport_type, imperial)
        case "elapsed":
            number, unit = formats.integer(timedelta(seconds=value).days), "days"
        case "moving":
            number, unit = formats.duration(value), "more"
        case "timeless":
            number, unit = formats.distance(value, imperial), formats.distance_unit(imperial)
        case "altitude":
            number, unit = formats.elevation(value, imperial), formats.elevation_unit(imperial)
        case "climb":
            number = formats.elevation(value, imperial)
            unit = f"{formats.elevation_unit(imperial)} an hour"
        case _:
            number, unit = formats.integer(value), "bpm" if kind == "heartrate" else ""
    return f"{number} {unit}".strip()
