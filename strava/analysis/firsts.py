"""What an athlete does for the first time: a sport, or a distance that is known by its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ..units import METERS_PER_MILE
from .families import RIDE, RUN, SWIM, family

DISTANCES = {
    RUN.name: (5000.0, 10_000.0, 21_097.5, 42_195.0, 50_000.0, 100_000.0),
    RIDE.name: (50_000.0, 100_000.0, 100 * METERS_PER_MILE, 200_000.0, 300_000.0),
    SWIM.name: (1000.0, 2000.0, 5000.0),
}
"""The distances in meters that are worth a mention, by family of sports."""


class Done(NamedTuple):
    """An activity, as far as firsts depend on it."""

    activity_id: int
    sport_type: str
    distance: float | None


class First(NamedTuple):
    """Something that no activity before this one had."""

    activity_id: int
    sport_type: str
    distance: float | None
    """The distance that none of its family had reached; None for the sport itself."""


def find(before: Mapping[str, float], activities: Iterable[Done]) -> list[First]:
    """Return what is new in these activities, the earliest first.

    `before` has the sport types of everything earlier, and the longest distance of each. Of
    several new distances, an activity has only the longest.
    """
    known = set(before)
    longest: dict[str, float] = {}
    for sport_type, distance in before.items():
        if name := measured_family(sport_type):
            longest[name] = max(distance, longest.get(name, 0.0))
    found = []
    for one in activities:
        if one.sport_type not in known:
            known.add(one.sport_type)
            found.append(First(one.activity_id, one.sport_type, None))
        name = measured_family(one.sport_type)
        if name is None or one.distance is None:
            continue
        reached = longest.get(name, 0.0)
        new = [distance for distance in DISTANCES[name] if reached < distance <= one.distance]
        if new:
            found.append(First(one.activity_id, one.sport_type, new[-1]))
        longest[name] = max(reached, one.distance)
    return found


def measured_family(sport_type: str) -> str | None:
    """Return the name of a sport type's family; None if its distances are not compared."""
    found = family(sport_type)
    return found.name if found is not None and found.distances else None
