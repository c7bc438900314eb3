"""Queries over the stored activities that several packages share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from .models import Activity, LeftOut


def is_current(athlete_id: int | ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition for an athlete's activities that are not deleted on Strava."""
    return and_(Activity.athlete_id == athlete_id, Activity.deleted_at.is_(None))


def is_left_out(
    activity_id: ColumnElement[int] | InstrumentedAttribute[int] = Activity.id,
) -> ColumnElement[bool]:
    """Return the condition for activities that the athlete has left out as duplicates.

    They are stored, shown, and kept current like any other, but nothing counts them.
    """
    left_out: Any = select(LeftOut.activity_id)
    return activity_id.in_(left_out)


def is_visible_to_others() -> ColumnElement[bool]:
    """Return the condition for activities that are known not to be private.

    An archive does not say who sees an activity.
    """
    return and_(Activity.private.is_(False), Activity.visibility.is_not(None))


def count_activities(session: Session, athlete_id: int) -> int:
    """Return how many activities are stored and not deleted on Strava."""
    query = select(func.count()).select_from(Activity).where(is_current(athlete_id))
    return session.scalar(query) or 0
