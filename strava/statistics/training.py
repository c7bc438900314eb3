"""The training load of the matching activities by day, from the first activity on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Text, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session

from ..analysis.load_scale import Evidence, Scale, Source, find_scale
from ..db.models import Activity, Measured
from ..table import conditions
from ..table.context import QueryContext
from ..table.filters import Filters

DAYS_AHEAD = timedelta(days=14)
"""How far fitness is continued without training."""
_FURTHEST_AHEAD = timedelta(days=2)
"""How far the local day of an activity can be ahead of this computer's clock."""
_FURTHEST_BACK = timedelta(days=36_525)
"""A hundred years, so that a wrong date cannot make the days endless."""

Rated = tuple[date | None, Evidence]


class DayLoad(NamedTuple):
    """The load of the activities of a day."""

    load: float = 0.0
    estimated: float = 0.0
    """The part that follows from the time alone."""


class SourceTotal(NamedTuple):
    """The activities whose load follows from the same source."""

    activities: int
    load: float


@dataclass(frozen=True)
class Training:
    """The load of every day with an activity, and what it follows from."""

    by_day: dict[date, DayLoad]
    """Up to the days that have begun somewhere on Earth."""
    sources: dict[Source, SourceTotal]
    rates: dict[str, tuple[int, float]]
    """The activities whose load follows from the time, and the load of an hour, by sport type."""
    scale: Scale


def load_training(session: Session, context: QueryContext, filters: Filters) -> Training:
    """Return the training of the matching activities, on whatever day they were.

    The scale follows from all activities, so that the load of one is the same with any filters.
    """
    measured = _load_measured(session)
    everything = _load_activities(session, context, Filters(), measured)
    scale = find_scale([evidence for _, evidence in everything])
    filters = filters.matching.without("span", "start")
    is_narrowed = filters.narrowed
    matching = _load_activities(session, context, filters, measured) if is_narrowed else everything
    return _add_up(matching, scale, context.today)


def _load_measured(session: Session) -> dict[int, tuple[float | None, float | None]]:
    """Return the loads by heart rate and power of each recording that has one."""
    query = select(Measured.activity_id, Measured.trimp, Measured.power_load).where(
        or_(Measured.trimp.is_not(None), Measured.power_load.is_not(None))
    )
    rows = session.connection().execute(query).all()
    return {activity_id: (trimp, power_load) for activity_id, trimp, power_load in rows}


def _load_activities(
    session: Session,
    context: QueryContext,
    filters: Filters,
    measured: dict[int, tuple[float | None, float | None]],
) -> list[Rated]:
    # Strava sends 0 for some activities without a heart rate, and for very easy ones with one.
    has_effort = or_(
        Activity.suffer_score > 0,
        and_(Activity.suffer_score == 0, Activity.average_heartrate.is_not(None)),
    )
    query = select(
        Activity.id,
        func.substr(cast(Activity.start_local, Text), 1, 10),
        Activity.sport_type,
        Activity.moving_time,
        case((has_effort, Activity.suffer_score)),
    ).where(*conditions.where(context, filters))
    days: dict[str | None, date | None] = {None: None}
    unmeasured = (None, None)
    found = []
    for activity_id, text, *known in session.connection().execute(query).all():
        if text not in days:
            days[text] = date.fromisoformat(text)
        evidence = tuple.__new__(Evidence, (*known, *measured.get(activity_id, unmeasured)))
        found.append((days[text], evidence))
    return found


def _add_up(activities: Sequence[Rated], scale: Scale, today: date) -> Training:
    first, last = today - _FURTHEST_BACK, today + _FURTHEST_AHEAD
    by_day: dict[date, DayLoad] = {}
    sums: dict[Source, list[float]] = {source: [0, 0.0] for source in Source}
    by_time: dict[str, int] = {}
    for day, evidence in activities:
        if day is None or not first <= day <= last:
            continue
        load, source = scale.load(evidence)
        sums[source][0] += 1
        sums[source][1] += load
        is_estimated = source is Source.TIME
        if is_estimated:
            by_time[evidence.sport_type] = by_time.get(evidence.sport_type, 0) + 1
        before = by_day.get(day)
        estimated = load if is_estimated else 0.0
        by_day[day] = (
            DayLoad(load, estimated)
            if before is None
            else DayLoad(before.load + load, before.estimated + estimated)
        )
    return Training(
        by_day,
        {source: SourceTotal(int(number), load) for source, (number, load) in sums.items()},
        _rates(by_time.items(), scale),
        scale,
    )


def _rates(by_time: Iterable[tuple[str, int]], scale: Scale) -> dict[str, tuple[int, float]]:
    most_first = sorted(by_time, key=lambda item: (-item[1], item[0]))
    return {sport: (number, scale.load_of_an_hour(sport)) for sport, number in most_first}
