"""Reads the efforts of the matching activities that can be among the best, or were a record.

Reading all efforts of 10,000 activities would take longer than the rest of the page. The index of
ranks has the efforts over the same distance or time in the order of their values. So they are read
from the best one on, until none of the others can matter. If the first or the latest activities had
no good efforts, that would take long. So all efforts of these are read in addition.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from ..analysis.families import Family
from ..analysis.plausible import MOST_WATTS, shortest_time
from ..db.models import Effort
from ..recordings.efforts import POWER
from .matching import Matching

READ_WHOLE = 100
"""The number of first and of latest activities of a family of which all efforts are read."""
RECENT = timedelta(days=89)
"""The last 90 days began this long ago."""
_BATCH_SIZE = 50

KindAndSize = tuple[str, float]


class BestEffort(NamedTuple):
    """The best effort of an activity over a distance or a time; see db.models.Effort."""

    activity_id: int
    value: float
    start: float
    end: float
    average_heartrate: float | None


Efforts = dict[int, BestEffort]
"""By the id of the activity."""


class Contenders:
    """The matching activities of a family, numbered from the earliest on."""

    def __init__(
        self, athlete_id: int, family: Family, activities: Sequence[Matching], today: date
    ) -> None:
        """`activities` are in the order of load_matching."""
        self._athlete_id = athlete_id
        self.family = family
        self.activities = activities
        self.place_of = {one.id: place for place, one in enumerate(activities)}
        moments = [one.moment or "" for one in activities]
        self.first_dated = bisect_left(moments, "0")
        """The place of the first activity with a date."""
        self.year_from = bisect_left(moments, f"{today.year:04}")
        """The place of the first activity of this year."""
        self.recent_from = bisect_left(
            moments, (max(today, date.min + RECENT) - RECENT).isoformat()
        )
        """The place of the first activity of the last 90 days."""
        # All activities before the first, and from the second place on, are read whole.
        self._early = self.first_dated + READ_WHOLE
        self._late = max(self._early, len(activities) - READ_WHOLE)

    def efforts(
        self, session: Session, sizes: Sequence[KindAndSize], most: int
    ) -> Iterator[tuple[KindAndSize, list[BestEffort]]]:
        """Yield the efforts of each kind and size that matter, by time, if there are any.

        These are the `most` best ones, the best ones of the periods, and those that were better
        than all before. There are others among them.
        """
        whole = self._read_whole(session)
        for kind, size in sizes:
            limit = MOST_WATTS if kind == POWER else shortest_time(self.family.name, size)
            found = {
                activity_id: one
                for activity_id, one in whole.get((kind, size), {}).items()
                if (one.value <= limit if kind == POWER else one.value >= limit)
            }
            if self._early < self._late:
                found |= self._read_best(session, kind, size, limit, most)
            if found:
                yield (kind, size), [found[each] for each in sorted(found, key=self.place_of.get)]  # type: ignore[arg-type]

    def _read_whole(self, session: Session) -> dict[KindAndSize, Efforts]:
        activities = (*self.activities[: self._early], *self.activities[self._late :])
        query = select(Effort.kind, Effort.size, *_columns()).where(
            Effort.activity_id.in_([one.id for one in activities]),
            Effort.family == self.family.name,
            Effort.set_aside.is_(False),
        )
        found: dict[KindAndSize, Efforts] = {}
        for kind, size, *values in session.connection().execute(query).all():
            found.setdefault((kind, size), {})[values[0]] = BestEffort(*values)
        return found

    def _read_best(
        self, session: Session, kind: str, size: float, limit: float, most: int
    ) -> Efforts:
        """Return the best efforts, until all others that matter are read whole.

        Once one of the first activities is met, it was better than all later ones that follow.
        """
        values = {"athlete": self._athlete_id, "family": self.family.name, "size": size}
        rows = session.connection().execute(
            _best_first(kind),
            values | {"limit": limit},
            execution_options={"yield_per": _BATCH_SIZE},
        )
        found: Efforts = {}
        open_periods = [start for start in (self.year_from, self.recent_from) if start < self._late]
        is_early, last_value = False, None
        for row in rows:
            activity_id, value, *_ = row
            place = self.place_of.get(activity_id)
            if place is None:
                continue
            if last_value is not None and value != last_value:
                break
            found[activity_id] = BestEffort(*row)
            is_early |= self.first_dated <= place < self._early
            if open_periods:
                open_periods = [start for start in open_periods if place < start]
            if len(found) >= most and is_early and not open_periods and last_value is None:
                # Of equal ones, the earliest counts.
                last_value = value
        rows.close()
        return found


def _columns() -> list[Any]:
    return [getattr(Effort, name) for name in BestEffort._fields]


@cache
def _best_first(kind: str) -> Select[Any]:
    """Return the query for all plausible efforts over a distance or a time, the best one first."""
    value: Any = Effort.value
    limit: Any = bindparam("limit")
    return (
        select(*_columns())
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
