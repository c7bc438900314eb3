"""SQL conditions for filters, and SQL orders for sorting.

All columns of activities used here are in the index ix_activity_table, so that a query for nothing
else reads the index alone, and looks each activity up among the few that are left out as
duplicates.
"""

from __future__ import annotations

import operator
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from .. import sports, workouts
from ..analysis.tiles import number_of
from ..db.activities import is_left_out, is_visible_to_others
from ..db.models import Activity, TileVisit
from .context import QueryContext
from .filters import Filters, parsed_tile
from .search import search_conditions

Term = ColumnElement[Any] | InstrumentedAttribute[Any]


def where(context: QueryContext, filters: Filters) -> list[ColumnElement[bool]]:
    """Return the conditions that a matching activity fulfills."""
    is_deleted = Activity.deleted_at.is_not(None)
    conditions: list[ColumnElement[bool]] = [
        Activity.athlete_id == context.athlete_id,
        is_deleted if filters.deleted else Activity.deleted_at.is_(None),
        # Here alone, and so in all lists, totals, statistics, maps, and exports.
        is_left_out() if filters.left_out else ~is_left_out(),
        *search_conditions(context, filters.q),
        *_date_conditions(context, filters),
        *_range_conditions(filters),
    ]
    if filters.sport:
        conditions.append(Activity.sport_type.in_(filters.sport))
    if filters.group:
        conditions.append(or_(*map(_is_in_group, filters.group)))
    if filters.tile:
        conditions.append(Activity.id.in_(_passing(filters.tile)))
    if filters.id:
        conditions.append(Activity.id.in_(filters.id))
    if filters.workout:
        conditions.append(Activity.workout_type.in_(workouts.codes(filters.workout)))
    if filters.gear is not None:
        conditions.append(Activity.gear_id == filters.gear)
    for flag, column in (
        (filters.commute, Activity.commute),
        (filters.trainer, Activity.trainer),
    ):
        if flag is not None:
            conditions.append(column.is_(flag))
    if filters.private is not None:
        conditions.append(Activity.private.is_(True) if filters.private else is_visible_to_others())
    return conditions


def order_by(
    context: QueryContext, filters: Filters, *, backwards: bool = False
) -> list[ColumnElement[Any]]:
    """Return the order of the rows; `backwards` reverses it.

    Missing values come last. Equal values are sorted by date, then by ID, the newest first. The
    order is total, so that pages neither repeat nor skip a row.
    """
    *terms, (last, _) = directed_terms(context, filters)
    directed = [
        (term.asc() if ascending is not backwards else term.desc()) for term, ascending in terms
    ]
    ordered = [term.nulls_first() if backwards else term.nulls_last() for term in directed]
    return [*ordered, last.asc() if backwards else last.desc()]


def directed_terms(context: QueryContext, filters: Filters) -> list[tuple[Term, bool]]:
    """Return what rows are sorted by, and whether in ascending order. The last term is unique."""
    terms = [(term, filters.ascending) for term in _sort_terms(context, filters.sort)]
    if filters.sort != "date":
        terms.append((Activity.start_local, False))
    return [*terms, (Activity.id, False)]


def _date_conditions(context: QueryContext, filters: Filters) -> list[ColumnElement[bool]]:
    start, end = filters.days(context.today, context.first_weekday)
    conditions: list[ColumnElement[bool]] = []
    if start is not None:
        conditions.append(Activity.start_local >= datetime.combine(start, time()))
    if end is not None and end < date.max:
        next_day = datetime.combine(end + timedelta(days=1), time())
        conditions.append(Activity.start_local < next_day)
    if filters.weekday is not None:
        conditions.append(Activity.weekday == filters.weekday)
    if filters.hour is not None:
        first = filters.hour * 3600
        conditions.append(Activity.time_of_day.between(first, first + 3599))
    return conditions


def _passing(tiles: tuple[str, ...]) -> Select[int]:
    """Select the ids of the activities that have passed one of these tiles."""
    numbers = [number_of(parsed_tile(tile)) for tile in tiles]
    return select(TileVisit.activity_id).where(TileVisit.tile.in_(numbers))


def _is_in_group(name: str) -> ColumnElement[bool]:
    if name == sports.OTHER_GROUP:
        return Activity.sport_type.not_in(sports.KNOWN - sports.in_group(name))
    return Activity.sport_type.in_(sports.in_group(name))


def _range_conditions(filters: Filters) -> list[ColumnElement[bool]]:
    bounds = (
        (filters.min_km, Activity.distance, operator.ge, 1000),
        (filters.max_km, Activity.distance, operator.le, 1000),
        (filters.min_minutes, Activity.moving_time, operator.ge, 60),
        (filters.max_minutes, Activity.moving_time, operator.le, 60),
        (filters.min_climb, Activity.total_elevation_gain, operator.ge, 1),
        (filters.max_climb, Activity.total_elevation_gain, operator.le, 1),
    )
    return [
        compare(column, bound * unit)
        for bound, column, compare, unit in bounds
        if bound is not None
    ]


def _sort_terms(context: QueryContext, sort: str) -> list[Term]:
    if sort == "gear":
        positions = {gear_id: position for position, (gear_id, _) in enumerate(context.gear)}
        # Gear whose name is not known comes after gear with a name.
        by_name = case(positions, value=Activity.gear_id) if positions else None
        return [Activity.gear_id] if by_name is None else [by_name, Activity.gear_id]
    if sort == "weekday" and context.first_weekday:
        return [(Activity.weekday + (7 - context.first_weekday)) % 7]
    return [_SORT_TERMS[sort]]


AVERAGED_TIME = func.coalesce(
    case((Activity.workout_type.in_(workouts.RACE_CODES), func.nullif(Activity.elapsed_time, 0))),
    Activity.moving_time,
)
"""workouts.averaged_time as SQL."""

_SHOWN_CADENCE = Activity.average_cadence * case(
    (Activity.sport_type.in_(sports.SPORTS_WITH_STEPS), sports.STEPS_PER_REVOLUTION), else_=1
)

_SORT_TERMS: dict[str, Term] = {
    "date": Activity.start_local,
    "weekday": Activity.weekday,
    "time": Activity.time_of_day,
    "sport": Activity.sport_type,
    "workout": case(workouts.NAMES_BY_CODE, value=Activity.workout_type),
    "name": Activity.search,
    "distance": func.nullif(Activity.distance, 0),
    "moving_time": Activity.moving_time,
    "elapsed_time": Activity.elapsed_time,
    "speed": func.nullif(Activity.distance, 0) / func.nullif(AVERAGED_TIME, 0),
    "climb": Activity.total_elevation_gain,
    "heartrate": Activity.average_heartrate,
    "max_heartrate": Activity.max_heartrate,
    "power": Activity.average_watts,
    "cadence": _SHOWN_CADENCE,
    "work": Activity.kilojoules,
    "effort": Activity.suffer_score,
    "kudos": Activity.kudos_count,
    "device": Activity.device_name,
    "privacy": Activity.visibility,
    "commute": Activity.commute,
    "trainer": Activity.trainer,
}
