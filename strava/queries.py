"""Lists, filters, sorts, pages and totals what is stored; all of it in the database."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from . import values
from .filters import Filters
from .models import Activity, Document
from .summary import folded

_SORT: dict[str, ColumnElement[Any] | InstrumentedAttribute[Any]] = {
    "date": Activity.start_local,
    "sport": Activity.sport_type,
    "name": Activity.search,
    "distance": func.nullif(Activity.distance, 0),
    "moving_time": Activity.moving_time,
    "speed": func.nullif(Activity.distance, 0) / func.nullif(Activity.moving_time, 0),
    "climb": Activity.total_elevation_gain,
    "heartrate": Activity.average_heartrate,
}

_SHOWN = (
    Activity.id,
    Activity.start_local,
    Activity.sport_type,
    Activity.name,
    Activity.distance,
    Activity.moving_time,
    Activity.total_elevation_gain,
    Activity.average_heartrate,
    Activity.private,
)

EXPORTED = tuple(
    column
    for column in Activity.__table__.columns
    if column.name not in ("athlete_id", "search", "day", "deleted_at", "seen_in")
)
_ROWS_AT_ONCE = 1000

Shape = TypeVarTuple("Shape")


@dataclass(frozen=True)
class Totals:
    """Sums over everything that matches, in metres and seconds."""

    activities: int
    distance: float
    moving_time: int
    climb: float


@dataclass(frozen=True)
class Page:
    """The rows of one page, and how they stand in the whole."""

    rows: Sequence[Row[*tuple[Any, ...]]]
    totals: Totals
    number: int
    pages: int


def totals(session: Session, athlete_id: int, filters: Filters) -> Totals:
    """Sums over everything that matches."""
    sums = session.execute(
        select(
            func.count(),
            func.sum(Activity.distance),
            func.sum(Activity.moving_time),
            func.sum(Activity.total_elevation_gain),
        ).where(*_matching(athlete_id, filters, scan=filters.narrowed))
    ).one()
    return Totals(sums[0], float(sums[1] or 0), int(sums[2] or 0), float(sums[3] or 0))


def page(session: Session, athlete_id: int, filters: Filters, matching: Totals) -> Page:
    """One page of what matches; the last one if there are fewer pages than asked for."""
    pages = max(1, math.ceil(matching.activities / filters.per_page))
    number = min(filters.page, pages)
    rows = session.execute(
        _ordered(
            select(*_SHOWN).where(*_matching(athlete_id, filters, scan=filters.sort != "date")),
            filters,
        )
        .limit(filters.per_page)
        .offset((number - 1) * filters.per_page)
    ).all()
    return Page(rows, matching, number, pages)


def matching_rows(session: Session, athlete_id: int, filters: Filters) -> Iterator[Row[Any]]:
    """Every row that matches, with the columns of EXPORTED, a few at a time."""
    rows = _ordered(select(*EXPORTED).where(*_matching(athlete_id, filters)), filters)
    # A download that breaks off leaves no cursor open.
    with session.execute(rows.execution_options(yield_per=_ROWS_AT_ONCE)) as result:
        yield from result


def routes(session: Session, activity_ids: Sequence[int]) -> dict[int, str]:
    """The encoded polylines of these activities' routes; those without one are left out."""
    summaries = select(Document.activity_id, Document.body).where(
        Document.kind == "summary", Document.activity_id.in_(activity_ids)
    )
    maps = {key: json.loads(body).get("map") for key, body in session.execute(summaries)}
    encoded = {
        key: values.text(found.get("summary_polyline"))
        for key, found in maps.items()
        if isinstance(found, dict)
    }
    return {key: line for key in activity_ids if (line := encoded.get(key))}


def sports(session: Session, athlete_id: int) -> Sequence[Row[str, int]]:
    """The athlete's sport types and how many activities each has, the most frequent first."""
    number = func.count()
    return session.execute(
        select(Activity.sport_type, number)
        .where(*_matching(athlete_id, Filters()))
        .group_by(Activity.sport_type)
        .order_by(number.desc(), Activity.sport_type)
    ).all()


def count(session: Session, athlete_id: int, *, deleted: bool = False) -> int:
    """How many activities are stored; of those that are gone from Strava, if asked."""
    matching = _matching(athlete_id, Filters(deleted=deleted))
    return session.scalar(select(func.count()).select_from(Activity).where(*matching)) or 0


def _matching(
    athlete_id: int, filters: Filters, *, scan: bool = False
) -> list[ColumnElement[bool]]:
    """What a row has to fulfil; with `scan`, in a form that uses no index of the athlete.

    Nearly all rows are one athlete's: where an index holds neither what is looked at nor the
    order, reading the table from end to end takes a third of the time of jumping about in it.
    """
    owner = Activity.athlete_id + 0 if scan else Activity.athlete_id
    gone = Activity.deleted_at.is_not(None)
    conditions: list[ColumnElement[bool]] = [
        owner == athlete_id,
        gone if filters.deleted else ~gone,
    ]
    conditions += [
        Activity.search.contains(word, autoescape=True) for word in folded(filters.q).split()
    ]
    if filters.sport:
        conditions.append(Activity.sport_type.in_(filters.sport))
    if filters.gear:
        conditions.append(Activity.gear_id == filters.gear)
    if filters.private is not None:
        private = or_(Activity.private, func.coalesce(Activity.visibility, "") == "only_me")
        conditions.append(private if filters.private else ~private)
    bounds = (
        (filters.start, Activity.day.__ge__),
        (filters.end, Activity.day.__le__),
        (filters.min_km, lambda km: Activity.distance >= km * 1000),
        (filters.max_km, lambda km: Activity.distance <= km * 1000),
        (filters.commute, Activity.commute.is_),
        (filters.trainer, Activity.trainer.is_),
    )
    conditions += [compare(value) for value, compare in bounds if value is not None]
    return conditions


def _ordered(rows: Select[*Shape], filters: Filters) -> Select[*Shape]:
    # Ties go by date, then id, so that pages neither repeat nor miss a row.
    column = _SORT[filters.sort]
    direction = column.asc() if filters.ascending else column.desc()
    newest_first = [Activity.start_local.desc().nulls_last()] if filters.sort != "date" else []
    return rows.order_by(direction.nulls_last(), *newest_first, Activity.id.desc())
