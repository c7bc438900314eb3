"""Which activities match, and in which order, as conditions and orders of the database.

Everything here is in the index ix_activity_table: what asks for nothing else reads no row.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_
from sqlalchemy.orm import InstrumentedAttribute

from ..db.models import Activity
from ..db.summary import folded
from .context import QueryContext
from .filters import Filters

Term = ColumnElement[Any] | InstrumentedAttribute[Any]


def where(context: QueryContext, filters: Filters) -> list[ColumnElement[bool]]:
    """What an activity has to fulfil."""
    gone = Activity.deleted_at.is_not(None)
    start, end = filters.days(context.today, context.first_weekday)
    found: list[ColumnElement[bool]] = [
        Activity.athlete_id == context.athlete_id,
        gone if filters.deleted else Activity.deleted_at.is_(None),
        *(_holds(context, word) for word in folded(filters.q).split()),
    ]
    if filters.sport:
        found.append(Activity.sport_type.in_(filters.sport))
    if start is not None:
        found.append(Activity.start_local >= datetime.combine(start, time()))
    if end is not None and end < date.max:
        found.append(Activity.start_local < datetime.combine(end + timedelta(days=1), time()))
    bounds = (
        (filters.gear, Activity.gear_id.__eq__),
        (filters.min_km, lambda km: Activity.distance >= km * 1000),
        (filters.max_km, lambda km: Activity.distance <= km * 1000),
        (filters.min_minutes, lambda minutes: Activity.moving_time >= minutes * 60),
        (filters.max_minutes, lambda minutes: Activity.moving_time <= minutes * 60),
        (filters.min_climb, Activity.total_elevation_gain.__ge__),
        (filters.max_climb, Activity.total_elevation_gain.__le__),
        (filters.commute, Activity.commute.is_),
        (filters.trainer, Activity.trainer.is_),
        (filters.private, Activity.private.is_),
    )
    return found + [compare(value) for value, compare in bounds if value is not None]


def order_by(
    context: QueryContext, filters: Filters, *, backwards: bool = False
) -> list[ColumnElement[Any]]:
    """How the rows follow each other: what is missing last, ties by date, then id, newest first.

    No two rows are alike in it, so that pages neither repeat nor miss one. `backwards` is the
    same from its end.
    """
    terms = [(term, filters.ascending) for term in _sorted_by(context, filters.sort)]
    if filters.sort != "date":
        terms.append((Activity.start_local, False))
    ordered = [
        (term.asc() if ascending is not backwards else term.desc()) for term, ascending in terms
    ]
    placed = [term.nulls_first() if backwards else term.nulls_last() for term in ordered]
    return [*placed, Activity.id.asc() if backwards else Activity.id.desc()]


def _holds(context: QueryContext, word: str) -> ColumnElement[bool]:
    """Whether the name, the gear or the device holds a folded word."""
    in_name = Activity.search.contains(word, autoescape=True)
    gear = [gear_id for gear_id, name in context.gear if word in folded(name)]
    devices = [device for device in context.devices if word in folded(device)]
    if not gear and not devices:
        return in_name
    return or_(in_name, Activity.gear_id.in_(gear), Activity.device_name.in_(devices))


def _sorted_by(context: QueryContext, sort: str) -> list[Term]:
    if sort == "gear":
        places = {gear_id: place for place, (gear_id, _) in enumerate(context.gear)}
        # Gear that Strava has not named comes after what has a name.
        named = case(places, value=Activity.gear_id) if places else None
        return [Activity.gear_id] if named is None else [named, Activity.gear_id]
    if sort == "weekday" and context.first_weekday:
        return [(Activity.weekday + (7 - context.first_weekday)) % 7]
    return [_SORT[sort]]


_SORT: dict[str, Term] = {
    "date": Activity.start_local,
    "weekday": Activity.weekday,
    "time": Activity.time_of_day,
    "sport": Activity.sport_type,
    "name": Activity.search,
    "distance": func.nullif(Activity.distance, 0),
    "moving_time": Activity.moving_time,
    "elapsed_time": Activity.elapsed_time,
    "speed": func.nullif(Activity.distance, 0) / func.nullif(Activity.moving_time, 0),
    "climb": Activity.total_elevation_gain,
    "heartrate": Activity.average_heartrate,
    "max_heartrate": Activity.max_heartrate,
    "power": Activity.average_watts,
    "cadence": Activity.average_cadence,
    "energy": Activity.kilojoules,
    "effort": Activity.suffer_score,
    "kudos": Activity.kudos_count,
    "device": Activity.device_name,
    "privacy": Activity.visibility,
    "commute": Activity.commute,
    "trainer": Activity.trainer,
}
