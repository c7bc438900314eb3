"""The best efforts of the matching activities: the best ones, and when each record fell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from .. import sports
from ..analysis import records
from ..analysis.families import RIDE, RUN, SWIM, Family, family
from ..analysis.power import DURATIONS
from ..db.models import Activity
from ..recordings.efforts import DISTANCE, POWER
from ..table import conditions
from ..table.context import QueryContext
from ..table.filters import Filters
from .contenders import BestEffort, Contenders, KindAndSize, moment
from .plausibility import can_be_true

MOST = 10
"""The efforts that are ranked."""
_RECENT = timedelta(days=89)
"""The last 90 days began this long ago."""
_BY_NAME = {one.name: one for one in (RUN, RIDE, SWIM)}
_FAMILY_OF = {name: its for name in sports.ALL if (its := family(name)) is not None}


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
    session: Session, context: QueryContext, filters: Filters
) -> list[SizeRecords]:
    """Return the records of each family of sports, over the distances and then over the times."""
    year_from = f"{context.today.year:04}"
    recent_from = (max(context.today, date.min + _RECENT) - _RECENT).isoformat()
    found: list[SizeRecords] = []
    for its, (sport_types, moments) in _load_moments(session, context, filters).items():
        if not moments:
            continue
        sizes = _sizes(_FAMILY_OF[sport_type] for sport_type in sport_types)
        contenders = Contenders(context.athlete_id, its, moments, (year_from, recent_from))
        for (kind, size), by_time in contenders.efforts(session, sizes, MOST):
            found.append(_records(its.name, kind, size, by_time, year_from, recent_from))
    return found


def _load_moments(
    session: Session, context: QueryContext, filters: Filters
) -> dict[Family, tuple[set[str], dict[int, str | None]]]:
    """Return the sport types of each family that match, and the time of each activity by its id.

    The earliest comes first, after those without a time.
    """
    query = (
        select(Activity.id, Activity.sport_type, moment())
        .where(
            *conditions.where(context, filters.matching),
            Activity.sport_type.in_(_FAMILY_OF),
            can_be_true(),
        )
        # The order of the index, which has what is not known at its end.
        .order_by(*conditions.order_by(context, Filters()))
    )
    found: dict[Family, tuple[set[str], dict[int, str | None]]] = {
        its: (set(), {}) for its in (RUN, RIDE, SWIM)
    }
    of_sport = {name: found[_BY_NAME[its.name]] for name, its in _FAMILY_OF.items()}
    # Without the session, which would take as long as the query for its thousands of rows.
    for activity_id, sport_type, at in reversed(session.connection().execute(query).all()):
        sport_types, moments = of_sport[sport_type]
        sport_types.add(sport_type)
        moments[activity_id] = at
    return found


def _sizes(families: Iterable[Family]) -> list[KindAndSize]:
    """Return the kinds and sizes over which activities of these families can have efforts."""
    return [
        *(
            (DISTANCE, size)
            for size in sorted({size for one in families for size in one.distances})
        ),
        *((POWER, float(duration)) for duration in DURATIONS),
    ]


def _records(
    family_name: str,
    kind: str,
    size: float,
    by_time: Sequence[BestEffort],
    year_from: str,
    recent_from: str,
) -> SizeRecords:
    is_power = kind == POWER
    # Equal ones stay in the order of time.
    best_first = sorted(by_time, key=attrgetter("value"), reverse=is_power)
    best = best_first[:MOST]
    return SizeRecords(
        family_name,
        kind,
        size,
        list(map(RankedEffort, records.positions([one.value for one in best]), best)),
        list(_history([one for one in by_time if one.moment is not None], is_power)),
        _first_since(year_from, best_first),
        _first_since(recent_from, best_first),
    )


def _first_since(moment: str, efforts: Iterable[BestEffort]) -> BestEffort | None:
    return next((one for one in efforts if (one.moment or "") >= moment), None)


def _history(by_time: Sequence[BestEffort], is_power: bool) -> Iterator[Record]:
    before: BestEffort | None = None
    for place in records.fallen((one.value for one in by_time), is_highest_best=is_power):
        effort = by_time[place]
        yield Record(effort, None if before is None else abs(before.value - effort.value))
        before = effort
