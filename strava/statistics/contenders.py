"""Reads the efforts of the matching activities that can be among the best, or were a record.

Reading all efforts of 10,000 activities would take longer than the rest of the page. The index of
ranks has the efforts over the same distance or time in the order of their values. So they are read
from the best one on, until none of the others can matter. If the first or the latest activities had
no good efforts, that would take long. So all efforts of these are read in addition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from math import isqrt
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Text, bindparam, cast, func, select
from sqlalchemy.orm import Session

from ..analysis.families import Family
from ..analysis.plausible import MOST_WATTS, shortest_time
from ..db.models import Activity, Effort
from ..recordings.efforts import POWER

MOST_WHOLE = 400
"""All efforts are read if no more activities of a family match."""
_BATCH_SIZE = 100

KindAndSize = tuple[str, float]
_NEVER = "~"
"""Comes after all times as text."""


def moment() -> ColumnElement[Any]:
    """Return the local time at the start of an activity as text, in ISO 8601."""
    return func.substr(cast(Activity.start_local, Text), 1, 19)


class BestEffort(NamedTuple):
    """The best effort of an activity over a distance or a time; see db.models.Effort."""

    activity_id: int
    value: float
    start: float
    end: float
    average_heartrate: float | None
    moment: str | None
    """The local time at the start of the activity in ISO 8601; None if it is not known."""

    @property
    def when(self) -> tuple[str, int]:
        """What efforts are sorted by in time. Those without a time come first."""
        return self.moment or "", self.activity_id


class Contenders:
    """The matching activities of a family of sports."""

    def __init__(
        self,
        athlete_id: int,
        family: Family,
        moments: Mapping[int, str | None],
        periods: Iterable[str],
    ) -> None:
        """`moments` has the time at the start of each activity, the earliest first.

        Periods begin at these times, and have no end.
        """
        self.family = family
        self._athlete_id = athlete_id
        self._moments = moments
        dated = [activity_id for activity_id, at in moments.items() if at is not None]
        # With more of them, fewer others are read before one of the first is met.
        number = isqrt(len(moments))
        self._early = {*dated[:number]}
        self._has_all = len(moments) <= MOST_WHOLE
        self._whole = list(moments) if self._has_all else dated[:number] + dated[-number:]
        latest_whole = moments[dated[-number:][0]] or "" if dated else ""
        self._long_periods = [start for start in periods if start <= latest_whole]
        """The periods that began before the latest activities, of which all efforts are read."""

    def efforts(
        self, session: Session, sizes: Sequence[KindAndSize], most: int
    ) -> Iterator[tuple[KindAndSize, list[BestEffort]]]:
        """Yield the efforts of each kind and size that matter, by time, if there are any.

        These are the `most` best ones, the best ones of the periods, and those that were better
        than all before. There are others among them.
        """
        limits = {
            (kind, size): MOST_WATTS if kind == POWER else shortest_time(self.family.name, size)
            for kind, size in sizes
        }
        wanted: list[int] = []
        if not self._has_all:
            for (kind, size), limit in limits.items():
                wanted += self._best_ids(session, kind, size, limit, most)
        is_read_whole = (Effort.activity_id.in_(self._whole), Effort.family == self.family.name)
        found: dict[KindAndSize, set[BestEffort]] = {key: set() for key in limits}
        for is_wanted in (is_read_whole, (Effort.id.in_(wanted),)):
            query = select(Effort.kind, Effort.size, *_columns()).where(
                *is_wanted, Effort.set_aside.is_(False)
            )
            for kind, size, *values in session.connection().execute(query).all():
                key = kind, size
                if key in limits and not _is_beyond(values[1], kind, limits[key]):
                    found[key].add(BestEffort._make([*values, self._moments[values[0]]]))
        for key, efforts in found.items():
            if efforts:
                yield key, sorted(efforts, key=attrgetter("when"))

    def _best_ids(
        self, session: Session, kind: str, size: float, limit: float, most: int
    ) -> Iterator[int]:
        """Yield the ids of the best efforts that matter, until all others are read whole.

        Once one of the first activities is met, it was better than all later ones that follow.
        """
        values = {"athlete": self._athlete_id, "family": self.family.name}
        options = {"yield_per": _BATCH_SIZE}
        best_first = session.connection().execute(
            _ordered(kind), {**values, "size": size, "limit": limit}, execution_options=options
        )
        best_since: dict[str, float | None] = dict.fromkeys(self._long_periods)
        number, is_early, earliest = 0, False, _NEVER
        last_value, is_ranked = None, True
        with best_first:
            for effort_id, value, activity_id in best_first:
                if activity_id not in self._moments:
                    continue
                if value != last_value:
                    # Of equal ones, the earliest counts, so all of them are read.
                    if number >= most and is_early and None not in best_since.values():
                        return
                    last_value, is_ranked = value, number < most
                number += 1
                matters = is_ranked
                at = self._moments[activity_id] or ""
                if "" < at <= earliest:
                    earliest, matters = at, True
                    is_early = is_early or activity_id in self._early
                for start, best in best_since.items():
                    if at >= start and best in (None, value):
                        best_since[start], matters = value, True
                if matters:
                    yield effort_id


def _is_beyond(value: float, kind: str, limit: float) -> bool:
    """Return whether a value is better than is possible."""
    return value > limit if kind == POWER else value < limit


def _columns() -> list[ColumnElement[Any]]:
    return [getattr(Effort, name) for name in BestEffort._fields[:-1]]


@cache
def _ordered(kind: str) -> Select[Any]:
    """Return the query for all plausible efforts over a distance or a time, the best one first.

    Everything that it reads is in the index of ranks.
    """
    value: Any = Effort.value
    limit: Any = bindparam("limit")
    return (
        select(Effort.id, value.label("value"), Effort.activity_id)
        .where(
            Effort.athlete_id == bindparam("athlete"),
            Effort.family == bindparam("family"),
            Effort.kind == kind,
            Effort.size == bindparam("size"),
            Effort.set_aside.is_(False),
            value <= limit if kind == POWER else value >= limit,
        )
        .order_by(value.desc() if kind == POWER else value)
    )
