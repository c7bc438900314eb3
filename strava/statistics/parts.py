"""The query for all statistics: what each matching activity adds to their sums."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import Text, cast, func, literal, select
from sqlalchemy.orm import Session

from .. import sports
from ..db.models import Activity
from ..table import conditions
from ..table.context import QueryContext
from ..table.filters import Filters


class Part(NamedTuple):
    """An activity, or the sums over some that have the other fields in common.

    The last fields are those of Amounts.
    """

    day: date | None
    """The local day; None if it is not known."""
    hour: int | None
    """The hour of the local time at the start; None if it is not known or hidden."""
    group: str
    """The group of their sport type, a key of sports.GROUP_NAMES."""
    gear_id: str | None
    activities: int
    distance: float
    moving_time: int
    elevation_gain: float
    energy: float
    relative_effort: float


def load_parts(session: Session, context: QueryContext, filters: Filters) -> list[Part]:
    """Return the matching activities, the latest first.

    The database could group them, but hardly any two have a day, an hour, a group, and gear in
    common, and sorting takes as long as everything else.
    """
    amounts = (
        Activity.distance,
        Activity.moving_time,
        Activity.total_elevation_gain,
        Activity.kilojoules,
        Activity.suffer_score,
    )
    query = select(
        func.substr(cast(Activity.start_local, Text), 1, 10),
        Activity.time_of_day // 3600,
        Activity.sport_type,
        Activity.gear_id,
        literal(1),
        *(func.coalesce(amount, 0) for amount in amounts),
    ).where(*conditions.where(context, filters))
    # Without the session, which would take as long as the query for its thousands of rows.
    rows = session.connection().execute(query).all()
    days = {text: text and date.fromisoformat(text) for text in {row[0] for row in rows}}
    groups = {sport_type: sports.group(sport_type) for sport_type in {row[2] for row in rows}}
    return [
        tuple.__new__(Part, (days[text], hour, groups[sport_type], *rest))
        for text, hour, sport_type, *rest in rows
    ]
