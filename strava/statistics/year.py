"""The activities of one year, and what the time before it had."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import Text, and_, case, cast, func, select
from sqlalchemy.orm import Session

from ..db.activities import is_visible_to_others
from ..db.models import Activity
from ..table import conditions
from ..table.context import QueryContext
from ..table.filters import Filters


class Done(NamedTuple):
    """An activity of the year."""

    id: int
    day: date
    sport_type: str
    distance: float | None
    moving_time: int | None
    elevation_gain: float | None
    is_private: bool
    """Whether only the athlete can see it."""
    is_visible: bool
    """Whether others are known to see it: an archive does not say it."""
    matches: bool
    """Whether it matches the filters."""


class Before(NamedTuple):
    """What an athlete had done of a sport before a year."""

    distance: float
    """The longest distance of one activity."""
    moving_time: int
    """The longest moving time of one activity."""
    elevation_gain: float
    """The greatest elevation gain of one activity."""


def load_year(session: Session, context: QueryContext, year: int, filters: Filters) -> list[Done]:
    """Return all activities of a year, the earliest first, and whether they match the filters."""
    matches = and_(*conditions.where(context, filters.matching))
    query = (
        select(
            Activity.id,
            Activity.day,
            Activity.sport_type,
            Activity.distance,
            Activity.moving_time,
            Activity.total_elevation_gain,
            Activity.private,
            case((is_visible_to_others(), True), else_=False),
            case((matches, True), else_=False),
        )
        .where(*conditions.where(context, Filters(span=f"{year:04}")))
        .order_by(Activity.start_local, Activity.id)
    )
    return [Done(*row) for row in session.execute(query)]


def load_before(session: Session, context: QueryContext, year: int) -> dict[str, Before]:
    """Return what all activities before a year had, by sport type."""
    if year == date.min.year:
        return {}
    query = (
        select(
            Activity.sport_type,
            func.coalesce(func.max(Activity.distance), 0.0),
            func.coalesce(func.max(Activity.moving_time), 0),
            func.coalesce(func.max(Activity.total_elevation_gain), 0.0),
        )
        .where(*conditions.where(context, Filters(end=date(year - 1, 12, 31))))
        .group_by(Activity.sport_type)
    )
    return {sport_type: Before._make(most) for sport_type, *most in session.execute(query)}


def with_activities(session: Session, context: QueryContext) -> list[int]:
    """Return the years with an activity, the earliest first."""
    year = func.substr(cast(Activity.start_local, Text), 1, 4)
    query = select(year).where(*conditions.where(context, Filters())).distinct()
    return sorted(int(text) for text in session.scalars(query) if text is not None)
