"""The training load of the matching activities by day, from the first activity on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Text, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session

from ..analysis.load_scale import SOURCES, Evidence, Scale, Source, find_scale
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

Measures = dict[int, tuple[float | None, float | None]]
"""The loads by heart rate and by power of recordings that have one, by the ID of the activity."""


class SourceTotal(NamedTuple):
    """The activities whose load follows from the same source."""

    activities: int
    load: float


@dataclass(frozen=True)
class Training:
    """The load of every day with an activity, and what it follows from."""

    load: dict[date, float]
    estimated: dict[date, float]
    """The part that follows from the time alone, of the days that have one."""
    sources: dict[Source, SourceTotal]
    rates: dict[str, tuple[int, float]]
    """The activities whose load follows from the time, and the load of an hour, by sport type."""
    scale: Scale


def load_training(session: Session, context: QueryContext, filters: Filters) -> Training:
    """Return the training of the matching activities, on whatever day they were.

    The scale follows from all activities, so that the load of one is the same with any filters.
    """
    measured = _load_measured(session)
    of_all_days = Filters(start=context.today - _FURTHEST_BACK, end=context.today + _FURTHEST_AHEAD)
    days, activities = _load_activities(session, context, of_all_days, measured)
    scale = find_scale(activities)
    matching = filters.matching.without("span", "start")
    if matching.narrowed:
        matching = replace(matching, start=of_all_days.start, end=of_all_days.end)
        days, activities = _load_activities(session, context, matching, measured)
    return _add_up(days, activities, scale)


def _load_measured(session: Session) -> Measures:
    query = select(Measured.activity_id, Measured.trimp, Measured.power_load).where(
        or_(Measured.trimp.is_not(None), Measured.power_load.is_not(None))
    )
    rows = session.connection().execute(query).all()
    return {activity_id: (trimp, power_load) for activity_id, trimp, power_load in rows}


def _load_activities(
    session: Session, context: QueryContext, filters: Filters, measured: Measures
) -> tuple[list[date], list[Evidence]]:
    """Return the day of each matching activity, and what is known of it."""
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
    # Without the session, which would take as long as the query for its thousands of rows.
    rows = session.connection().execute(query).all()
    texts = [row[1] for row in rows]
    days = {text: date.fromisoformat(text) for text in {*texts}}
    unmeasured = (None, None)
    return [days[text] for text in texts], [
        tuple.__new__(Evidence, (*row[2:], *measured.get(row[0], unmeasured))) for row in rows
    ]


def _add_up(days: Sequence[date], activities: Sequence[Evidence], scale: Scale) -> Training:
    loads = scale.loads(activities)
    by_day: dict[date, float] = {}
    for day, (load, _) in zip(days, loads, strict=True):
        by_day[day] = by_day.get(day, 0.0) + load
    estimated: dict[date, float] = {}
    by_time: dict[str, int] = {}
    for day, (sport_type, *_), (load, source) in zip(days, activities, loads, strict=True):
        if source == "time":
            estimated[day] = estimated.get(day, 0.0) + load
            by_time[sport_type] = by_time.get(sport_type, 0) + 1
    of_source: dict[Source, list[float]] = {source: [] for source in SOURCES}
    for load, source in loads:
        of_source[source].append(load)
    return Training(
        by_day,
        estimated,
        {source: SourceTotal(len(some), sum(some)) for source, some in of_source.items()},
        _rates(by_time.items(), scale),
        scale,
    )


def _rates(by_time: Iterable[tuple[str, int]], scale: Scale) -> dict[str, tuple[int, float]]:
    most_first = sorted(by_time, key=lambda item: (-item[1], item[0]))
    return {sport: (number, scale.load_of_an_hour(sport)) for sport, number in most_first}
