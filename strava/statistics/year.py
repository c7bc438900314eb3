"""The activities up to the end of a year: those of the year, and all before it."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from typing import NamedTuple

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from ..db.models import Activity
from ..table import conditions
from ..table.context import QueryContext
from ..table.filters import Filters
from .matching import Matching, load_matching


class History(NamedTuple):
    """All activities up to the end of a year, the earliest first."""

    before: list[Matching]
    of_year: list[Matching]


def load_history(session: Session, context: QueryContext, year: int) -> History:
    """Return the activities of a year and all before it, whatever counts."""
    found = load_matching(session, context, Filters(end=date(year, 12, 31)))
    first = bisect_left([one.moment or "" for one in found], f"{year:04}")
    return History(found[:first], found[first:])


def count(session: Session, context: QueryContext, filters: Filters) -> int:
    """Return the number of matching activities."""
    query = select(func.count()).select_from(Activity)
    return session.scalar(query.where(*conditions.where(context, filters.matching))) or 0


def with_activities(session: Session, context: QueryContext) -> list[int]:
    """Return the years with an activity, the earliest first."""
    year = func.substr(cast(Activity.start_local, Text), 1, 4)
    query = select(year).where(*conditions.where(context, Filters())).distinct()
    return sorted(int(text) for text in session.scalars(query) if text is not None)
