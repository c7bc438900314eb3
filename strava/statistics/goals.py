"""The goals of an athlete: an amount for a year and a group of sports, or for all sports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..db.errors import DAMAGED
from ..db.models import Goal
from ..errors import StorageError
from ..sports import GROUP_NAMES
from ..table.context import QueryContext
from ..table.filters import Filters
from . import amounts
from .amounts import Amounts
from .parts import load_parts

ALL_GROUPS = "all"
MEASURES = ("distance", "moving_time", "elevation_gain", "activities")
"""The fields of Amounts that a goal can have."""
MOST = 100
"""The goals that an athlete can have."""


def find_all(session: Session, athlete_id: int) -> Sequence[Goal]:
    """Return the goals of an athlete, the latest year first.

    Raises StorageError if one of them is damaged.
    """
    ordered = select(Goal).where(Goal.athlete_id == athlete_id)
    order = (Goal.year.desc(), Goal.sport_group, Goal.measure)
    found = session.scalars(ordered.order_by(*order)).all()
    if not all(map(_is_possible, found)):
        raise StorageError(DAMAGED)
    return found


def _is_possible(goal: Goal) -> bool:
    return (
        date.min.year <= goal.year <= date.max.year
        and goal.sport_group in (ALL_GROUPS, *GROUP_NAMES)
        and goal.measure in MEASURES
        and goal.amount > 0
    )


def save(session: Session, goal: Goal) -> bool:
    """Store a goal in place of an earlier one; return False if there are too many.

    The caller commits.
    """
    key = (goal.athlete_id, goal.year, goal.sport_group, goal.measure)
    if session.get(Goal, key) is None:
        of_athlete = Goal.athlete_id == goal.athlete_id
        number = session.scalar(select(func.count()).select_from(Goal).where(of_athlete)) or 0
        if number >= MOST:
            return False
    session.merge(goal)
    return True


def remove(session: Session, athlete_id: int, year: int, group: str, measure: str) -> bool:
    """Remove a goal; return whether it existed. The caller commits."""
    goal = session.get(Goal, (athlete_id, year, group, measure))
    if goal is not None:
        session.delete(goal)
    return goal is not None


def sums_of_year(session: Session, context: QueryContext, year: int) -> dict[str, Amounts]:
    """Return the sums of all activities of a year by group of sports, and of all groups."""
    parts = load_parts(session, context, Filters(span=f"{year:04}"))
    sums = amounts.by_key((part.group, part) for part in parts)
    return sums | {ALL_GROUPS: amounts.total(parts)}
