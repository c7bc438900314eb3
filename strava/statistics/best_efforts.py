"""The best efforts of the matching activities: the best ones, and when each record fell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy.orm import Session

from ..analysis import records
from ..analysis.families import RIDE, RUN, SWIM, Family, family
from ..analysis.power import DURATIONS
from ..recordings.efforts import DISTANCE, POWER
from .contenders import BestEffort, Contenders, KindAndSize
from .matching import Matching

FAMILIES = (RUN, RIDE, SWIM)
MOST = 10
"""The efforts that are ranked."""


class RankedEffort(NamedTuple):
    """An effort, and its position among all. Equal ones have the same position."""

    position: int
    effort: BestEffort


class Record(NamedTuple):
    """An effort that was a record on its day, and by how much; None for the first one."""

    effort: BestEffort
    improvement: float | None


@dataclass(frozen=True)
class SizeRecords:
    """The records over a distance in meters, or over a time in seconds."""

    family: str
    kind: str
    """DISTANCE or POWER."""
    size: float
    best: list[RankedEffort]
    """At most MOST, the best one first; of equal ones, the earliest."""
    history: list[Record]
    """The earliest first. Activities without a date are left out."""
    this_year: BestEffort | None
    last_90_days: BestEffort | None

    @property
    def efforts(self) -> Iterator[BestEffort]:
        """All efforts, some of them more than once."""
        yield from (one.effort for one in self.best)
        yield from (one.effort for one in self.history)
        yield from filter(None, (self.this_year, self.last_90_days))


def find_best_efforts(
    session: Session, athlete_id: int, matching: Sequence[Matching], today: date
) -> list[SizeRecords]:
    """Return the records of each family of sports, over the distances and then over the times.

    `matching` are the activities in the order of load_matching.
    """
    found: list[SizeRecords] = []
    family_of = {sport_type: family(sport_type) for sport_type in {one[2] for one in matching}}
    for one in FAMILIES:
        its = {name: own for name, own in family_of.items() if own and own.name == one.name}
        activities = [activity for activity in matching if activity.sport_type in its]
        if activities:
            contenders = Contenders(athlete_id, one, activities, today)
            found += _of_family(session, contenders, _sizes(activities, its.values()))
    return found


def _sizes(activities: Iterable[Matching], families: Iterable[Family]) -> list[KindAndSize]:
    """Return the kinds and sizes over which the activities can have efforts."""
    longest = max(one.distance or inf for one in activities)
    distances = sorted({size for one in families for size in one.distances if size <= longest})
    return [
        *((DISTANCE, size) for size in distances),
        *((POWER, float(duration)) for duration in DURATIONS),
    ]


def _of_family(
    session: Session, contenders: Contenders, sizes: Sequence[KindAndSize]
) -> Iterator[SizeRecords]:
    place_of = contenders.place_of
    for (kind, size), by_time in contenders.efforts(session, sizes, MOST):
        is_power = kind == POWER
        # Equal ones stay in the order of time.
        best_first = sorted(by_time, key=attrgetter("value"), reverse=is_power)
        places = [place_of[one.activity_id] for one in best_first]
        best = best_first[:MOST]
        dated = [one for one in by_time if place_of[one.activity_id] >= contenders.first_dated]
        yield SizeRecords(
            contenders.family.name,
            kind,
            size,
            list(map(RankedEffort, records.positions([one.value for one in best]), best)),
            list(_history(dated, is_power)),
            _first_since(contenders.year_from, best_first, places),
            _first_since(contenders.recent_from, best_first, places),
        )


def _first_since(
    start: int, efforts: Sequence[BestEffort], places: Sequence[int]
) -> BestEffort | None:
    return next((one for one, place in zip(efforts, places, strict=True) if place >= start), None)


def _history(by_time: Sequence[BestEffort], is_power: bool) -> Iterator[Record]:
    before: BestEffort | None = None
    for place in records.fallen((one.value for one in by_time), is_highest_best=is_power):
        effort = by_time[place]
        yield Record(effort, None if before is None else abs(before.value - effort.value))
        before = effort
