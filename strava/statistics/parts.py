"""The query for all statistics: sums over the activities of the same day, hour, sport and gear."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from .. import sports
from ..db.models import Activity
from ..table import conditions
from ..table.context import QueryContext
from ..table.filters import Filters
from ..table.sums import common_sums, real_sum


class Part(NamedTuple):
    """The sums over activities that have everything in common by which statistics group them.

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
    """Return the parts of which the matching activities consist."""
    keys = (
        # The day comes first: it has the most values, so that sorting for the groups rarely
        # compares the others.
        func.substr(cast(Activity.start_local, Text), 1, 10),
        Activity.time_of_day // 3600,
        Activity.sport_type,
        Activity.gear_id,
    )
    sums = (*common_sums(), real_sum(Activity.suffer_score))
    query = select(*keys, *sums).where(*conditions.where(context, filters)).group_by(*keys)
    days: dict[str | None, date | None] = {None: None}
    groups: dict[str, str] = {}
    parts = []
    # Without the session, which would take as long as the query for its thousands of rows.
    for text, hour, sport_type, gear_id, *amounts in session.connection().execute(query).all():
        if text not in days:
            days[text] = date.fromisoformat(text)
        if sport_type not in groups:
            groups[sport_type] = sports.group(sport_type)
        values = (days[text], hour, groups[sport_type], gear_id, *amounts)
        parts.append(tuple.__new__(Part, values))
    return parts
