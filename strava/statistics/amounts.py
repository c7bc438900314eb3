"""What statistics add up."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, NamedTuple, TypeVar

Key = TypeVar("Key", bound=Hashable)


class Amounts(NamedTuple):
    """Sums over activities: meters, seconds, kilojoules, and Strava's relative effort."""

    activities: int = 0
    distance: float = 0.0
    moving_time: int = 0
    elevation_gain: float = 0.0
    energy: float = 0.0
    """The work as measured or estimated by Strava, in kilojoules."""
    relative_effort: float = 0.0
    """The load as far as it is known: only activities with a heart rate have one."""


MEASURES = Amounts._fields
_FIELDS = len(MEASURES)
Summed = tuple[Any, ...]
"""A tuple whose last fields are those of Amounts."""


def total(items: Iterable[Summed]) -> Amounts:
    """Return the sums over all of them."""
    return by_key((None, item) for item in items).get(None, Amounts())


def by_key(items: Iterable[tuple[Key, Summed]]) -> dict[Key, Amounts]:
    """Return the sums for each key, in the order in which the keys first occur."""
    sums: dict[Key, list[float]] = {}
    for key, item in items:
        found = sums.get(key)
        if found is None:
            sums[key] = [*item[-_FIELDS:]]
        else:
            # Nothing is computed as often on the page of statistics.
            *_, activities, distance, moving_time, elevation_gain, energy, effort = item
            found[0] += activities
            found[1] += distance
            found[2] += moving_time
            found[3] += elevation_gain
            found[4] += energy
            found[5] += effort
    return {key: _make(Amounts, found) for key, found in sums.items()}


_make = tuple.__new__
"""Makes a named tuple of a list in a third of the time of its class."""
